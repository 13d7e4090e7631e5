"""Telegram's limits: so many new messages a second in all, so many to one chat, and none in a pause.

Must never read the clock on the wall: these are elapsed seconds.
"""

import asyncio
import random
from dataclasses import dataclass

SPACING = 1.05
BURST = 3
FORGET_AFTER = 60.0
SHARE = 0.2
"""How much of a second's messages may go out at once after a rest."""


@dataclass
class _Chat:
    """When a chat was last written to, and how many messages it can take at once."""

    at: float
    room: float = BURST


class Limits:
    """Says how long to wait before the next message; starts with nothing saved up."""

    def __init__(self, per_second: float, *, spacing: float = SPACING) -> None:
        """Allow so many new messages a second, all chats together, and one to each chat in `spacing` seconds."""
        self._rate = per_second
        self._spacing = spacing
        self._most = max(1.0, per_second * SHARE)
        self._saved = 0.0
        self._at = _now()
        self._closed_until = 0.0
        self._chats: dict[int, _Chat] = {}

    @property
    def closed_for(self) -> float:
        """Seconds for which nothing may be sent at all; 0 when the line is open."""
        return max(0.0, self._closed_until - _now())

    def close(self, seconds: float, *, jitter: float = 0.5) -> float:
        """Send nothing for so many seconds and a little more; return how long that is from now."""
        # Every copy of the bot behind one address would otherwise come back in the same instant.
        wait = seconds + random.uniform(0.05, jitter)  # noqa: S311  spreads load, guards no secret
        self._closed_until = max(self._closed_until, _now() + wait)
        return self.closed_for

    def take(self, most: int) -> int:
        """Take as many messages off the budget as there are, at most `most`."""
        self._fill()
        count = min(most, int(self._saved))
        self._saved -= count
        return count

    def give_back(self, count: int) -> None:
        """Return what was taken and not used for a new message."""
        self._saved = min(self._most, self._saved + count)

    def spend(self, chat_id: int) -> None:
        """Count a new message that goes out without having asked; those after it wait the longer."""
        self._saved -= 1
        self.note(chat_id)

    @property
    def next_in(self) -> float:
        """Seconds until the budget holds a message."""
        self._fill()
        return max(0.0, (1 - self._saved) / self._rate)

    def wait_for(self, chat_id: int, *, bulk: bool) -> float:
        """Return for how many seconds a chat must be left alone; bulk waits its spacing, others may burst."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return 0.0
        since = _now() - chat.at
        if bulk:
            return max(0.0, self._spacing - since)
        return max(0.0, (1 - chat.room) * self._spacing - since)

    def note(self, chat_id: int) -> None:
        """Remember that a chat is being written to now."""
        now = _now()
        chat = self._chats.setdefault(chat_id, _Chat(now))
        chat.room = min(BURST, chat.room + (now - chat.at) / self._spacing) - 1
        chat.at = now
        if len(self._chats) > 2000:
            self._chats = {key: each for key, each in self._chats.items() if now - each.at < FORGET_AFTER}

    def arrived(self, chat_id: int) -> None:
        """Count the spacing of a chat from now on: however late its message set out, the next comes no sooner."""
        if chat := self._chats.get(chat_id):
            chat.at = _now()

    def _fill(self) -> None:
        now = _now()
        self._saved = min(self._most, self._saved + (now - self._at) * self._rate)
        self._at = now


def _now() -> float:
    return asyncio.get_running_loop().time()
