"""How patients stand: storing it, and choosing a cohort out of it.

Must never work a standing out: `care` does.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, RowMapping, func, or_, select

from bot.care.standings import Cohort, Standing
from bot.store.dialect import insert_or_change
from bot.store.tables import people, standings
from bot.store.transaction import Transaction

_SAME = ("protocol", "condition", "phase", "rung")
_OWN = tuple(column.name for column in standings.c)
_BOTH = select(people, *(standings.c[name].label(f"standing_{name}") for name in _OWN))
_JOINED = people.join(standings, standings.c.person == people.c.id)


def write(connection: Connection, found: Iterable[Standing]) -> None:
    """Store how patients stand, in place of how they stood."""
    rows = [vars(standing) for standing in found]
    if rows:
        connection.execute(insert_or_change(connection.dialect.name, standings, "person"), rows)


async def page(
    transaction: Transaction, cohort: Cohort, *, most: int, skip: int = 0, after: int = 0
) -> list[tuple[Mapping[str, Any], Standing]]:
    """Return columns and standing of the patients of a cohort; by need and name, or by id behind `after`."""
    query = _BOTH.select_from(_JOINED).where(*fits(cohort)).limit(most).offset(skip)
    order = (people.c.id,) if after else (standings.c.need, standings.c.folded, people.c.id)
    query = query.where(people.c.id > after).order_by(*order) if after else query.order_by(*order)
    return [_read(row) for row in (await transaction.execute(query)).mappings()]


async def count(transaction: Transaction, cohort: Cohort) -> int:
    """Return how many patients are in a cohort."""
    query = select(func.count()).select_from(_JOINED).where(*fits(cohort))
    number: int = (await transaction.execute(query)).scalar_one()
    return number


async def census(transaction: Transaction, cohort: Cohort) -> dict[str, int]:
    """Return how many patients of a cohort stand how, by status."""
    query = select(standings.c.status, func.count().label("number")).select_from(_JOINED).where(*fits(cohort))
    rows = await transaction.execute(query.group_by(standings.c.status))
    return {row.status: row.number for row in rows}


async def missing(transaction: Transaction, most: int) -> list[Row[Any]]:
    """Return the columns of patients who have no standing yet."""
    known = select(standings.c.person).where(standings.c.person == people.c.id)
    query = select(people).where(people.c.role == "patient", ~known.exists()).limit(most)
    return list(await transaction.execute(query))


def fits(cohort: Cohort) -> list[ColumnElement[bool]]:
    """Return what people and standings have to fulfil to be in a cohort."""
    wanted: list[ColumnElement[bool]] = [people.c.role == "patient"]
    wanted += [standings.c[name] == getattr(cohort, name) for name in _SAME if getattr(cohort, name)]
    if cohort.language:
        wanted.append(people.c.language == cohort.language)
    if cohort.physio is not None:
        wanted.append(people.c.physio == cohort.physio)
    if cohort.seen_by is not None:
        called = standings.c.called.contains(f" {cohort.seen_by} ")
        wanted.append(or_(people.c.physio == cohort.seen_by, called))
    if cohort.statuses:
        wanted.append(standings.c.status.in_(cohort.statuses))
    if cohort.within is not None:
        wanted.append(people.c.id.in_(cohort.within))
    for word in cohort.search.replace("-", " ").split():
        wanted.append(standings.c.folded.contains(word, autoescape=True))
    return wanted


def _read(row: RowMapping) -> tuple[Mapping[str, Any], Standing]:
    return (
        {column.name: row[column.name] for column in people.c},
        Standing(**{name: row[f"standing_{name}"] for name in _OWN}),
    )
