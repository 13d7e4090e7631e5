"""A way back to running as a value: phases, rungs, limits, clearances and rules, ready to decide with.

Must never know a figure of its own: every number arrives from a content file with unit, origin and source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.core.conditions import Condition
from bot.core.limits import Limit

WINDOWS = ("after_run", "h24", "h48")
"""The check-ins after a run, in the order in which they open."""


class Outcome(IntEnum):
    """What a decision comes to, from the mildest to the strictest; the strictest of all that apply is taken."""

    ADVANCE = 0
    REPEAT = 1
    REST_AND_REPEAT = 2
    STEP_BACK = 3
    REASSESS = 4
    URGENT = 5

    @property
    def id(self) -> str:
        """The word used in content files, exports and JSON."""
        return self.name.lower()


def outcome(word: str) -> Outcome:
    """Return the outcome with this id; raises KeyError for any other word."""
    return Outcome[word.upper()]


@dataclass(frozen=True)
class Clearance:
    """What must be true to go on; not met, not readable or not answered means at least `repeat`.

    `about` names what it clears: pain, swelling, gait, or anything else in the protocol's own words.
    """

    id: str
    about: str
    must: Condition
    source: str
    origin: str


@dataclass(frozen=True)
class Rule:
    """When `when` holds the outcome is at least `at_least`; `tell` brings in the physio as well."""

    id: str
    when: Condition
    at_least: Outcome
    tell: bool
    source: str
    origin: str


@dataclass(frozen=True)
class Rung:
    """One step of the ladder; `cycles` lists the run/walk cycles of each of its sessions in order.

    `per_week` bounds the sessions in any 7 days, `rest_days` the days without a run between two of them.
    `accepted` names the exception and its reason where the rung breaks the one-variable rule.
    """

    id: str
    run_seconds: int
    walk_seconds: int
    cycles: tuple[int, ...]
    warm_up_minutes: int
    per_week: int
    rest_days: int
    origin: str
    source: str
    accepted: str = ""

    @property
    def sessions(self) -> int:
        """How many good sessions lead to the next rung."""
        return len(self.cycles)


@dataclass(frozen=True)
class Phase:
    """A part of the protocol; where `checkpoint` is set, the physio must sign it before the first rung is run."""

    id: str
    rungs: tuple[Rung, ...]
    checkpoint: str = ""


@dataclass(frozen=True)
class Rulebook:
    """Limits, clearances and rules that stand together: of the floor, of a condition, or of a protocol."""

    limits: tuple[Limit, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    rules: tuple[Rule, ...] = ()

    def limit(self, limit_id: str) -> Limit:
        """Return the limit with this id; raises KeyError when there is none."""
        return {limit.id: limit for limit in self.limits}[limit_id]

    def __add__(self, other: "Rulebook") -> "Rulebook":
        """Join two rulebooks; since rules only restrict, joining can only make decisions stricter."""
        return Rulebook(self.limits + other.limits, self.clearances + other.clearances, self.rules + other.rules)


@dataclass(frozen=True)
class Protocol:
    """A protocol with the floor and the patient's condition already joined into `book`.

    `windows` lists the check-ins that must be answered before a session can be cleared. `version` is the content
    hash of the protocol's own file, `stamp` names the versions of all files that stand in `book`, for replay.
    """

    id: str
    version: str
    source: str
    windows: tuple[str, ...]
    phases: tuple[Phase, ...]
    book: Rulebook
    extra_rest_days: int
    stamp: str = ""

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The whole ladder, lowest rung first."""
        return tuple(rung for phase in self.phases for rung in phase.rungs)

    def rung(self, rung_id: str) -> Rung:
        """Return the rung with this id; raises KeyError when there is none."""
        return {rung.id: rung for rung in self.rungs}[rung_id]

    def neighbours(self, rung_id: str) -> tuple[Rung | None, Rung | None]:
        """Return the rung below and the rung above."""
        place = [rung.id for rung in self.rungs].index(rung_id)
        below = self.rungs[place - 1] if place else None
        above = self.rungs[place + 1] if place + 1 < len(self.rungs) else None
        return below, above

    def phase_of(self, rung_id: str) -> Phase:
        """Return the phase that holds this rung."""
        return next(phase for phase in self.phases if any(rung.id == rung_id for rung in phase.rungs))

    def checkpoints(self) -> Iterator[str]:
        """Yield the checkpoints in the order in which they stand on the way."""
        return (phase.checkpoint for phase in self.phases if phase.checkpoint)
