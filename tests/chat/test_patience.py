"""Waiting that can be ended."""

import asyncio

import pytest

from bot.chat.patience import Backoff, growing, pause, unless


def test_pauses_double_up_to_the_longest() -> None:
    backoff = Backoff(1, 5)
    assert [backoff.next() for _ in range(5)] == [1, 2, 4, 5, 5]
    backoff.reset()
    assert backoff.next() == 1


def test_any_number_of_tries_has_a_pause() -> None:
    assert growing(10**6, first=1, most=300) == 300


async def test_a_pause_ends_when_told_to_stop() -> None:
    stop = asyncio.Event()
    waiting = asyncio.create_task(pause(stop, 60))
    await asyncio.sleep(0)
    stop.set()
    assert await asyncio.wait_for(waiting, 1)
    assert not await pause(asyncio.Event(), 0.001)


async def test_work_is_cancelled_when_told_to_stop() -> None:
    stop, begun, cancelled = asyncio.Event(), asyncio.Event(), False

    async def work() -> None:
        nonlocal cancelled
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled = True
            raise

    waiting = asyncio.create_task(unless(stop, work()))
    await begun.wait()
    stop.set()
    await asyncio.wait_for(waiting, 1)
    assert cancelled


async def test_work_that_is_done_is_returned_even_when_told_to_stop() -> None:
    stop = asyncio.Event()

    async def work() -> int:
        stop.set()
        return 7

    assert await unless(stop, work()) == 7


async def test_what_work_raises_is_raised() -> None:
    async def work() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await unless(asyncio.Event(), work())


async def test_whoever_is_cancelled_takes_the_work_along() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    waiting = asyncio.create_task(unless(asyncio.Event(), work()))
    await begun.wait()
    waiting.cancel()
    await asyncio.wait_for(ended.wait(), 1)
    assert waiting.cancelling()
