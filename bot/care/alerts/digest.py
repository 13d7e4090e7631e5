"""The digest: what can wait, once a day in one message, grouped by patient; what is still open comes again.

"All seen" ends what needs nothing more, and exactly what was listed: nothing that came after or was put off. Must never
hold back what is pressing.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from bot.care.alerts import cards, knowing, owning, planning
from bot.care.alerts.listing import open_alerts
from bot.care.permissions import may
from bot.care.ports import Button, Cohort, Keyboard, Person, Turn
from bot.care.visit import Visit, visit
from bot.care.voice import button, label, send, text
from bot.core.alert import Alert

SEEN = "dg"
NEEDS_MORE = ("checkpoint", "gate", "gate_waits", "unreachable", "finished", "not_started")
"""What is not over once somebody has read it."""

LONGEST_PAGE = 3500
PATIENTS_A_PAGE = 8
LINES_A_PATIENT = 6

Waiting = tuple[Visit, list[Alert]]


async def came_due(turn: Turn, carer: Person) -> None:
    """Send somebody a digest, and set the next one as long as anything in it is open.

    It bears the instant: where the hour or a clock was set anew, there are two on one day.
    """
    if carer.state != "active" or turn.settings.digest_hour is None:
        return
    waits = await _waiting(turn, carer)
    if not waits:
        return
    planning.plan_digest(waits[0][0], carer)
    listed = [(one, [alert for alert in alerts if not alert.is_snoozed(turn.now)]) for one, alerts in waits]
    pages = list(_pages(carer, [(one, alerts) for one, alerts in listed if alerts]))
    sent = str(int(turn.now.timestamp()))
    for place, page in enumerate(pages):
        await turn.put_note(_note(carer, place), {"sent": sent, "alerts": _ids(page)})
        said = _words(turn, carer, page, f"{place + 1}/{len(pages)}" if len(pages) > 1 else "")
        rows = _keyboard(turn, carer, page, f"{SEEN}|{sent}|{place}")
        name = f"digest:{sent}:{place}"
        for one, alerts in page:
            knowing.shown(one, carer, alerts[:LINES_A_PATIENT])
        send(turn, carer, said, keyboard=rows, about=name, key=f"{name}:{carer.id}")


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Take "All seen": end what needs nothing more of what was listed on that page, once."""
    if len(parts) != 3 or not (parts[2].isascii() and parts[2].isdecimal() and len(parts[2]) < 4):
        return False
    sent, place = parts[1], int(parts[2])
    listed = await turn.note(_note(carer, place))
    if listed is None or listed.get("sent") != sent:
        turn.reply.toast = text(turn, carer, "alert.digest_old")
        return True
    page = [one async for one in _listed(turn, carer, listed["alerts"])]
    ended = 0
    for one, alerts in page:
        theirs = [alert for alert in alerts if alert.acknowledged_by in (None, carer.id)]
        over = [alert for alert in theirs if alert.about not in NEEDS_MORE]
        owning.resolve(one, carer, over, "seen", shown=False)
        ended += len(over)
    await turn.put_note(_note(carer, place), None)
    left = [(one, [alert for alert in alerts if alert.is_open]) for one, alerts in page]
    left = [(one, alerts) for one, alerts in left if alerts]
    said = text(turn, carer, "alert.digest_seen", ended=ended, left=sum(len(alerts) for _, alerts in left))
    body = "\n\n".join((said, *(_block(carer, one, alerts) for one, alerts in left)))
    send(turn, carer, body, keyboard=_keyboard(turn, carer, left, ""), about=f"digest:{sent}:{place}", replaces=True)
    return True


async def _waiting(turn: Turn, carer: Person) -> list[Waiting]:
    """Return the patients whose news somebody hears, each with what is open, those that wait longest first."""
    found: dict[int, Waiting] = {}
    async for one, alert in open_alerts(turn, Cohort(physio=carer.id if carer.role == "physio" else None)):
        if not alert.is_pressing and carer.id in [reader.id for reader in one.carers]:
            found.setdefault(one.person.id, (one, []))[1].append(alert)
    return sorted(found.values(), key=lambda waiting: waiting[1][0].at)


async def _listed(turn: Turn, carer: Person, ids: Iterable[Any]) -> AsyncIterator[Waiting]:
    """Yield what a page listed, is still open and was not put off since, where this person may act on it."""
    for person_id, numbers in ids:
        one = await visit(turn, await turn.person(person_id))
        alerts = [one.case.alerts[number] for number in numbers if number in one.case.alerts]
        if may(carer, "acknowledge", one.person, one.case):
            yield one, [alert for alert in alerts if alert.is_open and not alert.is_snoozed(turn.now)]


def _ids(page: list[Waiting]) -> list[list[Any]]:
    return [[one.person.id, [alert.number for alert in alerts[:LINES_A_PATIENT]]] for one, alerts in page]


def _pages(carer: Person, waits: list[Waiting]) -> Iterator[list[Waiting]]:
    """Yield what fits into one message each."""
    page: list[Waiting] = []
    size = 0
    for one, alerts in waits:
        block = cards.length(_block(carer, one, alerts))
        if page and (size + block > LONGEST_PAGE or len(page) == PATIENTS_A_PAGE):
            yield page
            page, size = [], 0
        page.append((one, alerts))
        size += block
    if page:
        yield page


def _words(turn: Turn, carer: Person, page: list[Waiting], place: str) -> str:
    head = text(turn, carer, "alert.digest", patients=len(page), place=place)
    return "\n\n".join((head, *(_block(carer, one, alerts) for one, alerts in page)))


def _block(carer: Person, one: Visit, alerts: list[Alert]) -> str:
    """Return a patient's news, the oldest first, a line each."""
    turn, lines = one.turn, []
    for alert in alerts[:LINES_A_PATIENT]:
        owner = alert.acknowledged_by not in (None, carer.id)
        known = {"number": alert.number, "age": cards.span(carer, alert.at, turn.now)}
        name = cards.staff_name(one, alert.acknowledged_by) if owner else ""
        lines.append(text(turn, carer, "alert.digest_line", what=cards.kind_of(one, carer, alert), owner=name, **known))
    more = len(alerts) - LINES_A_PATIENT
    head = text(turn, carer, "alert.digest_patient", name=cards.name_for(one, carer))
    tail = [text(turn, carer, "alert.digest_more", count=more)] if more > 0 else []
    return "\n".join((head, *lines, *tail))


def _keyboard(turn: Turn, carer: Person, page: list[Waiting], seen: str) -> Keyboard:
    """Return a button for each patient, two in a row, and the one that ends what was only to be read."""
    shown = [
        Button(label(turn, carer, "alert.digest_row", name=cards.name_for(one, carer)), f"u|{one.person.id}")
        for one, _ in page
    ]
    rows = tuple(tuple(shown[at : at + 2]) for at in range(0, len(shown), 2))
    return (*rows, (button(turn, carer, "buttons.all_seen", seen),)) if seen else rows


def _note(carer: Person, place: int) -> str:
    return f"digest:{carer.id}:{place}"
