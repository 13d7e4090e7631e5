"""Taking a new version to one patient at once: the plan goes on with it, and their last decision is made again.

Made again only where that is stricter: nobody under way is let go on more easily by an update, and a plan that is
closed stays closed. Done twice, it does nothing twice. Must never choose the version.
"""

from dataclasses import replace
from datetime import timedelta

from bot.care import alerts, checkins, decisions, renewal, sessions, weighing
from bot.care.ports import Due
from bot.care.talking import pause
from bot.care.updates import orders
from bot.care.visit import Visit
from bot.care.voice import waking
from bot.core.protocol import Outcome, outcome

AWAY = timedelta(hours=2)
"""How often it is looked whether somebody is back who stopped or blocked the bot."""

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
    await orders.count(visit.turn, _take(visit))
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
        sessions.offer(visit)


def _would_be_stricter(visit: Visit) -> bool:
    found = renewal.way(visit)
    return bool(found and found.fits and weighing.stricter(renewal.on(visit, found.protocol.version)))


def _take(visit: Visit) -> str:
    """Return what it came to."""
    is_offered = sessions.is_on_offer(visit)
    renewed = renewal.renew(visit, sessions.earliest, is_settled=is_settled(visit))
    if renewed == "not":
        return renewed
    checkins.go_on(visit)
    known = set(visit.case.alerts)
    if decisions.again(visit):
        return _told_stricter(visit, known)
    if renewed == "visibly" and is_offered:
        sessions.take_back(visit)
        renewal.say_so(visit)
        sessions.offer(visit)
        return "session"
    return "quietly"


def is_settled(visit: Visit) -> bool:
    """Say whether a plan is open and waits for no answers, so that it may go on from another place."""
    is_waiting = sessions.is_undecided(visit) or sessions.waits_for_the_last_answers(visit)
    return visit.case.held is None and not is_waiting


def _told_stricter(visit: Visit, known: set[int]) -> str:
    """Tell the physio that an update has held somebody back, and return how.

    A rule that the physio was told of before raises no alert of its own when it becomes stricter; this one counts then.
    """
    decided = visit.case.decisions[-1][1]
    strict = outcome(decided.outcome)
    new = {alert.severity for number, alert in visit.case.alerts.items() if number not in known}
    severity = decided.outcome if strict >= Outcome.REASSESS and decided.outcome not in new else "tell"
    alerts.raise_alert(visit, severity, "update", run=decided.run, outcome=decided.outcome)
    return "held" if strict >= Outcome.REASSESS else "back" if strict is Outcome.STEP_BACK else "repeat"
