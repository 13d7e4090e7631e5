"""The section of the config about the rota: shifts that come round every week, and a calendar file.

Must never know who a name belongs to; that is looked up when somebody is called.
"""

import re
from datetime import time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator

from bot.care.rota import Rota, Weekly
from bot.config.calendar import check, text_of
from bot.config.faults import refuse
from bot.config.sections import Line, Section, beside
from bot.core.errors import ContentError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?-([01]?\d|2[0-4])(?::([0-5]\d))?")


class WeeklySection(Section):
    """Somebody is on call on these days of every week."""

    physio: Line
    days: Annotated[tuple[str, ...], Field(min_length=1)]
    hours: str

    @field_validator("days")
    @classmethod
    def _are_days(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for day in value:
            if day not in DAYS:
                refuse("There is no such day of the week.", f"Use some of {', '.join(DAYS)}.")
        if len(set(value)) != len(value):
            refuse("A day stands twice.", "Name each day once.")
        return value

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        found = HOURS.fullmatch(value)
        if not found or (found[3] == "24" and found[4] not in (None, "00")):
            refuse("These are not hours of the day.", 'Write them like "08:00-20:00", or "20-8" over midnight.')
        if _time(found[1], found[2]) == _time(found[3], found[4]) and found[3] != "24":
            refuse("The shift ends when it begins.", 'Write "0-24" for a whole day.')
        return value

    def weekly(self) -> Weekly:
        """Return the shift as the rota keeps it."""
        found = HOURS.fullmatch(self.hours)
        if not found:
            raise LookupError("Hours are checked when they are read.")
        days = tuple(DAYS.index(day) for day in self.days)
        return Weekly(self.physio, days, _time(found[1], found[2]), _time(found[3], found[4]))


class RotaSection(Section):
    """Who is on call when; empty where each patient's own physio always is."""

    file: Path | None = None
    weekly: tuple[WeeklySection, ...] = ()

    @field_validator("file")
    @classmethod
    def _is_a_calendar(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        found = beside(value, info)
        try:
            if found is not None:
                check(found.name, text_of(found))
        except ContentError as error:
            refuse(f"{error.entry}: {error.fault}" if error.entry else error.fault, error.remedy)
        return found

    def rota(self, timezone: str) -> Rota:
        """Return the rota without what stands in the file, which is read by whoever knows what time it is."""
        return Rota(ZoneInfo(timezone), tuple(one.weekly() for one in self.weekly), source=str(self.file or ""))


def _time(hour: str, minute: str | None) -> time:
    return time(int(hour) % 24, int(minute or 0))
