"""An alert as its facts add up: who was called, who owns it, until when it is put off, and how it ended.

Must never know who is on call, nor what time it is now.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.alert_facts import Acknowledged, Alerted, Escalated, Resolved, Snoozed

PRESSING = ("urgent", "reassess")
"""The severities that call somebody at any hour, again and again until they have an owner; the strictest first."""

AlertFact = Alerted | Escalated | Acknowledged | Snoozed | Resolved


@dataclass
class Alert:
    """A call for the physio; `chain` are the people called one after another, `step` how far that has come.

    `called` are those who have its card, and `called_at` is when anybody was called last. `acknowledged_by` is the
    owner. An alert is untaken until it has one, and open until it is resolved.
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
    snoozed_by: int | None = None
    snoozed_until: datetime | None = None
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
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
        case Snoozed(number, by, until):
            alerts[number].snoozed_by, alerts[number].snoozed_until = by, until
        case Acknowledged(number, by):
            alerts[number].acknowledged_by, alerts[number].acknowledged_at = by, at
            alerts[number].snoozed_until = None
        case Resolved(number, by, outcome):
            alert = alerts[number]
            alert.resolved_by, alert.resolved_at, alert.outcome = by, at, outcome
