"""A stage on which people talk to Strideback without Telegram: real use cases, real SQLite, a clock set by hand.

The database is closed after every line and opened again, so that nothing can pass on what is only in memory.
The engine alone is kept (statements as they were compiled, nothing that anybody said), and its schema brought up once.
"""

import copy
import html
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.care.course import sessions
from bot.care.doors import dues, reception
from bot.care.joining.invites import Guest, Plan, invite
from bot.care.ports import Due, Incoming, Keyboard, Media, Row, Said, Sent, Tapped
from bot.care.settings import Settings
from bot.care.visit import visit
from bot.content.library import Library
from bot.core.case import Case
from bot.desk import Desk
from bot.store.engine import open_engine
from bot.store.migrate import migrate
from bot.store.store import GoneError, Store
from bot.store.transaction import Database
from bot.store.turn import StoredTurn

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AS_BEFORE: dict[str, Any] = {"undo_seconds": 0, "digest_hour": None, "weekly_test": False}
"""Everything at once and nothing by itself: what a test sets otherwise is what it is about."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.at


@dataclass
class Shown:
    """A message as the person sees it now."""

    id: int
    text: str
    keyboard: Keyboard
    edited: bool = False
    media: Media | None = None
    reply_to: int | None = None


@dataclass
class Actor:
    """Somebody on the stage, with their phone."""

    key: str
    user_id: int
    person: int
    language: str = "en"
    phone: list[Shown] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    toast: str = ""


class Stage:
    """People, their phones, the clock and the database file."""

    def __init__(
        self,
        folder: Path,
        library: Library,
        *,
        settings: Settings | None = None,
        start: datetime = START,
        reopens: bool = True,
    ) -> None:
        """Play in this folder; without `reopens` the database stays open, which is quicker and proves less."""
        self._reopens = reopens
        self._store: Store | None = None
        self._at_work = 0
        self.clock = Clock(start)
        self.library = library
        self.settings = settings or Settings(clinic="Riverside Physio", timezone="Europe/Madrid", **AS_BEFORE)
        self.file = folder / "stage.db"
        self.url = f"sqlite+aiosqlite:///{self.file}"
        self._engine, self._migrated = open_engine(self.url), False
        self.actors: dict[str, Actor] = {}
        self._messages = 100

    def fork(self, folder: Path) -> "Stage":
        """Return a stage of its own in another folder that goes on from here; this one must have ended."""
        forked = Stage(folder, self.library, settings=self.settings, start=self.clock.at, reopens=self._reopens)
        shutil.copyfile(self.file, forked.file)
        forked.actors, forked._messages = copy.deepcopy(self.actors), self._messages
        return forked

    async def invite(self, key: str, guest: Guest, plan: Plan | None = None, *, user_id: int | None = None) -> Actor:
        """Invite somebody; they still have to open the link."""
        async with self.turn() as turn:
            made = await invite(turn, f"code-of-{key}-long-enough", guest, plan)
        language = guest.language or "en"
        actor = Actor(key, user_id or 1000 + len(self.actors), made.person, language)
        self.actors[key] = actor
        return actor

    async def say(self, key: str, text: str, reply_to: int = 0) -> None:
        """Let somebody type, as a reply to a message on their phone where one is named."""
        await self._receive(key, Said(text, reply_to))

    async def sends(self, key: str, what: str, caption: str = "", reply_to: int = 0) -> None:
        """Let somebody send a sticker, a voice note, and so on."""
        self._messages += 1
        await self._receive(key, Sent(what, self._messages, caption, f"file-{self._messages}", reply_to))

    async def tap(self, key: str, label: str) -> None:
        """Let somebody tap the latest button with this label; raises LookupError when there is none."""
        await self.tap_data(key, self.button(key, label))

    async def tap_data(self, key: str, data: str) -> None:
        """Let somebody tap a button that carries this, forged or not."""
        await self._receive(key, Tapped(data))

    def button(self, key: str, label: str) -> str:
        """Return what the latest button with this label carries."""
        for message in reversed(self.actors[key].phone):
            for row in message.keyboard:
                for button in row:
                    if button.text == label:
                        return button.data
        raise LookupError(f"{key} sees no button “{label}”")

    async def report(self, key: str, place: int = 0) -> None:
        """Let a patient tap an answer on the card of the session that would be next, whether it is shown or not."""
        async with self.turn() as turn:
            data = sessions.report_data(await visit(turn, await turn.person(self.actors[key].person)), place)
        await self.tap_data(key, data)

    async def wait(self, **span: float) -> None:
        """Let time pass; everything that falls due on the way happens at its own moment."""
        end = self.clock.at + timedelta(**span)
        async with self._opened() as store:
            while (at := await store.next_due_at()) and at <= end:
                self.clock.at = max(self.clock.at, at)
                await self.tick()
            self.clock.at = end
            await self.deliver()

    async def tick(self) -> None:
        """Do whatever is due at this moment."""
        async with self._opened() as store:
            for due in await store.due_now(100):
                await self._due(store, due)
            await self.deliver()

    async def case(self, key: str) -> Case:
        """Return the folded case of a patient, read anew from the file."""
        return (await self.cases(key))[0]

    async def cases(self, *keys: str) -> list[Case]:
        """Return the folded cases of people, read anew from the file."""
        async with self.turn() as turn:
            return [await turn.case(self.actors[key].person) for key in keys]

    async def deliver(self) -> None:
        """Carry what is in the outbox to the phones."""
        async with self._opened() as store:
            while rows := await store.next_messages(50):
                await store.sent_many([(row.id, self._show(row)) for row in rows])

    def _show(self, row: Row) -> int:
        """Show a message on somebody's phone, in the place of the one that it replaces; return its id there."""
        phone = self._phone(row.person)
        old = next((message for message in phone if message.id == row.message_id), None)
        if old:
            old.edited = old.edited or (old.text, old.keyboard) != (row.text, row.keyboard)
            old.text, old.keyboard = row.text, row.keyboard
            return old.id
        self._messages += 1
        phone.append(Shown(self._messages, row.text, row.keyboard, media=row.media, reply_to=row.reply_to))
        return self._messages

    def _phone(self, person: int) -> list[Shown]:
        """Return somebody's phone; whoever came in without an invite, as a group does, gets one now."""
        if not any(one.person == person for one in self.actors.values()):
            self.actors[f"person {person}"] = Actor(f"person {person}", -person, person)
        return next(one.phone for one in self.actors.values() if one.person == person)

    async def _receive(self, key: str, event: Said | Tapped | Sent) -> None:
        actor = self.actors[key]
        incoming = Incoming(actor.user_id, actor.user_id, event, name=key, language=actor.language)
        async with self._opened():
            async with self.turn() as turn:
                await reception.receive(turn, incoming)
            actor.toast = turn.reply.toast
            if turn.reply.aside:
                actor.asides.append(turn.reply.aside)
            await self.deliver()

    async def _due(self, store: Store, due: Due) -> None:
        # What an earlier one of the same moment has taken back is passed over, as by the worker.
        with suppress(GoneError):
            async with Desk(store, self.library, self.settings).turn(due=due) as turn:
                await dues.fall_due(turn, due)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Store]:
        """Hold the database open; it is closed when whatever opened it first has ended."""
        self._at_work += 1
        try:
            yield await self.store()
        finally:
            self._at_work -= 1
            if self._reopens and not self._at_work:
                await self.end()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[StoredTurn]:
        """Open a turn that comes from nobody on the stage."""
        async with self._opened() as store, Desk(store, self.library, self.settings).turn() as turn:
            yield turn

    async def store(self) -> Store:
        """Return the store, which stays open until something else on the stage has ended."""
        if self._store is None:
            database = Database(self._engine)
            if not self._migrated:
                await migrate(database)
                self._migrated = True
            self._store = Store(database, self.clock)
        return self._store

    async def end(self) -> None:
        """Close the database."""
        if self._store is not None:
            await self._store.close()
            self._store = None


def plain(text: str) -> str:
    """Return a message without its markup, as a person reads it."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))
