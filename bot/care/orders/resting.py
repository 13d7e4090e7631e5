"""Rests and pauses: until when they last, and how the plan goes on when that moment has come.

Must never decide how long anybody rests.
"""

from datetime import date, datetime, timedelta

from bot.care.course import checkins, decisions, following, gaps, sessions
from bot.care.known import standstill
from bot.care.orders import places
from bot.care.ports import Due, Lane, Person
from bot.care.visit import Visit
from bot.care.voice import send, text, waking, when
from bot.core import plan
from bot.core.decision import decide_gap
from bot.core.orders import Unpaused
from bot.core.plan import Position

DUE = "standstill"
REST, PAUSE = "rest", "pause"
SECONDS_A_DAY = 86400


def ends_after(target: Visit, days: int, since: str = "") -> datetime:
    """Return when so many whole days of rest after a day of the patient's calendar, such as today, will be over."""
    day = date.fromisoformat(since) if since else standstill.day_of(target, target.turn.now)
    return places.start_of(day + timedelta(days=days + 1), target)


def said(target: Visit, until: datetime) -> str:
    """Return the day on which a rest is over, as the patient reads it."""
    return standstill.day(target, target.person, standstill.day_of(target, until))


def goes_on(target: Visit) -> str:
    """Return the day on which both the rest and the pause of a plan are over; empty for a pause without an end."""
    case = target.case
    if case.paused and case.paused.until is None:
        return ""
    ends = (case.paused.until if case.paused else None, case.rests_until)
    return said(target, max(one for one in ends if one))


def goes_on_at(target: Visit) -> Position | None:
    """Return where a plan will go on when its rest and its pause are over; None where that is not another place.

    Too many days without a run lead down, as after any other gap. None as well where no day is set, and where it is
    not known before the plan is opened.
    """
    case = target.case
    ends = [one for one in (case.rests_until, case.paused.until if case.paused else None) if one]
    if not ends or case.held or not case.done_runs or case.position is None or case.position.finished:
        return None
    days = (waking(target.person, max(ends)) - gaps.since(target)).total_seconds() / SECONDS_A_DAY
    place = plan.after(target.protocol, case.position, decide_gap(target.protocol, case.position.rung, days).outcome)
    return place if place != case.position else None


def watch(target: Visit, which: str, until: datetime) -> None:
    """Set the moment at which a rest, or a pause, is over; that of a later one takes its place."""
    target.turn.plan(Due(target.person.id, DUE, which, waking(target.person, until)))


def came_due(target: Visit, which: str) -> None:
    """Go on with a plan whose rest or pause is over, unless something else keeps it still or closed."""
    case, turn = target.case, target.turn
    if which == PAUSE and is_pause_over(target):
        end_pause(target)
    elif which == REST and case.rests_until and not standstill.is_still(target) and case.held is None:
        send(turn, target.person, text(turn, target.person, "orders.rested"), lane=Lane.QUESTION)
        _go_on(target)


def end_rest(target: Visit) -> None:
    """Offer what comes next after a rest that was ended before its time."""
    target.turn.forget(target.person.id, DUE, REST)
    _go_on(target)


def end_pause(target: Visit, carer: Person | None = None) -> None:
    """End a pause, because its date has come or somebody of the clinic says so, and say how the plan goes on."""
    turn, person = target.turn, target.person
    turn.record(person.id, Unpaused(carer.id if carer else 0))
    stays = "closed" if target.case.held else "resting" if standstill.is_resting(target) else ""
    by = carer.name if carer else ""
    told = text(turn, person, "orders.told__unpause", by=by, stays=stays, physio=target.physio)
    send(turn, person, told, lane=Lane.ALERT if carer else Lane.QUESTION)
    if not target.case.held:
        _go_on(target)


def come_back(target: Visit) -> None:
    """Go on with somebody who was away: a pause whose day has passed meanwhile is over, and what comes next is sent."""
    if is_pause_over(target):
        end_pause(target)
    elif not _was_left_too_long(target):
        following.offer(target)


def is_pause_over(target: Visit) -> bool:
    """Say whether a plan is paused until a day that has come already."""
    until = target.case.paused.until if target.case.paused else None
    return until is not None and until <= target.turn.now


def _go_on(target: Visit) -> None:
    """Offer what comes next; after too long without a run it is a gentler start."""
    if _was_left_too_long(target):
        return
    if sessions.is_undecided(target):
        _say_what_is_asked(target)
        return
    following.offer(target)


def _was_left_too_long(target: Visit) -> bool:
    """Step back after too long without a run; False where it was not so long."""
    days = (target.turn.now - gaps.since(target)).total_seconds() / SECONDS_A_DAY
    return bool(target.case.done_runs) and decisions.gap_grew(target, days)


def _say_what_is_asked(target: Visit) -> None:
    """Say that the answers about the last run come first."""
    turn, person = target.turn, target.person
    coming = checkins.next_due(target)
    if coming:
        send(turn, person, text(turn, person, "today.check_in", at=when(turn, person, coming)))
