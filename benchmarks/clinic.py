"""A clinic with as many patients as wanted, in a folder of its own: the database, and the bot's config.

Must never be slow: one patient's facts come from the real use cases, the others are copies of that one.
"""

import asyncio
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from benchmarks.journey import CHECK_IN, PATIENT, Clock, Journey, taps
from bot.clock import SystemClock
from bot.content import library
from bot.store.engine import open_engine
from bot.store.store import Store
from bot.store.transaction import Database, Transaction

TOKEN = "4242:only-for-the-benchmarks-0123456789"  # good for nothing but the stand-in
USERNAME = "figures_bot"
DATABASE = "clinic.db"
FIRST_USER = 10_001
OPENED_AGO = timedelta(minutes=1)

CONFIG = """\
[telegram]
token = "{token}"
base_url = "{url}/bot"
base_file_url = "{url}/file/bot"
messages_per_second = {per_second}

[storage]
url = "sqlite+aiosqlite:///clinic.db"

[clinic]
quiet_hours = "none"

[worker]
tick_seconds = 1
"""

_PEOPLE = """
INSERT INTO people (role, name, language, timezone, quiet_hours, state, user_id, chat_id, physio)
SELECT role, name, language, timezone, quiet_hours, state, :user, :user, physio FROM people WHERE user_id = :model
"""
_FACTS = """
INSERT INTO facts (person, at, kind, data)
SELECT people.id, facts.at, facts.kind, facts.data FROM people, facts
WHERE people.user_id BETWEEN :first AND :last AND facts.person = :model ORDER BY people.id, facts.id
"""
_STANDINGS = """
INSERT INTO standings (person, need, status, protocol, condition, phase, rung, alerts, news, since, folded, called)
SELECT people.id, need, status, protocol, condition, phase, rung, alerts, news, since, folded, called
FROM people, standings
WHERE people.user_id BETWEEN :first AND :last AND standings.person = :model
"""
_DUES = """
INSERT INTO dues (person, kind, subject, at, attempts, not_before)
SELECT people.id, dues.kind, dues.subject,
  CASE WHEN dues.subject = :card THEN COALESCE(:at, dues.at) ELSE dues.at END, 0,
  CASE WHEN dues.subject = :card THEN COALESCE(:at, dues.at) ELSE dues.at END
FROM people, dues
WHERE people.user_id BETWEEN :first AND :last AND dues.person = :model
"""
_CARDS = """
INSERT INTO outbox
  (person, lane, rank, about, replaces, text, keyboard, created_at, state, attempts, message_id, ended_at)
SELECT people.id, lane, rank, about, replaces, text, keyboard, created_at, 'sent', 0, people.user_id - :before, ended_at
FROM people, outbox
WHERE people.user_id BETWEEN :first AND :last AND outbox.person = :model AND outbox.about = :card
"""


@dataclass(frozen=True)
class Clinic:
    """Where a clinic is kept, and how many of its patients have an open question or wait for one."""

    folder: Path
    answering: int = 0
    waiting: int = 0

    @property
    def config(self) -> Path:
        """The bot's config file."""
        return self.folder / "config.toml"

    @property
    def patients(self) -> int:
        """How many copies there are; those who are answering come first."""
        return self.answering + self.waiting

    def seed(self, due_in: timedelta | None = None) -> None:
        """Fill a fresh database; the waiting ones are asked `due_in` from the end of this, or tomorrow."""
        asyncio.run(self._seed(due_in))

    def copy_to(self, folder: Path) -> "Clinic":
        """Return the same clinic in another folder, so that each round starts alike."""
        folder.mkdir()
        shutil.copy(self.folder / DATABASE, folder)
        return replace(self, folder=folder)

    def configure(self, url: str, *, per_second: int) -> None:
        """Write the config of a bot that talks to the stand-in at this address."""
        self.config.write_text(CONFIG.format(token=TOKEN, url=url, per_second=per_second))

    async def _seed(self, due_in: timedelta | None) -> None:
        address = f"sqlite+aiosqlite:///{self.folder / DATABASE}"
        opened_at = SystemClock().now() - OPENED_AGO if due_in or self.answering else _tomorrow()
        clock = Clock(opened_at)
        store = await Store.open(address, clock=clock)
        database = Database(open_engine(address))
        try:
            journey = Journey(store, clock, library.load())
            model = await journey.to_the_first_check_in(opened_at)
            await self._copy_waiting(database, model, due_in)
            await journey.open_the_check_in(model, opened_at)
            await self._copy_answering(database, model)
        finally:
            await database.close()
            await store.close()

    async def _copy_waiting(self, database: Database, model: int, due_in: timedelta | None) -> None:
        first = FIRST_USER + self.answering
        async with database.transaction() as transaction:
            if self.waiting:
                span = await _copy(transaction, model, first=first, count=self.waiting)
                at = None if due_in is None else _microseconds(SystemClock().now() + due_in)
                await transaction.execute(text(_DUES), span | {"at": at, "card": CHECK_IN})

    async def _copy_answering(self, database: Database, model: int) -> None:
        async with database.transaction() as transaction:
            if self.answering:
                span = await _copy(transaction, model, first=FIRST_USER, count=self.answering)
                await transaction.execute(text(_DUES), span | {"at": None, "card": CHECK_IN})
                await transaction.execute(text(_CARDS), span | {"card": CHECK_IN, "before": FIRST_USER - 1})


async def _copy(transaction: Transaction, model: int, *, first: int, count: int) -> dict[str, int]:
    """Add patients with consecutive user ids and all facts of the model; return what names them."""
    users = [{"user": first + number, "model": PATIENT} for number in range(count)]
    await transaction.execute(text(_PEOPLE), users)
    span = {"first": first, "last": first + count - 1, "model": model}
    await transaction.execute(text(_FACTS), span)
    await transaction.execute(text(_STANDINGS), span)
    return span


def script() -> list[str]:
    """Return the taps of one check-in."""
    return taps(library.load())


def _tomorrow() -> datetime:
    return SystemClock().now() + timedelta(hours=20)


def _microseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000_000)
