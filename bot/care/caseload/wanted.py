"""What is wanted of an export: from when on, and whether names and typed words may stand in it.

Must never let through with pseudonyms what somebody typed.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.care.papers import Cell

Line = tuple[Cell, ...]


@dataclass(frozen=True)
class Wanted:
    """From which instant on, and whether names and typed words are wanted; `names` are those of the staff."""

    since: datetime
    names: dict[int, str]
    pseudonyms: bool = False

    def who(self, number: int | None) -> Cell:
        """Return somebody of the staff: by name, or by number; 0 is nobody."""
        return None if not number else number if self.pseudonyms else self.names.get(number, str(number))

    def words(self, said: str) -> Cell:
        """Return what somebody typed, where that is wanted."""
        return "" if self.pseudonyms else said


def instant(at: datetime | None) -> str | None:
    """Return an instant as a table has it."""
    return at.isoformat(timespec="seconds") if at else None
