"""Following: what an update has in store for a patient comes before anything else that comes next.

A session is therefore sent from here, whatever it follows from. Taken again only where that is stricter: nobody under
way is let go on more easily by an update, and a plan that is closed stays closed. Must never choose the version.
"""

from dataclasses import replace

from bot.care.course import checkins, decisions, gaps, renewal, sessions
from bot.care.visit import Visit
from bot.core.protocol import Outcome, outcome

TOLD = ("held", "back", "repeat", "session", "waits")
"""What an update can come to that the patient is told of, with what comes next."""


def offer(visit: Visit) -> None:
    """Send what comes next, after an update that is to be taken at once: what that decides stands instead."""
    if not (visit.takes and not visit.case.stopped and take(visit) in TOLD):
        sessions.offer(visit)


def take(visit: Visit) -> str:
    """Take the version that follows to a patient, and return what it came to; done twice, it does nothing twice.

    Their last decision is made again before anything else. Who waits for answers goes on with the new version once
    these are in; its rules count for them already.
    """
    if renewal.way(visit) is None:
        return "not"
    visit = replace(visit, takes=True)
    decided = decisions.again(visit)
    came_to = _ask_on(visit) if is_waiting(visit) else _go_on(visit)
    return _held(decided.outcome) if decided else came_to


def is_waiting(visit: Visit) -> bool:
    """Say whether an open plan waits for answers, so that it must not go on from another place yet."""
    waits = sessions.is_undecided(visit) or sessions.waits_for_the_last_answers(visit)
    return visit.case.held is None and waits


def _ask_on(visit: Visit) -> str:
    """Ask what the new version wants to know besides; the plan itself goes on once all of it is answered."""
    checkins.go_on(visit)
    return "quietly"


def _go_on(visit: Visit) -> str:
    is_offered = sessions.is_on_offer(visit)
    renewed = renewal.renew(visit, sessions.earliest, is_settled=visit.case.held is None)
    if renewed == "not" or not is_offered:
        return "not" if renewed == "not" else "quietly"
    if not sessions.is_on_offer(visit):
        return _now_waits(visit)
    if renewed == "quietly":
        gaps.watch(visit)
        return renewed
    sessions.take_back(visit)
    renewal.say_so(visit)
    sessions.offer(visit)
    return "session"


def _now_waits(visit: Visit) -> str:
    """Show what the new version puts before a session that was on offer, and call whoever it waits for."""
    if sessions.was_on_offer(visit):
        sessions.put_off(visit)
    else:
        sessions.take_back(visit)
    renewal.say_so(visit)
    sessions.offer(visit)
    return "waits"


def _held(word: str) -> str:
    strict = outcome(word)
    return "held" if strict >= Outcome.REASSESS else "back" if strict is Outcome.STEP_BACK else "repeat"
