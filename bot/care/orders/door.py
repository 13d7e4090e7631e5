"""The door to orders: which tap or typed word begins one, adds to it, confirms it or takes it back.

What is being put together stands in a working note of the carer; a button counts only for what is asked there now.
Must never carry an order out itself.
"""

from typing import Any

from bot.care import asking, phrases, seen
from bot.care.orders import comparing, giving, menu, physio, preview, refusals, steps, telling, words
from bot.care.orders.draft import KINDS, MOVES, Draft, begin
from bot.care.orders.steps import Option, UnreadableError
from bot.care.ports import Button, Keyboard, Person, Turn
from bot.care.visit import Visit
from bot.care.voice import button, send, text

ACTION = "order"
"""What is being asked while an order is put together."""

VERBS = ("d", "un", "o", "n", "g")
A_ROW = {"pain": 6, "days": 3}
ONE_TAP = tuple(kind for kind, known in KINDS.items() if kind not in ("measure", "sign"))
"""What a button may begin by its name alone."""


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Take a tap that has to do with orders; False when the button is not theirs, or not of this world."""
    verb, *rest = parts
    target = await seen.patient(turn, carer, rest[0] if rest else "")
    if target is None:
        return verb == "un" and await giving.is_late_undo(turn, carer, rest)
    match verb, rest[1:]:
        case "o", []:
            await _open(target, carer)
        case "n", []:
            await _begin(target, carer, begin("keep", target.case, carer.id))
        case "g", [which]:
            await _begin(target, carer, _signing(target, carer, which))
        case "un", [number] if number.isascii() and number.isdecimal():
            return await giving.undo(target, carer, int(number))
        case "d", more:
            return await _putting_together(target, carer, more)
        case _:
            return False
    return True


async def _putting_together(target: Visit, carer: Person, parts: list[str]) -> bool:
    """Take a tap on what is offered while an order is put together."""
    match parts:
        case []:
            return _show_more(target, carer)
        case ["k", kind] if kind in ONE_TAP:
            await _begin(target, carer, begin(kind, target.case, carer.id))
            return True
    draft = await _draft(target, carer)
    if draft is None:
        return False
    match parts:
        case ["no"]:
            await asking.forget(target.turn, carer)
            send(target.turn, carer, text(target.turn, carer, "orders.left"))
        case ["ok", mark] if not draft.asked and mark == draft.mark:
            await asking.forget(target.turn, carer)
            await giving.give(target, carer, draft)
        case ["g", group] if any(one.group == group for one in _options(target, carer, draft)):
            _ask(target, carer, draft, group=group)
        case [step, place] if step == draft.asked and place.isascii() and place.isdecimal():
            return await _chosen(target, carer, draft, int(place))
        case _:
            return False
    return True


async def typed(turn: Turn, carer: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as what is asked for; words that are no answer are told what would be, and asked again."""
    target = await seen.patient(turn, carer, str(asked["patient"]))
    draft = await _draft(target, carer) if target else None
    if target is None or draft is None or not draft.asked:
        return False
    try:
        value = steps.typed(target, carer, draft, said)
    except UnreadableError as fault:
        _ask(target, carer, draft, preface=fault.sentence)
        return True
    await _add(target, carer, draft, value)
    return True


async def _open(target: Visit, carer: Person) -> None:
    """Begin to open a plan; under the old button of one that is open already, say so and show how it stands."""
    if target.case.held or target.case.discharged:
        await _begin(target, carer, begin("reopen", target.case, carer.id))
        return
    send(target.turn, carer, text(target.turn, carer, "orders.not_closed"))
    await physio.show_patient(target, carer)


async def _begin(target: Visit, carer: Person, draft: Draft) -> None:
    """Begin an order, unless it cannot be given as things stand, or somebody has just decided something."""
    other = await giving.in_the_way(target, carer, draft)
    sentence = refusals.refusal(target, carer, draft)
    if other:
        by = (await target.turn.person(other.by)).name
        telling.another_waits(target, carer, other, by=by, able=refusals.may_undo(target, carer, other))
    elif sentence:
        telling.refused(target, carer, sentence, draft.action)
    else:
        await _keep(target, carer, draft)


