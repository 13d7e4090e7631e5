"""The commands: what the clinic types. Each imports what it needs when it is called, so that all start quickly.

Exit status: 0 when it was done, 1 when it could not be done (with a sentence), 2 when it was asked for wrongly.
Must never show a traceback to a person.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.core.errors import StridebackError

app = typer.Typer(
    name="strideback",
    help="A Telegram bot with which physiotherapy clinics bring injured runners back to running.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
invite_app = typer.Typer(help="Invite somebody; prints a link that works once, and its QR code.", no_args_is_help=True)
app.add_typer(invite_app, name="invite")

Config = Annotated[Path, typer.Option("--config", help="The clinic's config file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Name = Annotated[str, typer.Option(help="The name the person goes by.")]
Language = Annotated[str, typer.Option(help="Two letters, such as es; the clinic's first language otherwise.")]
Timezone = Annotated[str, typer.Option(help="Such as Europe/Madrid; the clinic's otherwise.")]
CONFIG = Path("config.toml")


@app.command()
def start(config: Config = CONFIG) -> None:
    """Start the clinic's bot when there is a config file, and the demo otherwise."""
    if config.exists():
        run(config)
    else:
        demo()


@app.command()
def run(
    config: Config = CONFIG,
    clock_file: Annotated[Path | None, typer.Option(hidden=True, help="A clock that can be set; for the demo.")] = None,
) -> None:
    """Run the clinic's bot until it is told to stop."""
    from bot.cli.run import run as run_bot

    run_bot(config, clock_file)


