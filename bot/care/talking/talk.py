"""A talk from its first word to its last: who opened it, who wrote, and how it ends.

Must never begin without a word to the patient, so that nobody's script is paused by a tap alone.
"""

from bot.care import alerts, asking, whose
from bot.care.alerts.cards import name_for
from bot.care.patient import notes
from bot.care.permissions import may
from bot.care.ports import Due, Lane, Media, Person, Sent
from bot.care.talk_buttons import end_button, write_button
from bot.care.talking import pause
from bot.care.things import TEXT, in_words
from bot.care.visit import Visit
from bot.care.voice import send, text, waking, wrong_button
from bot.core.alert import Alert
from bot.core.orders import TalkClosed, TalkOpened, Wrote

END, RESUME = "talk", "talk_resume"
WRITE = "write"
"""What somebody is asked when their next words go to a patient."""


async def wrote(visit: Visit, carer: Person, said: str, sent: Sent | None = None) -> None:
    """Send the carer's words, or what they sent, to the patient; that opens a talk, and answers the notes they had."""
    turn, person = visit.turn, visit.person
    # Before the talk is taken over, which may call the carer for words that they have not read yet.
    read = [one for one in visit.case.open_alerts() if one.about == "note" and _has(visit, carer, one)]
    opened = await _open(visit, carer)
    await pause.take_unanswered(visit)
    what = sent.what if sent else TEXT
    turn.record(person.id, Wrote(carer.id, said, what))
    shown = in_words(turn, person, ((what, said),))
    known = {"physio": carer.name, "clinic": turn.settings.clinic, "sent": sent is not None}
    words = text(turn, person, "talk.from_clinic", said=shown, opened=opened, **known)
    about = f"talk:{person.id}:in"
    send(turn, person, words, keyboard=((wrong_button(turn, person),),), about=about, lane=Lane.ANSWER)
    if sent:
        copied = Media("copy", {"chat_id": carer.chat_id, "message_id": sent.message_id})
        send(turn, person, "", media=copied, follows=about)
    alerts.resolve(visit, carer, read, "spoke", shown=False)
    await pause.keep(visit, await pause.note_of(visit) | {"wrote_at": turn.now.timestamp()})
    await await_words(visit, carer)
    goes_on(visit)
    receipt = text(turn, carer, "talk.sent", name=person.name, opened=opened)
    rows = ((end_button(turn, carer, person.id),),)
    send(turn, carer, receipt, keyboard=rows, about=whose.between(person.id, whose.SENT))


async def await_words(visit: Visit, carer: Person) -> None:
    """Take the carer's next words as meant for the patient, from now on."""
    asked = {"action": WRITE, "patient": visit.person.id, "since": visit.turn.now.timestamp()}
    await asking.ask(visit.turn, carer, asked)


def goes_on(visit: Visit) -> None:
    """Set anew when the talk ends if nobody writes any more."""
    visit.turn.plan(Due(visit.person.id, END, END, pause.ends_at(visit)))


async def listener(visit: Visit) -> Person | None:
    """Return who of the clinic the patient is talking with; None when nobody is, or may be any more."""
    talk = visit.case.talk
    if talk is None:
        return None
    carer = await visit.turn.person(talk.by)
    return carer if may(carer, "talk", visit.person, visit.case) else None


async def ended_by(visit: Visit, carer: Person) -> None:
    """End the talk because somebody of the clinic says so."""
    await close(visit, by=carer.id)
    _tell_carer(visit, carer, "talk.ended", again=False)


async def came_due(visit: Visit, due: Due) -> None:
    """End a talk in which nobody has written for a while, or go on with the script in the patient's morning."""
    if due.kind == RESUME:
        if await pause.is_left(visit):
            await _resume(visit)
    elif visit.case.talk and pause.ends_at(visit) > visit.turn.now:
        goes_on(visit)
    elif visit.case.talk:
        carer = await visit.turn.person(visit.case.talk.by)
        await close(visit, by=0)
        _tell_carer(visit, carer, "talk.ended_by_itself", again=True)


