"""What a patient's chart shows: runs, how the body took them, what was decided, and the physio's orders.

Must never know a language: every word that stands in the picture comes in with it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from bot.pictures.plain import STRICT, read, write

Outcome = Literal["advance", "repeat", "rest_and_repeat", "step_back", "reassess", "urgent"]
Decided = Outcome | Literal[""]
Minutes = Annotated[float, Field(ge=0, le=1440, allow_inf_nan=False)]
Pain = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
Swelling = Annotated[int, Field(ge=0, le=3)]
Gait = Annotated[int, Field(ge=0, le=2)]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run; None is what nobody answered, and an empty decision is one that is not taken yet.

    A decision that is only `so_far` is not final.
    """

    __pydantic_config__ = STRICT

    day: date
    minutes: Minutes = 0.0
    pain: Pain | None = None
    swelling: Swelling | None = None
    gait: Gait | None = None
    decided: Decided = ""
    so_far: bool = False
    skipped: bool = False


@dataclass(frozen=True)
class Decision:
    """A decision about no run: on a gap, or on something that felt wrong; by the day on which it was made."""

    __pydantic_config__ = STRICT

    day: date
    decided: Outcome


@dataclass(frozen=True)
class Mark:
    """An order of the physio, or another thing that is told in words, by the day it was given."""

    __pydantic_config__ = STRICT

    day: date
    label: str


@dataclass(frozen=True)
class Limit:
    """A line across the pain panel, with the words that name it."""

    __pydantic_config__ = STRICT

    value: Pain
    label: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """Every word of the chart that is the same for all patients; `outcomes` names all six decisions."""

    __pydantic_config__ = STRICT

    minutes: str
    pain: str
    swelling: str
    gait: str
    decisions: str
    baseline: str
    unknown: str
    skipped: str
    empty: str
    swelling_levels: tuple[str, str, str, str]
    gait_levels: tuple[str, str, str]
    outcomes: Annotated[dict[Outcome, str], Field(min_length=6)]
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    so_far: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One patient's weeks up to `today`; runs may come in any order, several a day in the order they were run."""

    __pydantic_config__ = STRICT

    title: str
    words: Words
    subtitle: str = ""
    runs: tuple[Run, ...] = ()
    decisions: tuple[Decision, ...] = ()
    marks: tuple[Mark, ...] = ()
    baseline_pain: Pain | None = None
    limits: tuple[Limit, ...] = field(default=())
    today: date | None = None


_ADAPTER = TypeAdapter(Chart)


def from_json(data: Any) -> Chart:
    """Return the chart; raises PictureError when a field is missing, unknown or out of its bounds."""
    return read(_ADAPTER, data)


def to_json(chart: Chart) -> dict[str, Any]:
    """Return the chart as plain values that `from_json` reads back."""
    return write(_ADAPTER, chart)
