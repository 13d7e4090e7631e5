"""The list of everything that is open: `/alerts`, the strictest and oldest first, each with its age and its owner.

Must never leave out an alert because somebody has taken it.
"""

from collections.abc import AsyncIterator

from bot.care.alerts import cards, knowing
from bot.care.permissions import may
from bot.care.ports import Button, Cohort, Person, Turn
from bot.care.visit import Visit, visit
from bot.care.voice import button, send, text
from bot.core.alert import PRESSING, Alert

SHOWN = 20
PAGE = 500

Found = tuple[Visit, Alert]


async def command(turn: Turn, carer: Person, _rest: str = "") -> None:
    """List what is open about the patients somebody looks after, or was called for."""
    found = [one async for one in open_alerts(turn, Cohort(seen_by=carer.id if carer.role == "physio" else None))]
    found = sorted((one for one in found if may(carer, "see", one[0].person, one[0].case)), key=_order)
    if not found:
        send(turn, carer, text(turn, carer, "alert.none_open"))
        return
    said, listed = _as_many_as_fit(turn, carer, found)
    for one, alert in listed:
        knowing.shown(one, carer, (alert,))
    send(turn, carer, said, keyboard=tuple((_row(carer, *one),) for one in listed))


def _as_many_as_fit(turn: Turn, carer: Person, found: list[Found]) -> tuple[str, list[Found]]:
    """Return the list as one message takes it, and what stands in it; how many more there are is said."""
    lines = [_line(carer, *one) for one in found[:SHOWN]]
    while True:
        head = text(turn, carer, "alert.open_ones", count=len(found), more=len(found) - len(lines))
        said = "\n".join((head, "", *lines))
        if len(lines) == 1 or cards.length(said) <= cards.LONGEST:
            return said, found[: len(lines)]
        lines.pop()


async def open_alerts(turn: Turn, cohort: Cohort) -> AsyncIterator[Found]:
    """Yield every open alert of a cohort, patient by patient."""
    async for one in patients_with_alerts(turn, cohort):
        for alert in one.case.open_alerts():
            yield one, alert


async def patients_with_alerts(turn: Turn, cohort: Cohort) -> AsyncIterator[Visit]:
    """Yield the patients of a cohort about whom an alert is open."""
    skip = 0
    while page := await turn.standings(cohort, most=PAGE, skip=skip):
        for person, standing in page:
            if standing.alerts:
                yield await visit(turn, person)
        skip += PAGE


def _order(found: Found) -> tuple[int, bool, float]:
    alert = found[1]
    strict = (*PRESSING, "tell").index(alert.severity)
    return strict, alert.acknowledged_by is not None, alert.at.timestamp()


def _line(carer: Person, one: Visit, alert: Alert) -> str:
    owner = cards.staff_name(one, alert.acknowledged_by) if alert.acknowledged_by else ""
    age, name = cards.span(carer, alert.at, one.turn.now), one.person.name
    known = {"severity": alert.severity, "number": alert.number, "age": age, "owner": owner}
    return text(one.turn, carer, "alert.open_line", name=name, what=cards.kind_of(one, carer, alert), **known)


def _row(carer: Person, one: Visit, alert: Alert) -> Button:
    data, name = f"z|{one.person.id}|{alert.number}", one.person.name
    return button(one.turn, carer, "alert.row", data, severity=alert.severity, name=name, number=alert.number)
