"""The door for physios and the clinic: which use case takes a command, a tap or typed words.

Each use case checks for itself who may do it. Must never decide that from what was tapped.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from bot.care import asking
from bot.care.alerts import digest, handling, listing
from bot.care.broadcasts import door
from bot.care.caseload import figures_told, journal, roster, weekly
from bot.care.orders import door as orders
from bot.care.orders import physio
from bot.care.patient import answering, replies
from bot.care.people import door as people
from bot.care.people import reachable
from bot.care.ports import Person, Said, Sent, Tapped, Turn
from bot.care.talking import writing
from bot.care.updates import talk
from bot.care.visit import Visit, visit
from bot.care.voice import tell, text

Command = Callable[[Turn, Person, str], Awaitable[None]]
Tap = Callable[[Turn, Person, list[str]], Awaitable[bool]]
Answer = Callable[[Turn, Person, dict[str, Any], str], Awaitable[bool]]
Picture = Callable[[Turn, Person, dict[str, Any], Sent], Awaitable[bool]]

ANSWERS = ("a", "f", "e", "c")
"""What begins the data of buttons under a question; staff have questions of their own when they join."""


async def _settings(turn: Turn, person: Person, _rest: str) -> None:
    replies.settings(await visit(turn, person))


async def _help(turn: Turn, person: Person, _rest: str) -> None:
    replies.help_(await visit(turn, person))


COMMANDS: dict[str, dict[str, Command]] = {
    "physio": {
        "patients": roster.show,
        "alerts": listing.command,
        "week": weekly.command,
        "write": writing.command,
        "settings": _settings,
        "help": _help,
        "start": _help,
    },
    "clinic": {
        "patients": roster.show,
        "alerts": listing.command,
        "week": weekly.command,
        "figures": figures_told.command,
        "write": writing.command,
        "people": people.command,
        "here": people.here,
        "broadcast": door.begin,
        "updates": talk.begin,
        "settings": _settings,
        "help": _help,
        "start": _help,
    },
}
"""The commands of each role. Each is handed the words that came behind it."""

TAPS: dict[str, Tap] = {
    **dict.fromkeys(("k", "z", "u"), handling.tapped),
    digest.SEEN: digest.tapped,
    **dict.fromkeys(("p", "v"), physio.tapped),
    **dict.fromkeys(orders.VERBS, orders.tapped),
    "b": door.tapped,
    "B": door.tapped_in_test,
    roster.VERB: roster.tapped,
    journal.VERB: journal.tapped,
    weekly.VERB: weekly.tapped,
    talk.VERB: talk.tapped,
    "T": writing.tapped,
    "P": people.tapped,
    "I": reachable.tapped,
}
"""What takes a tap, by the first part of the button's data. Each is handed all parts, and returns False where the
button is not theirs, or not of this world."""

IN_GROUPS: dict[str, Tap] = {"k": handling.taken_in_a_group}
"""What takes a tap in the clinic's group: there an alert can be taken, and nothing else be done."""

TYPED: dict[str, Answer] = {
    handling.RESOLVE: handling.typed,
    "measure": physio.typed,
    orders.ACTION: orders.typed,
    "broadcast": door.typed,
    "write": writing.typed,
    "invite": people.typed,
}
"""What takes typed words, by the `action` of what was asked last with `asking.ask`."""

PICTURES: dict[str, Picture] = {"broadcast": door.sent, "write": writing.sent}
"""What takes a photo or a document, by the `action` of what was asked last."""


async def receive(turn: Turn, person: Person, event: Said | Tapped | Sent) -> None:
    """Take in what somebody of the clinic did."""
    match event:
        case Tapped(data):
            await _tapped(turn, person, data)
        case Said(said) if said.startswith("/"):
            await _command(turn, person, said)
        case _ if await writing.replied(turn, person, event):
            return
        case Said(said):
            await _typed(turn, person, said)
        case Sent():
            await _sent(turn, person, event)


async def tapped_in_a_group(turn: Turn, person: Person, data: str) -> None:
    """Take in what somebody of the clinic tapped in its group."""
    await _take(turn, person, data.split("|"), IN_GROUPS)


async def _tapped(turn: Turn, person: Person, data: str) -> None:
    parts = data.split("|")
    if parts[0] in ANSWERS:
        answering.tapped(await visit(turn, person), data)
    else:
        await _take(turn, person, parts, TAPS)


async def _take(turn: Turn, person: Person, parts: list[str], taps: dict[str, Tap]) -> None:
    take = taps.get(parts[0])
    if take is None or person.state != "active" or not await take(turn, person, parts):
        turn.reply.toast = text(turn, person, "replies.old_button")


async def _command(turn: Turn, person: Person, said: str) -> None:
    name, *behind = re.split(r"\s", said.removeprefix("/"), maxsplit=1)
    name, rest = name.partition("@")[0].lower(), "".join(behind)
    await asking.forget(turn, person)
    if person.state != "active":
        answering.show_waiting(await visit(turn, person))
        return
    command = COMMANDS[person.role].get(name)
    if command is None:
        tell(turn, person, "replies.unknown_command")
    else:
        await command(turn, person, rest.strip())


async def _typed(turn: Turn, person: Person, said: str) -> None:
    came: Visit = await visit(turn, person)
    if answering.typed(came, said):
        return
    asked = await asking.awaited(turn, person)
    take = TYPED.get(str(asked["action"])) if asked else None
    if asked is None or take is None or not await take(turn, person, asked, said):
        tell(turn, person, "replies.staff_words")


async def _sent(turn: Turn, person: Person, sent: Sent) -> None:
    asked = await asking.awaited(turn, person)
    take = PICTURES.get(str(asked["action"])) if asked else None
    if asked is None or take is None or not await take(turn, person, asked, sent):
        tell(turn, person, "replies.sent_other")
