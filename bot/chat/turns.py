"""One update, one turn: what it means, what the use cases make of it, and the answer to the tap behind it.

Must never let one update stop the others, nor write what somebody said to the log.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import RetryAfter

from bot.care.ports import Incoming, Reply, Turn
from bot.chat.limits import Limits
from bot.chat.meaning import meaning, query_id
from bot.chat.patience import growing
from bot.chat.verdict import judge
from bot.desk import Desk
from bot.logs import brief
from bot.store.inbox import InboxRow
from bot.store.store import GoneError
from bot.store.transaction import BusyError

AT_ONCE_SECONDS = 3.0
TOAST = 200

Receive = Callable[[Turn, Incoming], Awaitable[None]]
"""Takes in what a person did; the same shape says that something could not be taken."""

_log = logging.getLogger(__name__)


class Turns:
    """Takes rows of the inbox through their turns."""

    def __init__(
        self,
        desk: Desk,
        bot: Bot,
        limits: Limits,
        *,
        receive: Receive,
        could_not: Receive | None = None,
        first_pause: float = 0.1,
    ) -> None:
        """Hand what people did to `receive`, and what could not be taken after all to `could_not`.

        Pauses after a failed turn start with `first_pause` seconds.
        """
        self._desk = desk
        self._bot = bot
        self._limits = limits
        self._receive = receive
        self._could_not = could_not
        self._first_pause = first_pause

    async def take(self, row: InboxRow) -> None:
        """Finish a row or put it aside; raises nothing."""
        raw = _parsed(row.raw)
        incoming = meaning(raw)
        reply = await self._finish(row, incoming)
        if query := query_id(raw):
            await self._at_once(lambda: self._answer(query, reply))
        if incoming and reply.aside:
            await self._at_once(lambda: self._say_aside(incoming.chat_id, reply.aside))

    async def _finish(self, row: InboxRow, incoming: Incoming | None) -> Reply:
        tries = 0
        while True:
            try:
                return await self._turn(row.update_id, incoming)
            except GoneError:
                return Reply()
            except BusyError:
                # Which is not the update's fault either, so it is not counted.
                _log.error("update %d waits: another process has the database for itself", row.update_id)
            except Exception as error:  # noqa: BLE001  # no update may stop the others
                if await self._put_aside(row.update_id, error):
                    await self._say_so(incoming)
                    return Reply()
            await asyncio.sleep(growing(tries, first=self._first_pause, most=5))
            tries += 1

    async def _turn(self, update_id: int, incoming: Incoming | None) -> Reply:
        async with self._desk.turn(update_id=update_id) as turn:
            if incoming is None:
                _log.debug("update %d means nothing to us", update_id)
            else:
                await self._receive(turn, incoming)
        return turn.reply

    async def _put_aside(self, update_id: int, error: Exception) -> bool:
        """Count the failure; True when the update is put aside.

        While the store itself cannot write, nothing is counted: a full disk is not the update's fault.
        """
        try:
            last = await self._desk.store.failed_update(update_id, brief(error))
        except Exception as unable:  # noqa: BLE001  # no update may stop the others
            _log.error("update %d failed (%s) and the store cannot write: %s", update_id, brief(error), brief(unable))
            return False
        if last:
            _log.error("update %d was put aside after its turns failed: %s", update_id, brief(error))
        return last

    async def _say_so(self, incoming: Incoming | None) -> None:
        """Let the person, and whoever looks after them, know that something could not be taken."""
        if incoming is None or self._could_not is None:
            return
        try:
            async with self._desk.turn() as turn:
                await self._could_not(turn, incoming)
        except Exception as error:  # noqa: BLE001  # no update may stop the others
            _log.error("nobody could be told of an update put aside: %s", brief(error))

    async def _answer(self, query: str, reply: Reply) -> None:
        """Stop the spinner on the button, with words if there are any."""
        await self._bot.answer_callback_query(query, text=reply.toast[:TOAST] or None, show_alert=reply.alarm or None)

    async def _say_aside(self, chat_id: int, text: str) -> None:
        """Say a word to a stranger, who gets no more of them than any chat may."""
        if not self._limits.wait_for(chat_id, bulk=False):
            self._limits.spend(chat_id)
            await self._bot.send_message(chat_id, text, parse_mode=ParseMode.HTML)

    async def _at_once(self, call: Callable[[], Awaitable[None]]) -> None:
        """Call Telegram now or not at all; what is lost here is lost without harm."""
        if self._limits.closed_for:
            return
        try:
            async with asyncio.timeout(AT_ONCE_SECONDS):
                await call()
        except RetryAfter as error:
            self._limits.close(judge(error).seconds)
        except Exception as error:  # noqa: BLE001  # no update may stop the others
            _log.debug("a word was lost on its way: %s", brief(error))


def _parsed(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
