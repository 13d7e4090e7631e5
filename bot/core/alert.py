"""An alert as its facts add up: who was called, who owns it, until when it is put off, and how it ended.

Must never know who is on call, nor what time it is now.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.alert_facts import Acknowledged, Alerted, Escalated, Released, Resolved, Shown, Snoozed

PRESSING = ("urgent", "reassess")
"""The severities that call somebody at any hour, again and again until they have an owner; the strictest first."""

AlertFact = Alerted | Escalated | Shown | Acknowledged | Released | Snoozed | Resolved


@dataclass
class Alert:
    """A call for the physio; `chain` are the people called one after another, `step` how far that has come.

    `called` are those who have its card, and `called_at` is when anybody was called last; `shown_to` are those who have
    opened it or had it in a list. `anew_at` is when the calls began anew for another physio. `acknowledged_by` is the
    owner, reminded last at `reminded_at`, and `had_by` the one who took it and was lost. An alert is untaken until it
    has one, and open until it is resolved.
    """

    number: int
    severity: str
    about: str
    run: int
    at: datetime
    details: dict[str, Any] = field(default_factory=dict)
    chain: tuple[int, ...] = ()
    step: int = 0
    called: tuple[int, ...] = ()
    called_at: datetime | None = None
    shown_to: tuple[int, ...] = ()
    anew_at: datetime | None = None
    snoozed_by: int | None = None
    snoozed_until: datetime | None = None
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    reminded_at: datetime | None = None
    had_by: int | None = None
    resolved_by: int | None = None
    resolved_at: datetime | None = None
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has not ended yet, taken or not."""
        return self.resolved_at is None

    @property
    def is_untaken(self) -> bool:
        """Whether it is open and nobody owns it."""
        return self.is_open and self.acknowledged_by is None

    @property
    def is_pressing(self) -> bool:
        """Whether it calls somebody again and again until it is taken."""
        return self.severity in PRESSING

    def is_snoozed(self, at: datetime) -> bool:
        """Whether it is put off beyond an instant."""
        return self.snoozed_until is not None and self.snoozed_until > at


def add(alerts: dict[int, Alert], fact: AlertFact, at: datetime) -> None:
    """Take one more fact into the alerts of a patient."""
    match fact:
        case Alerted(number, severity, about, run, details, chain):
            alerts[number] = Alert(number, severity, about, run, at, dict(details), tuple(chain))
        case Escalated(number, step, to):
            alert = alerts[number]
            alert.step, alert.called, alert.called_at = step, tuple(dict.fromkeys((*alert.called, *to))), at
            if alert.acknowledged_by in to:
                alert.reminded_at = at
        case Shown(number, one):
            alerts[number].shown_to = (*alerts[number].shown_to, one)
        case Released(number, old, chain):
            _release(alerts[number], old, tuple(chain), at)
        case Snoozed(number, by, until):
            alerts[number].snoozed_by, alerts[number].snoozed_until = by, until
        case Acknowledged(number, by):
            alerts[number].acknowledged_by, alerts[number].acknowledged_at = by, at
            alerts[number].snoozed_until = alerts[number].reminded_at = alerts[number].had_by = None
        case Resolved(number, by, outcome):
            alert = alerts[number]
            alert.resolved_by, alert.resolved_at, alert.outcome = by, at, outcome


def _release(alert: Alert, old: int, chain: tuple[int, ...], at: datetime) -> None:
    if alert.acknowledged_by == old:
        alert.acknowledged_by = alert.acknowledged_at = alert.reminded_at = None
        alert.had_by = None if chain else old
    if chain:
        alert.chain, alert.anew_at, alert.snoozed_until = chain, at, None
        alert.called = tuple(one for one in alert.called if one != old)
