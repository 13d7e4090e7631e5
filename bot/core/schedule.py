"""When things fall due: elapsed hours for what the body does, wall-clock hours for when people sleep.

Instants are aware and in UTC; `local` names wall-clock time. Must never read a clock: `now` is always handed in.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.ladder import Rung

HOURS_AFTER = {"after_run": 0, "h24": 24, "h48": 48}
"""Elapsed hours between the end of a run and each of its check-ins."""


@dataclass(frozen=True)
class QuietHours:
    """The hours of the day in which nothing but an urgent message may arrive; `start == end` means none."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """Read `21-8`, or `none` for no quiet hours at all."""
        if text == "none":
            return cls(0, 0)
        start, end = text.split("-")
        return cls(int(start), int(end))

    def cover(self, local: datetime) -> bool:
        """Say whether a wall-clock time falls into the quiet hours; the end itself does not."""
        if self.start <= self.end:
            return self.start <= local.hour < self.end
        return local.hour >= self.start or local.hour < self.end


def check_in_due(ended_at: datetime, window: str) -> datetime:
    """Return when a check-in falls due: elapsed hours after the run, whatever the clocks do in between."""
    return ended_at + timedelta(hours=HOURS_AFTER[window])


def held_over(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return the instant itself, or the end of the quiet hours that it falls into."""
    local = at.astimezone(zone)
    if not quiet.cover(local):
        return at
    day = local.date() if local.hour < quiet.end else local.date() + timedelta(days=1)
    morning = datetime.combine(day, time(quiet.end), zone)
    # A wall time that the spring change leaves out is read as the instant just after the gap.
    return max(morning.astimezone(UTC), at)


def earliest_next_run(
    rung: Rung, run_ends: list[datetime], *, zone: ZoneInfo, least_rest_days: int = 0, extra_rest_days: int = 0
) -> datetime:
    """Return the first instant at which the next session may be run.

    Rest days are whole calendar days of the patient: those of the rung, `least_rest_days` where that is more, and the
    extra ones on top. `per_week` sessions fit into any 7 days.
    """
    if not run_ends:
        return datetime.min.replace(tzinfo=UTC)
    last = run_ends[-1]
    rested = rested_by(last, max(rung.rest_days, least_rest_days) + extra_rest_days, zone)
    if len(run_ends) < rung.per_week:
        return rested
    return max(rested, run_ends[-rung.per_week] + timedelta(days=7))


def on_the_last_day(at: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """Return the full hour on the Sunday of the calendar week in which an instant lies."""
    local = at.astimezone(zone).date()
    return datetime.combine(local + timedelta(days=6 - local.weekday()), time(hour), zone).astimezone(UTC)


def rested_by(last: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return when so many whole days of rest since a session are over."""
    return _start_of_day(last, zone, days=days + 1)


def _start_of_day(at: datetime, zone: ZoneInfo, *, days: int) -> datetime:
    day = at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(0), zone).astimezone(UTC)
