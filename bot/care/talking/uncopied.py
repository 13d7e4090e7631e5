"""A picture that Telegram would not copy: whoever waits for it, or has sent it, reads that it did not arrive.

Must never say why, because nobody knows, nor take the one who was to see it for gone.
"""

from bot.care import whose
from bot.care.alerts.cards import name_for
from bot.care.ports import Row, Turn
from bot.care.visit import visit
from bot.care.voice import send, text


async def could_not_copy(turn: Turn, row: Row) -> None:
    """Say in the place of a copy that it could not be made, to whoever of the clinic was to see it or has sent it."""
    reader = await turn.person(row.person)
    if reader.role == "patient":
        source = await turn.person_of_user(int(row.media.data["chat_id"])) if row.media else None
        if source is not None:
            said = text(turn, source, "talk.not_delivered", name=reader.name)
            send(turn, source, said, about=whose.between(reader.id, whose.SENT))
        return
    number = whose.patient_of(row.about)
    if number is not None:
        name = name_for(await visit(turn, await turn.person(number)), reader)
        under = row.about.removesuffix(f":{whose.COPY}")
        send(turn, reader, text(turn, reader, "talk.not_copied", name=name), about=row.about, follows=under)
