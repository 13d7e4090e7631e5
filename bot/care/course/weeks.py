"""Weeks: what a patient ran besides the plan, asked for once a week, with thanks or a word of care.

It is counted in the ledger of minutes, and by itself it decides nothing. Must never judge an answer about pain.
"""

from datetime import datetime, timedelta
from math import ceil

from bot.care import alerts
from bot.care.known import load
from bot.care.known.cards import card, show
from bot.care.known.load import WEEK
from bot.care.ports import Due, Lane
from bot.care.visit import Visit
from bot.care.voice import minutes, tell, waking, zone
from bot.core.case import CheckIn
from bot.core.facts import CheckInOpened
from bot.core.schedule import on_the_last_day

ASKED_AT = 18
"""The hour of Sunday, by the patient's clock, at which the week is asked about."""

WEEKLY = timedelta(days=7)
LIMIT = "longest_run"


def watch(visit: Visit) -> None:
    """Set the moment at which the patient is asked what they ran besides the plan in the week that ends next."""
    position, now = visit.case.position, visit.turn.now
    if position is None or position.finished or visit.protocol.rung(position.rung).kind != "run":
        return
    sunday = on_the_last_day(now, ASKED_AT, zone(visit.person))
    _watch(visit, sunday if sunday > now else on_the_last_day(now + WEEKLY, ASKED_AT, zone(visit.person)))


def came_due(visit: Visit, sunday: str) -> None:
    """Ask about the week, unless there is no running now, and set the moment for the week after."""
    at = on_the_last_day(_noon(visit, sunday), ASKED_AT, zone(visit.person))
    name, case, position = _name(sunday), visit.case, visit.case.position
    if case.stopped or position is None or position.finished:
        return
    _watch(visit, at + WEEKLY)
    if case.held or case.is_off or visit.protocol.rung(position.rung).kind != "run" or name in case.check_ins:
        return
    script = visit.turn.library.conversation(WEEK)
    visit.turn.record(visit.person.id, CheckInOpened(name, WEEK, script.version, at))
    show(visit.turn, visit.person, card(visit.turn, case.check_ins[name]), new=True, lane=Lane.QUESTION)


def told(visit: Visit, check_in: CheckIn) -> None:
    """Take in what was run besides the plan: thank, and where it was far too long, explain and tell the physio."""
    besides = load.of_week(visit, check_in)
    above = load.above_so_far(visit, check_in, besides) if besides else 0.0
    if besides is None or visit.protocol.book.limit(LIMIT).allows(above) is not False:
        tell(visit.turn, visit.person, "load.thanks", besides=besides is not None)
        return
    # Rounded up, so that what is over a limit never reads as if it were at it.
    longest, percent, total = _whole(besides.longest), _whole(ceil(above)), _whole(besides.minutes)
    tell(visit.turn, visit.person, "load.too_long", physio=visit.physio, longest=longest, percent=percent)
    details = {"longest": longest, "percent": percent, "minutes": total}
    known = [one for one in visit.case.alerts.values() if one.about == WEEK and one.at >= check_in.opened_at]
    if details not in [alert.details for alert in known]:
        alerts.raise_alert(visit, "tell", WEEK, longest=longest, percent=percent, minutes=total)


def _watch(visit: Visit, at: datetime) -> None:
    sunday = at.astimezone(zone(visit.person)).date().isoformat()
    if _name(sunday) not in visit.case.check_ins:
        visit.turn.plan(Due(visit.person.id, WEEK, sunday, waking(visit.person, at)))


def _noon(visit: Visit, day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone(visit.person))


def _name(sunday: str) -> str:
    return f"0:{WEEK}:{sunday}"


def _whole(value: float) -> str:
    return minutes(round(value))
