"""What the tests of the chat share: Telegram's stand-in, a store, and use cases that do little and remember all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import Care
from bot.care.ports import Due, Incoming, Lane, Message, Person, Row, Said, Tapped, Turn
from bot.chat.fate import Listeners
from bot.clock import SystemClock
from bot.config import Config, load
from bot.content.library import Library
from bot.desk import Desk
from bot.sandbox.faults import Fault
from bot.sandbox.journal import Call
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.store.store import Store

TOKEN = "4242:canary-of-a-token-0123456789"
USERNAME = "bench_bot"
ANA, BEN, CLEO = 101, 102, 103


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until it holds; fails when that takes longer."""
    async with asyncio.timeout(seconds):
        while not holds():  # what is waited for happens in the stand-in or in another process
            await asyncio.sleep(0.01)


class MovableClock(SystemClock):
    """The real clock, moved by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass
class Echo:
    """Use cases that answer every word; `boom` raises, `slow` takes its time, a tap gets a toast if it asks for one."""

    heard: list[tuple[int, object]] = field(default_factory=list)
    fell_due: list[Due] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    uncopied_for: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)

    async def receive(self, turn: Turn, incoming: Incoming) -> None:
        if incoming.event == Said("boom"):
            raise RuntimeError("canary answer: pain 9")
        if incoming.event == Said("slow"):
            await asyncio.sleep(0.05)
        person = await turn.person_of_user(incoming.user_id) or await join(turn, incoming.user_id)
        self.heard.append((incoming.user_id, incoming.event))
        match incoming.event:
            case Said(words):
                turn.say(Message(person.id, f"heard {words}", Lane.ANSWER))
            case Tapped(data) if data != "quiet":
                turn.reply.toast = f"got {data}"

    async def fall_due(self, turn: Turn, due: Due) -> None:
        if due.kind == "boom":
            raise RuntimeError("canary answer: pain 9")
        self.fell_due.append(due)
        turn.say(Message(due.person, f"due {due.subject}", Lane.QUESTION))

    async def unreachable(self, turn: Turn, person_id: int) -> None:
        person = await turn.person(person_id)
        if person.state != "blocked":
            turn.update(replace(person, state="blocked"))
            self.lost.append(person_id)

    async def uncopied(self, turn: Turn, row: Row) -> None:
        self.uncopied_for.append(row.person)
        turn.say(Message(row.person, "not copied", Lane.ANSWER, about=row.about))

    async def undelivered(self, _: Turn, person_id: int) -> None:
        self.given_up.append(person_id)

    def menu(self, _: Library, role: str, language: str) -> list[tuple[str, str]]:
        return [("today", f"{role} in {language}"), ("help", "Help")]

    @property
    def listeners(self) -> Listeners:
        return Listeners(self.unreachable, self.undelivered, self.uncopied)

    @property
    def care(self) -> Care:
        return Care(
            self.receive,
            self.fall_due,
            self.unreachable,
            self.menu,
            uncopied=self.uncopied,
            undelivered=self.undelivered,
        )


async def join(turn: Turn, user: int, role: str = "patient") -> Person:
    """Add an active person who has this Telegram id."""
    return await turn.add_person(a_person(user, role))


def a_person(user: int, role: str = "patient") -> Person:
    """Return an active person who is not stored yet."""
    return Person(0, role, f"P{user}", "en", "UTC", state="active", user_id=user, chat_id=user)


@dataclass
class Bench:
    """One clinic on the stand-in; everything a test needs to set up, break and look at."""

    world: World
    sandbox: Sandbox
    folder: Path
    library: Library
    clock: MovableClock
    echo: Echo

    def config(self, extra: str = "") -> Config:
        """Write and load a config that points at the stand-in; whoever reads it meanwhile reads a whole one."""
        file, written = self.folder / "config.toml", self.folder / "config.toml.new"
        written.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{self.sandbox.base_url}"\n'
            f'base_file_url = "{self.sandbox.base_file_url}"\nmessages_per_second = 200\nchat_spacing_seconds = 0.02\n'
            f"[worker]\ntick_seconds = 0.1\n{extra}",
            encoding="utf-8",
        )
        written.replace(file)
        return load(file)

    def calls(self, *methods: str) -> list[Call]:
        """Return the calls of these methods so far."""
        return [call for call in self.world.journal.calls if call.method in methods]

    def texts(self, user: int) -> list[str]:
        """Return what the bot has in a person's chat."""
        return [message.text for message in self.world.chat(user) if message.from_bot]

    def fault(self, method: str, kind: str, **details: object) -> None:
        """Let something go wrong."""
        self.world.faults.add(Fault(method, kind, **details))  # type: ignore[arg-type]  # the words of a test

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        """Open the store and a desk on it."""
        config = self.config()
        store = await Store.open(config.storage.url, clock=self.clock)
        try:
            yield Desk(store, self.library, config.settings())
        finally:
            await store.close()
