"""Reasons: why somebody of the clinic decided something, as whoever reads it would say it.

Must never give a reason that nobody gave.
"""

from bot.care.ports import Person, Turn
from bot.care.voice import text

USUAL = ("examined", "spoke", "as_planned")
"""Reasons that are a tap away; they are kept by these ids, so that everybody reads them in their own language."""


def as_read(turn: Turn, reader: Person, why: str) -> str:
    """Return a reason as whoever reads it would say it: a usual one in their language, else as it was typed."""
    return text(turn, reader, f"orders.reason__{why}") if why in USUAL else why
