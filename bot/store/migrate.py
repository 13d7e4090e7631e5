"""Bringing a database to the newest schema, without loading the migrations where there is nothing to do.

Must never change a database that a newer version has written.
"""

from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    inspect,
    select,
    text,
)

from bot.store.transaction import Database

HEAD = "0003"
"""The newest revision; a test compares it with the files."""

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32)))
_LOCK = 0x5354_5249_4445  # one process migrates at a time


class SchemaError(Exception):
    """The database was written by another, probably newer, version of Strideback."""


async def migrate(database: Database) -> None:
    """Bring the database to HEAD in one transaction; raises SchemaError when it is beyond it."""
    async with database.transaction() as transaction:
        await transaction.run(_migrate)


def _migrate(connection: Connection) -> None:
    if version(connection) == HEAD:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    _upgrade(connection)


def version(connection: Connection) -> str:
    """Return the revision of the database, or an empty string for an empty one."""
    if not inspect(connection).has_table(_VERSION.name):
        return ""
    return connection.execute(select(_VERSION.c.version_num)).scalar_one_or_none() or ""


def _upgrade(connection: Connection) -> None:
    # Loading these takes longer than everything else at start, and is needed once a version.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise SchemaError("The database was written by a newer version of Strideback.") from error
