"""Waiting: for a while, longer each time, or until told to stop.

Must never read the clock on the wall: a shifted clock must not shorten a pause.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from bot.store.transaction import BusyError

T = TypeVar("T")
AGAIN_SECONDS = 0.2
"""How soon a busy database is tried again; the attempt itself waits for some seconds."""

_log = logging.getLogger(__name__)


class StoppedError(Exception):
    """`stop` was set before it could be done."""


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


async def once_free(stop: asyncio.Event, act: Callable[[], Awaitable[T]]) -> T:
    """Return what it comes to, begun anew while another process has the database for itself.

    Only for what may be done again from its beginning. Raises StoppedError when `stop` was set meanwhile.
    """
    waiting = False
    while True:
        try:
            return await act()
        except BusyError:
            if not waiting:
                _log.error("another process has the database for itself; waiting for it")
            waiting = True
        if await pause(stop, AGAIN_SECONDS):
            raise StoppedError
