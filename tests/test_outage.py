"""After an outage longer than Telegram keeps a tap, open questions are offered again, without a new message."""

from datetime import timedelta

import pytest

from bot.desk import Desk
from bot.outage import Outage, is_running
from tests.stage import Stage


@pytest.mark.parametrize(("seconds", "offered"), [(10, 0), (149, 0), (151, 1), (3600, 1)])
async def test_open_questions_are_offered_again_after_150_seconds(stage: Stage, seconds: int, offered: int) -> None:
    """Up to 150 seconds Telegram keeps the tap itself; after that Ana is asked to tap once more, where she was."""
    await stage.tap("ana", "Done as planned")
    outage = Outage(await _desk(stage), clock=stage.clock)
    await outage.note_alive()
    count = len(stage.actors["ana"].phone)

    stage.clock.at += timedelta(seconds=seconds)
    returned = Outage(await _desk(stage), clock=stage.clock)

    assert await returned.offer_again() == offered
    await stage.tick()
    assert ("may have missed a tap" in stage.actors["ana"].phone[-1].text) is bool(offered)
    assert len(stage.actors["ana"].phone) == count


async def test_a_first_start_offers_nothing_again(stage: Stage) -> None:
    assert await Outage(await _desk(stage), clock=stage.clock).offer_again() == 0


@pytest.mark.parametrize(("seconds", "there"), [(0, True), (59, True), (60, False)])
async def test_a_bot_that_has_noted_nothing_for_a_minute_is_not_there(
    stage: Stage, seconds: int, *, there: bool
) -> None:
    """What works beside it waits for nothing then; nor where it never ran."""
    async with stage.turn() as turn:
        assert not await is_running(turn)
    await Outage(await _desk(stage), clock=stage.clock).note_alive()

    stage.clock.at += timedelta(seconds=seconds)

    async with stage.turn() as turn:
        assert await is_running(turn) is there


async def _desk(stage: Stage) -> Desk:
    return Desk(await stage.store(), stage.library, stage.settings)
