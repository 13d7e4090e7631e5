"""Two ways into the outbox: what has come to a person lately, and what a message on their phone is about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the indexes, each over the rows that it is asked for alone."""
    for name, column in (("outbox_ended", "ended_at"), ("outbox_shown", "message_id")):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "outbox", ["person", column], sqlite_where=there, postgresql_where=there)
