"""Faults on request: what shall go wrong, where and how often; it must never decide by chance."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, get_args

Kind = Literal[
    "flood",  # 429 with retry_after, not performed
    "error",  # a JSON error with `status`, not performed
    "bad_gateway",  # 502 with an HTML page, not performed
    "unauthorized",  # 401, not performed
    "cut",  # the connection is reset, not performed
    "drop",  # performed, then the connection is closed without an answer
    "delay",  # performed, the answer comes `delay` seconds late
    "truncate",  # performed, half of the JSON is answered
    "duplicate",  # the updates of this answer are delivered once more with the next one
    "disorder",  # the updates of this answer come newest first
    "poison",  # an update that no library can parse is put into the queue
]
KINDS: tuple[str, ...] = get_args(Kind)
REFUSING = frozenset({"flood", "error", "bad_gateway", "unauthorized", "cut"})
SPOILING = frozenset({"drop", "delay", "truncate"})
SHUFFLING = frozenset({"duplicate", "disorder"})


@dataclass(frozen=True)
class Fault:
    """One thing that shall go wrong `times` times; a negative number means until cleared."""

    method: str = "*"
    kind: Kind = "error"
    times: int = 1
    retry_after: int = 1
    delay: float = 1.0
    status: int = 500
    chat_id: int | None = None

    def __post_init__(self) -> None:
        """Refuse a kind that does not exist."""
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}, one of: {', '.join(KINDS)}")

    def hits(self, method: str, chat_id: int | None) -> bool:
        """Return True when this call is meant."""
        aimed = self.chat_id is None or self.chat_id == chat_id
        return aimed and fnmatchcase(method.lower(), self.method.lower())


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        """Start with nothing going wrong."""
        self._pending: list[tuple[Fault, int]] = []

    def __len__(self) -> int:
        """Return how many faults are still to come, each counted once."""
        return len(self._pending)

    def add(self, fault: Fault) -> None:
        """Let this go wrong from now on."""
        if fault.times:
            self._pending.append((fault, fault.times))

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._pending.clear()

    def take(self, method: str, chat_id: int | None, *, among: frozenset[str]) -> Fault | None:
        """Return the first fault of these kinds that hits this call, and use it up once."""
        for place, (fault, left) in enumerate(self._pending):
            if fault.kind in among and fault.hits(method, chat_id):
                if left == 1:
                    del self._pending[place]
                else:
                    self._pending[place] = (fault, left - 1)
                return fault
        return None
