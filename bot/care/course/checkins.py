"""Check-ins: when each opens, which one waits for an answer now, and what silence does to it.

A check-in is over when a later one about the same run has opened, a later run was reported, or the physio has decided.
Must never judge an answer.
"""

from datetime import datetime, timedelta

from bot.care.course import versions
from bot.care.known import gates, load
from bot.care.known.cards import Card, card, show
from bot.care.ports import Due, Lane
from bot.care.visit import Visit
from bot.care.voice import send, text, waking
from bot.content.protocols import script_of
from bot.core.case import Case, CheckIn, Run
from bot.core.facts import CheckInOpened, LaidAside, Silence
from bot.core.protocol import WINDOWS
from bot.core.schedule import check_in_due

OPEN, REMINDER = "check_in", "reminder"
SETTINGS = "0:enrolment"

REPORT, FLAGS = "wrong", "flags"
"""The conversation about what feels wrong, and the question of every conversation that names the red flags."""


def open_quietly(visit: Visit, check_in: str, conversation: str, due_at: datetime) -> CheckIn:
    """Open a check-in on the current script without showing it yet."""
    script = visit.turn.library.conversation(conversation)
    asks = tuple(sorted(_optional(visit, conversation)))
    visit.turn.record(visit.person.id, CheckInOpened(check_in, conversation, script.version, due_at, asks))
    return visit.case.check_ins[check_in]


def _optional(visit: Visit, conversation: str) -> list[str]:
    """Return the optional questions of a conversation that the patient's protocol or condition asks for."""
    if visit.case.enrolled is None:
        return []
    asked = (name.split(".", maxsplit=1) for name in visit.protocol.asks)
    return [question for script, question in asked if script == conversation]


def ask(visit: Visit, check_in: str, conversation: str, due_at: datetime, lane: Lane = Lane.ANSWER) -> None:
    """Open a check-in and send its first question."""
    opened = open_quietly(visit, check_in, conversation, due_at)
    show(visit.turn, visit.person, card(visit.turn, opened), new=True, lane=lane)


def script_about(visit: Visit, run: Run, window: str) -> str:
    """Return the conversation of a check-in: which one depends on what the session consisted of."""
    return script_of(window, visit.protocol.rung(run.rung).kind)


def later_windows(visit: Visit, run: Run) -> tuple[str, ...]:
    """Return the check-ins that come after the first one about a run, as any version wants that it has been under."""
    wanted = {window for one in versions.of_run(visit, run) for window in one.protocol.windows_of(run.rung)}
    return tuple(window for window in WINDOWS[1:] if window in wanted)


def schedule(visit: Visit, run: Run) -> None:
    """Set the later check-ins after the end of a run; move them when the end was corrected."""
    for window in later_windows(visit, run):
        name = f"{run.number}:{window}"
        if name not in visit.case.check_ins:
            at = waking(visit.person, check_in_due(run.ended_at, window))
            visit.turn.plan(Due(visit.person.id, OPEN, name, at))


def unschedule(visit: Visit, run: Run) -> None:
    """Take back what is still to be asked about a run."""
    for window in WINDOWS:
        visit.turn.forget(visit.person.id, OPEN, f"{run.number}:{window}")
        visit.turn.forget(visit.person.id, REMINDER, f"{run.number}:{window}")


def give_way(visit: Visit, run: Run) -> None:
    """End the questions about a run that was followed by another before its last answers.

    The answers a day after the later run count for both, so that nobody is asked the same twice on one day.
    """
    unschedule(visit, run)
    for window in WINDOWS:
        _close(visit, f"{run.number}:{window}")


def come_back(visit: Visit, run: Run) -> None:
    """Ask again what is still open about a run that turned out to be the last one after all."""
    schedule(visit, run)
    opened = [visit.case.check_ins.get(f"{run.number}:{window}") for window in WINDOWS]
    for check_in in opened:
        if check_in and is_open(visit, check_in):
            show(visit.turn, visit.person, card(visit.turn, check_in), new=True, lane=Lane.QUESTION)
            remind_later(visit, check_in.id)


def go_on(visit: Visit) -> None:
    """Set again what is still to be asked about the last run, for somebody who was away."""
    done = visit.case.done_runs
    if done and not done[-1].closed and not is_followed(visit.case, done[-1]):
        schedule(visit, done[-1])


