"""Phrases that lists, cards and letters of a caseload share: a mark, a few words, how long ago, what things are called.

Must never load anything; it is handed what it says.
"""

import unicodedata
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_timedelta

from bot.care.ports import Person, Standing, Turn
from bot.care.voice import label, short_date, text, zone

_FROM_THE_RIGHT = ("R", "AL", "AN")
_APART, _TOGETHER = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONGEST_NAME = 60
LONGEST_ON_BUTTON = 28


def name_of(person: Person, longest: int = LONGEST_NAME) -> str:
    """Return a name as one line that turns no words around it, however it is written."""
    line = " ".join(person.name.split())
    said = line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
    turns = any(unicodedata.bidirectional(letter) in _FROM_THE_RIGHT for letter in said)
    return f"{_APART}{said}{_TOGETHER}" if turns else said


def mark(turn: Turn, reader: Person, status: str) -> str:
    """Return the sign of a status."""
    return label(turn, reader, f"caseload.mark__{status}")


def status(turn: Turn, reader: Person, standing: Standing) -> str:
    """Return in a few words how a patient stands, and since when: `an urgent alert, 12 minutes`."""
    said = text(turn, reader, f"caseload.status__{standing.status}")
    if standing.since is None:
        return said
    if standing.status == "resting" or (standing.status == "paused" and standing.since > turn.now):
        until = short_date(reader, standing.since.astimezone(zone(reader)).date())
        return text(turn, reader, "caseload.until", state=said, day=until)
    return text(turn, reader, "caseload.since", state=said, time=ago(turn, reader, standing.since))


def ago(turn: Turn, reader: Person, at: datetime) -> str:
    """Return how long ago something was, in one unit: `12 minutes`, `3 hours`, `5 days`."""
    since = max(turn.now - at, MINUTE)
    if since < HOUR:
        return format_timedelta(since, granularity="minute", threshold=1000, locale=reader.language)
    if since < 2 * DAY:
        return format_timedelta(since, granularity="hour", threshold=48, locale=reader.language)
    return format_timedelta(since, granularity="day", threshold=1000, locale=reader.language)


def span(reader: Person, minutes: float) -> str:
    """Return a length of time in its largest fitting unit, and never less than a minute."""
    return format_timedelta(max(round(minutes), 1) * 60, granularity="minute", threshold=2, locale=reader.language)


def short_day(reader: Person, day: date) -> str:
    """Return a day of the week in two or three letters."""
    return format_date(day, "ccc", locale=reader.language)


def protocol(turn: Turn, reader: Person, protocol_id: str) -> str:
    """Return what a protocol is called, a pair of two as both."""
    return " + ".join(text(turn, reader, f"names.protocol__{part}") for part in protocol_id.split("+"))


def condition(turn: Turn, reader: Person, condition_id: str) -> str:
    """Return what a condition is called; one that the clinic has added by its id, until it gives it a name."""
    which = f"names.condition__{condition_id}"
    if turn.library.language(reader.language).has(which):
        return text(turn, reader, which)
    return condition_id.replace("_", " ")


def phase(turn: Turn, reader: Person, phase_id: str) -> str:
    """Return what a phase is called; nothing for one that has no name."""
    which = f"names.phase__{phase_id}"
    return text(turn, reader, which) if turn.library.language(reader.language).has(which) else ""
