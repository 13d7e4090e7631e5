"""Settling: which open alerts an order answers, so that nobody has to say it twice.

News that its giver has not seen stays open whatever is ordered, and so does everything that an order does not answer;
an urgent alert ends only by an order about the closed plan itself. Must never raise an alert.
"""

from bot.care import alerts
from bot.care.alerts import knowing
from bot.care.orders.draft import Draft
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.core.alert import Alert

ALL = ("reopen", "keep", "protocol", "condition", "discharge")
"""Orders that answer everything that is open about a patient."""

ABOUT_THE_RUNNING = ("decision", "correction", "missing", "late", "not_started", "week", "failed")
"""What an order about an open plan answers: how the runs went, and that nothing was heard."""

SOME = ("place", "rest", "pause", "baseline")
"""Orders about an open plan."""

NO_NEWS = (
    *("checkpoint", "gate", "gate_waits", "not_started", "finished"),
    *("closed", "paused", "stopped", "unreachable", "not_discharged"),
)
"""Alerts that only say for what a plan waits: their whole content stands in the preview of the order that ends them."""


def settle(target: Visit, carer: Person, draft: Draft) -> None:
    """End every open alert that an order answers."""
    alerts.resolve(target, carer, answered(target, carer, draft), draft.kind, shown=False)


def settle_gate(target: Visit, carer: Person, gate: str) -> None:
    """End every open alert about a gate of which everything is measured, unless it holds news that was not seen."""
    about = [alert for alert in target.case.open_alerts() if alert.details.get("gate") == gate]
    alerts.resolve(target, carer, [one for one in about if _is_seen(target, carer, one)], "measure", shown=False)


def answered(target: Visit, carer: Person, draft: Draft) -> list[Alert]:
    """Return the open alerts that an order of this carer answers; none where they have not seen everything."""
    if draft.overtaken:
        return []
    known = [alert for alert in target.case.open_alerts() if _is_seen(target, carer, alert)]
    return [alert for alert in known if _answers(draft, alert)]


def _is_seen(target: Visit, carer: Person, alert: Alert) -> bool:
    """Whether an alert may be answered by somebody: it presses, holds no news, or they have seen what it says."""
    return alert.is_pressing or alert.about in NO_NEWS or knowing.knows(target, carer, alert)


def _answers(draft: Draft, alert: Alert) -> bool:
    if draft.kind in ALL:
        return True
    if draft.kind in SOME:
        return alert.severity == "tell" and alert.about in ABOUT_THE_RUNNING
    if draft.kind == "sign":
        return draft.values["which"] in (alert.details.get("checkpoint"), alert.details.get("gate"))
    return False
