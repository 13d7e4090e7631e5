"""The tables, one for each thing that must survive a restart.

Must never hold a query. Whoever changes a table here adds a migration; a test compares the two.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from bot.store.types import Big, Instant, Json

metadata = MetaData()

people = Table(
    "people",
    metadata,
    Column("id", Big, primary_key=True),
    Column("role", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("language", String(20), nullable=False),
    Column("timezone", String(60), nullable=False),
    Column("quiet_hours", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("user_id", Big, unique=True),
    Column("chat_id", Big),
    Column("physio", ForeignKey("people.id")),
    Index("people_by_role", "role", "state", "id"),
    sqlite_autoincrement=True,
)
"""Everybody the bot knows; a Telegram user is one person at most."""

invites = Table(
    "invites",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
"""The ways in, each under the SHA-256 of its code."""

facts = Table(
    "facts",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("data", Text, nullable=False),
    Column("cause", Big),
    Index("facts_of_person", "person", "id"),
    sqlite_autoincrement=True,
)
"""What happened, append-only; `cause` is the update that brought it, if one did."""

dues = Table(
    "dues",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("subject", String(120), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Instant, nullable=False),
    Index("dues_by_time", "not_before", "person"),
)
"""What is to be done when; `not_before` is `at` until a failed turn is put off."""

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Big, primary_key=True, autoincrement=False),
    Column("lane", Big, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("raw", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("done_at", Instant),
)
"""Every update as it came, until the turn it caused is committed; one lane per Telegram user."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Big, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("lane", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("about", String(200), nullable=False),
    Column("replaces", Boolean, nullable=False),
    Column("key", String(200), unique=True),
    Column("text", Text, nullable=False),
    Column("keyboard", Json, nullable=False),
    Column("media", Json),
    Column("follows", String(200), nullable=False, default="", server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("state", String(12), nullable=False, default="waiting"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("message_id", Big),
    Column("error", Text),
    Column("ended_at", Instant),
    Index("outbox_cards", "about", "person", "id"),
    sqlite_autoincrement=True,
)
"""Every message, from the turn that decided it until its fate is known, which is when it has ended.

`rank` orders the messages of one person, as `lane` orders those of all.
"""

notes = Table(
    "notes",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("value", Json, nullable=False),
)
"""Small working notes, such as a broadcast waiting to be confirmed."""

content = Table(
    "content",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("path", Text, nullable=False),
    Column("text", Text, nullable=False),
)
"""Every version of a content file that a plan or a conversation is pinned to."""


standings = Table(
    "standings",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("need", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("protocol", String(120), nullable=False),
    Column("condition", String(60), nullable=False),
    Column("phase", String(60), nullable=False),
    Column("rung", String(60), nullable=False),
    Column("alerts", Integer, nullable=False),
    Column("news", Boolean, nullable=False),
    Column("since", Instant),
    Column("folded", Text, nullable=False),
    Column("called", Text, nullable=False),
    Index("standings_by_need", "need", "folded", "person"),
)
"""How each patient stands after their last turn: worked out from the facts, and may be worked out again."""

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Big, primary_key=True),
    Column("by", ForeignKey("people.id")),
    Column("created_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("what", Json, nullable=False),
    Column("count", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""Every broadcast, `by` nobody where it came from the command line; `what` holds cohort, texts and media."""

recipients = Table(
    "recipients",
    metadata,
    Column("broadcast", ForeignKey("broadcasts.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("not_before", Instant),
    Index("recipients_by_state", "broadcast", "state", "person"),
)
"""Who a broadcast was confirmed for: `waiting` until it is in the outbox, `queued` then, or why it was left out.

`held` waits for the end of quiet hours, which is `not_before`.
"""


def _partial(name: str, table: Table, *columns: str, where: str) -> None:
    Index(name, *(table.c[column] for column in columns), sqlite_where=text(where), postgresql_where=text(where))


_partial("inbox_undone", inbox, "received_at", "update_id", where="done_at IS NULL")
_partial("inbox_done", inbox, "done_at", where="done_at IS NOT NULL")
_partial("outbox_open", outbox, "lane", "id", where="ended_at IS NULL")
_partial("outbox_under_way", outbox, "person", where="state = 'sending'")
_partial("outbox_held", outbox, "not_before", where="ended_at IS NULL")
_partial("outbox_of_person", outbox, "person", "rank", "id", where="ended_at IS NULL")
_partial("outbox_ended", outbox, "person", "ended_at", where="ended_at IS NOT NULL")
_partial("outbox_shown", outbox, "person", "message_id", where="message_id IS NOT NULL")
