"""One transaction at a time, whole or not at all, also when the task that runs it is cancelled.

Must never know what is written in it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


async def whole(work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns; a cancellation waits for its end, so that no statement is cut in two."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await _finished(task)
        raise


async def _finished(task: asyncio.Task[Any]) -> None:
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            continue
    if not task.cancelled():
        task.exception()  # looked at, so that it is not reported as forgotten


class Transaction:
    """An open transaction; every statement in it runs to its end."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Work on a connection that has begun."""
        self._connection = connection

    @property
    def dialect(self) -> str:
        """Which database it is: `sqlite` or `postgresql`."""
        return self._connection.dialect.name

    async def execute(self, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
        """Execute one statement, or one for each set of values."""
        return await whole(self._connection.execute(statement, values))

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do several statements at a stretch."""
        return await whole(self._connection.run_sync(work))


class Database:
    """The engine behind a queue: transactions of this process follow one another, however long they wait."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Take over the engine."""
        self.engine = engine
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a transaction that is committed at the end and rolled back by whatever is raised in it."""
        async with self._one:
            connection = self.engine.connect()
            try:
                await whole(_open(connection))
                yield Transaction(connection)
                await whole(connection.commit())
            finally:
                await whole(_close(connection))

    async def close(self) -> None:
        """Close the connection, after the transaction that is under way."""
        async with self._one:
            await whole(self.engine.dispose())


async def _open(connection: AsyncConnection) -> None:
    await connection.start()
    await connection.begin()


async def _close(connection: AsyncConnection) -> None:
    if connection.sync_connection is not None:
        await connection.close()  # rolls back what was not committed
