"""A broadcast and its recipients as data, and the port through which they are kept.

Must never know SQL, nor decide who gets what.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from bot.care.mail import Media
from bot.care.standings import Cohort

EVERY = "*"
"""Stands for every language that has no text of its own."""

GOES = "waiting"
"""The state of a recipient who is to get the broadcast and has not been handed to the outbox."""

LEFT_OUT = ("not_joined", "blocked", "stopped", "discharged", "inactive", "muted", "no_text", "lacks")
"""Why somebody of a cohort does not get a broadcast, in the order in which it is looked at."""

DIMENSIONS = ("protocol", "condition", "phase", "rung", "physio", "language", "status")
"""By what a cohort can be chosen, besides a list of people."""

OUTCOMES = (
    *("delivered", "waiting", "held", "blocked", "stopped", "failed", "uncertain", "called_off"),
    *("not_joined", "discharged", "inactive", "muted", "no_text", "lacks"),
)
"""What can have become of a broadcast for one recipient."""

Needs = Mapping[str, frozenset[str]]
"""By language, what a recipient must have for the text in it: a `physio`, a `place` on the ladder, or nothing."""


@dataclass(frozen=True)
class Broadcast:
    """What is sent to whom; while `state` is draft it may change, and `count` is the number that was shown last.

    `plan` makes it a plan update, which nobody can mute. `texts` are by language, or for EVERY. `repeats` is an earlier
    broadcast, of which only those are meant whom it reached with one of `ends` and who were not sent the same since.
    """

    id: int
    by: int | None
    created_at: datetime
    state: Literal["draft", "dropped", "running", "stopped", "done"] = "draft"
    count: int = 0
    cohort: Cohort = field(default_factory=Cohort)
    plan: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    media: Media | None = None
    repeats: int = 0
    ends: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """The subject of its messages in the outbox."""
        return f"broadcast:{self.id}"

    def text_for(self, language: str) -> str:
        """Return the text for somebody who reads this language; empty where there is none."""
        return self.texts.get(language) or self.texts.get(EVERY, "")


@dataclass(frozen=True)
class Recipient:
    """One of those a broadcast was confirmed for, with what became of it: one of OUTCOMES."""

    person: int
    name: str
    language: str
    outcome: str
    at: datetime | None = None


@dataclass(frozen=True)
class Foreseen:
    """So many of a cohort who read one language would get a broadcast (GOES), or be left out and why."""

    language: str
    state: str
    count: int


class Broadcasts(Protocol):
    """Broadcasts and their recipients, within one turn."""

    async def find(self, number: int) -> Broadcast | None:
        """Return the broadcast, held until the end of the turn, or None."""

    async def draft_of(self, person: int) -> Broadcast | None:
        """Return what somebody has begun and neither sent nor dropped, or None."""

    async def latest(self, most: int) -> list[Broadcast]:
        """Return up to `most` that were sent: those under way before the others, and the newest first."""

    async def add(self, draft: Broadcast) -> Broadcast:
        """Store a new broadcast and return it with its id."""

    async def keep(self, changed: Broadcast) -> None:
        """Store everything about a broadcast."""

    async def spread(self, cohort: Cohort, by: str) -> dict[str, int]:
        """Return which values of one of DIMENSIONS occur in a cohort, and how often."""

    async def foresee(self, broadcast: Broadcast, needs: Needs) -> list[Foreseen]:
        """Return who would get a broadcast and who would be left out, by language and reason."""

    async def example(
        self, broadcast: Broadcast, needs: Needs, *, language: str, has: Mapping[str, bool]
    ) -> int | None:
        """Return the id of somebody who reads this language, would get it, and has or lacks what `has` says."""

    async def repeatable(self, number: int, ends: tuple[str, ...]) -> int:
        """Return how many a broadcast reached with one of these ends who have not been sent the same since."""

    async def freeze(self, broadcast: Broadcast, needs: Needs) -> None:
        """Write down for whom it is, with the reason for each who is left out."""

    async def ready(self, number: int, now: datetime, most: int) -> list[int]:
        """Return the ids of recipients who have not been handed to the outbox and whose quiet hours are over."""

    async def mark(self, number: int, state: str, until: Mapping[int, datetime | None]) -> None:
        """Note a new state of recipients: `queued` in the outbox, `held` until an instant, or left out after all."""

    async def next_at(self, number: int) -> datetime | None:
        """Return when the next of those held back may be handed out, or None."""

    async def in_outbox(self, number: int) -> int:
        """Return how many of its messages are in the outbox and have not ended."""

    async def outcomes(self, number: int) -> dict[str, int]:
        """Return how many recipients there are of each of OUTCOMES."""

    async def recall(self, number: int, before: datetime) -> None:
        """Take back what was put into the outbox before an instant and has not gone out, to be looked at anew."""

    async def call_off(self, number: int, now: datetime) -> None:
        """Take back everything that is not under way, in the outbox and before it."""

    async def close(self, number: int, now: datetime) -> None:
        """End what waits in the outbox for people who are out of reach, so that it never comes late."""

    async def recipients(self, number: int, *, after: int = 0, most: int = 500) -> list[Recipient]:
        """Return the recipients with their outcomes, in order of id."""
