"""Calling: the card of an alert on its way to people's phones, at first and again while nobody takes it.

A patient's open alerts are one thread: later ones come as a reply to the first, and nobody gets more than one message
at a time. Must never decide what is worth an alert.
"""

import logging
from collections.abc import Iterable

from bot.care.alerts import cards, planning, series
from bot.care.ports import Lane, Media, Person
from bot.care.visit import Visit
from bot.care.voice import send, text, waking
from bot.core.alert import Alert
from bot.core.alert_facts import Escalated

_log = logging.getLogger(__name__)

People = tuple[Person, ...]


def begin(visit: Visit, alert: Alert) -> None:
    """Call whom a new alert is for, at once or in their morning; what can wait is left to the digest."""
    if alert.is_pressing:
        _begin_series(visit, alert)
    elif planning.is_told_at_once(visit, alert):
        call(visit, alert, visit.carers)
    planning.watch(visit)


def go_on(visit: Visit, *, at_once: bool = False) -> People:
    """Call again whoever was called, and everybody whose turn has come; return whom for the first time.

    Before it is time for that, only those are called whose turn has come meanwhile, unless all are wanted `at_once`.
    """
    found = series.series(visit)
    told = {number for one in found.alerts for number in one.called} if found else set()
    due = found.due_by(visit.turn.now) if found else ()
    new = [one for one in due if one.id not in told]
    is_time = found is not None and (at_once or found.next_at <= visit.turn.now)
    if found and (new or is_time):
        again = [one for one in visit.staff if one.state == "active" and one.id in told]
        everybody = (*again, *new) if is_time else tuple(new)
        everybody = everybody or _nobody_there(visit, found.lead)
        new = [one for one in everybody if one.id not in told]
        call(visit, found.lead, (one for one in everybody if one in new or is_up(visit, found.lead, one)))
    planning.watch(visit)
    return tuple(new)


def call(visit: Visit, alert: Alert, people: Iterable[Person]) -> None:
    """Send the card of an alert to people, and keep who they were; those who sleep get it in their morning."""
    called, step, people = alert.called, alert.step + 1, tuple(people)
    late = step > 1 and alert.is_untaken
    visit.turn.record(visit.person.id, Escalated(alert.number, step, tuple(one.id for one in people)))
    for one in people:
        if one.id in called:
            _fold_away(visit, alert, one)
        send(
            visit.turn,
            one,
            cards.words(visit, one, alert, repeat=2 if one.id in called else int(late)),
            lane=Lane.ALERT,
            keyboard=cards.keyboard(visit, one, alert),
            about=cards.card_name(visit, alert),
            key=f"called:{cards.card_name(visit, alert)}:{step}:{one.id}",
            not_before=None if alert.severity == "urgent" else waking(one, visit.turn.now),
            follows=_head_of_thread(visit, alert, one),
        )


def picture(visit: Visit, alert: Alert, reader: Person, data: dict[str, object], *, asked: bool) -> None:
    """Send a chart behind the card of an alert to somebody who may see it."""
    name = cards.card_name(visit, alert)
    send(
        visit.turn,
        reader,
        "",
        about=f"{name}:chart",
        key="" if asked else f"{name}:chart:{alert.step}:{reader.id}",
        not_before=None if alert.severity == "urgent" else waking(reader, visit.turn.now),
        media=Media("chart", data),
        follows=name,
    )


def show_change(visit: Visit, alert: Alert, *others: Person) -> None:
    """Bring the cards of an alert up to date on every phone, and take back those that are still on their way."""
    there = {one.id for one in others}
    for one in (*others, *(one for one in visit.staff if one.id in alert.called and one.id not in there)):
        if one.state == "inactive":
            continue
        name = cards.card_name(visit, alert)
        visit.turn.call_off(one.id, name)
        if not alert.is_open:
            visit.turn.call_off(one.id, f"{name}:chart")
        if not alert.is_open or alert.is_snoozed(visit.turn.now):
            said = cards.standing(visit, one, alert)
            send(visit.turn, one, said, about=f"{name}:asked", replaces=True, only_if_there=True)
        sleeps = one.id not in there and alert.severity != "urgent"
        send(
            visit.turn,
            one,
            cards.words(visit, one, alert, named=one.id in there or one.id == alert.acknowledged_by),
            keyboard=cards.keyboard(visit, one, alert),
            about=name,
            replaces=True,
            not_before=waking(one, visit.turn.now) if sleeps else None,
        )


def _begin_series(visit: Visit, alert: Alert) -> None:
    """Call whoever owns the patient's alerts, or who is the first; and all who are called for another one already."""
    found, owner = series.series(visit), series.owner_of(visit)
    first = (owner,) if owner else found.due_by(visit.turn.now) if found else ()
    told = {number for one in series.unowned(visit) if one.is_pressing for number in one.called}
    also = (one for one in visit.staff if one.state == "active" and one.id in told)
    people = tuple(dict.fromkeys((*first, *also))) or _nobody_there(visit, alert)
    ready = [one for one in people if is_up(visit, alert, one)]
    if ready:
        call(visit, alert, ready)


def _fold_away(visit: Visit, alert: Alert, reader: Person) -> None:
    """Turn the card that somebody has into a line that points to the new one, so that there is one to act on."""
    said = text(
        visit.turn, reader, "alert.again_below", severity=alert.severity, number=cards.number_for(visit, reader, alert)
    )
    send(visit.turn, reader, said, lane=Lane.ALERT, about=cards.card_name(visit, alert), replaces=True)


def is_up(visit: Visit, alert: Alert, one: Person) -> bool:
    """Whether somebody may be called now: nothing urgent waits, anything else not while they sleep."""
    return alert.severity == "urgent" or waking(one, visit.turn.now) <= visit.turn.now


def _nobody_there(visit: Visit, alert: Alert) -> People:
    """Return those whose messages wait for them to come back, where nobody can be reached; each gets it once."""
    _log.warning("alert %d of person %d reaches nobody now", alert.number, visit.person.id)
    return tuple(one for one in visit.called_now if one.id not in alert.called and one.state != "active")


def _head_of_thread(visit: Visit, alert: Alert, reader: Person) -> str:
    """Return the card that this one is shown as a reply to: the first open one that the same reader has."""
    open_ones = (one for one in visit.case.open_alerts() if one.number < alert.number and reader.id in one.called)
    first = next(open_ones, None)
    return cards.card_name(visit, first) if first else ""
