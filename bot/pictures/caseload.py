"""What the picture of a week shows: how a physio's patients stand, who ran as planned, and when alerts came.

Must never know a language or a patient's name: it counts.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from bot.pictures.plain import STRICT, read, write

Standing = Literal["alert", "waiting", "silent", "on_track", "paused", "other"]
Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True)
class Group:
    """So many patients stand like this; the kind chooses colour and shape, the label is what is read."""

    __pydantic_config__ = STRICT

    kind: Standing
    label: str
    patients: Count


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the week: runs that were due, runs that were done, and alerts that were raised."""

    __pydantic_config__ = STRICT

    label: str
    planned: Count = 0
    done: Count = 0
    alerts: Count = 0


@dataclass(frozen=True, kw_only=True)
class CaseloadWords:
    """The headings of the picture, and the two words of the key below the runs."""

    __pydantic_config__ = STRICT

    patients: str
    runs: str
    planned: str
    done: str
    alerts: str


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """One physio's week; groups and days are shown in the order they come in."""

    __pydantic_config__ = STRICT

    title: str
    words: CaseloadWords
    subtitle: str = ""
    groups: tuple[Group, ...] = ()
    days: tuple[Day, ...] = ()


_ADAPTER = TypeAdapter(Caseload)


def from_json(data: Any) -> Caseload:
    """Return the week; raises PictureError when a field is missing, unknown or out of its bounds."""
    return read(_ADAPTER, data)


def to_json(caseload: Caseload) -> dict[str, Any]:
    """Return the week as plain values that `from_json` reads back."""
    return write(_ADAPTER, caseload)
