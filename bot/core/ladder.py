"""What a runner climbs: rungs with their dose, and phases that hold them together.

Must never know a figure of its own, nor what lets anybody climb.
"""

from dataclasses import dataclass

from bot.core.gates import Gate

KINDS = ("run", "walk", "jumps")
"""What a session can consist of; it decides which questions are asked after it."""

PACES = ("easy", "varied", "steady", "brisk", "alternate", "fast")
TERRAINS = ("flat", "incline", "hills")
"""What makes the same session harder than another, from easy to hard."""


@dataclass(frozen=True)
class Move:
    """One exercise of a session of jumps: `count` times on each `each` (total, way or side), in `sets`."""

    exercise: str
    count: int
    each: str = "total"
    sets: int = 1
    rest_seconds: int = 0

    @property
    def contacts(self) -> int:
        """How often a foot meets the ground in all sets, both sides or ways together."""
        return self.count * self.sets * (1 if self.each == "total" else 2)


@dataclass(frozen=True)
class Rung:
    """One step of the ladder; `cycles` lists the run/walk cycles of each of its sessions in order.

    `per_week` bounds the sessions in any 7 days, `rest_days` the days without a run between two of them.
    Where the dose is told in metres, the seconds beside it are what the load ledger counts. `moves` belong to jumps.
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
    kind: str = "run"
    run_metres: int = 0
    walk_metres: int = 0
    moves: tuple[Move, ...] = ()
    pace: str = "easy"
    terrain: str = "flat"

    @property
    def sessions(self) -> int:
        """How many good sessions lead to the next rung."""
        return len(self.cycles)

    @property
    def contacts(self) -> int:
        """How many foot contacts one session of jumps has; 0 for any other session."""
        return sum(move.contacts for move in self.moves)


@dataclass(frozen=True)
class Expectation:
    """How long a phase takes most people, told to them as an expectation and never used as a gate."""

    low: int
    high: int
    unit: str
    origin: str
    source: str


@dataclass(frozen=True)
class Phase:
    """A part of the protocol: its gates, the checkpoint the physio must sign, and its rungs.

    A phase without rungs is a stage that is passed by its gates alone. `stage` names the phase of a pairing protocol
    in which the phase of a paired ladder stands. `recovery_days` is the rest before its first session.
    `windows` are the check-ins that must be answered here; empty where those of the protocol hold.
    """

    id: str
    rungs: tuple[Rung, ...]
    checkpoint: str = ""
    kind: str = "run"
    gates: tuple[Gate, ...] = ()
    windows: tuple[str, ...] = ()
    stage: str = ""
    recovery_days: int = 0
    expected: Expectation | None = None
    checkpoint_source: str = ""

    def is_called(self, name: str) -> bool:
        """Whether a rule that names this phase, the stage it stands in, or its kind of sessions, applies here."""
        return name in (self.id, self.stage, self.kind)
