"""The preview of an order: what it comes to, what changes by it, and exactly what the patient will read.

Must never change anything: the order is carried out on a copy.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.care.alerts import cards
from bot.care.course import checkins, sessions
from bot.care.course.checkins import REPORT
from bot.care.known import dose, reasons
from bot.care.orders import effects, places, resting, settling, words
from bot.care.orders.draft import RESTRICTING, Draft
from bot.care.orders.rehearsal import rehearse
from bot.care.ports import Button, Keyboard, Message, Person
from bot.care.visit import Visit
from bot.care.voice import button, label, text, when
from bot.core.alert import Alert
from bot.core.case import Case

JUST = timedelta(days=1)
"""A list of what feels wrong that was left for longer says nothing about now."""

MOST_ALERTS = 4
"""So many alerts are named as settled, and as many as open; the rest is counted."""


def preview(target: Visit, carer: Person, draft: Draft) -> str:
    """Return everything that somebody should know before they confirm an order, with as many alerts as fit in."""
    turn, patient = target.turn, target.person
    case, messages = rehearse(target, partial(effects.carry_out, carer=carer, draft=draft))
    head = text(
        turn,
        carer,
        "orders.preview",
        name=patient.name,
        what=words.what(target, carer, draft),
        reason=reasons.as_read(turn, carer, draft.reason),
    )
    read, heads = _read(target, carer, messages), (head, _reporting(target, carer, draft))
    for named in range(MOST_ALERTS, -1, -1):
        changes = _changes(target, carer, draft, case, named=named)
        said = "\n\n".join(part for part in (*heads, changes, read) if part)
        if cards.length(said) <= cards.LONGEST:
            break
    return said


def patient_reads(target: Visit, carer: Person, draft: Draft, before: Sequence[tuple[Person, Draft]] = ()) -> str:
    """Return exactly what the patient will read of an order, and when, once others that wait `before` it are done."""
    for giver, other in before:
        case, _ = rehearse(target, partial(effects.carry_out, carer=giver, draft=other))
        target = replace(target, case=case)
    _, messages = rehearse(target, partial(effects.carry_out, carer=carer, draft=draft))
    parts = (_reporting(target, carer, draft), _read(target, carer, messages))
    return "\n\n".join(part for part in parts if part)


def _reporting(target: Visit, carer: Person, draft: Draft) -> str:
    """Return that the patient is just saying what feels wrong, where an order would let them on meanwhile."""
    turn, lists = target.turn, [one for one in target.case.check_ins.values() if one.window == REPORT]
    if draft.kind in RESTRICTING or not lists or lists[-1].given or turn.now - lists[-1].opened_at > JUST:
        return ""
    at = when(turn, carer, lists[-1].opened_at)
    return text(turn, carer, "orders.reporting", name=target.person.name, at=at)


def _read(target: Visit, carer: Person, messages: list[Message]) -> str:
    turn, name = target.turn, target.person.name
    reads = text(turn, carer, "orders.reads" if messages else "orders.reads_nothing", name=name)
    foot = text(turn, carer, "orders.when", seconds=round(turn.settings.undo_seconds), name=name)
    return "\n\n".join((reads, *(one.text for one in messages), foot))


def buttons(target: Visit, carer: Person, draft: Draft) -> Keyboard:
    """Return the buttons under a preview: to confirm just what it shows, and to leave it."""
    turn, patient = target.turn, target.person.id
    confirm = button(turn, carer, "orders.confirm", f"d|{patient}|ok|{draft.mark}")
    return ((confirm,), (leave(target, carer),))


def leave(target: Visit, carer: Person) -> Button:
    """Return the button that ends the putting together of an order."""
    return button(target.turn, carer, "orders.leave", f"d|{target.person.id}|no")


def _changes(target: Visit, carer: Person, draft: Draft, then: Case, *, named: int) -> str:
    """Return what changes by an order besides what its name says, line by line; empty where nothing does."""
    turn, now = target.turn, target.case
    settled = settling.answered(target, carer, draft)
    free = then.earliest_at if then.earliest_at and then.earliest_at > turn.now else None
    moves = then.position is not None and then.position != now.position
    return text(
        turn,
        carer,
        "orders.changes",
        before=dose.rung_name(target, carer, now.position.rung) if now.position and now.position.rung else "",
        after=dose.rung_name(places.under(target, draft), carer, then.position.rung) if moves and then.position else "",
        opens=now.held is not None and then.held is None,
        unasked=_leaves_unasked(target, then),
        gentler=_gentler(target, carer, draft, then),
        is_decided=not sessions.is_undecided(target) and not sessions.waits_for_the_last_answers(target),
        free=when(turn, carer, free) if free and moves else "",
        settled=_named(target, carer, settled, named),
        left=_named(target, carer, [alert for alert in target.case.open_alerts() if alert not in settled], named),
    )


def _gentler(target: Visit, carer: Person, draft: Draft, then: Case) -> str:
    """Return the rung on which a plan, as things stand, goes on after so long a rest or pause; empty for any other."""
    lower = resting.goes_on_at(replace(target, case=then)) if draft.kind in ("rest", "pause") else None
    return dose.rung_name(target, carer, lower.rung) if lower else ""


def _named(target: Visit, carer: Person, alerts: list[Alert], most: int) -> str:
    """Return alerts in words, a line each; of many the first ones."""
    turn, lines = target.turn, []
    for alert in alerts[:most]:
        which = label(turn, carer, f"alert.other_{alert.severity}", number=alert.number)
        lines.append(f"{which}: {cards.kind_of(target, carer, alert)}")
    more = len(alerts) - most
    return "\n".join([*lines, *([label(turn, carer, "alert.digest_more", count=more)] if more > 0 else [])])


def _leaves_unasked(target: Visit, then: Case) -> bool:
    """Whether something that is still to be answered about the last run will not be asked any more."""
    last = target.case.last_run
    if last is None or last.closed or target.case.is_decided(last):
        return False
    return then.runs[last.number].closed or (then.discharged and not checkins.is_followed(target.case, last))
