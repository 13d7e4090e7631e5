"""Coming back after an outage: Telegram keeps a tap for 150 seconds only, so open questions are offered again.

And coming back by a clock that is set back: alerts from ahead of it are called anew. Must never know how a question or
an alert is shown; it only says whose must be.
"""

import logging
from datetime import UTC, datetime, timedelta

from bot.care.alerts import presence
from bot.care.course.checkins import REMINDER
from bot.care.doors.dues import REOFFER
from bot.care.ports import Due, Turn
from bot.clock import Clock
from bot.desk import Desk

ALIVE = "alive"
TAPS_ARE_KEPT = timedelta(seconds=150)
NOTED_EVERY = timedelta(seconds=30)
NOT_WORTH_IT = timedelta(minutes=2)
"""A clock is put right by less than this every now and then, which makes no difference to anybody."""

_log = logging.getLogger(__name__)


async def is_running(turn: Turn) -> bool:
    """Say whether the bot has noted lately that it is there; without it nothing is sent and nothing published."""
    alive = await turn.note(ALIVE)
    return alive is not None and turn.now.timestamp() - float(alive["at"]) < 2 * NOTED_EVERY.total_seconds()


class Outage:
    """Notes that the bot is there, and finds out at the next start for how long it was not."""

    def __init__(self, desk: Desk, *, clock: Clock) -> None:
        """Know nothing of earlier runs yet."""
        self._desk = desk
        self._clock = clock
        self._noted_at = clock.now() - NOTED_EVERY

    async def offer_again(self) -> int:
        """After too long an outage make every open question due to be offered again; return how many there are."""
        async with self._desk.turn() as turn:
            alive = await turn.note(ALIVE)
        away = self._clock.now().timestamp() - float(alive["at"]) if alive else 0.0
        if away <= TAPS_ARE_KEPT.total_seconds():
            return 0
        waiting = await self._desk.store.dues_of(REMINDER)
        async with self._desk.turn() as turn:
            for due in waiting:
                turn.plan(Due(due.person, REOFFER, due.subject, turn.now))
        return len(waiting)

    async def note_alive(self) -> None:
        """Write down twice a minute that the bot is there."""
        now = self._clock.now()
        if abs(now - self._noted_at) < NOTED_EVERY:
            return
        async with self._desk.turn() as turn:
            await turn.put_note(ALIVE, {"at": now.timestamp()})
        self._noted_at = now


class SetBack:
    """Notices at each tick whether the clock shows less than before, also over a restart."""

    def __init__(self, desk: Desk, *, clock: Clock) -> None:
        """Know nothing of earlier ticks yet."""
        self._desk = desk
        self._clock = clock
        self._latest: datetime | None = None

    async def look(self) -> None:
        """Have alerts called anew that were raised or called ahead of a clock that was set back.

        Otherwise nobody would hear of them until the clock comes by there again.
        """
        now = self._clock.now()
        latest = self._latest or await self._before(now)
        if now < latest - NOT_WORTH_IT:
            _log.warning("the clock was set back; alerts from ahead of it are called anew")
            async with self._desk.turn() as turn:
                await presence.set_back(turn)
        self._latest = now

    async def _before(self, now: datetime) -> datetime:
        """Return when the bot was there last before this start."""
        async with self._desk.turn() as turn:
            alive = await turn.note(ALIVE)
        return datetime.fromtimestamp(alive["at"], UTC) if alive else now
