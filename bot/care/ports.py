"""What the use cases need from the world, and what they hand to it: the ports between care and its adapters.

Must never know Telegram or SQL; `chat` and `store` know these ports, not the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Protocol

from bot.care.settings import Settings
from bot.content.library import Library
from bot.core.case import Case
from bot.core.facts import Fact


@dataclass(frozen=True)
class Person:
    """Somebody the bot knows: a patient, a physio or a member of the clinic.

    `state` is invited, enrolling, active, stopped or blocked; `user_id` and `chat_id` are Telegram's, once they came.
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


class Lane(IntEnum):
    """Which message goes first when there are more than Telegram takes."""

    ALERT = 0
    ANSWER = 1
    QUESTION = 2
    BROADCAST = 3


@dataclass(frozen=True)
class Button:
    """One button under a message; `data` comes back when it is tapped and is at most 64 bytes."""

    text: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Message:
    """One message to one person, on its way through the outbox.

    `about` names the card it belongs to; with `replaces` it edits the latest message of that card instead of adding
    one. `key` makes it unique: a second message with the same key is not written. `not_before` holds it back.
    """

    to: int
    text: str
    lane: Lane
    keyboard: Keyboard = ()
    about: str = ""
    replaces: bool = False
    key: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True)
class Due:
    """Something to be done for a person at an instant; setting the same kind and subject again moves it."""

    person: int
    kind: str
    subject: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """A person typed something."""

    text: str


@dataclass(frozen=True)
class Tapped:
    """A person tapped a button; `data` is what the button carried and may be forged."""

    data: str


@dataclass(frozen=True)
class Sent:
    """A person sent what is neither text nor a tap: sticker, voice, photo, location, forwarded, edited, and so on."""

    what: str


@dataclass(frozen=True)
class Left:
    """A person blocked the bot or deleted their account."""


@dataclass(frozen=True)
class Returned:
    """A person unblocked the bot."""


@dataclass(frozen=True)
class Incoming:
    """Something that came in from a Telegram user; `private` is false in a group.

    `name` and `language` are what Telegram says of the user; neither is trusted or stored for strangers.
    """

    user_id: int
    chat_id: int
    event: Said | Tapped | Sent | Left | Returned
    private: bool = True
    name: str = ""
    language: str = ""


@dataclass(frozen=True)
class Delivery:
    """How far a broadcast has come: how many recipients are in each state."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    unreachable: int = 0


@dataclass
class Reply:
    """What is said at once and kept nowhere; lost without harm when Telegram is not quick enough.

    `toast` answers a tap, as a dialog with `alarm`. `aside` is a word to a stranger, of whom no trace is to remain.
    """

    toast: str = ""
    alarm: bool = False
    aside: str = ""


class Turn(Protocol):
    """One turn: everything read and written between `begin` and `commit`, all of it or nothing."""

    now: datetime
    library: Library
    settings: Settings
    reply: Reply

    async def person(self, person_id: int) -> Person:
        """Return the person; raises KeyError when there is none."""

    async def person_of_user(self, user_id: int) -> Person | None:
        """Return who this Telegram user is, or None for a stranger."""

    async def people(self, role: str, *, states: Sequence[str] = ("active",)) -> list[Person]:
        """Return everybody of a role in one of the states, in order of id."""

    async def case(self, person_id: int) -> Case:
        """Return the folded case; what this turn records is in it at once."""

    async def invite(self, code: str) -> Invite | None:
        """Return the invite with this code, used or expired or not, or None."""

    async def use_invite(self, code: str) -> bool:
        """Mark the invite as used now; False when somebody else was quicker."""

    async def add_person(self, person: Person) -> Person:
        """Store a new person and return it with its id."""

    async def add_invite(self, code: str, invite: Invite) -> None:
        """Store an invite under the hash of its code."""

    async def note(self, key: str) -> dict[str, Any] | None:
        """Return a small working note, such as a broadcast waiting to be confirmed."""

    async def put_note(self, key: str, value: dict[str, Any] | None) -> None:
        """Store or, with None, remove a working note."""

    async def delivery(self, about: str) -> Delivery:
        """Return how far the messages of this subject have come."""

    async def missed(self, about: str, most: int) -> list[str]:
        """Return the names of up to so many people whom the messages of this subject did not reach for certain."""

    def update(self, person: Person) -> None:
        """Store the changed columns of a person."""

    def record(self, person_id: int, fact: Fact) -> None:
        """Add a fact to a person whose case this turn has loaded."""

    def say(self, message: Message) -> None:
        """Put a message into the outbox."""

    def plan(self, due: Due) -> None:
        """Set or move something due."""

    def forget(self, person_id: int, kind: str, subject: str) -> None:
        """Remove something due, if it is there."""

    def call_off(self, person_id: int, about: str) -> None:
        """Take back the messages of a card that have not been sent yet."""


@dataclass(frozen=True)
class Row:
    """A message in the outbox as the sender sees it."""

    id: int
    person: int
    chat_id: int
    lane: Lane
    text: str
    keyboard: Keyboard
    about: str
    replaces: bool
    attempts: int = 0
    message_id: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)
