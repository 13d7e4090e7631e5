"""What a physio was asked last, kept until they answer: a reason, or the result of a test.

Must never know what the answer does.
"""

from datetime import timedelta
from typing import Any

from bot.care.ports import Person, Turn

AWAITED = {
    "measure": timedelta(hours=2),
    "broadcast": timedelta(hours=24),
    "write": timedelta(hours=3),
    "invite": timedelta(hours=1),
}
USUALLY = timedelta(minutes=15)
"""For how long typed words count as the answer, by what was asked; after that they are something else."""


async def ask(turn: Turn, carer: Person, asked: dict[str, Any]) -> None:
    """Keep in mind what is asked now, in place of anything before."""
    await turn.put_note(_key(carer), asked | {"at": turn.now.timestamp()})


async def asked_of(turn: Turn, carer: Person) -> dict[str, Any] | None:
    """Return what was asked last, however long ago, or None."""
    return await turn.note(_key(carer))


async def forget(turn: Turn, carer: Person) -> None:
    """Take typed words as they are from now on, whatever was asked before."""
    await turn.put_note(_key(carer), None)


async def awaited(turn: Turn, carer: Person) -> dict[str, Any] | None:
    """Return what was asked last if typed words still are the answer to it, or None."""
    asked = await asked_of(turn, carer)
    return asked if asked and is_awaited(turn, asked) else None


def is_awaited(turn: Turn, asked: dict[str, Any]) -> bool:
    """Say whether typed words still are the answer to what was asked."""
    longest = AWAITED.get(str(asked["action"]), USUALLY)
    return turn.now.timestamp() - float(asked["at"]) <= longest.total_seconds()


def _key(carer: Person) -> str:
    return f"asking:{carer.id}"
