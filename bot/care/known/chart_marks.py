"""What stands in a patient's chart beside the runs: what was decided about no run, and what the clinic ordered.

Each lies on its own day, and the latest of them are told in words. Must never move anything to a run.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.care.known import explain
from bot.care.known.ordered import phrase
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import bare, text, zone
from bot.core.case import GAP
from bot.core.facts import Decided
from bot.core.orders import HandedOver, Repinned
from bot.core.protocol import WINDOWS, Outcome, outcome

MOST_MARKS = 8
LONGEST_LABEL = 60


def decisions(one: Visit, since: datetime) -> list[dict[str, Any]]:
    """Return what was decided on a gap, or because something felt wrong, each with its own day."""
    return [{"day": day_of(one, at), "decided": decided.outcome} for at, decided in _apart(one, since)]


def marks(one: Visit, reader: Person, since: datetime) -> list[dict[str, str]]:
    """Return the latest things that are told in words: what the clinic ordered, and why something was held back.

    A gap after which nothing changes is seen in the picture by itself, and comes every week.
    """
    held = ((at, decided) for at, decided in _apart(one, since) if outcome(decided.outcome) > Outcome.REPEAT)
    told = [(at, _reason(one, reader, decided)) for at, decided in held]
    told += [
        (at, phrase(one, reader, order))
        for at, order in one.case.orders
        if at >= since and not isinstance(order, HandedOver | Repinned)
    ]
    told.sort(key=lambda mark: mark[0])
    return [{"day": day_of(one, at), "label": _short(bare(said))} for at, said in told[-MOST_MARKS:]]


def day_of(one: Visit, at: datetime) -> str:
    """Return the patient's day that an instant falls into, as data has it."""
    return at.astimezone(zone(one.person)).date().isoformat()


def _apart(one: Visit, since: datetime) -> Iterator[tuple[datetime, Decided]]:
    """Yield the decisions about no run; of those on one report, to which more was added, the last alone."""
    last = {decided.check_in: decided for _, decided in one.case.decisions}
    for at, decided in one.case.decisions:
        is_apart = decided.window == GAP or (decided.window not in WINDOWS and last[decided.check_in] is decided)
        if at >= since and is_apart:
            yield at, decided


def _reason(one: Visit, reader: Person, decided: Decided) -> str:
    """Return the reason that says most of a decision, whose sign stands above it; without one, what it comes to."""
    reasons = [explain.reason(one.turn, reader, one.protocol, fired) for fired in explain.leading(decided)]
    return next(iter(reasons), "") or text(one.turn, reader, f"names.outcome__{decided.outcome}")


def _short(said: str) -> str:
    return said if len(said) <= LONGEST_LABEL else f"{said[: LONGEST_LABEL - 1]}…"
