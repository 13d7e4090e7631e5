"""The SQLite file behind the engine: durable, and a trip to the worker thread only for what may have to wait.

Opening, beginning and committing wait for other processes and for the disk. A statement in between holds the write
lock already and works in memory, which takes less time than the way to the thread and back.

Must never know a table; must never open a file on weaker terms than it promises: what was set is read back.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Self, cast

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlcipher3 import dbapi2 as sqlcipher

BEGIN = "BEGIN IMMEDIATE"
"""Only who takes the write lock at once may wait for it."""

BUSY_MILLISECONDS = 5000
SOUND_SQLITE = (3, 51, 3)
"""The first version whose write-ahead log two writers cannot corrupt."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
)
_READ_BACK = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}


class DurabilityError(Exception):
    """The database did not take a setting without which a commit may be lost."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file so that a commit is on the disk when it returns, or raise DurabilityError."""
    if sqlcipher.sqlite_version_info < SOUND_SQLITE:
        raise DurabilityError(
            f"SQLite {sqlcipher.sqlite_version} may corrupt the store when two processes write to it."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        _settle(connection, path.name)
    except BaseException:
        connection.close()
        raise
    return cast("sqlite3.Connection", connection)


def _settle(connection: sqlite3.Connection, name: str) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()
    for setting, wanted in _READ_BACK.items():
        (found,) = connection.execute(f"PRAGMA {setting}").fetchone()
        if found != wanted:
            raise DurabilityError(f"The store {name} has {setting} = {found}, but needs {wanted}.")


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """The driver as SQLAlchemy sees it, with the errors of the SQLite library that is really used."""

    def __init__(self) -> None:
        """Put the two libraries together."""
        super().__init__(cast("Any", aiosqlite), sqlcipher)

    def _init_dbapi_attributes(self) -> None:
        super()._init_dbapi_attributes()
        for name in ("DatabaseError", "Error", "IntegrityError", "NotSupportedError", "OperationalError"):
            setattr(self, name, getattr(self.sqlite, name))
        for name in ("ProgrammingError", "sqlite_version", "sqlite_version_info"):
            setattr(self, name, getattr(self.sqlite, name))


class SqliteConnection(aiosqlite.Connection):
    """A connection to the file that, left open, does not keep the process alive."""

    def __init__(self, path: Path) -> None:
        """Prepare the connection; awaiting it opens the file."""
        super().__init__(lambda: connect(path), 64)
        self._thread.daemon = True

    def cursor(self) -> "SqliteCursor":  # type: ignore[override]  # what SQLAlchemy asks of a cursor, and no more
        """Return a cursor, which costs nothing until it executes."""
        return SqliteCursor(self)

    async def elsewhere(self, work: Callable[[sqlite3.Cursor], Any]) -> "Outcome":
        """Do the work with a cursor in one trip to the worker thread, and bring everything back."""
        done: Outcome = await self._execute(lambda: Outcome(self._conn, work))  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        return done

    def at_once(self, work: Callable[[sqlite3.Cursor], Any]) -> "Outcome":
        """Do the work with a cursor here and now; for the one transaction that is open."""
        return Outcome(self._conn, work)


class Outcome:
    """What one statement brought, read to its end."""

    def __init__(self, connection: sqlite3.Connection, work: Callable[[sqlite3.Cursor], Any]) -> None:
        """Execute, read and close."""
        cursor = connection.cursor()
        try:
            work(cursor)
            self.rows: Sequence[Any] = cursor.fetchall() if cursor.description else ()
            self.description, self.rowcount, self.lastrowid = (
                cursor.description,
                cursor.rowcount,
                cursor.lastrowid,
            )
        finally:
            cursor.close()


class SqliteCursor:
    """A cursor that only makes the trip to the worker thread to begin, where aiosqlite's own makes four each time."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def __init__(self, connection: SqliteConnection) -> None:
        """Belong to a connection."""
        self._connection = connection
        self._rows: Sequence[Any] = ()

    async def __aenter__(self) -> Self:
        """Do nothing: there is nothing to open."""
        return self

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Execute a statement and take its rows."""
        if statement == BEGIN:
            self._take(await self._connection.elsewhere(lambda cursor: cursor.execute(statement)))
        else:
            self._take(self._connection.at_once(lambda cursor: cursor.execute(statement, values)))

    async def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each row of values."""
        self._take(self._connection.at_once(lambda cursor: cursor.executemany(statement, rows)))

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that were brought."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: the real cursor is closed."""

    def _take(self, outcome: Outcome) -> None:
        self._rows = outcome.rows
        self.description = outcome.description
        self.rowcount, self.lastrowid = outcome.rowcount, outcome.lastrowid
