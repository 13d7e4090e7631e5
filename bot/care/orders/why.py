"""Why a plan stands as it does, where somebody of the clinic ordered it: what, who, when and for which reason.

Must never change anything; the rules' own decisions are explained elsewhere.
"""

from datetime import datetime
from typing import Any

from bot.care.known import dose, reasons, standstill
from bot.care.visit import Visit
from bot.care.voice import text, when
from bot.core.facts import Order
from bot.core.orders import (
    Discharged,
    HandedOver,
    Moved,
    Paused,
    Placed,
    Reopened,
    Repinned,
    Rested,
    Signed,
)

UNTOLD = (HandedOver, Repinned, Signed, Discharged)
"""Orders that explain nothing about the running, or after which nobody asks."""


def last(visit: Visit) -> tuple[datetime, Order] | None:
    """Return the latest order that explains how the plan stands, if no decision was made since."""
    found = [one for one in visit.case.orders if not isinstance(one[1], UNTOLD)]
    decided = visit.case.decisions[-1][0] if visit.case.decisions else None
    return found[-1] if found and (decided is None or found[-1][0] >= decided) else None


def explained(visit: Visit) -> str:
    """Return the latest order with who gave it, when and why, as the patient reads it; empty where a rule came last."""
    found = last(visit)
    if found is None:
        return ""
    at, order = found
    turn, person = visit.turn, visit.person
    reason = reasons.as_read(turn, person, str(getattr(order, "reason", "")))
    by = text(turn, person, "orders.why__by", by=_name(visit, order.by), at=when(turn, person, at), reason=reason)
    return "\n".join((text(turn, person, f"orders.why__{order.kind}", **_values(visit, order)), by))


def _values(visit: Visit, order: Order) -> dict[str, Any]:
    person = visit.person
    match order:
        case Reopened(rung) | Placed(rung) | Moved(rung=rung):
            return {"rung": dose.rung_name(visit, person, rung)}
        case Rested(until):
            return {"until": standstill.day(visit, person, standstill.day_of(visit, until))}
        case Paused(why):
            return {"why": why}
        case _:
            return {}


def _name(visit: Visit, number: int) -> str:
    """Return what somebody of the clinic is called; the bot itself has no name here."""
    if number == 0:
        return ""
    return next((one.name for one in visit.staff if one.id == number), visit.turn.settings.clinic)
