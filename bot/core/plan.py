"""The plan: where on the ladder a runner stands, and where a decision takes them.

Must never know how the decision was reached, nor what time it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.gates import Result, Verdict, judge
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
    """What is prescribed next: one run of the ladder, with the figures that the session card shows."""

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
    def total_minutes(self) -> float:
        """All minutes, warm-up included."""
        both = self.rung.run_seconds + self.rung.walk_seconds
        return self.rung.warm_up_minutes + self.cycles * both / 60


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
    protocol: Protocol, position: Position, results: Mapping[str, Result], *, signed: frozenset[str], now: datetime
) -> Verdict | None:
    """Return the first gate before this position that is not passed, or None when the way is free.

    A gate is asked for at the entrance of its phase only, and counts as passed where the physio has signed it.
    """
    if not is_at_entrance(protocol, position):
        return None
    gates = [gate for phase in protocol.stages_before(position.rung) for gate in phase.gates if gate.id not in signed]
    return next((verdict for gate in gates if not (verdict := judge(gate, results, now)).passed), None)


def missing_checkpoint(protocol: Protocol, position: Position, signed: frozenset[str]) -> str:
    """Return the checkpoint that must be signed before this position may be run, or an empty string."""
    needed = (phase.checkpoint for phase in protocol.stages_before(position.rung) if phase.checkpoint)
    return next((checkpoint for checkpoint in needed if checkpoint not in signed), "")
