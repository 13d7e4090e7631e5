"""Gathering what a decision may look at: only finished check-ins, and history as it was.

Must never decide.
"""

from datetime import timedelta

from bot.care.cards import card
from bot.care.visit import Visit
from bot.core.case import Case, Run, without_run
from bot.core.measures import Evidence, Series
from bot.core.protocol import WINDOWS

WEEK = timedelta(days=7)
GAP = "gap"
"""Stands where a decision was made not on a check-in but because nothing was run for too long."""


def finished(visit: Visit) -> frozenset[str]:
    """Return the ids of all check-ins with nothing left to ask."""
    return frozenset(name for name, one in visit.case.check_ins.items() if card(visit.turn, one).complete)


def about_run(visit: Visit, run: Run) -> Evidence:
    """Return the evidence on a run, as far as its check-ins are finished."""
    case, complete = visit.case, finished(visit)
    earlier = [one for one in case.done_runs if one.number < run.number]
    return Evidence(
        run=case.series(run.number, complete),
        history=tuple(without_run(case.series(one.number, complete)) for one in earlier),
        baseline=case.baseline,
        answer_delay=_answer_delay(case, run),
        hours_too_early=run.hours_too_early,
        days_since_run=_days_without_run(case, run),
        rungs_climbed=_climbs(visit, run),
    )


def so_far(visit: Visit) -> Evidence:
    """Return the answers since the last run, those of unfinished check-ins too; for red flags only."""
    case, run = visit.case, visit.case.last_run
    if run is None or run.closed:
        number = run.number if run else 0
        rung = case.position.rung if case.position else ""
        return Evidence(run=Series(rung, reported_flags=case.reported_flags(number)), baseline=case.baseline)
    opened = frozenset(f"{run.number}:{window}" for window in WINDOWS)
    return Evidence(run=case.series(run.number, opened), baseline=case.baseline)


def _days_without_run(case: Case, run: Run) -> float:
    """Return the days between a run and what came before: a run, the opening of the plan, a gap dealt with."""
    earlier = [one.ended_at for one in case.done_runs if one.number < run.number]
    if not earlier:
        return 0.0
    gaps = [at for at, decided in case.decisions if decided.check_in == GAP]
    anchors = [earlier[-1], *gaps, *([case.opened_at] if case.opened_at else [])]
    since = max((at for at in anchors if at <= run.ended_at), default=run.ended_at)
    return (run.ended_at - since).total_seconds() / 86400


def _answer_delay(case: Case, run: Run) -> float:
    """Return the longest delay in hours between a check-in falling due and its last answer."""
    check_ins = (case.check_ins.get(f"{run.number}:{window}") for window in WINDOWS)
    delays = [
        (check_in.last_answer_at - check_in.due_at).total_seconds() / 3600
        for check_in in check_ins
        if check_in and check_in.last_answer_at
    ]
    return max(delays, default=0.0)


def _climbs(visit: Visit, run: Run) -> int:
    """Return the rungs gone up in the last 7 days, counting the one that this run would lead to."""
    recent = [at for at in visit.case.climbs(but=run.number) if visit.turn.now - at < WEEK]
    return len(recent) + (run.session >= visit.protocol.rung(run.rung).sessions)
