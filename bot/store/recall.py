"""Recall: what of a broadcast lies unsent in the outbox goes back to its recipients, to be looked at anew.

Must never touch a message that may have gone out, nor one that Telegram has refused.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete, func, literal_column, update

from bot.care.broadcast import GOES
from bot.care.ports import Lane
from bot.store.tables import outbox, recipients
from bot.store.transaction import Transaction

_WAITS = (
    delete(outbox)
    .where(
        outbox.c.ended_at.is_(None),
        outbox.c.lane == int(Lane.BROADCAST),
        outbox.c.about.like("broadcast:%"),
        outbox.c.state == literal_column("'waiting'"),
        func.coalesce(outbox.c.error, "").in_(["", "unreached", "flood", "moved"]),
    )
    .returning(outbox.c.about, outbox.c.person)
)
_GO_BACK = (
    update(recipients)
    .where(
        recipients.c.broadcast == bindparam("number"),
        recipients.c.person == bindparam("of"),
        recipients.c.state == "queued",
    )
    .values(state=GOES)
)


async def recall(transaction: Transaction, *, about: str = "", before: datetime | None = None) -> None:
    """Take back what waits, of one broadcast or of all, put there before an instant or ever."""
    query = _WAITS
    if about:
        query = query.where(outbox.c.about == about)
    if before:
        query = query.where(outbox.c.created_at < before)
    gone = (await transaction.execute(query)).all()
    if gone:
        rows = [{"number": int(row.about.rpartition(":")[2]), "of": row.person} for row in gone]
        await transaction.execute(_GO_BACK, rows)
