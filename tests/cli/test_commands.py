"""What each command prints, and with which status it ends."""

import asyncio
import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.beside import desk
from bot.cli import main

CONFIG = """\
[telegram]
token = "123:abcdefghijklmnop"
username = "riverside_bot"

[clinic]
name = "Riverside Physio"
timezone = "Europe/Madrid"
"""
GOOD = {
    "after_run": {
        "done": "as_prescribed",
        "pain_before": 0,
        "pain_during": 0,
        "pain_kind": "none",
        "gait_run": "normal",
        "effort": 2,
    },
    "h24": {
        "pain": 0,
        "pain_kind": "none",
        "swelling": "none",
        "stiffness": "none",
        "gait": "normal",
        "flags": [],
    },
}
GOOD["h48"] = GOOD["h24"] | {"ready": 8}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


@dataclass(frozen=True)
class Done:
    """What a command printed, and its status."""

    returncode: int
    stdout: str
    stderr: str


def strideback(*arguments: str, given: str = "") -> Done:
    """Run a command as `main` does, and return what came of it."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["strideback", *arguments])
        patch.setattr(sys, "stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


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


def test_decide_answers_with_the_outcome_the_reasons_and_the_next_session() -> None:
    case = {"protocol": "milestones", "condition": "it_band", "rung": "run_30s", "run": GOOD}

    done = strideback("decide", given=json.dumps(case))

    answer = json.loads(done.stdout)
    assert answer["outcome"] == "advance"
    assert answer["fired"] == []
    assert answer["next"]["session"] == 2


def test_decide_says_what_would_have_changed_the_outcome() -> None:
    """Pain at the limit repeats; one less would have gone on."""
    run = GOOD | {"after_run": GOOD["after_run"] | {"pain_during": 2}}
    case = {"protocol": "milestones", "condition": "it_band", "rung": "run_30s", "run": run}

    answer = json.loads(strideback("decide", given=json.dumps(case)).stdout)

    assert answer["outcome"] == "repeat"
    changed = {"answer": "after_run.pain_during", "given": 2, "instead": 1, "outcome": "advance"}
    assert answer["would_change"] == [changed]


def test_decide_is_provisional_without_the_last_answers() -> None:
    case = {"protocol": "milestones", "condition": "it_band", "rung": "run_30s", "run": GOOD | {"h48": None}}

    answer = json.loads(strideback("decide", given=json.dumps(case)).stdout)

    assert (answer["outcome"], answer["provisional"], answer["next"]) == ("repeat", True, None)


@pytest.mark.parametrize("given", ["", "{}", "nonsense", '{"protocol": 1}', json.dumps({"protocol": "milestones"})])
def test_decide_refuses_a_case_that_makes_no_sense(given: str) -> None:
    done = strideback("decide", given=given)

    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_in_a_process_of_its_own_ends_as_said(tmp_path: Path) -> None:
    """The real process shows the sentence and the status, and no traceback."""
    command = [sys.executable, "-m", "bot", "run", "--config", str(tmp_path / "none.toml")]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert "none.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_shipped_content_is_clean() -> None:
    assert strideback("check").returncode == 0


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
