"""Adherence: what a patient was asked and answered, how quickly, and which sessions were done, in a span of time.

Must never call anybody to account: it counts what is on record.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.care.caseload import waits
from bot.care.known.cards import card
from bot.care.visit import Visit
from bot.core.case import CheckIn
from bot.core.protocol import WINDOWS

LOOKED_BACK = timedelta(days=28)


@dataclass(frozen=True)
class Adherence:
    """How many check-ins were asked and answered, after how many hours, and how many sessions were done of how many.

    A check-in counts as asked once it is answered, or once it was reminded of; as answered when nothing of it lacks.
    The hours count from when its questions were shown until the first time that nothing lacked. `left_out` are the
    instants at which a session had been free for too long.
    """

    asked: int
    answered: int
    hours: tuple[float, ...]
    sessions: int
    done: int
    left_out: tuple[datetime, ...] = ()


def of(one: Visit, since: datetime, until: datetime) -> Adherence:
    """Return the adherence after one instant up to another."""
    asked = [check_in for check_in in one.case.check_ins.values() if _is_asked(one, check_in, since, until)]
    answered = [check_in for check_in in asked if not card(one.turn, check_in).lacks]
    runs = [run for run in one.case.runs.values() if since < run.ended_at <= until]
    left_out = waits.left_out(one, since, until)
    return Adherence(
        asked=len(asked),
        answered=len(answered),
        hours=tuple(_hours(one, check_in) for check_in in answered),
        sessions=len(runs) + len(left_out),
        done=sum(one.case.is_done(run) for run in runs),
        left_out=tuple(left_out),
    )


def _is_asked(one: Visit, check_in: CheckIn, since: datetime, until: datetime) -> bool:
    if check_in.window not in WINDOWS or not since < check_in.due_at <= until:
        return False
    return not card(one.turn, check_in).lacks or (check_in.silence > 0 and not check_in.laid_aside)


def _hours(one: Visit, check_in: CheckIn) -> float:
    """Return how long the answers took; one that was changed when all had been given makes nobody slower."""
    grown = replace(check_in, given={}, reasking="", adding="")
    for question, given in check_in.said:
        grown.given[question] = given
        if not card(one.turn, grown).lacks:
            return (given.at - check_in.opened_at).total_seconds() / 3600
    return 0.0
