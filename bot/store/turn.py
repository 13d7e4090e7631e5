"""The stored turn: `care`'s port to one transaction.

Must never commit: what it collects is written, and committed, by the store that opened it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from bot.care.broadcast import Broadcasts
from bot.care.ports import Cohort, Due, Invite, Message, Person, Reply, Standing
from bot.care.settings import Settings
from bot.content.library import Library
from bot.core.case import Case
from bot.core.facts import Entry, Fact
from bot.core.fold import add
from bot.store import dues, invites, shown, standings
from bot.store.broadcasts import StoredBroadcasts
from bot.store.cases import Cases, Folded
from bot.store.changes import Changes
from bot.store.codec import decode_fact, encode_fact
from bot.store.dialect import insert_or_change
from bot.store.tables import facts, notes, people
from bot.store.transaction import Transaction

_PERSON = select(people).where(people.c.id == bindparam("person"))
_PERSON_OF_USER = select(people).where(people.c.user_id == bindparam("user"))
_PEOPLE = (
    select(people)
    .where(people.c.role == bindparam("role"), people.c.state.in_(bindparam("states", expanding=True)))
    .order_by(people.c.id)
)
_STAFF = select(people).where(people.c.role.in_(["physio", "clinic", "group"])).order_by(people.c.id)
_HOLD = select(people.c.id).where(people.c.id == bindparam("person")).with_for_update()
_NEW_FACTS = (
    select(facts.c.id, facts.c.at, facts.c.data)
    .where(facts.c.person == bindparam("person"), facts.c.id > bindparam("last"))
    .order_by(facts.c.id)
)
_JOURNAL = (
    select(facts.c.id, facts.c.at, facts.c.data)
    .where(facts.c.person == bindparam("person"), facts.c.id < bindparam("before"))
    .order_by(facts.c.id.desc())
    .limit(bindparam("most"))
)
_BEHIND_ALL = 2**62
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
        self.broadcasts: Broadcasts = StoredBroadcasts(transaction)
        self._transaction = transaction
        self._cases = cases
        self._folded: dict[int, Folded] = {}
        self._seen: dict[int, Person] = {}
        self._touched: set[int] = set()
        self._staff: list[int] | None = None

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

    async def staff(self) -> list[Person]:
        """Return everybody of the clinic and its chats, in whatever state, in order of id."""
        if self._staff is None:
            await self._flush_people()
            self._staff = [self._see(row).id for row in await self._transaction.execute(_STAFF)]
        return [self._seen[number] for number in self._staff]

    async def case(self, person_id: int) -> Case:
        """Return the folded case; what this turn records is in it at once."""
        if person_id not in self._folded:
            self._folded[person_id] = await self._load(person_id)
        return self._folded[person_id].case

    async def entries(self, person_id: int) -> list[Entry]:
        """Return everything on record about a person, oldest first, without what this turn has recorded."""
        found = await self._transaction.execute(_NEW_FACTS, {"person": person_id, "last": 0})
        return [Entry(row.at, decode_fact(row.data)) for row in found]

    async def journal(self, person_id: int, *, most: int, before: int = 0) -> list[tuple[int, Entry]]:
        """Return the latest facts about a person with their numbers, newest first; with `before`, of smaller ones."""
        asked = {"person": person_id, "before": before or _BEHIND_ALL, "most": most}
        rows = await self._transaction.execute(_JOURNAL, asked)
        return [(row.id, Entry(row.at, decode_fact(row.data))) for row in rows]

    async def standings(
        self, cohort: Cohort, *, most: int = 50, skip: int = 0, after: int = 0
    ) -> list[tuple[Person, Standing]]:
        """Return the patients of a cohort, by need and name; with `after`, by id and only those behind it."""
        await self._flush_people()
        found = await standings.page(self._transaction, cohort, most=most, skip=skip, after=after)
        return [(self._seen.setdefault(columns["id"], Person(**columns)), standing) for columns, standing in found]

    async def count(self, cohort: Cohort) -> int:
        """Return how many patients are in a cohort."""
        await self._flush_people()
        return await standings.count(self._transaction, cohort)

    async def without_standing(self, most: int) -> list[Person]:
        """Return up to so many patients of whom it was never worked out how they stand."""
        return [self._see(row) for row in await standings.missing(self._transaction, most)]

    async def census(self, cohort: Cohort) -> dict[str, int]:
        """Return how many patients of a cohort stand how, by status."""
        await self._flush_people()
        return await standings.census(self._transaction, cohort)

    async def invite(self, code: str) -> Invite | None:
        """Return the invite with this code, used or expired or not, or None."""
        return await invites.find(self._transaction, code)

    async def use_invite(self, code: str) -> bool:
        """Mark the invite as used now; False when somebody else was quicker."""
        return await invites.use(self._transaction, code, self.now)

    async def add_person(self, person: Person) -> Person:
        """Store a new person and return it with its id."""
        await self._flush_people()
        columns = {name: value for name, value in vars(person).items() if name != "id"}
        number = (await self._transaction.execute(_ADD_PERSON, columns)).scalar_one()
        self._seen[number] = Person(id=number, **columns)
        self._touched.add(number)
        self._staff = None
        return self._seen[number]

    async def add_invite(self, code: str, invite: Invite) -> None:
        """Store an invite under the hash of its code."""
        await invites.add(self._transaction, code, invite)

    def new_code(self) -> str:
        """Return a code for an invite that nobody can guess."""
        return invites.new_code()

    async def void_invites(self, person_id: int) -> None:
        """Let no invite of a person work any more."""
        await invites.void(self._transaction, person_id, self.now)

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

    async def about(self, person_id: int, message_id: int) -> str:
        """Return what a message on somebody's phone is about; empty for one that is not known, or about nothing."""
        return await shown.about(self._transaction, person_id, message_id)

    async def told(self, person_id: int, since: datetime) -> list[str]:
        """Return what the new messages are about that came to somebody after an instant, or may be on their way now."""
        return await shown.told(self._transaction, person_id, since)

    def update(self, person: Person) -> None:
        """Store the changed columns of a person."""
        before = self.changes.people[person.id][0] if person.id in self.changes.people else self._seen.get(person.id)
        self.changes.people[person.id] = (before, person)
        self._seen[person.id] = person
        self._touched.add(person.id)

    def touched(self) -> list[int]:
        """Return the ids of the people whose facts or columns this turn has changed so far."""
        return sorted(self._touched)

    def stand(self, standing: Standing) -> None:
        """Store how a patient stands now, unless it is as it was after the last turn."""
        folded = self._folded[standing.person]
        if folded.standing != standing:
            folded.standing = self.changes.standings[standing.person] = standing

    def record(self, person_id: int, fact: Fact) -> None:
        """Add a fact to a person whose case this turn has loaded; raises KeyError when it has not.

        The case gets the fact as it will be read back, so that a restart changes nothing.
        """
        folded = self._folded[person_id]
        data = encode_fact(fact)
        add(folded.case, Entry(self.now, decode_fact(data)))
        self.changes.fact(person_id, fact.kind, data)
        self._touched.add(person_id)

    def say(self, message: Message) -> None:
        """Put a message into the outbox."""
        self.changes.say(message)

    def plan(self, due: Due) -> None:
        """Set or move something due."""
        self.changes.dues[due.person, due.kind, due.subject] = due

    async def planned(self, person_id: int, kind: str) -> set[str]:
        """Return the subjects of what is due for a person, now or later, of one kind."""
        found = await dues.of_person(self._transaction, person_id, kind)
        for (person, what, subject), due in self.changes.dues.items():
            if (person, what) == (person_id, kind):
                found = found - {subject} if due is None else found | {subject}
        return found

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
            folded.last, folded.standing = row.id, None
        return folded
