"""Settling: which open alerts an order answers, so that nobody has to say it twice.

An alert that an order does not answer stays as it is; an urgent one ends only by an order about the closed plan itself.
Must never raise an alert.
"""

from bot.care import alerts
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


def settle(target: Visit, carer: Person, draft: Draft) -> None:
    """End every open alert that an order answers."""
    alerts.resolve(target, carer, answered(target, draft), draft.kind, shown=False)


def settle_gate(target: Visit, carer: Person, gate: str) -> None:
    """End every open alert about a gate of which everything is measured."""
    about = [alert for alert in target.case.open_alerts() if alert.details.get("gate") == gate]
    alerts.resolve(target, carer, about, "measure", shown=False)


def answered(target: Visit, draft: Draft) -> list[Alert]:
    """Return the open alerts that an order answers; none where its giver has not seen everything."""
    if draft.overtaken:
        return []
    return [alert for alert in target.case.open_alerts() if _answers(draft, alert)]


def _answers(draft: Draft, alert: Alert) -> bool:
    if draft.kind in ALL:
        return True
    if draft.kind in SOME:
        return alert.severity == "tell" and alert.about in ABOUT_THE_RUNNING
    if draft.kind == "sign":
        return draft.values["which"] in (alert.details.get("checkpoint"), alert.details.get("gate"))
    return False
