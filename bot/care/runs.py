"""Runs: hearing that a session was run, and when it really ended.

Must never judge an answer.
"""

from datetime import datetime, timedelta

from bot.care import checkins, sessions
from bot.care.cards import Card, card, option_labels
from bot.care.visit import Visit
from bot.care.voice import send, tell, text, when, zone
from bot.core.answers import Question
from bot.core.case import CheckIn
from bot.core.facts import Answered, RunEndCorrected, RunReported
from bot.core.plan import Position
from bot.core.schedule import check_in_due


def report(visit: Visit, number: int, place: int) -> tuple[Card, Question] | None:
    """Take in that a session was run, or not; None when that session is no longer the one on offer."""
    turn, person = visit.turn, visit.person
    script = turn.library.conversation("after_run")
    question = script.questions[0]
    if (
        number != sessions.next_number(visit)
        or not sessions.is_on_offer(visit)
        or not 0 <= place < len(question.options)
    ):
        return None
    _record_run(visit, number)
    label = list(option_labels(turn, person, script.id, question).values())[place]
    send(turn, person, text(turn, person, "session.reported", done=label), about=sessions.ABOUT, replaces=True)
    check_in = checkins.open_quietly(visit, f"{number}:after_run", script.id, turn.now)
    turn.record(person.id, Answered(check_in.id, question.id, question.options[place]))
    checkins.remind_later(visit, check_in.id)
    return card(turn, check_in), question


def heard_how_much(visit: Visit, check_in: CheckIn) -> None:
    """Set the later check-ins once it is said that something was run; take them back when nothing was."""
    run = visit.case.runs[check_in.run]
    if visit.case.is_done(run):
        checkins.schedule(visit, run)
    else:
        checkins.unschedule(visit, run)


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
    h24, h48 = (when(turn, person, check_in_due(ended_at, window)) for window in ("h24", "h48"))
    tell(turn, person, "run_end.moved", at=when(turn, person, ended_at), h24=h24, h48=h48)
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
