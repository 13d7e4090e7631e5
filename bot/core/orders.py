"""What people of the clinic order about a patient: each order a fact with who gave it and why.

An order is recorded when it takes effect, never while it can still be undone. Must never know what a protocol says.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Reopened:
    """The physio opened the plan again at a rung of their choice, for a reason.

    `earliest_at` is when the next session is free by the plan's own rest, where that is later.
    """

    rung: str
    by: int
    reason: str
    earliest_at: datetime | None = None
    kind: Literal["reopened"] = "reopened"


@dataclass(frozen=True)
class KeptClosed:
    """The physio looked, and keeps the plan closed, for a reason."""

    by: int
    reason: str
    kind: Literal["kept_closed"] = "kept_closed"


@dataclass(frozen=True)
class Placed:
    """The physio put the patient on another rung of an open plan, whatever the rules had decided.

    `earliest_at` is when the next session is free by the plan's own rest, where that is later.
    """

    rung: str
    by: int
    reason: str
    earliest_at: datetime | None = None
    kind: Literal["placed"] = "placed"


@dataclass(frozen=True)
class Rested:
    """The physio holds the plan until a date; nothing else about it changes."""

    until: datetime
    by: int
    reason: str
    kind: Literal["rested"] = "rested"


@dataclass(frozen=True)
class Rebaselined:
    """The physio froze a new baseline; answers from here on are compared with it."""

    pain: int
    stiffness: str
    swelling: str
    by: int
    reason: str
    kind: Literal["rebaselined"] = "rebaselined"


@dataclass(frozen=True)
class Moved:
    """The patient goes on with another protocol, or with another condition, from a rung of the physio's choice.

    A closed plan opens by it; a rest for days and a pause last as long as they were to.
    `earliest_at` is when the next session is free by the new plan's own rest, where that is later.
    """

    protocol: str
    protocol_version: str
    condition: str
    rung: str
    by: int
    reason: str
    earliest_at: datetime | None = None
    kind: Literal["moved"] = "moved"


@dataclass(frozen=True)
class Repinned:
    """The clinic published a protocol anew, and the patient goes on with this version of it; `by` published it.

    `rung` is given where their own place is not in it any more, or a run of theirs is not: they go on from there, and
    what was said of earlier runs moves them no more. `earliest_at` is when the next session is free under it.
    """

    protocol_version: str
    by: int
    rung: str = ""
    sessions_done: int = 0
    earliest_at: datetime | None = None
    kind: Literal["repinned"] = "repinned"


@dataclass(frozen=True)
class Paused:
    """The plan rests because of illness or a holiday; without `until`, until somebody says otherwise."""

    why: Literal["illness", "holiday"]
    by: int
    until: datetime | None = None
    kind: Literal["paused"] = "paused"


@dataclass(frozen=True)
class Unpaused:
    """The pause is over; `by` 0 means that its date was reached."""

    by: int
    kind: Literal["unpaused"] = "unpaused"


@dataclass(frozen=True)
class Discharged:
    """The clinic's care has ended; nothing is asked and no session is sent any more."""

    by: int
    reason: str
    kind: Literal["discharged"] = "discharged"


@dataclass(frozen=True)
class HandedOver:
    """Another physio looks after the patient from here on."""

    physio: int
    by: int
    kind: Literal["handed_over"] = "handed_over"


@dataclass(frozen=True)
class Signed:
    """The physio signed a checkpoint, or for a reason a gate in place of its tests."""

    checkpoint: str
    by: int
    reason: str = ""
    kind: Literal["signed"] = "signed"


@dataclass(frozen=True)
class TalkOpened:
    """Somebody of the clinic writes with the patient from here on, and the script waits."""

    by: int
    kind: Literal["talk_opened"] = "talk_opened"


@dataclass(frozen=True)
class TalkClosed:
    """The script goes on; `by` 0 means that nobody had written for a while."""

    by: int
    kind: Literal["talk_closed"] = "talk_closed"


@dataclass(frozen=True)
class Wrote:
    """Somebody of the clinic wrote this to the patient, or sent a picture or the like; `what` says which."""

    by: int
    text: str
    what: str = "text"
    kind: Literal["wrote"] = "wrote"
