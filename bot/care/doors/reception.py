"""The front door: who is it, what did they do, and which use case takes it from here.

Everything that comes in ends in one kind answer or in an honest silence. Who somebody is comes from the sender's id
and nothing else.
"""

from dataclasses import replace

from bot.care import alerts
from bot.care.broadcasts import news
from bot.care.course import habits, runs, testing
from bot.care.doors import reach, staff
from bot.care.joining import enrolment
from bot.care.patient import after, answering, listening, notes, replies
from bot.care.people import groups, opening, reachable
from bot.care.ports import Grew, Incoming, Left, Person, Returned, Said, Sent, Tapped, Turn
from bot.care.talking import hearing, stopped
from bot.care.visit import Visit, visit
from bot.care.voice import tell

ANSWERS = ("a", "f", "e", "c")
GREETINGS = (["/start"], ["/today"])
"""What somebody comes back with who only wants to go on."""


async def receive(turn: Turn, incoming: Incoming) -> None:
    """Take in one thing that a Telegram user did."""
    if not incoming.private:
        await _in_a_group(turn, incoming)
        return
    person = await turn.person_of_user(incoming.user_id)
    code = opening.code_in(incoming.event)
    if code and await opening.opened(turn, incoming, code, person) and not _was_away(person):
        return
    if person is None or (code and person.state == "inactive"):
        _stranger(turn, incoming)
    elif person.state == "inactive":
        return
    elif isinstance(incoming.event, Left):
        await reach.left(turn, person)
    elif isinstance(incoming.event, Returned) or person.state in ("stopped", "blocked"):
        await _came_back(turn, person, incoming)
    elif person.role == "patient" and person.state == "discharged":
        after.came(await visit(turn, person), incoming.event)
    elif person.role == "patient":
        await _patient(await visit(turn, person), incoming)
    elif isinstance(incoming.event, Said | Tapped | Sent):
        await staff.receive(turn, person, incoming.event)


def _was_away(person: Person | None) -> bool:
    return person is not None and person.state == "blocked"


async def _in_a_group(turn: Turn, incoming: Incoming) -> None:
    """Answer nothing in a group but the word that takes it in, and taps of the staff on its alerts."""
    match incoming.event:
        case Said(said):
            await groups.said(turn, incoming, said)
        case Grew(chat):
            await groups.grew(turn, incoming.chat_id, chat)
        case Left():
            await groups.lost(turn, incoming.chat_id)
        case Tapped(data) if data.partition("|")[0] in staff.IN_GROUPS and await groups.is_ours(turn, incoming.chat_id):
            person = await turn.person_of_user(incoming.user_id)
            if person is not None and person.role in staff.COMMANDS and person.state == "active":
                await staff.tapped_in_a_group(turn, person, data)


def _stranger(turn: Turn, incoming: Incoming) -> None:
    """Say a polite word to somebody without an invite that is good, of whom no trace is left."""
    event = incoming.event
    if opening.code_in(event):
        name = "stranger.bad_invite"
    elif isinstance(event, Said | Sent):
        name = "stranger.welcome"
    else:
        return
    spoken = turn.library.language(incoming.language.split("-")[0].lower())
    turn.reply.aside = spoken.say(name, clinic=turn.settings.clinic)


async def _came_back(turn: Turn, person: Person, incoming: Incoming) -> None:
    """Take up somebody who stopped or blocked the bot; a patient who stopped has to say /start in any case."""
    event = incoming.event
    if isinstance(event, Returned) and person.state != "blocked":
        return
    says_start = isinstance(event, Said) and event.text.split()[:1] == ["/start"]
    if not says_start and await _has_stopped(turn, person):
        there = replace(person, state="stopped")
        turn.update(there)
        stopped.came(await visit(turn, there), event)
        return
    returned = await enrolment.resume(turn, person)
    if person.role == "physio":
        await reachable.tell_clinic(turn, person, "people.reached_again")
    if returned:
        await _goes_on(returned, incoming)
    elif person.role != "patient" and isinstance(event, Said | Tapped | Sent):
        await staff.receive(turn, await turn.person(person.id), event)


async def _has_stopped(turn: Turn, person: Person) -> bool:
    """Say whether somebody said /stop and has not come back since, whether or not they blocked the bot then."""
    return person.state == "stopped" or (person.role == "patient" and (await turn.case(person.id)).stopped)


