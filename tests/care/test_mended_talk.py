"""Red flags and last words in a talk, and what somebody who was away comes back with: none of it gets lost."""

import pytest

from bot.care.course import entrance
from bot.care.doors.dues import AFTER_A_TALK
from bot.care.orders import resting
from bot.care.voice import bare
from bot.core.case import GAP
from tests.care.ordering import CONFIRM
from tests.care.ward import CHEST, TAKE, alert_of, count, leaves, newest, reports, returns, set_clock
from tests.stage import Stage

WRONG = "wrong"
DEEP_GROIN = "Pain deep in the groin"
FLAGS = (
    *("night_pain", "bone_point", "cannot_hop", "deep_groin", "calf_one_leg", "chest_or_breath"),
    *("fever_or_wound", "pop_or_no_weight", "numb_or_weak", "locks_or_gives_way"),
)


async def _writes(stage: Stage, said: str, who: str = "dora") -> None:
    await stage.tap_data(who, f"T|{stage.actors['ana'].person}")
    await stage.say(who, said)


async def _notes(stage: Stage) -> list[str]:
    """Return the words of the notes that nobody has ended."""
    return [str(one.details["note"]) for one in (await stage.case("ana")).open_alerts() if one.about == "note"]


async def _sign(stage: Stage) -> None:
    """Let Dora sign the checkpoint at which Ana stands, so that a session is on offer."""
    alerts = (await stage.case("ana")).alerts.values()
    (checkpoint,) = [one.details["checkpoint"] for one in alerts if one.about == "checkpoint"]
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|{checkpoint}")
    await stage.tap("dora", CONFIRM)
    assert _offers(stage)


def _offers(stage: Stage) -> bool:
    """Say whether a card on Ana's phone offers a session."""
    shown = (button for one in stage.actors["ana"].phone for row in one.keyboard for button in row)
    return any(button.data.startswith("r|") for button in shown)


def _label(stage: Stage, language: str, flag: str) -> str:
    return bare(stage.library.language(language).say(f"wrong.flags__{flag}"))


def test_these_are_all_the_red_flags(clinic_stage: Stage) -> None:
    (question,) = clinic_stage.library.conversation(WRONG).questions
    assert set(question.options) == set(FLAGS)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("flag", FLAGS)
async def test_the_label_of_every_red_flag_is_a_warning_in_a_talk_and_outside(
    clinic_stage: Stage, flag: str, language: str
) -> None:
    """Whichever language it is typed in, with whichever apostrophe, Ana is asked and Dora is told."""
    said = _label(clinic_stage, language, flag).replace("’", "'")

    await clinic_stage.say("ana", f"Hm: {said}")
    assert "What is it?" in newest(clinic_stage, "ana")
    await clinic_stage.tap("ana", "None of these")
    await _writes(clinic_stage, "How are you?")
    await clinic_stage.say("ana", f"Well. {said}")

    assert "What is it?" in newest(clinic_stage, "ana")
    assert await _notes(clinic_stage)


@pytest.mark.parametrize("flag", FLAGS)
async def test_a_question_about_red_flags_from_before_a_talk_takes_its_answer_in_the_talk(
    clinic_stage: Stage, flag: str
) -> None:
    """Dora's first words come between the question and the typed answer: the plan is closed, and Dora is called."""
    await clinic_stage.say("ana", "/wrong")
    await clinic_stage.wait(minutes=1)
    await _writes(clinic_stage, "How was the week?")
    await clinic_stage.wait(minutes=1)

    await clinic_stage.say("ana", _label(clinic_stage, "en", flag))

    assert (await clinic_stage.case("ana")).held
    assert (await alert_of(clinic_stage)).is_pressing


