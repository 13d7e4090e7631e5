"""What exists in the sandbox's world: plain values, which must never know who changes or sends them."""

from dataclasses import dataclass, fields
from typing import Any, Self

Json = dict[str, Any]

MEDIA = ("photo", "document", "sticker", "voice", "video", "audio", "animation", "video_note")
OTHER_KINDS = ("location", "venue", "contact", "dice", "poll")
BESIDE_TEXT = (*MEDIA, *OTHER_KINDS)


@dataclass(frozen=True, slots=True)
class Record:
    """A value that can be written to the ledger and read back unchanged."""

    def as_record(self) -> Json:
        """Return the value as JSON for the ledger."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_record(cls, record: Json) -> Self:
        """Return the value that `as_record` wrote."""
        return cls(**record)


@dataclass(frozen=True, slots=True)
class Bot(Record):
    """A bot, known by its token."""

    id: int
    token: str
    username: str
    name: str

    def as_json(self) -> Json:
        """Return the bot as Telegram shows it in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}


@dataclass(frozen=True, slots=True)
class User(Record):
    """A person; `started` says whether they ever wrote to the bot."""

    id: int
    name: str
    language: str
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_json(self) -> Json:
        """Return the person as Telegram shows them."""
        return {"id": self.id, "is_bot": False, **self.names(), "language_code": self.language}

    def names(self) -> Json:
        """Return the name in Telegram's two halves."""
        first, _, last = self.name.partition(" ")
        return {"first_name": first, "last_name": last} if last else {"first_name": first}


@dataclass(frozen=True, slots=True)
class Group(Record):
    """A group; `bot_status` is the bot's place in it and `migrated_to` the supergroup that replaced it."""

    id: int
    title: str
    type: str
    owner_id: int
    members: tuple[int, ...]
    bot_status: str = "left"
    migrated_to: int | None = None

    def as_json(self) -> Json:
        """Return the group as Telegram shows it in messages."""
        return {"id": self.id, "type": self.type, "title": self.title}


@dataclass(frozen=True, slots=True)
class Message(Record):
    """One message of one chat; `content` is everything Telegram shows besides who, where and when."""

    message_id: int
    chat_id: int
    sender_id: int
    from_bot: bool
    at: int
    content: Json
    edited_at: int | None = None

    @property
    def text(self) -> str:
        """Return the text or the caption, or an empty string."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """Return the entities of the text or the caption."""
        found: list[Json] | None = self.content.get("entities") or self.content.get("caption_entities")
        return found or []

    @property
    def keyboard(self) -> list[list[Json]]:
        """Return the rows of inline buttons under the message."""
        rows: list[list[Json]] = self.content.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def kind(self) -> str:
        """Return `text`, the kind of what it carries, or `service`."""
        if "text" in self.content:
            return "text"
        return next((kind for kind in BESIDE_TEXT if kind in self.content), "service")

    @property
    def file_id(self) -> str | None:
        """Return the id of the file it carries, if any."""
        for kind in MEDIA:
            if kind in self.content:
                carried = self.content[kind]
                return str((carried[-1] if isinstance(carried, list) else carried)["file_id"])
        return None


@dataclass(frozen=True, slots=True)
class Update(Record):
    """Something a bot will be told, until it is confirmed or its time is over."""

    id: int
    kind: str
    payload: Json
    expires_at: float

    def as_json(self) -> Json:
        """Return the update as getUpdates and webhooks deliver it."""
        return {"update_id": self.id, self.kind: self.payload}


@dataclass(frozen=True, slots=True)
class Query(Record):
    """A tap on a button, as far as answering it goes."""

    id: str
    user_id: int
    message_id: int
    asked_at: float
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """What answerCallbackQuery showed to the person."""

    query_id: str
    text: str
    alert: bool
    at: float


@dataclass(frozen=True, slots=True)
class StoredFile(Record):
    """A file on the stand-in's side; its bytes are kept apart."""

    file_id: str
    unique_id: str
    path: str
    size: int
    name: str
    mime: str
    width: int = 0
    height: int = 0
