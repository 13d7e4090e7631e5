"""Writing down what became of messages: many in one commit, and again until the disk takes it.

Must never forget a mark: a message sent and not marked would be sent once more.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.chat.patience import Backoff
from bot.logs import brief
from bot.store.store import Store

_log = logging.getLogger(__name__)


async def surely(work: Callable[[], Awaitable[None]]) -> None:
    """Do the work, and do it again after a pause for as long as the store cannot write."""
    backoff = Backoff(0.2, 10)
    while True:
        try:
            return await work()
        except Exception as error:  # noqa: BLE001  # whatever the disk says, the mark must be made
            _log.error("the fate of a message cannot be written down yet: %s", brief(error))
        await asyncio.sleep(backoff.next())


class Marks:
    """Collects messages that were sent while the commit before is under way."""

    def __init__(self, store: Store) -> None:
        """Mark in this store."""
        self._store = store
        self._waiting: list[tuple[int, int]] = []
        self._one = asyncio.Lock()

    async def sent(self, row_id: int, message_id: int) -> None:
        """Mark a message as sent; returns once that is committed."""
        self._waiting.append((row_id, message_id))
        async with self._one:
            batch, self._waiting = self._waiting, []
            if batch:
                await surely(lambda: self._store.sent_many(batch))
