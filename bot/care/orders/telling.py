"""Telling the people of the clinic what became of an order: that it waits, took effect, was undone or laid aside.

Must never tell the patient anything.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.care.known import reasons
from bot.care.orders import words
from bot.care.orders.draft import Draft, Given
from bot.care.permissions import is_for, may
from bot.care.ports import Button, Keyboard, Person
from bot.care.visit import Visit
from bot.care.voice import button, send, tell, text, waking, when

Cause = Literal["", "rights", "news", "plan"]
"""Why a confirmed order was not carried out: its giver may not any more, something came in, or it fits no more."""


@dataclass(frozen=True)
class Said:
    """An order in words, taken down before it takes effect: for its giver, and for the patient's own physio."""

    what: str
    card: str
    told: Person | None = None
    told_what: str = ""
    told_reason: str = ""
    is_read: bool = True
    """Whether the patient is there to read of it."""

    @classmethod
    def of(cls, target: Visit, carer: Person, draft: Draft) -> "Said":
        """Return the words; the patient's own physio hears of what somebody else decided."""
        turn = target.turn
        what = words.what(target, carer, draft)
        own = next((one for one in target.carers if one.id == target.person.physio), None)
        if own is None or own.id == carer.id or own.state != "active":
            own = None
        taken_up = draft.kind == "reopen" and target.case.discharged and not target.case.stopped
        told = (words.what(target, own, draft), reasons.as_read(turn, own, draft.reason)) if own else ("", "")
        return cls(what, card(target, draft), own, *told, is_read=taken_up or target.person.state == "active")


def waits(target: Visit, carer: Person, draft: Draft, *, number: int, at: datetime) -> None:
    """Show an order that waits, with the button that takes it back."""
    turn, name = target.turn, target.person.name
    what = words.what(target, carer, draft)
    said = text(turn, carer, "orders.waits", name=name, what=what, at=when(turn, carer, at))
    rows = ((_undo(target, carer, number),),)
    send(turn, carer, said, keyboard=rows, about=card(target, draft), replaces=True)


def done(target: Visit, carer: Person, said: Said) -> None:
    """Say that an order has taken effect, to its giver and to the patient's own physio."""
    turn, name = target.turn, target.person.name
    at = when(turn, carer, turn.now)
    words_ = text(turn, carer, "orders.done", name=name, what=said.what, at=at, is_read=said.is_read)
    send(turn, carer, words_, keyboard=_look(target, carer), about=said.card, replaces=True)
    if said.told:
        told = {"name": name, "by": carer.name, "what": said.told_what, "reason": said.told_reason}
        heard = text(turn, said.told, "orders.somebody_else", **told)
        waits_until = waking(said.told, turn.now)
        send(turn, said.told, heard, keyboard=_look(target, said.told), not_before=waits_until)


def undone(target: Visit, carer: Person, giver: Person, *, draft: Draft) -> None:
    """Say that an order was taken back, on its card and to whoever did it."""
    turn = target.turn
    for reader in {giver.id: giver, carer.id: carer}.values():
        what = words.what(target, reader, draft)
        said = text(turn, reader, "orders.undone", name=target.person.name, what=what, by=carer.name)
        about = card(target, draft) if reader.id == giver.id else ""
        send(turn, reader, said, keyboard=_look(target, reader), about=about, replaces=bool(about))
    if giver.id != carer.id:
        tell(turn, giver, "orders.undone_by_other", name=target.person.name, by=carer.name)


def dropped(target: Visit, carer: Person, draft: Draft, cause: Cause, sentence: str) -> None:
    """Say that an order was not carried out, and why, to its giver and to those who look after the patient now."""
    turn, name = target.turn, target.person.name
    if carer.state == "active":
        what = words.what(target, carer, draft)
        said = text(turn, carer, "orders.dropped", name=name, what=what, why=sentence)
        over = text(turn, carer, "orders.card_dropped", name=name, what=what)
        send(turn, carer, over, about=card(target, draft), replaces=True)
        send(turn, carer, said, keyboard=_look(target, carer))
    for reader in target.carers:
        if reader.state != "active" or reader.id == carer.id:
            continue
        told = {"name": name, "what": words.what(target, reader, draft), "by": carer.name, "cause": cause}
        said = text(turn, reader, "orders.dropped_of_other", **told)
        send(turn, reader, said, keyboard=_look(target, reader))


def another_waits(target: Visit, carer: Person, other: Given, *, by: str, able: bool) -> None:
    """Say that somebody has decided something already that is about to take effect, to be undone by who is able to."""
    turn, at = target.turn, when(target.turn, carer, other.at)
    what = words.what(target, carer, other.draft)
    said = text(turn, carer, "orders.another", name=target.person.name, by=by, what=what, at=at, able=able)
    undo = ((_undo(target, carer, other.number),),) if able else ()
    send(turn, carer, said, keyboard=(*undo, *_look(target, carer)))


def something_new(target: Visit, carer: Person) -> None:
    """Say that something came in that has not been seen, so nothing was changed."""
    said = text(target.turn, carer, "orders.something_new", name=target.person.name)
    send(target.turn, carer, said, keyboard=_look(target, carer))


def news_as_well(target: Visit, carer: Person) -> None:
    """Say that an order was carried out although something came in that its giver has not seen yet."""
    said = text(target.turn, carer, "orders.news_as_well", name=target.person.name)
    send(target.turn, carer, said, keyboard=_look(target, carer))


def refused(target: Visit, carer: Person, sentence: str, action: str) -> None:
    """Say why an order cannot be given; to whoever may hand over only, with the button that does."""
    over = () if is_for(carer.role, action) else hand_over(target, carer)
    send(target.turn, carer, sentence, keyboard=(*over, *_look(target, carer)))


def hand_over(target: Visit, reader: Person) -> Keyboard:
    """Return the button that gives a patient to a physio who is there, for whoever may."""
    if not may(reader, "hand_over", target.person):
        return ()
    return ((button(target.turn, reader, "people.hand_over", f"P|h|{target.person.id}"),),)


def too_late(target: Visit, carer: Person, at: datetime) -> None:
    """Say that an order has taken effect already, and what can be done instead, by whom."""
    turn, name = target.turn, target.person.name
    is_theirs = may(carer, "decide", target.person, target.case)
    said = text(turn, carer, "orders.too_late", name=name, at=when(turn, carer, at), is_theirs=is_theirs)
    send(target.turn, carer, said, keyboard=_look(target, carer))


def _look(target: Visit, reader: Person) -> Keyboard:
    """Return the button to the patient, for whoever may see them still."""
    if not may(reader, "see", target.person, target.case):
        return ()
    return ((button(target.turn, reader, "buttons.patient", f"p|{target.person.id}"),),)


def _undo(target: Visit, reader: Person, number: int) -> Button:
    return button(target.turn, reader, "orders.undo", f"un|{target.person.id}|{number}")


def card(target: Visit, draft: Draft) -> str:
    """Return what the messages of an order are about, from its preview to its end, for replacing them."""
    return f"order:{target.person.id}:{draft.mark}"
