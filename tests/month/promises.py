"""What was promised of the month, looked up in the facts afterwards."""

from datetime import timedelta

from bot.care.course import sessions
from bot.care.visit import visit
from bot.core.alert import Alert
from bot.core.case import Case
from tests.month.play import Month

TAKEN_WITHIN = {"urgent": timedelta(hours=2), "reassess": timedelta(hours=16)}
ENDED_WITHIN = timedelta(days=3)


async def broken(month: Month) -> list[str]:
    """Return a sentence for each promise that was not kept."""
    faults = []
    for key in month.hands:
        case = await month.stage.case(key)
        faults += [f"{key}, alert {alert.number} ({alert.about}): {fault}" for alert, fault in _alerts(month, case)]
        if not await _is_seen(month, key):
            faults.append(f"{key}: nothing is on offer, due or open, so nobody would ever notice")
    return faults


def _alerts(month: Month, case: Case) -> list[tuple[Alert, str]]:
    now, found = month.stage.clock.at, []
    for alert in case.alerts.values():
        month.counts[f"alerts {alert.severity} {alert.about}"] += 1
        within = TAKEN_WITHIN.get(alert.severity)
        taken = alert.acknowledged_at or alert.resolved_at or now
        if within and taken - alert.at > within:
            found.append((alert, f"{alert.severity}, but taken only after {taken - alert.at}"))
        if (alert.resolved_at or now) - alert.at > ENDED_WITHIN:
            found.append((alert, f"open for {(alert.resolved_at or now) - alert.at}"))
    return found


async def _is_seen(month: Month, key: str) -> bool:
    """Whether something will still happen about a patient: a session, a question, a reminder or an open alert."""
    async with month.stage.turn() as turn:
        person = await turn.person(month.stage.actors[key].person)
        came = await visit(turn, person)
        case = came.case
    store = await month.stage.store()
    planned = [due for kind in DUES for due in await store.dues_of(kind) if due.person == person.id]
    gone = case.stopped or case.discharged or (case.position is not None and case.position.finished)
    return bool(case.open_alerts()) or sessions.is_on_offer(came) or bool(planned) or gone


DUES = (
    *("check_in", "reminder", "gate", "gate_expiry", "order", "standstill"),
    *("alert_repeat", "alert_remind", "alert_unseen"),
)
"""The kinds of dues that sooner or later bring somebody to look; those that may come to nothing are left out."""
