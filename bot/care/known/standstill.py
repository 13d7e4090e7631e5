"""Standing still: a plan that no rule holds, and that rests all the same: for days, in a pause, at the end of care.

Must never judge an answer, nor know who ordered it.
"""

from datetime import date, datetime

from babel.dates import format_date

from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import text, zone


def is_resting(visit: Visit) -> bool:
    """Say whether the physio holds the plan for some days that are not over yet."""
    until = visit.case.rests_until
    return until is not None and until > visit.turn.now


def is_still(visit: Visit) -> bool:
    """Say whether no session may be offered now, whatever the rules say."""
    return visit.case.is_off or is_resting(visit)


def words(visit: Visit) -> str:
    """Return what keeps the plan still now, and until when, as the patient reads it; empty where nothing does."""
    turn, person, case = visit.turn, visit.person, visit.case
    if case.discharged:
        return text(turn, person, "orders.now_discharged", physio=visit.physio, clinic=turn.settings.clinic)
    if case.paused and not _rests_longer(visit):
        until = day(visit, person, day_of(visit, case.paused.until)) if case.paused.until else ""
        return text(turn, person, "orders.now_paused", why=case.paused.why, until=until, physio=visit.physio)
    if is_resting(visit) and case.rests_until:
        until = day(visit, person, day_of(visit, case.rests_until))
        return text(turn, person, "orders.now_resting", until=until, physio=visit.physio)
    return ""


def _rests_longer(visit: Visit) -> bool:
    """Whether a plan rests beyond the day on which its pause is over."""
    until, paused = visit.case.rests_until, visit.case.paused
    return bool(is_resting(visit) and until and paused and paused.until and until > paused.until)


def day_of(visit: Visit, at: datetime) -> date:
    """Return the patient's day that an instant falls into."""
    return at.astimezone(zone(visit.person)).date()


def day(visit: Visit, reader: Person, which: date) -> str:
    """Return a day as whoever reads it would say it, such as `Thursday 3 December`."""
    weekday, number, month = (format_date(which, part, locale=reader.language) for part in ("EEEE", "d", "MMMM"))
    said = text(visit.turn, reader, "times.date", weekday=weekday, day=number, month=month)
    return said if which.year == day_of(visit, visit.turn.now).year else f"{said} {which.year}"
