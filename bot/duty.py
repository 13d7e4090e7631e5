"""Who is on duty: the calendar file of the rota, read again when it changes, and what is wrong with it told once.

It is read beside the ticks, in a thread that nothing waits for, because a calendar may take long to follow. A file that
cannot be read leaves the last good one as it was. Must never keep the bot from running, nor a tick from ending.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import date
from threading import Thread

from bot.care.people import rota_faults
from bot.care.rota import Rota, Shift
from bot.clock import Clock
from bot.config.calendar import MEND, RotaFile
from bot.core.errors import ContentError
from bot.desk import Desk
from bot.logs import brief

START_SECONDS = 10.0
"""So long the start waits for the first reading, because whoever is on call is to be called first."""

PATIENCE = 30.0
"""After so many seconds a reading counts as one that does not come to an end."""

Found = tuple[str, tuple[Shift, ...]] | None

_log = logging.getLogger(__name__)


class Duty:
    """Keeps the rota that all turns go by up to date."""

    def __init__(self, desk: Desk, file: RotaFile | None, *, clock: Clock, patience: float = PATIENCE) -> None:
        """Know nothing of the file yet."""
        self._desk = desk
        self._file = file
        self._clock = clock
        self._patience = patience
        self._reading: Future[Found] | None = None
        self._begun = 0.0
        self._broken = ""
        self._is_new = False
        self._told_on: date | None = None

    async def ready(self, seconds: float = START_SECONDS) -> None:
        """Read the file and wait for it, though not for ever."""
        self._take()
        self._begin()
        if self._reading is not None:
            await asyncio.to_thread(wait, [self._reading], seconds)
        self._take()

    async def look(self) -> None:
        """Take what was read, begin to read again, and tell the clinic what is wrong: at each change, and daily."""
        today = self._clock.now().date()
        self._take()
        self._begin()
        is_waited_for = self._file is not None and not self._is_new and self._told_on is None
        if is_waited_for or (self._told_on == today and not self._is_new):
            return
        async with self._desk.turn() as turn:
            if await rota_faults.tell(turn, self._broken):
                _log.warning("the rota has gaps, overlaps or unknown names, or cannot be read")
        self._told_on, self._is_new = today, False

    def _begin(self) -> None:
        """Begin to read, unless that is under way."""
        if self._file is not None and self._reading is None:
            file, zone, now = self._file, self._desk.settings.rota.zone, self._clock.now()
            self._begun = asyncio.get_running_loop().time()
            self._reading = _beside(lambda: file.read(zone, now))

    def _take(self) -> None:
        """Take over what was read, good or bad."""
        reading = self._reading
        if reading is None:
            return
        if not reading.done():
            if asyncio.get_running_loop().time() - self._begun >= self._patience:
                self._is_broken(f"The calendar takes longer to follow than {self._patience:g} seconds. {MEND}")
            return
        self._reading = None
        error = reading.exception()
        if error is None:
            self._keep(reading.result(), self._desk.settings.rota)
        else:
            self._is_broken(str(error) if isinstance(error, ContentError) else f"{brief(error)}. {MEND}")

    def _keep(self, found: Found, rota: Rota) -> None:
        if found is None:
            return
        text, rota.shifts = found
        rota.source = hashlib.sha256(text.encode()).hexdigest()
        self._broken, self._is_new = "", True

    def _is_broken(self, why: str) -> None:
        self._is_new = self._is_new or why != self._broken
        self._broken = why


def _beside(work: Callable[[], Found]) -> Future[Found]:
    """Do this in a thread that ends with the bot, whether it has come to an end or not."""
    future: Future[Found] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  # it is told to whoever looks
            future.set_exception(error)

    Thread(target=run, daemon=True, name="rota").start()
    return future
