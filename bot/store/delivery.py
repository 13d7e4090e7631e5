"""Who can be reached, and what has become of a message so far.

Must never change a row.
"""

from sqlalchemy import ColumnElement, and_, case, or_

from bot.care.ports import Lane
from bot.store.tables import outbox, people

REACHABLE: ColumnElement[bool] = and_(
    people.c.chat_id.is_not(None),
    people.c.state.not_in(["blocked", "inactive"]),
    or_(people.c.state != "stopped", outbox.c.lane.in_([int(Lane.ALERT), int(Lane.ANSWER)])),
)
"""True where Telegram would take the message; alerts and answers go also to those who stopped."""

STANDING = case(
    (and_(outbox.c.state == "waiting", ~REACHABLE), "unreachable"),
    (outbox.c.state == "sending", "waiting"),
    else_=outbox.c.state,
)
"""What became of a message so far; `unreachable` where it waits and Telegram would not take it."""