async def test_no_in_a_talk_is_no_answer_to_a_question_about_red_flags_from_before_it(clinic_stage: Stage) -> None:
    await clinic_stage.say("ana", "/wrong")
    await clinic_stage.wait(minutes=1)
    await _writes(clinic_stage, "Any better?")

    await clinic_stage.say("ana", "no")

    assert "Dora has got this" in newest(clinic_stage, "ana")
    await clinic_stage.say("ana", DEEP_GROIN)
    assert (await clinic_stage.case("ana")).held


async def test_last_words_in_a_talk_that_ends_by_itself_become_a_note(clinic_stage: Stage) -> None:
    await _writes(clinic_stage, "How is the calf?")
    await clinic_stage.say("ana", "Worse than ever")
    await clinic_stage.say("ana", "Please ring me")
    assert not await _notes(clinic_stage)

    await clinic_stage.wait(hours=3)

    assert (await clinic_stage.case("ana")).talk is None
    assert await _notes(clinic_stage) == ["Worse than ever\nPlease ring me"]


async def test_words_that_were_answered_become_no_note(clinic_stage: Stage) -> None:
    """Nor do those that whoever has them puts an end to."""
    await _writes(clinic_stage, "How is the calf?")
    await clinic_stage.say("ana", "Worse than ever")
    await clinic_stage.say("dora", "Then rest today")
    await clinic_stage.wait(hours=3)
    assert not await _notes(clinic_stage)

    await _writes(clinic_stage, "And now?")
    await clinic_stage.say("ana", "Fine, thank you")
    await clinic_stage.tap_data("dora", f"T|{clinic_stage.actors['ana'].person}|end")
    await clinic_stage.wait(hours=3)
    assert not await _notes(clinic_stage)


async def test_last_words_to_a_physio_who_is_gone_reach_the_clinic(clinic_stage: Stage) -> None:
    """Dora sleeps when Ana answers, and blocks the bot before her morning."""
    await set_clock(clinic_stage, 20, 55)
    await _writes(clinic_stage, "How is the calf?")
    await clinic_stage.wait(minutes=50)
    await clinic_stage.say("ana", "Thick and hard. May I run tomorrow?")
    await leaves(clinic_stage, "dora")

    await clinic_stage.wait(hours=30)

    assert await _notes(clinic_stage) == ["Thick and hard. May I run tomorrow?"]
    assert count(clinic_stage, "desk", "Thick and hard")


async def test_last_words_go_along_when_the_patient_is_handed_over(clinic_stage: Stage) -> None:
    await set_clock(clinic_stage, 20, 55)
    await _writes(clinic_stage, "How is the calf?")
    await clinic_stage.wait(minutes=50)
    await clinic_stage.say("ana", "Thick and hard. May I run tomorrow?")
    people = clinic_stage.actors
    await clinic_stage.tap_data("desk", f"P|h|{people['ana'].person}|{people['ben'].person}|yes")

    await clinic_stage.wait(hours=30)

    assert await _notes(clinic_stage) == ["Thick and hard. May I run tomorrow?"]
    assert count(clinic_stage, "ben", "Thick and hard")


async def test_last_words_are_a_note_when_somebody_else_takes_the_talk_over(clinic_stage: Stage) -> None:
    """Dora has not read what Ana wrote to the desk, so that her own first words do not end it."""
    await _writes(clinic_stage, "Your bill is ready.", who="desk")
    await clinic_stage.say("ana", "My calf is twice as thick")

    await _writes(clinic_stage, "Dora here, how was the run?")

    assert await _notes(clinic_stage) == ["My calf is twice as thick"]


async def test_a_note_is_not_ended_by_words_of_somebody_who_never_had_it(clinic_stage: Stage) -> None:
    """Ana's note waits for Dora's morning while the desk writes about a bill; Dora's own answer ends it then."""
    await set_clock(clinic_stage, 22)
    await clinic_stage.say("ana", "My calf has been twice as thick since noon")
    await _writes(clinic_stage, "Your bill is ready.", who="desk")
    assert await _notes(clinic_stage)
    await _writes(clinic_stage, "Sleep well.")
    assert await _notes(clinic_stage)

    await clinic_stage.wait(hours=12)
    assert count(clinic_stage, "dora", "twice as thick since noon")
    await _writes(clinic_stage, "Come by at noon.")

    assert not await _notes(clinic_stage)