@app.command()
def demo(
    tour: Annotated[bool, typer.Option("--tour", help="Play a whole journey in the terminal and exit.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes any free one.")] = 8765,
    state: Annotated[Path, typer.Option(help="Where the demo keeps its state.")] = Path(".strideback"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what an earlier demo kept.")] = False,
    bare: Annotated[bool, typer.Option("--bare", help="Begin with Ana alone, without other patients.")] = False,
) -> None:
    """Show patient, physio and clinic side by side in a browser, on a local stand-in for Telegram."""
    from bot.cli.demo import play_tour, serve

    raise typer.Exit(play_tour() if tour else serve(port, state, fresh=fresh, bare=bare))


@app.command()
def check(
    content: Annotated[Path | None, typer.Option(help="The clinic's own content folder.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write pages for physios into this folder.")] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B",
            help="Say what two protocols decide differently: names, files, or folder:name.",
        ),
    ] = None,
    condition: Annotated[str, typer.Option(help="The condition to compare with; the plainest otherwise.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="Check the files only, and leave out the proof.")] = False,
    config: Annotated[
        Path | None, typer.Option("--config", help="Prove the folder of this config, and note it for publishing.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove conversations, protocols and texts before any patient meets them."""
    from bot.cli.check import check as prove
    from bot.cli.check import compare as tell_apart

    if compare:
        raise typer.Exit(tell_apart(content, *compare, condition=condition, as_json=as_json))
    if config is None or quick:
        raise typer.Exit(prove(content, as_json=as_json, folder=report, quick=quick))
    from bot.cli import proved

    content = content or proved.folder_of(config)
    before = proved.hash_of(content)
    status = prove(content, as_json=as_json, folder=report)
    if status == 0 and proved.hash_of(content) == before:
        proved.note(config, before)
    raise typer.Exit(status)


@app.command()
def decide(
    content: Annotated[Path | None, typer.Option(help="The clinic's own content folder.")] = None,
    explain: Annotated[str, typer.Option(help="Say it in words instead, in this language, such as en or es.")] = "",
) -> None:
    """Say what the rules would decide about a run or a gate: JSON in on standard input, JSON out."""
    from bot.cli.decide import decide as answer

    raise typer.Exit(answer(sys.stdin.read(), content=content, explain=explain))


@app.command()
def broadcast(  # noqa: PLR0917  # Typer reads options from parameters
    text: Annotated[str, typer.Argument(help="The text for everybody; - reads it from standard input.")] = "",
    config: Config = CONFIG,
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Whom, by protocol, condition, phase, rung, physio, language, status or name; two keys narrow it.",
        ),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A text for one language, such as es=Hola {first_name}.")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan/--news", help="A plan update reaches those who mute news, too.")
    ] = False,
    status: Annotated[int, typer.Option(min=0, metavar="ID", help="Only say how far this broadcast has come.")] = 0,
    stop: Annotated[int, typer.Option(min=0, metavar="ID", help="Only stop this broadcast.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send news or a plan update to patients, after a preview and a confirmation."""
    from bot.cli.broadcast import Wish, send, show, take_back

    if stop:
        raise typer.Exit(take_back(config, stop))
    if status:
        raise typer.Exit(show(config, status, as_json=as_json))
    said = sys.stdin.read() if text == "-" else text
    wish = Wish(said, tuple(to or ()), tuple(language or ()), plan=plan, yes=yes, as_json=as_json)
    raise typer.Exit(send(config, wish))


@app.command()
def rota(
    config: Config = CONFIG,
    days: Annotated[int, typer.Option(min=1, max=90, help="So many days ahead.")] = 14,
    as_json: AsJson = False,
) -> None:
    """Show who is on call, and name gaps, overlaps and names that nobody has."""
    from bot.cli.rota import rota as show

    raise typer.Exit(show(config, days=days, as_json=as_json))


@app.command()
def publish(
    config: Config = CONFIG,
    dry: Annotated[bool, typer.Option("--dry", help="Only show what waits and whom it touches.")] = False,
    whom: Annotated[str, typer.Option("--for", help="For whom it takes effect: new, next (session) or now.")] = "",
    nearest: Annotated[
        bool,
        typer.Option(
            "--nearest",
            help="Whose rung is gone or asks for more goes on from the nearest milder place; else they stay.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Publish without asking for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show which content waits to be published and whom it touches, and publish it with --for."""
    from bot.cli.publish import MODES, Wish
    from bot.cli.publish import publish as make_public

    if whom and whom not in MODES:
        raise typer.BadParameter("Use one of: new, next, now.", param_hint="--for")
    mode = next((one for one in MODES if one == whom and not dry), None)
    raise typer.Exit(make_public(config, Wish(mode, nearest=nearest, yes=yes, as_json=as_json)))


@app.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="The folder for the tables; it is made where it is missing.")],
    config: Config = CONFIG,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what happened since this day.")
    ] = None,
    pseudonyms: Annotated[
        bool, typer.Option("--pseudonyms", help="Numbers instead of names, and nothing that somebody typed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write everything on record, and the clinic's figures, as tables for a spreadsheet."""
    from bot.cli.export import export as write

    raise typer.Exit(write(config, to, since, pseudonyms=pseudonyms, as_json=as_json))


@invite_app.command("physio")
def invite_physio(
    name: Name, config: Config = CONFIG, language: Language = "", timezone: Timezone = "", as_json: AsJson = False
) -> None:
    """Invite a physio."""
    _invite_staff("physio", config, name=name, language=language, timezone=timezone, as_json=as_json)


@invite_app.command("clinic")
def invite_clinic(
    name: Name, config: Config = CONFIG, language: Language = "", timezone: Timezone = "", as_json: AsJson = False
) -> None:
    """Invite a member of the clinic, who invites people, writes to many at once and is called last."""
    _invite_staff("clinic", config, name=name, language=language, timezone=timezone, as_json=as_json)


@invite_app.command("patient")
def invite_patient(  # noqa: PLR0917  # Typer reads options from parameters
    name: Name,
    protocol: Annotated[str, typer.Option(help="The way back, such as milestones, or four_stages+milestones.")],
    condition: Annotated[str, typer.Option(help="What was injured, such as it_band.")],
    physio: Annotated[str, typer.Option(help="The name of the physio who looks after the patient.")],
    config: Config = CONFIG,
    language: Language = "",
    timezone: Timezone = "",
    baseline_pain: Annotated[int, typer.Option(help="The usual pain, 0 to 10, frozen from now on.")] = 0,
    baseline_stiffness: Annotated[
        str, typer.Option(help="The usual morning stiffness: none, up_to_15, up_to_30, up_to_60, over_60.")
    ] = "none",
    baseline_swelling: Annotated[str, typer.Option(help="The usual swelling: none, usual, new, marked.")] = "none",
    rung: Annotated[str, typer.Option(help="The rung to start on; the lowest otherwise.")] = "",
    as_json: AsJson = False,
) -> None:
    """Invite a patient, on a protocol and with a frozen baseline."""
    from bot.care.joining.invites import Guest, Plan
    from bot.cli.invite import invite

    plan = Plan(protocol, condition, physio, rung, baseline_pain, baseline_stiffness, baseline_swelling)
    raise typer.Exit(invite(config, Guest("patient", name, language, timezone), plan, as_json=as_json))


def _invite_staff(role: str, config: Path, *, name: str, language: str, timezone: str, as_json: bool) -> None:
    from bot.care.joining.invites import Guest
    from bot.cli.invite import invite

    raise typer.Exit(invite(config, Guest(role, name, language, timezone), None, as_json=as_json))


def main() -> None:
    """Run the command line; what goes wrong is one sentence on standard error."""
    os.umask(0o077)  # what the commands write holds health answers and codes, for nobody else on this machine
    try:
        app()
    except StridebackError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