async def _goes_on(returned: Visit, incoming: Incoming) -> None:
    """Take in what a patient came back with before anything is offered, because it may be a red flag."""
    event = incoming.event
    is_greeting = isinstance(event, Returned) or (isinstance(event, Said) and event.text.split()[:1] in GREETINGS)
    if not is_greeting:
        await _patient(returned, incoming)
    if returned.case.stopped:
        return
    enrolment.go_on(returned, offers=not listening.is_just_asked(returned))
    if is_greeting:
        answering.show_waiting(returned)
    answering.remind_waiting(returned)


async def _patient(came: Visit, incoming: Incoming) -> None:
    match incoming.event:
        case Tapped(data):
            _patient_tapped(came, data)
        case Said(said) if said.startswith("/"):
            _patient_command(came, said)
        case Said(said):
            await _patient_typed(came, said)
        case Sent() as sent:
            await hearing.showed(came, sent)


def _patient_tapped(came: Visit, data: str) -> None:
    verb, *rest = data.split("|")
    if verb in ANSWERS:
        answering.tapped(came, data)
    elif came.person.state != "active":
        answering.old_button(came)
    elif verb == "x":
        answering.feels_wrong(came)
    elif verb == "w":
        replies.why(came)
    elif verb == "q" and rest == ["yes"]:
        enrolment.stop(came)
    elif verb == "q":
        tell(came.turn, came.person, "replies.going_on")
    elif not (_run_tapped(came, verb, rest) or _tests_tapped(came, verb, rest)):
        answering.old_button(came)


def _tests_tapped(came: Visit, verb: str, rest: list[str]) -> bool:
    """Take a tap that starts tests or puts them off, or that is about reminders of habits or news."""
    match verb, rest:
        case "m", [gate]:
            return testing.start(came, gate)
        case "l", [check_in]:
            return testing.lay_aside(came, check_in)
        case "h", ["on" | "off" as wish]:
            habits.mute(came, muted=wish == "off")
            return True
        case "B", ["on" | "off" as wish]:
            news.mute(came, muted=wish == "off")
            return True
        case "r", [_, _, _]:
            # A run reported after its gate has closed again: say what has changed, instead of nothing.
            return testing.expired(came)
        case _:
            return False


def _run_tapped(came: Visit, verb: str, rest: list[str]) -> bool:
    """Take a tap on a session card, or on the correction of when the run ended."""
    match verb, rest:
        case "t", [number] if _is_number(number):
            return runs.ask_end(came, int(number))
        case "r", [number, place, mark] if _is_number(number) and _is_number(place):
            return _reported(came, int(number), int(place), mark)
        case _:
            return False


def _reported(came: Visit, number: int, place: int, mark: str) -> bool:
    if not runs.is_reportable(came, number, place, mark):
        return False
    if runs.is_left_out(came, place):
        runs.left_out(came)
        return True
    shown, question = runs.report(came, number, place)
    answering.carry_on(came, shown, question, new=True)
    return True


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdecimal()


def _patient_command(came: Visit, said: str) -> None:
    command = said.split(maxsplit=1)[0].removeprefix("/").split("@")[0].lower()
    if came.person.state != "active" and command != "help":
        answering.show_waiting(came)
        return
    known = {
        "start": replies.today,
        "today": replies.today,
        "plan": replies.whole_plan,
        "why": replies.why,
        "wrong": answering.feels_wrong,
        "settings": replies.settings,
        "help": replies.help_,
        "stop": replies.confirm_stop,
    }
    known.get(command, replies.unknown_command)(came)


async def _patient_typed(came: Visit, said: str) -> None:
    """Take typed words as an answer; words that answer nothing go to the physio, with the way to urgent help."""
    if listening.is_alarming(came, said) and not listening.answers_what_feels_wrong(came, said):
        await hearing.warned(came, said)
        return
    if await hearing.heard(came, said) or answering.typed(came, said):
        return
    notes.came(came, said)
    replies.passed_on(came)


async def could_not(turn: Turn, incoming: Incoming) -> None:
    """Say honestly that something a person did could not be taken, and tell the physio of a patient."""
    person = await turn.person_of_user(incoming.user_id)
    if person is None:
        return
    tell(turn, person, "replies.failed", emergency=turn.settings.emergency_number)
    if person.role == "patient":
        alerts.raise_alert(await visit(turn, person), "reassess", "failed")
