"""Planning: what falls due about a patient's alerts, worked out anew from what is on record whenever that changes.

Setting it twice sets the same, so that whoever is in doubt sets it again. Must never call anybody.
"""

from datetime import datetime, time, timedelta

from bot.care.alerts import series, unseen
from bot.care.ports import Due, Person, Turn
from bot.care.visit import Visit
from bot.care.voice import waking, zone
from bot.core.alert import Alert

REPEAT, REMIND, UNSEEN, DIGEST, CAME = "alert_repeat", "alert_remind", "alert_unseen", "digest", "alert_came"
AT_ONCE = ("note", "checkpoint", "gate", "unreachable", "test_pain")
"""News that is told when it comes, outside quiet hours; all other news waits for the digest."""

DAILY = timedelta(days=1)


def watch(visit: Visit) -> None:
    """Set what falls due next about a patient's alerts, and take back what does not any more."""
    _plan(visit, REPEAT, _next_call(visit))
    _plan(visit, REMIND, min((next_reminder(visit, one) for one in owned(visit)), default=None))
    _plan(visit, UNSEEN, unseen.bring_up_at(visit))
    if visit.turn.settings.digest_hour is not None and any(not one.is_pressing for one in visit.case.open_alerts()):
        for carer in visit.carers:
            if carer.state == "active":
                plan_digest(visit, carer)


def plan_digest(visit: Visit, carer: Person) -> None:
    """Set the next digest of somebody; each day has one of its own, so that none replaces another."""
    day, at = next_digest(visit.turn.settings.digest_hour or 0, carer, visit.turn.now)
    visit.turn.plan(Due(carer.id, DIGEST, day, at))


def plan_coming(turn: Turn, carer: Person) -> None:
    """Set that somebody of the clinic who has just come in is called for what is open, at the next tick."""
    turn.plan(Due(carer.id, CAME, "", turn.now))


def next_digest(hour: int, carer: Person, now: datetime) -> tuple[str, datetime]:
    """Return the day, by its name, and the instant of somebody's next digest after now."""
    place = zone(carer)
    day = now.astimezone(place).date()
    at = datetime.combine(day, time(hour), place)
    if at <= now:
        day += DAILY
        at = datetime.combine(day, time(hour), place)
    return day.isoformat(), waking(carer, at)


def is_told_at_once(visit: Visit, alert: Alert) -> bool:
    """Say whether news is told by itself and not in the digest."""
    return visit.turn.settings.digest_hour is None or alert.about in AT_ONCE


def owned(visit: Visit) -> list[Alert]:
    """Return the pressing alerts that somebody who is there has taken and nobody has resolved."""
    waits = [one.number for one in series.unowned(visit)]
    return [one for one in visit.case.open_alerts() if one.is_pressing and one.number not in waits]


def reminders(visit: Visit, alert: Alert) -> int:
    """Return how many reminders of its owner have come due by now."""
    since = visit.turn.now - _first_reminder(visit, alert)
    return since // DAILY + 1 if since >= timedelta(0) else 0


def next_reminder(visit: Visit, alert: Alert) -> datetime:
    """Return when the owner of an alert is to be reminded next, which may be past."""
    told = max(alert.reminded_at or alert.at, alert.acknowledged_at or alert.at)
    first = _first_reminder(visit, alert)
    at = first if told < first else first + ((told - first) // DAILY + 1) * DAILY
    at = max(at, alert.snoozed_until or at)
    owner = next((one for one in visit.staff if one.id == alert.acknowledged_by), None)
    return waking(owner, at) if owner and alert.severity != "urgent" else at


def _first_reminder(visit: Visit, alert: Alert) -> datetime:
    settings = visit.turn.settings
    urgent = alert.severity == "urgent"
    hours = settings.urgent_resolved_within_hours if urgent else settings.reassess_resolved_within_hours
    return (alert.acknowledged_at or alert.at) + timedelta(hours=hours)


def _next_call(visit: Visit) -> datetime | None:
    found, now = series.series(visit), visit.turn.now
    waits = [one.snoozed_until for one in series.unowned(visit) if one.is_pressing and one.is_snoozed(now)]
    return min((*(at for at in waits if at), *((found.next_at,) if found else ())), default=None)


def _plan(visit: Visit, kind: str, at: datetime | None) -> None:
    if at is None:
        visit.turn.forget(visit.person.id, kind, "")
    else:
        visit.turn.plan(Due(visit.person.id, kind, "", at))
