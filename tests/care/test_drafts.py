"""Words that are shown before they go: a tap sends the very words that it stands under, and not for ever."""

import pytest

from tests.care.ward import count, newest
from tests.stage import Stage

SEND, DROP = "📨 Send to Ana", "Do not send"


def _data(stage: Stage, said: str, label: str) -> str:
    """Return what the button under these words carries."""
    shown = next(one for one in stage.actors["dora"].phone if said in one.text)
    return next(button.data for row in shown.keyboard for button in row if button.text == label)


async def _two_drafts(stage: Stage) -> None:
    await stage.say("dora", "/write Ana Do NOT run today.")
    await stage.wait(seconds=30)
    await stage.say("dora", "/write Ana Running tomorrow is fine.")


async def test_send_under_the_first_of_two_drafts_does_not_send_the_second(clinic_stage: Stage) -> None:
    """The older one is an old button; the newer one still goes, once."""
    await _two_drafts(clinic_stage)

    await clinic_stage.tap_data("dora", _data(clinic_stage, "Do NOT run", SEND))
    assert clinic_stage.actors["dora"].toast.startswith("That button")
    assert not count(clinic_stage, "ana", "Dora from Riverside writes")

    for _ in range(2):
        await clinic_stage.tap_data("dora", _data(clinic_stage, "tomorrow is fine", SEND))
    assert count(clinic_stage, "ana", "Running tomorrow is fine.") == 1
    assert not count(clinic_stage, "ana", "Do NOT run")


async def test_dropping_the_first_of_two_drafts_does_not_drop_the_second(clinic_stage: Stage) -> None:
    await _two_drafts(clinic_stage)
    await clinic_stage.tap_data("dora", _data(clinic_stage, "Do NOT run", DROP))
    assert clinic_stage.actors["dora"].toast.startswith("That button")

    await clinic_stage.tap_data("dora", _data(clinic_stage, "tomorrow is fine", SEND))

    assert count(clinic_stage, "ana", "Running tomorrow is fine.") == 1


@pytest.mark.parametrize(("minutes", "goes"), [(60, True), (61, False)])
async def test_a_draft_older_than_an_hour_is_shown_again(clinic_stage: Stage, minutes: int, *, goes: bool) -> None:
    """And then goes with the tap under it, not with the one from before."""
    await clinic_stage.say("dora", "/write Ana Please rest tomorrow.")
    before = clinic_stage.button("dora", SEND)
    await clinic_stage.wait(minutes=minutes)

    await clinic_stage.tap_data("dora", before)

    assert bool(count(clinic_stage, "ana", "Please rest tomorrow.")) is goes
    if not goes:
        assert "To Ana:\nPlease rest tomorrow." in newest(clinic_stage, "dora")
        await clinic_stage.tap_data("dora", before)
        assert not count(clinic_stage, "ana", "Please rest tomorrow.")
        await clinic_stage.tap("dora", SEND)
    assert count(clinic_stage, "ana", "Please rest tomorrow.") == 1


@pytest.mark.parametrize("data", ["yes", "no", "yes|", "yes|0", "yes|00000000|1"])
async def test_a_forged_button_sends_no_draft(clinic_stage: Stage, data: str) -> None:
    await clinic_stage.say("dora", "/write Ana Hello")
    await clinic_stage.tap_data("dora", f"T|{clinic_stage.actors['ana'].person}|{data}")
    assert clinic_stage.actors["dora"].toast.startswith("That button")
    assert not count(clinic_stage, "ana", "Hello")
    await clinic_stage.tap("dora", SEND)
    assert count(clinic_stage, "ana", "Hello") == 1


async def test_a_picture_long_after_the_last_words_is_shown_before_it_goes(clinic_stage: Stage) -> None:
    """Sixteen minutes after the last exchange Dora is asked whether the picture is for Ana; one tap sends it, once."""
    await clinic_stage.tap_data("dora", f"T|{clinic_stage.actors['ana'].person}")
    await clinic_stage.wait(minutes=16)
    await clinic_stage.sends("dora", "photo", "Like this")
    assert "To Ana:\n📷 a photo: Like this" in newest(clinic_stage, "dora")
    assert not clinic_stage.actors["ana"].phone

    for _ in range(2):
        await clinic_stage.tap("dora", SEND)
    copies = [one.media.data for one in clinic_stage.actors["ana"].phone if one.media]
    assert len(copies) == 1
    assert copies[0]["chat_id"] == clinic_stage.actors["dora"].user_id
    assert count(clinic_stage, "ana", "a photo: Like this") == 1


async def test_a_picture_that_is_dropped_goes_to_nobody(clinic_stage: Stage) -> None:
    await clinic_stage.tap_data("dora", f"T|{clinic_stage.actors['ana'].person}")
    await clinic_stage.wait(minutes=170)
    await clinic_stage.sends("dora", "voice")
    await clinic_stage.tap("dora", DROP)
    assert not clinic_stage.actors["ana"].phone


async def test_a_picture_goes_at_once_within_the_exchange(clinic_stage: Stage) -> None:
    await clinic_stage.tap_data("dora", f"T|{clinic_stage.actors['ana'].person}")
    await clinic_stage.wait(minutes=15)
    await clinic_stage.sends("dora", "photo")
    assert count(clinic_stage, "ana", "a photo") == 1
