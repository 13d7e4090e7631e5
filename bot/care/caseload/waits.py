"""Waits: the spans in which a session was free and was not done, each of which counts once when it lasted too long.

A wait begins when a session is set free and ends with a run, with a gap that was decided on, or with whatever keeps the
plan still. Must never say why nobody ran.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import inf

from bot.care.course.checkins import SETTINGS
from bot.care.course.sessions import is_on_offer
from bot.care.visit import Visit
from bot.core.case import GAP, Case, Run
from bot.core.facts import Decided, Order
from bot.core.orders import Discharged, Moved, Paused, Placed, Reopened, Rested, Signed, Unpaused
from bot.core.protocol import WINDOWS, Outcome, outcome

FREE_FOR = timedelta(days=2)
"""A session that has been free for so long and was not done counts as one that was left out."""

_Event = tuple[datetime, float, bool]
"""When, which comes first of those at one instant, and whether a session is free from then on.

At one instant a run comes after every decision about the runs before it, then its own, then what was ordered.
"""

_FREED, _STILL = 1e9, inf
"""Above the number of any run; what keeps the plan still comes last of all."""


def left_out(one: Visit, since: datetime, until: datetime) -> list[datetime]:
    """Return when sessions that nobody did had been free for too long, after one instant up to another."""
    found = (began + FREE_FOR for began, ended in _waits(one, until) if began + FREE_FOR <= ended)
    return [at for at in found if since < at <= until]


def _waits(one: Visit, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield when each wait began and ended; one that still lasts ends now, unless no session is on offer."""
    case, began = one.case, None
    for at, _, frees in sorted(_events(case)):
        if at > until:
            break
        if began is not None and not frees:
            yield began, at
        began = at if frees else None
    if began is not None and is_on_offer(one):
        yield max(began, case.earliest_at or began), until


def _events(case: Case) -> Iterator[_Event]:
    joined = case.check_ins[SETTINGS].given.get("consent") if SETTINGS in case.check_ins else None
    for at in (*case.looked_at, *([joined.at] if joined else [])):
        yield at, 0.0, True
    for run in case.runs.values():
        yield run.ended_at, run.number, False
        yield _reported_at(case, run), run.number, False
    for at, decided in case.decisions:
        yield from _of_decision(at, decided)
    for at, order in case.orders:
        yield from _of_order(at, order)


def _reported_at(case: Case, run: Run) -> datetime:
    """Return when a run was told of: what was set free between its end and then was free for nobody."""
    asked = case.check_ins.get(f"{run.number}:{WINDOWS[0]}")
    return asked.opened_at if asked else run.ended_at


def _of_decision(at: datetime, decided: Decided) -> Iterator[_Event]:
    stops = outcome(decided.outcome) >= Outcome.REASSESS
    if decided.check_in == GAP or stops:
        yield at, _after(decided), False
    if decided.earliest_at and not stops:
        yield max(at, decided.earliest_at), _after(decided), True


def _after(decided: Decided) -> float:
    return decided.run + 0.5


def _of_order(at: datetime, order: Order) -> Iterator[_Event]:
    match order:
        case Reopened() | Placed() | Moved():
            yield max(at, order.earliest_at or at), _FREED, True
        case Signed() | Unpaused():
            yield at, _FREED, True
        case Rested() | Paused() | Discharged():
            yield at, _STILL, False
