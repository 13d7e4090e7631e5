"""The picture behind an alert that shows the last runs: how the body took them against running minutes, and decisions.

Must never hold up the alert itself, which has been said before.
"""

from collections.abc import Iterable

from bot.care.alerts import calling, cards
from bot.care.known import chart
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.core.alert import Alert


def behind(visit: Visit, alert: Alert, people: Iterable[Person], *, asked: bool = False) -> None:
    """Send the chart behind the card of an alert that shows the last runs, to those of these people who may see it.

    Once at each call, and each time that somebody asked for it.
    """
    if alert.about not in cards.WITH_RUNS:
        return
    for one in people:
        data = chart.of(visit, one) if cards.shows_details(visit, one) else None
        if data is not None:
            calling.picture(visit, alert, one, data | {"title": cards.name_for(visit, one)}, asked=asked)
