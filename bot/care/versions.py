"""Versions: under which versions of their protocol a patient's run has to hold, one after the other.

What is published while a run is being answered holds besides what it was reported on, never instead of it. Must never
judge an answer, nor choose a version.
"""

from bot.care import renewal
from bot.care.visit import Visit
from bot.core.case import Run
from bot.core.errors import ContentError
from bot.core.orders import Repinned


def of_run(visit: Visit, run: Run) -> tuple[Visit, ...]:
    """Return the visit under every version that a run has been under, the one first that it was reported on.

    A version that cannot be read any more has no say; the one that the plan is pinned to is always among them.
    """
    seen = [visit if name == _pinned(visit) else renewal.on(visit, name) for name in _names(visit, run)]
    return tuple(one for one in seen if one is visit or _is_readable(one))


def _names(visit: Visit, run: Run) -> list[str]:
    case, terms = visit.case, run.terms
    reported = case.check_ins.get(f"{run.number}:after_run")
    since = reported.opened_at if reported else run.ended_at
    first = terms.protocol_version if terms else _pinned(visit)
    later = [order.protocol_version for at, order in case.orders if isinstance(order, Repinned) and at > since]
    return list(dict.fromkeys((first, *later, _pinned(visit))))


def _pinned(visit: Visit) -> str:
    return visit.case.enrolled.protocol_version if visit.case.enrolled else ""


def _is_readable(visit: Visit) -> bool:
    try:
        return bool(visit.protocol.rungs)
    except ContentError:
        return False
