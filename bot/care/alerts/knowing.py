"""Knowing: who of the clinic has seen what an alert says, on its card or as a line in a list that they were sent.

Must never count a card that still waits for somebody's morning, nor that somebody owns what they have not opened.
"""

from collections.abc import Iterable

from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import waking
from bot.core.alert import Alert
from bot.core.alert_facts import Shown


def shown(visit: Visit, reader: Person, alerts: Iterable[Alert]) -> None:
    """Keep in mind that somebody was sent what these alerts say, once for each of them."""
    for alert in alerts:
        if not knows(visit, reader, alert):
            visit.turn.record(visit.person.id, Shown(alert.number, reader.id))


def knows(visit: Visit, reader: Person, alert: Alert) -> bool:
    """Say whether somebody has seen what an alert says: they were called with its card, opened it, or had it listed."""
    was_called = reader.id in alert.called and alert.called_at is not None
    had_card = was_called and waking(reader, alert.called_at or visit.turn.now) <= visit.turn.now
    return had_card or reader.id in alert.shown_to
