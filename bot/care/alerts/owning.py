"""Owning: one person takes what is open about a patient, puts one thing off, and says how each one ended.

Whatever changes is shown on every phone that has the card. Must never check who may do it: that was done before.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.care.alerts import calling, knowing, planning, series
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.core.alert import Alert
from bot.core.alert_facts import Acknowledged, Resolved, Snoozed


def take(visit: Visit, carer: Person, number: int = 0) -> None:
    """Make somebody the owner of everything open about a patient that nobody owns, and stop all calls about it.

    The card of alert `number` is shown to them as well, and those of what they have not been called for.
    """
    taken = series.unowned(visit)
    for alert in taken:
        visit.turn.record(visit.person.id, Acknowledged(alert.number, carer.id))
    for alert in taken:
        is_news_to_them = alert.number == number or (alert.is_pressing and carer.id not in alert.called)
        if is_news_to_them:
            knowing.shown(visit, carer, (alert,))
        calling.show_change(visit, alert, *((carer,) if is_news_to_them or carer.id in alert.called else ()))
    planning.watch(visit)


def resolve(visit: Visit, carer: Person, alerts: Iterable[Alert], outcome: str, *, shown: bool = True) -> None:
    """End alerts with an outcome; what nobody owned is taken by whoever ends it."""
    free = [one.number for one in series.unowned(visit)]
    for alert in [one for one in alerts if one.is_open]:
        if alert.number in free:
            visit.turn.record(visit.person.id, Acknowledged(alert.number, carer.id))
        visit.turn.record(visit.person.id, Resolved(alert.number, carer.id, outcome))
        calling.show_change(visit, alert, *((carer,) if shown or carer.id in alert.called else ()))
    planning.watch(visit)


def end_by_itself(visit: Visit, alert: Alert, outcome: str) -> None:
    """End an alert whose cause is gone; nobody did it, so it has no owner."""
    visit.turn.record(visit.person.id, Resolved(alert.number, 0, outcome))
    calling.show_change(visit, alert)


def snooze(visit: Visit, carer: Person, alert: Alert, until: datetime) -> None:
    """Put one alert off until then."""
    visit.turn.record(visit.person.id, Snoozed(alert.number, carer.id, until))
    calling.show_change(visit, alert, carer)
    planning.watch(visit)
