"""The clinic's group chat: it takes one in, follows it when it grows, and notices when it is put out of it.

A group is a person of its own kind, to whom alerts go. In it nothing is answered but /here, and that only to members
of the clinic. Must never take a group in without a word in private from somebody of the clinic.
"""

from dataclasses import replace

from bot.care.alerts import presence
from bot.care.joining.invites import EVERY_STATE
from bot.care.permissions import may
from bot.care.ports import Incoming, Person, Turn
from bot.care.voice import button, send, tell, text, waking

COMMAND = "/here"


async def said(turn: Turn, incoming: Incoming, words: str) -> None:
    """Take in what somebody typed in a group: /here of a member of the clinic, and nothing else."""
    command, _, rest = words.partition(" ")
    name, _, bot = command.partition("@")
    meant = not bot or bot.casefold() == turn.settings.bot_username.casefold()
    member = await turn.person_of_user(incoming.user_id)
    if name.lower() != COMMAND or not meant or member is None or not may(member, "manage_people"):
        return
    if rest.strip().lower() == "off":
        await off(turn, member)
        return
    await turn.put_note(_key(member), {"chat": incoming.chat_id})
    rows = (
        (button(turn, member, "groups.this__yes", "P|g|yes"),),
        (button(turn, member, "groups.this__no", "P|g|no"),),
    )
    known = await _group(turn)
    other = known is not None and known.state == "active" and known.chat_id != incoming.chat_id
    details, names = turn.settings.details_in_groups, turn.settings.names_in_alerts
    tell(turn, member, "groups.confirm", keyboard=rows, other=other, details=details, names=names)


async def confirmed(turn: Turn, member: Person, *, yes: bool) -> bool:
    """Take the group in that the member wrote in last; False when there is none that waits for it."""
    waits = await turn.note(_key(member))
    if waits is None:
        return False
    await turn.put_note(_key(member), None)
    if not yes:
        turn.reply.toast = text(turn, member, "groups.left_out")
        return True
    known, chat = await _group(turn), int(waits["chat"])
    if known is None:
        known = await turn.add_person(
            Person(0, "group", text(turn, member, "groups.name"), member.language, turn.settings.timezone)
        )
    group = replace(known, state="active", chat_id=chat, language=member.language)
    turn.update(group)
    clinic, details = turn.settings.clinic, turn.settings.details_in_groups
    send(turn, group, text(turn, group, "groups.welcome", clinic=clinic, by=member.name, details=details))
    tell(turn, member, "groups.taken_in")
    return True


async def off(turn: Turn, member: Person) -> None:
    """Send nothing to the group any more."""
    known = await _group(turn)
    if known is None or known.state != "active":
        tell(turn, member, "groups.none")
        return
    out = replace(known, state="inactive")
    turn.update(out)
    await presence.gone(turn, out)
    tell(turn, member, "groups.off")


async def grew(turn: Turn, old: int, new: int) -> None:
    """Follow the group to its new chat id, so that alerts keep arriving."""
    known = await _group(turn)
    if known is not None and known.chat_id == old:
        turn.update(replace(known, chat_id=new))


async def lost(turn: Turn, chat: int) -> None:
    """Note that the bot was put out of the group, and tell the clinic."""
    known = await _group(turn)
    if known is not None and known.chat_id == chat and known.state == "active":
        await put_out(turn, known)


async def put_out(turn: Turn, group: Person) -> None:
    """Send nothing to a group that is gone, leave its alerts to others, and tell every member of the clinic."""
    out = replace(group, state="blocked")
    turn.update(out)
    await presence.gone(turn, out)
    for member in await turn.people("clinic"):
        send(turn, member, text(turn, member, "groups.put_out"), not_before=waking(member, turn.now))


async def is_ours(turn: Turn, chat: int) -> bool:
    """Say whether this is the chat of the clinic's group."""
    known = await _group(turn)
    return known is not None and known.state == "active" and known.chat_id == chat


async def _group(turn: Turn) -> Person | None:
    """Return the clinic's group, there or not; there is one at most."""
    return next(iter(await turn.people("group", states=EVERY_STATE)), None)


def _key(member: Person) -> str:
    return f"here:{member.id}"
