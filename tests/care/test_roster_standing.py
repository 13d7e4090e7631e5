"""How a patient stands at a glance: the one thing that says most, and since or until when."""

from collections.abc import Awaitable, Callable

import pytest

from tests.care.ordering import CONFIRM, NIGHT, REASON, orders, reports
from tests.care.steps import newest
from tests.care.ward import leaves
from tests.stage import Stage


async def _closed(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await orders(stage, "Keep it closed", REASON, CONFIRM)


async def _blocked(stage: Stage) -> None:
    await leaves(stage, "ana")


async def _stopped(stage: Stage) -> None:
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")


async def _paused(stage: Stage) -> None:
    await orders(stage, "⏸ Pause", "🏖 Holiday", ">2026-03-20", CONFIRM)


async def _paused_without_an_end(stage: Stage) -> None:
    await orders(stage, "⏸ Pause", "🤒 Illness", "No date yet", CONFIRM)


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_closed, "✋ Ana: plan closed"),
        (_blocked, "🚫 Ana: cannot be reached"),
        (_stopped, "⏹ Ana: has stopped the bot"),
        (_paused, "⏸ Ana: paused until 20 Mar"),
        (_paused_without_an_end, "⏸ Ana: paused, 1 minute"),
    ],
    ids=["closed", "blocked", "stopped", "paused", "paused without an end"],
)
async def test_the_roster_says_how_somebody_stands(
    stage: Stage, happens: Callable[[Stage], Awaitable[None]], said: str
) -> None:
    await happens(stage)

    await stage.say("dora", "/patients")

    assert said in newest(stage, "dora")


async def test_who_has_tests_of_their_own_to_do_is_not_simply_on_track(alone: Stage) -> None:
    await alone.wait(days=3)

    await alone.say("dora", "/patients")

    assert "🧪 Ana: before their own tests, 3 days" in newest(alone, "dora")
