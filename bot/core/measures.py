"""The named measures that clearances and rules may read: pure functions of one run, the history and the baseline.

Every measure returns None where what it needs was not answered; missing is not zero.
None compares an answer with another answer of the same check-in series, because such a rule is not monotone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.answers import Answers
from bot.core.conditions import Term
from bot.core.protocol import WINDOWS

STIFFNESS = ("none", "up_to_15", "up_to_30", "up_to_60", "over_60")
SWELLING = ("none", "usual", "new", "marked")


@dataclass(frozen=True)
class Baseline:
    """What the physio froze at the start: pain 0-10, morning stiffness and swelling as answer options."""

    pain: int = 0
    stiffness: str = "none"
    swelling: str = "none"


@dataclass(frozen=True)
class Series:
    """The answers about one run: one set a window, absent where the check-in was not finished.

    A window may hold answers and still be `unfinished`: its rules count already, but nothing is cleared by it.
    `reported_flags` are those of the “something feels wrong” button since this run.
    """

    rung: str
    after_run: Answers | None = None
    h24: Answers | None = None
    h48: Answers | None = None
    reported_flags: tuple[str, ...] = ()
    unfinished: frozenset[str] = frozenset()

    def window(self, name: str) -> Answers:
        """Return the answers of a window, empty when there are none yet."""
        answers: Answers | None = getattr(self, name)
        return answers or {}

    def with_window(self, name: str, answers: Answers) -> "Series":
        """Return the series with other answers in one window."""
        after_run, h24, h48 = (answers if window == name else getattr(self, window) for window in WINDOWS)
        return replace(self, after_run=after_run, h24=h24, h48=h48)

    @property
    def skipped(self) -> bool:
        """Whether the patient said that the session was not run at all."""
        return self.window("after_run").get("done") == "skipped"


@dataclass(frozen=True)
class Evidence:
    """All that one decision may look at; `history` runs from the oldest to the latest earlier run.

    `answer_delay` is the longest time in hours between a check-in falling due and its last answer, `hours_too_early`
    the time by which the run came before it was free, `days_since_run`
    the days without a run before this one, `rungs_climbed` the rungs gone up in the last 7 days.
    `weekly_change` is by how many percent the running minutes of 7 days with the next session in them would exceed
    those of the 7 days before; `above_longest` by how many percent this run exceeded the longest of 30 days. Both are
    0 where there is nothing to compare with.
    """

    run: Series
    history: tuple[Series, ...] = ()
    baseline: Baseline = field(default_factory=Baseline)
    answer_delay: float = 0.0
    hours_too_early: float = 0.0
    days_since_run: float = 0.0
    rungs_climbed: int = 0
    weekly_change: float = 0.0
    above_longest: float = 0.0


@dataclass(frozen=True)
class Measure:
    """A named figure with one sentence, a unit, and which way is worse (+1 more, -1 less, 0 neither)."""

    name: str
    term: Term
    unit: str
    sentence: str
    read: Callable[[Evidence], Any]


def worst_pain(series: Series) -> int | None:
    """Return the highest injury pain answered during the run, at 24 h or at 48 h."""
    asked = (("after_run", "pain_during"), ("h24", "pain"), ("h48", "pain"))
    return _highest(series.window(window).get(question) for window, question in asked)


def worst_muscle_soreness(series: Series) -> int | None:
    """Return the highest muscle soreness at 24 h or 48 h; 0 where both name no sore muscles, None if a figure lacks."""
    figures: list[int] = []
    for window in ("h24", "h48"):
        answers = series.window(window)
        figure = answers.get("muscle_soreness") if answers.get("pain_kind") == "muscle" else 0
        if "pain_kind" not in answers or not isinstance(figure, int):
            return None
        figures.append(figure)
    return max(figures)


def soreness_hours(series: Series) -> int | None:
    """Return how many hours after the run muscle soreness was last reported; 0 when it never was."""
    for window, hours in (("h48", 48), ("h24", 24)):
        kind = series.window(window).get("pain_kind")
        if kind is None or kind == "muscle":
            return hours if kind else None
    return 0


def flags(series: Series) -> tuple[str, ...] | None:
    """Return every flag raised in any window of the run or through the button since it; None where none was asked."""
    given: set[str] = set(series.reported_flags)
    for window in WINDOWS:
        given.update(series.window(window).get("flags", ()))  # type: ignore[arg-type]  # flags are a several-of
    asked = (series.window(window) for window in ("h24", "h48"))
    if not given and any(answers and "flags" not in answers for answers in asked):
        return None
    return tuple(sorted(given))


def rising_runs(evidence: Evidence) -> int:
    """Return how many successive runs, this one last, had strictly rising worst pain; 1 when it did not rise."""
    return _streak([worst_pain(series) for series in (*evidence.history, evidence.run)], rising=True)


def falling_ready_runs(evidence: Evidence) -> int:
    """Return how many successive runs, this one last, had strictly falling readiness; 1 when it did not fall."""
    ready = [series.window("h48").get("ready") for series in (*evidence.history, evidence.run)]
    return _streak([value if isinstance(value, int) else None for value in ready], rising=False)


def _streak(values: list[int | None], *, rising: bool) -> int:
    """Count backwards from the last value as long as each is strictly worse than the one before it."""
    if values[-1] is None:
        return 0
    known = [value for value in values if value is not None]
    length = 1
    for later, earlier in zip(reversed(known), reversed(known[:-1]), strict=False):
        if not (later > earlier if rising else later < earlier):
            break
        length += 1
    return length


def _highest(values: Iterable[Any]) -> int | None:
    return max((value for value in values if isinstance(value, int)), default=None)


_NUMBER = Term("number")

MEASURES: tuple[Measure, ...] = (
    Measure("worst_pain", _NUMBER, "0-10", "highest injury pain in any window", lambda e: worst_pain(e.run)),
    Measure(
        "worst_muscle_soreness",
        _NUMBER,
        "0-10",
        "highest muscle soreness at 24 h or 48 h, 0 when there was none",
        lambda e: worst_muscle_soreness(e.run),
    ),
    Measure("soreness_hours", _NUMBER, "h", "when muscle soreness was last there", lambda e: soreness_hours(e.run)),
    Measure("rising_runs", _NUMBER, "runs", "successive runs with rising pain", rising_runs),
    Measure("falling_ready_runs", _NUMBER, "runs", "successive runs with falling readiness", falling_ready_runs),
    Measure("answer_delay", _NUMBER, "h", "the longest delay of an answer", lambda e: e.answer_delay),
    Measure(
        "hours_too_early",
        _NUMBER,
        "h",
        "how long before it was free the run was",
        lambda e: e.hours_too_early,
    ),
    Measure("days_since_run", _NUMBER, "days", "days without a run", lambda e: e.days_since_run),
    Measure("rungs_climbed", _NUMBER, "rungs", "rungs gone up in the last 7 days", lambda e: e.rungs_climbed),
    Measure("weekly_change", _NUMBER, "percent", "growth of the weekly running minutes", lambda e: e.weekly_change),
    Measure("above_longest", _NUMBER, "percent", "this run above the longest of 30 days", lambda e: e.above_longest),
    Measure("baseline.pain", _NUMBER, "0-10", "the frozen baseline pain", lambda e: e.baseline.pain),
    Measure(
        "baseline.stiffness",
        Term("option", STIFFNESS),
        "",
        "the frozen stiffness",
        lambda e: e.baseline.stiffness,
    ),
    Measure(
        "baseline.swelling",
        Term("option", SWELLING),
        "",
        "the frozen swelling",
        lambda e: e.baseline.swelling,
    ),
)


def values(evidence: Evidence, windows: tuple[str, ...] = WINDOWS) -> Mapping[str, Any]:
    """Return every name that a condition may read, with its value; what is missing is absent or None.

    Where the required windows end at 24 h, the answers of 24 h stand for those of 48 h as well, which can only be
    stricter: what may be gone at 48 h has to be gone a day earlier.
    """
    raised = flags(evidence.run)
    if "h48" not in windows:
        evidence = replace(evidence, run=replace(evidence.run, h48=evidence.run.h24))
    given = {measure.name: measure.read(evidence) for measure in MEASURES}
    given["flags"] = raised
    for window in WINDOWS:
        given.update({f"{window}.{question}": value for question, value in evidence.run.window(window).items()})
    return given
