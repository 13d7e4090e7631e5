"""The inbox: every update as it came, kept before Telegram is told that it may forget it.

Must never read what is in an update.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, delete, func, select, update

from bot.store.dialect import insert_new
from bot.store.tables import inbox
from bot.store.transaction import Transaction

MOST_ATTEMPTS = 5

_UNDONE = (
    select(inbox.c.update_id, inbox.c.lane, inbox.c.received_at, inbox.c.raw, inbox.c.attempts)
    .where(inbox.c.done_at.is_(None))
    .order_by(inbox.c.received_at, inbox.c.update_id)
)
_DONE = (
    update(inbox)
    .where(inbox.c.update_id == bindparam("number"), inbox.c.done_at.is_(None))
    .values(done_at=bindparam("now"), raw="", lane=0)
)
"""Only the number stays, to know the update again; what was said, and by whom, has gone where it belongs or nowhere."""

_FAILED = (
    update(inbox)
    .where(inbox.c.update_id == bindparam("number"), inbox.c.done_at.is_(None))
    .values(
        attempts=inbox.c.attempts + 1,
        error=bindparam("problem"),
        done_at=case((inbox.c.attempts + 1 >= MOST_ATTEMPTS, bindparam("now", type_=inbox.c.done_at.type))),
    )
    .returning(inbox.c.attempts)
)
_PRUNE = delete(inbox).where(inbox.c.done_at < bindparam("before"))
_QUARANTINED = select(func.count()).where(inbox.c.attempts >= MOST_ATTEMPTS)


@dataclass(frozen=True)
class InboxRow:
    """One update that is still to be worked on."""

    update_id: int
    lane: int
    received_at: datetime
    raw: str
    attempts: int


async def keep(transaction: Transaction, raws: Sequence[tuple[int, int, str]], now: datetime) -> None:
    """Keep updates as (update_id, lane, raw); one that is already there stays as it is."""
    rows = [{"update_id": number, "lane": lane, "raw": raw, "received_at": now} for number, lane, raw in raws]
    if rows:
        await transaction.execute(insert_new(transaction.dialect, inbox, "update_id"), rows)


async def undone(transaction: Transaction) -> list[InboxRow]:
    """Return the updates that no turn has finished, in the order in which they came."""
    return [InboxRow(**row._asdict()) for row in await transaction.execute(_UNDONE)]


async def mark_done(transaction: Transaction, update_id: int, now: datetime) -> bool:
    """Mark an update as done; False when it is not there or was done before."""
    return (await transaction.execute(_DONE, {"number": update_id, "now": now})).rowcount == 1


async def failed(transaction: Transaction, update_id: int, error: str, now: datetime) -> bool:
    """Count a failed turn; True when that was the last attempt and the update is put aside with its error."""
    values = {"number": update_id, "problem": error, "now": now}
    attempts = (await transaction.execute(_FAILED, values)).scalar_one_or_none()
    return attempts is not None and attempts >= MOST_ATTEMPTS


async def quarantined(transaction: Transaction) -> int:
    """Return how many updates were put aside."""
    number: int = (await transaction.execute(_QUARANTINED)).scalar_one()
    return number


async def prune(transaction: Transaction, before: datetime) -> None:
    """Delete updates that were done before an instant."""
    await transaction.execute(_PRUNE, {"before": before})
