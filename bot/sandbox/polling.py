"""getUpdates: confirming, waiting and handing out; it must never let two pollers share a bot."""

import asyncio

from bot.sandbox.closing import Closing
from bot.sandbox.errors import conflict
from bot.sandbox.faults import SHUFFLING
from bot.sandbox.methods.webhooks import remember_allowed, webhook_key
from bot.sandbox.model import Bot, Json, Update
from bot.sandbox.params import Params
from bot.sandbox.state import State, updates_json
from bot.sandbox.updates import UpdateQueue

LONGEST_WAIT = 50
LARGEST_BATCH = 100
REPLACED = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
JUST_HOOKED = "terminated by setWebhook request"


class Polling:
    """Answer getUpdates; the newest call of a bot ends the one before it with a conflict."""

    def __init__(self, state: State, closing: Closing) -> None:
        """Start with nobody polling."""
        self._state = state
        self._closing = closing
        self._current: dict[int, object] = {}

    async def get_updates(self, bot: Bot, params: Params) -> list[Json]:
        """Return what is not confirmed yet, waiting for it as long as the call says."""
        if self._state.setting(webhook_key(bot)):
            raise conflict(HOOKED)
        remember_allowed(self._state, bot, params)
        queue, mine = self._state.queue(bot.id), object()
        self._current[bot.id] = mine
        queue.bell.ring()
        try:
            return await self._wait(bot, queue, params, mine)
        finally:
            if self._current.get(bot.id) is mine:
                del self._current[bot.id]

    async def _wait(self, bot: Bot, queue: UpdateQueue, params: Params, mine: object) -> list[Json]:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + min(max(params.number("timeout"), 0), LONGEST_WAIT)
        limit = params.number("limit", LARGEST_BATCH)
        limit = limit if 1 <= limit <= LARGEST_BATCH else LARGEST_BATCH
        while True:
            batch = queue.take_again() + queue.batch(params.number("offset"), limit)
            if batch:
                return updates_json(self._shuffled(queue, batch))
            left = ends_at - loop.time()
            if left <= 0 or self._closing.asked:
                return []
            await queue.bell.wait(left)
            self._check_still_mine(bot, mine)

    def _check_still_mine(self, bot: Bot, mine: object) -> None:
        if self._current.get(bot.id) is not mine:
            raise conflict(REPLACED)
        if self._state.setting(webhook_key(bot)):
            raise conflict(JUST_HOOKED)

    def _shuffled(self, queue: UpdateQueue, batch: list[Update]) -> list[Update]:
        fault = self._state.faults.take("getUpdates", None, among=SHUFFLING)
        if fault is None:
            return batch
        if fault.kind == "duplicate":
            queue.deliver_again(batch)
            return batch
        return batch[::-1]
