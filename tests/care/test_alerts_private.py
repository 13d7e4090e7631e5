"""What may be read by whom: names switched off, and no word about health in a chat unless the clinic says so."""

from dataclasses import replace

import pytest

from bot.care.doors.reception import receive
from bot.care.ports import Incoming, Tapped
from tests.care import ward
from tests.care.ward import CHEST, NIGHT, RESOLVE, TAKE, count, newest, reports, with_chat, with_settings
from tests.stage import Stage


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


async def _taps_in_the_chat(stage: Stage, key: str, data: str) -> None:
    async with stage.turn() as turn:
        await receive(turn, Incoming(stage.actors[key].user_id, -100, Tapped(data), private=False))
    stage.actors[key].toast = turn.reply.toast
    await stage.deliver()


async def _called_in_the_chat(stage: Stage) -> str:
    """Let an urgent alert come as far as the clinic's chat; return what its button carries."""
    await with_chat(stage)
    await reports(stage, CHEST)
    await stage.wait(minutes=70)
    return stage.button("team", TAKE)


async def test_a_chat_reads_no_name_and_no_word_about_health(stage: Stage) -> None:
    await _called_in_the_chat(stage)

    (said,) = ward.read(stage, "team")
    assert said.splitlines()[0] == f"🔴 URGENT: somebody is wanted · alert {stage.actors['ana'].person}-2"
    assert not any(word in said.lower() for word in ("ana", "pain", "chest", "breath", "plan", "session"))
    assert [button.text for one in stage.actors["team"].phone for row in one.keyboard for button in row] == [TAKE]


@pytest.mark.parametrize("key", ["dora", "desk", "eva"])
async def test_whoever_takes_it_in_the_chat_gets_everything_in_private(stage: Stage, key: str) -> None:
    """Also Eva, who looks after nobody here: the chat called whoever is there."""
    data = await _called_in_the_chat(stage)

    await _taps_in_the_chat(stage, key, data)

    name = {"dora": "Dora", "desk": "Front desk", "eva": "Eva"}[key]
    assert (await ward.alert_of(stage)).acknowledged_by == stage.actors[key].person
    assert "There is chest pain or shortness of breath" in newest(stage, key)
    assert f"Taken by {name}." in newest(stage, "team")
    assert "chest" not in newest(stage, "team")


async def test_a_chat_reads_that_it_has_ended_but_not_the_words_that_say_how(stage: Stage) -> None:
    data = await _called_in_the_chat(stage)
    await _taps_in_the_chat(stage, "dora", data)
    await stage.tap("dora", RESOLVE)

    await stage.say("dora", "Seen at the hospital, her lungs are clear")

    assert "her lungs are clear" in "\n".join(ward.read(stage, "dora"))
    assert "Resolved by Dora" in newest(stage, "team")
    assert not count(stage, "team", "lungs")


async def test_a_second_tap_in_the_chat_reads_who_has_it(stage: Stage) -> None:
    data = await _called_in_the_chat(stage)
    await _taps_in_the_chat(stage, "ben", data)

    await _taps_in_the_chat(stage, "desk", data)

    assert stage.actors["desk"].toast == "Ben has it already."


@pytest.mark.parametrize("key", ["ana", "leo"])
async def test_a_patient_in_the_chat_can_take_nothing(stage: Stage, key: str) -> None:
    data = await _called_in_the_chat(stage)

    await _taps_in_the_chat(stage, key, data)

    assert (await ward.alert_of(stage)).acknowledged_by is None


async def test_before_the_chat_is_called_a_physio_of_others_cannot_take_it(stage: Stage) -> None:
    await with_chat(stage)
    await reports(stage, CHEST)

    await _taps_in_the_chat(stage, "eva", f"k|{stage.actors['ana'].person}|2")

    assert (await ward.alert_of(stage)).acknowledged_by is None


async def test_once_it_is_taken_a_physio_of_others_sees_nothing_of_it(stage: Stage) -> None:
    data = await _called_in_the_chat(stage)
    await _taps_in_the_chat(stage, "ben", data)
    before = len(stage.actors["eva"].phone)

    for button in (data, data.replace("k|", "z|"), data.replace("k|", "z|") + "|r|spoke"):
        await stage.tap_data("eva", button)

    assert len(stage.actors["eva"].phone) == before
    assert (await ward.alert_of(stage)).is_open


async def test_a_chat_reads_everything_where_the_clinic_says_so(stage: Stage) -> None:
    with_settings(stage, details_in_groups=True)
    await _called_in_the_chat(stage)

    assert "URGENT: Ana" in newest(stage, "team")
    assert "There is chest pain or shortness of breath" in newest(stage, "team")


async def test_names_that_are_switched_off_stand_in_no_alert_and_no_digest(stage: Stage) -> None:
    number = stage.actors["ana"].person
    with_settings(stage, names_in_alerts=False, details_in_groups=True, chain=("Ben",))
    await with_chat(stage)
    await reports(stage, CHEST)
    await stage.wait(minutes=90)
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")
    await ward.set_clock(stage, 8)

    for key in ("dora", "ben", "desk", "team"):
        assert count(stage, key, f"Patient {number}")
        assert not count(stage, key, "Ana")


async def test_the_name_is_a_tap_away(stage: Stage) -> None:
    with_settings(stage, names_in_alerts=False)
    await reports(stage, CHEST)
    assert not count(stage, "dora", "Ana")

    await stage.tap("dora", TAKE)

    assert "URGENT: Ana" in newest(stage, "dora")


async def test_a_reminder_keeps_the_name_to_itself(stage: Stage) -> None:
    with_settings(stage, names_in_alerts=False)
    await reports(stage, CHEST)
    await stage.tap("dora", TAKE)
    await stage.wait(hours=4)

    assert f"Not resolved yet: Patient {stage.actors['ana'].person}" in newest(stage, "dora")


async def test_a_name_with_markup_is_shown_as_it_is_written(stage: Stage) -> None:
    odd = "Zoë O'Neill <b> & {{7*7}}"
    async with stage.turn() as turn:
        for key in ("ana", "dora"):
            turn.update(replace(await turn.person(stage.actors[key].person), name=odd))
    await reports(stage, NIGHT)
    await stage.tap("dora", TAKE)
    card = newest(stage, "dora")
    assert f"Your decision needed: {odd}" in card
    assert f"Taken by {odd}." in card

    await stage.tap_data("desk", f"k|{stage.actors['ana'].person}|2")
    assert stage.actors["desk"].toast == f"{odd} has it already."
    await stage.tap_data("desk", f"z|{stage.actors['ana'].person}|2|r|spoke")
    await stage.say("ana", f"it hurts <here> & {odd}")
    await stage.say("dora", "/alerts")
    assert f"wrote: it hurts <here> & {odd}" in newest(stage, "dora")
    await ward.set_clock(stage, 8)
    assert f"wrote: it hurts <here> & {odd}" in newest(stage, "dora")
