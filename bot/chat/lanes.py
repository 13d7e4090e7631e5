"""Lanes: one for each Telegram user, in the order of the updates; different people side by side.

Must never hold anything that is not in the inbox as well: what is dropped here is read again after a restart.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from bot.logs import brief
from bot.store.inbox import InboxRow

_log = logging.getLogger(__name__)

Take = Callable[[InboxRow], Awaitable[None]]


class Lanes:
    """Takes rows in and works on them, at most `width` people at once and `room` rows in hand."""

    def __init__(self, take: Take, *, width: int = 32, room: int = 1000) -> None:
        """Hand each row to `take`."""
        self._take = take
        self._width = asyncio.Semaphore(width)
        self._room = asyncio.Semaphore(room)
        self._waiting: dict[int, deque[InboxRow]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    @property
    def full(self) -> bool:
        """Whether the next row has to wait for room."""
        return self._room.locked()

    async def put(self, row: InboxRow) -> None:
        """Line a row up behind the others of its lane; waits while there are too many rows in hand."""
        await self._room.acquire()
        if row.lane in self._waiting:
            self._waiting[row.lane].append(row)
            return
        self._waiting[row.lane] = deque([row])
        worker = asyncio.create_task(self._work(row.lane))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def drain(self, seconds: float) -> bool:
        """Finish what is in hand; False when that took too long and the rest was left to the inbox."""
        if not self._workers:
            return True
        _, late = await asyncio.wait(set(self._workers), timeout=seconds)
        for worker in late:
            worker.cancel()
        if late:
            await asyncio.wait(late)
        return not late

    async def _work(self, lane: int) -> None:
        rows = self._waiting[lane]
        try:
            while rows:
                async with self._width:
                    await self._one(rows[0])
                rows.popleft()
                self._room.release()
        finally:
            del self._waiting[lane]

    async def _one(self, row: InboxRow) -> None:
        try:
            await self._take(row)
        except Exception as error:  # noqa: BLE001  # a bug in one turn must not strand the rows behind it
            _log.error("update %d was left in the inbox: %s", row.update_id, brief(error))
