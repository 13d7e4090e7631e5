"""Two of the clinic look at the same content, or the bot is killed while one looks: everybody who asked is answered."""

import asyncio

import pytest

from bot.care.joining.invites import Guest
from tests.care.ordering import taps
from tests.care.updates.acts import reads
from tests.care.updates.clinic import LONGER_WARM_UP, MILESTONES, Clinic
from tests.stage import Stage, plain


async def _marta(stage: Stage) -> None:
    """Let a second member of the clinic join."""
    await stage.invite("marta", Guest("clinic", "Marta"))
    await stage.say("marta", "/start code-of-marta-long-enough")
    await taps(stage, "marta", "English")
    await stage.say("marta", "Europe/Madrid")
    await taps(stage, "marta", "Never, write at any time")


async def test_two_who_look_at_once_are_both_answered_and_both_told_what_became_of_it(clinic: Clinic) -> None:
    """Either may publish what both were shown; the other reads that it is under way, and then that it is done."""
    stage = clinic.stage
    await _marta(stage)
    clinic.edits(MILESTONES, *LONGER_WARM_UP)
    for key in ("carla", "marta"):
        await stage.say(key, "/updates")
    await clinic.works()
    assert all("1 changed file waits" in reads(stage, key) for key in ("carla", "marta"))

    await taps(stage, "carla", "New patients only", "✅ Publish")
    assert "under way already" in plain(stage.actors["marta"].phone[-1].text)
    await clinic.works()

    assert all("Published for new patients" in reads(stage, key) for key in ("carla", "marta"))


async def test_one_who_declines_takes_it_from_nobody_else(clinic: Clinic) -> None:
    stage = clinic.stage
    await _marta(stage)
    clinic.edits(MILESTONES, *LONGER_WARM_UP)
    for key in ("carla", "marta"):
        await stage.say(key, "/updates")
        await clinic.works()

    await taps(stage, "carla", "Not yet")
    await taps(stage, "marta", "New patients only", "✅ Publish")
    await clinic.works()

    assert "Published for new patients" in reads(stage, "marta")
    assert "Published" not in reads(stage, "carla")


async def test_a_look_that_a_crash_broke_off_is_answered_after_it(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked need not ask again."""
    stage = clinic.stage
    clinic.edits(MILESTONES, *LONGER_WARM_UP)
    await stage.say("carla", "/updates")

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr("bot.publishing.publisher.survey", killed)
        with pytest.raises(asyncio.CancelledError):
            await clinic.works()
    await clinic.works()

    assert "1 changed file waits" in reads(stage, "carla")


async def test_whoever_was_not_shown_it_can_publish_nothing_with_the_button_of_another(clinic: Clinic) -> None:
    """Marta may publish, and has not seen what this button would publish."""
    stage = clinic.stage
    await _marta(stage)
    clinic.edits(MILESTONES, *LONGER_WARM_UP)
    await clinic.looks()
    await taps(stage, "carla", "New patients only")

    await stage.tap_data("marta", stage.button("carla", "✅ Publish"))
    await clinic.works()

    assert "Published" not in reads(stage, "marta")
    await taps(stage, "carla", "✅ Publish")
    await clinic.works()
    assert "Published" in reads(stage, "carla")
