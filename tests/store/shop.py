"""What the tests of the store share: a clock, people, messages, and several stores on one database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import func, select

from bot.care.ports import Lane, Message, Person
from bot.care.settings import Settings
from bot.content.library import Library
from bot.core.case import Case
from bot.core.facts import Fact
from bot.store.delivery import STANDING
from bot.store.store import Store
from bot.store.tables import outbox, people
from bot.store.turn import StoredTurn

LIBRARY = cast("Library", None)
"""The store only hands it on."""

SETTINGS = Settings()


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    time: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time it was set to."""
        return self.time

    def forward(self, **amount: float) -> None:
        """Move on by so much."""
        self.time += timedelta(**amount)


@dataclass
class Shop:
    """A database address with a clock, and the stores opened on it."""

    url: str
    clock: SetClock

    async def open(self) -> Store:
        """Open one more store on the same database."""
        return await Store.open(self.url, clock=self.clock)


async def a_patient(turn: StoredTurn, number: int = 1, **other: object) -> Person:
    """Store one active patient whose Telegram id is 1000 and the number."""
    values: dict[str, object] = {
        "state": "active",
        "user_id": 1000 + number,
        "chat_id": 1000 + number,
        **other,
    }
    return await turn.add_person(Person(0, "patient", f"Patient {number}", "en", "UTC", **values))  # type: ignore[arg-type]  # the values of a test


async def patients(store: Store, count: int = 1) -> list[Person]:
    """Store so many patients in one turn."""
    async with store.turn(LIBRARY, SETTINGS) as turn:
        return [await a_patient(turn, number) for number in range(1, count + 1)]


async def record(store: Store, person: int, *recorded: Fact) -> None:
    """Record facts of one person in one turn."""
    async with store.turn(LIBRARY, SETTINGS) as turn:
        await turn.case(person)
        for fact in recorded:
            turn.record(person, fact)


@dataclass(frozen=True)
class Delivery:
    """How many messages of a subject have come to what."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    unreachable: int = 0


async def delivery(turn: StoredTurn, about: str) -> Delivery:
    """Return how far the messages of a subject have come, without those that were called off."""
    standing = STANDING.label("standing")
    found = select(standing, func.count().label("number")).join(people, people.c.id == outbox.c.person)
    mine = found.where(outbox.c.about == about, outbox.c.state != "called_off").group_by(standing)
    return Delivery(**{row.standing: row.number for row in await turn._transaction.execute(mine)})


async def turn_of(store: Store, work: Callable[[StoredTurn], Awaitable[None]], **options: int) -> None:
    """Do some work in one turn."""
    async with store.turn(LIBRARY, SETTINGS, **options) as turn:  # type: ignore[arg-type]  # an update id, if any
        await work(turn)


async def case_of(store: Store, person: int) -> Case:
    """Return a person's case as a turn of this store sees it."""
    async with store.turn(LIBRARY, SETTINGS) as turn:
        return await turn.case(person)


async def say(store: Store, *messages: Message) -> None:
    """Say messages in one turn."""
    async with store.turn(LIBRARY, SETTINGS) as turn:
        for message in messages:
            turn.say(message)


def message(to: Person, text: str = "Hello", lane: Lane = Lane.ANSWER, **other: object) -> Message:
    """Return a message to a person."""
    return Message(to.id, text, lane, **other)  # type: ignore[arg-type]  # the values of a test


async def sendable(store: Store, limit: int = 100) -> list[str]:
    """Claim what may be sent now and return the texts."""
    return [row.text for row in await store.next_messages(limit)]
