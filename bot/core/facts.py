"""What can be known of a patient: append-only facts, each one thing that happened, never changed afterwards.

A corrected answer is a further fact, and so is a decision that replaces an earlier one. Instants stand beside the
facts, in `Entry`. The facts about alerts stand in `alert_facts`, what the clinic orders in `orders`. Must never know
how facts are stored or what follows from them: that is `case`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.core.alert import AlertFact
from bot.core.answers import Value
from bot.core.orders import (
    Discharged,
    HandedOver,
    KeptClosed,
    Moved,
    Paused,
    Placed,
    Rebaselined,
    Reopened,
    Repinned,
    Rested,
    Signed,
    TalkClosed,
    TalkOpened,
    Unpaused,
    Wrote,
)


@dataclass(frozen=True)
class Enrolled:
    """The clinic put the patient on a protocol; the baseline is frozen from here on."""

    protocol: str
    protocol_version: str
    condition: str
    rung: str
    physio: int
    baseline_pain: int = 0
    baseline_stiffness: str = "none"
    baseline_swelling: str = "none"
    kind: Literal["enrolled"] = "enrolled"


@dataclass(frozen=True)
class CheckInOpened:
    """A conversation was opened; its script is pinned by conversation id and content version.

    `asks` are the optional questions of the script that are asked this time.
    """

    check_in: str
    conversation: str
    version: str
    due_at: datetime
    asks: tuple[str, ...] = ()
    kind: Literal["check_in_opened"] = "check_in_opened"


@dataclass(frozen=True)
class Answered:
    """One question got an answer; a later one for the same question replaces it."""

    check_in: str
    question: str
    value: Value
    kind: Literal["answered"] = "answered"


@dataclass(frozen=True)
class Reasking:
    """The patient wants to change the answer to one question; the old one counts until the new one is given."""

    check_in: str
    question: str
    kind: Literal["reasking"] = "reasking"


@dataclass(frozen=True)
class Adding:
    """The patient named one of several things and may name more; what was named counts already."""

    check_in: str
    question: str
    kind: Literal["adding"] = "adding"


@dataclass(frozen=True)
class LaidAside:
    """A conversation is not to be answered any more: put off by the patient, or overtaken by the physio."""

    check_in: str
    kind: Literal["laid_aside"] = "laid_aside"


@dataclass(frozen=True)
class Silence:
    """A check-in was still unanswered at this step: 1 and 2 are reminders, 3 is telling the physio."""

    check_in: str
    step: int
    kind: Literal["silence"] = "silence"


@dataclass(frozen=True)
class RunReported:
    """A session was reported; `hours_too_early` counts from when it might have been run, 0 when it was free."""

    run: int
    rung: str
    session: int
    ended_at: datetime
    hours_too_early: float = 0.0
    kind: Literal["run_reported"] = "run_reported"


@dataclass(frozen=True)
class RunEndCorrected:
    """The patient said that the run ended at another time than reported, and so much too early or not."""

    run: int
    ended_at: datetime
    hours_too_early: float = 0.0
    kind: Literal["run_end_corrected"] = "run_end_corrected"


@dataclass(frozen=True)
class Decided:
    """The engine decided; `rung` and `sessions_done` are where that leads, `earliest_at` when running may go on.

    `fired` holds every reason with the values it saw, so that the decision can be explained and replayed. A
    provisional decision with `earliest_at` lets the same session be repeated before the last answers.
    """

    run: int
    check_in: str
    outcome: str
    provisional: bool
    fired: tuple[dict[str, Any], ...]
    protocol_version: str
    rung: str
    sessions_done: int
    earliest_at: datetime | None = None
    rest_days: int = 0
    kind: Literal["decided"] = "decided"

    @property
    def window(self) -> str:
        """What it was made on: `after_run`, `h24`, `h48`, `wrong`, or `gap`."""
        _, _, behind = self.check_in.partition(":")
        return behind.partition(":")[0] or self.check_in

    @property
    def may_repeat(self) -> bool:
        """Whether the same session may be done again although the last answers are still to come."""
        return self.provisional and self.earliest_at is not None


@dataclass(frozen=True)
class Tested:
    """A test of a gate was done: one value, or left and right, with the worst pain during it; `by` 0 is the patient.

    `done_at` is when the tests were begun, so that a result never counts longer than it may.
    """

    test: str
    values: tuple[int, ...]
    pain: int | None
    by: int = 0
    done_at: datetime | None = None
    kind: Literal["tested"] = "tested"


@dataclass(frozen=True)
class Noted:
    """The patient wrote something in their own words, or sent a picture or the like; `what` says which.

    `message_id` names what was sent in the patient's chat, so that it can be copied once more, and `alert` the note
    that it came with; 0 where there is none.
    """

    text: str
    what: str = "text"
    message_id: int = 0
    alert: int = 0
    kind: Literal["noted"] = "noted"


@dataclass(frozen=True)
class Reminded:
    """The patient was reminded of these habits."""

    habits: tuple[str, ...]
    kind: Literal["reminded"] = "reminded"


@dataclass(frozen=True)
class Muted:
    """The patient wants no more reminders of habits, or no more news of the clinic, or wants them again."""

    muted: bool = True
    what: Literal["habits", "news"] = "habits"
    kind: Literal["muted"] = "muted"


@dataclass(frozen=True)
class Stopped:
    """The patient stopped the bot; nothing is asked and nothing is sent any more."""

    kind: Literal["stopped"] = "stopped"


@dataclass(frozen=True)
class Resumed:
    """The patient came back after stopping."""

    kind: Literal["resumed"] = "resumed"


Order = (
    Reopened
    | KeptClosed
    | Placed
    | Rested
    | Rebaselined
    | Moved
    | Repinned
    | Paused
    | Unpaused
    | Discharged
    | HandedOver
    | Signed
)
Talk = TalkOpened | TalkClosed | Wrote | Noted
CheckInFact = CheckInOpened | Answered | Reasking | Adding | LaidAside | Silence
RunFact = RunReported | RunEndCorrected | Decided
PersonFact = Reminded | Muted | Stopped | Resumed
Fact = Enrolled | Tested | CheckInFact | RunFact | AlertFact | Order | Talk | PersonFact


@dataclass(frozen=True)
class Entry:
    """A fact and when it was recorded, in UTC."""

    at: datetime
    fact: Fact
