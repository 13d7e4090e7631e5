"""The store's face: turns, and the queues that the poller, the worker and the sender work on.

Must never know what an update, a fact or a message says.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select

from bot.care.ports import Due, Row
from bot.care.settings import Settings
from bot.content.library import Library
from bot.store import dues, inbox, outbox
from bot.store.cases import Cases
from bot.store.changes import Changes
from bot.store.dialect import insert_new
from bot.store.engine import open_engine
from bot.store.inbox import InboxRow
from bot.store.migrate import migrate
from bot.store.recall import recall
from bot.store.tables import content
from bot.store.transaction import Database, Transaction
from bot.store.turn import StoredTurn


class Clock(Protocol):
    """Whatever can say what time it is, aware and in UTC."""

    def now(self) -> datetime:
        """Return the current time, aware and in UTC."""
        ...


class GoneError(Exception):
    """The update or the due was finished, moved or forgotten before this turn began: nothing is to be done."""


class Store:
    """Everything that survives a restart; one object a process.

    `outbox_changed` is set after all that may have brought something to send; whoever waits clears it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Stand on a database that is at the newest schema; `open` is the way in."""
        self.outbox_changed = asyncio.Event()
        self._database = database
        self._clock = clock
        self._cases = Cases()

    @classmethod
    async def open(cls, url: str, *, clock: Clock) -> "Store":
        """Open the database at an address and bring it to the newest schema."""
        database = Database(open_engine(url))
        try:
            await migrate(database)
        except BaseException:
            await database.close()
            raise
        return cls(database, clock)

    async def close(self) -> None:
        """Close the database, after the transaction that is under way."""
        await self._database.close()

    @asynccontextmanager
    async def turn(
        self, library: Library, settings: Settings, *, update_id: int | None = None, due: Due | None = None
    ) -> AsyncIterator[StoredTurn]:
        """Open one turn: all of it is committed at the end, or nothing is when something is raised in it.

        The update is marked as done, and the due removed, in the same commit. Raises GoneError when they are
        not there any more, so that neither ever has two effects.
        """
        changes = Changes(self._clock.now(), update_id)
        try:
            async with self._database.transaction() as transaction:
                await _take(transaction, changes.now, update_id=update_id, due=due)
                turn = StoredTurn(transaction, self._cases, changes, library=library, settings=settings)
                yield turn
                await turn.flush()
            turn.keep_cases()
        finally:
            # Also when it was cancelled while it committed, because then the commit stands.
            self._wake(changes)

    async def keep_updates(self, raws: Sequence[tuple[int, int, str]]) -> None:
        """Keep updates as (update_id, lane, raw) in one commit; one that is already there stays as it is."""
        async with self._database.transaction() as transaction:
            await inbox.keep(transaction, raws, self._clock.now())

    async def undone_updates(self) -> list[InboxRow]:
        """Return the updates that no turn has finished, in the order in which they came."""
        async with self._database.transaction() as transaction:
            return await inbox.undone(transaction)

    async def failed_update(self, update_id: int, error: str) -> bool:
        """Count a failed turn; True when it was the last attempt and the update is put aside with its error."""
        async with self._database.transaction() as transaction:
            return await inbox.failed(transaction, update_id, error, self._clock.now())

    async def quarantined_updates(self) -> int:
        """Return how many updates were put aside because every turn on them failed."""
        async with self._database.transaction() as transaction:
            return await inbox.quarantined(transaction)

    async def prune(self, older_than: timedelta) -> None:
        """Delete updates done that long ago, and the texts of messages finished and said that long ago."""
        before = self._clock.now() - older_than
        async with self._database.transaction() as transaction:
            await inbox.prune(transaction, before)
            await outbox.prune(transaction, before)

    async def next_messages(self, limit: int) -> list[Row]:
        """Return what may be sent now, marked as being sent; of each person one message at most is under way."""
        async with self._database.transaction() as transaction:
            return await outbox.claim(transaction, self._clock.now(), limit)

    async def sent(self, row_id: int, message_id: int) -> None:
        """Mark a message as sent."""
        await self.sent_many([(row_id, message_id)])

    async def sent_many(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Mark messages as sent in one commit, each as (row id, message id)."""
        async with self._outbox() as transaction:
            await outbox.sent(transaction, pairs, self._clock.now())

    async def later(self, row_id: int, at: datetime, error: str) -> None:
        """Let a message wait until an instant for another attempt; the person's next ones wait behind it."""
        async with self._outbox() as transaction:
            await outbox.later(transaction, row_id, at, error)

    async def failed(self, row_id: int, error: str) -> None:
        """Give a message up."""
        async with self._outbox() as transaction:
            await outbox.end(transaction, row_id, "failed", error=error, now=self._clock.now())

    async def uncertain(self, row_id: int) -> None:
        """Close a message of which nobody knows whether it arrived."""
        async with self._outbox() as transaction:
            await outbox.end(transaction, row_id, "uncertain", error=None, now=self._clock.now())

    async def recover_sending(self) -> None:
        """Settle what a crash left under way: broadcasts are uncertain, everything else is tried again.

        What of a broadcast had not begun to go out is looked at anew, because the bot may have been away for long.
        """
        async with self._outbox() as transaction:
            await outbox.recover(transaction, self._clock.now())
            await recall(transaction)

    async def next_waiting_at(self) -> datetime | None:
        """Return when the next message that is held back may go, or None."""
        async with self._database.transaction() as transaction:
            return await outbox.next_at(transaction, self._clock.now())

    async def due_now(self, limit: int) -> list[Due]:
        """Return what is due, the longest overdue first."""
        async with self._database.transaction() as transaction:
            return await dues.due_now(transaction, self._clock.now(), limit)

    async def dues_of(self, kind: str) -> list[Due]:
        """Return everything planned of a kind, due or not."""
        async with self._database.transaction() as transaction:
            return await dues.of_kind(transaction, kind)

    async def next_due_at(self) -> datetime | None:
        """Return when the next due may be worked on, which may be past, or None when nothing is planned."""
        async with self._database.transaction() as transaction:
            return await dues.next_at(transaction)

    async def postpone(self, due: Due, by: timedelta) -> None:
        """Leave a due whose turn failed alone for a while, so that it does not stop the line."""
        async with self._database.transaction() as transaction:
            await dues.postpone(transaction, due, self._clock.now(), by)

    async def keep_content(self, files: Sequence[tuple[str, str, str]]) -> None:
        """Keep versions of content files as (hash, path, text); one that is already there stays as it is."""
        rows = [{"hash": digest, "path": path, "text": text} for digest, path, text in files]
        async with self._database.transaction() as transaction:
            if rows:
                await transaction.execute(insert_new(transaction.dialect, content, "hash"), rows)

    async def contents(self) -> list[tuple[str, str, str]]:
        """Return every kept version as (hash, path, text)."""
        async with self._database.transaction() as transaction:
            found = await transaction.execute(select(content.c.hash, content.c.path, content.c.text))
            return [(row.hash, row.path, row.text) for row in found]

    def _wake(self, changes: Changes) -> None:
        if changes.said:
            self.outbox_changed.set()

    @asynccontextmanager
    async def _outbox(self) -> AsyncIterator[Transaction]:
        try:
            async with self._database.transaction() as transaction:
                yield transaction
        finally:
            # The fate of one message frees the next of the same person.
            self.outbox_changed.set()


async def _take(transaction: Transaction, now: datetime, *, update_id: int | None, due: Due | None) -> None:
    if update_id is not None and not await inbox.mark_done(transaction, update_id, now):
        raise GoneError(f"The update {update_id} is not in the inbox or is done.")
    if due is not None and not await dues.take(transaction, due):
        raise GoneError(f"{due.kind} {due.subject} of person {due.person} is no longer due at that time.")
