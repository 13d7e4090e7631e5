"""Guessing: how many wrong codes may be tried, by one account and by all of them, before none is looked up any more.

What is kept of a stranger is a number and an instant, and no longer than until the next wrong code an hour later. Must
never say whether a code was nearly right.
"""

from datetime import timedelta

from bot.care.ports import Turn

WITHIN = timedelta(hours=1)
MOST_OF_ONE, MOST_OF_ALL = 10, 200

_NOTE = "wrong codes"


async def is_barred(turn: Turn, user_id: int) -> bool:
    """Say whether an account, or all together, have tried too many wrong codes within the hour."""
    tried = await _tried(turn)
    return len(tried) >= MOST_OF_ALL or sum(user == user_id for _, user in tried) >= MOST_OF_ONE


async def missed(turn: Turn, user_id: int) -> None:
    """Keep in mind that an account has tried a code that lets nobody in."""
    await turn.put_note(_NOTE, {"tried": [*await _tried(turn), [turn.now.timestamp(), user_id]]})


async def _tried(turn: Turn) -> list[list[float]]:
    """Return when each wrong code of the last hour was tried, and by which account."""
    since = (turn.now - WITHIN).timestamp()
    known = await turn.note(_NOTE) or {}
    return [one for one in known.get("tried", []) if one[0] > since]
