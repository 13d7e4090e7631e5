"""Column types that behave alike on SQLite and PostgreSQL: instants as whole microseconds, JSON as text.

Must never let an instant without a time zone through.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Big = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit integer; SQLite numbers rows only through a column called INTEGER, which is as wide there."""


class Instant(TypeDecorator[datetime]):
    """An instant in UTC, kept exactly as microseconds since 1970; a naive one raises ValueError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Return the microseconds since 1970."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("An instant without a time zone cannot be stored.")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Json(TypeDecorator[Any]):
    """Lists, objects and scalars as JSON text, which both databases hand back character for character."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, _dialect: Dialect) -> str | None:
        """Return the JSON text; None is a missing value, not `null`."""
        return None if value is None else json.dumps(value, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> object:
        """Return what the text says."""
        return None if value is None else json.loads(value)
