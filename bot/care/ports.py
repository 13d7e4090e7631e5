"""What the use cases need from the world, and what they hand to it: the ports between care and its adapters.

Must never know Telegram or SQL; `chat` and `store` know these ports, not the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.care.broadcast import Broadcasts
from bot.care.events import Due, Event, Grew, Incoming, Left, Returned, Said, Sent, Tapped
from bot.care.mail import Button, Keyboard, Lane, Media, Message, Reply, Row
from bot.care.settings import Settings
from bot.care.standings import STATUSES, Cohort, Standing
from bot.content.library import Library
from bot.core.case import Case
from bot.core.facts import Entry, Fact

__all__ = [
    "STATUSES", "Button", "Cohort", "Due", "Event", "Grew", "Incoming", "Invite", "Keyboard", "Lane",
    "Left", "Media", "Message", "Person", "Reply", "Returned", "Row", "Said", "Sent", "Standing", "Tapped", "Turn",
]  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody the bot knows: a patient, a physio or a member of the clinic.

    `state` is invited, enrolling, active, stopped, blocked, discharged (a patient whose care has ended) or inactive
    (somebody whom the clinic has deactivated); `user_id` and `chat_id` are Telegram's, once they came. A clinic's
    group chat is a person of the role `group` without a user id.
    """

    id: int
    role: str
    name: str
    language: str
    timezone: str
    quiet_hours: str = "none"
    state: str = "invited"
    user_id: int | None = None
    chat_id: int | None = None
    physio: int | None = None


@dataclass(frozen=True)
class Invite:
    """A single-use way in for one person; the code itself is never stored, only its hash."""

    person: int
    expires_at: datetime
    used_at: datetime | None = None


class Turn(Protocol):
    """One turn: everything read and written between `begin` and `commit`, all of it or nothing."""

    now: datetime
    library: Library
    settings: Settings
    reply: Reply
    broadcasts: Broadcasts

    async def person(self, person_id: int) -> Person:
        """Return the person; raises KeyError when there is none."""

    async def person_of_user(self, user_id: int) -> Person | None:
        """Return who this Telegram user is, or None for a stranger."""

    async def people(self, role: str, *, states: Sequence[str] = ("active",)) -> list[Person]:
        """Return everybody of a role in one of the states, in order of id."""

    async def staff(self) -> list[Person]:
        """Return everybody of the clinic and its chats, in whatever state, in order of id."""

    async def case(self, person_id: int) -> Case:
        """Return the folded case; what this turn records is in it at once."""

    async def entries(self, person_id: int) -> list[Entry]:
        """Return everything on record about a person, oldest first, without what this turn has recorded."""

    async def journal(self, person_id: int, *, most: int, before: int = 0) -> list[tuple[int, Entry]]:
        """Return the latest facts about a person with their numbers, newest first; with `before`, of smaller ones."""

    async def standings(
        self, cohort: Cohort, *, most: int = 50, skip: int = 0, after: int = 0
    ) -> list[tuple[Person, Standing]]:
        """Return the patients of a cohort, by need and name; with `after`, by id and only those behind it."""

    async def count(self, cohort: Cohort) -> int:
        """Return how many patients are in a cohort."""

    async def census(self, cohort: Cohort) -> dict[str, int]:
        """Return how many patients of a cohort stand how, by status."""

    async def invite(self, code: str) -> Invite | None:
        """Return the invite with this code, used or expired or not, or None."""

    async def use_invite(self, code: str) -> bool:
        """Mark the invite as used now; False when somebody else was quicker."""

    async def add_person(self, person: Person) -> Person:
        """Store a new person and return it with its id."""

    async def add_invite(self, code: str, invite: Invite) -> None:
        """Store an invite under the hash of its code."""

    def new_code(self) -> str:
        """Return a code for an invite that nobody can guess."""

    async def void_invites(self, person_id: int) -> None:
        """Let no invite of a person work any more."""

    async def note(self, key: str) -> dict[str, Any] | None:
        """Return a small working note, such as a broadcast waiting to be confirmed."""

    async def put_note(self, key: str, value: dict[str, Any] | None) -> None:
        """Store or, with None, remove a working note."""

    async def about(self, person_id: int, message_id: int) -> str:
        """Return what a message on somebody's phone is about; empty for one that is not known, or about nothing."""

    async def told(self, person_id: int, since: datetime) -> list[str]:
        """Return what the new messages are about that came to somebody after an instant, or may be on their way now."""

    async def without_standing(self, most: int) -> list[Person]:
        """Return up to so many patients of whom it was never worked out how they stand."""

    def touched(self) -> list[int]:
        """Return the ids of the people whose facts or columns this turn has changed so far."""

    def stand(self, standing: Standing) -> None:
        """Store how a patient stands now."""

    def update(self, person: Person) -> None:
        """Store the changed columns of a person."""

    def record(self, person_id: int, fact: Fact) -> None:
        """Add a fact to a person whose case this turn has loaded."""

    def say(self, message: Message) -> None:
        """Put a message into the outbox."""

    def plan(self, due: Due) -> None:
        """Set or move something due."""

    async def planned(self, person_id: int, kind: str) -> set[str]:
        """Return the subjects of what is due for a person, now or later, of one kind."""

    def forget(self, person_id: int, kind: str, subject: str) -> None:
        """Remove something due, if it is there."""

    def call_off(self, person_id: int, about: str) -> None:
        """Take back the messages of a card that have not been sent yet."""
