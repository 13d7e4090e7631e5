"""Shifts out of an iCalendar file: who is on call from when to when, with repeats, exceptions, days and time zones.

Must never know who a name belongs to.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.care.rota import Shift
from bot.config.faults import unreadable
from bot.core.errors import ContentError

LARGEST = 2_000_000
TOO_OFTEN = ("SECONDLY", "MINUTELY")
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

    try:
        calendar = icalendar.Calendar.from_ical(text)
    except (ValueError, LookupError, TypeError) as error:
        raise ContentError(name, "", f"This is not a calendar: {_brief(error)}", MEND) from None
    entries = [entry for entry in calendar.walk("VEVENT") if str(entry.get("STATUS", "")).upper() != "CANCELLED"]
    for number, entry in enumerate(entries, start=1):
        _refuse_faults(name, entry, number)
    try:
        found = recurring_ical_events.of(calendar).between(*span)
        return tuple(_shift(entry, zone) for entry in found if str(entry.get("STATUS", "")).upper() != "CANCELLED")
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        raise ContentError(name, "", f"The calendar cannot be followed: {_brief(error)}", MEND) from None


def check(name: str, text: str) -> None:
    """Raise ContentError for a calendar that cannot be followed, whatever day it is."""
    shifts(name, text, ZoneInfo("UTC"), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 8, tzinfo=UTC)))


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
    except (ValueError, LookupError, TypeError) as error:
        yield f"The times of the entry cannot be read: {_brief(error)}"


def _shift(entry: Any, zone: ZoneInfo) -> Shift:
    return Shift(_instant(entry.start, zone), _instant(entry.end, zone), _summary(entry))


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(0), zone)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _summary(entry: Any) -> str:
    return " ".join(str(entry.get("SUMMARY", "")).split())


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
