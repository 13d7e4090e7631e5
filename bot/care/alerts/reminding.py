"""Reminding: an owner who has not said how an alert ended, and somebody whom nobody would come upon otherwise.

Must never remind anybody of what has ended.
"""

from bot.care.alerts import cards, planning, raising, unseen
from bot.care.ports import Keyboard, Lane, Person
from bot.care.visit import Visit
from bot.care.voice import button, send, text, waking, when
from bot.core.alert import Alert
from bot.core.alert_facts import Escalated

BEFORE_THE_CLINIC = 2
"""After so many reminders of the owner alone, the clinic's members are told as well."""

SHOWN = 4
"""Buttons of so many alerts stand under one reminder."""


def came_due(visit: Visit) -> None:
    """Remind the owners of what they have taken and not resolved in time, one message to each."""
    waits = [one for one in planning.owned(visit) if planning.next_reminder(visit, one) <= visit.turn.now]
    for owner in {one.acknowledged_by for one in waits}:
        _remind(visit, owner, [one for one in waits if one.acknowledged_by == owner])
    planning.watch(visit)


def still_unseen(visit: Visit) -> None:
    """Bring up again a patient whom nobody would come upon otherwise: a closed plan, silence, out of reach."""
    at, about, last = unseen.bring_up_at(visit), unseen.why(visit), unseen.last_asked(visit)
    if at is not None and at <= visit.turn.now:
        if about == "missing" and last is not None:
            raising.answers_missing(visit, last.id)
        else:
            raising.raise_alert(visit, "tell", about)
    planning.watch(visit)


def _remind(visit: Visit, owner: int | None, alerts: list[Alert]) -> None:
    many = max(planning.reminders(visit, one) for one in alerts) > BEFORE_THE_CLINIC
    people = [
        one for one in visit.staff if one.id == owner or (many and one.role == "clinic" and one.state == "active")
    ]
    for alert in alerts:
        fact = Escalated(alert.number, alert.step + 1, tuple(one.id for one in people))
        visit.turn.record(visit.person.id, fact)
    for one in people:
        _send(visit, one, alerts)


def _send(visit: Visit, reader: Person, alerts: list[Alert]) -> None:
    turn, first = visit.turn, alerts[0]
    numbers = ", ".join(str(one.number) for one in alerts)
    name, owner = cards.name_for(visit, reader), cards.staff_name(visit, first.acknowledged_by)
    since = when(turn, reader, first.acknowledged_at or first.at)
    said = text(turn, reader, "alert.unresolved", name=name, numbers=numbers, owner=owner, since=since)
    urgent = any(one.severity == "urgent" for one in alerts)
    send(
        turn,
        reader,
        said,
        lane=Lane.ALERT,
        keyboard=_keyboard(visit, reader, alerts),
        about=f"{cards.card_name(visit, first)}:unresolved",
        key=f"unresolved:{cards.card_name(visit, first)}:{first.step}:{reader.id}",
        not_before=None if urgent else waking(reader, turn.now),
        follows=cards.card_name(visit, first),
    )


def _keyboard(visit: Visit, reader: Person, alerts: list[Alert]) -> Keyboard:
    stem = f"z|{visit.person.id}"
    return tuple(
        (button(visit.turn, reader, "buttons.show_alert", f"{stem}|{one.number}", number=one.number),)
        for one in alerts[:SHOWN]
    )
