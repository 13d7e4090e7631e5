"""Repeats of a broadcast: who of an earlier one is still without it, whatever was sent to whom since.

Must never count anybody in who may have the words already.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.care.broadcast import GOES
from bot.store.tables import broadcasts, outbox, people, recipients
from bot.store.transaction import Transaction

_MAY_HAVE_IT = ("sent", "waiting", "sending", "uncertain")
_LATER = select(broadcasts.c.id, broadcasts.c.what).where(broadcasts.c.state.in_(["running", "stopped", "done"]))


def subject(number: int) -> str:
    """Return what the messages of a broadcast are about."""
    return f"broadcast:{number}"


async def later(transaction: Transaction, number: int) -> list[int]:
    """Return the broadcasts that say the same and were sent after this one, whichever of them each repeats."""
    rows = (await transaction.execute(_LATER.order_by(broadcasts.c.id))).all()
    repeats = {row.id: int(row.what.get("repeats") or 0) for row in rows}
    first = _first(repeats, number)
    return [one for one in repeats if one > number and _first(repeats, one) == first]


def without(number: int, ends: Sequence[str], since: Collection[int]) -> ColumnElement[bool]:
    """Return what people fulfil whom a broadcast reached with one of these ends, and none sent `since` may have."""
    ended = and_(outbox.c.state.in_(ends), func.coalesce(outbox.c.error, "") != "unreachable")
    meant = people.c.id.in_(select(outbox.c.person).where(outbox.c.about == subject(number), ended))
    if not since:
        return meant
    coming = and_(recipients.c.broadcast.in_(since), recipients.c.state.in_([GOES, "held"]))
    sent = and_(outbox.c.about.in_([subject(one) for one in since]), outbox.c.state.in_(_MAY_HAVE_IT))
    has = or_(
        people.c.id.in_(select(recipients.c.person).where(coming)),
        people.c.id.in_(select(outbox.c.person).where(sent)),
    )
    return and_(meant, ~has)


def _first(repeats: dict[int, int], number: int) -> int:
    """Return the broadcast that the repeats began with."""
    while repeats.get(number):
        number = repeats[number]
    return number
