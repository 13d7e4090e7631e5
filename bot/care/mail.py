"""What leaves the house: messages with their buttons and media, on their way through the outbox.

Must never know Telegram or SQL; `chat` and `store` know this, not the other way round.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal


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
class Media:
    """What goes with a message besides words.

    `photo` and `document` carry Telegram's `file_id`; `copy` a `chat_id` and `message_id` to be copied; `file` a
    `name` and a `text` to be sent as a document; `chart` and `caseload` what is to be drawn.
    """

    kind: Literal["photo", "document", "copy", "file", "chart", "caseload"]
    data: dict[str, Any]


@dataclass(frozen=True)
class Message:
    """One message to one person, on its way through the outbox.

    `about` names the card it belongs to; with `replaces` it edits the latest message of that card instead of adding
    one. `key` makes it unique: a second message with the same key is not written. `not_before` holds it back.
    With `only_if_there` it is not written where no message of that card is. With `follows` it is shown as a reply to
    the latest message of that card to the same person.
    """

    to: int
    text: str
    lane: Lane
    keyboard: Keyboard = ()
    about: str = ""
    replaces: bool = False
    key: str = ""
    not_before: datetime | None = None
    media: Media | None = None
    follows: str = ""
    only_if_there: bool = False


@dataclass
class Reply:
    """What is said at once and kept nowhere; lost without harm when Telegram is not quick enough.

    `toast` answers a tap, as a dialog with `alarm`. `aside` is a word to a stranger, of whom no trace is to remain.
    """

    toast: str = ""
    alarm: bool = False
    aside: str = ""


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
    media: Media | None = None
    reply_to: int | None = None
