"""Sessions: offering the next one, and taking back one that no longer holds.

Must never judge an answer.
"""

from datetime import datetime

from bot.care import alerts, gaps
from bot.care.cards import option_labels
from bot.care.ports import Button, Keyboard
from bot.care.visit import Visit
from bot.care.voice import duration, minutes, send, text, when, wrong_button, zone
from bot.core import plan
from bot.core.plan import Position
from bot.core.schedule import earliest_next_run

ABOUT = "session"


def earliest(visit: Visit, position: Position, rest_days: int) -> datetime | None:
    """Return since when the session at a position may be run, after so many days of rest on top of the rung's own.

    None when the ladder is finished.
    """
    if position.finished:
        return None
    ends = [run.ended_at for run in visit.case.done_runs]
    rung = visit.protocol.rung(position.rung)
    free = earliest_next_run(rung, ends, zone=zone(visit.person), extra_rest_days=rest_days)
    last, before = visit.case.last_run, visit.case.earliest_at
    was_skipped = last is not None and not visit.case.is_done(last)
    # A skipped session changes nothing, so it does not shorten the rest that was set before it.
    return max(free, visit.turn.now, before) if was_skipped and before else max(free, visit.turn.now)


def is_on_offer(visit: Visit) -> bool:
    """Say whether the patient has a session that they may run, now or from a stated time on."""
    case = visit.case
    if case.position is None or case.position.finished or case.held or case.stopped:
        return False
    if plan.missing_checkpoint(visit.protocol, case.position, case.signed):
        return False
    return not _is_undecided(visit)


def _is_undecided(visit: Visit) -> bool:
    """Whether the last run still waits for its last answers."""
    last = visit.case.last_run
    if last is None or last.closed:
        return False
    decided = visit.case.last_decision(last.number)
    return decided is None or decided.provisional


def offer(visit: Visit) -> None:
    """Send what comes next: the session card, the wait for a checkpoint, or the end of the ladder."""
    position = visit.case.position
    if position is None or visit.case.held or visit.case.stopped or _is_undecided(visit):
        return
    if position.finished:
        _celebrate(visit)
        return
    checkpoint = plan.missing_checkpoint(visit.protocol, position, visit.case.signed)
    if checkpoint:
        _wait_for(visit, checkpoint)
        return
    send(
        visit.turn,
        visit.person,
        words(visit),
        keyboard=keyboard(visit),
        about=ABOUT,
    )
    gaps.watch(visit)


def withdraw(visit: Visit) -> None:
    """Take back a session that is on offer, so that nobody runs on an old card."""
    if not is_on_offer(visit):
        return
    visit.turn.call_off(visit.person.id, ABOUT)
    send(
        visit.turn,
        visit.person,
        text(visit.turn, visit.person, "session.withdrawn"),
        about=ABOUT,
        replaces=True,
    )


def words(visit: Visit) -> str:
    """Return the session card: what to do, how it should feel, where not to run, and since when."""
    turn, person = visit.turn, visit.person
    position = visit.case.position or Position("")
    session = plan.session(visit.protocol, position)
    since = visit.case.earliest_at
    return text(
        turn,
        person,
        "session.card",
        number=session.number,
        of=session.rung.sessions,
        warm_up=session.rung.warm_up_minutes,
        run=duration(person, session.rung.run_seconds),
        walk=duration(person, session.rung.walk_seconds) if session.rung.walk_seconds else "",
        cycles=session.cycles,
        running=minutes(session.running_minutes),
        total=minutes(session.total_minutes),
        since=when(turn, person, since) if since and since > turn.now else "",
    )


def keyboard(visit: Visit) -> Keyboard:
    """Return the buttons under the session card: how it went, and that something feels wrong."""
    turn, person = visit.turn, visit.person
    script = turn.library.conversation("after_run")
    question = script.questions[0]
    labels = option_labels(turn, person, script.id, question)
    rows = [(Button(said, f"r|{next_number(visit)}|{place}"),) for place, said in enumerate(labels.values())]
    return (*rows, (wrong_button(turn, person),))


def next_number(visit: Visit) -> int:
    """Return the number that the next run will have."""
    return max(visit.case.runs, default=0) + 1


def _wait_for(visit: Visit, checkpoint: str) -> None:
    name = text(visit.turn, visit.person, f"names.checkpoint__{checkpoint}")
    said = text(visit.turn, visit.person, "session.waits_for_checkpoint", checkpoint=name, physio=visit.physio)
    send(visit.turn, visit.person, said, keyboard=((wrong_button(visit.turn, visit.person),),))
    alerts.checkpoint_reached(visit, checkpoint)


def _celebrate(visit: Visit) -> None:
    send(visit.turn, visit.person, text(visit.turn, visit.person, "session.finished", physio=visit.physio))
    alerts.ladder_finished(visit)
