"""What waits while somebody talks with a patient: questions and reminders that fall due meanwhile, none of them lost.

They stay among what is due, put off until the talk has ended by itself; when it ends sooner, they are brought forward.
Must never hold back an alert, nor anything that makes a plan stricter.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.care.course import checkins
from bot.care.course.checkins import waiting
from bot.care.known import cards
from bot.care.patient import answering
from bot.care.ports import Due, Lane
from bot.care.things import TEXT, Part
from bot.care.visit import Visit
from bot.care.voice import send, text, wrong_button

A_MOMENT = timedelta(minutes=1)
MOST_UNANSWERED = 10


def ends_at(visit: Visit) -> datetime:
    """Return when the talk ends if nobody writes any more; now, where there is none."""
    talk = visit.case.talk
    hours = timedelta(hours=visit.turn.settings.talk_ends_after_hours)
    return talk.last + hours if talk else visit.turn.now


async def hold(visit: Visit, due: Due) -> None:
    """Let something that has fallen due wait until the talk is over."""
    note = await note_of(visit)
    held = [one for one in note.get("held", []) if one[:2] != [due.kind, due.subject]]
    first = next((one[2] for one in note.get("held", []) if one[:2] == [due.kind, due.subject]), due.at.timestamp())
    await keep(visit, note | {"held": [*held, [due.kind, due.subject, first]]})
    # Behind the end of the talk itself, which brings all of this forward.
    visit.turn.plan(replace(due, at=max(ends_at(visit), visit.turn.now) + A_MOMENT))


async def is_left(visit: Visit) -> bool:
    """Say whether a talk has ended and what waited for its end has not been released yet, as by night."""
    return visit.case.talk is None and bool(await note_of(visit))


async def release(visit: Visit) -> None:
    """Let everything that waited fall due again, and ask again what was open; once for each talk."""
    turn, person = visit.turn, visit.person
    held = (await note_of(visit)).get("held", [])
    await drop(visit)
    for kind, subject, at in held:
        if kind == checkins.REMINDER:
            first = timedelta(hours=turn.settings.reminders_after_hours[0])
            turn.plan(Due(person.id, kind, subject, turn.now + first))
        elif kind != checkins.OPEN:
            turn.plan(Due(person.id, kind, subject, datetime.fromtimestamp(at, UTC)))
    asks = any(kind == checkins.OPEN for kind, _, _ in held)
    if asks:
        checkins.go_on(visit)
    _ask_again(visit, asks=asks)


async def note_of(visit: Visit) -> dict[str, Any]:
    """Return what is kept in mind about the talk: what waits, and when the carer wrote last."""
    return await visit.turn.note(key_of(visit)) or {}


async def keep(visit: Visit, note: dict[str, Any]) -> None:
    """Keep something in mind about the talk."""
    await visit.turn.put_note(key_of(visit), note)


async def keep_unanswered(visit: Visit, part: Part, shown: int = 0) -> None:
    """Keep in mind that nobody has answered this yet, nor what was `shown` with it; of many words the last."""
    note = await note_of(visit)
    note["unanswered"] = [*note.get("unanswered", []), list(part)][-MOST_UNANSWERED:]
    if shown:
        note["shown"] = [*note.get("shown", []), shown][-MOST_UNANSWERED:]
    await keep(visit, note)


async def take_unanswered(visit: Visit) -> tuple[list[Part], list[int]]:
    """Return what the patient said and showed since the carer wrote, and forget it; empty if the carer was last."""
    note = await note_of(visit)
    said, shown = note.pop("unanswered", []), note.pop("shown", [])
    if said:
        await keep(visit, note)
    # Before it was kept what a thing was, all of it was words.
    return [(TEXT, one) if isinstance(one, str) else one for one in said], shown


async def drop(visit: Visit) -> None:
    """Forget what waits, because nothing is asked of the patient any more."""
    await visit.turn.put_note(key_of(visit), None)


def key_of(visit: Visit) -> str:
    """Return the key of the note about a patient's talk."""
    return f"talk:{visit.person.id}"


def _ask_again(visit: Visit, *, asks: bool) -> None:
    """Say that the bot goes on, with the question that was open; none where the next one is on its way."""
    turn, person = visit.turn, visit.person
    shown = None if asks else waiting(visit)
    said = text(turn, person, "talk.over", asks=asks or shown is not None)
    if shown is None:
        send(turn, person, said, keyboard=((wrong_button(turn, person),),))
        return
    cards.show(turn, person, shown, new=True, preface=said, lane=Lane.QUESTION)
    if shown.check_in.silence <= len(turn.settings.reminders_after_hours):
        answering.remind_waiting(visit)
