"""What falls due: check-ins, reminders, repeats of alerts, long gaps, reports. Time is an event like any other.

Must never look at a clock; it is called when something is due, however late that may be.
"""

from dataclasses import replace

from bot.care import alerts, checkins, clinic, decisions, entrance, gaps, habits, load, testing
from bot.care.ports import Due, Turn
from bot.care.visit import Visit, visit
from bot.care.voice import waking
from bot.core.case import GAP

REOFFER = "reoffer"
"""After an outage: an open question is offered again, because a tap may have been lost."""


async def fall_due(turn: Turn, due: Due) -> None:
    """Do what was set for this moment; what no longer applies is left alone."""
    person = await turn.person(due.person)
    if due.kind == clinic.REPORT:
        await clinic.report_due(turn, person, due.subject)
        return
    came = await visit(turn, person)
    if due.kind == alerts.REPEAT:
        alerts.repeat_due(came, due.subject)
    elif person.state != "active":
        return
    elif waking(person, turn.now) > turn.now:
        # Quiet hours or the time zone have changed since this was set.
        turn.plan(replace(due, at=waking(person, turn.now)))
    else:
        _happen(came, due)


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
            load.came_due(came, due.subject)
        case habits.DUE:
            habits.came_due(came)
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
    if not came.case.done_runs:
        alerts.raise_alert(came, "tell", "not_started")
        return
    days = (came.turn.now - gaps.since(came)).total_seconds() / 86400
    decisions.gap_grew(came, days)
