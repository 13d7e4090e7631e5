"""Response times: how long it took until an alert had an owner, and until it had ended.

Pure functions over what is on record. Must never leave out an alert that still waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.core.alert import Alert


@dataclass(frozen=True)
class Response:
    """How one alert was answered; None while it waits, or where it ended without anybody taking it."""

    alert: int
    severity: str
    about: str
    raised_at: datetime
    taken_after: timedelta | None
    resolved_after: timedelta | None
    owner: int | None


@dataclass(frozen=True)
class Summary:
    """How a number of alerts were answered: medians of those that were, and how many still wait."""

    alerts: int
    untaken: int
    unresolved: int
    taken_after: timedelta | None
    resolved_after: timedelta | None


def of(alerts: Iterable[Alert], since: datetime | None = None) -> list[Response]:
    """Return how each alert raised since an instant was answered, in the order in which they were raised."""
    raised = (one for one in alerts if since is None or one.at >= since)
    return [_response(one) for one in sorted(raised, key=lambda one: (one.at, one.number))]


def summary(responses: Iterable[Response]) -> Summary:
    """Return what many responses come to."""
    every = list(responses)
    taken = [one.taken_after for one in every if one.taken_after is not None]
    resolved = [one.resolved_after for one in every if one.resolved_after is not None]
    untaken = sum(one.taken_after is None and one.resolved_after is None for one in every)
    return Summary(len(every), untaken, len(every) - len(resolved), _median(taken), _median(resolved))


def _median(spans: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(one.total_seconds() for one in spans)) if spans else None


def _response(alert: Alert) -> Response:
    taken = alert.acknowledged_at - alert.at if alert.acknowledged_at else None
    resolved = alert.resolved_at - alert.at if alert.resolved_at else None
    return Response(alert.number, alert.severity, alert.about, alert.at, taken, resolved, alert.acknowledged_by)
