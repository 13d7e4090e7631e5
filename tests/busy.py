"""A database that another process has for itself: real locks on the real file, without the seconds of waiting."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.store import driver, engine

AT_ONCE = ("PRAGMA busy_timeout = 0", *driver._PRAGMAS[1:])


@contextmanager
def taken(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the write lock as a program beside the bot does."""
    connection = driver.connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
    finally:
        connection.close()  # which gives it free


class TakenAt:
    """Takes the write lock just before some transactions begin, and gives it free before the next one does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path, *numbers: int) -> None:
        """Be there at the transactions of these numbers, counted from 1 over all that are begun from now on."""
        self.refused = 0
        self.begun = 0
        self._path, self.numbers = path, numbers
        self._begin: Any = engine._begin_immediate
        monkeypatch.setattr(driver, "_PRAGMAS", AT_ONCE)
        monkeypatch.setattr(engine, "_begin_immediate", self._before)

    def _before(self, connection: Connection) -> None:
        self.begun += 1
        if self.begun not in self.numbers:
            self._begin(connection)
            return
        self.refused += 1
        with taken(self._path):
            self._begin(connection)
            pytest.fail("it began in spite of the lock")
