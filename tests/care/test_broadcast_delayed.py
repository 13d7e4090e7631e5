"""A broadcast that lay unsent for a while: who has gone or sleeps by then gets nothing, and nobody gets it twice."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.care.broadcasts import sending
from bot.care.ports import Lane
from bot.core.facts import Muted
from tests.care.newsroom import changes, front_desk, patient, report, screen
from tests.care.test_broadcast import _confirm_without_delivery
from tests.stage import Stage

EVENING = datetime(2026, 11, 12, 19, 50, tzinfo=UTC)
"""Ten to nine in Madrid, ten minutes before Eva's quiet hours."""


@pytest.fixture
async def overdue(stage: Stage) -> Stage:
    """It was confirmed for five, nothing has gone out, and it is two at night; since then two have left."""
    await front_desk(stage)
    await patient(stage, "eva", "Eva", quiet_hours="21-8")
    for key in ("max", "disa", "muna"):
        await patient(stage, key, key.title())
    await patient(stage, "gone", "Gone", state="discharged")
    await changes(stage, "ana", quiet_hours="none")
    stage.clock.at = EVENING
    await stage.tick()
    await _confirm_without_delivery(stage, "News at night.", "5")
    await changes(stage, "disa", state="discharged")
    async with stage.turn() as turn:
        await turn.case(stage.actors["muna"].person)
        turn.record(stage.actors["muna"].person, Muted(True, "news"))
    stage.clock.at += timedelta(hours=5, minutes=10)
    return stage


def _copies(stage: Stage) -> dict[str, int]:
    return {key: screen(stage, key).count("News at night.") for key in ("ana", "eva", "max", "disa", "muna")}


async def test_after_an_outage_it_is_looked_at_anew_who_gets_it_and_when(overdue: Stage) -> None:
    """The bot was there all along and Telegram was not."""
    await overdue.tick()
    await overdue.wait(minutes=1)
    at_night = _copies(overdue)
    await overdue.wait(hours=8)

    assert at_night == {"ana": 1, "eva": 0, "max": 1, "disa": 0, "muna": 0}
    assert _copies(overdue) == at_night | {"eva": 1}
    assert "delivered: 3" in report(overdue)


async def test_the_report_adds_up_to_the_count_that_was_typed(overdue: Stage) -> None:
    """Who was left out from the start stands apart from those who have dropped out since."""
    await overdue.tick()
    await overdue.wait(minutes=1)
    at_night = report(overdue)
    await overdue.wait(hours=8)

    assert "4 of 5" in at_night
    assert "held until quiet hours end: 1" in at_night
    assert "5 of 5" in report(overdue)
    assert "Of the 5 counted, 2 dropped out since. From the start it left out 1." in report(overdue)


async def test_after_a_restart_nothing_goes_out_that_was_meant_for_another_hour(overdue: Stage) -> None:
    """What was left in the outbox is not sent first and looked at afterwards."""
    store = await overdue.store()
    await store.recover_sending()
    await overdue.deliver()
    await overdue.tick()
    at_night = _copies(overdue)
    await overdue.wait(hours=8)

    assert at_night == {"ana": 1, "eva": 0, "max": 1, "disa": 0, "muna": 0}
    assert _copies(overdue) == at_night | {"eva": 1}


async def test_what_may_have_gone_out_and_what_was_refused_is_never_put_back(overdue: Stage) -> None:
    """One of them is uncertain after a crash; the other waits for another attempt of its own and gets no second one."""
    store = await overdue.store()
    rows = [row for row in await store.next_messages(50) if row.lane is Lane.BROADCAST]
    names = {actor.person: key for key, actor in overdue.actors.items()}
    first, second = (row for row in rows if names[row.person] in ("ana", "max"))
    await store.later(second.id, overdue.clock.at + timedelta(minutes=3), "refused")
    await store.recover_sending()
    await overdue.end()
    await overdue.tick()
    await overdue.wait(minutes=2)

    copies = _copies(overdue)
    assert copies[names[first.person]] == copies[names[second.person]] == 0
    await overdue.wait(minutes=2)
    assert _copies(overdue)[names[second.person]] == 1
    assert _copies(overdue)[names[first.person]] == 0
    assert "uncertain, not repeated:" in report(overdue)


async def test_no_more_lie_in_the_outbox_than_a_stop_can_take_back_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many recipients there are, and however long Telegram takes none of it; all get it in the end."""
    monkeypatch.setattr(sending, "MOST_IN_OUTBOX", 3)
    monkeypatch.setattr(sending, "CHUNK", 2)
    await front_desk(stage)
    for number in range(7):
        await patient(stage, f"p{number}", f"P{number}")
    await _confirm_without_delivery(stage, "News.", "8")
    with monkeypatch.context() as away:
        away.setattr(stage, "deliver", _nothing)
        for _ in range(5):
            await stage.tick()
            stage.clock.at += timedelta(seconds=2)
        async with stage.turn() as turn:
            (running,) = await turn.broadcasts.latest(1)
            assert await turn.broadcasts.in_outbox(running.id) == 3

    await stage.wait(minutes=1)

    assert all(screen(stage, key).count("News.") == 1 for key in ("ana", *(f"p{number}" for number in range(7))))


async def _nothing() -> None:
    """Stand in for Telegram while it takes nothing."""