def came_due(visit: Visit, check_in: str) -> None:
    """Open the check-in that fell due, unless it was opened, stopped or decided over in the meantime."""
    number, window = check_in.split(":")
    case, run = visit.case, visit.case.runs.get(int(number))
    if run is None or run.closed or case.stopped or is_stopped(case):
        return
    if check_in in case.check_ins or is_followed(case, run):
        return
    for earlier in WINDOWS[: WINDOWS.index(window)]:
        _close(visit, f"{number}:{earlier}")
    ask(visit, check_in, script_about(visit, run, window), check_in_due(run.ended_at, window), Lane.QUESTION)
    remind_later(visit, check_in)


def lay_aside(visit: Visit, check_in: str) -> None:
    """End a check-in that is not to be answered any more, and say so on its card."""
    turn, person = visit.turn, visit.person
    turn.record(person.id, LaidAside(check_in))
    turn.forget(person.id, REMINDER, check_in)
    send(turn, person, text(turn, person, "checkin.over"), about=check_in, replaces=True)


def stop_asking(visit: Visit, reported: str) -> None:
    """Ask nothing more about a run after an urgent stop; what the flag was `reported` in may still be added to."""
    visit.turn.forget(visit.person.id, REMINDER, reported)
    asked = [one for one in visit.case.check_ins.values() if one.window in WINDOWS and is_open(visit, one)]
    for check_in in asked:
        if check_in.id != reported and card(visit.turn, check_in).lacks:
            lay_aside(visit, check_in.id)


def next_due(visit: Visit) -> datetime | None:
    """Return when the next check-in about the latest run will be asked, or None when none is to come."""
    done = visit.case.done_runs
    if not done or done[-1].closed or is_followed(visit.case, done[-1]):
        return None
    run, asked = done[-1], visit.case.check_ins
    coming = [window for window in later_windows(visit, run) if f"{run.number}:{window}" not in asked]
    return waking(visit.person, check_in_due(run.ended_at, coming[0])) if coming else None


def remind_later(visit: Visit, check_in: str) -> None:
    """Set the first reminder of a check-in that was just asked."""
    _plan_silence(visit, check_in, step=1, asked_at=visit.turn.now)


def still_silent(visit: Visit, check_in: str) -> int:
    """Note that a check-in is still unanswered, and remind; return the step, or 0 when it needs no answer any more."""
    opened = visit.case.check_ins.get(check_in)
    if opened is None or visit.case.stopped or not is_open(visit, opened):
        return 0
    step = opened.silence + 1
    visit.turn.record(visit.person.id, Silence(check_in, step))
    if step <= len(visit.turn.settings.reminders_after_hours):
        preface = text(visit.turn, visit.person, "checkin.reminder")
        show(visit.turn, visit.person, card(visit.turn, opened), new=True, preface=preface, lane=Lane.QUESTION)
        _plan_silence(visit, check_in, step=step + 1, asked_at=opened.opened_at)
    return step


def offer_again(visit: Visit, check_in: str) -> None:
    """Show an open question again where it stands, because a tap on it may have been lost in an outage."""
    opened = visit.case.check_ins.get(check_in)
    if opened and is_open(visit, opened):
        preface = text(visit.turn, visit.person, "checkin.missed_tap")
        show(visit.turn, visit.person, card(visit.turn, opened), new=False, preface=preface)


def is_stopped(case: Case) -> bool:
    """Say whether an urgent stop holds, after which nothing more is asked about the runs so far."""
    return case.held is not None and case.held.outcome == "urgent"


def is_open(visit: Visit, check_in: CheckIn) -> bool:
    """Say whether a check-in still waits for an answer that counts."""
    return not card(visit.turn, check_in).complete and not is_over(visit.case, check_in)


