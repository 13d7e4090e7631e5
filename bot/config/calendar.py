"""Shifts out of an iCalendar file: who is on call from when to when, with repeats, exceptions, days and time zones.

Whatever cannot be followed is refused before it is expanded. Must never know who a name belongs to.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.care.rota import Shift
from bot.config.faults import unreadable
from bot.core.errors import ContentError

LARGEST = 2_000_000
LONGEST_NAME = 60
"""No physio's name is longer; what is, is cut, so that whoever reads of it can."""

TOO_OFTEN = ("SECONDLY", "MINUTELY")
_FOLD = re.compile(r"\r?\n[ \t]")
_INTERVAL = re.compile(r"(?:RRULE|EXRULE)\b.*\bINTERVAL=([^;:]*)", re.IGNORECASE)
MEND = "Export the calendar again, or mend the entry."


def text_of(path: Path) -> str:
    """Return the text of a calendar file; raises ContentError with a sentence."""
    try:
        if path.stat().st_size > LARGEST:
            raise ContentError(path.name, "", "The calendar is larger than 2 MB.", "Export only the rota.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ContentError(path.name, "", *unreadable(error, "The calendar")) from None
    except UnicodeDecodeError:
        raise ContentError(path.name, "", "The calendar is not text.", "Give a file that ends in .ics.") from None


def shifts(name: str, text: str, zone: ZoneInfo, span: tuple[datetime, datetime]) -> tuple[Shift, ...]:
    """Return the shifts of a calendar that touch a span; raises ContentError naming the file and what is wrong in it.

    Times without a zone are the clinic's own, and an entry for whole days lasts from midnight to midnight there.
    """
    import icalendar
    import recurring_ical_events

    _refuse_endless(name, text)
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except Exception as error:  # noqa: BLE001  # whatever stands in a file, it is the file that is at fault
        raise ContentError(name, "", f"This is not a calendar: {_brief(error)}", MEND) from None
    entries = [entry for entry in calendar.walk("VEVENT") if str(entry.get("STATUS", "")).upper() != "CANCELLED"]
    for number, entry in enumerate(entries, start=1):
        _refuse_faults(name, entry, number)
    try:
        found = recurring_ical_events.of(calendar).between(*span)
        return tuple(_shift(entry, zone) for entry in found if str(entry.get("STATUS", "")).upper() != "CANCELLED")
    except Exception as error:  # noqa: BLE001  # as above
        raise ContentError(name, "", f"The calendar cannot be followed: {_brief(error)}", MEND) from None


def check(name: str, text: str) -> None:
    """Raise ContentError for a calendar that cannot be followed, whatever day it is."""
    shifts(name, text, ZoneInfo("UTC"), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 8, tzinfo=UTC)))


def _refuse_endless(name: str, text: str) -> None:
    """Raise ContentError for a repeat that never comes to the next day, in an entry or in a time zone."""
    for number, line in enumerate(_FOLD.sub("", text).splitlines(), start=1):
        found = _INTERVAL.match(line.strip())
        if found and not (found[1].strip().isdecimal() and int(found[1]) > 0):
            fault = f"Something repeats every {found[1][:20] or 'no'} days or weeks, which has no end."
            raise ContentError(name, f"line {number}", fault, MEND)


def _refuse_faults(name: str, entry: Any, number: int) -> None:
    """Raise ContentError for an entry that says nothing about who is on call, or nothing that can be followed."""
    for fault in _faults(entry):
        raise ContentError(name, f"entry {number} “{_summary(entry)[:40]}”", fault, MEND)


def _faults(entry: Any) -> Iterator[str]:
    if not _summary(entry):
        yield "The entry has no summary, which is the physio's name."
    if "DTSTART" not in entry:
        yield "The entry does not say when it begins."
        return
    try:
        rules = entry.get("RRULE", [])
        often = {str(one).upper() for rule in (rules if isinstance(rules, list) else [rules]) for one in rule["FREQ"]}
        if often & set(TOO_OFTEN):
            yield "The entry repeats every minute or more often."
        if entry.end <= entry.start:
            yield "The entry ends before it has begun."
    except Exception as error:  # noqa: BLE001  # as above
        yield f"The times of the entry cannot be read: {_brief(error)}"


def _shift(entry: Any, zone: ZoneInfo) -> Shift:
    return Shift(_instant(entry.start, zone), _instant(entry.end, zone), _summary(entry))


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(0), zone)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _summary(entry: Any) -> str:
    said = " ".join(str(entry.get("SUMMARY", "")).split())
    return said if len(said) <= LONGEST_NAME else f"{said[:LONGEST_NAME]}…"


def _brief(error: Exception) -> str:
    said = " ".join(str(error).split())[:120]
    return said if said.endswith(".") else f"{said}."


class RotaFile:
    """A calendar file that is read again when it has changed, and once a day, because only so far ahead is kept."""

    BEHIND, AHEAD = timedelta(days=2), timedelta(days=120)

    def __init__(self, path: Path) -> None:
        """Know nothing of the file yet."""
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._read_on: date | None = None

    def read(self, zone: ZoneInfo, now: datetime) -> tuple[str, tuple[Shift, ...]] | None:
        """Return text and shifts where there is anything new; raises ContentError, once for each change of the file."""
        looks = self._looks()
        if looks == self._seen and self._read_on == now.date():
            return None
        self._seen, self._read_on = looks, now.date()
        text = text_of(self.path)
        return text, shifts(self.path.name, text, zone, (now - self.BEHIND, now + self.AHEAD))

    def _looks(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except OSError:
            return 0, -1
        return found.st_mtime_ns, found.st_size
