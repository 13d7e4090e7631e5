"""Replies: what the commands answer, and a kind word for whatever else comes in.

Must never change a plan.
"""

from bot.care.broadcasts import news
from bot.care.course import checkins, following, sessions
from bot.care.course.checkins import waiting
from bot.care.known import explain, gates, load, standstill
from bot.care.known.cards import Card, card, show
from bot.care.known.dose import rung_name
from bot.care.orders import why as ordered_why
from bot.care.patient import notes
from bot.care.patient.answering import show_waiting
from bot.care.visit import Visit
from bot.care.voice import button, send, tell, text, when, wrong_button
from bot.core import plan
from bot.core.ladder import Rung


def today(visit: Visit) -> None:
    """Say what is to be done now: a question to answer, a session, a wait, or a hold."""
    shown = waiting(visit)
    if shown and shown.check_in.window != load.WEEK:
        show_waiting(visit)
    elif sessions.is_on_offer(visit) or sessions.stands_at_gate(visit):
        following.offer(visit)
    else:
        send(
            visit.turn,
            visit.person,
            where_things_stand(visit),
            keyboard=((wrong_button(visit.turn, visit.person),),),
        )


def where_things_stand(visit: Visit) -> str:
    """Return in a sentence or two what the patient is waiting for."""
    turn, person, case = visit.turn, visit.person, visit.case
    if case.held:
        return text(turn, person, "today.held", physio=visit.physio)
    if standstill.is_still(visit) and not case.stopped:
        return standstill.words(visit)
    if case.position is None:
        return text(turn, person, "today.finished", physio=visit.physio)
    checkpoint = plan.missing_checkpoint(visit.protocol, case.position, case.signed)
    if checkpoint:
        name = text(turn, person, f"names.checkpoint__{checkpoint}")
        return text(turn, person, "today.checkpoint", checkpoint=name, physio=visit.physio)
    if case.position.finished:
        return text(turn, person, "today.finished", physio=visit.physio)
    coming = checkins.next_due(visit)
    if coming:
        return text(turn, person, "today.check_in", at=when(turn, person, coming))
    return text(turn, person, "today.nothing", physio=visit.physio)


def whole_plan(visit: Visit) -> None:
    """Show the ladder with the place where the patient stands; sessions of another kind than theirs as one line."""
    turn, person, case = visit.turn, visit.person, visit.case
    rungs = visit.protocol.rungs
    place = next((at for at, rung in enumerate(rungs) if case.position and rung.id == case.position.rung), len(rungs))
    kind = rungs[min(place, len(rungs) - 1)].kind
    names = [text(turn, person, f"names.protocol__{part}") for part in visit.protocol.id.split("+")]
    lines = [text(turn, person, "plan.title", protocol=" + ".join(names))]
    for phase in visit.protocol.phases:
        lines += [gates.progress(visit, person, gate) for gate in gates.at_hand(visit, phase)]
        if phase.checkpoint and (phase.checkpoint in case.signed or gates.awaits_signature(visit, phase)):
            name = text(turn, person, f"names.checkpoint__{phase.checkpoint}")
            lines.append(text(turn, person, "plan.checkpoint", checkpoint=name, signed=phase.checkpoint in case.signed))
        if phase.kind == kind:
            lines += [_rung(visit, rung, rungs.index(rung) - place) for rung in phase.rungs]
        elif phase.rungs:
            past, name = rungs.index(phase.rungs[-1]) < place, text(turn, person, f"names.phase__{phase.id}")
            lines.append(text(turn, person, "plan.phase", phase=name, past=past, steps=len(phase.rungs)))
    lines.append(text(turn, person, "plan.end", held=case.held is not None, physio=visit.physio))
    still = standstill.words(visit)
    if still and not case.held:
        lines.append(still)
    week = load.this_week(visit, offered=sessions.is_on_offer(visit))
    send(turn, person, "\n".join(lines) + (f"\n\n{week}" if week else ""))


