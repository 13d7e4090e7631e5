"""A way back to running as a value: phases, rungs, limits, clearances and rules, ready to decide with.

Must never know a figure of its own: every number arrives from a content file with unit, origin and source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.core.conditions import Condition
from bot.core.gates import Gate
from bot.core.ladder import Phase, Rung
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
    `phases` names where it stands; empty means everywhere. `book` is the id of the file that it stands in.
    """

    id: str
    about: str
    must: Condition
    source: str
    origin: str
    phases: tuple[str, ...] = ()
    book: str = ""

    @property
    def condition(self) -> Condition:
        """What it reads."""
        return self.must


@dataclass(frozen=True)
class Rule:
    """When `when` holds the outcome is at least `at_least`; `tell` brings in the physio as well.

    `rest` names the days that it adds to the rest before the next session. `phases` names where it stands; empty
    means everywhere. `book` is the id of the file that it stands in.
    """

    id: str
    when: Condition
    at_least: Outcome
    tell: bool
    source: str
    origin: str
    phases: tuple[str, ...] = ()
    rest: Limit | None = None
    book: str = ""

    @property
    def condition(self) -> Condition:
        """What it reads."""
        return self.when

    @property
    def rest_days(self) -> int:
        """How many days of rest it adds; 0 where it adds none."""
        return int(self.rest.value) if self.rest and self.rest.value is not None else 0


@dataclass(frozen=True)
class Rulebook:
    """Limits, clearances and rules that stand together: of the floor, of a condition, or of a protocol."""

    limits: tuple[Limit, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def things(self) -> tuple[Rule | Clearance, ...]:
        """Everything that can hold a runner back: the rules, then the clearances."""
        return (*self.rules, *self.clearances)

    def limit(self, limit_id: str) -> Limit:
        """Return the limit with this id; raises KeyError when there is none."""
        return {limit.id: limit for limit in self.limits}[limit_id]

    def __add__(self, other: "Rulebook") -> "Rulebook":
        """Join two rulebooks; since rules only restrict, joining can only make decisions stricter."""
        return Rulebook(self.limits + other.limits, self.clearances + other.clearances, self.rules + other.rules)

    def in_phase(self, phase: Phase) -> "Rulebook":
        """Return what stands in one phase."""
        rules = tuple(rule for rule in self.rules if _stands(rule.phases, phase))
        clearances = tuple(clearance for clearance in self.clearances if _stands(clearance.phases, phase))
        return Rulebook(self.limits, clearances, rules)


def _stands(phases: tuple[str, ...], phase: Phase) -> bool:
    return not phases or any(phase.is_called(name) for name in phases)


@dataclass(frozen=True)
class Habit:
    """Something to be kept up on days without a run, such as strength work, so many times in a week."""

    id: str
    per_week: int
    origin: str
    source: str


@dataclass(frozen=True)
class LeftOut:
    """A figure of the source that the protocol does not use, and why."""

    figure: str
    why: str


@dataclass(frozen=True)
class Protocol:
    """A protocol with the floor and the patient's condition already joined into `book`.

    `windows` lists the check-ins that must be answered before a session can be cleared; a phase may watch its own.
    `version` joins the content hashes of all files that it is made of, so that a plan pinned to it stays as it is;
    `stamp` is the same in short, for replay. `unfilled` names what the source is silent on and the clinic has not
    filled in; only an `active` protocol, in which nothing is unfilled, may be chosen. `asks` are the optional
    questions, as `conversation.question`, that its rules read or that it asks for on top. `rest_days` is the least
    rest between two runs, whatever the rung says. One that `needs_ladder` leaves a place for the ladder of another,
    with which the clinic must pair it.
    """

    id: str
    version: str
    source: str
    windows: tuple[str, ...]
    phases: tuple[Phase, ...]
    book: Rulebook
    extra_rest_days: int
    stamp: str = ""
    active: bool = True
    unfilled: tuple[str, ...] = ()
    asks: frozenset[str] = frozenset()
    habits: tuple[Habit, ...] = ()
    rest_days: int = 0
    left_out: tuple[LeftOut, ...] = ()
    about: str = ""
    condition: str = ""
    needs_ladder: bool = False

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The whole ladder, lowest rung first."""
        return tuple(rung for phase in self.phases for rung in phase.rungs)

    def rung(self, rung_id: str) -> Rung:
        """Return the rung with this id; raises KeyError when there is none."""
        return {rung.id: rung for rung in self.rungs}[rung_id]

    def neighbours(self, rung_id: str) -> tuple[Rung | None, Rung | None]:
        """Return the rung below and the rung above; below a first rung of its kind there is none.

        A step back leads from running to easier running, never to a phase of another kind: there the physio decides.
        """
        place = [rung.id for rung in self.rungs].index(rung_id)
        here = self.rungs[place]
        below = self.rungs[place - 1] if place and self.rungs[place - 1].kind == here.kind else None
        above = self.rungs[place + 1] if place + 1 < len(self.rungs) else None
        return below, above

    def phase_of(self, rung_id: str) -> Phase:
        """Return the phase that holds this rung."""
        return next(phase for phase in self.phases if any(rung.id == rung_id for rung in phase.rungs))

    def windows_of(self, rung_id: str) -> tuple[str, ...]:
        """Return the check-ins that must be answered after a session of this rung."""
        return self.phase_of(rung_id).windows or self.windows

    def book_of(self, rung_id: str) -> Rulebook:
        """Return the limits, clearances and rules that stand on this rung."""
        return self.book.in_phase(self.phase_of(rung_id))

    def stages_before(self, rung_id: str) -> tuple[Phase, ...]:
        """Return the phases to be entered for this rung: its own, after those without rungs just before it.

        An empty rung stands for the end of the ladder, before which a last phase without rungs may stand.
        """
        end = self._place_after(rung_id)
        start = end - 1 if rung_id else end
        while start and not self.phases[start - 1].rungs:
            start -= 1
        return self.phases[start:end]

    def stages_on_the_way(self, rung_id: str) -> tuple[Phase, ...]:
        """Return every phase without rungs up to this rung; whoever starts high up has not passed them yet."""
        return tuple(phase for phase in self.phases[: self._place_after(rung_id)] if not phase.rungs)

    def phases_skipped(self, rung_id: str) -> tuple[Phase, ...]:
        """Return what whoever starts on this rung must still pass: stages without rungs, and phases of its kind.

        Phases of another kind, such as the walks before running, are passed over by the physio's choice of the start.
        """
        kind = self.rung(rung_id).kind if rung_id else ""
        before = self.phases[: self._place_after(rung_id)]
        return tuple(phase for phase in before if not phase.rungs or phase.kind == kind)

    def _place_after(self, rung_id: str) -> int:
        """Return the place after the phase that holds this rung; an empty rung stands for the end of the ladder."""
        return self.phases.index(self.phase_of(rung_id)) + 1 if rung_id else len(self.phases)

    def gates(self) -> Iterator[Gate]:
        """Yield the gates in the order in which they stand on the way."""
        return (gate for phase in self.phases for gate in phase.gates)

    def checkpoints(self) -> Iterator[str]:
        """Yield the checkpoints in the order in which they stand on the way."""
        return (phase.checkpoint for phase in self.phases if phase.checkpoint)
