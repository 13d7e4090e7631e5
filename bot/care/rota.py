"""The rota: who is on call at an instant, from shifts that come round every week and from shifts on fixed days.

Hours are the clinic's own, read off the wall, so that a night in which the clocks change is as long as it is. Must
never know who a name belongs to, nor where the shifts were written down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=2)
"""How far before an instant the weekly shift may have begun that covers it."""


@dataclass(frozen=True)
class Shift:
    """Somebody is on call from one instant up to another."""

    start: datetime
    end: datetime
    physio: str


@dataclass(frozen=True)
class Weekly:
    """Somebody is on call on these days of every week, Monday 0; an end that is not after the start is the next day."""

    physio: str
    days: tuple[int, ...]
    start: time
    end: time

    def on(self, day: date, zone: ZoneInfo) -> Shift:
        """Return the shift that begins on a day."""
        ends = day if self.end > self.start else day + timedelta(days=1)
        begun, ended = (
            datetime.combine(on, at, zone).astimezone(UTC) for on, at in ((day, self.start), (ends, self.end))
        )
        return Shift(begun, ended, self.physio)


@dataclass(eq=False)
class Rota:
    """Everybody's shifts; empty where the clinic keeps none.

    `shifts` are those on fixed days. They and `source`, by which a changed rota is told from the one before, are the
    only things that are ever set anew: when the file they come from has changed.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    weekly: tuple[Weekly, ...] = ()
    shifts: tuple[Shift, ...] = ()
    source: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the clinic keeps a rota at all."""
        return bool(self.weekly or self.shifts or self.source)

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who stands in it, each once."""
        return tuple(dict.fromkeys((*(one.physio for one in self.weekly), *(one.physio for one in self.shifts))))

    def on_duty(self, at: datetime) -> tuple[str, ...]:
        """Return the names of everybody who is on call, whoever began first in front."""
        covering = (one.physio for one in self.between(at, at + timedelta(microseconds=1)))
        return tuple(dict.fromkeys(covering))

    def between(self, start: datetime, end: datetime) -> list[Shift]:
        """Return the shifts that touch a span, in the order in which they begin."""
        every = (*self._every_week(start, end), *self.shifts)
        touching = (one for one in every if one.start < end and one.end > start)
        return sorted(touching, key=lambda one: (one.start, one.end, one.physio))

    def _every_week(self, start: datetime, end: datetime) -> Iterator[Shift]:
        day, last = ((at.astimezone(self.zone)).date() for at in (start - LONGEST, end))
        while day <= last:
            yield from (one.on(day, self.zone) for one in self.weekly if day.weekday() in one.days)
            day += timedelta(days=1)


def gaps(rota: Rota, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return the spans between two instants in which nobody is on call."""
    found, at = [], start
    for shift in rota.between(start, end):
        if shift.start > at:
            found.append((at, shift.start))
        at = max(at, shift.end)
    return [*found, (at, end)] if at < end else found


def overlaps(rota: Rota, start: datetime, end: datetime) -> list[tuple[Shift, Shift]]:
    """Return the pairs of shifts of different people that lie next to one another and touch the same hours."""
    return [(one, other) for one, other in pairwise(rota.between(start, end)) if _at_once(one, other)]


def strangers(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the names that are nobody's among those known."""
    theirs = {folded(name) for name in known}
    return [name for name in dict.fromkeys(names) if folded(name) not in theirs]


def folded(name: str) -> str:
    """Return a name as it is compared: without regard to capitals and to how it is spaced."""
    return " ".join(name.split()).casefold()


def _at_once(one: Shift, other: Shift) -> bool:
    return other.start < one.end and folded(one.physio) != folded(other.physio)
