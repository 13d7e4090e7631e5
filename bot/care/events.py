"""What comes into the house: what people do on Telegram, and what falls due.

Must never know Telegram or SQL; `chat` and `store` know this, not the other way round.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """A person typed something; `reply_to` names the message in their chat that it is a reply to, 0 for none."""

    text: str
    reply_to: int = 0


@dataclass(frozen=True)
class Tapped:
    """A person tapped a button; `data` is what the button carried and may be forged."""

    data: str


@dataclass(frozen=True)
class Sent:
    """A person sent what is neither text nor a tap: sticker, voice, photo, location, forwarded, edited, and so on.

    `message_id` names it in the sender's chat, so that it can be copied; `caption` is what was written under it, and
    `file_id` is Telegram's name for a photo or a document. `reply_to` is as with what is typed.
    """

    what: str
    message_id: int = 0
    caption: str = ""
    file_id: str = ""
    reply_to: int = 0


@dataclass(frozen=True)
class Left:
    """A person blocked the bot or deleted their account."""


@dataclass(frozen=True)
class Returned:
    """A person unblocked the bot."""


@dataclass(frozen=True)
class Grew:
    """A group became a supergroup, which has another chat id."""

    chat_id: int


Event = Said | Tapped | Sent | Left | Returned | Grew


@dataclass(frozen=True)
class Incoming:
    """Something that came in from a Telegram user; `private` is false in a group.

    `name` and `language` are what Telegram says of the user; neither is trusted or stored for strangers.
    """

    user_id: int
    chat_id: int
    event: Event
    private: bool = True
    name: str = ""
    language: str = ""


@dataclass(frozen=True)
class Due:
    """Something to be done for a person at an instant; setting the same kind and subject again moves it."""

    person: int
    kind: str
    subject: str
    at: datetime
