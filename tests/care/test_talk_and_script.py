"""What a talk leaves of the script: each question once and after its end, and nobody's words to the wrong one."""

import pytest

from tests.care.test_talk import END, GOOD_RUN, _newest, _read, _taps, _writes
from tests.stage import Stage, plain

OVER, ONE_DAY, BEFORE_THE_RUN = "Back to your plan", "One day after your session", "just before the run"


async def _talks_into_the_night(stage: Stage, hours: float) -> None:
    """Dora writes after so many hours, and the talk ends by itself when Ana's quiet hours have begun."""
    await stage.wait(hours=hours)
    await _writes(stage, "Can you come by at noon?")
    for _ in range(3):
        await stage.wait(minutes=90)
        await stage.say("ana", "Yes")
    await stage.wait(hours=3)
    assert (await stage.case("ana")).talk is None


def _since(stage: Stage, seen: int) -> list[str]:
    return [plain(one.text) for one in stage.actors["ana"].phone[seen:]]


async def test_a_question_that_a_talk_held_until_the_night_is_asked_in_the_morning_and_once(stage: Stage) -> None:
    """After the word that the bot goes on, and not before."""
    await _taps(stage, "ana", *GOOD_RUN)
    await _talks_into_the_night(stage, 23.5)
    seen = len(stage.actors["ana"].phone)

    await stage.wait(hours=9)

    over, question = _since(stage, seen)
    assert OVER in over
    assert ONE_DAY in question


async def test_a_reminder_that_a_talk_held_until_the_night_does_not_ask_twice_in_the_morning(stage: Stage) -> None:
    await stage.tap("ana", "Done as planned")
    await _talks_into_the_night(stage, 1)
    seen = len(stage.actors["ana"].phone)

    await stage.wait(hours=6)

    assert [BEFORE_THE_RUN in said for said in _since(stage, seen)] == [True]


async def test_whoever_stops_in_a_talk_is_asked_nothing_when_it_ends(stage: Stage) -> None:
    """Not even when it ends by itself, nor when the night is over; the physio does not read that questions go on."""
    await _taps(stage, "ana", *GOOD_RUN)
    await stage.wait(hours=23, minutes=30)
    await _writes(stage, "Hello")
    await stage.wait(hours=1)
    await stage.say("ana", "/stop")
    await stage.tap_data("ana", "q|yes")
    seen = len(stage.actors["ana"].phone)

    await stage.wait(hours=24)

    assert _since(stage, seen) == []
    assert _read(stage, "dora", "the talk with Ana is over") == 1
    assert "The bot’s questions go on" not in _newest(stage, "dora")


async def test_after_a_take_over_the_first_physios_words_go_to_nobody(clinic_stage: Stage) -> None:
    """Dora has read that the talk is somebody else's; what she types then does not take it back."""
    await _writes(clinic_stage, "Hello")
    await _writes(clinic_stage, "I take over", who="desk")
    seen = len(clinic_stage.actors["ana"].phone)

    await clinic_stage.say("dora", "What a day")

    assert _since(clinic_stage, seen) == []
    assert "passed them on to nobody" in _newest(clinic_stage, "dora")
    await clinic_stage.say("desk", "Come by")
    assert "Come by" in _newest(clinic_stage, "ana")


@pytest.mark.parametrize("what", ["sticker", "/nonsense"])
async def test_in_a_talk_what_is_not_understood_brings_up_no_question(stage: Stage, what: str) -> None:
    """The question waits for the end of the talk."""
    await stage.tap("ana", "Done as planned")
    await _writes(stage, "Hello")
    seen = len(stage.actors["ana"].phone)

    await (stage.say("ana", what) if what.startswith("/") else stage.sends("ana", what))

    assert [BEFORE_THE_RUN in said for said in _since(stage, seen)] == [False]
    await stage.tap("dora", END)
    assert BEFORE_THE_RUN in _newest(stage, "ana")


async def test_in_a_talk_the_question_about_what_feels_wrong_is_asked_again(stage: Stage) -> None:
    await _writes(stage, "Hello")
    await stage.say("ana", "/wrong")
    await stage.sends("ana", "sticker")
    assert "What is it?" in _newest(stage, "ana")


async def test_in_a_talk_that_goes_on_words_go_at_once_however_long_ago_the_last_ones_were(stage: Stage) -> None:
    """The patient's answer counts as the last exchange; a quarter of an hour after it words are shown first."""
    await _writes(stage, "Hello")
    await stage.wait(minutes=14)
    await stage.say("ana", "Hello Dora")
    await stage.wait(minutes=14)
    await stage.say("dora", "Come by at noon")
    assert "Come by at noon" in _newest(stage, "ana")

    await stage.wait(minutes=16)
    await stage.say("dora", "Or at one")
    assert "Shall I send this?" in _newest(stage, "dora")
    assert _read(stage, "ana", "Or at one") == 0


@pytest.mark.parametrize("what", ["photo", "voice"])
async def test_whoever_has_lost_a_patient_sends_them_no_picture(clinic_stage: Stage, what: str) -> None:
    """Dora is asked what to write to Ana, who is another physio's by the time that she sends it."""
    ana, ben = (clinic_stage.actors[key].person for key in ("ana", "ben"))
    await clinic_stage.tap_data("dora", f"T|{ana}")
    await clinic_stage.tap_data("desk", f"P|h|{ana}|{ben}|yes")
    seen = len(clinic_stage.actors["ana"].phone)

    await clinic_stage.sends("dora", what, "for you")

    assert _since(clinic_stage, seen) == []
    assert (await clinic_stage.case("ana")).talk is None
    await clinic_stage.wait(hours=1)
    assert _since(clinic_stage, seen) == []
