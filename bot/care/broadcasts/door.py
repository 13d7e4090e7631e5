"""The door to broadcasts: whose draft it is, what was tapped, typed or sent, and who may do it.

Must never trust a button: a draft belongs to whoever began it, and what was sent belongs to the whole clinic.
"""

from dataclasses import replace
from typing import Any

from bot.care.broadcast import EVERY, Broadcast
from bot.care.broadcasts import cohorts, drafting, preview, reporting, sending
from bot.care.permissions import may
from bot.care.ports import Due, Person, Sent, Turn
from bot.care.voice import send, tell, text

DUES = (sending.SEND, reporting.REPORT)
AFTERWARDS = ("stop", "list_of", "again", "again_all")
"""What every member of the clinic can do with a broadcast that was confirmed; everything else is about a draft."""


async def begin(turn: Turn, member: Person, said: str = "") -> None:
    """Begin a broadcast, or go on with the one that was begun."""
    await drafting.begin(turn, member, said)


async def tapped(turn: Turn, member: Person, parts: list[str]) -> bool:
    """Take a tap on a draft or on a report; False when the button is not of this world."""
    if len(parts) < 3 or not may(member, "broadcast"):
        return False
    broadcast = await _found(turn, parts[1])
    if broadcast is None:
        return False
    word, rest = parts[2], parts[3:]
    if word in AFTERWARDS and broadcast.state not in ("draft", "dropped"):
        return await _afterwards(turn, member, broadcast, word)
    if broadcast.by != member.id:
        turn.reply.toast = text(turn, member, "broadcasts.not_yours")
        return True
    if word in AFTERWARDS:
        return False
    if word == "sent":
        await reporting.show_latest(turn, member)
        return True
    if broadcast.state != "draft":
        turn.reply.toast = text(turn, member, "broadcasts.already_done")
        return True
    return await _on_draft(turn, member, broadcast, word, *rest)


async def typed(turn: Turn, member: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as the text, the list or the count that was asked for; False when the draft is gone."""
    draft = await _draft(turn, member, asked)
    if draft is None:
        return False
    match asked["what"]:
        case "text":
            await drafting.take_text(turn, member, draft, language=str(asked["language"]), said=said)
        case "list":
            await drafting.take_list(turn, member, draft, said)
        case "count":
            await preview.typed(turn, member, draft, said)
        case _:
            tell(turn, member, "broadcasts.not_a_picture")
    return True


async def sent(turn: Turn, member: Person, asked: dict[str, Any], thing: Sent) -> bool:
    """Take a picture or a document for the draft; False when it is neither, or the draft is gone."""
    draft = await _draft(turn, member, asked)
    if draft is None or asked["what"] not in ("text", "picture"):
        return False
    return await drafting.take_picture(turn, member, draft, thing, str(asked["language"]))


async def tapped_in_test(turn: Turn, member: Person, _parts: list[str]) -> bool:
    """Answer a tap of the clinic on the button under its own test."""
    turn.reply.toast = text(turn, member, "broadcasts.only_a_test")
    return may(member, "broadcast")


async def came_due(turn: Turn, due: Due) -> None:
    """Do what was set for a broadcast."""
    await (sending.came_due(turn, due) if due.kind == sending.SEND else reporting.came_due(turn, due))


async def _on_draft(turn: Turn, member: Person, draft: Broadcast, word: str, *rest: str) -> bool:
    match word, rest:
        case ("card", ()) | ("show", ()):
            await drafting.changed(turn, member, draft, new=word == "show")
        case "see", ():
            await preview.show(turn, member, draft)
        case "test", ():
            await preview.test(turn, member, draft)
        case "drop", ():
            await _drop(turn, member, draft)
        case "text", (language,) if language in turn.library.languages:
            await drafting.ask_text(turn, member, draft, language)
        case "pic", ():
            await drafting.ask(turn, member, draft, "picture")
        case _:
            return await _chosen(turn, member, draft, word, *rest)
    return True


async def _chosen(turn: Turn, member: Person, draft: Broadcast, word: str, *rest: str) -> bool:
    """Take a tap that changes what is in the draft, or to whom it goes."""
    known = rest[:1] if rest and rest[0] in cohorts.dimensions(draft.cohort) else ()
    match word, rest:
        case "to", ():
            await drafting.show_dimensions(turn, member, draft)
        case "to", (by,) if known:
            await drafting.show_choices(turn, member, draft, by)
        case "set", (by, mark) if known:
            return await drafting.choose(turn, member, draft, by=by, mark=mark)
        case "all", ():
            await drafting.changed(turn, member, replace(draft, cohort=cohorts.EVERYBODY))
        case "list", ():
            await drafting.ask(turn, member, draft, "list")
        case "kind", ():
            await drafting.changed(turn, member, replace(draft, plan=not draft.plan))
        case "nopic", ():
            await drafting.changed(turn, member, replace(draft, media=None))
        case "every", () if len(draft.texts) == 1:
            await drafting.changed(turn, member, replace(draft, texts={EVERY: next(iter(draft.texts.values()))}))
        case _:
            return False
    return True


async def _afterwards(turn: Turn, member: Person, broadcast: Broadcast, word: str) -> bool:
    match word:
        case "stop" if broadcast.state != "running":
            turn.reply.toast = text(turn, member, "broadcasts.has_ended")
        case "stop":
            await reporting.stop(turn, member, broadcast)
        case "list_of":
            await reporting.send_list(turn, member, broadcast)
        case _ if broadcast.state == "running":
            turn.reply.toast = text(turn, member, "broadcasts.still_running")
        case _:
            ends = reporting.NOT_CERTAIN if word == "again_all" else reporting.FAILED
            await preview.show(turn, member, await reporting.repeat(turn, member, broadcast, ends=ends))
    return True


async def _drop(turn: Turn, member: Person, draft: Broadcast) -> None:
    await turn.broadcasts.keep(replace(draft, state="dropped"))
    said = text(turn, member, "broadcasts.dropped", number=draft.id)
    send(turn, member, said, about=drafting.card_name(draft), replaces=True)


async def _draft(turn: Turn, member: Person, asked: dict[str, Any]) -> Broadcast | None:
    """Return the draft that was asked about, as long as it is one: never what was sent or dropped since."""
    draft = await _found(turn, str(asked.get("draft", ""))) if may(member, "broadcast") else None
    return draft if draft and draft.by == member.id and draft.state == "draft" else None


async def _found(turn: Turn, number: str) -> Broadcast | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    return await turn.broadcasts.find(int(number))
