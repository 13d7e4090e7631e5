"""Who can be reached, and how far a subject's messages have come.

Must never change a row.
"""

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from bot.care.ports import Delivery, Lane
from bot.store.tables import outbox, people
from bot.store.transaction import Transaction

REACHABLE: ColumnElement[bool] = and_(
    people.c.chat_id.is_not(None),
    people.c.state.not_in(["blocked", "inactive"]),
    or_(people.c.state != "stopped", outbox.c.lane.in_([int(Lane.ALERT), int(Lane.ANSWER)])),
)
"""True where Telegram would take the message; alerts and answers go also to those who stopped."""

STANDING = case(
    (and_(outbox.c.state == "waiting", ~REACHABLE), "unreachable"),
    (outbox.c.state == "sending", "waiting"),
    else_=outbox.c.state,
)
"""What became of a message so far; `unreachable` where it waits and Telegram would not take it."""

_COUNT = (
    select(STANDING.label("standing"), func.count().label("number"))
    .join(people, people.c.id == outbox.c.person)
    .where(outbox.c.about == bindparam("about"), outbox.c.state != "called_off")
    .group_by(STANDING)
)


async def count(transaction: Transaction, about: str) -> Delivery:
    """Return how many messages of this subject are in each state."""
    rows = await transaction.execute(_COUNT, {"about": about})
    return Delivery(**{row.standing: row.number for row in rows})
