"""Coming back after an outage: Telegram keeps a tap for 150 seconds only, so open questions are offered again.

Must never know how a question is shown; it only says whose must be.
"""

from datetime import timedelta

from bot.care.checkins import REMINDER
from bot.care.dues import REOFFER
from bot.care.ports import Due, Turn
from bot.clock import Clock
from bot.desk import Desk

ALIVE = "alive"
TAPS_ARE_KEPT = timedelta(seconds=150)
NOTED_EVERY = timedelta(seconds=30)


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
