"""Long gaps: noticing that a session on offer is not being run.

Must never decide what a gap means; the rules do.
"""

from datetime import datetime, timedelta

from bot.care.ports import Due
from bot.care.visit import Visit
from bot.care.voice import waking
from bot.core.case import GAP

LIMIT = "gap"
SECONDS_A_DAY = 86400


def watch(visit: Visit) -> None:
    """Set the moment at which a session on offer has been left too long."""
    at = since(visit) + timedelta(days=visit.protocol.book.limit(LIMIT).value or 0, minutes=1)
    visit.turn.plan(Due(visit.person.id, GAP, GAP, waking(visit.person, max(at, visit.turn.now + timedelta(days=1)))))


def since(visit: Visit) -> datetime:
    """Return when the runner last ran, was told of a gap, was looked at, or had to rest until; now, before any run.

    Days in a hold or a pause count like any others: after too many of them nobody comes back at full dose.
    """
    ends = [run.ended_at for run in visit.case.done_runs]
    return max([*ends, *anchors(visit)]) if ends else visit.turn.now


def days_since_run(visit: Visit) -> float:
    """Return the days since the last session that was run, whatever was ordered meanwhile; 0 before any run."""
    ends = [run.ended_at for run in visit.case.done_runs]
    return (visit.turn.now - max(ends)).total_seconds() / SECONDS_A_DAY if ends else 0.0


def anchors(visit: Visit) -> list[datetime]:
    """Return the instants from which days without a run are counted anew, besides the runs themselves.

    They are gaps dealt with, the opening of the plan, a gate or checkpoint passed, an order of the physio, and the end
    of a rest that the rules themselves made longer than a gap: nobody is sent down for having waited for these.
    """
    case = visit.case
    told = [at for at, decided in case.decisions if decided.check_in == GAP]
    opened = [case.opened_at] if case.opened_at else []
    return [*told, *opened, *case.looked_at, *_long_rest(visit)]


def _long_rest(visit: Visit) -> list[datetime]:
    free, limit = visit.case.earliest_at, timedelta(days=visit.protocol.book.limit(LIMIT).value or 0)
    ends = [run.ended_at for run in visit.case.done_runs if free and run.ended_at < free]
    return [free] if free and ends and free - ends[-1] >= limit else []
