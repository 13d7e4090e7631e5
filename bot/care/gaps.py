"""Long gaps: noticing that a session on offer is not being run.

Must never decide what a gap means; the rules do.
"""

from datetime import datetime, timedelta

from bot.care.ports import Due
from bot.care.visit import Visit
from bot.care.voice import waking
from bot.core.case import GAP

LIMIT = "gap"


def watch(visit: Visit) -> None:
    """Set the moment at which a session on offer has been left too long."""
    at = since(visit) + timedelta(days=visit.protocol.book.limit(LIMIT).value or 0, minutes=1)
    visit.turn.plan(Due(visit.person.id, GAP, GAP, waking(visit.person, max(at, visit.turn.now + timedelta(days=1)))))


def since(visit: Visit) -> datetime:
    """Return when the runner last ran, was told of a gap, or had the plan opened; now, before the first run."""
    case = visit.case
    ends = [run.ended_at for run in case.done_runs]
    if not ends:
        return visit.turn.now
    told = [at for at, decided in case.decisions if decided.check_in == GAP]
    opened = [case.opened_at] if case.opened_at else []
    return max(ends + told + opened)
