"""Versions: under which versions of their protocol a patient's run has to hold, one after the other.

What is published while a run is being answered holds besides what it was reported on, never instead of it. Must never
judge an answer, nor choose a version.
"""

from dataclasses import replace

from bot.care.course import renewal
from bot.care.visit import Visit
from bot.core import renewal as core
from bot.core.case import Run
from bot.core.orders import Repinned


def of_run(visit: Visit, run: Run) -> tuple[Visit, ...]:
    """Return the visit under every version that a run has been under, the one first that it was reported on.

    A version that cannot be read any more has no say; the one that the plan is pinned to is always among them, and so
    is one that is to be taken at once.
    """
    seen = [visit if name == _pinned(visit) else renewal.on(visit, name) for name in _names(visit, run)]
    known = (one for one in seen if one is visit or renewal.is_readable(one))
    return (*(lending(one) for one in known), *following(visit))


def following(visit: Visit) -> tuple[Visit, ...]:
    """Return the visit under the version that is to be taken to the patient at once; nothing where none is."""
    found = renewal.way(visit) if visit.takes else None
    return (lending(renewal.on(visit, found.protocol.version)),) if found else ()


def lending(visit: Visit) -> Visit:
    """Return the visit under a version that has the rungs of every run that may still be decided on."""
    lent = visit.protocol
    for run in core.alive(visit.case):
        home = renewal.on(visit, run.terms.protocol_version) if run.terms else visit
        if core.has(lent, run.rung, run.session) or not renewal.is_readable(home):
            continue
        if core.has(home.protocol, run.rung, run.session):
            lent = core.with_rung(lent, home.protocol, run.rung)
    return visit if lent is visit.protocol else replace(visit, lent=lent)


def _names(visit: Visit, run: Run) -> list[str]:
    case, terms = visit.case, run.terms
    reported = case.check_ins.get(f"{run.number}:after_run")
    since = reported.opened_at if reported else run.ended_at
    first = terms.protocol_version if terms else _pinned(visit)
    later = [order.protocol_version for at, order in case.orders if isinstance(order, Repinned) and at > since]
    return list(dict.fromkeys((first, *later, _pinned(visit))))


def _pinned(visit: Visit) -> str:
    return visit.case.enrolled.protocol_version if visit.case.enrolled else ""
