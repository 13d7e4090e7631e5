"""What people do in the sandbox: write, tap, edit, block; it must never know HTTP."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.sandbox.checks import TEXT
from bot.sandbox.entities import detect
from bot.sandbox.errors import SandboxError
from bot.sandbox.files import as_carried
from bot.sandbox.images import small_png
from bot.sandbox.model import Bot, Group, Json, Message, Query, User
from bot.sandbox.params import Upload
from bot.sandbox.state import State

INACCESSIBLE_AFTER = 48 * 3600
TOLD_IN_GROUPS = ("administrator", "creator")


class World(State):
    """The sandbox as the people in it use it; the first bot created is the one they talk to."""

    def create_bot(self, token: str, username: str, name: str) -> Bot:
        """Return the bot with this token, created if it was not there."""
        if token not in self.bots:
            number = token.partition(":")[0]
            if not number.isdigit():
                raise SandboxError("a token is a number, a colon and a secret")
            self.keep_bot(Bot(int(number), token, username, name))
        return self.bots[token]

    def create_user(self, name: str, *, language: str = "en", user_id: int | None = None) -> User:
        """Return the person with this id, created if they were not there."""
        if user_id is not None and user_id in self.users:
            return self.users[user_id]
        return self.keep_user(User(user_id or 1000 + self.next_number("user"), name, language))

    def speak(self, user_id: int, language: str) -> User:
        """Change the language that a person's app is set to."""
        return self.keep_user(replace(self._user(user_id), language=language))

    def chat(self, chat_id: int) -> list[Message]:
        """Return the messages that are there now, oldest first."""
        return list(self.messages.get(chat_id, {}).values())

    def say(self, user_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None) -> int:
        """Let a person write; what is longer than Telegram allows goes out in several messages."""
        if not text.strip():
            raise SandboxError("an app sends no empty message")
        pieces = [text[start : start + TEXT] for start in range(0, len(text), TEXT)]
        return [self._arrive(user_id, chat_id, _texted(piece), reply_to) for piece in pieces][-1]

    def send(self, user_id: int, kind: str, *, chat_id: int | None = None, **details: Any) -> int:
        """Let a person send something other than plain text."""
        return self._arrive(user_id, chat_id, self._content(user_id, kind, details), None)

    def tap(self, user_id: int, message_id: int, data: str, *, chat_id: int | None = None) -> str:
        """Let a person press a button, even one no longer shown; return the query's id."""
        chat = user_id if chat_id is None else chat_id
        self._check_can_write(user_id, chat)
        message = self.message(chat, message_id)
        if message is None:
            raise SandboxError("there is no such message to tap on")
        query = Query(str(4_000_000_000_000 + self.next_number("query")), user_id, message_id, self.seconds())
        self.keep_query(query)
        self.tell("callback_query", self._query_json(query, message, data))
        return query.id

    def edit(self, user_id: int, message_id: int, text: str) -> None:
        """Let a person change the words of their own message."""
        message = self.message(user_id, message_id)
        if message is None or message.from_bot or message.kind != "text":
            raise SandboxError("only a text of one's own can be edited")
        self._check_can_write(user_id, user_id)
        self.tell("edited_message", self.message_json(self.edited(message, _texted(text))))

    def block(self, user_id: int) -> None:
        """Let a person block the bot."""
        user = self._user(user_id)
        if not user.blocked:
            self.keep_user(replace(user, blocked=True))
            self._tell_membership(user_id, user_id, "member", "kicked")

    def unblock(self, user_id: int) -> None:
        """Let a person unblock the bot."""
        user = self._user(user_id)
        if user.blocked:
            self.keep_user(replace(user, blocked=False, started=True))
            self._tell_membership(user_id, user_id, "kicked", "member")

    def deactivate(self, user_id: int) -> None:
        """Let a person delete their account."""
        self.keep_user(replace(self._user(user_id), deactivated=True))

    def create_group(self, title: str, owner_id: int, *, members: tuple[int, ...] = ()) -> Group:
        """Return a new basic group without the bot."""
        number = -1000 - self.next_number("group")
        return self.keep_group(Group(number, title, "group", owner_id, (owner_id, *members)))

    def add_bot(self, group_id: int, user_id: int, *, status: str = "member") -> None:
        """Let a person take the bot into a group, as a member or an administrator."""
        self._move_bot(group_id, user_id, status)

    def remove_bot(self, group_id: int, user_id: int) -> None:
        """Let a person throw the bot out of a group."""
        self._move_bot(group_id, user_id, "kicked")

    def upgrade(self, group_id: int) -> Group:
        """Turn a group into a supergroup with a new id, with both service messages."""
        group = self.groups[group_id]
        number = -1_000_000_000_000 - self.next_number("supergroup")
        upgraded = self.keep_group(replace(group, id=number, type="supergroup"))
        self.keep_group(replace(group, migrated_to=number, bot_status="left"))
        for chat_id, content in (
            (group_id, {"migrate_to_chat_id": number}),
            (number, {"migrate_from_chat_id": group_id}),
        ):
            message = self.new_message(chat_id, group.owner_id, content, from_bot=False)
            self.tell("message", self.message_json(message))
        return upgraded

    def _arrive(self, user_id: int, chat_id: int | None, content: Json, reply_to: int | None) -> int:
        chat = user_id if chat_id is None else chat_id
        self._check_can_write(user_id, chat)
        if chat == user_id and not self.users[user_id].started:
            self.keep_user(replace(self.users[user_id], started=True))
        replied = self.message(chat, reply_to) if reply_to else None
        if replied is not None:
            content = content | {"reply_to_message": self.message_json(replied)}
        message = self.new_message(chat, user_id, content, from_bot=False)
        if self._bot_hears(message, replied):
            self.tell("message", self.message_json(message))
        return message.message_id

    def _bot_hears(self, message: Message, replied: Message | None) -> bool:
        """Return False for what a bot in privacy mode is not told in a group."""
        group = self.groups.get(message.chat_id)
        if group is None or group.bot_status in TOLD_IN_GROUPS:
            return True
        meant = message.text.startswith("/") or f"@{self.bot.username}" in message.text
        return group.bot_status == "member" and (meant or (replied is not None and replied.from_bot))

    def _check_can_write(self, user_id: int, chat_id: int) -> None:
        user, group = self._user(user_id), self.groups.get(chat_id)
        if user.deactivated:
            raise SandboxError("this account was deleted")
        if group is None and user.blocked:
            raise SandboxError("the bot is blocked; unblock it first")
        if group is not None and (user_id not in group.members or group.migrated_to is not None):
            raise SandboxError("this person cannot write in that group")

    def _query_json(self, query: Query, message: Message, data: str) -> Json:
        shown = self.message_json(message)
        if query.asked_at - message.at > INACCESSIBLE_AFTER:
            shown = {"chat": shown["chat"], "message_id": message.message_id, "date": 0}
        return {
            "id": query.id,
            "from": self.users[query.user_id].as_json(),
            "message": shown,
            "chat_instance": str(8_000_000_000 + message.chat_id),
            "data": data,
        }

    def _move_bot(self, group_id: int, user_id: int, status: str) -> None:
        group = self.groups[group_id]
        self.keep_group(replace(group, bot_status=status))
        self._tell_membership(group_id, user_id, group.bot_status, status)

    def _tell_membership(self, chat_id: int, user_id: int, old: str, new: str) -> None:
        body: Json = {"chat": self.chat_json(chat_id), "from": self.users[user_id].as_json()}
        for bot in self.bots.values():
            places = {"old_chat_member": _place(bot, old), "new_chat_member": _place(bot, new)}
            self.queue(bot.id).put("my_chat_member", body | {"date": int(self.seconds())} | places)

    def _content(self, user_id: int, kind: str, details: Json) -> Json:
        if kind in SIMPLE:
            return SIMPLE[kind](details)
        if kind == "contact":
            user = self.users[user_id]
            return {"contact": {"phone_number": "+15550100", "user_id": user.id, **user.names()} | details}
        if kind == "forwarded":
            sender = self.create_user("Somebody Else", user_id=999).as_json()
            origin = {"type": "user", "date": int(self.seconds()) - 60, "sender_user": sender}
            return _texted(str(details.get("text", "Forwarded words"))) | {"forward_origin": origin}
        if kind in FILES:
            return self._file_content(kind, dict(details))
        if kind == "unknown":
            return {}
        raise SandboxError(f"nobody can send a {kind!r} here")

    def _file_content(self, kind: str, details: Json) -> Json:
        name, mime, more = FILES[kind]
        content = details.pop("data", None) or (small_png(90, 60) if kind == "photo" else b"sandbox")
        upload = Upload(str(details.pop("name", name)), bytes(content), str(details.pop("mime", mime)))
        words = {"caption": details.pop("caption")} if details.get("caption") else {}
        return {kind: as_carried(kind, self.files.add(kind, upload), **(more | details))} | words

    def _user(self, user_id: int) -> User:
        if user_id not in self.users:
            raise SandboxError("there is no such person")
        return self.users[user_id]