async def close(visit: Visit, *, by: int) -> None:
    """End the talk; the script goes on at once, or when the patient's quiet hours are over."""
    turn, person, talk = visit.turn, visit.person, visit.case.talk
    if talk is None:
        return
    await _leave(visit, talk.by, is_answered=by == talk.by)
    turn.record(person.id, TalkClosed(by))
    turn.forget(person.id, END, END)
    await _take_as_they_are(visit, await turn.person(talk.by))
    await _resume(visit)


async def _take_as_they_are(visit: Visit, carer: Person) -> None:
    """Take what the carer types from now on no more as words for this patient."""
    asked = await asking.asked_of(visit.turn, carer)
    if asked and asked.get("action") == WRITE and asked.get("patient") == visit.person.id:
        await asking.forget(visit.turn, carer)


async def resume_before(visit: Visit, due: Due) -> None:
    """Go on with the script as after any talk, with something that fell due before that as a part of what waited."""
    await pause.hold(visit, due)
    await _resume(visit)


async def _resume(visit: Visit) -> None:
    """Go on with the script, unless a new talk has begun or the patient is not there."""
    turn, person = visit.turn, visit.person
    if visit.case.talk:
        return
    if person.state != "active":
        await pause.drop(visit)
        return
    at = waking(person, turn.now)
    if at > turn.now:
        turn.plan(Due(person.id, RESUME, RESUME, at))
    else:
        await pause.release(visit)


async def _open(visit: Visit, carer: Person) -> bool:
    """Open a talk, or take one over from somebody else; return whether it is a new one for the patient."""
    talk, turn = visit.case.talk, visit.turn
    if talk and talk.by == carer.id:
        return False
    turn.record(visit.person.id, TalkOpened(carer.id))
    if talk is None:
        turn.forget(visit.person.id, RESUME, RESUME)
        return True
    left = await _leave(visit, talk.by, is_answered=False)
    if left and carer.id not in left.called:
        _show_left(visit, carer, left)
    before = await turn.person(talk.by)
    await _take_as_they_are(visit, before)
    said = text(turn, before, "talk.taken_over", name=name_for(visit, before), carer=carer.name)
    send(turn, before, said, not_before=waking(before, turn.now))
    return True


async def _leave(visit: Visit, had: int, *, is_answered: bool) -> Alert | None:
    """Let words that nobody answered become a note, where it was not whoever `had` them that ended the talk."""
    parts, shown = await pause.take_unanswered(visit)
    if not parts or is_answered:
        return None
    note = alerts.note_came(visit, "\n".join(said for _, said in parts if said), parts, shown)
    notes.hand_on(visit, note, (one for one in visit.carers if one.id != had))
    return note


def _show_left(visit: Visit, carer: Person, left: Alert) -> None:
    """Show whoever takes a talk over what was left unanswered, where they have not been called for it."""
    turn, about = visit.turn, whose.from_patient(visit.person.id, carer.id)
    shown = in_words(turn, carer, left.details.get("parts", ((TEXT, left.details["note"]),)))
    said = text(turn, carer, "talk.from_patient", name=name_for(visit, carer), said=shown, sent=False)
    send(turn, carer, said, about=about)
    notes.hand_on(visit, left, (carer,), under=about)


def _has(visit: Visit, carer: Person, note: Alert) -> bool:
    """Say whether somebody has read a note: they took it, or were called for it, and not only for their morning."""
    if note.acknowledged_by == carer.id:
        return True
    was_called = carer.id in note.called and note.called_at is not None
    return was_called and waking(carer, note.called_at or visit.turn.now) <= visit.turn.now


def _tell_carer(visit: Visit, carer: Person, which: str, *, again: bool) -> None:
    turn, person = visit.turn, visit.person
    if carer.state != "active":
        return
    said = text(turn, carer, which, name=name_for(visit, carer), goes_on=person.state == "active")
    rows = ((write_button(turn, carer, person.id),),) if again else ()
    send(turn, carer, said, keyboard=rows, not_before=waking(carer, turn.now))
