"""The folded cases that are kept in memory between turns, each with the last fact that is in it.

Must never be trusted alone: whoever takes a case adds the facts that came after it.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from bot.care.standings import Standing
from bot.core.case import Case

MOST = 2000


@dataclass
class Folded:
    """A case, the id of the last fact folded into it, and how the patient stood then, where that was worked out."""

    case: Case = field(default_factory=Case)
    last: int = 0
    standing: Standing | None = None


class Cases:
    """At most so many cases, the least recently used forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        """Start with none."""
        self._most = most
        self._folded: OrderedDict[int, Folded] = OrderedDict()

    def take(self, person: int) -> Folded:
        """Return the person's case out of memory, which no longer has it, or an empty one."""
        return self._folded.pop(person, None) or Folded()

    def put(self, person: int, folded: Folded) -> None:
        """Keep a case whose facts are all committed."""
        self._folded[person] = folded
        self._folded.move_to_end(person)
        while len(self._folded) > self._most:
            self._folded.popitem(last=False)
