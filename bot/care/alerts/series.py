"""The series: when whoever was called is called again, and when the next one is, while nobody has taken an alert.

All open alerts of a patient that nobody owns share one series. It follows from what is on record, so that neither a
crash nor a late tick loses a step. Must never call anybody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care.chain import levels
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import waking
from bot.core.alert import PRESSING, Alert

HOURLY = timedelta(hours=1)


@dataclass(frozen=True)
class Series:
    """The alerts of one strictness that share their repeats, the oldest first, and the people who are there now."""

    alerts: tuple[Alert, ...]
    steps: tuple[tuple[Person, ...], ...]
    repeats: tuple[float, ...]
    between: float
    now: datetime

    @property
    def lead(self) -> Alert:
        """The alert whose card goes out."""
        return self.alerts[0]

    @property
    def told_at(self) -> datetime | None:
        """When anybody was called last about any of them; a call ahead of a clock that was set back is none."""
        return max((one.called_at for one in self.alerts if one.called_at and one.called_at <= self.now), default=None)

    @property
    def next_at(self) -> datetime:
        """When somebody is to be called next, which may be past: a newer alert is repeated like the first one."""
        instants = self._instants(self.lead)
        repeated = [at for one in self.alerts for at in self._instants(one)[: len(self.repeats) + 1]]
        told = self.told_at
        coming = [at for at in (*instants, *repeated) if told is None or at > told]
        return min(coming, default=None) or self._awake(max(told or instants[-1], instants[-1]) + HOURLY)

    def due_by(self, now: datetime) -> tuple[Person, ...]:
        """Return everybody whose turn has come by now."""
        begun, *others = self._instants(self.lead)
        passed = sum(at <= now for at in others[len(self.repeats) :]) + 1 if begun <= now else 0
        return tuple(one for step in self.steps[:passed] for one in step)

    def _instants(self, alert: Alert) -> list[datetime]:
        """Return when an alert is due, then when it is repeated, then when each of the next ones is called."""
        minutes = (*self.repeats, *(self.repeats[-1] + self.between * n for n in range(1, len(self.steps))))
        began = alert.anew_at or alert.at
        at = self._awake(max(began, alert.snoozed_until or began))
        found, before = [at], 0.0
        for after in minutes:
            at = self._awake(at + timedelta(minutes=after - before))
            found.append(at)
            before = after
        return found

    def _awake(self, at: datetime) -> datetime:
        """Return the instant, or the morning of whoever is called first where it is nothing urgent."""
        is_held = self.lead.severity != "urgent" and bool(self.steps)
        return min((waking(one, at) for one in self.steps[0]), default=at) if is_held else at


def series(visit: Visit) -> Series | None:
    """Return the series that goes on about a patient, the strictest of what nobody owns; None where nothing does."""
    waits = [one for one in unowned(visit) if one.is_pressing and not one.is_snoozed(visit.turn.now)]
    if not waits:
        return None
    strictest = min(waits, key=lambda one: PRESSING.index(one.severity)).severity
    alike = tuple(one for one in waits if one.severity == strictest)
    settings, steps = visit.turn.settings, levels(alike[0].chain, visit.person, visit.staff)
    minutes, between = settings.alert_repeats_after_minutes, settings.next_person_after_minutes
    return Series(alike, tuple(steps), minutes, between, visit.turn.now)


def unowned(visit: Visit) -> list[Alert]:
    """Return the open alerts without an owner, and those whose owner cannot be reached any more."""
    return [one for one in visit.case.open_alerts() if is_free(visit, one)]


def is_free(visit: Visit, alert: Alert) -> bool:
    """Say whether somebody may still take an alert: it is open, and nobody who is there owns it."""
    there = {one.id for one in visit.staff if one.state == "active"}
    return alert.is_open and alert.acknowledged_by not in there


def owner_of(visit: Visit) -> Person | None:
    """Return who owns the latest pressing alert that somebody has taken and nobody resolved, if they are there."""
    people = {one.id: one for one in visit.staff if one.state == "active"}
    owners = [people.get(one.acknowledged_by or 0) for one in visit.case.open_alerts() if one.is_pressing]
    return next((owner for owner in reversed(owners) if owner), None)
