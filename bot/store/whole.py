"""A database filled in one commit, and what the people in it who matter wait for: for a demo and nothing else.

Must never be what a clinic's bot stands on: nothing in it is kept before the end.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import dues, people
from bot.store.transaction import Database, Transaction


class OneCommit(Database):
    """A database in which everything is one transaction, which `commit` keeps: weeks come whole or not at all."""

    _open: AsyncConnection | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Go on in the one transaction; what is raised in it is the end of it."""
        async with self._one:
            if self._open is None:
                self._open = self.engine.connect()
                await self._open.start()
                await self._open.begin()
            yield Transaction(self._open)

    async def commit(self) -> None:
        """Keep everything."""
        if self._open is not None:
            await self._open.commit()

    async def close(self) -> None:
        """Close the connection; what was not committed has never been."""
        if self._open is not None:
            await self._open.close()
        await self.engine.dispose()


async def next_due_but_for(database: Database, users: Collection[int]) -> datetime | None:
    """Return when something is due next that is not about one of these Telegram users, or None."""
    about_others = or_(people.c.user_id.is_(None), people.c.user_id.not_in(users))
    first = select(func.min(dues.c.not_before)).join(people, people.c.id == dues.c.person).where(about_others)
    async with database.transaction() as transaction:
        at: datetime | None = (await transaction.execute(first)).scalar_one()
    return at
