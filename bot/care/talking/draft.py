"""A draft: words or a picture, shown with who would get them until the carer sends or drops them.

A button counts only for the very words that it stood under. Must never send anything to a patient.
"""

import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from bot.care import whose
from bot.care.ports import Person, Said, Sent, Turn
from bot.care.things import TEXT, in_words
from bot.care.visit import Visit
from bot.care.voice import button, send, text, waking, when

GOOD_FOR = timedelta(hours=1)
"""So long what was shown may be sent with a tap; after that it is shown again."""


@dataclass(frozen=True)
class Draft:
    """What somebody would send to a patient, and when it was shown; a picture with its number and what it is."""

    patient: int
    text: str
    at: float
    what: str = TEXT
    message_id: int = 0

    @property
    def event(self) -> Said | Sent:
        """What it was when it came in."""
        return Said(self.text) if self.what == TEXT else Sent(self.what, self.message_id, self.text)

    @property
    def mark(self) -> str:
        """A few characters that differ for any other words, or the same at another time."""
        return f"{zlib.crc32(repr(asdict(self)).encode()):08x}"

    def is_old(self, now: datetime) -> bool:
        """Say whether it was shown too long ago to be sent with a tap."""
        return now - datetime.fromtimestamp(self.at, UTC) > GOOD_FOR


async def show(target: Visit, carer: Person, what: Said | Sent) -> None:
    """Show the words with who would get them, and keep them in place of any that were shown before."""
    turn, patient = target.turn, target.person
    if isinstance(what, Sent):
        draft = Draft(patient.id, what.caption, turn.now.timestamp(), what.what, what.message_id)
        said = in_words(turn, carer, ((what.what, what.caption),))
    else:
        draft = Draft(patient.id, what.text.strip(), turn.now.timestamp())
        said = draft.text
    await turn.put_note(_key(carer), asdict(draft))
    rows = (
        (button(turn, carer, "talk.send_button", f"T|{patient.id}|yes|{draft.mark}", who=patient.name),),
        (button(turn, carer, "talk.drop_button", f"T|{patient.id}|no|{draft.mark}"),),
    )
    at = when(turn, patient, turn.now) if waking(patient, turn.now) > turn.now else ""
    shown = text(turn, carer, "talk.confirm", name=patient.name, said=said, at=at)
    send(turn, carer, shown, keyboard=rows, about=whose.between(patient.id, whose.DRAFT))


async def take(turn: Turn, carer: Person, patient: int, mark: str) -> Draft | None:
    """Return the draft for this patient that a button stood under, which is none any more; None for any other."""
    note = await turn.note(_key(carer))
    draft = Draft(**note) if note else None
    if draft is None or (draft.patient, draft.mark) != (patient, mark):
        return None
    await turn.put_note(_key(carer), None)
    return draft


def _key(carer: Person) -> str:
    return f"draft:{carer.id}"
