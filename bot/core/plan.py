"""The plan: where on the ladder a runner stands, and where a decision takes them.

Must never know how the decision was reached, nor what time it is.
"""

from dataclasses import dataclass

from bot.core.protocol import Outcome, Protocol, Rung


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


def missing_checkpoint(protocol: Protocol, position: Position, signed: frozenset[str]) -> str:
    """Return the checkpoint that must be signed before this position may be run, or an empty string."""
    if position.finished:
        return ""
    checkpoint = protocol.phase_of(position.rung).checkpoint
    return "" if checkpoint in signed else checkpoint
