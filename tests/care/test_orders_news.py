"""Nobody's care ends, and nothing is settled, over anything that whoever decided has not seen."""

import pytest

from bot.care import reception
from bot.care.ports import Incoming, Said
from tests.care.ordering import decides
from tests.care.ward import CHEST, newest, read, with_settings
from tests.stage import Stage

DISCHARGE = ("k|discharge", "why|0")
CHEST_PAIN = "I have had chest pain since this morning"


async def _writes(stage: Stage) -> None:
    await stage.say("ana", "My shin hurts a lot more today")


async def _warns(stage: Stage) -> None:
    await stage.say("ana", CHEST_PAIN)


async def _shows(stage: Stage) -> None:
    await stage.sends("ana", "photo", "Look at this")


async def _is_about_to_report(stage: Stage) -> None:
    await stage.say("ana", "/wrong")


@pytest.mark.parametrize("comes", [_writes, _warns, _shows, _is_about_to_report])
async def test_nobodys_care_ends_over_news_and_its_giver_is_asked_to_look_again(clinic_stage: Stage, comes) -> None:
    stage = with_settings(clinic_stage, undo_seconds=60)
    await decides(stage, *DISCHARGE)
    await comes(stage)

    await stage.wait(minutes=2)

    case = await stage.case("ana")
    assert not case.discharged
    assert all(one.is_open for one in case.alerts.values() if one.about == "note")
    assert "Ana: not carried out" in newest(stage, "dora")
    assert not any("Your plan with us ends here" in said for said in read(stage, "ana"))


async def test_a_call_after_the_end_of_care_stays_open_until_somebody_ends_it(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await decides(stage, *DISCHARGE)
    async with stage.turn() as turn:
        user = stage.actors["ana"].user_id
        await reception.could_not(turn, Incoming(user, user, Said(CHEST_PAIN)))
    await stage.deliver()

    await stage.wait(minutes=30)

    (alert,) = (await stage.case("ana")).open_alerts()
    assert alert.severity == "reassess"
    assert alert.step > 1
    assert "Ana" in newest(stage, "dora")


async def test_a_red_flag_tapped_after_the_end_of_care_is_passed_on_like_words(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await stage.say("ana", "/wrong")
    flag, back = stage.button("ana", CHEST), stage.button("ana", "None of these")
    await decides(stage, *DISCHARGE)

    await stage.tap_data("ana", flag)

    assert "who has been discharged, reports: Chest pain" in newest(stage, "dora")
    assert "I have passed your words on to Dora" in newest(stage, "ana")
    assert "In an emergency, call 112" in newest(stage, "ana")
    heard = len(read(stage, "dora"))
    await stage.tap_data("ana", back)
    assert len(read(stage, "dora")) == heard
    assert "In an emergency, call 112" in newest(stage, "ana")


async def test_words_that_sound_like_a_warning_after_the_end_of_care_are_answered_with_the_way_to_help(
    clinic_stage: Stage,
) -> None:
    stage = clinic_stage
    await decides(stage, *DISCHARGE)

    await stage.say("ana", CHEST_PAIN)

    assert "In an emergency, call 112" in newest(stage, "ana")
    assert CHEST_PAIN in newest(stage, "dora")
