"""Migrations: they lead to the tables, start-up does not load them for nothing, and nothing goes back."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from bot.store.engine import open_engine
from bot.store.migrate import HEAD, MIGRATIONS, SchemaError, migrate, version
from bot.store.tables import metadata
from bot.store.transaction import Database
from tests.store.shop import Shop, patients

OPEN = """
import asyncio, sys
from datetime import UTC, datetime
from bot.store.store import Store
class Clock:
    def now(self): return datetime.now(UTC)
async def main():
    store = await Store.open(sys.argv[1], clock=Clock())
    await store.close()
asyncio.run(main())
print("alembic" in sys.modules)
"""


async def test_the_newest_revision_is_the_one_named():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_the_migrations_lead_to_the_tables(url: str):
    """Tables, columns, types, indexes and keys are as the tables module says, on both databases."""
    database = Database(open_engine(url))
    await migrate(database)
    async with database.transaction() as transaction:
        assert await transaction.run(_differences) == []
        assert await transaction.run(_conditions_of_indexes) == _conditions_wanted()
    await database.close()


def _differences(connection):
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, metadata)


def _conditions_of_indexes(connection) -> set[str]:
    key = "sqlite_where" if connection.dialect.name == "sqlite" else "postgresql_where"
    found = inspect(connection).get_multi_indexes()
    indexes = [index for indexes in found.values() for index in indexes]
    return {
        f"{index['name']}: {_plain(index['dialect_options'][key])}"
        for index in indexes
        if index.get("dialect_options", {}).get(key) is not None
    }


def _plain(condition: object) -> str:
    return re.sub(r"::text|[()]", "", str(condition))


def _conditions_wanted() -> set[str]:
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    conditions = {index.name: index.dialect_options["sqlite"]["where"] for index in indexes}
    return {f"{name}: {condition}" for name, condition in conditions.items() if condition is not None}


async def test_opening_twice_changes_nothing(shop: Shop):
    first = await shop.open()
    await patients(first)
    second = await shop.open()
    assert len(await patients_of(second)) == 1
    await first.close()
    await second.close()


async def patients_of(store):
    async with store._database.transaction() as transaction:
        return (await transaction.execute(text("SELECT id FROM people"))).all()


async def test_a_database_of_a_newer_version_is_refused(shop: Shop):
    store = await shop.open()
    async with store._database.transaction() as transaction:
        await transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()
    with pytest.raises(SchemaError, match="newer version"):
        await shop.open()


async def test_a_migration_that_breaks_off_leaves_the_old_schema(url: str, monkeypatch):
    """All of it is one transaction, so there is nothing between the old schema and the new one."""
    from bot.store import migrate as module

    def then_break(connection):
        upgrade(connection)
        raise RuntimeError("power cut")

    upgrade = module._upgrade
    database = Database(open_engine(url))
    monkeypatch.setattr(module, "_upgrade", then_break)
    with pytest.raises(RuntimeError, match="power cut"):
        await migrate(database)
    async with database.transaction() as transaction:
        assert await transaction.run(lambda connection: inspect(connection).get_table_names()) == []
    monkeypatch.undo()
    await migrate(database)
    async with database.transaction() as transaction:
        assert await transaction.run(version) == HEAD
    await database.close()


async def test_a_database_at_head_opens_without_loading_the_migrations(file_url: str):
    """The first start builds the tables, the second finds them and does not import Alembic."""
    loaded = [_open_elsewhere(file_url) for _ in range(2)]
    assert loaded == ["True", "False"]


def _open_elsewhere(url: str) -> str:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", OPEN, url], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_released_migrations_name_no_table_of_the_code():
    """A migration that used the tables module would change when the module does."""
    for file in (MIGRATIONS / "versions").glob("v*.py"):
        assert "bot.store" not in file.read_text(encoding="utf-8")
