"""The first tables, and the guard that keeps facts from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()
GUARD = "Facts are never changed or deleted."


def upgrade() -> None:
    """Create everything."""
    _people()
    _facts()
    _dues()
    _inbox()
    _outbox()
    _papers()
    guard = _guard_sqlite if op.get_context().dialect.name == "sqlite" else _guard_postgresql
    guard()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("timezone", sa.String(60), nullable=False),
        sa.Column("quiet_hours", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("user_id", BIG, unique=True),
        sa.Column("chat_id", BIG),
        sa.Column("physio", BIG, sa.ForeignKey("people.id")),
        sqlite_autoincrement=True,
    )
    op.create_index("people_by_role", "people", ["role", "state", "id"])
    op.create_table(
        "invites",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("person", BIG, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("person", BIG, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("cause", BIG),
        sqlite_autoincrement=True,
    )
    op.create_index("facts_of_person", "facts", ["person", "id"])


def _dues() -> None:
    op.create_table(
        "dues",
        sa.Column("person", BIG, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("subject", sa.String(120), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
    )
    op.create_index("dues_by_time", "dues", ["not_before", "person"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", BIG, primary_key=True, autoincrement=False),
        sa.Column("lane", BIG, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("done_at", INSTANT),
    )
    _partial_index("inbox_undone", "inbox", ["received_at", "update_id"], where="done_at IS NULL")
    _partial_index("inbox_done", "inbox", ["done_at"], where="done_at IS NOT NULL")


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("person", BIG, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(200), unique=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("keyboard", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", BIG),
        sa.Column("error", sa.Text()),
        sa.Column("ended_at", INSTANT),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_cards", "outbox", ["about", "person", "id"])
    _partial_index("outbox_open", "outbox", ["lane", "id"], where="ended_at IS NULL")
    _partial_index("outbox_under_way", "outbox", ["person"], where="state = 'sending'")
    _partial_index("outbox_held", "outbox", ["not_before"], where="ended_at IS NULL")
    _partial_index("outbox_of_person", "outbox", ["person", "rank", "id"], where="ended_at IS NULL")


def _papers() -> None:
    op.create_table(
        "notes",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "content",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )


def _partial_index(name: str, table: str, columns: list[str], *, where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _guard_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        refuse = f"BEGIN SELECT RAISE(ABORT, '{GUARD}'); END"
        op.execute(f"CREATE TRIGGER facts_no_{act.lower()} BEFORE {act} ON facts {refuse}")


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION facts_are_final() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{GUARD}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER facts_no_change BEFORE UPDATE OR DELETE ON facts "
        "FOR EACH ROW EXECUTE FUNCTION facts_are_final()"
    )
    op.execute(
        "CREATE TRIGGER facts_no_truncate BEFORE TRUNCATE ON facts "
        "FOR EACH STATEMENT EXECUTE FUNCTION facts_are_final()"
    )
