"""What becomes of a message after an attempt that did not go well: again, later, never, or nobody knows.

Must never repeat a broadcast that may have arrived, never lose an alert in silence, and never take a reader for gone
because of the chat that a copy comes from.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.care.ports import Lane, Row, Turn
from bot.chat.limits import Limits
from bot.chat.marks import surely
from bot.chat.patience import Backoff, growing, once_free
from bot.chat.post import edits
from bot.chat.verdict import Kind, Verdict
from bot.clock import Clock
from bot.desk import Desk
from bot.logs import brief

MOST_REFUSALS = 8
MOST_REFUSALS_OF_ALERTS = 40
MOST_TROUBLES = 100
LONGEST_PAUSE = 300.0
LONGEST_PAUSE_OF_ALERTS = 30.0

Unreachable = Callable[[Turn, int], Awaitable[None]]
Uncopied = Callable[[Turn, Row], Awaitable[None]]

PASSING = (Kind.FLOOD, Kind.UNREACHED, Kind.MOVED, Kind.UNKNOWN, Kind.TROUBLE)
"""What says nothing about a message itself: everything else is a refusal."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listeners:
    """Who hears of people out of reach, of alerts that were given up for somebody, and of what cannot be copied."""

    unreachable: Unreachable
    undelivered: Unreachable
    uncopied: Uncopied


@dataclass
class _Tries:
    """How often one message has gone wrong, and how."""

    refused: int = 0
    trouble: int = 0
    unknown: int = 0


class Fates:
    """Settles attempts that went wrong; `settle` always leaves the row in a state that somebody looks at."""

    def __init__(self, desk: Desk, limits: Limits, *, clock: Clock, listeners: Listeners) -> None:
        """Tell the listeners what became of messages."""
        self._desk = desk
        self._limits = limits
        self._clock = clock
        self._listeners = listeners
        self._offline = Backoff(0.5, 10)
        self._tries: dict[int, _Tries] = {}

    def arrived(self, row: Row) -> None:
        """Forget the troubles of a message that arrived; the line to Telegram is open again."""
        self._tries.pop(row.id, None)
        self._offline.reset()

    async def settle(self, row: Row, verdict: Verdict) -> None:
        """Do with the message what the verdict calls for; a copy that is refused once is refused for good."""
        if row.media is not None and row.media.kind == "copy" and verdict.kind not in PASSING:
            await self._not_copied(row)
            return
        match verdict.kind:
            case Kind.FLOOD:
                await self.put_back(row, self._limits.close(verdict.seconds), "flood")
            case Kind.UNREACHED:
                await self.put_back(row, self._closed(), "unreached")
            case Kind.MOVED:
                await self._moved(row, verdict.chat_id)
            case Kind.GONE:
                await self._gone(row)
            case Kind.UNKNOWN:
                await self._unknown(row)
            case Kind.TROUBLE:
                await self._trouble(row)
            case _:
                await self._refused(row)

    async def put_back(self, row: Row, seconds: float, error: str) -> None:
        """Let the message wait so long before the next attempt."""
        at = self._clock.now() + timedelta(seconds=seconds)
        await surely(lambda: self._desk.store.later(row.id, at, error))

    def _closed(self) -> float:
        # Several messages find the line dead at once; that is one outage and one pause.
        return self._limits.closed_for or self._limits.close(self._offline.next())

    async def _moved(self, row: Row, chat_id: int) -> None:
        async def move(turn: Turn) -> None:
            turn.update(replace(await turn.person(row.person), chat_id=chat_id))

        await self._tell(move)
        await self.put_back(row, 0, "moved")

    async def _gone(self, row: Row) -> None:
        await self._tell(lambda turn: self._listeners.unreachable(turn, row.person))
        await self._give_up(row, "unreachable")

    async def _not_copied(self, row: Row) -> None:
        # Whether it is the reader's chat or the sender's that is gone shows when words go to the reader in its place.
        await self._tell(lambda turn: self._listeners.uncopied(turn, row))
        await self._give_up(row, "not copied")

    async def _unknown(self, row: Row) -> None:
        tries = self._of(row)
        tries.unknown += 1
        harmless = edits(row) or row.lane is Lane.ALERT
        once_more = row.lane is not Lane.BROADCAST and tries.unknown == 1
        if harmless or once_more:
            await self.put_back(row, _pause(row, tries.unknown), "unknown")
            return
        self._tries.pop(row.id, None)
        _log.warning("nobody knows whether message %d arrived", row.id)
        await surely(lambda: self._desk.store.uncertain(row.id))

    async def _trouble(self, row: Row) -> None:
        tries = self._of(row)
        tries.trouble += 1
        if row.lane is not Lane.ALERT and tries.trouble >= MOST_TROUBLES:
            await self._give_up(row, "trouble")
        else:
            await self.put_back(row, _pause(row, tries.trouble), "trouble")

    async def _refused(self, row: Row) -> None:
        tries = self._of(row)
        tries.refused += 1
        # An alert that Telegram never takes must not stand for ever before the next one to the same person.
        most = MOST_REFUSALS_OF_ALERTS if row.lane is Lane.ALERT else MOST_REFUSALS
        if tries.refused >= most:
            if row.lane is Lane.ALERT:
                await self._tell(lambda turn: self._listeners.undelivered(turn, row.person))
            await self._give_up(row, "refused")
        else:
            await self.put_back(row, _pause(row, tries.refused), "refused")

    async def _give_up(self, row: Row, error: str) -> None:
        self._tries.pop(row.id, None)
        _log.error("message %d to person %d was given up: %s", row.id, row.person, error)
        await surely(lambda: self._desk.store.failed(row.id, error))

    async def _tell(self, what: Callable[[Turn], Awaitable[None]]) -> None:
        """Take what was learned about a person through a turn of its own."""

        async def told() -> None:
            async with self._desk.turn() as turn:
                await what(turn)

        try:
            await once_free(asyncio.Event(), told)
        except Exception as error:  # noqa: BLE001  # one person's trouble stops no other message
            _log.error("what Telegram said of a person could not be noted: %s", brief(error))

    def _of(self, row: Row) -> _Tries:
        return self._tries.setdefault(row.id, _Tries())


def _pause(row: Row, tries: int) -> float:
    most = LONGEST_PAUSE_OF_ALERTS if row.lane is Lane.ALERT else LONGEST_PAUSE
    return growing(tries - 1, first=1, most=most)
