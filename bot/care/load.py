"""Load: the ledger of running minutes, what it says of the next session, and what was run besides the plan.

What is run besides the plan is asked for once a week and counted; by itself it decides nothing.
Must never judge an answer about pain.
"""

from datetime import date, datetime, timedelta
from math import ceil

from bot.care import alerts
from bot.care.cards import card, show
from bot.care.ports import Due, Lane, Person
from bot.care.ran import of_runs
from bot.care.visit import Visit
from bot.care.voice import minutes, short_date, tell, text, waking, zone
from bot.core import ledger, plan
from bot.core.case import CheckIn, Run
from bot.core.facts import CheckInOpened
from bot.core.ledger import Ran
from bot.core.plan import Position
from bot.core.schedule import on_the_last_day

WEEK = "week"
ASKED_AT = 18
"""The hour of Sunday, by the patient's clock, at which the week is asked about."""

WEEKLY = timedelta(days=7)
LIMIT = "longest_run"
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


def watch(visit: Visit) -> None:
    """Set the moment at which the patient is asked what they ran besides the plan in the week that ends next."""
    position, now = visit.case.position, visit.turn.now
    if position is None or position.finished or visit.protocol.rung(position.rung).kind != "run":
        return
    sunday = on_the_last_day(now, ASKED_AT, zone(visit.person))
    _watch(visit, sunday if sunday > now else on_the_last_day(now + WEEKLY, ASKED_AT, zone(visit.person)))


def came_due(visit: Visit, sunday: str) -> None:
    """Ask about the week, unless there is no running now, and set the moment for the week after."""
    at = on_the_last_day(_noon(visit, sunday), ASKED_AT, zone(visit.person))
    name, case, position = _name(sunday), visit.case, visit.case.position
    if case.stopped or position is None or position.finished:
        return
    _watch(visit, at + WEEKLY)
    if case.held or case.is_off or visit.protocol.rung(position.rung).kind != "run" or name in case.check_ins:
        return
    script = visit.turn.library.conversation(WEEK)
    visit.turn.record(visit.person.id, CheckInOpened(name, WEEK, script.version, at))
    show(visit.turn, visit.person, card(visit.turn, case.check_ins[name]), new=True, lane=Lane.QUESTION)


def told(visit: Visit, check_in: CheckIn) -> None:
    """Take in what was run besides the plan: thank, and where it was far too long, explain and tell the physio."""
    besides = _of_week(visit, check_in)
    above = _above(visit, check_in, besides) if besides else 0.0
    if besides is None or visit.protocol.book.limit(LIMIT).allows(above) is not False:
        tell(visit.turn, visit.person, "load.thanks", besides=besides is not None)
        return
    # Rounded up, so that what is over a limit never reads as if it were at it.
    longest, percent, total = _whole(besides.longest), _whole(ceil(above)), _whole(besides.minutes)
    tell(visit.turn, visit.person, "load.too_long", physio=visit.physio, longest=longest, percent=percent)
    details = {"longest": longest, "percent": percent, "minutes": total}
    known = [one for one in visit.case.alerts.values() if one.about == WEEK and one.at >= check_in.opened_at]
    if details not in [alert.details for alert in known]:
        alerts.raise_alert(visit, "tell", WEEK, longest=longest, percent=percent, minutes=total)


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


def _watch(visit: Visit, at: datetime) -> None:
    sunday = _day(visit, at).isoformat()
    if _name(sunday) not in visit.case.check_ins:
        visit.turn.plan(Due(visit.person.id, WEEK, sunday, waking(visit.person, at)))


def _above(visit: Visit, check_in: CheckIn, besides: Ran) -> float:
    """Return by how many percent a run besides the plan exceeds the longest so far, and the session at hand."""
    runs = of_runs(visit, list(visit.case.runs.values()))
    run = Ran(besides.day, besides.longest, _at_hand(visit), besides.longest)
    return ledger.above_longest([*runs, *_of_weeks(visit, before=check_in.due_at)], run)


def _at_hand(visit: Visit) -> float:
    """Return the running minutes of the session at which the patient stands."""
    position = visit.case.position
    if position is None or position.finished:
        return 0.0
    return plan.session(visit.protocol, position).running_minutes


def _of_weeks(visit: Visit, before: datetime | None = None) -> list[Ran]:
    """Return what was run besides the plan, in the weeks that were asked about before an instant."""
    asked = (one for one in visit.case.check_ins.values() if one.window == WEEK)
    told = (_of_week(visit, one) for one in asked if before is None or one.due_at < before)
    return [besides for besides in told if besides]


def _of_week(visit: Visit, asked: CheckIn) -> Ran | None:
    """Return what was run besides the plan in a week, on the day it was asked for; None when nothing was."""
    total, longest = (asked.answers.get(name) for name in ("minutes", "longest"))
    if asked.answers.get("ran_besides") != "yes" or not isinstance(total, int):
        return None
    longest = longest if isinstance(longest, int) else total
    return Ran(_day(visit, asked.due_at), float(max(total, longest)), longest=float(longest))


def _day(visit: Visit, at: datetime) -> date:
    return at.astimezone(zone(visit.person)).date()


def _noon(visit: Visit, day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone(visit.person))


def _name(sunday: str) -> str:
    return f"0:{WEEK}:{sunday}"


def _whole(value: float) -> str:
    return minutes(round(value))
