"""What a turn wants written, collected while it runs and written at its end in few statements.

Must never read a clock or open a transaction; facts go first, then messages, then what is due.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from bot.care.ports import Due, Lane, Message, Person, Standing
from bot.store import standings
from bot.store.codec import encode_keyboard, encode_media
from bot.store.dialect import insert_new, insert_or_change
from bot.store.tables import dues, facts, outbox, people

_ADD_FACTS = insert(facts).returning(facts.c.id, sort_by_parameter_order=True)
_DROP_DUE = delete(dues).where(
    and_(
        dues.c.person == bindparam("of"),
        dues.c.kind == bindparam("what"),
        dues.c.subject == bindparam("which"),
    )
)
_CALL_OFF = (
    update(outbox)
    .where(outbox.c.about == bindparam("card"), outbox.c.person == bindparam("of"), outbox.c.state == "waiting")
    .values(state="called_off", ended_at=bindparam("now"))
)

_IS_THERE = (
    select(outbox.c.id)
    .where(
        outbox.c.about == bindparam("card"),
        outbox.c.person == bindparam("of"),
        outbox.c.state.in_(["waiting", "sending", "sent"]),
    )
    .limit(1)
)

RANKS = {Lane.ALERT: 0, Lane.ANSWER: 1, Lane.QUESTION: 1, Lane.BROADCAST: 2}
"""Within one person an alert overtakes all, a broadcast nothing; the rest keeps the order it was said in."""


@dataclass
class Changes:
    """Everything one turn writes at its end."""

    now: datetime
    cause: int | None = None
    facts: list[dict[str, Any]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    dues: dict[tuple[int, str, str], Due | None] = field(default_factory=dict)
    called_off: list[tuple[int, str]] = field(default_factory=list)
    people: dict[int, tuple[Person | None, Person]] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)
    said: bool = False

    def fact(self, person: int, kind: str, data: str) -> None:
        """Add a fact, already encoded."""
        self.facts.append({"person": person, "at": self.now, "kind": kind, "data": data, "cause": self.cause})

    def say(self, message: Message) -> None:
        """Add a message."""
        self.messages.append(message)
        self.said = True

    def call_off(self, person: int, about: str) -> None:
        """Take back what waits for a person on a card, in this turn as well as in the outbox."""
        self.messages = [message for message in self.messages if (message.to, message.about) != (person, about)]
        self.called_off.append((person, about))

    def write_people(self, connection: Connection) -> None:
        """Write the changed columns of the people changed so far."""
        for before, person in self.people.values():
            changed = {
                name: value for name, value in vars(person).items() if before is None or vars(before)[name] != value
            }
            if changed:
                connection.execute(update(people).where(people.c.id == person.id).values(changed))
        self.people.clear()

    def write_called_off(self, connection: Connection) -> None:
        """Mark what was taken back so far."""
        if self.called_off:
            connection.execute(_CALL_OFF, [{"of": of, "card": card, "now": self.now} for of, card in self.called_off])
            self.called_off.clear()

    def write_messages(self, connection: Connection) -> None:
        """Put the messages said so far into the outbox, without those whose key is taken."""
        self.write_called_off(connection)
        if self.messages:
            rows = [self._row(message) for place, message in enumerate(self.messages) if self._goes(connection, place)]
            if rows:
                connection.execute(insert_new(connection.dialect.name, outbox, "key"), rows)
            self.messages = []

    def _goes(self, connection: Connection, place: int) -> bool:
        """Say whether a message is to be written: one for a card that must be there, only where it is."""
        message = self.messages[place]
        if not message.only_if_there:
            return True
        card = {"of": message.to, "card": message.about}
        before = any((one.to, one.about) == (message.to, message.about) for one in self.messages[:place])
        return before or connection.execute(_IS_THERE, card).first() is not None

    def write(self, connection: Connection) -> int:
        """Write everything, and return the id of the last fact written, or 0."""
        self.write_people(connection)
        last = self._write_facts(connection)
        self.write_messages(connection)
        self._write_dues(connection)
        standings.write(connection, self.standings.values())
        return last

    def _write_facts(self, connection: Connection) -> int:
        if not self.facts:
            return 0
        last: int = max(connection.execute(_ADD_FACTS, self.facts).scalars())
        return last

    def _write_dues(self, connection: Connection) -> None:
        gone = [{"of": key[0], "what": key[1], "which": key[2]} for key, due in sorted_dues(self.dues) if due is None]
        rows = [_due_row(due) for _, due in sorted_dues(self.dues) if due is not None]
        if gone:
            connection.execute(_DROP_DUE, gone)
        if rows:
            connection.execute(insert_or_change(connection.dialect.name, dues, "person", "kind", "subject"), rows)

    def _row(self, message: Message) -> dict[str, Any]:
        return {
            "person": message.to,
            "lane": int(message.lane),
            "rank": RANKS[message.lane],
            "about": message.about,
            "replaces": message.replaces,
            "key": message.key or None,
            "text": message.text,
            "keyboard": encode_keyboard(message.keyboard),
            "media": encode_media(message.media),
            "follows": message.follows,
            "created_at": self.now,
            "not_before": message.not_before,
        }


def sorted_dues(
    planned: dict[tuple[int, str, str], Due | None],
) -> list[tuple[tuple[int, str, str], Due | None]]:
    """Return the planned dues in order of their keys, so that no two processes wait for one another."""
    return sorted(planned.items(), key=lambda item: item[0])


def _due_row(due: Due) -> dict[str, Any]:
    return {
        "person": due.person,
        "kind": due.kind,
        "subject": due.subject,
        "at": due.at,
        "attempts": 0,
        "not_before": due.at,
    }
