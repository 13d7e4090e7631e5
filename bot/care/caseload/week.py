"""The week of one patient as counts: runs, answers, alerts, and whether they moved up, stood still or finished.

Must never compare patients with one another.
"""

from datetime import datetime, timedelta

from bot.care.caseload import adherence
from bot.care.caseload.tally import Tally, key
from bot.care.visit import Visit
from bot.care.voice import zone
from bot.core.alert import Alert

STANDS_STILL_AFTER = timedelta(days=14)


def of(one: Visit, since: datetime, until: datetime) -> Tally:
    """Return what one patient adds to the week from one instant up to another."""
    kept = adherence.of(one, since, until)
    found = Tally(
        {"patients": 1, "asked": kept.asked, "answered": kept.answered, "sessions": kept.sessions, "done": kept.done}
    )
    for run in one.case.runs.values():
        if since < run.ended_at <= until:
            found[key("day", _day(one, run.ended_at), "done" if one.case.is_done(run) else "skipped")] += 1
    for at in kept.left_out:
        found[key("day", _day(one, at), "skipped")] += 1
    for alert in one.case.alerts.values():
        found += _of_alert(one, alert, since, until)
    way = _way(one, since, until)
    if way:
        found[key(way, one.person.id)] += 1
    return +found


def _of_alert(one: Visit, alert: Alert, since: datetime, until: datetime) -> Tally:
    """Return an alert that was raised in the week, and how long it took somebody to take it and to end it."""
    if not since < alert.at <= until:
        return Tally()
    found = Tally({"alerts": 1, key("day", _day(one, alert.at), "alerts"): 1, key("severity", alert.severity): 1})
    if alert.acknowledged_at and alert.is_pressing:
        found[key("taken", minutes(alert.acknowledged_at - alert.at))] += 1
    if alert.resolved_at and alert.resolved_by and alert.is_pressing:
        found[key("ended", minutes(alert.resolved_at - alert.at))] += 1
    return found


def _way(one: Visit, since: datetime, until: datetime) -> str:
    """Return `finished`, `up` or `still`, whatever says most of the week; nothing for all others."""
    case = one.case
    if case.position is None or one.person.state != "active" or case.is_off:
        return ""
    if case.position.finished:
        last = case.decisions[-1][0] if case.decisions else None
        return "finished" if last and since < last <= until else ""
    climbs = [at for at in case.climbs(but=0) if at <= until]
    if any(at > since for at in climbs):
        return "up"
    stands_since = max((at for at in (*climbs, case.opened_at) if at is not None), default=until)
    return "still" if until - stands_since >= STANDS_STILL_AFTER else ""


def minutes(span: timedelta) -> int:
    """Return a span in whole minutes."""
    return max(round(span.total_seconds() / 60), 0)


def _day(one: Visit, at: datetime) -> str:
    return at.astimezone(zone(one.person)).date().isoformat()
