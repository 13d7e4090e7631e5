"""Handling: what somebody of the clinic taps and types about an alert, checked from their own record each time.

A stale, foreign or second tap answers one sentence and changes nothing. Must never trust a button.
"""

from datetime import datetime, time, timedelta
from typing import Any

from bot.care import asking, seen
from bot.care.alerts import calling, cards, knowing, owning, picture, series
from bot.care.permissions import may
from bot.care.ports import Keyboard, Person, Turn
from bot.care.visit import Visit, visit
from bot.care.voice import button, label, send, tell, text, waking, zone
from bot.core.alert import Alert

RESOLVE = "resolve"
LONGEST_OUTCOME = 300
LONGEST_NUMBER = 8
"""No number of an alert has more digits."""

MOST_CARDS = 5
HOURS = {"1": 1, "4": 4}
MORNING = 8
"""The hour at which what is put off until tomorrow comes back, where no digest says another."""


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Take a tap on an alert; False when the button is not theirs, or not of this world."""
    verb, *rest = parts
    if verb == "u":
        return len(rest) == 1 and await _show_thread(turn, carer, rest[0])
    found = await _find(turn, carer, rest[:2])
    if found is None:
        return False
    target, alert = found
    match verb, rest[2:]:
        case "k", []:
            _take(target, carer, alert)
        case "z", []:
            show(target, carer, alert)
        case "z", ["r", *place]:
            return await _resolve(target, carer, alert, place)
        case "z", ["s", *span]:
            return _snooze(target, carer, alert, span)
        case _:
            return False
    return True


async def taken_in_a_group(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Let an alert be taken in the clinic's group, by any physio where the group was called; False for all else."""
    found = await _find(turn, carer, parts[1:]) or await _called_in_a_group(turn, carer, parts[1:])
    if found is None:
        return False
    _take(found[0], carer, found[1])
    return True


