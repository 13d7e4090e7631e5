"""Presence: what becomes of open alerts when somebody of the clinic goes, comes back, or takes over a patient.

And what becomes of them when the clock was ahead and is set back.

Whoever is lost owns nothing any more, and nobody owns what they have not taken themselves. Must never take an alert
for anybody.
"""

from datetime import datetime

from bot.care.alerts import calling, cards, picture, planning, series
from bot.care.alerts.listing import patients_with_alerts
from bot.care.permissions import called
from bot.care.ports import Cohort, Lane, Person, Turn
from bot.care.visit import Visit
from bot.care.voice import send, text
from bot.core.alert import Alert
from bot.core.alert_facts import Released


async def gone(turn: Turn, person: Person) -> None:
    """Call others for every alert that somebody leaves behind who owned it, was called, or looked after the patient."""
    async for one in patients_with_alerts(turn, Cohort()):
        if one.person.physio == person.id or person.id in called(one.case):
            calling.go_on(one, at_once=_released(one, person))


async def came(turn: Turn, person: Person, at: datetime | None = None) -> None:
    """Call somebody who came, now or `at` an earlier instant, for what was open then; set their digest."""
    if person.state != "active":
        return
    async for one in patients_with_alerts(turn, Cohort()):
        if at and all(alert.at >= at for alert in one.case.open_alerts()):
            continue
        if person.role == "clinic" or one.person.physio == person.id or _is_wanted(one, person):
            _released(one, person)
            _call_back(one, person)
            planning.watch(one)


def handed_over(one: Visit, old: int | None, to: Person) -> None:
    """Begin anew with every open alert of a patient whom `to` looks after from now on, instead of `old`.

    They are called at once for what is pressing; where they are not there, everybody of the chain is.
    """
    people = one.called_now if to.state != "active" else (to,)
    chain = tuple(dict.fromkeys(person.id for person in (*people, *one.chain_now)))
    for alert in one.case.open_alerts():
        had_card = old in alert.called
        one.turn.record(one.person.id, Released(alert.number, old or 0, chain))
        if old and had_card:
            _close_card(one, alert, old, to)
        calling.show_change(one, alert)
    for alert in one.case.open_alerts():
        if alert.is_pressing or planning.is_told_at_once(one, alert):
            _call_anew(one, alert, people if alert.is_pressing else one.carers)
    planning.watch(one)


async def set_back(turn: Turn) -> None:
    """Begin anew with every pressing alert that was raised or called at an instant that has not come yet."""
    async for one in patients_with_alerts(turn, Cohort()):
        waits = [alert for alert in series.unowned(one) if alert.is_pressing and _lies_ahead(one, alert)]
        for alert in waits:
            one.turn.record(one.person.id, Released(alert.number, 0, alert.chain))
        if waits:
            calling.go_on(one, at_once=True)


def _lies_ahead(one: Visit, alert: Alert) -> bool:
    return max(alert.at, alert.called_at or alert.at, alert.anew_at or alert.at) > one.turn.now


def _is_wanted(one: Visit, person: Person) -> bool:
    """Whether somebody was called about a patient, or is called now because nobody else is there."""
    found = series.series(one)
    return person.id in called(one.case) or (found is not None and person in found.due_by(one.turn.now))


def _released(one: Visit, person: Person) -> bool:
    """Take from somebody what they own about a patient; say whether anything of it presses."""
    owned = [alert for alert in one.case.open_alerts() if alert.acknowledged_by == person.id]
    for alert in owned:
        one.turn.record(one.person.id, Released(alert.number, person.id))
        calling.show_change(one, alert)
    return any(alert.is_pressing for alert in owned)


def _call_back(one: Visit, person: Person) -> None:
    """Call somebody whose turn it is, or was while they were away."""
    found = series.series(one)
    if found is None or not calling.is_up(one, found.lead, person):
        return
    was_called = any(person.id in alert.called for alert in found.alerts)
    if was_called or person.id == one.person.physio or person in found.due_by(one.turn.now):
        _call_anew(one, found.lead, (person,))
        picture.behind(one, found.lead, (person,))


def _call_anew(one: Visit, alert: Alert, people: tuple[Person, ...]) -> None:
    """Call people with a card that takes the place of what they have, or was still on its way to them.

    Who sleeps is called by the series in their morning; who has the card of an alert that somebody else owns keeps it.
    """
    is_owned = not series.is_free(one, alert)
    ready = [person for person in people if not alert.is_pressing or calling.is_up(one, alert, person)]
    wanted = [person for person in ready if not (is_owned and person.id in alert.called)]
    for person in wanted:
        one.turn.call_off(person.id, cards.card_name(one, alert))
    if wanted:
        calling.call(one, alert, wanted)


def _close_card(one: Visit, alert: Alert, old: int, to: Person) -> None:
    """Turn the card of whoever looked after the patient into a line that says who does now."""
    reader = next((person for person in one.staff if person.id == old), None)
    if reader is None:
        return
    name, number = cards.card_name(one, alert), cards.number_for(one, reader, alert)
    said = text(one.turn, reader, "alert.handed_on", severity=alert.severity, number=number, to=to.name)
    for about in (name, f"{name}:chart"):
        one.turn.call_off(old, about)
    for about in (name, f"{name}:asked", f"{name}:unresolved"):
        send(one.turn, reader, said, lane=Lane.ALERT, about=about, replaces=True, only_if_there=True)
