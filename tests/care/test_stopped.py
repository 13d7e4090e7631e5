"""What a patient who has said /stop still says: it reaches somebody, the answer is true, and nothing begins again."""

import pytest

from bot.care.joining.invites import Guest, Plan
from tests.care.ward import CHEST, alert_of, count, leaves, newest, read, returns, set_clock
from tests.stage import Stage

PASSED = "I have passed this on to Dora"
LOST = "This has reached nobody."


async def _stops(stage: Stage) -> None:
    await stage.say("ana", "/stop")
    await stage.tap_data("ana", "q|yes")
    for key in ("ana", "dora"):
        stage.actors[key].phone.clear()


async def _state(stage: Stage) -> str:
    async with stage.turn() as turn:
        return (await turn.person(stage.actors["ana"].person)).state


async def _alerts(stage: Stage) -> int:
    return len((await stage.case("ana")).alerts)


async def test_words_go_to_the_physio_and_the_answer_says_so(clinic_stage: Stage) -> None:
    await _stops(clinic_stage)
    before = await _alerts(clinic_stage)

    await clinic_stage.say("ana", "I have moved to Sevilla")

    assert "Ana, who has stopped using the bot, writes:\nI have moved to Sevilla" in newest(clinic_stage, "dora")
    assert PASSED in newest(clinic_stage, "ana")
    assert "In an emergency, call 112" in newest(clinic_stage, "ana")
    assert await _alerts(clinic_stage) == before
    assert (await _state(clinic_stage), len(read(clinic_stage, "ana"))) == ("stopped", 1)


@pytest.mark.parametrize("said", ["I have chest pain", "me duele el pecho"])
async def test_words_that_sound_like_a_warning_are_an_alert(clinic_stage: Stage, said: str) -> None:
    await _stops(clinic_stage)

    await clinic_stage.say("ana", said)

    alert = await alert_of(clinic_stage)
    assert (alert.about, alert.details["note"]) == ("note", said)
    assert count(clinic_stage, "dora", said) == 1
    assert PASSED in newest(clinic_stage, "ana")
    assert await _state(clinic_stage) == "stopped"


async def test_a_red_flag_on_a_list_that_is_still_there_is_an_alert(clinic_stage: Stage) -> None:
    await clinic_stage.say("ana", "/wrong")
    flag = clinic_stage.button("ana", CHEST)
    await _stops(clinic_stage)

    await clinic_stage.tap_data("ana", flag)

    alert = await alert_of(clinic_stage)
    assert (alert.about, alert.details["note"]) == ("note", CHEST)
    assert PASSED in newest(clinic_stage, "ana")
    assert await _state(clinic_stage) == "stopped"


async def test_a_picture_with_its_words_is_passed_on(clinic_stage: Stage) -> None:
    await _stops(clinic_stage)

    await clinic_stage.sends("ana", "photo", "I have chest pain")

    assert "I have chest pain" in str((await alert_of(clinic_stage)).details["note"])
    assert [one.media.kind for one in clinic_stage.actors["dora"].phone if one.media] == ["copy"]
    assert PASSED in newest(clinic_stage, "ana")


async def test_by_night_the_answer_says_when_it_is_read(clinic_stage: Stage) -> None:
    await _stops(clinic_stage)
    await set_clock(clinic_stage, 22)

    await clinic_stage.say("ana", "I have chest pain")

    assert f"{PASSED}, who sees it when quiet hours are over: tomorrow at 08:00" in newest(clinic_stage, "ana")
    assert read(clinic_stage, "dora") == []


async def test_what_cannot_be_passed_on_has_reached_nobody_and_a_tap_says_nothing(clinic_stage: Stage) -> None:
    await _stops(clinic_stage)
    await clinic_stage.sends("ana", "sticker")
    assert LOST in newest(clinic_stage, "ana")

    for one in ("/today", "/stop"):
        await clinic_stage.say("ana", one)
        assert newest(clinic_stage, "ana").startswith("You have stopped this bot.\nIf something is wrong")
    assert read(clinic_stage, "dora") == []


async def test_with_nobody_there_words_wait_as_an_alert_and_the_answer_does_not_promise_more(
    clinic_stage: Stage,
) -> None:
    await _stops(clinic_stage)
    for key in ("dora", "desk"):
        await leaves(clinic_stage, key)

    await clinic_stage.say("ana", "I have moved to Sevilla")

    assert LOST in newest(clinic_stage, "ana")
    assert (await alert_of(clinic_stage)).details["note"] == "I have moved to Sevilla"


async def test_nothing_is_kept_of_somebody_who_did_not_agree(clinic_stage: Stage) -> None:
    await clinic_stage.invite("tim", Guest("patient", "Tim"), Plan("milestones", "hip_and_glute", "Dora", "run_30s"))
    for said in ("/start code-of-tim-long-enough", "English", "I do not agree"):
        await clinic_stage.say("tim", said)
    clinic_stage.actors["dora"].phone.clear()
    before = (await clinic_stage.case("tim")).notes

    await clinic_stage.say("tim", "my knee hurts")

    assert LOST in newest(clinic_stage, "tim")
    assert read(clinic_stage, "dora") == []
    assert (await clinic_stage.case("tim")).notes == before


@pytest.mark.parametrize("hello", ["", "hello", "/today"])
async def test_blocking_and_unblocking_begins_nothing_again(clinic_stage: Stage, hello: str) -> None:
    await _stops(clinic_stage)
    await leaves(clinic_stage, "ana")
    if hello:
        await clinic_stage.say("ana", hello)
    else:
        await returns(clinic_stage, "ana")

    assert (await _state(clinic_stage), (await clinic_stage.case("ana")).stopped) == ("stopped", True)
    assert "To go on, send /start" in newest(clinic_stage, "ana")
    assert count(clinic_stage, "dora", "hello") == (hello == "hello")

    await clinic_stage.say("ana", "/start")
    assert (await _state(clinic_stage), (await clinic_stage.case("ana")).stopped) == ("active", False)
