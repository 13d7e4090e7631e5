"""However much is open about a patient, the card of a red flag goes out, fits into one message and says who it is."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.core.alert_facts import Alerted
from tests.care import ward
from tests.care.ward import CHEST, newest, read, reports
from tests.stage import Stage, plain

SEVERITIES = st.sampled_from(["tell", "tell", "reassess", "urgent"])
NOTES = st.lists(st.tuples(SEVERITIES, st.sampled_from(["hello", "<&>" * 1300, "😀" * 2000])), max_size=25)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=NOTES, times=st.integers(min_value=1, max_value=40), language=st.sampled_from(["en", "es"]))
@example(notes=[("tell", "hello")], times=700, language="en")
def test_a_red_flag_calls_however_many_notes_are_open(
    ward_opened: Stage, notes: list[tuple[str, str]], times: int, language: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_played(ward_opened.fork(Path(folder)), notes * times, language))


async def _played(stage: Stage, notes: list[tuple[str, str]], language: str) -> None:
    try:
        await ward.speaks(stage, "dora", language)
        await _write(stage, notes)
        await reports(stage, CHEST)
        cards = [one.text for one in stage.actors["dora"].phone if "Ana" in one.text and "🔴" in one.text]
        assert cards
        assert all(len(said.encode("utf-16-le")) // 2 <= 4096 for said in cards)
    finally:
        await stage.end()


async def _write(stage: Stage, notes: list[tuple[str, str]]) -> None:
    """Leave open what many messages of Ana would leave, without waiting for each of them."""
    async with stage.turn() as turn:
        ana = stage.actors["ana"].person
        first = max((await turn.case(ana)).alerts) + 1
        for number, (severity, said) in enumerate(notes, start=first):
            turn.record(ana, Alerted(number, severity, "note", 0, {"note": said}, ()))


async def test_the_button_of_a_patient_shows_the_strictest_first_and_how_many_more_there_are(
    clinic_stage: Stage,
) -> None:
    await _write(clinic_stage, [("tell", "hello")] * 6)
    await reports(clinic_stage, CHEST)
    before = len(read(clinic_stage, "dora"))

    await clinic_stage.tap_data("dora", f"u|{clinic_stage.actors['ana'].person}")

    said = read(clinic_stage, "dora")[before:]
    assert len(said) == 6
    assert "URGENT: Ana" in said[0]
    assert said[-1].startswith("… and 2 more about this patient")


async def test_the_list_of_alerts_fits_into_one_message_and_says_how_many_more_there_are(clinic_stage: Stage) -> None:
    await _write(clinic_stage, [("tell", "<&> " * 100)] * 20)
    await reports(clinic_stage, CHEST)

    await clinic_stage.say("dora", "/alerts")

    message = clinic_stage.actors["dora"].phone[-1]
    assert len(message.text.encode("utf-16-le")) // 2 <= 4096
    lines = plain(message.text).splitlines()
    assert "🔴" in lines[2]
    assert len(message.keyboard) == len(lines) - 2
    assert f"Open alerts: 21 · the first of them; {21 - len(message.keyboard)} more" in lines[0]


async def test_a_card_names_five_others_the_strictest_first(clinic_stage: Stage) -> None:
    await _write(clinic_stage, [("tell", "hello")] * 7 + [("reassess", "hello")])

    await reports(clinic_stage, CHEST)

    said = newest(clinic_stage, "dora")
    assert "Also open: 🟠 alert 9, 🔵 alert 2, 🔵 alert 3, 🔵 alert 4, 🔵 alert 5 and 3 more." in said
