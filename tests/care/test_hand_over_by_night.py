"""A patient handed over, or a talk taken over, while words and pictures wait: who still gets them, and who does not."""

import pytest

from tests.care.ward import CHEST, count, read, set_clock, with_settings
from tests.stage import Stage


def _pictures(stage: Stage, key: str) -> list[int]:
    """Return the numbers of what was copied to somebody, each from Ana's chat."""
    copies = [one.media.data for one in stage.actors[key].phone if one.media and one.media.kind == "copy"]
    assert all(one["chat_id"] == stage.actors["ana"].user_id for one in copies)
    return [one["message_id"] for one in copies]


def _hangs_under(stage: Stage, key: str, words: str) -> bool:
    """Say whether the latest picture on a phone is a reply to a message that says this."""
    picture = [one for one in stage.actors[key].phone if one.media and one.media.kind == "copy"][-1]
    return any(one.id == picture.reply_to and words in one.text for one in stage.actors[key].phone)


async def _hand_over(stage: Stage, to: str = "ben") -> None:
    await stage.tap_data("desk", f"P|h|{stage.actors['ana'].person}|{stage.actors[to].person}|yes")


async def _writes(stage: Stage, said: str, who: str = "dora") -> None:
    await stage.tap_data(who, f"T|{stage.actors['ana'].person}")
    await stage.say(who, said)


async def test_what_waits_for_the_old_physio_goes_to_the_new_one_alone(clinic_stage: Stage) -> None:
    """Words, a picture and an alert of Ana's wait for Dora's morning when Ana is handed to Ben."""
    await set_clock(clinic_stage, 22)
    await clinic_stage.say("ana", "a private thing")
    await clinic_stage.sends("ana", "photo", "a private picture")
    await _hand_over(clinic_stage)
    await clinic_stage.wait(hours=11)

    assert [said for said in read(clinic_stage, "dora") if "private" in said] == []
    assert _pictures(clinic_stage, "dora") == []
    assert count(clinic_stage, "dora", "A patient of yours is with Ben now: Ana")
    assert count(clinic_stage, "ben", "a private thing")
    assert len(_pictures(clinic_stage, "ben")) == 1
    assert _hangs_under(clinic_stage, "ben", "a private picture")


@pytest.mark.parametrize("hours", [0.1, 2])
async def test_what_was_said_in_a_talk_by_night_goes_to_the_new_physio_alone(clinic_stage: Stage, hours: float) -> None:
    """Dora wrote in the evening; Ana answers when Dora sleeps, with a picture, and is handed to Ben."""
    with_settings(clinic_stage, talk_ends_after_hours=12)
    await set_clock(clinic_stage, 19)
    await _writes(clinic_stage, "Hello Ana")
    await set_clock(clinic_stage, 22)
    await clinic_stage.say("ana", "a private answer")
    await clinic_stage.sends("ana", "photo", "a private picture")
    await clinic_stage.wait(hours=hours)
    await _hand_over(clinic_stage)
    await clinic_stage.wait(hours=11)

    assert [said for said in read(clinic_stage, "dora") if "private" in said] == []
    assert _pictures(clinic_stage, "dora") == []
    assert count(clinic_stage, "ben", "a private answer")
    assert len(_pictures(clinic_stage, "ben")) == 1


async def test_by_day_the_new_physio_gets_the_pictures_of_open_notes(clinic_stage: Stage) -> None:
    """An album and its words; not the picture of a note that has ended, and nothing twice."""
    await clinic_stage.sends("ana", "photo", "an old one")
    await clinic_stage.tap("dora", "☑️ Resolve")
    await clinic_stage.tap("dora", "Spoke with the patient")
    await clinic_stage.wait(minutes=20)
    await clinic_stage.sends("ana", "photo", "my knee")
    await clinic_stage.sends("ana", "photo")
    await clinic_stage.wait(hours=1)
    mine = _pictures(clinic_stage, "dora")[1:]

    await _hand_over(clinic_stage)

    assert _pictures(clinic_stage, "ben") == mine
    assert len(mine) == 2
    assert _hangs_under(clinic_stage, "ben", "my knee")


async def test_by_day_the_new_physio_gets_the_pictures_of_a_talk_that_nobody_answered(clinic_stage: Stage) -> None:
    await _writes(clinic_stage, "Hello Ana")
    await clinic_stage.wait(minutes=1)
    await clinic_stage.sends("ana", "photo", "answered")
    await clinic_stage.wait(minutes=1)
    await clinic_stage.say("dora", "Thank you")
    await clinic_stage.wait(minutes=1)
    await clinic_stage.sends("ana", "photo", "my knee")
    await clinic_stage.wait(minutes=1)

    await _hand_over(clinic_stage)

    assert _pictures(clinic_stage, "ben") == _pictures(clinic_stage, "dora")[-1:]
    assert _hangs_under(clinic_stage, "ben", "my knee")


async def test_whoever_takes_a_talk_over_gets_what_nobody_has_answered(clinic_stage: Stage) -> None:
    """Words and pictures; the physio, who had them, does not get them once more."""
    await _writes(clinic_stage, "Hello Ana")
    await clinic_stage.say("ana", "Here it is")
    await clinic_stage.sends("ana", "photo", "my knee")

    await _writes(clinic_stage, "I take over", who="desk")

    assert count(clinic_stage, "desk", "Here it is") == 1
    assert len(_pictures(clinic_stage, "desk")) == 1
    assert _hangs_under(clinic_stage, "desk", "my knee")
    assert len(_pictures(clinic_stage, "dora")) == 1


async def test_the_physio_gets_the_pictures_of_a_talk_of_somebody_else_that_nobody_answered(
    clinic_stage: Stage,
) -> None:
    """Also where the physio takes it over, and where a warning under a picture calls them in the middle of it."""
    await _writes(clinic_stage, "Your bill is ready", who="desk")
    await clinic_stage.sends("ana", "photo", "I have chest pain")
    assert len(_pictures(clinic_stage, "dora")) == 1
    await clinic_stage.tap("ana", CHEST)
    await clinic_stage.sends("ana", "photo", "my knee")

    await clinic_stage.wait(hours=3)

    assert _pictures(clinic_stage, "dora") == _pictures(clinic_stage, "desk")
    assert _hangs_under(clinic_stage, "dora", "my knee")
