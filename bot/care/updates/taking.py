"""Taking a new version to one patient at once: when that may be, by what the patient is doing just then.

What makes a plan stricter waits for nothing; the rest waits for the morning, or for the end of a talk. Must never
decide what a version does to anybody.
"""

from dataclasses import replace
from datetime import timedelta

from bot.care.course import following, renewal, sessions, weighing
from bot.care.ports import Due
from bot.care.talking import pause
from bot.care.updates import orders
from bot.care.visit import LATER, TAKE, Visit
from bot.care.voice import waking

AWAY = timedelta(hours=2)
"""How often it is looked whether somebody is back who stopped or blocked the bot."""

WAITING = timedelta(days=1)
"""How often it is looked whether somebody has answered whose plan follows once the answers are in."""

OFFER = "offer"
"""What is due where only the session is still to be sent, because somebody was talking with the patient."""

JOINING = ("invited", "enrolling")
"""States in which nobody has been sent a session yet, so that there is nothing to tell them."""


async def came_due(visit: Visit, due: Due) -> None:
    """Take the version that follows to a patient; where nothing is stricter, not in quiet hours nor in a talk.

    To somebody who is away it is taken when they are back, so that nobody comes back to a session that is too much.
    """
    if visit.case.enrolled is None or visit.case.discharged:
        return
    if due.subject == OFFER:
        await _offer(visit, due)
        return
    now = visit.turn.now
    if visit.person.state in JOINING:
        renewal.renew(visit, sessions.earliest, is_settled=True)
        await orders.count(visit.turn, "quietly")
        return
    is_here = visit.person.state == "active" and not visit.case.stopped
    can_wait = is_here and not _would_be_stricter(visit)
    later = waking(visit.person, now) if can_wait else now
    if later > now or not is_here:
        visit.turn.plan(replace(due, at=max(later, now + (timedelta() if is_here else AWAY))))
        return
    if can_wait and visit.case.talk:
        await pause.hold(visit, due)
        return
    came_to = following.take(visit)
    if due.subject == TAKE:
        await orders.count(visit.turn, came_to)
    if following.is_waiting(visit) and renewal.way(visit):
        visit.turn.plan(replace(due, subject=LATER, at=now + WAITING))
    if visit.case.talk and sessions.is_on_offer(visit):
        sessions.withdraw(visit)
        await pause.hold(visit, replace(due, subject=OFFER))


async def _offer(visit: Visit, due: Due) -> None:
    """Send the session that came out of an update during a talk; somebody who is away gets it on coming back."""
    at = waking(visit.person, visit.turn.now)
    if visit.case.talk:
        await pause.hold(visit, due)
    elif at > visit.turn.now:
        visit.turn.plan(replace(due, at=at))
    elif visit.person.state == "active":
        following.offer(visit)


def _would_be_stricter(visit: Visit) -> bool:
    return weighing.stricter(replace(visit, takes=True)) is not None
