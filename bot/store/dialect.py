"""The one statement that both databases know but SQLAlchemy spells twice: insert, unless it is there.

Must never hold anything that can be said in the same way for both.
"""

from functools import cache

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def _insert(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def insert_new(dialect: str, table: Table, *unique: str) -> Insert:
    """Insert rows and leave out those whose unique columns are taken."""
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=unique)


@cache
def insert_or_change(dialect: str, table: Table, *unique: str) -> Insert:
    """Insert rows, and where the unique columns are taken overwrite all others."""
    insert = _insert(dialect, table)
    others = {column.name: insert.excluded[column.name] for column in table.c if column.name not in unique}
    return insert.on_conflict_do_update(index_elements=unique, set_=others)
