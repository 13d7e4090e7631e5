"""Waiting: for a while, longer each time, or until told to stop.

Must never read the clock on the wall: a shifted clock must not shorten a pause.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Backoff:
    """Pauses that double from the first to the longest."""

    def __init__(self, first: float = 1, most: float = 30) -> None:
        """Start with the first pause."""
        self._first = first
        self._most = most
        self._tries = 0

    def next(self) -> float:
        """Return the seconds to wait now, and double them for the next time."""
        self._tries += 1
        return growing(self._tries - 1, first=self._first, most=self._most)

    def reset(self) -> None:
        """Start again with the first pause."""
        self._tries = 0


def growing(tries: int, *, first: float, most: float) -> float:
    """Return the seconds to wait after so many tries, doubled each time and never more than `most`."""
    return min(most, first * 2.0 ** min(tries, 30))


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so many seconds; True as soon as `stop` is set."""
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return stop.is_set()


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what the work returns, or None when `stop` was set first and the work was cancelled."""
    task = asyncio.create_task(work)
    halt = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, halt}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        halt.cancel()
        if not task.done():
            task.cancel()
    await asyncio.wait({task})
    return None if task.cancelled() else task.result()
