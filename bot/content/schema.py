"""The shape of each TOML file, and sentences for whoever wrote one that does not fit.

Must never know what the values mean: names, guards and limits are checked by those who build from them.
"""

import tomllib
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.content.faults import sentence
from bot.content.files import File
from bot.core.errors import ContentError

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Sentence = Annotated[str, Field(min_length=8, max_length=400)]
Expression = Annotated[str, Field(min_length=3, max_length=400)]
About = Annotated[str, Field(min_length=20, max_length=900)]
Asked = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Origin = Literal["seed", "published", "derived", "clinic"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class QuestionEntry(_Strict):
    """One question of a conversation file."""

    id: Id
    kind: Literal["scale", "number", "choice", "several", "text", "zone", "quiet_hours", "time"]
    options: list[str] = []
    ordered: bool = True
    low: int = 0
    high: int = 10
    worse: Literal["higher", "lower"] = "higher"
    when: Expression | None = None
    optional: bool = False

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "QuestionEntry":
        needs_options = self.kind in ("choice", "several")
        if needs_options and len(self.options) < 2:
            raise ValueError("a choice needs at least two options")
        if len(set(self.options)) != len(self.options):
            raise ValueError("an option stands twice")
        if self.low >= self.high:
            raise ValueError("low must be below high")
        return self


class ConversationFile(_Strict):
    """A conversation: its questions in the order asked."""

    questions: list[QuestionEntry] = Field(min_length=1, max_length=200)


class LimitEntry(_Strict):
    """A number with operator, unit, origin and source; left out where the source is silent and the clinic decides."""

    operator: Literal["<", "<=", ">", ">="]
    value: int | float | None = None
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    origin: Origin
    source: Sentence


class ClearanceEntry(_Strict):
    """What must be true to go on."""

    id: Id
    about: Annotated[str, Field(min_length=2, max_length=20)]
    must: Expression
    phases: list[Id] = []
    origin: Origin
    source: Sentence


class RuleEntry(_Strict):
    """When it holds, the outcome is at least this."""

    id: Id
    when: Expression
    at_least: Literal["repeat", "rest_and_repeat", "step_back", "reassess", "urgent"]
    tell: bool = False
    rest: Id | None = None
    phases: list[Id] = []
    origin: Origin
    source: Sentence


class BookFile(_Strict):
    """Limits, clearances and rules: the floor, or what others are made of."""

    id: Id
    limits: dict[Id, LimitEntry] = {}
    clearances: list[ClearanceEntry] = []
    rules: list[RuleEntry] = []


class ConditionFile(BookFile):
    """What was injured; `group` names the condition whose rules stand under it, `rest` the limit on days of rest."""

    about: About
    group: Id | None = None
    tissue: Literal["tendon", "bone", "muscle", "joint", "fascia", "repair"]
    rest: Id | None = None
    asks: list[Asked] = []


class MoveEntry(_Strict):
    """One exercise of a session of jumps."""

    exercise: Id
    count: Annotated[int, Field(ge=1, le=200)]
    each: Literal["total", "way", "side"] = "total"
    sets: Annotated[int, Field(ge=1, le=10)] = 1
    rest_seconds: Annotated[int, Field(ge=0, le=600)] = 0


class RungEntry(_Strict):
    """One rung of the ladder."""

    id: Id
    run_seconds: Annotated[int, Field(ge=0, le=7200)] = 0
    walk_seconds: Annotated[int, Field(ge=0, le=7200)] = 0
    run_metres: Annotated[int, Field(ge=0, le=42195)] = 0
    walk_metres: Annotated[int, Field(ge=0, le=42195)] = 0
    moves: list[MoveEntry] = []
    cycles: Annotated[list[Annotated[int, Field(ge=1, le=60)]], Field(min_length=1, max_length=30)]
    warm_up_minutes: Annotated[int, Field(ge=0, le=30)]
    per_week: Annotated[int, Field(ge=1, le=7)]
    rest_days: Annotated[int, Field(ge=0, le=14)]
    pace: Literal["easy", "varied", "brisk", "steady", "fast", "alternate"] = "easy"
    terrain: Literal["flat", "incline", "hills"] = "flat"
    origin: Origin
    source: Sentence
    accepted: Sentence | None = None


class TestEntry(LimitEntry):
    """One test of a gate: its words and its kind of answer stand in the conversation `tests` under the same id."""

    id: Id
    sides: Literal["one", "both", "compare"] = "one"
    by: Literal["patient", "physio"] = "patient"
    pain: LimitEntry | None = None


class GateEntry(_Strict):
    """Tests to be passed before a phase, and for how many days a result counts."""

    id: Id
    fresh: LimitEntry
    tests: Annotated[list[TestEntry], Field(min_length=1, max_length=20)]


class ExpectedEntry(_Strict):
    """How long a phase takes most people; told, never used to decide."""

    low: Annotated[int, Field(ge=1, le=100)]
    high: Annotated[int, Field(ge=1, le=100)]
    unit: Literal["sessions", "weeks"]
    origin: Origin
    source: Sentence

    @model_validator(mode="after")
    def _rises(self) -> "ExpectedEntry":
        if self.low > self.high:
            raise ValueError("low must not be above high")
        return self


class PhaseEntry(_Strict):
    """One phase: gates and checkpoint before it, and its rungs; or the place where the paired ladder stands."""

    id: Id
    kind: Literal["run", "walk", "jumps"] = "run"
    checkpoint: Id | None = None
    checkpoint_source: Sentence | None = None
    gates: list[GateEntry] = []
    ladder: bool = False
    windows: list[Literal["after_run", "h24", "h48"]] = []
    windows_source: Sentence | None = None
    recovery: LimitEntry | None = None
    expected: ExpectedEntry | None = None
    rungs: list[RungEntry] = []

    @model_validator(mode="after")
    def _says_why(self) -> "PhaseEntry":
        if self.checkpoint and not self.checkpoint_source:
            raise ValueError("a checkpoint needs a checkpoint_source")
        if self.checkpoint_source and not self.checkpoint:
            raise ValueError("a checkpoint_source stands here without its checkpoint")
        if self.windows and not self.windows_source:
            raise ValueError("windows of a phase need a windows_source")
        if self.ladder and self.rungs:
            raise ValueError("a phase has its own rungs or is the place of a ladder, not both")
        if not (self.rungs or self.ladder or self.gates or self.checkpoint):
            raise ValueError("a phase needs rungs, a gate or a checkpoint")
        return self


class HabitEntry(_Strict):
    """Something to be kept up on days without a run."""

    id: Id
    per_week: Annotated[int, Field(ge=1, le=7)]
    origin: Origin
    source: Sentence


class LeftOutEntry(_Strict):
    """A figure of the source that is not used, and why."""

    figure: Sentence
    why: Sentence


class ProtocolFile(BookFile):
    """A whole protocol."""

    source: Sentence
    about: About
    active: bool = True
    windows: Annotated[list[Literal["after_run", "h24", "h48"]], Field(min_length=1)]
    windows_source: Sentence
    asks: list[Asked] = []
    habits: list[HabitEntry] = []
    left_out: list[LeftOutEntry] = []
    phases: Annotated[list[PhaseEntry], Field(min_length=1)]


class LanguageFile(_Strict):
    """What people of a language type, and what the language calls itself."""

    name: Annotated[str, Field(min_length=2, max_length=30)]
    numbers: dict[str, int]
    out_of: list[str] = []
    minutes: list[str] = []
    until: list[str] = []
    units: dict[str, list[str]] = {}
    synonyms: dict[str, list[str]] = {}
    warnings: list[str] = []


Model = TypeVar("Model", bound=BaseModel)


@lru_cache(maxsize=128)
def _loaded(text: str) -> dict[str, Any]:
    """Return what a file says; several models look at the same file, and each makes copies of its own."""
    return tomllib.loads(text)


def parse(file: File, model: type[Model]) -> Model:
    """Return the file as the model; raises ContentError for the first thing that does not fit."""
    try:
        data = _loaded(file.text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(file.path, "", f"This is not TOML: {error}.", "Mend the line that it names.") from None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise sentence(file.path, error, data) from None
