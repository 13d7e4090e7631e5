"""The way of an update through the notes: looked for, offered, ordered, being taken to the patients.

Only one is on its way at a time. Must never know who says or reads what.
"""

from typing import Any

from bot.care.ports import Due, Turn
from bot.care.updates.survey import MODES, Mode, Survey
from bot.care.visit import TAKE

LOOK = "updates:look"
"""Somebody wants to see what waits: `by`."""

OFFER = "updates:offer"
"""What was shown last, and to whom: what may be ordered."""

ORDER = "updates:order"
"""What is to be published, how, and by whom, until that is done."""

RUNNING = "updates:running"
"""How far the update of those under way has come."""

WHO = ("active", "stopped", "blocked", "enrolling", "invited")
"""Whose plans a new version is taken to."""


async def is_under_way(turn: Turn) -> bool:
    """Say whether an update is ordered, or is being taken to the patients."""
    return bool(await turn.note(ORDER) or await turn.note(RUNNING))


def on_sight_of(survey: Survey, by: int) -> dict[str, Any]:
    """Return what somebody who has seen a survey can order: exactly that content, in the place of exactly this one."""
    return {"digest": survey.digest, "number": survey.number, "files": dict(survey.files), "by": by}


async def offer(turn: Turn, survey: Survey, by: int) -> None:
    """Keep what was shown, so that exactly that can be ordered."""
    refusals = {mode: survey.refusal(mode) for mode in MODES}
    await turn.put_note(OFFER, on_sight_of(survey, by) | {"counts": survey.counts, "refusals": refusals})


async def order(turn: Turn, offered: dict[str, Any], mode: Mode, *, nearest: bool) -> None:
    """Order what was offered; who runs the bot carries it out."""
    kept = {name: offered[name] for name in ("digest", "number", "files", "by")}
    await turn.put_note(ORDER, kept | {"mode": mode, "nearest": nearest})
    await turn.put_note(OFFER, None)


async def begin(turn: Turn, ordered: dict[str, Any]) -> int:
    """Set what is to be done for each patient of an update that has just been published; return for how many."""
    patients = await turn.people("patient", states=WHO) if ordered["mode"] == "now" else []
    for patient in patients:
        turn.plan(Due(patient.id, TAKE, TAKE, turn.now))
    await turn.put_note(ORDER, None)
    counts = {"held": 0, "back": 0, "repeat": 0, "session": 0, "waits": 0, "quietly": 0}
    kept = {"by": ordered["by"], "mode": ordered["mode"], "of": len(patients), "counts": counts}
    await turn.put_note(RUNNING, kept | {"at": turn.now.timestamp()})
    return len(patients)


async def count(turn: Turn, came_to: str) -> None:
    """Count one more patient to whom the update was taken."""
    running = await turn.note(RUNNING)
    if running is not None and came_to in running["counts"]:
        counts = running["counts"] | {came_to: running["counts"][came_to] + 1}
        await turn.put_note(RUNNING, running | {"counts": counts})