def _signing(target: Visit, carer: Person, which: str) -> Draft:
    """Return the signing of a checkpoint, which needs no reason, or of a gate in place of its tests, which does."""
    draft = begin("sign", target.case, carer.id, which=which)
    return draft if words.is_gate(target, which) else draft.with_value("why", "")


async def _chosen(target: Visit, carer: Person, draft: Draft, place: int) -> bool:
    known = _options(target, carer, draft)
    if place >= len(known):
        return False
    await _add(target, carer, draft, known[place].value)
    return True


async def _add(target: Visit, carer: Person, draft: Draft, value: Any) -> None:
    """Add an answer to an order; one with which it could not be given is refused, and asked for again."""
    more = steps.added(target, draft, value)
    sentence = refusals.refusal(target, carer, more)
    if sentence:
        _ask(target, carer, draft, preface=sentence)
    else:
        await _keep(target, carer, more)


async def _keep(target: Visit, carer: Person, draft: Draft) -> None:
    """Keep in mind what was chosen so far, and ask for what is missing, or show what it all comes to."""
    await asking.ask(target.turn, carer, {"action": ACTION, "patient": target.person.id, **draft.as_note()})
    if draft.asked:
        _ask(target, carer, draft)
        return
    send(
        target.turn,
        carer,
        preview.preview(target, carer, draft),
        keyboard=preview.buttons(target, carer, draft),
        about=telling.card(target, draft),
    )


async def _draft(target: Visit, carer: Person) -> Draft | None:
    """Return what this carer is putting together for this patient, unless they began it too long ago."""
    asked = await asking.asked_of(target.turn, carer)
    if not asked or asked.get("action") != ACTION or asked.get("patient") != target.person.id:
        return None
    return Draft.of_note(asked) if asking.is_awaited(target.turn, asked) else None


def _ask(target: Visit, carer: Person, draft: Draft, *, preface: str = "", group: str = "") -> None:
    turn, step = target.turn, draft.asked
    said = text(turn, carer, f"orders.ask__{step}", name=target.person.name, kind=draft.kind)
    if draft.kind in MOVES and step == "rung" and not preface:
        said = f"{comparing.differences(target, carer, draft)}\n\n{said}"
    rows = _keyboard(target, carer, draft, group)
    send(turn, carer, f"{preface}\n\n{said}" if preface else said, keyboard=rows)


def _options(target: Visit, carer: Person, draft: Draft) -> list[Option]:
    return steps.options(target, carer, draft) if draft.asked else []


def _keyboard(target: Visit, carer: Person, draft: Draft, group: str) -> Keyboard:
    """Return the answers of one group, then a button for each other group, then the way out."""
    known, step = _options(target, carer, draft), draft.asked
    shown = group or _here(target, draft, known)
    stem, wide = f"d|{target.person.id}", A_ROW.get(step, 1)
    buttons = [Button(one.label, f"{stem}|{step}|{place}") for place, one in enumerate(known) if one.group == shown]
    rows = [tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide)]
    others = [one for one in dict.fromkeys(option.group for option in known) if one != shown and one]
    rows += [(_group(target, carer, draft, one),) for one in others]
    return (*rows, (preview.leave(target, carer),))


def _here(target: Visit, draft: Draft, known: list[Option]) -> str:
    """Return the group that is shown first: that of the rung where the patient stands, else the first."""
    position = target.case.position
    here = [one.group for one in known if position and one.value == position.rung]
    return here[0] if here else known[-1].group if draft.asked == "rung" else known[0].group if known else ""


def _group(target: Visit, carer: Person, draft: Draft, group: str) -> Button:
    data = f"d|{target.person.id}|g|{group}"
    if draft.asked == "rung":
        return button(target.turn, carer, f"orders.rungs__{group}", data)
    return button(target.turn, carer, "orders.paired", data, name=phrases.protocol(target.turn, carer, group))


def _show_more(target: Visit, carer: Person) -> bool:
    """Show what changes the terms of the treatment; False where there is nothing of it for them."""
    rows = menu.terms(target, carer)
    if rows:
        said = text(target.turn, carer, "orders.more_of", name=target.person.name)
        send(target.turn, carer, said, keyboard=rows)
    return bool(rows)