async def test_a_rest_that_is_over_offers_no_session_in_the_middle_of_a_talk(clinic_stage: Stage) -> None:
    """It comes when the talk has ended."""
    await _sign(clinic_stage)
    person = clinic_stage.actors["ana"].person
    for step in ("k|rest", "days|0", "why|0"):
        await clinic_stage.tap_data("dora", f"d|{person}|{step}")
    await clinic_stage.tap("dora", CONFIRM)
    until = (await clinic_stage.case("ana")).rests_until
    assert until
    await clinic_stage.wait(seconds=(until - clinic_stage.clock.at).total_seconds() - 1800)
    clinic_stage.actors["ana"].phone.clear()
    await _writes(clinic_stage, "Please do not run before we have talked about your scan")

    await clinic_stage.wait(hours=1)
    assert not _offers(clinic_stage)

    await clinic_stage.tap_data("dora", f"T|{person}|end")
    await clinic_stage.tick()
    assert _offers(clinic_stage)


def test_whatever_offers_a_session_by_itself_waits_for_the_end_of_a_talk() -> None:
    assert {resting.DUE, GAP, entrance.EXPIRY} <= set(AFTER_A_TALK)


@pytest.mark.parametrize("said", ["I have chest pain", CHEST])
async def test_a_warning_typed_by_somebody_marked_as_gone_is_followed_up_and_no_session_offered(
    clinic_stage: Stage, said: str
) -> None:
    await _sign(clinic_stage)
    await leaves(clinic_stage, "ana")
    clinic_stage.actors["ana"].phone.clear()

    await clinic_stage.say("ana", said)

    assert "What is it?" in newest(clinic_stage, "ana")
    assert said in await _notes(clinic_stage)
    assert not _offers(clinic_stage)


async def test_a_red_flag_tapped_by_somebody_marked_as_gone_counts(clinic_stage: Stage) -> None:
    await clinic_stage.say("ana", "/wrong")
    data = clinic_stage.button("ana", CHEST)
    await leaves(clinic_stage, "ana")

    await clinic_stage.tap_data("ana", data)

    assert (await clinic_stage.case("ana")).held
    assert (await alert_of(clinic_stage)).severity == "urgent"


async def test_words_that_are_no_warning_are_passed_on_and_the_session_is_offered_behind_them(
    clinic_stage: Stage,
) -> None:
    await _sign(clinic_stage)
    await leaves(clinic_stage, "ana")
    clinic_stage.actors["ana"].phone.clear()

    await clinic_stage.say("ana", "I was on holiday")

    assert await _notes(clinic_stage) == ["I was on holiday"]
    assert _offers(clinic_stage)


async def test_whoever_only_comes_back_is_offered_the_session(clinic_stage: Stage) -> None:
    await _sign(clinic_stage)
    await leaves(clinic_stage, "ana")
    clinic_stage.actors["ana"].phone.clear()
    await returns(clinic_stage, "ana")
    assert _offers(clinic_stage)


async def test_a_stop_tapped_by_somebody_marked_as_gone_is_a_stop(clinic_stage: Stage) -> None:
    await leaves(clinic_stage, "ana")
    await clinic_stage.tap_data("ana", "q|yes")
    assert (await clinic_stage.case("ana")).stopped
    assert not _offers(clinic_stage)


async def test_an_alert_taken_by_a_physio_marked_as_gone_is_taken(clinic_stage: Stage) -> None:
    await reports(clinic_stage, CHEST)
    data = clinic_stage.button("dora", TAKE)
    await leaves(clinic_stage, "dora")

    await clinic_stage.tap_data("dora", data)

    assert (await alert_of(clinic_stage)).acknowledged_by == clinic_stage.actors["dora"].person
