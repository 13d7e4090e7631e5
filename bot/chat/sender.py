"""The outbox loop: alerts before answers before questions before broadcasts, within Telegram's limits.

Must never call Telegram while it asked for silence, nor send two messages to one person at once.
"""

import asyncio
import logging

from telegram import Bot

from bot.care.ports import Lane, Row
from bot.chat.fate import Fates, Listeners
from bot.chat.limits import Limits
from bot.chat.marks import Marks
from bot.chat.media import Draw, no_drawing
from bot.chat.patience import pause, unless
from bot.chat.post import Post, edits
from bot.chat.verdict import judge
from bot.clock import Clock
from bot.desk import Desk
from bot.logs import brief

IN_FLIGHT = 16
GATHER_SECONDS = 0.05
"""How long room for new messages is gathered once it ran out, so that they leave in few transactions."""
LOOK_AGAIN_SECONDS = 1.0
"""How soon a message is seen that the command line wrote beside the running bot."""
COALESCE_SECONDS = 0.01
"""How long the outbox is left alone after it changed, so that turns that end together are claimed together."""

_log = logging.getLogger(__name__)


class Sender:
    """Sends what waits in the outbox, several messages at once but one at a time to each person."""

    def __init__(  # the parts that meet here, most of them by name
        self,
        desk: Desk,
        bot: Bot,
        limits: Limits,
        *,
        clock: Clock,
        listeners: Listeners,
        draw: Draw = no_drawing,
    ) -> None:
        """Tell the listeners what became of messages, and have pictures drawn by `draw`."""
        self._store = desk.store
        self._post = Post(bot, limits, draw)
        self._limits = limits
        self._marks = Marks(desk.store)
        self._fates = Fates(desk, limits, clock=clock, listeners=listeners)
        self._flying: set[asyncio.Task[None]] = set()
        self.behind = False
        """Whether the last look at the outbox found as much as could go, or more."""

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; what is under way then is left to `finish`."""
        while not stop.is_set():
            try:
                if not await self._start_some():
                    await unless(stop, self._rest())
            except Exception as error:  # noqa: BLE001  # nothing may end the sending
                _log.error("the outbox cannot be read: %s", brief(error))
                await pause(stop, LOOK_AGAIN_SECONDS)

    async def finish(self, seconds: float) -> None:
        """Send what is ready for so long and then leave the rest to the next start."""
        try:
            async with asyncio.timeout(seconds):
                while not self._limits.closed_for and (await self._start_some() or self._flying):
                    await self._rest(at_most=0.05)
        except TimeoutError:
            _log.info("some messages wait for the next start")
        except Exception as error:  # noqa: BLE001  # nothing may end the sending
            _log.error("the outbox cannot be read: %s", brief(error))
        await self._land()

    async def _land(self) -> None:
        if not self._flying:
            return
        _, late = await asyncio.wait(set(self._flying), timeout=1)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _start_some(self) -> bool:
        """Start what may go now; False when there is nothing, or no room for it."""
        room = IN_FLIGHT - len(self._flying)
        taken = 0 if self._limits.closed_for else self._limits.take(room)
        if not taken:
            return False
        self._store.outbox_changed.clear()
        rows: list[Row] = []
        try:
            rows = await self._store.next_messages(taken)
        finally:
            self._limits.give_back(taken - len(rows))
            self.behind = len(rows) == taken
        for row in rows:
            self._start(row)
        return bool(rows)

    async def _rest(self, at_most: float = LOOK_AGAIN_SECONDS) -> None:
        """Wait for whatever it was that kept the last look from finding work."""
        if closed := self._limits.closed_for:
            await asyncio.sleep(min(at_most, closed))
        elif len(self._flying) >= IN_FLIGHT:
            await asyncio.wait(set(self._flying), timeout=at_most, return_when=asyncio.FIRST_COMPLETED)
        elif short := self._limits.next_in:
            await asyncio.sleep(min(at_most, max(short, GATHER_SECONDS)))
        else:
            try:
                async with asyncio.timeout(at_most):
                    await self._store.outbox_changed.wait()
            except TimeoutError:
                return
            # Turns that end together are claimed together; one look at the outbox for each would cost more.
            await asyncio.sleep(COALESCE_SECONDS)

    def _start(self, row: Row) -> None:
        task = asyncio.create_task(self._deliver(row))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _deliver(self, row: Row) -> None:
        if not await self._may_go(row):
            await self._fates.put_back(row, self._limits.closed_for, "flood")
            return
        try:
            message_id = await self._post.send(row)
        except Exception as error:  # noqa: BLE001  # nothing may end the sending
            await self._fates.settle(row, judge(error))
            return
        if not edits(row):
            self._limits.arrived(row.chat_id)
        await self._marks.sent(row.id, message_id)
        self._fates.arrived(row)

    async def _may_go(self, row: Row) -> bool:
        """Wait until the chat can take the message; False when all sending has to pause meanwhile."""
        if edits(row):
            self._limits.give_back(1)
            return not self._limits.closed_for
        bulk = row.lane in (Lane.QUESTION, Lane.BROADCAST)
        # Nobody else writes to this chat meanwhile: a person has one message under way at a time.
        await asyncio.sleep(self._limits.wait_for(row.chat_id, bulk=bulk))
        if self._limits.closed_for:
            self._limits.give_back(1)
            return False
        self._limits.note(row.chat_id)
        return True