def _rung(visit: Visit, rung: Rung, ahead: int) -> str:
    """Return a rung as one line of the plan; `ahead` is how many rungs above the patient it stands."""
    done = visit.case.position.sessions_done if visit.case.position and not ahead else 0
    name, of = rung_name(visit, visit.person, rung.id), rung.sessions
    return text(visit.turn, visit.person, "plan.rung", rung=name, here=not ahead, past=ahead < 0, done=done, of=of)


def why(visit: Visit) -> None:
    """Explain what holds now: what somebody of the clinic ordered, and what the rules said, in plain words."""
    ordered = ordered_why.explained(visit)
    if not ordered:
        send(visit.turn, visit.person, explain.why(visit))
        return
    before = text(visit.turn, visit.person, "orders.why__before")
    parts = [ordered, *((before, explain.why(visit)) if visit.case.decisions else ())]
    send(visit.turn, visit.person, "\n\n".join(parts))


def settings(visit: Visit) -> None:
    """Show language, consent, time zone and quiet hours with a button to change each."""
    name = checkins.SETTINGS if visit.person.role == "patient" else "0:joining"
    opened = visit.case.check_ins.get(name)
    if opened:
        show(visit.turn, visit.person, card(visit.turn, opened), new=True)
    if visit.case.without_news:
        news.show(visit)


def help_(visit: Visit) -> None:
    """Say what the bot does, what it is not for, and which commands there are."""
    turn, person = visit.turn, visit.person
    emergency = turn.settings.emergency_number
    said = text(
        turn,
        person,
        f"help.{person.role}",
        physio=visit.physio,
        clinic=turn.settings.clinic,
        emergency=emergency,
    )
    send(turn, person, said, keyboard=((wrong_button(turn, person),),) if person.role == "patient" else ())


def not_understood(visit: Visit, what: str) -> None:
    """Answer a sticker, a voice note and the like with one kind sentence, and ask again what was being asked."""
    turn, person = visit.turn, visit.person
    name = f"replies.sent_{what}"
    known = turn.library.language(person.language).has(name)
    seen(visit, text(turn, person, name if known else "replies.sent_other"))


def seen(visit: Visit, said: str, *, about: str = "", again: bool = False) -> None:
    """Say what became of what was sent, on the card that it is `about`, if any, and ask again what was being asked.

    `again` is what was said of the same already, so that it needs no new message.
    """
    turn, person = visit.turn, visit.person
    shown = _still_asked(visit)
    if shown:
        show(turn, person, shown, new=not again, preface=said)
    else:
        rows = ((wrong_button(turn, person),),)
        send(turn, person, said, keyboard=rows, about=about, replaces=again)


def passed_on(visit: Visit) -> None:
    """Say who will see the patient's words and when, and where to tap when something feels wrong."""
    send(visit.turn, visit.person, notes.receipt(visit), keyboard=((wrong_button(visit.turn, visit.person),),))


def _still_asked(visit: Visit) -> Card | None:
    """Return the question to ask again; while somebody talks with the patient only that about what feels wrong."""
    shown = waiting(visit)
    is_paused = shown is not None and visit.case.talk is not None and shown.check_in.window != "wrong"
    return None if is_paused else shown


def unknown_command(visit: Visit) -> None:
    """Say that there is no such command, and ask again what was being asked."""
    shown = _still_asked(visit)
    said = text(visit.turn, visit.person, "replies.unknown_command")
    if shown:
        show(visit.turn, visit.person, shown, new=True, preface=said)
    else:
        tell(visit.turn, visit.person, "replies.unknown_command")


def confirm_stop(visit: Visit) -> None:
    """Ask whether the patient really wants to stop."""
    turn, person = visit.turn, visit.person
    keyboard = (
        (button(turn, person, "buttons.stop", "q|yes"),),
        (button(turn, person, "buttons.go_on", "q|no"),),
    )
    send(turn, person, text(turn, person, "replies.stop_question", physio=visit.physio), keyboard=keyboard)
