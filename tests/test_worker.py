"""What is due is done, once, however late; a failing due stops nobody."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import time_machine

from bot import worker as room
from bot.care.ports import Due, Person, Turn
from bot.care.settings import Settings
from bot.content.library import Library
from bot.desk import Desk
from bot.store.store import Store
from bot.worker import Worker
from tests.busy import TakenAt

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time


class Yard:
    """A worker on a real store, with use cases that write down what fell due."""

    def __init__(self, desk: Desk, clock: HandClock) -> None:
        self.desk = desk
        self.clock = clock
        self.done: list[str] = []
        self.worker = Worker(desk, clock=clock, fall_due=self.fall_due)

    async def fall_due(self, turn: Turn, due: Due) -> None:
        if due.kind == "boom":
            raise RuntimeError("canary answer: pain 9")
        self.done.append(due.subject)
        if due.kind == "again":
            turn.plan(Due(due.person, "again", due.subject, turn.now + timedelta(hours=1)))

    async def plan(self, *dues: tuple[str, str, timedelta]) -> None:
        async with self.desk.turn() as turn:
            people = await turn.people("patient")
            person = (
                people[0] if people else await turn.add_person(Person(0, "patient", "A", "en", "UTC", state="active"))
            )
            for kind, subject, after in dues:
                turn.plan(Due(person.id, kind, subject, self.clock.time + after))


@pytest.fixture
async def yard(tmp_path: Any) -> AsyncIterator[Yard]:
    clock = HandClock()
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/w.db", clock=clock)
    yield Yard(Desk(store, cast("Library", None), Settings()), clock)
    await store.close()


HOUR = timedelta(hours=1)


async def test_nothing_is_done_before_it_is_due(yard: Yard) -> None:
    await yard.plan(("ask", "h24", HOUR))
    await yard.worker.tick()
    assert yard.done == []
    yard.clock.time += HOUR
    await yard.worker.tick()
    assert yard.done == ["h24"]


@pytest.mark.parametrize("late", [timedelta(minutes=1), timedelta(hours=3), timedelta(hours=30), timedelta(days=400)])
async def test_what_is_late_is_done_once(yard: Yard, late: timedelta) -> None:
    await yard.plan(("ask", "a", HOUR), ("ask", "b", 2 * HOUR))
    yard.clock.time += 2 * HOUR + late
    for _ in range(3):
        await yard.worker.tick()
    assert yard.done == ["a", "b"]


async def test_a_clock_set_back_repeats_nothing(yard: Yard) -> None:
    await yard.plan(("ask", "a", HOUR), ("ask", "b", 3 * HOUR))
    yard.clock.time += 2 * HOUR
    await yard.worker.tick()
    yard.clock.time -= 2 * HOUR
    await yard.worker.tick()
    yard.clock.time += 4 * HOUR
    await yard.worker.tick()
    assert yard.done == ["a", "b"]


async def test_more_than_a_page_is_done_in_one_tick(yard: Yard) -> None:
    await yard.plan(*(("ask", f"{number:03}", HOUR) for number in range(250)))
    yard.clock.time += HOUR
    await yard.worker.tick()
    assert sorted(yard.done) == [f"{number:03}" for number in range(250)]


async def test_a_failing_due_stops_nobody_and_is_tried_again_later(
    yard: Yard, caplog: pytest.LogCaptureFixture
) -> None:
    """It waits a minute, then two, then four; the others are done at once, and its words stay out of the log."""
    await yard.plan(("boom", "bad", timedelta(0)), ("ask", "good", timedelta(0)))
    tries = []
    with caplog.at_level(logging.DEBUG, "bot"):
        for minute in range(16):
            before = caplog.text.count("put off")
            await yard.worker.tick()
            tries += [minute] * (caplog.text.count("put off") - before)
            yard.clock.time += timedelta(minutes=1)
    assert yard.done == ["good"]
    assert tries == [0, 1, 3, 7, 15]
    assert "canary" not in caplog.text


async def test_a_whole_page_of_failures_does_not_hide_what_is_behind(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PAGE", 5)
    await yard.plan(*(("boom", str(number), timedelta(0)) for number in range(5)), ("ask", "z", timedelta(0)))
    await yard.worker.tick()
    await yard.worker.tick()
    assert yard.done == ["z"]


async def test_a_due_that_plans_itself_anew_waits_for_its_time(yard: Yard) -> None:
    await yard.plan(("again", "x", timedelta(0)))
    for _ in range(3):
        await yard.worker.tick()
        await yard.worker.tick()
        yard.clock.time += HOUR
    assert yard.done == ["x", "x", "x"]


async def test_what_was_forgotten_since_the_page_was_read_is_not_done(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await yard.plan(("ask", "a", timedelta(0)))
    page = await yard.desk.store.due_now(10)
    async with yard.desk.turn() as turn:
        turn.forget(page[0].person, "ask", "a")

    async def old_page(_: int) -> list[Due]:
        return page

    monkeypatch.setattr(yard.desk.store, "due_now", old_page)
    await yard.worker.tick()
    assert yard.done == []


async def test_a_tick_survives_a_store_that_cannot_be_read(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    await yard.plan(("ask", "a", timedelta(0)))

    async def broken(_: int) -> list[Due]:
        raise OSError("disk I/O error")

    with monkeypatch.context() as breaking:
        breaking.setattr(yard.desk.store, "due_now", broken)
        await yard.worker.tick()
    await yard.worker.tick()
    assert yard.done == ["a"]


async def test_old_texts_are_emptied_once_a_day(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    pruned: list[timedelta] = []

    async def prune(older_than: timedelta) -> None:
        pruned.append(older_than)

    monkeypatch.setattr(yard.desk.store, "prune", prune)
    for _ in range(40):
        await yard.worker.tick()
        yard.clock.time += HOUR
    assert len(pruned) == 2
    assert all(timedelta(days=1) < each < timedelta(days=7) for each in pruned)


@asynccontextmanager
async def ticking(yard: Yard) -> AsyncIterator[None]:
    yard.worker.start(0.02)
    try:
        yield
    finally:
        await yard.worker.stop()


async def _done(yard: Yard, count: int) -> None:
    async with asyncio.timeout(5):
        while len(yard.done) < count:  # the scheduler sets no event
            await asyncio.sleep(0.01)


async def test_the_scheduler_ticks_until_it_is_stopped(yard: Yard) -> None:
    async with ticking(yard):
        await yard.plan(("ask", "a", timedelta(0)))
        await _done(yard, 1)
    await yard.plan(("ask", "b", timedelta(0)))
    await asyncio.sleep(0.1)
    assert yard.done == ["a"]


async def test_the_scheduler_ticks_on_after_a_blocked_loop(yard: Yard) -> None:
    """Ticks that were missed are not dropped for good, and are not made up for one by one."""
    async with ticking(yard):
        await yard.plan(("ask", "a", timedelta(0)))
        await _done(yard, 1)
        with time_machine.travel(datetime.now(UTC) + HOUR):
            await yard.plan(("ask", "b", timedelta(0)))
            await _done(yard, 2)


async def test_the_scheduler_ticks_on_when_the_wall_clock_is_set_back(yard: Yard) -> None:
    async with ticking(yard):
        await yard.plan(("ask", "a", timedelta(0)))
        await _done(yard, 1)
        with time_machine.travel(datetime.now(UTC) - 5 * HOUR):
            await yard.plan(("ask", "b", timedelta(0)))
            await _done(yard, 2)


async def test_stopping_waits_for_the_due_under_way(yard: Yard) -> None:
    started, gate = asyncio.Event(), asyncio.Event()

    async def slowly(_: Turn, due: Due) -> None:
        started.set()
        await gate.wait()
        yard.done.append(due.subject)

    yard.worker = Worker(yard.desk, clock=yard.clock, fall_due=slowly)
    await yard.plan(("ask", "a", timedelta(0)), ("ask", "b", timedelta(0)))
    yard.worker.start(0.02)
    await asyncio.wait_for(started.wait(), 5)
    stopping = asyncio.create_task(yard.worker.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    gate.set()
    await asyncio.wait_for(stopping, 5)
    assert yard.done == ["a"]
    assert [due.subject for due in await yard.desk.store.due_now(10)] == ["b"]


async def test_a_due_that_finds_the_database_taken_is_done_at_the_next_tick(
    yard: Yard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not put off for a minute: an alert may be behind it."""
    await yard.plan(("ask", "h24", timedelta(0)))
    # Opening the store and reading the page come first.
    lock = TakenAt(monkeypatch, tmp_path / "w.db", 3)
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path}/w.db", clock=yard.clock)
    again = Yard(Desk(store, yard.desk.library, yard.desk.settings), yard.clock)
    await again.worker.tick()
    assert (lock.refused, again.done) == (1, [])
    await again.worker.tick()
    assert again.done == ["h24"]
    await store.close()
