"""What the clinic is told of links: who came in with one, whose account opened one, and which was opened twice.

What an account calls itself on Telegram is said in the message and kept nowhere else. Must never hold anybody up.
"""

from collections.abc import Callable

from bot.care.joining.invites import InviteError, clean_name
from bot.care.ports import Button, Incoming, Person, Turn
from bot.care.voice import button, send, text, waking

Tell = Callable[[Person], tuple[str, tuple[Button, ...]]]
"""What one reader is told, with the buttons below it."""


async def came_in(turn: Turn, guest: Person, incoming: Incoming) -> None:
    """Say who of the staff came in, with the button that takes the access away."""

    def said(reader: Person) -> tuple[str, tuple[Button, ...]]:
        role, account = _role(turn, reader, guest), _account(incoming)
        words = text(turn, reader, "people.came_in", name=guest.name, role=role, account=account)
        return words, (button(turn, reader, "people.deactivate", f"P|x|{guest.id}"),)

    await _tell(turn, f"came in:{guest.id}:{incoming.user_id}", said)


async def opened_by(turn: Turn, guest: Person, known: Person) -> None:
    """Say with whose account a link for somebody else was opened."""

    def said(reader: Person) -> tuple[str, tuple[Button, ...]]:
        role = _role(turn, reader, known)
        return text(turn, reader, "people.link_of_known", name=guest.name, known=known.name, role=role), ()

    await _tell(turn, f"opened by:{guest.id}:{known.id}", said)


async def used_again(turn: Turn, guest: Person, incoming: Incoming) -> None:
    """Say that a link was opened once more after somebody had come in with it, and what ends their access."""
    is_patient = guest.role == "patient"

    def said(reader: Person) -> tuple[str, tuple[Button, ...]]:
        account = _account(incoming)
        words = text(turn, reader, "people.used_again", name=guest.name, account=account, patient=is_patient)
        show = button(turn, reader, "buttons.patient", f"p|{guest.id}")
        return words, (show if is_patient else button(turn, reader, "people.deactivate", f"P|x|{guest.id}"),)

    await _tell(turn, f"used again:{guest.id}:{incoming.user_id}", said)


async def _tell(turn: Turn, key: str, said: Tell) -> None:
    """Tell every member of the clinic who is here, once under a key."""
    for reader in await turn.people("clinic"):
        words, buttons = said(reader)
        rows = (buttons,) if buttons else ()
        send(turn, reader, words, keyboard=rows, key=f"{key}:{reader.id}", not_before=waking(reader, turn.now))


def _role(turn: Turn, reader: Person, person: Person) -> str:
    return text(turn, reader, f"people.role__{person.role}")


def _account(incoming: Incoming) -> str:
    """Return what an account calls itself, without what could not be shown; a dash where nothing is left."""
    try:
        return clean_name(incoming.name[:60])
    except InviteError:
        return "–"
