"""A patient's case: the fold over their facts, in the order in which they were recorded.

The plan's position, the open check-ins and the open alerts are nothing but what the facts add up to.
Must never know protocols, words, or what time it is now.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.answers import Answers, Value
from bot.core.facts import (
    Acknowledged,
    Adding,
    Alerted,
    Answered,
    CheckInOpened,
    Decided,
    Enrolled,
    Entry,
    KeptClosed,
    Noted,
    Reasking,
    Reopened,
    Resumed,
    RunEndCorrected,
    RunReported,
    Signed,
    Silence,
    Stopped,
    Tested,
)
from bot.core.gates import Result
from bot.core.measures import Baseline
from bot.core.plan import Position
from bot.core.protocol import Outcome, outcome

GAP = "gap"
"""Stands where a decision was made not on a check-in but because nothing was run for too long."""


@dataclass(frozen=True)
class Given:
    """An answer, when it was given, and how often it had been changed by then."""

    value: Value
    at: datetime
    revision: int = 0


@dataclass
class CheckIn:
    """One conversation with one patient.

    `reasking` is the question they are changing, `adding` the one they may still name more things for.
    """

    id: str
    conversation: str
    version: str
    due_at: datetime
    opened_at: datetime
    given: dict[str, Given] = field(default_factory=dict)
    reasking: str = ""
    adding: str = ""
    silence: int = 0
    asks: frozenset[str] = frozenset()

    @property
    def answers(self) -> dict[str, Value]:
        """The latest answer to each question; one that is being changed counts until the new one is given."""
        return {name: given.value for name, given in self.given.items()}

    @property
    def last_answer_at(self) -> datetime | None:
        """When the latest answer came."""
        return max((given.at for given in self.given.values()), default=None)

    @property
    def run(self) -> int:
        """The number of the run it is about; 0 before the first."""
        return run_of(self.id)

    @property
    def window(self) -> str:
        """`after_run`, `h24`, `h48`, `wrong`, or the name of another conversation."""
        return self.id.split(":")[1]


@dataclass
class Run:
    """A session that was reported; `closed` once the physio has decided over it."""

    number: int
    rung: str
    session: int
    ended_at: datetime
    hours_too_early: float = 0.0
    closed: bool = False


@dataclass
class Alert:
    """A call for the physio."""

    number: int
    severity: str
    about: str
    run: int
    at: datetime
    details: dict[str, object]
    acknowledged_by: int | None = None


@dataclass
class Case:
    """Everything that follows from a patient's facts; only `fold` and `add` change it."""

    enrolled: Enrolled | None = None
    position: Position | None = None
    earliest_at: datetime | None = None
    held: Decided | None = None
    kept_closed: KeptClosed | None = None
    stopped: bool = False
    signed: frozenset[str] = frozenset()
    results: dict[str, Result] = field(default_factory=dict)
    check_ins: dict[str, CheckIn] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    decisions: list[tuple[datetime, Decided]] = field(default_factory=list)
    alerts: dict[int, Alert] = field(default_factory=dict)
    notes: list[tuple[datetime, str]] = field(default_factory=list)
    opened_at: datetime | None = None
    """When the plan was last opened: at enrolment, or by the physio."""

    @property
    def baseline(self) -> Baseline:
        """What the physio froze."""
        enrolled = self.enrolled
        if enrolled is None:
            return Baseline()
        return Baseline(enrolled.baseline_pain, enrolled.baseline_stiffness, enrolled.baseline_swelling)

    @property
    def last_run(self) -> Run | None:
        """The latest session reported, run or skipped."""
        return self.runs[max(self.runs)] if self.runs else None

    def is_done(self, run: Run) -> bool:
        """Say whether the session was really run, wholly or in part."""
        return self.answers(f"{run.number}:after_run").get("done") != "skipped"

    @property
    def done_runs(self) -> list[Run]:
        """The sessions that were really run, oldest first."""
        return [run for run in self.runs.values() if self.is_done(run)]

    def answers(self, check_in: str) -> Answers:
        """Return the answers of a check-in; empty when it was never opened."""
        opened = self.check_ins.get(check_in)
        return opened.answers if opened else {}

    def reported_flags(self, number: int) -> tuple[str, ...]:
        """Return the flags of every report since a run and since the plan was last opened."""
        reports = (c for c in self.check_ins.values() if c.window == "wrong" and c.run == number)
        since = [c for c in reports if self.opened_at is None or c.opened_at >= self.opened_at]
        return tuple(sorted({flag for report in since for flag in report.answers.get("flags", ())}))  # type: ignore[union-attr]  # flags are a several-of

    def last_decision(self, run: int) -> Decided | None:
        """Return the decision on a run's answers that stands, or None before the first; gaps are no answers."""
        made = (decided for _, decided in reversed(self.decisions) if decided.check_in != GAP)
        return next((decided for decided in made if decided.run == run), None)

    def last_decision_at(self, check_in: str) -> Decided | None:
        """Return the latest decision made on a check-in since the plan was last opened, or None."""
        made = (one for at, one in reversed(self.decisions) if self.opened_at is None or at >= self.opened_at)
        return next((decided for decided in made if decided.check_in == check_in), None)

    def alerts_since_opening(self) -> list[Alert]:
        """Return the alerts raised since the plan was last opened; what was told before is told again."""
        return [alert for alert in self.alerts.values() if self.opened_at is None or alert.at >= self.opened_at]

    def climbs(self, *, but: int) -> list[datetime]:
        """Return when decisions that still stand led to a higher rung, without those on one run."""
        standing = {decided.run: (at, decided) for at, decided in self.decisions if not decided.provisional}
        return [
            at
            for number, (at, decided) in standing.items()
            if number != but and decided.outcome == "advance" and decided.rung != self.runs[number].rung
        ]

    def open_alerts(self) -> list[Alert]:
        """Return the alerts nobody has taken yet, oldest first."""
        return [alert for alert in self.alerts.values() if alert.acknowledged_by is None]


