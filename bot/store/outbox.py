"""The outbox: every message from the turn that decided it until its fate is known.

Must never know Telegram: it hands out what may be sent now and is told what became of it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row as Record
from sqlalchemy import (
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.care.ports import Lane, Row
from bot.store.codec import decode_keyboard, decode_media
from bot.store.delivery import REACHABLE
from bot.store.tables import outbox, people
from bot.store.transaction import Transaction

_NOW = bindparam("now", type_=outbox.c.not_before.type)
_TO_THE_STOPPED = [int(Lane.ALERT), int(Lane.ANSWER)]
_earlier = outbox.alias("earlier")
_flying = outbox.alias("flying")
_latest = outbox.alias("latest")

# Both questions are asked in forms that neither database turns into a comparison of all rows with all others.
_FIRST_OF_PERSON = (
    select(_earlier.c.id)
    .where(
        _earlier.c.person == outbox.c.person,
        _earlier.c.ended_at.is_(None),
        _earlier.c.state == "waiting",
        # What is held back on purpose lets others pass; what is to be tried again does not.
        or_(_earlier.c.not_before.is_(None), _earlier.c.not_before <= _NOW, _earlier.c.attempts > 0),
        or_(people.c.state != "stopped", _earlier.c.lane.in_(_TO_THE_STOPPED)),
    )
    .order_by(_earlier.c.rank, _earlier.c.id)
    .limit(1)
    .scalar_subquery()
)
# Spelled out, because SQLite takes a partial index only where the statement itself shows that it fits.
_BUSY = select(_flying.c.person).where(_flying.c.state == literal_column("'sending'"))
_CARD = (
    select(_latest.c.message_id)
    .where(
        outbox.c.replaces,
        _latest.c.about == outbox.c.about,
        _latest.c.person == outbox.c.person,
        _latest.c.state == "sent",
        _latest.c.message_id.is_not(None),
    )
    .order_by(_latest.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_HEAD = (
    select(func.max(_latest.c.message_id))
    .where(
        outbox.c.follows != "",
        _latest.c.about == outbox.c.follows,
        _latest.c.person == outbox.c.person,
        _latest.c.state == "sent",
    )
    .scalar_subquery()
)
_SHOWN = ("id", "person", "lane", "text", "keyboard", "about", "replaces", "attempts", "media")
_NEXT = (
    select(
        *(outbox.c[name] for name in _SHOWN),
        people.c.chat_id,
        _CARD.label("message_id"),
        _HEAD.label("reply_to"),
    )
    .join(people, people.c.id == outbox.c.person)
    .where(
        outbox.c.ended_at.is_(None),
        outbox.c.state == "waiting",
        or_(outbox.c.not_before.is_(None), outbox.c.not_before <= _NOW),
        REACHABLE,
        outbox.c.id == _FIRST_OF_PERSON,
        outbox.c.person.not_in(_BUSY),
    )
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_CLAIM = update(outbox).where(outbox.c.id == bindparam("number")).values(state="sending")
_IS_SENDING = and_(outbox.c.id == bindparam("number"), outbox.c.state == "sending")
_SENT = (
    update(outbox)
    .where(_IS_SENDING)
    .values(state="sent", message_id=bindparam("message"), ended_at=bindparam("now"), error=None)
)
_LATER = (
    update(outbox)
    .where(_IS_SENDING)
    .values(
        state="waiting",
        attempts=outbox.c.attempts + 1,
        not_before=bindparam("until"),
        error=bindparam("problem"),
    )
)
_END = (
    update(outbox)
    .where(_IS_SENDING)
    .values(state=bindparam("fate"), ended_at=bindparam("now"), error=bindparam("problem"))
)
_RECOVER = (
    update(outbox)
    .where(outbox.c.state == "sending", outbox.c.lane != int(Lane.BROADCAST))
    .values(state="waiting", attempts=outbox.c.attempts + 1)
)
_RECOVER_BROADCASTS = (
    update(outbox)
    .where(outbox.c.state == "sending", outbox.c.lane == int(Lane.BROADCAST))
    .values(state="uncertain", ended_at=bindparam("now"))
)
_NEXT_AT = (
    select(outbox.c.not_before)
    .where(outbox.c.ended_at.is_(None), outbox.c.state == "waiting", outbox.c.not_before > _NOW)
    .order_by(outbox.c.not_before)
    .limit(1)
)
_PRUNE = (
    update(outbox)
    .where(
        outbox.c.state.not_in(["waiting", "sending"]),
        outbox.c.created_at < bindparam("before"),
        outbox.c.text != "",
    )
    .values(text="", keyboard=[], media=None)
)


async def claim(transaction: Transaction, now: datetime, limit: int) -> list[Row]:
    """Return what may be sent now, marked as being sent; at most one message of each person is under way."""
    rows = [_row(record) for record in await transaction.execute(_NEXT, {"now": now, "most": limit})]
    if rows:
        await transaction.execute(_CLAIM, [{"number": row.id} for row in rows])
    return rows


def _row(record: Record[Any]) -> Row:
    read = {
        "lane": Lane(record.lane),
        "keyboard": decode_keyboard(record.keyboard),
        "media": decode_media(record.media),
    }
    return Row(**record._asdict() | read)


async def sent(transaction: Transaction, pairs: Iterable[tuple[int, int]], now: datetime) -> None:
    """Mark messages as sent, each with the message id that Telegram gave it."""
    rows = [{"number": number, "message": message, "now": now} for number, message in pairs]
    if rows:
        await transaction.execute(_SENT, rows)


async def later(transaction: Transaction, row_id: int, until: datetime, error: str) -> None:
    """Let a message wait for another attempt."""
    await transaction.execute(_LATER, {"number": row_id, "until": until, "problem": error})


async def end(transaction: Transaction, row_id: int, fate: str, *, error: str | None, now: datetime) -> None:
    """Close a message as `failed` or `uncertain`."""
    await transaction.execute(_END, {"number": row_id, "fate": fate, "problem": error, "now": now})


async def recover(transaction: Transaction, now: datetime) -> None:
    """Settle what a crash left under way: broadcasts are uncertain, everything else is tried again."""
    await transaction.execute(_RECOVER)
    await transaction.execute(_RECOVER_BROADCASTS, {"now": now})


async def next_at(transaction: Transaction, now: datetime) -> datetime | None:
    """Return when the next message that is held back may go."""
    at: datetime | None = (await transaction.execute(_NEXT_AT, {"now": now})).scalar_one_or_none()
    return at


async def prune(transaction: Transaction, before: datetime) -> None:
    """Empty the texts of finished messages that were said before an instant."""
    await transaction.execute(_PRUNE, {"before": before})
