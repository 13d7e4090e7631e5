"""Load: the ledger of running minutes, and what it says of the next session and of what was run besides the plan.

Must never judge an answer about pain, nor say or record anything.
"""

from datetime import date, datetime, timedelta

from bot.care.known.ran import of_runs
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import minutes, short_date, text, zone
from bot.core import ledger, plan
from bot.core.case import CheckIn, Run
from bot.core.ledger import Ran
from bot.core.plan import Position

WEEK = "week"
SHOWN_WEEKS = 4
LOOKED_BACK = timedelta(days=40)
"""Longer than anything that is compared here reaches back, so that a long history costs no more than a short one."""


def entries(visit: Visit, since: datetime | None = None) -> list[Ran]:
    """Return everything that is known to have been run: the sessions of the plan, then what was run besides."""
    runs = [run for run in visit.case.runs.values() if since is None or run.ended_at >= since]
    return [*of_runs(visit, runs), *_of_weeks(visit)]


def weekly_change(visit: Visit, position: Position, at: datetime) -> float:
    """Return by how many percent the running minutes would grow with the session at a position, if run then."""
    following = 0.0 if position.finished else plan.session(visit.protocol, position).running_minutes
    return ledger.weekly_change(entries(visit, at - LOOKED_BACK), _day(visit, at), following)


def above_longest(visit: Visit, run: Run) -> float:
    """Return by how many percent a run that went beyond its plan was longer than any of the 30 days before."""
    own = of_runs(visit, [run])
    if not own or visit.case.answers(f"{run.number}:after_run").get("done") != "more":
        return 0.0
    since = run.ended_at - LOOKED_BACK
    earlier = [one for one in visit.case.runs.values() if one.number < run.number and one.ended_at >= since]
    return ledger.above_longest([*of_runs(visit, earlier), *_of_weeks(visit, before=run.ended_at)], own[0])


def above_so_far(visit: Visit, check_in: CheckIn, besides: Ran) -> float:
    """Return by how many percent a run besides the plan exceeds the longest so far, and the session at hand."""
    runs = of_runs(visit, list(visit.case.runs.values()))
    run = Ran(besides.day, besides.longest, _at_hand(visit), besides.longest)
    return ledger.above_longest([*runs, *_of_weeks(visit, before=check_in.due_at)], run)


def of_week(visit: Visit, asked: CheckIn) -> Ran | None:
    """Return what was run besides the plan in a week, on the day it was asked for; None when nothing was."""
    total, longest = (asked.answers.get(name) for name in ("minutes", "longest"))
    if asked.answers.get("ran_besides") != "yes" or not isinstance(total, int):
        return None
    longest = longest if isinstance(longest, int) else total
    return Ran(_day(visit, asked.due_at), float(max(total, longest)), longest=float(longest))


def this_week(visit: Visit, *, offered: bool) -> str:
    """Return this week's minutes in one line, with a session that is `offered`; empty where nobody runs."""
    turn, today = visit.turn, _day(visit, visit.turn.now)
    coming = Ran(_day(visit, max(visit.case.earliest_at or turn.now, turn.now)), 0.0, _at_hand(visit) * offered)
    week = ledger.weeks([*entries(visit), coming], today, 1)[0]
    if not week.planned and not week.done:
        return ""
    shown = {"planned": _whole(week.planned), "done": _whole(week.done), "besides": _whole(week.besides)}
    return text(turn, visit.person, "load.this_week", **shown)


def table(visit: Visit, reader: Person) -> str:
    """Return the last weeks for the physio, the oldest first; empty as long as nothing was planned or run."""
    turn = visit.turn
    weeks = ledger.weeks(entries(visit, turn.now - LOOKED_BACK), _day(visit, turn.now), SHOWN_WEEKS)
    if not any(week.planned or week.done for week in weeks):
        return ""
    lines = [
        text(
            turn,
            reader,
            "load.week",
            monday=short_date(reader, week.start),
            planned=_whole(week.planned),
            done=_whole(week.done),
            besides=_whole(week.besides),
        )
        for week in weeks
    ]
    return "\n".join([text(turn, reader, "load.title"), *lines])


def _at_hand(visit: Visit) -> float:
    """Return the running minutes of the session at which the patient stands."""
    position = visit.case.position
    if position is None or position.finished:
        return 0.0
    return plan.session(visit.protocol, position).running_minutes


def _of_weeks(visit: Visit, before: datetime | None = None) -> list[Ran]:
    """Return what was run besides the plan, in the weeks that were asked about before an instant."""
    asked = (one for one in visit.case.check_ins.values() if one.window == WEEK)
    told = (of_week(visit, one) for one in asked if before is None or one.due_at < before)
    return [besides for besides in told if besides]


def _day(visit: Visit, at: datetime) -> date:
    return at.astimezone(zone(visit.person)).date()


def _whole(value: float) -> str:
    return minutes(round(value))
