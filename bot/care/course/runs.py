"""Runs: hearing that a session was run, and when it really ended.

Must never judge an answer.
"""

from datetime import datetime, timedelta

from bot.care.course import checkins, sessions
from bot.care.known.cards import Card, card
from bot.care.visit import Visit
from bot.care.voice import send, tell, text, when, wrong_button, zone
from bot.core.answers import Question
from bot.core.case import CheckIn
from bot.core.facts import Answered, RunEndCorrected, RunReported
from bot.core.plan import Position
from bot.core.schedule import check_in_due


def is_reportable(visit: Visit, number: int, place: int, mark: str) -> bool:
    """Say whether a tap on a session card names the session on offer and one of the answers under it.

    One that was on offer until an update came may have been done before that.
    """
    if number != sessions.next_number(visit) or mark != sessions.dose_mark(visit):
        return False
    if not sessions.is_on_offer(visit) and not sessions.was_on_offer(visit):
        return False
    _, question, _ = sessions.reporting(visit)
    return 0 <= place < len(question.options)


def is_left_out(visit: Visit, place: int) -> bool:
    """Say whether a session is said not to have been done that nobody asked for yet, so that there is no news in it."""
    _, question, _ = sessions.reporting(visit)
    return sessions.waits_for_the_last_answers(visit) and question.options[place] == sessions.SKIPPED


def left_out(visit: Visit) -> None:
    """Take in that a session before the last answers was not done: these come first now, and nothing is counted."""
    turn, person = visit.turn, visit.person
    coming = checkins.next_due(visit)
    said = text(turn, person, "session.left_out", at=when(turn, person, coming) if coming else "")
    send(turn, person, said, keyboard=((wrong_button(turn, person),),))


def report(visit: Visit, number: int, place: int) -> tuple[Card, Question]:
    """Take in that the session on offer was done, or not."""
    turn, person = visit.turn, visit.person
    script, question, labels = sessions.reporting(visit)
    reported, shown = text(turn, person, "session.reported", done=labels[place]), sessions.about(visit)
    _record_run(visit, number)
    send(turn, person, reported, about=shown, replaces=True)
    check_in = checkins.open_quietly(visit, f"{number}:after_run", script, turn.now)
    turn.record(person.id, Answered(check_in.id, question.id, question.options[place]))
    checkins.remind_later(visit, check_in.id)
    return card(turn, check_in), question


def heard_how_much(visit: Visit, check_in: CheckIn) -> None:
    """Set the later check-ins once it is said that something was run; take them back when nothing was.

    Questions still open about the run before give way to these, and come back when nothing was run after all.
    """
    run, case = visit.case.runs[check_in.run], visit.case
    before = next((one for one in reversed(case.done_runs) if one.number < run.number), None)
    is_open = before is not None and not before.closed and not case.is_decided(before)
    if case.is_done(run):
        checkins.schedule(visit, run)
        if before and is_open:
            checkins.give_way(visit, before)
        return
    checkins.unschedule(visit, run)
    if before and is_open:
        checkins.come_back(visit, before)


def ask_end(visit: Visit, number: int) -> bool:
    """Ask when the run really ended; False when it is too late to change that."""
    last = visit.case.last_run
    if last is None or last.number != number or last.closed or f"{number}:h24" in visit.case.check_ins:
        return False
    tries = sum(1 for one in visit.case.check_ins.values() if one.window == "run_end")
    checkins.ask(visit, f"{number}:run_end:{tries}", "run_end", visit.turn.now)
    return True


def end_corrected(visit: Visit, check_in: CheckIn) -> int:
    """Move the end of a run to when it really was, and the later check-ins with it; return the number of the run."""
    run, turn, person = visit.case.runs[check_in.run], visit.turn, visit.person
    reported = visit.case.check_ins[f"{run.number}:after_run"].opened_at
    ended_at = _instant(visit, str(check_in.answers["ended"]), reported)
    turn.record(person.id, RunEndCorrected(run.number, ended_at, _hours_too_early(visit, ended_at)))
    checkins.schedule(visit, run)
    due = [when(turn, person, check_in_due(ended_at, window)) for window in checkins.later_windows(visit, run)]
    first, second = (*due, "", "")[:2]
    tell(turn, person, "run_end.moved", at=when(turn, person, ended_at), first=first, second=second)
    return run.number


def _record_run(visit: Visit, number: int) -> None:
    case, turn = visit.case, visit.turn
    position = case.position or Position("")
    early = _hours_too_early(visit, turn.now)
    turn.record(
        visit.person.id,
        RunReported(number, position.rung, position.sessions_done + 1, turn.now, hours_too_early=early),
    )


def _hours_too_early(visit: Visit, ended_at: datetime) -> float:
    """Return by how many hours a run came before its session was free; 0 when it was free."""
    free = visit.case.earliest_at
    return max((free - ended_at).total_seconds() / 3600, 0.0) if free else 0.0


def _instant(visit: Visit, said: str, reported: datetime) -> datetime:
    """Return the instant behind `ago-60` or a wall-clock time: the latest such time before the report."""
    if said.startswith("ago-"):
        return reported - timedelta(minutes=int(said.removeprefix("ago-")))
    hour, minute = (int(part) for part in said.split(":"))
    local = reported.astimezone(zone(visit.person))
    at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (at if at <= local else at - timedelta(days=1)).astimezone(reported.tzinfo)
