"""The patient's side of a talk: what they type or send goes to whoever is talking with them, not to the script.

Buttons of the open question still count, commands still work, and so does the question about what feels wrong.
Must never let a word get lost: where nobody may listen any more, it becomes a note to the physio.
"""

from datetime import datetime, timedelta

from bot.care import alerts, asking, whose
from bot.care.alerts.cards import name_for
from bot.care.patient import answering, listening, notes, replies
from bot.care.ports import Person, Sent
from bot.care.talk_buttons import end_button, write_button
from bot.care.talking import pause, talk
from bot.care.things import TEXT, in_words
from bot.care.visit import Visit
from bot.care.voice import send, text, waking, when, wrong_button
from bot.core.facts import Noted

AWAKE = timedelta(minutes=30)
"""Somebody who has written so lately gets the answer at once, whatever their quiet hours say."""


async def heard(visit: Visit, said: str) -> bool:
    """Pass typed words to whoever talks with the patient; False when nobody does."""
    if visit.case.talk is None:
        return False
    carer = await talk.listener(visit)
    if carer is None:
        notes.came(visit, said)
        replies.passed_on(visit)
        await talk.close(visit, by=0)
    elif listening.answers_what_feels_wrong(visit, said):
        await passed_to(visit, carer, said)
        answering.typed(visit, said)
    else:
        await passed_to(visit, carer, said)
        await _receipt(visit, carer)
    return True


async def warned(visit: Visit, said: str) -> None:
    """Pass on words that sound like a warning, to the talk and as an alert, and ask at once what is wrong."""
    carer = await talk.listener(visit)
    if carer:
        await passed_to(visit, carer, said, is_told=True)
        alerts.note_came(visit, said)
    else:
        notes.came(visit, said)
    _ask_what_is_wrong(visit)


async def showed(visit: Visit, sent: Sent) -> None:
    """Take in what is neither text nor tap: pass on what can be copied, and answer everything else kindly.

    Words under it that name a red flag, or sound like one, count like typed ones.
    """
    names_a_flag = listening.names_a_flag(visit, sent.caption)
    is_warning = not names_a_flag and listening.is_alarming(visit, sent.caption)
    carer = await talk.listener(visit)
    if not notes.can_be_passed_on(visit, sent):
        if is_warning:
            await warned(visit, sent.caption)
        elif not (names_a_flag and answering.typed(visit, sent.caption)):
            replies.not_understood(visit, sent.what)
        return
    if carer:
        await _shown_to(visit, carer, sent, is_told=is_warning)
    else:
        notes.showed(visit, sent)
    if is_warning:
        _ask_what_is_wrong(visit)
    elif names_a_flag:
        answering.typed(visit, sent.caption)
    elif carer:
        await _receipt(visit, carer)
    else:
        note, again = notes.last_shown(visit)
        replies.seen(visit, notes.receipt(visit), about=f"receipt:{visit.person.id}:{note}", again=again)


async def passed_to(visit: Visit, carer: Person, said: str, *, sent: Sent | None = None, is_told: bool = False) -> str:
    """Send what the patient said, also under what they `sent`, to the carer, and keep it; return the card's name.

    `is_told` are words that raise an alert of their own, whatever becomes of the talk.
    """
    turn, person = visit.turn, visit.person
    what, number = (sent.what, sent.message_id) if sent else (TEXT, 0)
    turn.record(person.id, Noted(said, what, number))
    if not is_told:
        await pause.keep_unanswered(visit, (what, said), number)
    talk.goes_on(visit)
    about = whose.from_patient(person.id, carer.id)
    shown = in_words(turn, carer, ((what, said),))
    words = text(turn, carer, "talk.from_patient", name=name_for(visit, carer), said=shown, sent=what != TEXT)
    rows = ((write_button(turn, carer, person.id), end_button(turn, carer, person.id)),)
    send(turn, carer, words, keyboard=rows, about=about, not_before=await _reads_at(visit, carer))
    asked = await asking.asked_of(turn, carer)
    if asked and asked.get("action") == talk.WRITE and asked.get("patient") == person.id:
        # Asked for anew, but since then as before: what has come about somebody else meanwhile stays in between.
        await asking.ask(turn, carer, asked)
    return about


async def _shown_to(visit: Visit, carer: Person, sent: Sent, *, is_told: bool) -> None:
    """Send the carer what the patient showed, under a card that says from whom; as an alert too where it `is_told`."""
    about = await passed_to(visit, carer, sent.caption, sent=sent, is_told=is_told)
    notes.copy_to(visit, carer, sent.message_id, follows=about, at=await _reads_at(visit, carer))
    if is_told:
        note = alerts.note_came(visit, sent.caption, ((sent.what, sent.caption),), (sent.message_id,))
        notes.hand_on(visit, note, (one for one in visit.carers if one.id != carer.id))


def _ask_what_is_wrong(visit: Visit) -> None:
    said = text(visit.turn, visit.person, "replies.sounds_serious", physio=visit.physio)
    answering.feels_wrong(visit, said)


async def _receipt(visit: Visit, carer: Person) -> None:
    """Say that the words will be seen, on one card for the whole talk."""
    turn, person, since = visit.turn, visit.person, visit.case.talk
    at = await _reads_at(visit, carer)
    shown = when(turn, person, at) if at > turn.now else ""
    emergency = turn.settings.emergency_number
    said = text(turn, person, "talk.receipt_in_talk", physio=carer.name, at=shown, emergency=emergency)
    about = f"talk:{person.id}:{int(since.since.timestamp()) if since else 0}"
    send(turn, person, said, keyboard=((wrong_button(turn, person),),), about=about, replaces=True)


async def _reads_at(visit: Visit, carer: Person) -> datetime:
    """Return when the carer gets the words: at once while they are awake, else in their morning."""
    now, wrote_at = visit.turn.now, (await pause.note_of(visit)).get("wrote_at", 0.0)
    return now if now.timestamp() - wrote_at <= AWAKE.total_seconds() else waking(carer, now)
