"""The way of an update through the notes: looked for, offered, ordered, being taken to the patients.

Only one is on its way at a time. Must never know who says or reads what.
"""

from typing import Any

from bot.care.ports import Due, Turn
from bot.care.updates.survey import MODES, Mode, Survey
from bot.care.visit import TAKE

LOOK = "updates:look"
"""Who wants to see what waits: `by`, until it is shown to them."""

OFFER = "updates:offer"
"""What was shown last, and to whom, `by`: what each of them may order."""

ORDER = "updates:order"
"""What is to be published, how, and by whom, until that is done."""

RUNNING = "updates:running"
"""How far the update of those under way has come."""

WHO = ("active", "stopped", "blocked", "enrolling", "invited")
"""Whose plans a new version is taken to."""


async def is_under_way(turn: Turn) -> bool:
    """Say whether an update is ordered, or is being taken to the patients."""
    return bool(await turn.note(ORDER) or await turn.note(RUNNING))


async def look(turn: Turn, by: int) -> None:
    """Ask to be shown what waits, beside whoever has asked already."""
    asked = await turn.note(LOOK)
    await turn.put_note(LOOK, {"by": _with(asked["by"] if asked else [], by)})


async def looked(turn: Turn, by: int) -> None:
    """Note that somebody was shown what waits, or told that it cannot be."""
    asked = await turn.note(LOOK)
    left = [one for one in asked["by"] if one != by] if asked else []
    await turn.put_note(LOOK, {"by": left} if left else None)


def on_sight_of(survey: Survey) -> dict[str, Any]:
    """Return what somebody who has seen a survey can order: exactly that content, in the place of exactly this one."""
    return {"digest": survey.digest, "number": survey.number, "files": dict(survey.files)}


async def offer(turn: Turn, survey: Survey, by: int) -> None:
    """Keep what was shown, so that exactly that can be ordered, by everybody who was shown the same."""
    shown, refusals = on_sight_of(survey), {mode: survey.refusal(mode) for mode in MODES}
    before = await turn.note(OFFER)
    is_same = before is not None and {name: before[name] for name in shown} == shown
    seen = _with(before["by"] if before and is_same else [], by)
    await turn.put_note(OFFER, shown | {"by": seen, "counts": survey.counts, "refusals": refusals})


async def decline(turn: Turn, offered: dict[str, Any], by: int) -> None:
    """Take what was offered from one of those it was shown to."""
    left = [one for one in offered["by"] if one != by]
    await turn.put_note(OFFER, offered | {"by": left} if left else None)


async def order(turn: Turn, offered: dict[str, Any], mode: Mode, *, nearest: bool, by: int) -> None:
    """Order what was offered; who runs the bot carries it out, and tells all who were shown it what it came to."""
    kept = {name: offered[name] for name in ("digest", "number", "files")}
    told = _with(offered.get("by", []), by)
    await turn.put_note(ORDER, kept | {"mode": mode, "nearest": nearest, "by": by, "told": told})
    await turn.put_note(OFFER, None)


def _with(people: list[int], one: int) -> list[int]:
    return [*people, one] if one and one not in people else people


def told_of(noted: dict[str, Any]) -> list[int]:
    """Return who is told what an order or an update under way comes to."""
    told: list[int] = noted.get("told") or ([noted["by"]] if noted.get("by") else [])
    return told


async def begin(turn: Turn, ordered: dict[str, Any]) -> int:
    """Set what is to be done for each patient of an update that has just been published; return for how many."""
    patients = await turn.people("patient", states=WHO) if ordered["mode"] == "now" else []
    for patient in patients:
        turn.plan(Due(patient.id, TAKE, TAKE, turn.now))
    await turn.put_note(ORDER, None)
    counts = {"held": 0, "back": 0, "repeat": 0, "session": 0, "waits": 0, "quietly": 0}
    kept = {"told": told_of(ordered), "mode": ordered["mode"], "of": len(patients), "counts": counts}
    await turn.put_note(RUNNING, kept | {"at": turn.now.timestamp()})
    return len(patients)


async def count(turn: Turn, came_to: str) -> None:
    """Count one more patient to whom the update was taken."""
    running = await turn.note(RUNNING)
    if running is not None and came_to in running["counts"]:
        counts = running["counts"] | {came_to: running["counts"][came_to] + 1}
        await turn.put_note(RUNNING, running | {"counts": counts})
