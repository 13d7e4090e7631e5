"""Giving an order: confirmed once, waiting until it can no longer be undone, then carried out or laid aside.

What waits stands in a working note and among what is due, so no restart loses it. One order on a patient waits at a
time; measured results wait side by side, because none of them decides over another. Must never put an order together.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.care.orders import effects, refusals, telling
from bot.care.orders.draft import RESTRICTING, Draft, Given, State, seen_of
from bot.care.permissions import may
from bot.care.ports import Due, Person, Turn
from bot.care.visit import Visit, visit

DUE = "order"
KEPT = 5
"""So many orders that have ended are kept in mind, for whoever taps their button too late."""


async def give(target: Visit, carer: Person, draft: Draft) -> bool:
    """Take a confirmed order: carry it out at once or let it wait; False when it cannot be given, which is said."""
    turn = target.turn
    other = await in_the_way(target, carer, draft)
    if other:
        able = refusals.may_undo(target, carer, other)
        telling.another_waits(target, carer, other, by=(await turn.person(other.by)).name, able=able)
        return False
    if draft.kind != "measure" and draft.seen != seen_of(target.case, carer.id):
        telling.something_new(target, carer)
        return False
    sentence = refusals.refusal(target, carer, draft)
    if sentence:
        telling.refused(target, carer, sentence, draft.action)
        return False
    await _take(target, carer, draft)
    return True


async def in_the_way(target: Visit, carer: Person, draft: Draft) -> Given | None:
    """Return an order that waits to take effect and has to come first."""
    waiting = [one for one in await given(target.turn, target.person.id) if one.state == "waits"]
    return next((one for one in waiting if not _waits_beside(one, carer, draft)), None)


async def measured_before(target: Visit) -> list[tuple[Person, Draft]]:
    """Return the measured results that wait to take effect, with who measured them, in their order."""
    waiting = [one for one in await given(target.turn, target.person.id) if one.state == "waits"]
    return [(await target.turn.person(one.by), one.draft) for one in waiting if one.draft.kind == "measure"]


async def given(turn: Turn, patient: int) -> list[Given]:
    """Return the orders on a patient that wait, and the last ones that ended, oldest first."""
    note = await turn.note(_key(patient)) or {}
    return [_of_note(int(number), one, turn) for number, one in note.get("given", {}).items()]


async def undo(target: Visit, carer: Person, number: int) -> bool:
    """Take an order back that has not taken effect; too late says so; False when there is no such order."""
    one = next((one for one in await given(target.turn, target.person.id) if one.number == number), None)
    if one is None or one.state in ("undone", "dropped"):
        return False
    giver = await target.turn.person(one.by)
    if one.state == "done":
        telling.too_late(target, carer, one.at)
        return True
    if not refusals.may_undo(target, carer, one):
        telling.refused(target, carer, refusals.not_theirs(target, carer, "decide"), "decide")
        return True
    await _set(target, number, "undone", target.turn.now)
    target.turn.forget(target.person.id, DUE, str(number))
    telling.undone(target, carer, giver, draft=one.draft)
    return True


async def is_late_undo(turn: Turn, giver: Person, parts: list[str]) -> bool:
    """Tell whoever may act on a patient no more since when their own order is in effect; False for anything else."""
    patient, number = parts if len(parts) == 2 and all(one.isascii() and one.isdecimal() for one in parts) else ("", "")
    known = await given(turn, int(patient)) if patient else []
    one = next((one for one in known if str(one.number) == number and one.by == giver.id), None)
    if one is None or one.state != "done":
        return False
    telling.too_late(await visit(turn, await turn.person(int(patient))), giver, one.at)
    return True


async def came_due(target: Visit, subject: str) -> None:
    """Carry out an order whose time has come, unless its giver has to look again first."""
    one = next((one for one in await given(target.turn, target.person.id) if str(one.number) == subject), None)
    if one is None or one.state != "waits":
        return
    carer, draft = await target.turn.person(one.by), one.draft
    cause, sentence = _obstacle(target, carer, draft)
    if cause:
        await _set(target, one.number, "dropped", target.turn.now)
        telling.dropped(target, carer, draft, cause, sentence)
        return
    await _set(target, one.number, "done", target.turn.now)
    _carry_out(target, carer, draft)


async def _take(target: Visit, carer: Person, draft: Draft) -> None:
    turn, seconds = target.turn, target.turn.settings.undo_seconds
    number = await _next_number(turn, target.person.id)
    at = turn.now + timedelta(seconds=seconds)
    state: State = "waits" if seconds > 0 else "done"
    await _put(target, Given(number, carer.id, at, state, draft))
    if seconds > 0:
        turn.plan(Due(target.person.id, DUE, str(number), at))
        telling.waits(target, carer, draft, number=number, at=at)
    else:
        _carry_out(target, carer, draft)


def _carry_out(target: Visit, carer: Person, draft: Draft) -> None:
    """Put an order into effect, and tell those of the clinic whom it concerns."""
    has_news = draft.kind in RESTRICTING and draft.seen != seen_of(target.case, carer.id)
    said = telling.Said.of(target, carer, draft)
    effects.carry_out(target, carer, replace(draft, overtaken=has_news))
    telling.done(target, carer, said)
    if has_news and may(carer, "see", target.person, target.case):
        telling.news_as_well(target, carer)


def _waits_beside(one: Given, carer: Person, draft: Draft) -> bool:
    """Whether an order waits without being in the way: a result of another test, or one that its giver corrects."""
    if not one.draft.kind == draft.kind == "measure":
        return False
    return one.by == carer.id or one.draft.values["test"] != draft.values["test"]


def _obstacle(target: Visit, carer: Person, draft: Draft) -> tuple[telling.Cause, str]:
    """Return why a confirmed order must not be carried out, with a sentence for its giver; empty where nothing is.

    What only restricts stands in spite of news, and although its giver has lost the patient meanwhile: they had them
    when they confirmed it. But nobody's care ends over anything that its giver has not seen.
    """
    had_them = draft.kind in RESTRICTING and carer.state == "active"
    if not had_them and not may(carer, draft.action, target.person, target.case):
        return "rights", refusals.refusal(target, carer, draft)
    if draft.kind not in ("measure", *RESTRICTING) and draft.seen != seen_of(target.case, carer.id):
        return "news", ""
    sentence = refusals.misfit(target, carer, draft)
    return ("plan", sentence) if sentence else ("", "")


async def _next_number(turn: Turn, patient: int) -> int:
    note = await turn.note(_key(patient)) or {}
    return int(note.get("last", 0)) + 1


async def _put(target: Visit, one: Given) -> None:
    """Keep an order in mind, and forget those that ended long ago."""
    known = {other.number: other for other in await given(target.turn, target.person.id)} | {one.number: one}
    ended = sorted(number for number, other in known.items() if other.state != "waits")
    for number in ended[:-KEPT]:
        del known[number]
    notes = {str(number): _as_note(other) for number, other in sorted(known.items())}
    await target.turn.put_note(_key(target.person.id), {"last": max(known), "given": notes})


async def _set(target: Visit, number: int, state: State, at: datetime) -> None:
    one = next(one for one in await given(target.turn, target.person.id) if one.number == number)
    await _put(target, replace(one, at=at, state=state))


def _as_note(one: Given) -> dict[str, Any]:
    return {"by": one.by, "at": one.at.timestamp(), "state": one.state, "draft": one.draft.as_note()}


def _of_note(number: int, note: dict[str, Any], turn: Turn) -> Given:
    at = datetime.fromtimestamp(float(note["at"]), turn.now.tzinfo)
    return Given(number, int(note["by"]), at, note["state"], Draft.of_note(note["draft"]))


def _key(patient: int) -> str:
    return f"orders:{patient}"
