"""What falls due: check-ins, reminders, repeats of alerts, long gaps, reports. Time is an event like any other.

Must never look at a clock; it is called when something is due, however late that may be.
"""

from dataclasses import replace

from bot.care import alerts
from bot.care.alerts import falling as falling_alerts
from bot.care.broadcasts import door
from bot.care.caseload import falling
from bot.care.course import checkins, decisions, entrance, gaps, habits, testing, weeks
from bot.care.known import load, standstill
from bot.care.orders import giving, resting
from bot.care.people import reachable
from bot.care.ports import Due, Turn
from bot.care.talking import pause, talk
from bot.care.updates import taking
from bot.care.visit import TAKE, Visit, visit
from bot.care.voice import waking
from bot.core.case import GAP

REOFFER = "reoffer"
"""After an outage: an open question is offered again, because a tap may have been lost."""

AFTER_A_TALK = (
    *(checkins.OPEN, checkins.REMINDER, entrance.REMINDER, load.WEEK, habits.DUE, REOFFER),
    *(resting.DUE, GAP, entrance.EXPIRY),
)
"""What waits while somebody of the clinic writes with the patient: questions, reminders, and whatever offers a session.

A session taken from results that are too old, or after a long gap, cannot be reported meanwhile as it was.
"""


async def fall_due(turn: Turn, due: Due) -> None:
    """Do what was set for this moment; what no longer applies is left alone."""
    person = await turn.person(due.person)
    if due.kind in door.DUES:
        await door.came_due(turn, due)
        return
    if await falling.came_due(turn, person, due):
        return
    if due.kind in reachable.KINDS:
        await reachable.came_due(turn, person, due)
        return
    came = await visit(turn, person)
    if await _at_any_hour(came, due):
        return
    if person.state != "active":
        return
    if waking(person, turn.now) > turn.now:
        # Quiet hours or the time zone have changed since this was set.
        turn.plan(replace(due, at=waking(person, turn.now)))
    elif came.case.talk and due.kind in AFTER_A_TALK:
        await pause.hold(came, due)
    elif due.kind in AFTER_A_TALK and await pause.is_left(came):
        await talk.resume_before(came, due)
    else:
        _happen(came, due)


async def _at_any_hour(came: Visit, due: Due) -> bool:
    """Do what neither quiet hours nor the patient's own state hold up; False where it is something else."""
    if due.kind in falling_alerts.KINDS:
        await falling_alerts.came_due(came, due)
    elif due.kind == TAKE:
        await taking.came_due(came, due)
    elif due.kind == giving.DUE:
        await giving.came_due(came, due.subject)
    elif due.kind in (talk.END, talk.RESUME):
        await talk.came_due(came, due)
    else:
        return False
    return True


def _happen(came: Visit, due: Due) -> None:
    match due.kind:
        case checkins.OPEN:
            checkins.came_due(came, due.subject)
        case checkins.REMINDER:
            _reminder(came, due.subject)
        case entrance.REMINDER:
            testing.still_closed(came, due.subject)
        case entrance.EXPIRY:
            testing.expired(came)
        case load.WEEK:
            weeks.came_due(came, due.subject)
        case habits.DUE:
            habits.came_due(came)
        case resting.DUE:
            resting.came_due(came, due.subject)
        case _ if due.kind == REOFFER:
            checkins.offer_again(came, due.subject)
        case _ if due.kind == GAP:
            _gap(came)


def _reminder(came: Visit, subject: str) -> None:
    step = checkins.still_silent(came, subject)
    if step > len(came.turn.settings.reminders_after_hours):
        alerts.answers_missing(came, subject)


def _gap(came: Visit) -> None:
    """Act on a session left too long, unless somebody ran or the plan is closed meanwhile."""
    if standstill.is_still(came) or came.case.held:
        return
    if not came.case.done_runs:
        alerts.raise_alert(came, "tell", "not_started")
        return
    days = (came.turn.now - gaps.since(came)).total_seconds() / 86400
    decisions.gap_grew(came, days)
