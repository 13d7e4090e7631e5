"""Enrolment: somebody let in, consent, language, time zone and quiet hours; and changing them at any time.

Must never let anybody in without an invite, nor leave a trace of a stranger.
"""

from dataclasses import replace
from typing import Any

from bot.care import alerts
from bot.care.alerts import planning, presence
from bot.care.caseload import weekly
from bot.care.course import checkins, gaps, habits, sessions
from bot.care.joining.watching import watch
from bot.care.known.cards import card, show
from bot.care.orders import resting, why
from bot.care.ports import Incoming, Lane, Person, Turn
from bot.care.visit import Visit, visit
from bot.care.voice import send, tell, text
from bot.core.case import CheckIn
from bot.core.facts import CheckInOpened, Reasking, Resumed, Stopped
from bot.core.orders import Reopened

JOINING = "0:joining"
SCRIPTS = {
    "patient": (checkins.SETTINGS, "enrolment"),
    "physio": (JOINING, "joining"),
    "clinic": (JOINING, "joining"),
}


async def enter(turn: Turn, guest: Person, incoming: Incoming) -> None:
    """Let an account in as the person who was invited, and greet them; whoever came before on their record is gone."""
    entering = replace(
        guest,
        user_id=incoming.user_id,
        chat_id=incoming.chat_id,
        state="enrolling",
        language=_guess(turn, incoming, guest),
    )
    turn.update(entering)
    came = await visit(turn, entering)
    if "consent" in came.case.answers(checkins.SETTINGS):
        turn.record(guest.id, Reasking(checkins.SETTINGS, "consent"))
    begin(came)


def begin(visit: Visit) -> None:
    """Greet somebody who just came in and ask the first question."""
    turn, person = visit.turn, visit.person
    tell(turn, person, f"{SCRIPTS[person.role][1]}.welcome", name=person.name, clinic=turn.settings.clinic)
    name, conversation = SCRIPTS[person.role]
    if name not in visit.case.check_ins:
        script = turn.library.conversation(conversation)
        turn.record(person.id, CheckInOpened(name, conversation, script.version, turn.now))
    show(turn, person, card(turn, visit.case.check_ins[name]), new=True)


def settle(visit: Visit, question_id: str) -> Visit:
    """Put an answer about the person into effect at once; return the visit with the person as they are now."""
    check_in = visit.case.check_ins[SCRIPTS[visit.person.role][0]]
    value = str(check_in.answers.get(question_id, ""))
    if not value:
        return visit
    person = _settled(visit.person, question_id, value)
    visit.turn.update(person)
    return replace(visit, person=person)


def finished(visit: Visit, check_in: CheckIn) -> None:
    """End the enrolment: with consent the first session is on its way; without it nothing is kept going."""
    turn, person = visit.turn, visit.person
    if check_in.answers.get("consent") == "no":
        stop(visit, without_consent=True)
        return
    if person.state == "active":
        tell(turn, person, "enrolment.changed")
        return
    joined = replace(person, state="active")
    turn.update(joined)
    if visit.case.stopped:
        turn.record(person.id, Resumed())
    tell(turn, joined, f"{SCRIPTS[person.role][1]}.welcome_{person.role}", **_names(visit))
    if person.role == "patient":
        go_on(replace(visit, person=joined))
    else:
        weekly.watch(turn, joined)
        watch(turn, joined)
        planning.plan_coming(turn, joined)


def stop(visit: Visit, *, without_consent: bool = False) -> None:
    """Stop everything for a patient who wants no more, and tell the physio."""
    turn, person = visit.turn, visit.person
    name = "replies.no_consent" if without_consent else "replies.stopped"
    send(turn, person, text(turn, person, name, physio=visit.physio), lane=Lane.ANSWER)
    turn.record(person.id, Stopped())
    turn.update(replace(person, state="stopped"))
    alerts.raise_alert(visit, "tell", "stopped")


async def resume(turn: Turn, person: Person) -> Visit | None:
    """Take somebody up again who had stopped; return the visit of a patient who may go on, or None."""
    if person.role != "patient":
        there = replace(person, state="active")
        turn.update(there)
        watch(turn, there)
        await presence.came(turn, there)
        return None
    came = await visit(turn, person)
    consented = came.case.answers(checkins.SETTINGS).get("consent") == "yes"
    back = replace(came, person=replace(person, state="active" if consented else "enrolling"))
    turn.update(back.person)
    turn.record(person.id, Resumed())
    if not consented:
        if "consent" in came.case.answers(checkins.SETTINGS):
            turn.record(person.id, Reasking(checkins.SETTINGS, "consent"))
        begin(back)
        return None
    tell(turn, back.person, "replies.welcome_back", physio=came.physio)
    _say_what_was_opened(back)
    return back


def _say_what_was_opened(visit: Visit) -> None:
    """Say who opened the plan, where and why, if nothing was run since: whoever was away has not read it."""
    found, last = why.last(visit), visit.case.last_run
    if found and isinstance(found[1], Reopened) and (last is None or last.ended_at < found[0]):
        send(visit.turn, visit.person, why.explained(visit))


def go_on(visit: Visit, *, offers: bool = True) -> None:
    """Set what is still to be asked about the last run, or offer what comes next; no session where none `offers`."""
    checkins.go_on(visit)
    if offers:
        resting.come_back(visit)
    elif sessions.is_on_offer(visit):
        gaps.watch(visit)
    habits.watch(visit)


def _names(visit: Visit) -> dict[str, Any]:
    """Return the names that a welcome speaks of: a patient's physio, and the clinic."""
    clinic = visit.turn.settings.clinic
    return {"physio": visit.physio, "clinic": clinic} if visit.person.role == "patient" else {"clinic": clinic}


def _settled(person: Person, question_id: str, value: str) -> Person:
    match question_id:
        case "language":
            return replace(person, language=value)
        case "timezone":
            return replace(person, timezone=value)
        case "quiet_hours":
            return replace(person, quiet_hours=value)
        case _:
            return person


def _guess(turn: Turn, incoming: Incoming, person: Person) -> str:
    """Return the clinic's choice, unless Telegram says another language that the clinic offers."""
    spoken = incoming.language.split("-")[0].lower()
    return spoken if spoken in turn.library.languages else person.language
