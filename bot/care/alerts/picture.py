"""The picture behind an alert about a decision: pain, swelling and gait against running minutes, decisions marked.

Must never hold up the alert itself, which has been said before.
"""

from collections.abc import Iterable

from bot.care.alerts import calling, cards, raising
from bot.care.caseload import chart
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.core.alert import Alert
from bot.core.facts import Decided


def about_decision(visit: Visit, decided: Decided, news: frozenset[str] = frozenset()) -> None:
    """Raise an alert about a decision where it asks for one, with the picture behind it."""
    alert = raising.about_decision(visit, decided, news)
    if alert is not None:
        behind(visit, alert, (one for one in visit.staff if one.id in alert.called))


def behind(visit: Visit, alert: Alert, people: Iterable[Person]) -> None:
    """Send the chart behind the card of an alert about a decision, to those of these people who may see it."""
    if alert.about != "decision":
        return
    for one in people:
        data = chart.of(visit, one) if cards.shows_details(visit, one) else None
        if data is not None:
            calling.picture(visit, alert, one, data | {"title": cards.name_for(visit, one)})
