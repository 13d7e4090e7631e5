"""Reading updates: kept in the inbox first, confirmed to Telegram afterwards.

Must never ask for the next updates before the last ones are committed, and never give up.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.chat.lanes import Lanes
from bot.chat.meaning import lane_of
from bot.chat.patience import Backoff, pause, unless
from bot.chat.verdict import judge
from bot.clock import Clock
from bot.logs import brief
from bot.store.inbox import InboxRow
from bot.store.store import Store

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
POLL_SECONDS = 30
_SLACK = 10

BUSY_SECONDS = 0.15
GATHER_SECONDS = 0.03
"""How long updates may come together when the last ones came just before; a lone answer never waits."""

_log = logging.getLogger(__name__)


class Poller:
    """Reads updates until it is told to stop, whatever Telegram and the disk answer."""

    def __init__(self, bot: Bot, store: Store, lanes: Lanes, *, clock: Clock, first_pause: float = 1) -> None:
        """Read from `bot`, keep in `store`, hand to `lanes`; the first pause after a fault is that long."""
        self._bot = bot
        self._store = store
        self._lanes = lanes
        self._clock = clock
        self._backoff = Backoff(first_pause, first_pause * 30)
        self._offset: int | None = None
        self._trouble = ""
        self._last_at = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Work off what the inbox still holds, then read on; returns soon after `stop` is set."""
        await self._resume(stop)
        while not stop.is_set():
            seconds = await self._read(stop)
            if seconds:
                await pause(stop, seconds)

    async def _resume(self, stop: asyncio.Event) -> None:
        """Hand over the updates that a former run kept but did not finish."""
        while not stop.is_set():
            try:
                await self._hand_over(await self._store.undone_updates(), stop)
                break
            except Exception as error:  # noqa: BLE001  # nothing may end the reading
                self._tell(f"the inbox cannot be read: {brief(error)}")
                await pause(stop, self._backoff.next())

    async def _read(self, stop: asyncio.Event) -> float:
        """Read once; return how many seconds to wait before the next time."""
        try:
            found = await unless(stop, self._fetch())
            if found:
                await self._take_in(found, stop)
                return self._gathering()
        except RetryAfter as error:
            self._tell("Telegram asks to read more slowly")
            return max(judge(error).seconds, self._backoff.next())
        except Exception as error:  # noqa: BLE001  # nothing may end the reading
            self._tell(_sentence(error))
            return self._backoff.next()
        if not stop.is_set():
            self._tell("")
            self._backoff.reset()
        return 0

    def _gathering(self) -> float:
        """Return how long to let updates come together: a moment where the last ones came just before, else nothing."""
        self._tell("")
        self._backoff.reset()
        now = asyncio.get_running_loop().time()
        busy, self._last_at = now - self._last_at < BUSY_SECONDS, now
        return GATHER_SECONDS if busy else 0.0

    async def _fetch(self) -> list[Any]:
        asked: dict[str, Any] = {"timeout": POLL_SECONDS, "limit": 100, "allowed_updates": ALLOWED}
        if self._offset is not None:
            asked["offset"] = self._offset
        found = await self._bot.do_api_request("getUpdates", api_kwargs=asked, read_timeout=POLL_SECONDS + _SLACK)
        if not isinstance(found, list):
            raise TelegramError("The answer is not a list.")
        return found

    async def _take_in(self, found: Sequence[Any], stop: asyncio.Event) -> None:
        """Keep the updates and only then move the offset that confirms them."""
        numbered = [item for item in found if _number(item) is not None]
        if len(numbered) < len(found):
            _log.error("%d updates came without a number and were left out", len(found) - len(numbered))
        if not numbered:
            raise TelegramError("There is no update that can be confirmed.")
        rows = [self._row(item) for item in numbered]
        await self._store.keep_updates([(row.update_id, row.lane, row.raw) for row in rows])
        self._offset = max(row.update_id for row in rows) + 1
        await self._hand_over(sorted(rows, key=lambda row: row.update_id), stop)

    def _row(self, item: dict[str, Any]) -> InboxRow:
        return InboxRow(item["update_id"], lane_of(item), self._clock.now(), json.dumps(item), 0)

    async def _hand_over(self, rows: Sequence[InboxRow], stop: asyncio.Event) -> None:
        """Line the rows up; those that find no room before `stop` stay in the inbox for the next run."""
        for row in rows:
            if self._lanes.full:
                await unless(stop, self._lanes.put(row))
            else:
                await self._lanes.put(row)
            if stop.is_set():
                return

    def _tell(self, trouble: str) -> None:
        """Log a trouble once, and once when it is over."""
        if trouble == self._trouble:
            return
        if trouble:
            _log.error("Reading updates: %s; trying again", trouble)
        else:
            _log.info("Reading updates works again")
        self._trouble = trouble


def _number(item: Any) -> int | None:
    number = item.get("update_id") if isinstance(item, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _sentence(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another instance is polling with the same token; stop it"
    if isinstance(error, InvalidToken | EndPointNotFound):
        return "Telegram refuses the token; check it in the config"
    if isinstance(error, TelegramError):
        return f"Telegram does not answer as it should ({type(error).__name__})"
    return f"the updates could not be kept: {brief(error)}"
