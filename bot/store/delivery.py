"""Who can be reached, and how far a subject's messages have come.

Must never change a row.
"""

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from bot.care.ports import Delivery, Lane
from bot.store.tables import outbox, people
from bot.store.transaction import Transaction

REACHABLE: ColumnElement[bool] = and_(
    people.c.chat_id.is_not(None),
    people.c.state != "blocked",
    or_(people.c.state != "stopped", outbox.c.lane.in_([int(Lane.ALERT), int(Lane.ANSWER)])),
)
"""True where Telegram would take the message; alerts and answers go also to those who stopped."""

_STANDING = case(
    (and_(outbox.c.state == "waiting", ~REACHABLE), "unreachable"),
    (outbox.c.state == "sending", "waiting"),
    else_=outbox.c.state,
)
_COUNT = (
    select(_STANDING.label("standing"), func.count().label("number"))
    .join(people, people.c.id == outbox.c.person)
    .where(outbox.c.about == bindparam("about"), outbox.c.state != "called_off")
    .group_by(_STANDING)
)


_NAMES = (
    select(people.c.name)
    .join(outbox, people.c.id == outbox.c.person)
    .where(outbox.c.about == bindparam("about"), _STANDING.in_(["failed", "uncertain", "unreachable"]))
    .order_by(people.c.name)
    .limit(bindparam("most"))
)


async def missed(transaction: Transaction, about: str, most: int) -> list[str]:
    """Return the names of those whom messages of this subject did not reach, or not for certain."""
    return list((await transaction.execute(_NAMES, {"about": about, "most": most})).scalars())


async def count(transaction: Transaction, about: str) -> Delivery:
    """Return how many messages of this subject are in each state."""
    rows = await transaction.execute(_COUNT, {"about": about})
    return Delivery(**{row.standing: row.number for row in rows})
