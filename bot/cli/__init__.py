"""The commands: what the clinic types. Each imports what it needs when it is called, so that all start quickly.

Exit status: 0 when it was done, 1 when it could not be done (with a sentence), 2 when it was asked for wrongly.
Must never show a traceback to a person.
"""

import os
import sys
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
) -> None:
    """Show patient, physio and clinic side by side in a browser, on a local stand-in for Telegram."""
    from bot.cli.demo import play_tour, serve

    raise typer.Exit(play_tour() if tour else serve(port, state, fresh=fresh))


@app.command()
def check(
    content: Annotated[Path | None, typer.Option(help="The clinic's own content folder.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write pages for physios into this folder.")] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B",
            help="Say what two protocols decide differently: names, files.toml, or folder:name.",
        ),
    ] = None,
    condition: Annotated[str, typer.Option(help="The condition to compare with; the plainest otherwise.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="Check the files only, and leave out the proof.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove conversations, protocols and texts before any patient meets them."""
    from bot.cli.check import check as prove
    from bot.cli.check import compare as tell_apart

    if compare:
        raise typer.Exit(tell_apart(content, *compare, condition=condition, as_json=as_json))
    raise typer.Exit(prove(content, as_json=as_json, folder=report, quick=quick))


@app.command()
def decide(
    content: Annotated[Path | None, typer.Option(help="The clinic's own content folder.")] = None,
    explain: Annotated[str, typer.Option(help="Say it in words instead, in this language, such as en or es.")] = "",
) -> None:
    """Say what the rules would decide about a run or a gate: JSON in on standard input, JSON out."""
    from bot.cli.decide import decide as answer

    raise typer.Exit(answer(sys.stdin.read(), content=content, explain=explain))


@app.command()
def broadcast(
    text: Annotated[str, typer.Argument(help="The plan update; - reads it from standard input.")],
    config: Config = CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send a plan update to all active patients, after a preview and a confirmation."""
    from bot.cli.broadcast import broadcast as send

    raise typer.Exit(send(config, sys.stdin.read() if text == "-" else text, yes=yes, as_json=as_json))


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
    """Invite somebody who sends plan updates for the clinic."""
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
    baseline_stiffness: Annotated[str, typer.Option(help="The usual morning stiffness.")] = "none",
    baseline_swelling: Annotated[str, typer.Option(help="The usual swelling.")] = "none",
    rung: Annotated[str, typer.Option(help="The rung to start on; the lowest otherwise.")] = "",
    as_json: AsJson = False,
) -> None:
    """Invite a patient, on a protocol and with a frozen baseline."""
    from bot.care.invites import Guest, Plan
    from bot.cli.invite import invite

    plan = Plan(protocol, condition, physio, rung, baseline_pain, baseline_stiffness, baseline_swelling)
    raise typer.Exit(invite(config, Guest("patient", name, language, timezone), plan, as_json=as_json))


def _invite_staff(role: str, config: Path, *, name: str, language: str, timezone: str, as_json: bool) -> None:
    from bot.care.invites import Guest
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
