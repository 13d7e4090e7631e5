"""Telegram's published sending limits, by the injected clock; they are soft there and exact here."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from bot.sandbox.errors import too_many_requests


@dataclass
class Bucket:
    """Tokens that come back at a steady rate, up to a burst."""

    rate: float
    burst: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Return the seconds until a token is there; zero means now."""
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


class Rates:
    """Refuse what is too fast: 1 a second per chat (bursts of 3), 20 a minute per group, 30 a second in all."""

    def __init__(self, now: Callable[[], float], *, enforced: bool) -> None:
        """Start with full buckets."""
        self._now = now
        self._enforced = enforced
        self._all = Bucket(30, 30, 30, now())
        self._chats: dict[int, Bucket] = {}
        self._groups: dict[int, deque[float]] = {}

    def spend(self, chat_id: int) -> None:
        """Count one message to this chat, or refuse it with the seconds to wait."""
        if not self._enforced:
            return
        now = self._now()
        chat = self._chats.setdefault(chat_id, Bucket(1, 3, 3, now))
        wait = max(self._all.wait(now), chat.wait(now), self._group_wait(chat_id, now))
        if wait > 0:
            raise too_many_requests(max(1, ceil(wait)))
        self._all.tokens -= 1
        chat.tokens -= 1
        if chat_id < 0:
            self._groups[chat_id].append(now)

    def _group_wait(self, chat_id: int, now: float) -> float:
        if chat_id > 0:
            return 0.0
        sent = self._groups.setdefault(chat_id, deque())
        while sent and sent[0] <= now - 60:
            sent.popleft()
        return sent[0] + 60 - now if len(sent) >= 20 else 0.0
