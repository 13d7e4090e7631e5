"""Every call that a bot made, for assertions and for the page; tokens never enter it."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.bell import Bell
from bot.sandbox.model import Json


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it was answered; `fault` names what was done to the answer on request."""

    number: int
    method: str
    params: Json
    at: datetime
    ok: bool
    response: Json
    fault: str | None = None

    def as_json(self) -> Json:
        """Return the call for the persona API."""
        return {
            "n": self.number,
            "method": self.method,
            "params": self.params,
            "at": self.at.isoformat(),
            "ok": self.ok,
            "response": self.response,
            "fault": self.fault,
        }


@dataclass
class Journal:
    """Keep the last calls, at most `size` of them, and count all there ever were."""

    size: int | None = None
    calls: deque[Call] = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0
    bell: Bell = field(default_factory=Bell)

    def __post_init__(self) -> None:
        """Start empty."""
        self.calls = deque(maxlen=self.size)

    def add(self, call: Call) -> None:
        """Keep this call and wake everyone who waits for one."""
        self.calls.append(call)
        self.counts[call.method] += 1
        self.total = call.number
        self.bell.ring()

    def after(self, number: int, method: str | None = None) -> list[Call]:
        """Return the kept calls with a higher number, of one method or of all."""
        return [call for call in self.calls if call.number > number and method in (None, call.method)]

    async def wait_for(self, matches: Callable[[Call], bool], *, after: int = 0, timeout_s: float = 10.0) -> Call:
        """Return the first kept call after that number which matches, waiting for it if need be."""
        async with asyncio.timeout(timeout_s):
            while True:
                for call in self.after(after):
                    if matches(call):
                        return call
                after = max(after, self.total)
                await self.bell.wait(timeout_s)
