"""What stands on somebody's phone: what a message there is about, and what came to it lately.

Must never know what a message says, nor change a row.
"""

from datetime import datetime

from sqlalchemy import and_, bindparam, exists, literal_column, not_, or_, select

from bot.store.tables import outbox
from bot.store.transaction import Transaction

_before = outbox.alias("before")

# A message that took the place of one that was there is nothing new; one that found none to edit is.
_IS_AN_EDIT = and_(
    outbox.c.replaces,
    exists().where(
        _before.c.about == outbox.c.about,
        _before.c.person == outbox.c.person,
        _before.c.id < outbox.c.id,
        _before.c.state == "sent",
        or_(outbox.c.message_id.is_(None), _before.c.message_id == outbox.c.message_id),
    ),
)
_NEW = select(outbox.c.about).where(outbox.c.person == bindparam("of"), not_(_IS_AN_EDIT))
_CAME = _NEW.where(
    outbox.c.ended_at > bindparam("since", type_=outbox.c.ended_at.type),
    outbox.c.state.in_(["sent", "uncertain"]),
)
# Spelled out, because SQLite takes a partial index only where the statement itself shows that it fits.
_COMES = _NEW.where(outbox.c.state == literal_column("'sending'"))

_ABOUT = (
    select(outbox.c.about)
    .where(outbox.c.person == bindparam("of"), outbox.c.message_id == bindparam("message"))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


async def about(transaction: Transaction, person_id: int, message_id: int) -> str:
    """Return what a message on somebody's phone is about; empty for one that is not known, or about nothing."""
    found = await transaction.execute(_ABOUT, {"of": person_id, "message": message_id})
    return found.scalar_one_or_none() or ""


async def told(transaction: Transaction, person_id: int, since: datetime) -> list[str]:
    """Return what the new messages are about that came to somebody after an instant, or may be on their way now."""
    came = await transaction.execute(_CAME, {"of": person_id, "since": since})
    comes = await transaction.execute(_COMES, {"of": person_id})
    return list(dict.fromkeys(row.about for row in (*came, *comes)))
