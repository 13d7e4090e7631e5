"""`strideback broadcast`: to whom, in which words, and what it says of what cannot be sent."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.beside import desk
from bot.care.ports import Person
from tests.cli.asking import strideback
from tests.cli.test_commands import config as config  # noqa: PLC0414  # the fixture, also here


def test_a_broadcast_goes_to_those_it_is_for_and_can_be_followed_and_stopped(config: Path) -> None:
    """Without a running bot it waits; --status says so for each, and --stop takes all of it back."""
    _clinic_of(config, Ana="en", Luis="es", Eva="es")

    done = strideback("broadcast", "Hi {first_name}", "--to", "language=es", "--yes", "--json", "--config", str(config))
    made = json.loads(done.stdout)
    assert (made["patients"], made["sent"], made["waiting"], made["missed"]) == (2, 0, 2, 0)
    number = str(made["broadcast"])
    followed = json.loads(strideback("broadcast", "--status", number, "--json", "--config", str(config)).stdout)
    stopped = strideback("broadcast", "--stop", number, "--config", str(config))

    assert followed["state"] == "running"
    assert {one["name"]: one["outcome"] for one in followed["recipients"]} == {"Luis": "waiting", "Eva": "waiting"}
    assert "Called off: 2" in stopped.stdout
    again = strideback("broadcast", "--stop", number, "--config", str(config))
    assert again.returncode == 1
    assert "not under way; it is stopped" in again.stderr


def test_a_broadcast_is_not_sent_without_a_terminal_or_a_yes(config: Path) -> None:
    """What patients would read and who is left out is shown, and nothing is sent."""
    _clinic_of(config, Ana="en", Luis="es")

    done = strideback(
        "broadcast",
        "--language",
        'es=Hola <b>{name}</b>, <a href="https://example.org/">mira</a>',
        "--plan",
        "--config",
        str(config),
    )

    assert done.returncode == 1
    assert "Luis (Español) will read:" in done.stdout
    assert "Hola Luis, mira (https://example.org/)" in done.stdout
    assert "Hola <b>" not in done.stdout
    assert "It goes to 1 as a plan update." in done.stdout
    assert "no text in their language: 1" in done.stdout
    assert "--yes" in done.stderr


def test_the_preview_shows_each_language_as_a_real_recipient_reads_it(config: Path) -> None:
    """With the places filled in and the line above it; a language with the text for all is shown too."""
    _clinic_of(config, Ana="en", Luis="es")

    done = strideback("broadcast", "Hi {first_name}, {physio|the team} is away.", "--config", str(config))

    for name, language in (("Ana", "English"), ("Luis", "Español")):
        assert f"{name} ({language}) will read:" in done.stdout
        assert f"Hi {name}, the team is away." in done.stdout
    assert "News from" in done.stdout
    assert "Novedades de" in done.stdout


def test_the_command_line_takes_as_long_a_text_as_the_chat(config: Path) -> None:
    """What Telegram takes, less the line above it and the clinic's name, in whichever language that is longest."""
    _clinic_of(config, Ana="en", Luis="es")

    refused = strideback("broadcast", "x" * 4047, "--yes", "--config", str(config))
    sent = strideback("broadcast", "x" * 4046, "--yes", "--config", str(config))

    assert "The text has 4047 characters with everything filled in; 4046 is the most." in refused.stderr
    assert "sent to 0 of 2 patients" in sent.stdout


