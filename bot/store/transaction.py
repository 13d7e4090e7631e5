"""One transaction at a time, whole or not at all, also when the task that runs it is cancelled.

Must never know what is written in it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.errors import StridebackError

T = TypeVar("T")
MOST_SHARING = 16
"""How many turns at most wait for one commit."""

_BUSY = {5, 15}
"""SQLite's own numbers for a database that another process has, also while it opens, closes or recovers it."""

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class BusyError(StridebackError):
    """Another process had the database for longer than is waited; nothing was begun, so it can be done again."""

    def __str__(self) -> str:
        return "Another process has the database for itself. Try again in a moment."


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
        # Within a transaction SQLite's statements are done on the spot, so that no cancellation can reach them.
        self._never_waits = connection.dialect.name == "sqlite"

    @property
    def dialect(self) -> str:
        """Which database it is: `sqlite` or `postgresql`."""
        return self._connection.dialect.name

    async def execute(self, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
        """Execute one statement, or one for each set of values."""
        work = self._connection.execute(statement, values)
        return await work if self._never_waits else await whole(work)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do several statements at a stretch."""
        stretch = self._connection.run_sync(work)
        return await stretch if self._never_waits else await whole(stretch)


class Database:
    """The engine behind a queue: transactions of this process follow one another, however long they wait.

    On SQLite those that wait for one another share a commit, because it is the disk that takes the time. Each stands
    behind a savepoint of its own, so that one that fails takes none with it, and none returns before the commit.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        """Take over the engine."""
        self.engine = engine
        self._one = asyncio.Lock()
        self._queued = 0
        self._shared: _Shared | None = None
        # Two processes on PostgreSQL take the rows of each turn in order; several turns at once would not be in order.
        self._most = MOST_SHARING if engine.dialect.name == "sqlite" else 1

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a transaction that is committed at the end and rolled back by whatever is raised in it.

        Raises BusyError, and has done nothing, when another process does not give the database free.
        """
        await self._enter()
        try:
            shared = await whole(self._join())
            try:
                async with _behind_a_savepoint(shared):
                    yield Transaction(shared.connection)
            finally:
                if shared.lost or self._queued == 0 or shared.members >= self._most:
                    await whole(self._end())
        finally:
            self._one.release()
        await whole(_committed(shared))

    async def close(self) -> None:
        """Close the connection, after the transaction that is under way."""
        await self._enter()
        try:
            await whole(self._end())
            await whole(self.engine.dispose())
        finally:
            self._one.release()

    async def _enter(self) -> None:
        """Wait for one's turn; who gives up as the last in the queue ends what was left open for them."""
        self._queued += 1
        try:
            await self._one.acquire()
        except BaseException:
            if self._queued == 1 and not self._one.locked():
                await whole(self._end())
            raise
        finally:
            self._queued -= 1

    async def _join(self) -> "_Shared":
        if self._shared is None:
            connection = self.engine.connect()
            try:
                await connection.start()
                await connection.begin()
            except BaseException as error:
                await _close(connection)
                if _is_busy(error):
                    raise BusyError from error
                raise
            self._shared = _Shared(connection, asyncio.Event())
        self._shared.members += 1
        return self._shared

    async def _end(self) -> None:
        """Commit what is open, if anything is, and tell everybody who shares it."""
        shared, self._shared = self._shared, None
        if shared is None:
            return
        try:
            if shared.lost is None:
                await shared.connection.commit()
        except Exception as error:  # noqa: BLE001  # everybody who shares it is told
            shared.lost = error
        finally:
            shared.ended.set()
            await _close(shared.connection)


@dataclass
class _Shared:
    """One transaction of the database that several of ours share; `lost` says what took all of them."""

    connection: AsyncConnection
    ended: asyncio.Event
    members: int = 0
    lost: Exception | None = None


@asynccontextmanager
async def _behind_a_savepoint(shared: _Shared) -> AsyncIterator[None]:
    await _say(shared, "SAVEPOINT turn")
    try:
        yield
    except BaseException:
        try:
            await _say(shared, "ROLLBACK TO SAVEPOINT turn")
            await _say(shared, "RELEASE SAVEPOINT turn")
        except Exception as error:  # noqa: BLE001  # the database has rolled back everything; the first error is raised
            shared.lost = error
        raise
    await _say(shared, "RELEASE SAVEPOINT turn")


async def _say(shared: _Shared, statement: str) -> None:
    said = shared.connection.exec_driver_sql(statement)
    # On SQLite a statement is done on the spot, where no cancellation can reach it.
    await (said if shared.connection.dialect.name == "sqlite" else whole(said))


async def _committed(shared: _Shared) -> None:
    await shared.ended.wait()
    if shared.lost is not None:
        raise shared.lost


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _BUSY


async def _close(connection: AsyncConnection) -> None:
    if connection.sync_connection is not None:
        await connection.close()  # rolls back what was not committed
