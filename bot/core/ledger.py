"""The load ledger: minutes run and minutes planned, by calendar week and over rolling days.

Days are the patient's own calendar days, so that half an hour more or less never moves a run into another week.
What was run besides the plan, or beyond it, counts against the newer days and never for the older ones: it can hold a
runner back, and it can never raise what is allowed next. Must never know a limit, nor what time it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
"""How far back the longest run is looked for."""

BREAK = timedelta(days=14)
"""After so long without a run of the plan the comparison begins anew, because there is no week to compare with."""


@dataclass(frozen=True)
class Ran:
    """One session, or what was run besides the plan: its day, the minutes of running in it, and those of the plan.

    `longest` is the longest single run in it. A session that was skipped has planned minutes and none run.
    """

    day: date
    minutes: float
    planned: float = 0.0
    longest: float = 0.0

    @property
    def earned(self) -> float:
        """The minutes that further growth may build on: run, and no more than was planned."""
        return min(self.minutes, self.planned)


@dataclass(frozen=True)
class Week:
    """A calendar week from Monday on: what the plan asked for, what was run in all, and how much of it besides."""

    start: date
    planned: float
    done: float
    besides: float


def monday(day: date) -> date:
    """Return the first day of a calendar week."""
    return day - timedelta(days=day.weekday())


def weeks(ledger: Iterable[Ran], last: date, count: int) -> list[Week]:
    """Return so many calendar weeks, the one with `last` in it at the end."""
    entries = list(ledger)
    starts = [monday(last) - WEEK * back for back in reversed(range(count))]
    return [_week(start, [one for one in entries if monday(one.day) == start]) for start in starts]


def weekly_change(ledger: Sequence[Ran], day: date, minutes: float) -> float:
    """Return by how many percent the 7 days that end with a next session would exceed the fullest 7 days before.

    These are the fullest 7 days that ended within the week before; in the second week of all, the first 7 days. So
    a rhythm that puts now three and now four sessions into 7 days is no growth. 0 in the first 7 days of all.
    """
    days = _without_break(sorted(one.day for one in ledger if one.earned and one.day <= day), day)
    if not days or day - days[0] < WEEK:
        return 0.0
    newer = minutes + sum(one.minutes for one in ledger if day - WEEK < one.day <= day)
    until = max(day - WEEK, days[0] + WEEK - timedelta(days=1))
    older = max(_earned(ledger, until - timedelta(days=back)) for back in range(WEEK.days))
    return max(100 * newer / older - 100, 0.0)


def above_longest(ledger: Iterable[Ran], run: Ran) -> float:
    """Return by how many percent a run was longer than any of the 30 days before it, and than its own plan.

    What was planned is never too long. 0 where there is nothing to compare with.
    """
    before = (one.longest for one in ledger if run.day - MONTH <= one.day <= run.day)
    longest = max((run.planned, *before))
    return max(100 * run.longest / longest - 100, 0.0) if longest else 0.0


def _week(start: date, entries: list[Ran]) -> Week:
    planned = sum(one.planned for one in entries)
    besides = sum(one.minutes for one in entries if not one.planned)
    return Week(start, planned, sum(one.minutes for one in entries), besides)


def _without_break(days: list[date], until: date) -> list[date]:
    """Return the days since the last long break; none where that break lasts until now."""
    starts = [place for place in range(1, len(days)) if days[place] - days[place - 1] >= BREAK]
    kept = days[starts[-1] :] if starts else days
    return kept if kept and until - kept[-1] < BREAK else []


def _earned(ledger: Iterable[Ran], end: date) -> float:
    """Return the minutes earned in the 7 days that end with this one."""
    return sum(one.earned for one in ledger if end - WEEK < one.day <= end)
