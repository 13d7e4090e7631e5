"""What can be known of an alert: raised, passed on, taken, put off, and how it ended.

Must never know who is on call, nor what anybody reads.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class Alerted:
    """Somebody was called; `severity` is urgent, reassess or tell, `about` says why in one word.

    `chain` holds the ids of the people who are called one after another while nobody acknowledges it, fixed now, so
    that a later change of the rota changes nothing about it.
    """

    alert: int
    severity: str
    about: str
    run: int
    details: dict[str, Any] = field(default_factory=dict)
    chain: tuple[int, ...] = ()
    kind: Literal["alerted"] = "alerted"


@dataclass(frozen=True)
class Escalated:
    """These people were called, or called again; `step` counts from 1, when the alert was raised or was due."""

    alert: int
    step: int
    to: tuple[int, ...]
    kind: Literal["escalated"] = "escalated"


@dataclass(frozen=True)
class Shown:
    """Somebody of the clinic was sent what the alert says without being called: its card, or its line in a list."""

    alert: int
    to: int
    kind: Literal["shown"] = "shown"


@dataclass(frozen=True)
class Acknowledged:
    """Somebody of the clinic owns the alert from here on."""

    alert: int
    by: int
    kind: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True)
class Released:
    """Whoever had the alert, `old`, has it no more, and nobody owns it that they owned.

    Without a chain they are out of reach; with one the patient was handed to somebody else, and the calls begin anew
    along it.
    """

    alert: int
    old: int
    chain: tuple[int, ...] = ()
    kind: Literal["released"] = "released"


@dataclass(frozen=True)
class Snoozed:
    """Somebody put this one alert off; it comes again at `until`."""

    alert: int
    by: int
    until: datetime
    kind: Literal["snoozed"] = "snoozed"


@dataclass(frozen=True)
class Resolved:
    """The alert has ended; `outcome` says how, as the id of a usual one or in words; `by` 0 is the bot itself."""

    alert: int
    by: int
    outcome: str
    kind: Literal["resolved"] = "resolved"
