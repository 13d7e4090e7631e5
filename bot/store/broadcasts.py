"""Broadcasts and their recipients: who is meant, who is left out and why, and what became of it for each.

Must never put a message into the outbox: `care` says it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, case, func, insert, literal, or_, select, update

from bot.care.broadcast import EVERY, GOES, Broadcast, Foreseen, Needs, Recipient
from bot.care.ports import Cohort, Lane
from bot.store import recall, repeats
from bot.store.delivery import STANDING
from bot.store.standings import fits
from bot.store.tables import broadcasts, outbox, people, recipients, standings
from bot.store.transaction import Transaction
from bot.store.types import Instant

_WHOLE: TypeAdapter[Broadcast] = TypeAdapter(Broadcast)
_OWN = ("id", "by", "created_at", "state", "count")
_JOINED = people.join(standings, standings.c.person == people.c.id)
_BY: dict[str, ColumnElement[Any]] = {
    **{name: standings.c[name] for name in ("protocol", "condition", "phase", "rung", "status")},
    **{name: people.c[name] for name in ("physio", "language")},
}
_HAS: dict[str, ColumnElement[bool]] = {"physio": people.c.physio.is_not(None), "place": standings.c.phase != ""}
_NOT_HERE: tuple[tuple[ColumnElement[bool], str], ...] = (
    *((people.c.state == state, state) for state in ("blocked", "stopped", "discharged", "inactive")),
    (or_(people.c.state != "active", people.c.chat_id.is_(None)), "not_joined"),
)
_FIND = select(broadcasts).where(broadcasts.c.id == bindparam("number")).with_for_update()
_DRAFT = (
    select(broadcasts)
    .where(broadcasts.c.by == bindparam("person"), broadcasts.c.state == "draft")
    .order_by(broadcasts.c.id.desc())
    .limit(1)
)
_LATEST = (
    select(broadcasts)
    .where(broadcasts.c.state.in_(["running", "stopped", "done"]))
    .order_by(case((broadcasts.c.state == "running", 0), else_=1), broadcasts.c.id.desc())
    .limit(bindparam("most"))
)
_ADD = insert(broadcasts).returning(broadcasts.c.id)
_KEEP = (
    update(broadcasts)
    .where(broadcasts.c.id == bindparam("number"))
    .values(state=bindparam("new_state"), what=bindparam("new"), count=bindparam("new_count"))
)

_THIS = recipients.c.broadcast == bindparam("number")
_NOT_HANDED_OUT = recipients.c.state.in_([GOES, "held"])
_READY = (
    select(recipients.c.person)
    .where(_THIS, _NOT_HANDED_OUT)
    .where(or_(recipients.c.not_before.is_(None), recipients.c.not_before <= bindparam("now", type_=Instant())))
    .order_by(recipients.c.person)
    .limit(bindparam("most"))
)
_MARK = (
    update(recipients)
    .where(_THIS, recipients.c.person == bindparam("of"))
    .values(state=bindparam("new_state"), not_before=bindparam("until", type_=Instant()))
)
_NEXT_AT = select(func.min(recipients.c.not_before)).where(_THIS, recipients.c.state == "held")

# Spelled as the index on open messages has it.
_OPEN = and_(outbox.c.ended_at.is_(None), outbox.c.lane == int(Lane.BROADCAST), outbox.c.about == bindparam("subject"))
_IN_OUTBOX = select(func.count()).select_from(outbox).where(_OPEN)
_CALL_OFF = update(recipients).where(_THIS, _NOT_HANDED_OUT).values(state="called_off", not_before=None)
_END = (
    update(outbox)
    .where(_OPEN, outbox.c.state == "waiting")
    .values(state=bindparam("fate"), error=bindparam("problem"), ended_at=bindparam("now"))
)

_GONE = case((people.c.state == "stopped", "stopped"), else_="blocked")
_OUTCOME = case(
    (recipients.c.state != "queued", recipients.c.state),
    (outbox.c.state == "sent", "delivered"),
    (or_(STANDING == "unreachable", and_(outbox.c.state == "failed", outbox.c.error == "unreachable")), _GONE),
    else_=STANDING,
)
_RECIPIENTS = recipients.join(people, people.c.id == recipients.c.person).outerjoin(
    outbox, and_(outbox.c.about == bindparam("subject"), outbox.c.person == recipients.c.person)
)
_OUTCOMES = (
    select(_OUTCOME.label("outcome"), func.count().label("number"))
    .select_from(_RECIPIENTS)
    .where(_THIS)
    .group_by(_OUTCOME)
)
_EACH = (
    select(people.c.id, people.c.name, people.c.language, _OUTCOME.label("outcome"), outbox.c.ended_at)
    .select_from(_RECIPIENTS)
    .where(_THIS, recipients.c.person > bindparam("after"))
    .order_by(recipients.c.person)
    .limit(bindparam("most"))
)


class StoredBroadcasts:
    """`care`'s port to broadcasts, over the transaction of one turn."""

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in this transaction."""
        self._transaction = transaction

    async def find(self, number: int) -> Broadcast | None:
        """Return the broadcast, held until the end of the turn, or None."""
        row = (await self._transaction.execute(_FIND, {"number": number})).mappings().one_or_none()
        return None if row is None else _read(row)

    async def draft_of(self, person: int) -> Broadcast | None:
        """Return what somebody has begun and neither sent nor dropped, or None."""
        row = (await self._transaction.execute(_DRAFT, {"person": person})).mappings().one_or_none()
        return None if row is None else _read(row)

    async def latest(self, most: int) -> list[Broadcast]:
        """Return up to `most` that were sent: those under way before the others, and the newest first."""
        return [_read(row) for row in (await self._transaction.execute(_LATEST, {"most": most})).mappings()]

    async def add(self, draft: Broadcast) -> Broadcast:
        """Store a new broadcast and return it with its id."""
        own = {name: getattr(draft, name) for name in _OWN if name != "id"}
        number = (await self._transaction.execute(_ADD, own | {"what": _what(draft)})).scalar_one()
        return replace(draft, id=number)

    async def keep(self, changed: Broadcast) -> None:
        """Store everything about a broadcast."""
        own = {"number": changed.id, "new_state": changed.state, "new_count": changed.count, "new": _what(changed)}
        await self._transaction.execute(_KEEP, own)

    async def spread(self, cohort: Cohort, by: str) -> dict[str, int]:
        """Return which values of one of DIMENSIONS occur in a cohort, and how often."""
        column = _BY[by]
        query = select(column.label("value"), func.count().label("number")).select_from(_JOINED)
        rows = await self._transaction.execute(query.where(*fits(cohort)).group_by(column))
        return {str(row.value): row.number for row in rows if row.value not in ("", None)}

    async def foresee(self, broadcast: Broadcast, needs: Needs) -> list[Foreseen]:
        """Return who would get a broadcast and who would be left out, by language and reason."""
        fate = _state(broadcast, needs).label("fate")
        query = select(people.c.language, fate, func.count().label("number")).select_from(_JOINED)
        rows = await self._transaction.execute(
            query.where(*await self._meant(broadcast)).group_by(people.c.language, fate)
        )
        return [Foreseen(row.language, row.fate, row.number) for row in rows]

    async def example(
        self, broadcast: Broadcast, needs: Needs, *, language: str, has: Mapping[str, bool]
    ) -> int | None:
        """Return the id of somebody who reads this language, would get it, and has or lacks what `has` says."""
        meant = await self._meant(broadcast)
        exact = [_HAS[what] if wanted else ~_HAS[what] for what, wanted in has.items()]
        query = select(people.c.id).select_from(_JOINED).where(*meant, people.c.language == language, *exact)
        query = query.where(_state(broadcast, needs) == GOES).order_by(people.c.id).limit(1)
        number: int | None = (await self._transaction.execute(query)).scalar_one_or_none()
        return number

    async def freeze(self, broadcast: Broadcast, needs: Needs) -> None:
        """Write down for whom it is, with the reason for each who is left out."""
        chosen = select(literal(broadcast.id), people.c.id, _state(broadcast, needs)).select_from(_JOINED)
        columns = ["broadcast", "person", "state"]
        await self._transaction.execute(
            insert(recipients).from_select(columns, chosen.where(*await self._meant(broadcast)))
        )

    async def ready(self, number: int, now: datetime, most: int) -> list[int]:
        """Return the ids of recipients who have not been handed to the outbox and whose quiet hours are over."""
        found = await self._transaction.execute(_READY, {"number": number, "now": now, "most": most})
        return list(found.scalars())

    async def mark(self, number: int, state: str, until: Mapping[int, datetime | None]) -> None:
        """Note a new state of recipients: `queued` in the outbox, `held` until an instant, or left out after all."""
        rows = [{"number": number, "of": person, "new_state": state, "until": at} for person, at in until.items()]
        if rows:
            await self._transaction.execute(_MARK, rows)

    async def next_at(self, number: int) -> datetime | None:
        """Return when the next of those held back may be handed out, or None."""
        at: datetime | None = (await self._transaction.execute(_NEXT_AT, {"number": number})).scalar_one()
        return at

    async def in_outbox(self, number: int) -> int:
        """Return how many of its messages are in the outbox and have not ended."""
        count: int = (await self._transaction.execute(_IN_OUTBOX, {"subject": repeats.subject(number)})).scalar_one()
        return count

    async def outcomes(self, number: int) -> dict[str, int]:
        """Return how many recipients there are of each of OUTCOMES."""
        rows = await self._transaction.execute(_OUTCOMES, {"number": number, "subject": repeats.subject(number)})
        return {row.outcome: row.number for row in rows}

    async def call_off(self, number: int, now: datetime) -> None:
        """Take back everything that is not under way, in the outbox and before it."""
        await self._transaction.execute(_CALL_OFF, {"number": number})
        await self._end(number, now, fate="called_off", problem=None)

    async def close(self, number: int, now: datetime) -> None:
        """End what waits in the outbox for people who are out of reach, so that it never comes late."""
        await self._end(number, now, fate="failed", problem="unreachable")

    async def recipients(self, number: int, *, after: int = 0, most: int = 500) -> list[Recipient]:
        """Return the recipients with their outcomes, in order of id."""
        wanted = {"number": number, "subject": repeats.subject(number), "after": after, "most": most}
        rows = await self._transaction.execute(_EACH, wanted)
        return [Recipient(row.id, row.name, row.language, row.outcome, row.ended_at) for row in rows]

    async def recall(self, number: int, before: datetime) -> None:
        """Take back what was put into the outbox before an instant and has not gone out, to be looked at anew."""
        await recall.recall(self._transaction, about=repeats.subject(number), before=before)

    async def repeatable(self, number: int, ends: tuple[str, ...]) -> int:
        """Return how many a broadcast reached with one of these ends who have not been sent the same since."""
        since = await repeats.later(self._transaction, number)
        query = select(func.count()).select_from(_JOINED).where(repeats.without(number, ends, since))
        count: int = (await self._transaction.execute(query)).scalar_one()
        return count

    async def _meant(self, broadcast: Broadcast) -> list[ColumnElement[bool]]:
        """Return what people have to fulfil to be meant, whether they can get it or not."""
        if not broadcast.repeats:
            return fits(broadcast.cohort)
        since = await repeats.later(self._transaction, broadcast.repeats)
        return [*fits(broadcast.cohort), repeats.without(broadcast.repeats, broadcast.ends, since)]

    async def _end(self, number: int, now: datetime, *, fate: str, problem: str | None) -> None:
        ended = {"subject": repeats.subject(number), "now": now, "fate": fate, "problem": problem}
        await self._transaction.execute(_END, ended)


def _what(broadcast: Broadcast) -> dict[str, Any]:
    whole: dict[str, Any] = _WHOLE.dump_python(broadcast, mode="json")
    return {name: value for name, value in whole.items() if name not in _OWN}


def _read(row: RowMapping) -> Broadcast:
    return _WHOLE.validate_python(row["what"] | {name: row[name] for name in _OWN})


def _state(broadcast: Broadcast, needs: Needs) -> ColumnElement[str]:
    """Return with which state somebody is written down: GOES, or the first reason to leave them out."""
    return case(*_NOT_HERE, *_unwilling(broadcast), *_lacking(needs), else_=GOES)


def _unwilling(broadcast: Broadcast) -> list[tuple[ColumnElement[bool], str]]:
    return [] if broadcast.plan else [(standings.c.news.is_(False), "muted")]


def _lacking(needs: Needs) -> Iterator[tuple[ColumnElement[bool], str]]:
    named = [language for language in needs if language != EVERY]
    if EVERY not in needs:
        yield people.c.language.not_in(named), "no_text"
    for language, wanted in needs.items():
        reads = people.c.language == language if language != EVERY else people.c.language.not_in(named)
        for what in sorted(wanted):
            yield and_(reads, ~_HAS[what]), "lacks"
