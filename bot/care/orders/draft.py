"""Drafts: an order while it is being put together, shown, or waiting to take effect, as a working note can hold it.

Must never say what an order does.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from bot.core.case import Case


@dataclass(frozen=True)
class Kind:
    """One kind of order: which action of the table of permissions it needs, and what is asked for, in order."""

    action: str = "decide"
    asks: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    "reopen": Kind(asks=("rung", "why")),
    "keep": Kind("restrict", ("why",)),
    "place": Kind(asks=("rung", "why")),
    "rest": Kind("restrict", ("days", "why")),
    "unrest": Kind(asks=("why",)),
    "pause": Kind("restrict", ("cause", "until")),
    "unpause": Kind(),
    "sign": Kind(asks=("why",)),
    "measure": Kind(),
    "baseline": Kind("change_terms", ("pain", "stiffness", "swelling", "why")),
    "protocol": Kind("change_terms", ("protocol", "rung", "why")),
    "condition": Kind("change_terms", ("condition", "rung", "why")),
    "discharge": Kind("discharge", ("why",)),
}
"""Every order that can be given by hand."""

MOVES = ("protocol", "condition")
"""Orders after which the plan goes on under another protocol, or with the rules of another condition."""


RESTRICTING = ("rest", "pause", "keep")
"""Orders after which nobody runs who did not before, and everybody is heard as before; they are carried out whatever
has come in since. A discharge is none of them: after it nobody listens any more."""


@dataclass(frozen=True)
class Draft:
    """An order with what was chosen so far; `seen` is how much was known of the patient when it was begun.

    An `overtaken` one is carried out although something came in that its giver had not seen; it settles nothing.
    """

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    seen: tuple[int, ...] = ()
    overtaken: bool = False

    @property
    def asked(self) -> str:
        """What is asked for next; empty when nothing is missing."""
        return next((step for step in KINDS[self.kind].asks if step not in self.values), "")

    @property
    def action(self) -> str:
        """What one must be allowed to do for it."""
        return KINDS[self.kind].action

    @property
    def reason(self) -> str:
        """Why it is given: the id of a usual reason, or words; empty where none is asked for."""
        return str(self.values.get("why", ""))

    @property
    def mark(self) -> str:
        """A few characters that differ for every other order, so that a button confirms what was shown with it."""
        return f"{zlib.crc32(repr(sorted(self.as_note().items())).encode()):08x}"

    def with_value(self, step: str, value: Any) -> "Draft":
        """Return the draft with one more thing chosen."""
        return replace(self, values={**self.values, step: value})

    def as_note(self) -> dict[str, Any]:
        """Return the draft as a working note can hold it."""
        return {"kind": self.kind, "values": dict(self.values), "seen": list(self.seen)}

    @classmethod
    def of_note(cls, note: Mapping[str, Any]) -> "Draft":
        """Return the draft that a note holds; raises KeyError for a kind that there is no more."""
        KINDS[str(note["kind"])]
        return cls(str(note["kind"]), dict(note["values"]), tuple(note["seen"]))


State = Literal["waits", "done", "undone", "dropped"]


@dataclass(frozen=True)
class Given:
    """An order that was confirmed: by whom, when it takes or took effect, and what became of it."""

    number: int
    by: int
    at: datetime
    state: State
    draft: Draft


def begin(kind: str, case: Case, by: int, **values: Any) -> Draft:
    """Return a fresh draft of a carer, begun with what is known of the patient now."""
    return Draft(kind, values, seen_of(case, by))


def seen_of(case: Case, by: int) -> tuple[int, ...]:
    """Return how much is known of a patient: anything new to a carer that bears on their decision changes it."""
    known = (case.alerts, case.decisions, case.orders, case.runs, case.notes)
    return (*(len(one) for one in known), _reports(case), _answers(case), _of_others(case, by))


def _of_others(case: Case, by: int) -> int:
    """Return how often others of the clinic said how an alert ended, or wrote to the patient."""
    ended = sum(1 for alert in case.alerts.values() if alert.resolved_by not in (None, 0, by))
    return ended + sum(times for one, times in case.written.items() if one != by)


def _reports(case: Case) -> int:
    """Return how often the patient said that something feels wrong."""
    return sum(1 for one in case.check_ins.values() if one.window == "wrong")


def _answers(case: Case) -> int:
    """Return how many answers about the body and the running were given, each change counted as one more."""
    told = [one for one in case.check_ins.values() if one.window != "enrolment"]
    return sum(given.revision + 1 for one in told for given in one.given.values())
