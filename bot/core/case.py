"""A patient's case: what their facts add up to, such as the plan's position, the check-ins and the open alerts.

Must never know protocols, words, or what time it is now, nor how a fact changes it: that is `fold`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.alert import Alert
from bot.core.answers import Answers, Value
from bot.core.facts import Decided, Enrolled, Order
from bot.core.gates import Result
from bot.core.measures import Baseline
from bot.core.orders import KeptClosed, Paused
from bot.core.plan import Position
from bot.core.protocol import WINDOWS

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

    `given` holds the latest answer to each question, `said` every one in the order in which they came. `reasking` is
    the question they are changing, `adding` the one they may still name more things for. One that was `laid_aside` is
    not answered any more.
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
    asks: tuple[str, ...] = ()
    laid_aside: bool = False
    said: list[tuple[str, Given]] = field(default_factory=list)

    @property
    def answers(self) -> dict[str, Value]:
        """The latest answer to each question; one that is being changed counts until the new one is given."""
        return {name: given.value for name, given in self.given.items()}

    @property
    def last_answer_at(self) -> datetime | None:
        """When the latest answer came."""
        return max((given.at for given in self.given.values()), default=None)

    def is_answered_since(self, at: datetime) -> bool:
        """Say whether the latest answer came at an instant or after it."""
        return self.last_answer_at is not None and self.last_answer_at >= at

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
    """A session that was reported; `closed` once the physio has decided over it, `terms` as they stood then.

    `baseline` is the one with which it was decided for good, so that one that is frozen later moves nobody on by it.
    """

    number: int
    rung: str
    session: int
    ended_at: datetime
    hours_too_early: float = 0.0
    closed: bool = False
    terms: Enrolled | None = field(default=None, compare=False)
    baseline: Baseline | None = None


@dataclass
class Talk:
    """Somebody of the clinic writes with the patient, and the script waits; `last` is when anybody wrote."""

    by: int
    since: datetime
    last: datetime


@dataclass
class Case:
    """Everything that follows from a patient's facts; only `fold` and `add` of `bot.core.fold` change it."""

    enrolled: Enrolled | None = None
    position: Position | None = None
    earliest_at: datetime | None = None
    held: Decided | None = None
    kept_closed: KeptClosed | None = None
    rests_until: datetime | None = None
    """Until when the physio holds an open plan."""
    paused: Paused | None = None
    discharged: bool = False
    stopped: bool = False
    signed: frozenset[str] = frozenset()
    results: dict[str, Result] = field(default_factory=dict)
    check_ins: dict[str, CheckIn] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    decisions: list[tuple[datetime, Decided]] = field(default_factory=list)
    alerts: dict[int, Alert] = field(default_factory=dict)
    notes: list[tuple[datetime, str]] = field(default_factory=list)
    shown: list[tuple[int, int]] = field(default_factory=list)
    """What the patient sent with a note and can be copied: the number of the alert, and that of the message."""
    reminded: dict[str, list[datetime]] = field(default_factory=dict)
    muted: bool = False
    without_news: bool = False
    talk: Talk | None = None
    written: dict[int, int] = field(default_factory=dict)
    """How often each person of the clinic wrote to the patient."""
    orders: list[tuple[datetime, Order]] = field(default_factory=list)
    """Everything people of the clinic ordered, for the journal and the chart."""
    looked_at: list[datetime] = field(default_factory=list)
    """When the physio looked at the runner, with tests, a signature or an order, and when these did tests themselves.

    The days without a run are counted anew from there; a hold is such a look when it is given, not when it ends.
    """
    opened_at: datetime | None = None
    """When the plan was last opened: at enrolment, or by the physio."""
    updated_from: str = ""
    """The version on which the session in the patient's hands was sent, where another has followed since."""
    runs_before: int = 0
    """The number of the last run before the protocol was chosen that holds now; 0 on the first one."""

    @property
    def baseline(self) -> Baseline:
        """What the physio froze."""
        enrolled = self.enrolled
        if enrolled is None:
            return Baseline()
        return Baseline(enrolled.baseline_pain, enrolled.baseline_stiffness, enrolled.baseline_swelling)

    def baseline_of(self, run: Run) -> Baseline:
        """Return what a run is compared with: the baseline of its final decision, until then the one that holds now."""
        return run.baseline or self.baseline

    @property
    def last_run(self) -> Run | None:
        """The latest session reported, run or skipped."""
        return self.runs[max(self.runs)] if self.runs else None

    def is_done(self, run: Run) -> bool:
        """Say whether the session was really run, wholly or in part."""
        check_in = self.check_ins.get(f"{run.number}:after_run")
        given = check_in.given.get("done") if check_in else None
        return given is None or given.value != "skipped"

    @property
    def done_runs(self) -> list[Run]:
        """The sessions that were really run, oldest first."""
        return [run for run in self.runs.values() if self.is_done(run)]

    @property
    def has_started(self) -> bool:
        """Whether anything was run on the protocol that holds now, so that its gates of the way up to here were met."""
        return any(run.number > self.runs_before for run in self.done_runs)

    def answers(self, check_in: str) -> Answers:
        """Return the answers of a check-in; empty when it was never opened."""
        opened = self.check_ins.get(check_in)
        return opened.answers if opened else {}

    def reported_flags(self, number: int) -> tuple[str, ...]:
        """Return the flags of every report since a run and since the plan was last opened.

        A list that was opened before counts as soon as something in it is tapped afterwards.
        """
        told = self.check_ins.get(f"{number}:after_run")
        reports = [one for one in self.check_ins.values() if one.window == "wrong"]
        later = [c for c in reports if told and c.run < number and c.is_answered_since(told.opened_at)]
        about = [*(c for c in reports if c.run == number), *later]
        since = [c for c in about if self.opened_at is None or c.is_answered_since(self.opened_at)]
        return tuple(sorted({flag for report in since for flag in report.answers.get("flags", ())}))  # type: ignore[union-attr]  # flags are a several-of

    def last_decision(self, run: int) -> Decided | None:
        """Return the decision on a run's answers that stands, or None before the first; gaps are no answers."""
        made = (decided for _, decided in reversed(self.decisions) if decided.check_in != GAP)
        return next((decided for decided in made if decided.run == run), None)

    def own_decision(self, run: int) -> Decided | None:
        """Return the latest decision on what was asked about a run, or None; what felt wrong later is another one."""
        made = (decided for _, decided in reversed(self.decisions) if decided.run == run)
        return next((decided for decided in made if decided.window in WINDOWS), None)

    def is_decided(self, run: Run) -> bool:
        """Say whether the decision on a run is made for good, so that no answer about it is waited for."""
        decided = self.last_decision(run.number)
        return decided is not None and not decided.provisional

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
        """Return the alerts that have not ended, taken or not, oldest first."""
        return [alert for alert in self.alerts.values() if alert.is_open]

    def untaken_alerts(self) -> list[Alert]:
        """Return the open alerts that nobody owns yet, oldest first."""
        return [alert for alert in self.alerts.values() if alert.is_untaken]

    @property
    def is_off(self) -> bool:
        """Whether no session may be offered, whatever the rules say: stopped, paused or discharged."""
        return self.stopped or self.discharged or self.paused is not None


def run_of(check_in: str) -> int:
    """Return the number of the run that a check-in id such as `12:h24` is about."""
    return int(check_in.partition(":")[0])
