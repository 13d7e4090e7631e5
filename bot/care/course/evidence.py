"""Gathering what a decision may look at: only finished check-ins, and history as it was.

Must never decide.
"""

from dataclasses import replace
from datetime import timedelta

from bot.care.course import gaps, sessions
from bot.care.known import load
from bot.care.known.cards import card
from bot.care.visit import Visit
from bot.core import plan
from bot.core.case import Case, Run
from bot.core.measures import Evidence, Series
from bot.core.plan import Position
from bot.core.protocol import WINDOWS, Outcome

WEEK = timedelta(days=7)


def about_run(visit: Visit, run: Run) -> Evidence:
    """Return the evidence on a run: every answer given, and which check-ins are finished."""
    case = visit.case
    earlier = [one for one in case.done_runs if one.number < run.number]
    return Evidence(
        run=_series(visit, run, reported=case.reported_flags(run.number)),
        history=tuple(_earlier(visit, one) for one in earlier),
        baseline=case.baseline_of(run),
        answer_delay=_answer_delay(case, run),
        hours_too_early=run.hours_too_early,
        days_since_run=_days_without_run(visit, run),
        rungs_climbed=_climbs(visit, run),
        weekly_change=_weekly_change(visit, run),
        above_longest=load.above_longest(visit, run),
    )


def as_if_last(visit: Visit, run: Run, window: str) -> Evidence | None:
    """Return the evidence on a run with its own answers of one window standing for those of the last one.

    None unless that window is finished.
    """
    found = about_run(visit, run)
    answers = found.run.window(window)
    if not answers or window in found.run.unfinished:
        return None
    last = visit.protocol.windows_of(run.rung)[-1]
    stood_in = replace(found.run.with_window(last, answers), unfinished=found.run.unfinished - {last})
    return replace(found, run=stood_in)


def cut_short(visit: Visit, run: Run) -> tuple[Evidence, ...]:
    """Return what is known of the run before, if this one was done before its last answers; nothing otherwise.

    First with the answers that were given in time, then with those a day after this run in place of the last ones,
    which are asked on the same day of both.
    """
    before = next((one for one in reversed(visit.case.done_runs) if one.number < run.number), None)
    if before is None or before.closed or visit.case.is_decided(before):
        return ()
    found, last = about_run(visit, before), visit.protocol.windows_of(before.rung)[-1]
    answers = _series(visit, run).window("h24")
    later = replace(found.run.with_window(last, answers), unfinished=found.run.unfinished - {last})
    return (found, replace(found, run=later)) if answers else (found,)


def so_far(visit: Visit) -> Evidence:
    """Return the answers since the last run, unless the physio has decided over them; for red flags only."""
    case, run = visit.case, visit.case.last_run
    reported = case.reported_flags(run.number if run else 0)
    if run is None or run.closed:
        rung = case.position.rung if case.position else ""
        return Evidence(run=Series(rung, reported_flags=reported), baseline=case.baseline)
    return Evidence(run=_series(visit, run, reported=reported), baseline=case.baseline_of(run))


def _series(visit: Visit, run: Run, reported: tuple[str, ...] = ()) -> Series:
    """Return what was answered about a run, and in which check-ins something is still missing."""
    opened = {window: visit.case.check_ins.get(f"{run.number}:{window}") for window in WINDOWS}
    cards = {window: card(visit.turn, check_in) for window, check_in in opened.items() if check_in}
    unfinished = frozenset(window for window, shown in cards.items() if shown.lacks)
    after_run, h24, h48 = (cards[window].answers if window in cards else None for window in WINDOWS)
    return Series(run.rung, after_run, h24, h48, reported_flags=reported, unfinished=unfinished)


def _earlier(visit: Visit, run: Run) -> Series:
    """Return what was answered about an earlier run; no reports, which concern the run they followed only."""
    opened = (visit.case.check_ins.get(f"{run.number}:{window}") for window in WINDOWS)
    after_run, h24, h48 = (card(visit.turn, check_in).answers if check_in else None for check_in in opened)
    return Series(run.rung, after_run, h24, h48)


def _days_without_run(visit: Visit, run: Run) -> float:
    """Return the days between a run and what came before: a run, a look at the runner, a gap dealt with."""
    earlier = [one.ended_at for one in visit.case.done_runs if one.number < run.number]
    if not earlier:
        return 0.0
    anchors = [earlier[-1], *gaps.anchors(visit)]
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


def _weekly_change(visit: Visit, run: Run) -> float:
    """Return the growth of the running minutes if the session after a good run came as soon as it is free."""
    after = plan.after(visit.protocol, Position(run.rung, run.session - 1), Outcome.ADVANCE)
    return load.weekly_change(visit, after, sessions.earliest(visit, after, 0) or visit.turn.now)


def _climbs(visit: Visit, run: Run) -> int:
    """Return the rungs gone up in the last 7 days, counting the one that this run would lead to."""
    recent = [at for at in visit.case.climbs(but=run.number) if visit.turn.now - at < WEEK]
    return len(recent) + (run.session >= visit.protocol.rung(run.rung).sessions)