async def typed(turn: Turn, carer: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as how an alert ended; False where it is not theirs any more."""
    found = await _find(turn, carer, [str(asked["patient"]), str(asked["alert"])])
    words = " ".join(said.split())
    if found is None:
        return False
    if not words or len(words) > LONGEST_OUTCOME:
        tell(turn, carer, "alert.outcome_too_long", longest=LONGEST_OUTCOME)
        return True
    await asking.forget(turn, carer)
    target, alert = found
    if alert.is_open:
        owning.resolve(target, carer, [alert], words)
        tell(turn, carer, "alert.resolved_now", name=target.person.name, number=alert.number)
    else:
        tell(turn, carer, "alert.ended_already", name=cards.staff_name(target, alert.resolved_by))
    return True


def show(target: Visit, carer: Person, alert: Alert) -> None:
    """Show an alert anew, with the name and the picture, to somebody who asked for it."""
    said, rows = cards.words(target, carer, alert, named=True), cards.keyboard(target, carer, alert)
    knowing.shown(target, carer, (alert,))
    send(target.turn, carer, said, keyboard=rows, about=cards.card_name(target, alert))
    picture.behind(target, alert, (carer,), asked=True)


async def _show_thread(turn: Turn, carer: Person, number: str) -> bool:
    """Show what is open about a patient, a card each, the strictest first; False where they are not theirs."""
    target = await seen.patient(turn, carer, number, "acknowledge")
    if target is None:
        return False
    waits = cards.strictest(target.case.open_alerts())
    if not waits:
        turn.reply.toast = text(turn, carer, "alert.nothing_open")
    for alert in waits[:MOST_CARDS]:
        show(target, carer, alert)
    if len(waits) > MOST_CARDS:
        tell(turn, carer, "alert.thread_more", count=len(waits) - MOST_CARDS)
    return True


async def _find(turn: Turn, carer: Person, numbers: list[str]) -> tuple[Visit, Alert] | None:
    """Return the patient and the alert that a button names, where this person may act on them."""
    if not _are_numbers(numbers):
        return None
    target = await seen.patient(turn, carer, numbers[0], "acknowledge")
    alert = target.case.alerts.get(int(numbers[1])) if target else None
    return (target, alert) if target and alert else None


async def _called_in_a_group(turn: Turn, carer: Person, numbers: list[str]) -> tuple[Visit, Alert] | None:
    """Return the patient and the alert that a button names, where it is open and the clinic's group was called."""
    if not (may(carer, "acknowledge") and _are_numbers(numbers)):
        return None
    try:
        target = await visit(turn, await turn.person(int(numbers[0])))
    except KeyError:
        return None
    alert = target.case.alerts.get(int(numbers[1])) if target.person.role == "patient" else None
    groups = {one.id for one in target.staff if one.role == "group"}
    return (target, alert) if alert and series.is_free(target, alert) and groups & set(alert.called) else None


def _are_numbers(numbers: list[str]) -> bool:
    """Say whether these are the numbers of a patient and of an alert, as far as one can see."""
    longest = (seen.LONGEST_NUMBER, LONGEST_NUMBER)
    return len(numbers) == 2 and all(
        one.isascii() and one.isdecimal() and len(one) <= most for one, most in zip(numbers, longest, strict=True)
    )


def _take(target: Visit, carer: Person, alert: Alert) -> None:
    turn = target.turn
    if not alert.is_open:
        _too_late(target, carer, alert)
    elif alert.acknowledged_by == carer.id:
        turn.reply.toast = text(turn, carer, "physio.taken")
    elif not series.is_free(target, alert):
        turn.reply.toast = label(turn, carer, "alert.has_it", name=cards.staff_name(target, alert.acknowledged_by))
    else:
        was_called = carer.id in alert.called
        owning.take(target, carer, alert.number)
        if not was_called:
            picture.behind(target, alert, (carer,))
        turn.reply.toast = text(turn, carer, "physio.taken")


async def _resolve(target: Visit, carer: Person, alert: Alert, place: list[str]) -> bool:
    """Ask how an alert ended, or take the outcome that was tapped."""
    if not alert.is_open:
        _too_late(target, carer, alert)
    elif not place:
        asked = {"action": RESOLVE, "patient": target.person.id, "alert": alert.number}
        await asking.ask(target.turn, carer, asked)
        name, number = cards.name_for(target, carer, named=True), alert.number
        said = text(target.turn, carer, "alert.ask_outcome", name=name, number=number)
        _ask(target, carer, alert, said, _outcomes(target, carer, alert))
    elif len(place) == 1 and place[0] in cards.OUTCOMES:
        await asking.forget(target.turn, carer)
        owning.resolve(target, carer, [alert], place[0])
        target.turn.reply.toast = text(target.turn, carer, "alert.done")
    else:
        return False
    return True


def _snooze(target: Visit, carer: Person, alert: Alert, span: list[str]) -> bool:
    """Ask until when an alert is put off, or put it off; never an urgent one."""
    turn = target.turn
    if not alert.is_open:
        _too_late(target, carer, alert)
    elif alert.severity == "urgent":
        turn.reply.toast = text(turn, carer, "alert.never_put_off")
    elif not span:
        said = text(turn, carer, "alert.ask_until", name=cards.name_for(target, carer, named=True), number=alert.number)
        _ask(target, carer, alert, said, _spans(target, carer, alert))
    elif len(span) == 1 and span[0] in (*HOURS, "m"):
        owning.snooze(target, carer, alert, _until(turn, carer, span[0]))
        turn.reply.toast = text(turn, carer, "alert.done")
    else:
        return False
    return True


def _until(turn: Turn, carer: Person, span: str) -> datetime:
    if span in HOURS:
        return turn.now + timedelta(hours=HOURS[span])
    hour, local = turn.settings.digest_hour, turn.now.astimezone(zone(carer))
    morning = datetime.combine(local.date() + timedelta(days=1), time(MORNING if hour is None else hour), zone(carer))
    return waking(carer, morning)


def _too_late(target: Visit, carer: Person, alert: Alert) -> None:
    """Say who has ended an alert that somebody still wants to do something about, and show it as it is."""
    name = cards.staff_name(target, alert.resolved_by)
    target.turn.reply.toast = label(target.turn, carer, "alert.ended_already", name=name)
    calling.show_change(target, alert, carer)


def _ask(target: Visit, carer: Person, alert: Alert, said: str, rows: Keyboard) -> None:
    """Ask on a card of its own that stands under the alert."""
    name = cards.card_name(target, alert)
    send(target.turn, carer, said, keyboard=rows, about=f"{name}:asked", follows=name)


def _outcomes(target: Visit, carer: Person, alert: Alert) -> Keyboard:
    stem = f"z|{target.person.id}|{alert.number}|r"
    return tuple((button(target.turn, carer, f"alert.ended__{one}", f"{stem}|{one}"),) for one in cards.OUTCOMES)


def _spans(target: Visit, carer: Person, alert: Alert) -> Keyboard:
    stem = f"z|{target.person.id}|{alert.number}|s"
    return (tuple(button(target.turn, carer, f"buttons.put_off__{one}", f"{stem}|{one}") for one in (*HOURS, "m")),)
