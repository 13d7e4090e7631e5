"""Where days and runs lie across a picture, which days carry a date, and how crowded signs are set apart.

Must never put two runs of one day on the same spot.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEAST_DAYS = 14
"""A single run is shown in a frame of two weeks, so that it does not look like a whole history."""

_STEPS = (1, 2, 3, 7, 14, 28)
_SHARE_OF_DAY = 0.8


@dataclass(frozen=True)
class Timeline:
    """Days from `first` on, between two edges in pixels."""

    first: date
    days: int
    left: float
    right: float

    @property
    def pixels(self) -> float:
        """How wide one day is."""
        return (self.right - self.left) / self.days

    def middle(self, day: date) -> float:
        """Return where the middle of the day lies."""
        return self.left + ((day - self.first).days + 0.5) * self.pixels

    def places(self, days: Sequence[date]) -> list[tuple[float, float]]:
        """Return the middle and the width of a bar for each run, given their days in order."""
        often, seen, found = Counter(days), Counter[date](), []
        for day in days:
            share = self.pixels * _SHARE_OF_DAY / often[day]
            shift = (seen[day] - (often[day] - 1) / 2) * share
            found.append((self.middle(day) + shift, min(40.0, max(4.0, share - 1))))
            seen[day] += 1
        return found

    def dated(self, room: float) -> list[date]:
        """Return the days that carry a date when each date needs this much room: Mondays as soon as weeks are shown."""
        step = next((step for step in _STEPS if step * self.pixels >= room), _STEPS[-1])
        while step * self.pixels < room:
            step += 28
        start = self.first + timedelta(days=-self.first.weekday() % 7 if step >= 7 else 0)
        every = (start + timedelta(days=step * number) for number in range(self.days // step + 1))
        return [day for day in every if (day - self.first).days < self.days]


def timeline(days: Iterable[date], *, left: float, right: float) -> Timeline | None:
    """Return the line on which all these days lie; None when there are none."""
    known = sorted(days)
    if not known:
        return None
    return Timeline(known[0], max(LEAST_DAYS, (known[-1] - known[0]).days + 1), left, right)


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return a lane for each span, given from left to right, so that none covers another: as many as that takes."""
    ends: list[float] = []
    found = []
    for left, right in spans:
        lane = next((number for number, end in enumerate(ends) if left >= end), len(ends))
        ends[lane : lane + 1] = [right]
        found.append(lane)
    return found


def rows(places: Sequence[float], size: float, most: int) -> list[int]:
    """Return a row for each sign of this size, so that neighbours do not touch as long as there are rows enough."""
    ends = [float("-inf")] * most
    found = []
    for place in places:
        row = next((number for number, end in enumerate(ends) if place - end >= size), None)
        row = ends.index(min(ends)) if row is None else row
        ends[row] = place
        found.append(row)
    return found
