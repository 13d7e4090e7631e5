"""One running bot for each database, because two would ask Telegram for the same updates and both answer.

Must never be held by the command line, which may write beside a running bot.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.engine import URL, make_url

from bot.store.engine import sqlite_path

_KEY = 0x5374_7269_6465  # the same for every Strideback, and told apart by database


class AlreadyRunning(Exception):  # noqa: N818  # its name is the sentence that it says
    """Another Strideback runs on this database."""

    def __init__(self) -> None:
        """Say so in one sentence."""
        super().__init__("Strideback is already running on this database; stop it first, or use another one.")


class Held(Protocol):
    """A lock that this process holds."""

    async def still(self) -> bool:
        """Say whether it is still held; a lost connection to PostgreSQL loses it."""
        ...


@asynccontextmanager
async def only_one(url: str) -> AsyncIterator[Held]:
    """Hold the database for this process alone; raises AlreadyRunning when another one has it."""
    parsed = make_url(url)
    lock = _file_lock(sqlite_path(parsed)) if parsed.get_backend_name() == "sqlite" else _server_lock(parsed)
    async with lock as held:
        yield held


class _FileHeld:
    async def still(self) -> bool:
        return True


@asynccontextmanager
async def _file_lock(path: Path) -> AsyncIterator[Held]:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock_file(file)
        yield _FileHeld()
    finally:
        os.close(file)  # which gives the lock back, as the end of the process does


if sys.platform == "win32":
    import msvcrt

    def _lock_file(file: int) -> None:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise AlreadyRunning from error

else:
    import fcntl

    def _lock_file(file: int) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning from error


class _ServerHeld:
    def __init__(self, connection: Any) -> None:  # asyncpg ships no types
        self._connection = connection

    async def still(self) -> bool:
        from asyncpg import InterfaceError, PostgresError

        try:
            await self._connection.execute("SELECT 1")
        except (OSError, InterfaceError, PostgresError):
            return False
        return True


@asynccontextmanager
async def _server_lock(url: URL) -> AsyncIterator[Held]:
    import asyncpg

    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        # Of a session, not of a transaction: it lasts as long as this connection.
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _KEY):
            raise AlreadyRunning
        yield _ServerHeld(connection)
    finally:
        connection.terminate()
