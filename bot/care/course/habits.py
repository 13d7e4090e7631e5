"""Habits: what a protocol wants kept up beside running, with a light reminder on days without a run.

One message a day at most, at a friendly hour, and none to somebody who wants none. Must never decide anything.
"""

from datetime import UTC, date, datetime, time, timedelta

from bot.care.course import sessions
from bot.care.ports import Due, Lane
from bot.care.visit import Visit
from bot.care.voice import button, send, text, waking, zone
from bot.core.facts import Muted, Reminded
from bot.core.protocol import Habit

DUE = "habit"
HOUR = time(10)
"""When a reminder comes, by the patient's own clock; their quiet hours may make it later."""

WEEK = timedelta(days=7)


def watch(visit: Visit) -> None:
    """Set when the next reminder may come; nothing is set where the protocol has no habits or they are muted."""
    if visit.protocol.habits and not visit.case.muted:
        visit.turn.plan(Due(visit.person.id, DUE, DUE, waking(visit.person, _next_morning(visit))))


def came_due(visit: Visit) -> None:
    """Remind of what is due today, if this is a day for it, and look again tomorrow."""
    wanted = [habit for habit in visit.protocol.habits if _is_due(visit, habit)]
    if wanted and not visit.case.muted and _is_day_between_runs(visit):
        _remind(visit, wanted)
    watch(visit)


def mute(visit: Visit, *, muted: bool) -> None:
    """Stop the reminders, or take them up again."""
    turn, person = visit.turn, visit.person
    turn.record(person.id, Muted(muted))
    name, back, data = ("muted", "unmute_habits", "h|on") if muted else ("unmuted", "mute_habits", "h|off")
    rows = ((button(turn, person, f"buttons.{back}", data),),)
    send(turn, person, text(turn, person, f"habits.{name}"), keyboard=rows, about=DUE, replaces=True)
    watch(visit)


def _remind(visit: Visit, wanted: list[Habit]) -> None:
    turn, person = visit.turn, visit.person
    turn.record(person.id, Reminded(tuple(habit.id for habit in wanted)))
    lines = [text(turn, person, f"habits.{habit.id}") for habit in wanted]
    said = "\n".join([text(turn, person, "habits.title"), *lines])
    rows = ((button(turn, person, "buttons.mute_habits", "h|off"),),)
    send(turn, person, said, keyboard=rows, lane=Lane.QUESTION, about=DUE)


def _is_due(visit: Visit, habit: Habit) -> bool:
    """Whether a habit has been left for long enough that so many reminders a week are spread over it."""
    told = [_day(visit, at) for at in visit.case.reminded.get(habit.id, [])]
    today = _day(visit, visit.turn.now)
    recent = [day for day in told if today - day < WEEK]
    spread = timedelta(days=WEEK.days // habit.per_week)
    return len(recent) < habit.per_week and (not told or today - told[-1] >= spread)


def _is_day_between_runs(visit: Visit) -> bool:
    """Whether nothing was run today, nothing waits to be run today, and nothing is wrong."""
    case = visit.case
    if case.held or case.is_off or any(alert.severity == "urgent" for alert in case.open_alerts()):
        return False
    today = _day(visit, visit.turn.now)
    ran = any(_day(visit, run.ended_at) == today for run in case.done_runs)
    free = case.earliest_at is None or _day(visit, case.earliest_at) <= today
    return not ran and not (sessions.is_on_offer(visit) and free)


def _day(visit: Visit, at: datetime) -> date:
    """Return the patient's day that an instant falls into."""
    return at.astimezone(zone(visit.person)).date()


def _next_morning(visit: Visit) -> datetime:
    """Return the next time at which the patient's clock shows the hour of reminders."""
    local = visit.turn.now.astimezone(zone(visit.person))
    day = local.date() if local.time() < HOUR else local.date() + timedelta(days=1)
    return datetime.combine(day, HOUR, zone(visit.person)).astimezone(UTC)