@pytest.mark.parametrize("said", ["Hi <b>you", "Hi {nmae}", "Hi <blink>you</blink>", "a {physio|x", "<b>a</i>"])
def test_an_error_on_the_command_line_speaks_of_no_draft(config: Path, said: str) -> None:
    """There is none to go back to."""
    done = strideback("broadcast", said, "--yes", "--config", str(config))

    assert done.returncode == 1
    assert "Line 1: " in done.stderr
    assert "draft" not in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("Hi <b>you",), "Line 1: <b> is never closed."),
        (("Hi {nmae}",), "{nmae} cannot be filled in"),
        (("x" * 5000,), "The text has 5000 characters"),
        ((), "There is no text."),
        (("Hi", "--language", "xx=Hi"), "“xx” is not offered"),
        (("Hi", "--to", "magic=1"), "Choose by one of: protocol"),
        (("Hi", "--to", "language=fr"), "No patient has language=fr. There are: en, es."),
        (("Hi", "--to", "name=Nobody"), "“Nobody” is not the name or number of one patient."),
        (("Hi", "--to", "physio=Dora"), "No patient has physio=Dora. There are: none."),
        (("Hi", "--to", "name="), "There is no name after name=."),
        (("Hi", "--to", f"name={','.join(['Ana'] * 101)}"), "That is more than 100 names."),
        (("Hi", "--to", "language=es", "--to", "language=es"), "“language” is given twice"),
        (("Hi", "--to", "language=es", "--to", "language=en"), "“language” is given twice"),
        (("Hi", "--to", "rung=run_30s"), "A rung is one of a protocol."),
        (("--status", "77"), "There is no broadcast 77."),
        (("--stop", "77"), "There is no broadcast 77."),
    ],
)
def test_a_broadcast_that_makes_no_sense_is_refused_with_a_sentence(
    config: Path, options: tuple[str, ...], words: str
) -> None:
    _clinic_of(config, Ana="en", Luis="es")

    done = strideback("broadcast", *options, "--yes", "--config", str(config))

    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("order", [("protocol=milestones", "rung=run_30s"), ("rung=run_30s", "protocol=milestones")])
def test_a_rung_is_the_one_of_its_protocol_in_whatever_order_both_are_given(
    config: Path, order: tuple[str, str]
) -> None:
    """Written the other way round, it went to everybody on the protocol."""
    _joined(config, Ana="run_1min", Eva="run_30s")

    to = [part for one in order for part in ("--to", one)]
    done = strideback("broadcast", "Hi", *to, "--yes", "--json", "--config", str(config))

    assert json.loads(done.stdout)["patients"] == 1
    status = strideback("broadcast", "--status", "1", "--json", "--config", str(config))
    assert [one["name"] for one in json.loads(status.stdout)["recipients"]] == ["Eva"]


def test_a_state_that_is_given_twice_is_chosen_all_the_same(config: Path) -> None:
    """Given twice it was taken back, and the broadcast went to everybody."""
    _clinic_of(config, Luis="es")
    _joined(config, Ana="run_1min")
    twice = ("--to", "status=on_track") * 2

    done = strideback("broadcast", "Hi", *twice, "--yes", "--json", "--config", str(config))

    assert json.loads(done.stdout)["patients"] == 1


def _joined(config: Path, **rungs: str) -> None:
    """Put patients of Dora on these rungs, who have all joined."""
    strideback("invite", "physio", "--name", "Dora", "--config", str(config))
    plan = ("--protocol", "milestones", "--condition", "it_band", "--physio", "Dora", "--config", str(config))
    for name, rung in rungs.items():
        strideback("invite", "patient", "--name", name, "--rung", rung, *plan)
    asyncio.run(_all_come(config))


async def _all_come(config: Path) -> None:
    """Let everybody who is invited join."""
    async with desk(config) as (at, _), at.turn() as turn:
        for number, one in enumerate(await turn.people("patient", states=("invited",)), start=1):
            turn.update(replace(one, state="active", user_id=700 + number, chat_id=700 + number))


def _clinic_of(config: Path, **languages: str) -> None:
    """Put active patients of these names and languages into the database."""

    async def fill() -> None:
        async with desk(config) as (at, _), at.turn() as turn:
            for number, (name, language) in enumerate(languages.items(), start=1):
                user = 500 + number
                known = Person(0, "patient", name, language, "UTC", state="active", user_id=user, chat_id=user)
                await turn.add_person(known)

    asyncio.run(fill())
