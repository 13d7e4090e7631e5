"""To whom: a cohort chosen by what occurs among the patients, or by a list of names and numbers.

Must never know how a cohort is looked up.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.care.broadcast import DIMENSIONS
from bot.care.known import dose
from bot.care.ports import STATUSES, Cohort, Person, Turn
from bot.care.voice import label
from bot.content.markup import plain
from bot.core.answers import fold
from bot.core.errors import ContentError
from bot.core.protocol import Protocol

EVERYBODY = Cohort()
MOST_VALUES = 80
MOST_NAMES = 100
_BETWEEN = re.compile(r"[,;\n]+")


@dataclass(frozen=True)
class Choice:
    """A value that occurs, as it is shown; `mark` names it in a button, `chosen` says that it is in the cohort."""

    value: str
    shown: str
    count: int
    chosen: bool

    @property
    def mark(self) -> str:
        """A short name for the value, because values may be longer than a button can carry."""
        return hashlib.sha256(self.value.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Found:
    """The people that a list names, or what is wrong with it: the name of the sentence, with its values."""

    people: tuple[int, ...] = ()
    wrong: str = ""
    shown: str = ""
    others: str = ""


def dimensions(cohort: Cohort) -> tuple[str, ...]:
    """Return by what the cohort can be chosen; a rung is one of a protocol, so that comes first."""
    return tuple(one for one in DIMENSIONS if one != "rung" or cohort.protocol)


async def choices(turn: Turn, reader: Person, cohort: Cohort, by: str) -> list[Choice]:
    """Return what occurs among those who fit everything else, with counts."""
    counts = await turn.broadcasts.spread(_without(cohort, by), by)
    now = _values(cohort, by)
    found = [
        Choice(value, await shown(turn, reader, cohort, by, value), count, value in now)
        for value, count in counts.items()
    ]
    return sorted(found, key=_order(turn, cohort, by))[:MOST_VALUES]


def choose(cohort: Cohort, by: str, value: str) -> Cohort:
    """Return the cohort with this value chosen, or without it where it was; several states can be chosen at once."""
    if by == "status":
        was = cohort.statuses
        return replace(cohort, statuses=tuple(one for one in was if one != value) if value in was else (*was, value))
    gone = value in _values(cohort, by)
    cohort = _without(cohort, by)
    if by == "protocol":
        cohort = _without(cohort, "rung")
    if gone:
        return cohort
    chosen: dict[str, Any] = {by: int(value) if by == "physio" else value}
    return replace(cohort, **chosen)


async def words(turn: Turn, reader: Person, cohort: Cohort) -> str:
    """Return the cohort in words, such as `Language: Español · Status: silent`."""
    parts = []
    for by in DIMENSIONS:
        values = [await shown(turn, reader, cohort, by, value) for value in _values(cohort, by)]
        if values:
            parts.append(f"{label(turn, reader, f'broadcasts.by__{by}')}: {', '.join(values)}")
    if cohort.within is not None:
        parts.append(label(turn, reader, "broadcasts.by_list", count=len(cohort.within)))
    return " · ".join(parts) or label(turn, reader, "broadcasts.everybody")


async def read_list(turn: Turn, typed: str) -> Found:
    """Return the patients that a typed list names, by name or number; a name must mean one patient only."""
    entries = [entry.strip() for entry in _BETWEEN.split(typed) if entry.strip()]
    if not entries or len(entries) > MOST_NAMES:
        return Found(wrong="list_too_long" if entries else "list_empty", shown=str(MOST_NAMES))
    people = []
    for entry in entries:
        found = await _named(turn, entry)
        if len(found) != 1:
            others = ", ".join(f"{one.name} ({one.id})" for one in found)
            return Found(wrong="list_ambiguous" if found else "list_unknown", shown=entry, others=others)
        people.append(found[0].id)
    return Found(tuple(dict.fromkeys(people)))


async def shown(turn: Turn, reader: Person, cohort: Cohort, by: str, value: str) -> str:
    """Return one value as the reader knows it."""
    match by:
        case "protocol":
            return " + ".join(_named_or_id(turn, reader, "protocol", part) for part in value.split("+"))
        case "condition" | "phase":
            return _named_or_id(turn, reader, by, value)
        case "rung":
            protocol = _protocol(turn, cohort)
            return plain(dose.name_in(turn, reader, protocol, value)) if protocol else value
        case "physio":
            return (await turn.person(int(value))).name
        case "language":
            return turn.library.language(value).name
        case _:
            return label(turn, reader, f"caseload.status__{value}")


async def _named(turn: Turn, entry: str) -> list[Person]:
    """Return whom an entry of a list may mean: the one of that number, the one called so, or all it is a part of."""
    if entry.isascii() and entry.isdecimal():
        return [person for person, _ in await turn.standings(Cohort(within=(int(entry),)), most=1)]
    found = await turn.standings(Cohort(search=fold(entry)), most=6)
    exact = [person for person, standing in found if standing.folded == fold(entry)]
    return exact or [person for person, _ in found]


def _named_or_id(turn: Turn, reader: Person, what: str, value: str) -> str:
    name = f"names.{what}__{value}"
    known = turn.library.language(reader.language).has(name)
    return label(turn, reader, name) if known else value.replace("_", " ")


def _protocol(turn: Turn, cohort: Cohort) -> Protocol | None:
    """Return the protocol whose rungs are chosen from, or None where the clinic no longer has it."""
    try:
        return turn.library.protocol(cohort.protocol, cohort.condition or turn.library.condition_names()[0])
    except ContentError:
        return None


def _values(cohort: Cohort, by: str) -> tuple[str, ...]:
    found = cohort.statuses if by == "status" else (getattr(cohort, by),)
    return tuple(str(one) for one in found if one not in ("", None))


def _without(cohort: Cohort, by: str) -> Cohort:
    empty: dict[str, Any] = {"statuses": ()} if by == "status" else {by: None if by == "physio" else ""}
    return replace(cohort, **empty)


def _order(turn: Turn, cohort: Cohort, by: str) -> Callable[[Choice], tuple[int, str]]:
    """Return the order of choices: that of the ladder, that of need, or the most frequent first."""
    places = {value: place for place, value in enumerate(STATUSES)}
    if by == "rung":
        protocol = _protocol(turn, cohort)
        places = {rung.id: place for place, rung in enumerate(protocol.rungs if protocol else ())}
    if by in ("rung", "status"):
        return lambda choice: (places.get(choice.value, len(places)), choice.shown)
    return lambda choice: (-choice.count, choice.shown)
