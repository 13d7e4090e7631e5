"""One durable engine for either database: an SQLite file or a PostgreSQL server.

Must never know a table.
"""

from pathlib import Path

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.driver import BEGIN, BUSY_MILLISECONDS, Driver, SqliteConnection


def open_engine(url: str) -> AsyncEngine:
    """Return an engine with one connection that commits durably; `sqlite:///path` or `postgresql://...`."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite_engine(parsed)
        case "postgresql":
            return _postgresql_engine(parsed)
        case other:
            raise ValueError(f"The store can be on sqlite or postgresql, not on {other}.")


def sqlite_path(url: URL) -> Path:
    """Return the file of an SQLite address; raises ValueError for one in memory, which is not durable."""
    if not url.database or url.database == ":memory:":
        raise ValueError("The store needs a file: sqlite:///path/to/strideback.db")
    return Path(url.database)


def is_there(url: str) -> bool:
    """Say whether the file of an SQLite address is there; of a server that shows when it is asked."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or sqlite_path(parsed).exists()


def _sqlite_engine(url: URL) -> AsyncEngine:
    path = sqlite_path(url)

    async def connect() -> aiosqlite.Connection:
        return await SqliteConnection(path)

    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        module=Driver(),
        async_creator=connect,
        pool_size=1,
        max_overflow=0,
        pool_reset_on_return=None,  # the one user of the connection always commits or rolls back
    )
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Connection) -> None:
    # The driver opens no transaction by itself.
    connection.exec_driver_sql(BEGIN)


def _postgresql_engine(url: URL) -> AsyncEngine:
    settings = {
        "application_name": "strideback",
        "synchronous_commit": "on",
        "lock_timeout": str(BUSY_MILLISECONDS),
        # A plan made while the tables were empty must not be kept for when they are not.
        "plan_cache_mode": "force_custom_plan",
    }
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": settings},
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
    )
