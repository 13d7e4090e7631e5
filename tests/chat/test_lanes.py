"""Order for each person, no waiting for others, a bound on what is in hand, and a clean end."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.chat.lanes import Lanes
from bot.store.inbox import InboxRow

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def row(number: int, lane: int) -> InboxRow:
    return InboxRow(number, lane, NOW, "{}", 0)


class Desk:
    """Takes rows as slowly as it is told and writes down what it saw."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []
        self.at_once = 0
        self.most = 0
        self.open = asyncio.Event()
        self.open.set()

    async def take(self, row: InboxRow) -> None:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.open.wait()
        await asyncio.sleep(0.001 * (row.update_id % 3))
        self.seen.append((row.lane, row.update_id))
        self.at_once -= 1


async def test_each_persons_updates_keep_their_order() -> None:
    desk = Desk()
    lanes = Lanes(desk.take, width=8)
    for number in range(200):
        await lanes.put(row(number, number % 7))
    assert await lanes.drain(10)
    for lane in range(7):
        numbers = [number for each, number in desk.seen if each == lane]
        assert numbers == sorted(numbers)
        assert len(numbers) in (28, 29)


async def test_one_slow_person_holds_up_nobody_else() -> None:
    gate = asyncio.Event()
    seen: list[int] = []

    async def take(row: InboxRow) -> None:
        if row.lane == 1:
            await gate.wait()
        seen.append(row.lane)

    lanes = Lanes(take)
    await lanes.put(row(1, 1))
    await lanes.put(row(2, 2))
    await asyncio.sleep(0.01)
    assert seen == [2]
    gate.set()
    assert await lanes.drain(1)
    assert seen == [2, 1]


@pytest.mark.parametrize("width", [1, 4])
async def test_no_more_people_at_once_than_the_width(width: int) -> None:
    desk = Desk()
    lanes = Lanes(desk.take, width=width)
    for number in range(40):
        await lanes.put(row(number, number))
    assert await lanes.drain(5)
    assert desk.most == width


async def test_whoever_brings_more_than_fits_waits() -> None:
    desk = Desk()
    desk.open.clear()
    lanes = Lanes(desk.take, room=3)
    for number in range(3):
        await lanes.put(row(number, 1))
    assert lanes.full
    fourth = asyncio.create_task(lanes.put(row(4, 2)))
    await asyncio.sleep(0.01)
    assert not fourth.done()
    desk.open.set()
    await asyncio.wait_for(fourth, 1)
    assert await lanes.drain(1)
    assert len(desk.seen) == 4


async def test_what_does_not_finish_in_time_is_left_to_the_inbox() -> None:
    desk = Desk()
    desk.open.clear()
    lanes = Lanes(desk.take)
    await lanes.put(row(1, 1))
    assert not await lanes.drain(0.05)
    assert desk.seen == []


async def test_a_lane_that_ended_can_be_used_again() -> None:
    desk = Desk()
    lanes = Lanes(desk.take)
    for number in range(3):
        await lanes.put(row(number, 1))
        assert await lanes.drain(1)
    assert [number for _, number in desk.seen] == [0, 1, 2]
