"""Inviting somebody in the chat: button after button to a link that works once, and words to pass on with it.

The link is said at once and kept nowhere, as only the hash of its code is stored. Must never show it twice.
"""

from typing import Any

from bot.care import asking
from bot.care.joining.invites import EVERY_STATE, Guest, InviteError, Plan, clean_name, invite
from bot.care.people import fields
from bot.care.people.fields import Choices, Given
from bot.care.ports import Button, Invite, Keyboard, Person, Turn
from bot.care.voice import button, send, tell, text, when

ACTION = "invite"
ABOUT = "invite"
A_ROW = 4
SHORT = 4
"""Labels of so many characters at most stand several in a row."""


async def begin(turn: Turn, member: Person) -> None:
    """Ask whom to invite, from the beginning."""
    await _ask(turn, member, {}, new=True)


async def tapped(turn: Turn, member: Person, parts: list[str]) -> bool:
    """Take a choice; False for a button that is not the one that is asked for now."""
    asked = await asking.awaited(turn, member)
    if asked is None or asked["action"] != ACTION:
        return False
    given: Given = dict(asked["given"])
    field = fields.missing(given)
    match parts:
        case ["no"]:
            await asking.forget(turn, member)
            send(turn, member, text(turn, member, "people.invite_dropped"), about=ABOUT, replaces=True)
        case ["go"] if not field:
            await _make(turn, member, given)
        case [name, place] if name == field and place.isascii() and place.isdecimal():
            offered = await fields.choices(turn, member, field, given)
            if int(place) >= len(offered):
                return False
            await _ask(turn, member, given | {field: offered[int(place)][0]}, new=False)
        case _:
            return False
    return True


async def typed(turn: Turn, member: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as the name; anywhere else say that there is something to tap."""
    given: Given = dict(asked["given"])
    if fields.missing(given) != "name":
        await _ask(turn, member, given, new=True)
        return True
    try:
        name = clean_name(said)
    except InviteError:
        tell(turn, member, "people.bad_name")
        return True
    if given["role"] == "physio" and await _is_taken(turn, name):
        tell(turn, member, "people.name_taken", name=name)
        return True
    await _ask(turn, member, given | {"name": name}, new=True)
    return True


def link(turn: Turn, member: Person, guest: Person, code: str, made: Invite) -> None:
    """Show the link with words to pass on, in the language of whom it is for, and until when it is good."""
    username = turn.settings.bot_username
    way = f"https://t.me/{username}?start={code}" if username else f"/start {code}"
    words = {"name": guest.name, "clinic": turn.settings.clinic, "link": way}
    turn.reply.aside = text(turn, guest, f"people.link_{guest.role}", **words)
    said = text(turn, member, "people.invited", name=guest.name, until=when(turn, member, made.expires_at))
    send(turn, member, said, keyboard=((button(turn, member, "people.new_link", f"P|n|{guest.id}"),),))


async def _ask(turn: Turn, member: Person, given: Given, *, new: bool) -> None:
    """Show what is given so far, and ask what is still missing; at the end, ask whether it is right."""
    field = fields.missing(given)
    if field and field != "name":
        offered = await fields.choices(turn, member, field, given)
        if not offered:
            await asking.forget(turn, member)
            tell(turn, member, f"people.none__{field}")
            return
        if len(offered) == 1 and field in ("language", "phase", "rung"):
            await _ask(turn, member, given | {field: offered[0][0]}, new=new)
            return
    else:
        offered = []
    await asking.ask(turn, member, {"action": ACTION, "given": given})
    lines = [await _line(turn, member, name, given) for name in given]
    question = text(turn, member, f"people.ask__{field or 'right'}")
    said = "\n".join([text(turn, member, "people.inviting"), *lines, "", question])
    send(turn, member, said, keyboard=_rows(turn, member, field, offered), about=ABOUT, replaces=not new)


def _rows(turn: Turn, member: Person, field: str, offered: Choices) -> Keyboard:
    buttons = [Button(said, f"P|i|{field}|{place}") for place, (_, said) in enumerate(offered)]
    wide = A_ROW if offered and all(len(said) <= SHORT for _, said in offered) else 1
    rows = [tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide)]
    if not field:
        rows.append((button(turn, member, "people.go", "P|i|go"),))
    return (*rows, (button(turn, member, "people.drop", "P|i|no"),))


async def _line(turn: Turn, member: Person, field: str, given: Given) -> str:
    """Return what is given for a field as one line."""
    known = dict(await fields.choices(turn, member, field, given))
    value = str(given[field])
    return text(
        turn, member, "people.line", field=text(turn, member, f"people.field__{field}"), value=known.get(value, value)
    )


async def _make(turn: Turn, member: Person, given: Given) -> None:
    """Store the person and the invite, and hand the link over."""
    await asking.forget(turn, member)
    code, guest = turn.new_code(), Guest(str(given["role"]), str(given["name"]), str(given["language"]))
    try:
        made = await invite(turn, code, guest, _plan(given))
    except InviteError:
        tell(turn, member, "people.invite_failed")
        return
    send(turn, member, text(turn, member, "people.made", name=guest.name), about=ABOUT, replaces=True)
    link(turn, member, await turn.person(made.person), code, made)


def _plan(given: Given) -> Plan | None:
    if given["role"] != "patient":
        return None
    return Plan(
        str(given["protocol"]),
        str(given["condition"]),
        str(given["physio"]),
        str(given["rung"]),
        baseline_pain=int(given["pain"]),
        baseline_stiffness=str(given["stiffness"]),
        baseline_swelling=str(given["swelling"]),
    )


async def _is_taken(turn: Turn, name: str) -> bool:
    known = await turn.people("physio", states=EVERY_STATE)
    return any(one.name.casefold() == name.casefold() for one in known)
