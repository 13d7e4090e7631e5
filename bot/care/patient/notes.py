"""Notes: what a patient says in their own words, or shows, when nobody is talking with them: an alert, and a receipt.

Pictures and voices are copied from chat to chat and kept nowhere. Must never read what they hold.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.care import alerts, whose
from bot.care.alerts import cards
from bot.care.ports import Media, Person, Sent
from bot.care.visit import Visit
from bot.care.voice import send, text, waking, when
from bot.core.alert import Alert
from bot.core.facts import Noted

COPIED = ("photo", "voice", "audio", "video", "video_note", "animation", "document")
"""What is passed on as it is; everything else a patient sends has to be said in words."""

TOGETHER = timedelta(minutes=10)
"""Pictures without words that come within so short a time are one alert, because an album comes as many messages."""


def came(visit: Visit, said: str) -> None:
    """Keep the patient's own words and pass them on."""
    visit.turn.record(visit.person.id, Noted(said))
    alerts.note_came(visit, said)


def can_be_passed_on(visit: Visit, sent: Sent) -> bool:
    """Say whether what was sent may go to the clinic: it can be copied, and the patient has agreed to it."""
    return sent.what in COPIED and sent.message_id > 0 and visit.person.state == "active"


def showed(visit: Visit, sent: Sent) -> None:
    """Pass a picture, a voice or a file on, under an alert that says from whom."""
    turn, person = visit.turn, visit.person
    alert = None if sent.caption else _last_note(visit)
    readers = [carer for carer in visit.carers if carer.state == "active"]
    if alert is None:
        alert = alerts.note_came(visit, sent.caption, ((sent.what, sent.caption),))
    turn.record(person.id, Noted(sent.caption, sent.what, sent.message_id, alert.number))
    for carer in readers:
        copy_to(visit, carer, sent.message_id, follows=cards.card_name(visit, alert))


def copy_to(visit: Visit, carer: Person, message_id: int, *, follows: str, at: datetime | None = None) -> None:
    """Send a copy of what the patient sent, under the card that says from whom; in the carer's morning without `at`."""
    turn, about = visit.turn, whose.copy_under(follows)
    copied = Media("copy", {"chat_id": visit.person.chat_id, "message_id": message_id})
    send(turn, carer, "", media=copied, about=about, follows=follows, not_before=at or waking(carer, turn.now))


def hand_on(visit: Visit, note: Alert, readers: Iterable[Person], *, under: str = "") -> None:
    """Copy what a note is about for more readers, under its card or another; what is on its way to them comes once."""
    card = under or cards.card_name(visit, note)
    for reader in (one for one in readers if one.state == "active"):
        visit.turn.call_off(reader.id, whose.copy_under(card))
        for number in _shown_with(visit, note):
            copy_to(visit, reader, number, follows=card)


def _shown_with(visit: Visit, note: Alert) -> list[int]:
    """Return the numbers of what the patient sent with a note, in the order in which it came."""
    in_a_talk = note.details.get("shown", ())
    return [*in_a_talk, *(number for alert, number in visit.case.shown if alert == note.number)]


def last_shown(visit: Visit) -> tuple[int, bool]:
    """Return the number of the note that the last picture came with, and whether that was not its first."""
    with_notes = [note for note, _ in visit.case.shown]
    return with_notes[-1], with_notes.count(with_notes[-1]) > 1


def receipt(visit: Visit) -> str:
    """Return in words who will see what the patient has just sent, and when."""
    physio, at = read_by(visit)
    emergency = visit.turn.settings.emergency_number
    return text(visit.turn, visit.person, "talk.receipt", physio=physio, at=at, emergency=emergency)


def read_by(visit: Visit) -> tuple[str, str]:
    """Return who will see what the patient has just sent, and when that is where it is not now."""
    turn = visit.turn
    reader = next((carer for carer in visit.carers if carer.state == "active"), None)
    at = waking(reader, turn.now) if reader else turn.now
    return reader.name if reader else visit.physio, when(turn, visit.person, at) if at > turn.now else ""


def _last_note(visit: Visit) -> Alert | None:
    """Return the note that this picture belongs to: the last one, if it has only just come and nobody has it yet."""
    notes = [alert for alert in visit.case.untaken_alerts() if alert.about == "note"]
    return notes[-1] if notes and visit.turn.now - notes[-1].at < TOGETHER else None