def is_over(case: Case, check_in: CheckIn) -> bool:
    """Say whether answers to a check-in no longer count: time or the physio has gone past it."""
    if check_in.id == SETTINGS or check_in.window == "joining":
        return False
    if check_in.laid_aside:
        return True
    if check_in.window.startswith(gates.WINDOW):
        return _is_tested(case, check_in)
    if check_in.window == load.WEEK:
        return any(one.window == load.WEEK and one.due_at > check_in.due_at for one in case.check_ins.values())
    if check_in.window == REPORT:
        # A list in which nothing is chosen yet stays in the patient's hand: what they tap there is said after this.
        return bool(check_in.given) and case.opened_at is not None and not check_in.is_answered_since(case.opened_at)
    if check_in.window not in WINDOWS:
        return _is_passed(case, check_in)
    later = WINDOWS[WINDOWS.index(check_in.window) + 1 :]
    passed = any(f"{check_in.run}:{window}" in case.check_ins for window in later)
    was_finished = any(decided.check_in == check_in.id for _, decided in case.decisions)
    run = case.runs.get(check_in.run)
    if run and check_in.window != "after_run" and not case.is_done(run):
        return True
    return run is None or run.closed or is_followed(case, run) or (passed and not was_finished)


def is_followed(case: Case, run: Run) -> bool:
    """Say whether a later session has taken the place of a run, so that nothing is asked about it any more.

    One that was not done after all leaves the run before it as it was, if that is not decided on yet.
    """
    is_decided = case.is_decided(run)
    return any(later.number > run.number and (is_decided or case.is_done(later)) for later in case.runs.values())


def _is_tested(case: Case, check_in: CheckIn) -> bool:
    """Whether tests are not asked any more: put off, asked anew, signed for, run after, or the plan closed since."""
    gate = check_in.window.removeprefix(gates.WINDOW)
    later = [one.window for one in case.check_ins.values() if one.opened_at > check_in.opened_at]
    asked_since = any(window == "after_run" or window.startswith(gates.WINDOW) for window in later)
    opened_since = case.opened_at is not None and check_in.opened_at < case.opened_at
    return asked_since or opened_since or gate in case.signed or case.held is not None


def _is_passed(case: Case, check_in: CheckIn) -> bool:
    """Whether something else has been asked since; the question about the week overtakes nothing."""
    others = (other for other in case.check_ins.values() if other.window != load.WEEK)
    return any(other.opened_at > check_in.opened_at for other in others)


def waiting(visit: Visit) -> Card | None:
    """Return the card whose question a typed word answers: the latest that is still open.

    The question about the week comes after all others, unless it is what the patient is just answering.
    """
    opened = sorted(visit.case.check_ins.values(), key=lambda one: one.opened_at)
    changing = [one for one in opened if one.reasking or one.adding]
    aside = [one for one in opened if one.window == REPORT and _is_passed(visit.case, one)]
    found = [one for one in opened if is_open(visit, one) and one not in aside]
    found.sort(key=lambda one: one.window != load.WEEK or _is_at_hand(one, found))
    chosen = next((one for one in reversed(changing) if one in found), found[-1] if found else None)
    return card(visit.turn, chosen) if chosen else None


def _is_at_hand(check_in: CheckIn, others: list[CheckIn]) -> bool:
    """Whether a check-in was begun, and nothing else was opened or answered since."""
    at = check_in.last_answer_at
    times = [time for one in others if one != check_in for time in (one.opened_at, one.last_answer_at) if time]
    return at is not None and all(time <= at for time in times)


def _close(visit: Visit, check_in: str) -> None:
    """Turn the card of a check-in that was never finished into a line that says that it is over."""
    opened = visit.case.check_ins.get(check_in)
    visit.turn.forget(visit.person.id, REMINDER, check_in)
    if opened and not card(visit.turn, opened).complete:
        said = text(visit.turn, visit.person, "checkin.over")
        send(visit.turn, visit.person, said, lane=Lane.QUESTION, about=check_in, replaces=True)


def _plan_silence(visit: Visit, check_in: str, *, step: int, asked_at: datetime) -> None:
    """Set the next step of silence; one that quiet hours held back pushes the later ones back as well."""
    hours = (0, *visit.turn.settings.reminders_after_hours, visit.turn.settings.missing_after_hours)
    after_the_last = visit.turn.now + timedelta(hours=hours[step] - hours[step - 1])
    at = max(asked_at + timedelta(hours=hours[step]), after_the_last)
    visit.turn.plan(Due(visit.person.id, REMINDER, check_in, waking(visit.person, at)))
