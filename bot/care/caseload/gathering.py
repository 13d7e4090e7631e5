"""Gathering: going through many patients, some a turn, and telling what came of it when all are through.

What was counted so far stands in a note, and how to go on in a due, so that a crash costs nothing and no turn waits
for two thousand patients. Must never hold more than one lot of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.care.caseload import roster
from bot.care.caseload.tally import Tally
from bot.care.ports import Due, Person, Turn

DUE = "gathering"
LOT = 25
"""So many patients a turn: few enough that an alert behind it is not held up."""

FROM_THE_FIRST = -1


@dataclass(frozen=True)
class Asked:
    """Who wants to know, since when, and whether it comes as a letter of its own accord."""

    carer: Person
    at: datetime
    letter: bool = False


Count = Callable[[Turn, Asked, Person], Awaitable[Tally]]
Tell = Callable[[Turn, Asked, Tally], Awaitable[None]]


@dataclass(frozen=True)
class Survey:
    """What is counted of each patient, and how the sum is told to whoever asked."""

    name: str
    count: Count
    tell: Tell


async def begin(turn: Turn, survey: Survey, asked: Asked) -> bool:
    """Begin to go through everybody whom somebody may see; True when all are through already."""
    return await _go_on(turn, survey, asked, Tally(), FROM_THE_FIRST)


async def came_due(turn: Turn, survey: Survey, carer: Person) -> None:
    """Go through some more patients, and tell what came of it after the last."""
    note = await turn.note(_key(carer, survey))
    if note is None or carer.state != "active":
        return
    asked = Asked(carer, datetime.fromisoformat(note["at"]), bool(note["letter"]))
    await _go_on(turn, survey, asked, Tally(note["tally"]), int(note["after"]))


async def _go_on(turn: Turn, survey: Survey, asked: Asked, tally: Tally, after: int) -> bool:
    lot = await turn.standings(roster.reached(asked.carer), most=LOT, after=after)
    for patient, _ in lot:
        tally += await survey.count(turn, asked, patient)
    key = _key(asked.carer, survey)
    if len(lot) < LOT:
        await turn.put_note(key, None)
        await survey.tell(turn, asked, tally)
        return True
    so_far = {"tally": dict(tally), "after": lot[-1][0].id}
    await turn.put_note(key, so_far | {"at": asked.at.isoformat(), "letter": asked.letter})
    turn.plan(Due(asked.carer.id, DUE, survey.name, turn.now))
    return False


def _key(carer: Person, survey: Survey) -> str:
    return f"gathering:{survey.name}:{carer.id}"
