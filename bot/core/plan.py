"""The plan: where on the ladder a runner stands, and where a decision takes them.

Must never know how the decision was reached, nor what time it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.gates import Gate, Result, Verdict, judge
from bot.core.ladder import Rung
from bot.core.protocol import Outcome, Protocol


@dataclass(frozen=True)
class Position:
    """A rung and how many of its sessions went well; an empty rung means that the ladder is finished."""

    rung: str
    sessions_done: int = 0

    @property
    def finished(self) -> bool:
        """Whether the last session of the last rung is done."""
        return not self.rung


@dataclass(frozen=True)
class Session:
    """What is prescribed next: one session of the ladder, with the figures that its card shows."""

    rung: Rung
    number: int

    @property
    def cycles(self) -> int:
        """How often the run and the walk follow one another."""
        return self.rung.cycles[self.number - 1]

    @property
    def running_minutes(self) -> float:
        """The minutes spent running."""
        return self.cycles * self.rung.run_seconds / 60

    @property
    def walking_minutes(self) -> float:
        """The minutes spent walking, without the warm-up."""
        return self.cycles * self.rung.walk_seconds / 60

    @property
    def total_minutes(self) -> float:
        """All minutes, warm-up included; how long jumps take is not counted."""
        return self.rung.warm_up_minutes + self.running_minutes + self.walking_minutes

    @property
    def running_metres(self) -> int:
        """The metres to be run where the dose is told in metres, else 0."""
        return self.cycles * self.rung.run_metres

    @property
    def contacts(self) -> int:
        """How often a foot meets the ground in all jumps of the session."""
        return self.cycles * self.rung.contacts


def start(rung_id: str) -> Position:
    """Return the position before the first session of a rung."""
    return Position(rung_id)


def after(protocol: Protocol, position: Position, outcome: Outcome) -> Position:
    """Return where an outcome leads: on by one session, back by one rung, or nowhere.

    `reassess` and `urgent` leave the position as it is, because only the physio says where to go on.
    """
    if outcome is Outcome.ADVANCE:
        return _onward(protocol, position)
    if outcome is Outcome.STEP_BACK:
        below, _ = protocol.neighbours(position.rung)
        return Position(below.id if below else position.rung)
    return position


def _onward(protocol: Protocol, position: Position) -> Position:
    done = position.sessions_done + 1
    if done < protocol.rung(position.rung).sessions:
        return Position(position.rung, done)
    _, above = protocol.neighbours(position.rung)
    return Position(above.id if above else "")


def session(protocol: Protocol, position: Position) -> Session:
    """Return the session at a position; raises KeyError when the ladder is finished."""
    return Session(protocol.rung(position.rung), position.sessions_done + 1)


def is_at_entrance(protocol: Protocol, position: Position) -> bool:
    """Say whether a phase is about to be entered here, or the ladder to be left, so that its gates are asked for."""
    if position.finished:
        return True
    first = protocol.phase_of(position.rung).rungs[0]
    return first.id == position.rung and position.sessions_done == 0


def missing_gate(
    protocol: Protocol,
    position: Position,
    results: Mapping[str, Result],
    *,
    signed: frozenset[str],
    now: datetime,
    started: bool = True,
) -> Verdict | None:
    """Return the first gate before this position that is not passed, or None when the way is free.

    A gate is asked for at the entrance of its phase only, and counts as passed where the physio has signed it. Before
    the first session on this protocol, while a runner has not `started` on it, the gates of every phase of the same
    kind and of every stage without rungs up to here are asked for as well, so that starting on a higher rung leaves
    none of them out.
    """
    judged = (judge(gate, results, now) for gate in gates_at(protocol, position, started=started))
    return next((verdict for verdict in judged if verdict.gate.id not in signed and not verdict.passed), None)


def gates_at(protocol: Protocol, position: Position, *, started: bool = True) -> tuple[Gate, ...]:
    """Return the gates that stand before this position, in the order in which they are asked for."""
    stages = protocol.stages_before(position.rung) if is_at_entrance(protocol, position) else ()
    skipped = () if started else protocol.phases_skipped(position.rung)
    return tuple(dict.fromkeys(gate for phase in (*skipped, *stages) for gate in phase.gates))


def missing_checkpoint(protocol: Protocol, position: Position, signed: frozenset[str]) -> str:
    """Return the checkpoint that must be signed before this position may be run, or an empty string.

    Those of stages without rungs have to be signed whatever rung the runner started on.
    """
    stages = (*protocol.stages_on_the_way(position.rung), *protocol.stages_before(position.rung))
    needed = (phase.checkpoint for phase in stages if phase.checkpoint)
    return next((checkpoint for checkpoint in needed if checkpoint not in signed), "")
