"""What is due: rows with an instant, compared with the clock by whoever ticks.

Must never know what a kind of due means.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, func, select, update

from bot.care.ports import Due
from bot.store.tables import dues
from bot.store.transaction import Transaction

_THIS_ONE = and_(
    dues.c.person == bindparam("of"),
    dues.c.kind == bindparam("what"),
    dues.c.subject == bindparam("which"),
    dues.c.at == bindparam("when"),
)
_NOW = (
    select(dues.c.person, dues.c.kind, dues.c.subject, dues.c.at)
    .where(dues.c.not_before <= bindparam("now"))
    .order_by(dues.c.not_before, dues.c.person, dues.c.kind, dues.c.subject)
    .limit(bindparam("most"))
)
_OF_KIND = select(dues.c.person, dues.c.kind, dues.c.subject, dues.c.at).where(dues.c.kind == bindparam("what"))
_OF_PERSON = select(dues.c.subject).where(dues.c.person == bindparam("of"), dues.c.kind == bindparam("what"))
_NEXT = select(func.min(dues.c.not_before))
_TAKE = delete(dues).where(_THIS_ONE)
_POSTPONE = update(dues).where(_THIS_ONE).values(attempts=dues.c.attempts + 1, not_before=bindparam("later"))


def _key(due: Due) -> dict[str, object]:
    return {"of": due.person, "what": due.kind, "which": due.subject, "when": due.at}


async def due_now(transaction: Transaction, now: datetime, limit: int) -> list[Due]:
    """Return what is due, the longest overdue first."""
    return [Due(**row._asdict()) for row in await transaction.execute(_NOW, {"now": now, "most": limit})]


async def of_kind(transaction: Transaction, kind: str) -> list[Due]:
    """Return everything planned of a kind, due or not."""
    return [Due(**row._asdict()) for row in await transaction.execute(_OF_KIND, {"what": kind})]


async def of_person(transaction: Transaction, person: int, kind: str) -> set[str]:
    """Return the subjects of everything planned of a kind for one person, due or not."""
    return set((await transaction.execute(_OF_PERSON, {"of": person, "what": kind})).scalars())


async def next_at(transaction: Transaction) -> datetime | None:
    """Return when the next due may be worked on, which may be past, or None when nothing is planned."""
    at: datetime | None = (await transaction.execute(_NEXT)).scalar_one()
    return at


async def take(transaction: Transaction, due: Due) -> bool:
    """Remove this very due; False when it was done, moved or forgotten meanwhile."""
    return (await transaction.execute(_TAKE, _key(due))).rowcount == 1


async def postpone(transaction: Transaction, due: Due, now: datetime, by: timedelta) -> None:
    """Leave a due alone for a while and count the attempt; its own instant stays."""
    await transaction.execute(_POSTPONE, {**_key(due), "later": now + by})
