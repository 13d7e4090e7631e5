"""All that exists in the sandbox, and the few ways to change it; it must never know who asks for the change.

Every change is in the ledger before the method returns.
Updates, commands and texts belong to one bot; people and messages are shared, because one bot is the rule.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from bot.sandbox.bell import Bell
from bot.sandbox.clock import Clock
from bot.sandbox.errors import bad_request
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.files import Files
from bot.sandbox.journal import Journal
from bot.sandbox.ledger import Ledger
from bot.sandbox.model import (
    Bot,
    Group,
    Json,
    Message,
    Query,
    Record,
    Toast,
    Update,
    User,
)
from bot.sandbox.rates import Rates
from bot.sandbox.updates import UpdateQueue

TYPING_SECONDS = 5.0
JOURNAL_SIZE = 20_000
R = TypeVar("R", bound=Record)


class State:
    """The tables, kept in memory and in the ledger alike."""

    def __init__(
        self,
        clock: Clock,
        state: Path | None = None,
        *,
        limits: bool = False,
        journal_size: int = JOURNAL_SIZE,
    ) -> None:
        """Take up the world that the folder holds, or start an empty one."""
        self.clock = clock
        self.ledger = Ledger(state)
        self.files = Files(self.ledger, state / "files" if state else None)
        self.journal = Journal(journal_size)
        self.faults = Faults()
        self.rates = Rates(self.seconds, enforced=limits)
        self.next_due: Callable[[], datetime | None] | None = None
        self.bot_running: Callable[[], bool] | None = None
        self.being_prepared = False
        self.changed = Bell()
        self.changes: deque[tuple[int, int]] = deque(maxlen=10_000)
        self.sequence = 0
        self.toasts: dict[int, deque[Toast]] = {}
        self.typing: dict[int, float] = {}
        self.bots = {bot.token: bot for bot in self._records("bots", Bot)}
        self.users = {user.id: user for user in self._records("users", User)}
        self.groups = {group.id: group for group in self._records("groups", Group)}
        self.queries = {query.id: query for query in self._records("queries", Query)}
        self.settings: dict[str, Any] = dict(self.ledger.tables.get("settings", {}))
        self.messages: dict[int, dict[int, Message]] = {}
        for message in self._records("messages", Message):
            self.messages.setdefault(message.chat_id, {})[message.message_id] = message
        self._queues = {bot.id: self._new_queue(bot.id) for bot in self.bots.values()}
        self._numbers = {key: int(value) for key, value in self.ledger.tables.get("numbers", {}).items()}
        self.ledger.tables = {}

    def close(self) -> None:
        """Let go of the ledger's file."""
        self.ledger.close()

    @property
    def bot(self) -> Bot:
        """Return the first bot, the one that the personas talk to."""
        return next(iter(self.bots.values()))

    def seconds(self) -> float:
        """Return the clock's time in seconds since 1970."""
        return self.clock.now().timestamp()

    def next_number(self, series: str) -> int:
        """Return the next number of a series that never repeats, not even after a restart."""
        self._numbers[series] = self._numbers.get(series, 0) + 1
        self.ledger.put("numbers", series, self._numbers[series])
        return self._numbers[series]

    def queue(self, bot_id: int) -> UpdateQueue:
        """Return this bot's queue of updates."""
        return self._queues[bot_id]

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a value kept by `keep_setting`."""
        return self.settings.get(key, default)

    def keep_setting(self, key: str, value: Any) -> None:
        """Keep a JSON value under this key, or forget the key when the value is None."""
        if value is None:
            self.settings.pop(key, None)
            self.ledger.drop("settings", key)
        else:
            self.settings[key] = value
            self.ledger.put("settings", key, value)

    def keep_bot(self, bot: Bot) -> None:
        """Keep a new bot with an empty queue; a known bot with a new token keeps its queue and loses the old one."""
        revoked = [token for token, kept in self.bots.items() if kept.id == bot.id]
        for token in revoked:
            del self.bots[token]
        self.ledger.drop("bots", *revoked)
        self.bots[bot.token] = bot
        self._queues.setdefault(bot.id, self._new_queue(bot.id))
        self.ledger.put("bots", bot.token, bot.as_record())

    def keep_user(self, user: User) -> User:
        """Keep a person as they are now."""
        self.users[user.id] = user
        self.ledger.put("users", user.id, user.as_record())
        self.touch(user.id)
        return user

    def keep_group(self, group: Group) -> Group:
        """Keep a group as it is now."""
        self.groups[group.id] = group
        self.ledger.put("groups", group.id, group.as_record())
        self.touch(group.id)
        return group

    def keep_query(self, query: Query) -> None:
        """Keep a tap until it is much too old to be answered."""
        self.queries[query.id] = query
        self.ledger.put("queries", query.id, query.as_record())
        old = [key for key in islice(self.queries, 2) if self.queries[key].asked_at < query.asked_at - 3600]
        for key in old:
            del self.queries[key]
        self.ledger.drop("queries", *old)

    def keep_message(self, message: Message) -> Message:
        """Keep a message, new or changed."""
        self.messages.setdefault(message.chat_id, {})[message.message_id] = message
        self.ledger.put("messages", _key(message), message.as_record())
        self.touch(message.chat_id)
        return message

    def new_message(self, chat_id: int, sender_id: int, content: Json, *, from_bot: bool) -> Message:
        """Write a new message into a chat."""
        number = self.next_number("message")
        return self.keep_message(Message(number, chat_id, sender_id, from_bot, int(self.seconds()), content))

    def remove_message(self, message: Message) -> None:
        """Take a message out of its chat."""
        self.messages[message.chat_id].pop(message.message_id, None)
        self.ledger.drop("messages", _key(message))
        self.touch(message.chat_id)

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """Return a message that is still there."""
        return self.messages.get(chat_id, {}).get(message_id)

    def tell(self, kind: str, payload: Json) -> None:
        """Put an update into every bot's queue."""
        for queue in self._queues.values():
            queue.put(kind, payload)

    def touch(self, chat_id: int) -> None:
        """Say that something visible changed for whoever sees this chat."""
        self.sequence += 1
        self.changes.extend((self.sequence, user_id) for user_id in self.audience(chat_id))
        self.changed.ring()

    def changes_after(self, sequence: int) -> list[int]:
        """Return the people for whom something visible changed since then."""
        return sorted({user_id for number, user_id in self.changes if number > sequence})

    def audience(self, chat_id: int) -> Iterable[int]:
        """Return the people who see this chat."""
        return self.groups[chat_id].members if chat_id in self.groups else (chat_id,)

    def chat_json(self, chat_id: int) -> Json:
        """Return a private chat or a group as messages show it."""
        if chat_id in self.groups:
            return self.groups[chat_id].as_json()
        if chat_id in self.users:
            return {"id": chat_id, "type": "private", **self.users[chat_id].names()}
        raise bad_request("chat not found")

    def message_json(self, message: Message) -> Json:
        """Return a message as Telegram shows it."""
        sender = self._bot_by_id(message.sender_id) if message.from_bot else self.users[message.sender_id]
        body: Json = {
            "message_id": message.message_id,
            "from": sender.as_json(),
            "chat": self.chat_json(message.chat_id),
            "date": message.at,
        }
        edited = {} if message.edited_at is None else {"edit_date": message.edited_at}
        return body | edited | message.content

    def is_typing(self, chat_id: int) -> bool:
        """Return True while the bot's last chat action lasts."""
        return self.typing.get(chat_id, 0.0) > self.seconds()

    def toast(self, user_id: int, toast: Toast) -> None:
        """Show a person what answering their tap said."""
        self.toasts.setdefault(user_id, deque(maxlen=20)).append(toast)
        self.touch(user_id)

    def add_fault(self, fault: Fault) -> None:
        """Let this go wrong from now on; poison goes straight into the queues."""
        if fault.kind == "poison":
            for _ in range(fault.times):
                self.poison()
        else:
            self.faults.add(fault)

    def poison(self) -> None:
        """Put an update into the queues whose message lacks what every message has."""
        self.tell("message", {"message_id": self.next_number("message"), "text": "no date, no chat"})

    def edited(self, message: Message, content: Json, *, visibly: bool = True) -> Message:
        """Change what a message carries; a visible change gets an edit date."""
        edited_at = int(self.seconds()) if visibly else message.edited_at
        return self.keep_message(replace(message, content=content, edited_at=edited_at))

    def _bot_by_id(self, bot_id: int) -> Bot:
        return next(bot for bot in self.bots.values() if bot.id == bot_id)

    def _new_queue(self, bot_id: int) -> UpdateQueue:
        queue = UpdateQueue(bot_id, self.ledger, self.seconds)
        queue.allowed = frozenset(self.settings.get(f"{bot_id}/allowed_updates", []))
        return queue

    def _records(self, table: str, kind: type[R]) -> list[R]:
        return [kind.from_record(record) for record in self.ledger.tables.get(table, {}).values()]


def _key(message: Message) -> str:
    return f"{message.chat_id}/{message.message_id}"


def updates_json(updates: Iterable[Update]) -> list[Json]:
    """Return updates as getUpdates answers them."""
    return [update.as_json() for update in updates]
