"""Who is on duty: the calendar file of the rota, read again when it changes, and what is wrong with it told once.

A file that cannot be read leaves the last good one as it was. Must never keep the bot from running.
"""

import asyncio
import hashlib
import logging

from bot.care import rota_faults
from bot.care.rota import Rota
from bot.clock import Clock
from bot.config.calendar import RotaFile
from bot.core.errors import ContentError
from bot.desk import Desk

_log = logging.getLogger(__name__)


class Duty:
    """Keeps the rota that all turns go by up to date."""

    def __init__(self, desk: Desk, file: RotaFile | None, *, clock: Clock) -> None:
        """Know nothing of the file yet."""
        self._desk = desk
        self._file = file
        self._clock = clock
        self._told = False

    async def look(self) -> None:
        """Read the file where it has changed, and tell the clinic what is wrong, once for each change."""
        broken, is_new = await self._read(self._desk.settings.rota)
        if self._told and not is_new:
            return
        self._told = True
        async with self._desk.turn() as turn:
            if await rota_faults.tell(turn, broken):
                _log.warning("the rota has gaps, overlaps or unknown names, or cannot be read")

    async def _read(self, rota: Rota) -> tuple[str, bool]:
        """Return what is wrong with the file, and whether it has changed since the last look."""
        if self._file is None:
            return "", False
        try:
            found = await asyncio.to_thread(self._file.read, rota.zone, self._clock.now())
        except ContentError as error:
            return str(error), True
        if found is None:
            return "", False
        text, rota.shifts = found
        rota.source = hashlib.sha256(text.encode()).hexdigest()
        return "", True
