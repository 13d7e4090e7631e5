"""Adherence: what a patient was asked and answered, how quickly, and which sessions were done, in a span of time.

Must never call anybody to account: it counts what is on record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care.cards import card
from bot.care.visit import Visit
from bot.core.case import GAP, CheckIn
from bot.core.protocol import WINDOWS

LOOKED_BACK = timedelta(days=28)
FREE_FOR = timedelta(days=2)
"""A session that has been free for so long and was not done counts as one that was left out."""


@dataclass(frozen=True)
class Adherence:
    """How many check-ins were asked and answered, after how many hours, and how many sessions were done of how many.

    A check-in counts as asked once it is answered, or once it was reminded of; as answered when nothing of it lacks.
    """

    asked: int
    answered: int
    hours: tuple[float, ...]
    sessions: int
    done: int


def of(one: Visit, since: datetime, until: datetime) -> Adherence:
    """Return the adherence after one instant up to another."""
    asked = [check_in for check_in in one.case.check_ins.values() if _is_asked(one, check_in, since, until)]
    answered = [check_in for check_in in asked if not card(one.turn, check_in).lacks]
    delays = [(check_in.last_answer_at - check_in.due_at) for check_in in answered if check_in.last_answer_at]
    runs = [run for run in one.case.runs.values() if since < run.ended_at <= until]
    done = sum(one.case.is_done(run) for run in runs)
    return Adherence(
        asked=len(asked),
        answered=len(answered),
        hours=tuple(max(delay.total_seconds() / 3600, 0.0) for delay in delays),
        sessions=len(runs) + _left_out(one, since, until),
        done=done,
    )


def _is_asked(one: Visit, check_in: CheckIn, since: datetime, until: datetime) -> bool:
    if check_in.window not in WINDOWS or not since < check_in.due_at <= until:
        return False
    return not card(one.turn, check_in).lacks or (check_in.silence > 0 and not check_in.laid_aside)


def _left_out(one: Visit, since: datetime, until: datetime) -> int:
    """Return how many sessions nobody reported: a gap that was decided on, and one that has been free for days."""
    case = one.case
    gaps = sum(since < at <= until for at, decided in case.decisions if decided.check_in == GAP)
    free, position = case.earliest_at, case.position
    waits = free is not None and position is not None and not (position.finished or case.held or case.is_off)
    last = case.last_run.ended_at if case.last_run else None
    late = waits and free is not None and max(free, since) + FREE_FOR <= until and (last is None or last <= free)
    return gaps + bool(late and not gaps)
