"""The stored turn: `care`'s port to one transaction.

Must never commit: what it collects is written, and committed, by the store that opened it.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.care.ports import Delivery, Due, Invite, Message, Person, Reply
from bot.care.settings import Settings
from bot.content.library import Library
from bot.core.case import Case
from bot.core.facts import Entry, Fact
from bot.core.fold import add
from bot.store.cases import Cases, Folded
from bot.store.changes import Changes
from bot.store.codec import decode_fact, encode_fact
from bot.store.delivery import count, missed
from bot.store.dialect import insert_or_change
from bot.store.tables import facts, invites, notes, people
from bot.store.transaction import Transaction

_PERSON = select(people).where(people.c.id == bindparam("person"))
_PERSON_OF_USER = select(people).where(people.c.user_id == bindparam("user"))
_PEOPLE = (
    select(people)
    .where(people.c.role == bindparam("role"), people.c.state.in_(bindparam("states", expanding=True)))
    .order_by(people.c.id)
)
_HOLD = select(people.c.id).where(people.c.id == bindparam("person")).with_for_update()
_NEW_FACTS = (
    select(facts.c.id, facts.c.at, facts.c.data)
    .where(facts.c.person == bindparam("person"), facts.c.id > bindparam("last"))
    .order_by(facts.c.id)
)
_INVITE = select(invites).where(invites.c.code_hash == bindparam("code"))
_USE_INVITE = (
    update(invites)
    .where(invites.c.code_hash == bindparam("code"), invites.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_ADD_PERSON = insert(people).returning(people.c.id)
_NOTE = select(notes.c.value).where(notes.c.key == bindparam("note"))
_DROP_NOTE = delete(notes).where(notes.c.key == bindparam("note"))


class StoredTurn:
    """One turn over one transaction; reads see what the turn itself wrote."""

    def __init__(
        self,
        transaction: Transaction,
        cases: Cases,
        changes: Changes,
        *,
        library: Library,
        settings: Settings,
    ) -> None:
        """Begin with nothing read and nothing to write."""
        self.now = changes.now
        self.library = library
        self.settings = settings
        self.reply = Reply()
        self.changes = changes
        self._transaction = transaction
        self._cases = cases
        self._folded: dict[int, Folded] = {}
        self._seen: dict[int, Person] = {}

    async def person(self, person_id: int) -> Person:
        """Return the person; raises KeyError when there is none."""
        if person_id not in self._seen:
            row = (await self._transaction.execute(_PERSON, {"person": person_id})).one_or_none()
            if row is None:
                raise KeyError(f"There is no person {person_id}.")
            self._see(row)
        return self._seen[person_id]

    async def person_of_user(self, user_id: int) -> Person | None:
        """Return who this Telegram user is, or None for a stranger."""
        await self._flush_people()
        row = (await self._transaction.execute(_PERSON_OF_USER, {"user": user_id})).one_or_none()
        return None if row is None else self._see(row)

    async def people(self, role: str, *, states: Sequence[str] = ("active",)) -> list[Person]:
        """Return everybody of a role in one of the states, in order of id."""
        await self._flush_people()
        rows = await self._transaction.execute(_PEOPLE, {"role": role, "states": list(states)})
        return [self._see(row) for row in rows]

    async def case(self, person_id: int) -> Case:
        """Return the folded case; what this turn records is in it at once."""
        if person_id not in self._folded:
            self._folded[person_id] = await self._load(person_id)
        return self._folded[person_id].case

    async def invite(self, code: str) -> Invite | None:
        """Return the invite with this code, used or expired or not, or None."""
        row = (await self._transaction.execute(_INVITE, {"code": code_hash(code)})).one_or_none()
        return None if row is None else Invite(row.person, row.expires_at, row.used_at)

    async def use_invite(self, code: str) -> bool:
        """Mark the invite as used now; False when somebody else was quicker."""
        used = await self._transaction.execute(_USE_INVITE, {"code": code_hash(code), "now": self.now})
        return used.rowcount == 1

    async def add_person(self, person: Person) -> Person:
        """Store a new person and return it with its id."""
        await self._flush_people()
        columns = {name: value for name, value in vars(person).items() if name != "id"}
        number = (await self._transaction.execute(_ADD_PERSON, columns)).scalar_one()
        self._seen[number] = Person(id=number, **columns)
        return self._seen[number]

    async def add_invite(self, code: str, invite: Invite) -> None:
        """Store an invite under the hash of its code."""
        await self._transaction.execute(insert(invites), {"code_hash": code_hash(code), **vars(invite)})

    async def note(self, key: str) -> dict[str, Any] | None:
        """Return a small working note, such as a broadcast waiting to be confirmed."""
        value: dict[str, Any] | None = (await self._transaction.execute(_NOTE, {"note": key})).scalar_one_or_none()
        return value

    async def put_note(self, key: str, value: dict[str, Any] | None) -> None:
        """Store or, with None, remove a working note."""
        if value is None:
            await self._transaction.execute(_DROP_NOTE, {"note": key})
            return
        put = insert_or_change(self._transaction.dialect, notes, "key")
        await self._transaction.execute(put, {"key": key, "value": value})

    async def missed(self, about: str, most: int) -> list[str]:
        """Return the names of up to so many people whom the messages of this subject did not reach for certain."""
        return await missed(self._transaction, about, most)

    async def delivery(self, about: str) -> Delivery:
        """Return how far the messages of this subject have come."""
        await self._flush_people()
        await self._transaction.run(self.changes.write_messages)
        return await count(self._transaction, about)

    def update(self, person: Person) -> None:
        """Store the changed columns of a person."""
        before = self.changes.people[person.id][0] if person.id in self.changes.people else self._seen.get(person.id)
        self.changes.people[person.id] = (before, person)
        self._seen[person.id] = person

    def record(self, person_id: int, fact: Fact) -> None:
        """Add a fact to a person whose case this turn has loaded; raises KeyError when it has not.

        The case gets the fact as it will be read back, so that a restart changes nothing.
        """
        folded = self._folded[person_id]
        data = encode_fact(fact)
        add(folded.case, Entry(self.now, decode_fact(data)))
        self.changes.fact(person_id, fact.kind, data)

    def say(self, message: Message) -> None:
        """Put a message into the outbox."""
        self.changes.say(message)

    def plan(self, due: Due) -> None:
        """Set or move something due."""
        self.changes.dues[due.person, due.kind, due.subject] = due

    def forget(self, person_id: int, kind: str, subject: str) -> None:
        """Remove something due, if it is there."""
        self.changes.dues[person_id, kind, subject] = None

    def call_off(self, person_id: int, about: str) -> None:
        """Take back the messages of a card that have not been sent yet."""
        self.changes.call_off(person_id, about)

    async def flush(self) -> None:
        """Write everything collected; for the store that opened the turn."""
        recorded = {row["person"] for row in self.changes.facts}
        last = await self._transaction.run(self.changes.write)
        for person in recorded:
            self._folded[person].last = last

    def keep_cases(self) -> None:
        """Leave the cases to later turns; for the store, after the commit."""
        for person, folded in self._folded.items():
            self._cases.put(person, folded)

    def _see(self, row: Row[Any]) -> Person:
        person = Person(**row._asdict())
        return self._seen.setdefault(person.id, person)

    async def _flush_people(self) -> None:
        if self.changes.people:
            await self._transaction.run(self.changes.write_people)

    async def _load(self, person_id: int) -> Folded:
        if self._transaction.dialect != "sqlite":
            # Whoever records facts of a person holds their row, so that these are numbered in order of commit.
            await self._transaction.execute(_HOLD, {"person": person_id})
        folded = self._cases.take(person_id)
        for row in await self._transaction.execute(_NEW_FACTS, {"person": person_id, "last": folded.last}):
            add(folded.case, Entry(row.at, decode_fact(row.data)))
            folded.last = row.id
        return folded


def code_hash(code: str) -> str:
    """Return what is stored of an invite's code."""
    return hashlib.sha256(code.encode()).hexdigest()
