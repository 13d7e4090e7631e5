"""Tables of what is on record word for word: what was said, what was measured, and all that no other table holds.

Whatever is not known to stand elsewhere is an event, so that no kind of fact can be forgotten. Must never interpret.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.care.caseload.wanted import Line, Wanted, instant
from bot.core.facts import Adding, Answered, Decided, Entry, Fact, Noted, Order, Reasking, Tested
from bot.core.orders import Wrote

COLUMNS: dict[str, tuple[str, ...]] = {
    "words": ("patient", "said_at", "from", "kind", "words"),
    "tests": ("patient", "recorded_at", "done_at", "test", "value_1", "value_2", "pain", "measured_by"),
    "events": ("patient", "at", "event", "by", "what"),
}

ELSEWHERE = Answered | Decided | Noted | Order | Tested | Wrote
"""Facts of which each has a line in a table of its own, with all that is in it."""

NOTHING_OF_ITS_OWN = Reasking | Adding
"""That a pencil was tapped, or the first of several things: what came of it is an answer, or nothing."""

PATIENT = "patient"
_STAFF = ("physio", "old", "to", "chain")
_TYPED = ("text", "outcome", "details")


def words(entries: list[Entry], wanted: Wanted) -> Iterator[Line]:
    """Yield what patient and clinic wrote to one another, or sent."""
    for entry in entries:
        match entry.fact:
            case Noted(said, what):
                yield instant(entry.at), PATIENT, what, wanted.words(said)
            case Wrote(by, said, what):
                yield instant(entry.at), wanted.who(by), what, wanted.words(said)


def tests(entries: list[Entry], wanted: Wanted) -> Iterator[Line]:
    """Yield every result of a test, also those that a later one has replaced."""
    for entry in entries:
        if isinstance(entry.fact, Tested):
            fact = entry.fact
            one, other, *_ = (*fact.values, None, None)
            done = instant(fact.done_at or entry.at)
            yield instant(entry.at), done, fact.test, one, other, fact.pain, wanted.who(fact.by) or PATIENT


def events(entries: list[Entry], wanted: Wanted) -> Iterator[Line]:
    """Yield everything else that was recorded, with its details as `name=value`."""
    for entry in entries:
        if not isinstance(entry.fact, ELSEWHERE | NOTHING_OF_ITS_OWN):
            by = wanted.who(getattr(entry.fact, "by", 0))
            yield instant(entry.at), entry.fact.kind, by, " ".join(_what(entry.fact, wanted))


def _what(fact: Fact, wanted: Wanted) -> Iterator[str]:
    for name, value in vars(fact).items():
        said = _said(name, value, wanted) if name not in ("kind", "by") else ""
        if said:
            yield f"{name}={said}"


def _said(name: str, value: Any, wanted: Wanted) -> str:
    if value in ("", None, (), {}):
        return ""
    if name in _TYPED:
        return str(wanted.words(str(value)))
    if name in _STAFF:
        return ",".join(str(wanted.who(number)) for number in (value if isinstance(value, tuple) else (value,)))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
