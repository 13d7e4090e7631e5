"""Gathering what a decision may look at: only finished check-ins, and history as it was.

Must never decide.
"""

from datetime import timedelta

from bot.care.cards import card
from bot.care.visit import Visit
from bot.core.case import GAP, Case, Run
from bot.core.measures import Evidence, Series
from bot.core.protocol import WINDOWS

WEEK = timedelta(days=7)


def about_run(visit: Visit, run: Run) -> Evidence:
    """Return the evidence on a run: every answer given, and which check-ins are finished."""
    case = visit.case
    earlier = [one for one in case.done_runs if one.number < run.number]
    return Evidence(
        run=_series(visit, run, reported=case.reported_flags(run.number)),
        history=tuple(_series(visit, one) for one in earlier),
        baseline=case.baseline,
        answer_delay=_answer_delay(case, run),
        hours_too_early=run.hours_too_early,
        days_since_run=_days_without_run(case, run),
        rungs_climbed=_climbs(visit, run),
    )


def so_far(visit: Visit) -> Evidence:
    """Return the answers since the last run, unless the physio has decided over them; for red flags only."""
    case, run = visit.case, visit.case.last_run
    reported = case.reported_flags(run.number if run else 0)
    if run is None or run.closed:
        rung = case.position.rung if case.position else ""
        return Evidence(run=Series(rung, reported_flags=reported), baseline=case.baseline)
    return Evidence(run=_series(visit, run, reported=reported), baseline=case.baseline)


def _series(visit: Visit, run: Run, reported: tuple[str, ...] = ()) -> Series:
    """Return what was answered about a run; history sees no reports, which concern the run they followed only."""
    opened = {window: visit.case.check_ins.get(f"{run.number}:{window}") for window in WINDOWS}
    cards = {window: card(visit.turn, check_in) for window, check_in in opened.items() if check_in}
    unfinished = frozenset(window for window, shown in cards.items() if shown.lacks)
    after_run, h24, h48 = (cards[window].answers if window in cards else None for window in WINDOWS)
    return Series(run.rung, after_run, h24, h48, reported_flags=reported, unfinished=unfinished)


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