PICTURE: Json = {"width": 90, "height": 60}
FILES: dict[str, tuple[str, str, Json]] = {
    "photo": ("photo.png", "image/png", {}),
    "document": ("notes.txt", "text/plain", {}),
    "voice": ("voice.ogg", "audio/ogg", {"duration": 3}),
    "audio": ("song.mp3", "audio/mpeg", {"duration": 3}),
    "video": ("video.mp4", "video/mp4", PICTURE | {"duration": 3}),
    "animation": ("moving.mp4", "video/mp4", PICTURE | {"duration": 3}),
    "video_note": ("note.mp4", "video/mp4", {"length": 90, "duration": 3}),
    "sticker": (
        "sticker.webp",
        "image/webp",
        PICTURE | {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"},
    ),
}
PLACE: Json = {"latitude": 47.37, "longitude": 8.54}


def _poll(details: Json) -> Json:
    options = [
        {"persistent_id": str(number), "text": text, "voter_count": 0}
        for number, text in enumerate(details.get("options", ("yes", "no")))
    ]
    closed = {"is_closed": False, "is_anonymous": True, "type": "regular", "members_only": False}
    return {
        "id": "5000000001",
        "question": details.get("question", "Shall I run?"),
        "options": options,
        "total_voter_count": 0,
        "allows_multiple_answers": False,
        "allows_revoting": True,
    } | closed


SIMPLE: dict[str, Callable[[Json], Json]] = {
    "text": lambda details: _texted(str(details["text"])),
    "location": lambda details: {"location": PLACE | details},
    "venue": lambda details: {"venue": {"location": PLACE, "title": "Track", "address": "1 Track Road"} | details},
    "dice": lambda details: {"dice": {"emoji": "🎲", "value": 4} | details},
    "poll": lambda details: {"poll": _poll(details)},
}


def _texted(text: str) -> Json:
    entities = detect(text, [])
    return {"text": text} | ({"entities": entities} if entities else {})


def _place(bot: Bot, status: str) -> Json:
    return {"status": status, "user": bot.as_json()} | ({"until_date": 0} if status == "kicked" else {})
