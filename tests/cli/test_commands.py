"""What each command prints, and with which status it ends."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.beside import desk
from bot.content.files import gather
from tests.cli.asking import Done, strideback
from tests.specification import good

CONFIG = """\
[telegram]
token = "123:abcdefghijklmnop"
username = "riverside_bot"

[clinic]
name = "Riverside Physio"
timezone = "Europe/Madrid"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


def test_an_invite_for_a_physio_is_a_link_a_code_and_a_date(config: Path) -> None:
    """With --json exactly kind, name, code, link and expires_at come back."""
    done = strideback("invite", "physio", "--name", "Dora", "--config", str(config), "--json")

    made = json.loads(done.stdout)
    assert set(made) == {"kind", "name", "code", "link", "expires_at"}
    assert made["link"] == f"https://t.me/riverside_bot?start={made['code']}"
    assert len(made["code"]) >= 22


def test_an_invite_in_the_terminal_shows_link_and_qr_code(config: Path) -> None:
    done = strideback("invite", "clinic", "--name", "Front desk", "--config", str(config))

    assert "https://t.me/riverside_bot?start=" in done.stdout
    assert "▄" in done.stdout or "█" in done.stdout


def test_a_patient_is_invited_onto_a_protocol_with_a_frozen_baseline(config: Path) -> None:
    """The person and the enrolment stand in the database before the link is ever opened."""
    strideback("invite", "physio", "--name", "Dora", "--config", str(config))

    done = _invite_ana(config, "--baseline-pain", "1", "--language", "es", "--rung", "run_1min")

    assert done.returncode == 0, done.stderr
    person, enrolled = asyncio.run(_ana(config))
    assert (person.language, person.physio) == ("es", 1)
    assert (enrolled.rung, enrolled.baseline_pain, enrolled.condition) == ("run_1min", 1, "it_band")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--physio", "Nobody"), "There is no physio called “Nobody”"),
        (("--protocol", "magic"), "There is no such protocol"),
        (("--protocol", "milestones+magic"), "There is no such protocol as “magic”. Choose one of: "),
        (("--protocol", "four_stages"), "“four_stages” has no ladder of its own. Choose one of: "),
        (("--protocol", "four_stages"), "Or pair acl_entry or four_stages with one of them, such as acl_entry+"),
        (("--protocol", "four_stages+acl_entry"), "“acl_entry” has no ladder of its own. Pair it with"),
        (("--protocol", "milestones+thirty_minutes"), "has a ladder of its own and cannot be paired"),
        (("--protocol", "foot_and_ankle"), "“foot_and_ankle” is not active. These have no value: weekly_cap, "),
        (("--protocol", "foot_and_ankle"), "fill them in, and write active = true."),
        (("--protocol", "four_stages+foot_and_ankle"), "“four_stages+foot_and_ankle” is not active. These have"),
        (("--condition", "magic"), "There is no such condition"),
        (("--rung", "magic"), "is not on this ladder"),
        (("--language", "xx"), "is not offered"),
        (("--timezone", "Atlantis"), "is not known"),
        (("--baseline-pain", "11"), "from 0 to 10"),
        (("--baseline-stiffness", "much"), "Choose the baseline stiffness"),
        (("--name", "  "), "The name is empty"),
        (("--name", "x" * 61), "longer than 60"),
    ],
)
def test_an_invite_that_makes_no_sense_is_refused_with_a_sentence(
    config: Path, options: tuple[str, ...], words: str
) -> None:
    """Status 1, one sentence on standard error, no traceback, and nobody was added."""
    strideback("invite", "physio", "--name", "Dora", "--config", str(config))

    done = _invite_ana(config, *options)

    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_patient_is_invited_onto_a_pair_of_protocols(config: Path) -> None:
    """Both versions are pinned, and the ladder is that of the second."""
    strideback("invite", "physio", "--name", "Dora", "--config", str(config))

    done = _invite_ana(config, "--protocol", "four_stages+thirty_minutes")

    assert done.returncode == 0, done.stderr
    _, enrolled = asyncio.run(_ana(config))
    assert enrolled.protocol == "four_stages+thirty_minutes"
    both = [gather()[f"protocols/{name}.toml"].version for name in ("four_stages", "thirty_minutes")]
    assert enrolled.protocol_version.split("+")[:2] == both
    assert enrolled.rung == good.first_rung(good.protocol("thirty_minutes"))


def test_a_broken_file_of_the_clinic_starts_nothing_and_touches_nothing(tmp_path: Path) -> None:
    """Neither the bot nor an invite goes by it, what is stored stays as it was, and mending it is enough."""
    config, own = tmp_path / "config.toml", tmp_path / "own" / "protocols" / "milestones.toml"
    config.write_text(CONFIG + 'content = "own"\n\n[storage]\nurl = "sqlite+aiosqlite:///clinic.db"\n')
    own.parent.mkdir(parents=True)
    own.write_text(good.content().files["protocols/milestones.toml"].text)
    assert strideback("invite", "physio", "--name", "Dora", "--config", str(config)).returncode == 0
    assert _invite_ana(config).returncode == 0
    kept, sound = (tmp_path / "clinic.db").read_bytes(), own.read_text()

    own.write_text(sound.replace("h48.ready in limit.ready", "h48.ready not in limit.ready"))
    started = strideback("run", "--config", str(config))
    invited = _invite_ana(config)

    for refused in (started, invited):
        assert refused.returncode == 1
        assert "protocols/milestones.toml" in refused.stderr
        assert "clearances “feels_ready” must" in refused.stderr
    assert (tmp_path / "clinic.db").read_bytes() == kept
    own.write_text(sound)
    assert _invite_ana(config).returncode == 0


def test_a_command_in_a_process_of_its_own_ends_as_said(tmp_path: Path) -> None:
    """The real process shows the sentence and the status, and no traceback."""
    command = [sys.executable, "-m", "bot", "run", "--config", str(tmp_path / "none.toml")]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert "none.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_shipped_content_is_clean() -> None:
    assert strideback("check", "--quick").returncode == 0


def test_a_broadcast_to_nobody_is_refused(config: Path) -> None:
    done = strideback("broadcast", "Hello", "--yes", "--config", str(config))

    assert done.returncode == 1
    assert "no active patient" in done.stderr


@pytest.mark.parametrize("command", ["run", "broadcast", "invite", "check", "decide", "demo", "start"])
def test_every_command_explains_itself(command: str) -> None:
    done = strideback(command, "--help")

    assert done.returncode == 0
    assert len(done.stdout) > 100


def _invite_ana(config: Path, *options: str) -> Done:
    given = {"--name": "Ana", "--protocol": "milestones", "--condition": "it_band", "--physio": "Dora"}
    given |= dict(zip(options[::2], options[1::2], strict=True))
    flat = [word for pair in given.items() for word in pair]
    return strideback("invite", "patient", *flat, "--config", str(config))


async def _ana(config: Path):  # type: ignore[no-untyped-def]  # a person and an enrolment
    async with desk(config) as (at, _), at.turn() as turn:
        (person,) = await turn.people("patient", states=("invited",))
        return person, (await turn.case(person.id)).enrolled
