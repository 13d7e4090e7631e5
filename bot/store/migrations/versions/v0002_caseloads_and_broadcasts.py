"""How patients stand, broadcasts with their recipients, and messages that carry more than words."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Add the tables and columns; standings are worked out anew when the bot starts."""
    op.add_column("outbox", sa.Column("media", sa.Text()))
    op.add_column("outbox", sa.Column("follows", sa.String(200), nullable=False, server_default=""))
    _standings()
    _broadcasts()


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("person", BIG, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("protocol", sa.String(120), nullable=False),
        sa.Column("condition", sa.String(60), nullable=False),
        sa.Column("phase", sa.String(60), nullable=False),
        sa.Column("rung", sa.String(60), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("since", INSTANT),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
    )
    op.create_index("standings_by_need", "standings", ["need", "folded", "person"])


def _broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("by", BIG, sa.ForeignKey("people.id")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recipients",
        sa.Column("broadcast", BIG, sa.ForeignKey("broadcasts.id"), primary_key=True),
        sa.Column("person", BIG, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("not_before", INSTANT),
    )
    op.create_index("recipients_by_state", "recipients", ["broadcast", "state", "person"])
