"""Plan updates in the chat of somebody of the clinic: what waits, whom it touches, for whom it takes effect, and yes.

What is shown is worked out outside the turn; here it is said, chosen and ordered. Must never publish anything that
was not shown to whoever says yes.
"""

from typing import Any

from bot.care.permissions import may
from bot.care.ports import Button, Keyboard, Person, Turn
from bot.care.updates import orders, page
from bot.care.updates.survey import MODES, Mode, Survey
from bot.care.voice import button, send, tell, text

VERB = "U"
SHORT = 12
"""How much of a hash a button carries."""

PLACES = ("nearest", "stay")


async def begin(turn: Turn, member: Person, _rest: str) -> None:
    """Look what waits to be published; the answer comes when that is worked out."""
    if await orders.is_under_way(turn):
        tell(turn, member, "updates.under_way")
        return
    await orders.look(turn, member.id)
    tell(turn, member, "updates.looking")


async def show(turn: Turn, member: Person, survey: Survey) -> None:
    """Show what waits to be published, with everything as a document, and ask for whom it is to take effect."""
    await orders.looked(turn, member.id)
    if survey.problems or not survey.changes:
        await turn.put_note(orders.OFFER, None)
    if survey.problems:
        send(turn, member, page.refused(turn, member, survey))
    elif not survey.changes:
        tell(turn, member, "updates.nothing")
    else:
        await orders.offer(turn, survey, member.id)
        send(turn, member, text(turn, member, "updates.document"), media=page.document(turn, member, survey))
        send(turn, member, page.table(turn, member, survey), keyboard=_choices(turn, member, survey.digest))


async def tapped(turn: Turn, member: Person, parts: list[str]) -> bool:
    """Take a choice; False where it is not theirs, was dealt with, or is about what has changed since."""
    offered = await turn.note(orders.OFFER)
    if not may(member, "publish") or offered is None or member.id not in offered["by"]:
        return False
    if len(parts) < 3 or parts[1] != str(offered["digest"])[:SHORT]:
        return False
    mode = next((one for one in MODES if one == parts[2]), None)
    if parts[2:] == ["no"]:
        await orders.decline(turn, offered, member.id)
        tell(turn, member, "updates.called_off")
        return True
    return mode is not None and await _chosen(turn, member, offered, mode, rest=parts[3:])


async def _chosen(turn: Turn, member: Person, offered: dict[str, Any], mode: Mode, *, rest: list[str]) -> bool:
    refusal = offered["refusals"][mode]
    if refusal:
        tell(turn, member, f"updates.refused__{refusal}")
    elif await orders.is_under_way(turn):
        tell(turn, member, "updates.under_way")
    elif not rest and mode != "new" and offered["counts"]["displaced"]:
        _ask_place(turn, member, offered, mode)
    elif not rest or (len(rest) == 1 and rest[0] in PLACES):
        _confirm(turn, member, offered, [mode, *(rest or ["stay"])])
    elif len(rest) == 2 and rest[0] in PLACES and rest[1] == "yes":
        await orders.order(turn, offered, mode, nearest=rest[0] == "nearest", by=member.id)
        tell(turn, member, "updates.ordered")
        for one in offered["by"]:
            if one != member.id:
                tell(turn, await turn.person(one), "updates.under_way")
    else:
        return False
    return True


def _ask_place(turn: Turn, member: Person, offered: dict[str, Any], mode: Mode) -> None:
    counts = offered["counts"]
    rows = tuple((_button(turn, member, place, offered["digest"], mode, place),) for place in PLACES)
    tell(turn, member, "updates.ask_place", keyboard=rows, count=counts["displaced"], moved=counts["moved"])


def _confirm(turn: Turn, member: Person, offered: dict[str, Any], words: list[str]) -> None:
    digest, counts, mode = offered["digest"], offered["counts"], words[0]
    yes = _button(turn, member, "publish", digest, *words, "yes")
    rows = ((yes,), (_button(turn, member, "not_yet", digest, "no"),))
    shown = {name: counts[name] for name in ("touched", "held", "back", "repeat", "session", "waits")}
    tell(turn, member, f"updates.confirm__{mode}", keyboard=rows, **shown)


def _choices(turn: Turn, member: Person, digest: str) -> Keyboard:
    return tuple(
        (_button(turn, member, word, digest, word if word in MODES else "no"),) for word in (*MODES, "not_yet")
    )


def _button(turn: Turn, member: Person, name: str, digest: str, *words: str) -> Button:
    return button(turn, member, f"updates.button__{name}", "|".join((VERB, digest[:SHORT], *words)))


def report(turn: Turn, member: Person, running: dict[str, Any]) -> None:
    """Say what an update came to, once it was taken to everybody it is for."""
    left = running["of"] - sum(running["counts"].values())
    tell(turn, member, f"updates.done__{running['mode']}", of=running["of"], left=left, **running["counts"])