def run_of(check_in: str) -> int:
    """Return the number of the run that a check-in id such as `12:h24` is about."""
    return int(check_in.partition(":")[0])


def fold(entries: Iterable[Entry]) -> Case:
    """Return the case that the facts add up to."""
    case = Case()
    for entry in entries:
        add(case, entry)
    return case


def add(case: Case, entry: Entry) -> None:
    """Take one more fact into the case."""
    match entry.fact:
        case CheckInOpened() | Answered() | Reasking() | Adding() | Silence() as fact:
            _add_to_check_in(case, fact, entry.at)
        case RunReported() | RunEndCorrected() | Decided() as fact:
            _add_to_runs(case, fact, entry.at)
        case Alerted() | Acknowledged() | Noted() as fact:
            _add_to_alerts(case, fact, entry.at)
        case Enrolled() | Signed() | Tested() | Reopened() | KeptClosed() as fact:
            _add_to_plan(case, fact, entry.at)
        case Stopped() | Resumed() as fact:
            case.stopped = isinstance(fact, Stopped)


def _add_to_check_in(case: Case, fact: CheckInOpened | Answered | Reasking | Adding | Silence, at: datetime) -> None:
    match fact:
        case CheckInOpened(name, conversation, version, due_at, asks):
            case.check_ins[name] = CheckIn(name, conversation, version, due_at, at, asks=frozenset(asks))
        case Answered():
            _answered(case, fact, at)
        case Reasking(name, question):
            case.check_ins[name].reasking = question
        case Adding(name, question):
            case.check_ins[name].adding = question
        case Silence(name, step):
            case.check_ins[name].silence = step


def _add_to_runs(case: Case, fact: RunReported | RunEndCorrected | Decided, at: datetime) -> None:
    match fact:
        case RunReported(number, rung, session, ended_at, hours_too_early):
            case.runs[number] = Run(number, rung, session, ended_at, hours_too_early)
        case RunEndCorrected(number, ended_at, hours_too_early):
            case.runs[number].ended_at, case.runs[number].hours_too_early = ended_at, hours_too_early
        case Decided():
            _decided(case, fact, at)


def _add_to_alerts(case: Case, fact: Alerted | Acknowledged | Noted, at: datetime) -> None:
    match fact:
        case Alerted(number, severity, about, run, details):
            case.alerts[number] = Alert(number, severity, about, run, at, dict(details))
        case Acknowledged(number, by):
            case.alerts[number].acknowledged_by = by
        case Noted(text):
            case.notes.append((at, text))


def _add_to_plan(case: Case, fact: Enrolled | Signed | Tested | Reopened | KeptClosed, at: datetime) -> None:
    match fact:
        case Enrolled():
            case.enrolled, case.position, case.opened_at = fact, Position(fact.rung), at
        case Signed(checkpoint):
            case.signed |= {checkpoint}
        case Tested(test, values, pain, by):
            case.results[test] = Result(tuple(values), pain, at, by)
        case Reopened():
            _reopened(case, fact, at)
        case KeptClosed():
            case.kept_closed = fact


def _answered(case: Case, fact: Answered, at: datetime) -> None:
    check_in = case.check_ins[fact.check_in]
    earlier = check_in.given.get(fact.question)
    check_in.given[fact.question] = Given(fact.value, at, earlier.revision + 1 if earlier else 0)
    check_in.reasking = check_in.adding = ""


def _decided(case: Case, fact: Decided, at: datetime) -> None:
    case.decisions.append((at, fact))
    strict = outcome(fact.outcome)
    if strict >= Outcome.REASSESS and (case.held is None or strict > outcome(case.held.outcome)):
        case.held = fact
    if fact.provisional:
        return
    case.position, case.earliest_at = Position(fact.rung, fact.sessions_done), fact.earliest_at


def _reopened(case: Case, fact: Reopened, at: datetime) -> None:
    """Open the plan; what was said of earlier runs is over and can neither hold the runner nor move them."""
    case.held = case.kept_closed = None
    case.position, case.earliest_at, case.opened_at = Position(fact.rung), at, at
    for run in case.runs.values():
        run.closed = True
