"""Sessions: offering the next one, and taking back one that no longer holds.

Must never judge an answer.
"""

from datetime import datetime

from bot.care import alerts
from bot.care.course import entrance, gaps, renewal, weeks
from bot.care.known import dose, gates, standstill
from bot.care.known.cards import option_labels
from bot.care.ports import Button, Keyboard
from bot.care.visit import Visit
from bot.care.voice import send, text, wrong_button, zone
from bot.content.protocols import script_of
from bot.core import plan
from bot.core.answers import Question
from bot.core.case import Run
from bot.core.ladder import Phase, Rung
from bot.core.plan import Position
from bot.core.schedule import earliest_next_run, rested_by

ABOUT = "session"
WALK = "walk"
SKIPPED = "skipped"


def earliest(visit: Visit, position: Position, extra: int) -> datetime | None:
    """Return since when the session at a position may be done, after so many days of rest on top of the plan's own.

    The plan's own rest is the longest of what the rung, the condition and the entrance of a phase ask for. None when
    the ladder is finished.
    """
    if position.finished:
        return None
    protocol, place = visit.protocol, zone(visit.person)
    rung, runs = protocol.rung(position.rung), visit.case.done_runs
    walks = set() if rung.kind == WALK else {one.id for one in protocol.rungs if one.kind == WALK}
    # A walk needs no rest before a run or jumps; these do before a walk.
    ends = [run.ended_at for run in runs if run.rung not in walks]
    least = rest_days(visit, rung)
    free = earliest_next_run(rung, ends, zone=place, least_rest_days=least, extra_rest_days=extra)
    if runs and _enters(protocol.phase_of(rung.id), runs[-1]):
        free = max(free, rested_by(runs[-1].ended_at, protocol.phase_of(rung.id).recovery_days + extra, place))
    last, before = visit.case.last_run, visit.case.earliest_at
    was_skipped = last is not None and not visit.case.is_done(last)
    # A skipped session changes nothing, so it does not shorten the rest that was set before it.
    return max(free, visit.turn.now, before) if was_skipped and before else max(free, visit.turn.now)


def rest_days(visit: Visit, rung: Rung) -> int:
    """Return the days without a run, or jumps, between two sessions of a rung; a condition asks none between walks."""
    return rung.rest_days if rung.kind == WALK else max(rung.rest_days, visit.protocol.rest_days)


def _enters(phase: Phase, last: Run) -> bool:
    """Whether a session in this phase would be the first since one in another."""
    return all(rung.id != last.rung for rung in phase.rungs)


def is_on_offer(visit: Visit) -> bool:
    """Say whether the patient has a session that they may run, now or from a stated time on."""
    case = visit.case
    if case.position is None or case.position.finished or case.held or standstill.is_still(visit):
        return False
    if gates.missing(visit) or plan.missing_checkpoint(visit.protocol, case.position, case.signed):
        return False
    return not is_undecided(visit)


def was_on_offer(visit: Visit) -> bool:
    """Say whether nothing but an update stands before the session that was sent, so that it may have been done."""
    before = renewal.back(visit)
    return before is not None and is_on_offer(before)


def stands_at_gate(visit: Visit) -> bool:
    """Say whether nothing but a gate keeps the patient from the next session."""
    case = visit.case
    closed = case.held or standstill.is_still(visit) or is_undecided(visit)
    return not closed and gates.missing(visit) is not None


def is_undecided(visit: Visit) -> bool:
    """Whether the last run still waits for its last answers, and may not even be repeated before they come."""
    last = visit.case.last_run
    if last is None or last.closed:
        return False
    decided = visit.case.last_decision(last.number)
    return decided is None or (decided.provisional and not decided.may_repeat)


def waits_for_the_last_answers(visit: Visit) -> bool:
    """Say whether the last run is not decided on for good, though the same session may be done before that."""
    last = visit.case.last_run
    decided = visit.case.last_decision(last.number) if last and not last.closed else None
    return decided is not None and decided.may_repeat


def offer(visit: Visit) -> None:
    """Send what comes next: the session card, a gate, the wait for a checkpoint, the end of the ladder, or a rest."""
    position = visit.case.position
    if position is None or visit.case.held or visit.case.stopped or is_undecided(visit):
        return
    if standstill.is_still(visit):
        send(visit.turn, visit.person, standstill.words(visit), keyboard=((wrong_button(visit.turn, visit.person),),))
        return
    if not waits_for_the_last_answers(visit) and renewal.renew(visit, earliest, is_settled=True) == "visibly":
        renewal.say_so(visit)
    if entrance.halt(visit):
        return
    position = visit.case.position or position
    checkpoint = plan.missing_checkpoint(visit.protocol, position, visit.case.signed)
    if checkpoint:
        _wait_for(visit, checkpoint)
        return
    if position.finished:
        _celebrate(visit)
        return
    _retire_earlier(visit)
    send(visit.turn, visit.person, dose.card(visit), keyboard=keyboard(visit), about=about(visit))
    gaps.watch(visit)
    weeks.watch(visit)
    entrance.watch(visit)


def withdraw(visit: Visit) -> bool:
    """Take back a session that is on offer, so that nobody runs on an old card; return whether there was one."""
    is_offered = is_on_offer(visit)
    if is_offered:
        take_back(visit)
    return is_offered


def take_back(visit: Visit) -> None:
    """Replace the newest session card by the word that it no longer counts."""
    visit.turn.call_off(visit.person.id, about(visit))
    said = text(visit.turn, visit.person, "session.withdrawn")
    send(visit.turn, visit.person, said, about=about(visit), replaces=True)


def _retire_earlier(visit: Visit) -> None:
    """Take the buttons off an earlier card for the same run, so that only the newest one can be tapped."""
    said = text(visit.turn, visit.person, "session.withdrawn")
    send(visit.turn, visit.person, said, about=about(visit), replaces=True, only_if_there=True)


def about(visit: Visit) -> str:
    """Return what the card of the next session is about, for replacing it."""
    return f"{ABOUT}:{next_number(visit)}"


def keyboard(visit: Visit) -> Keyboard:
    """Return the buttons under the session card: how it went, and that something feels wrong."""
    _, _, labels = reporting(visit)
    rows = [(Button(said, report_data(visit, place)),) for place, said in enumerate(labels)]
    return (*rows, (wrong_button(visit.turn, visit.person),))


def put_off(visit: Visit) -> None:
    """Say on the newest session card that something comes before it; what was done already can be reported there."""
    _, question, labels = reporting(visit)
    done = [(place, said) for place, said in enumerate(labels) if question.options[place] != SKIPPED]
    rows = tuple((Button(said, report_data(visit, place)),) for place, said in done)
    said = text(visit.turn, visit.person, "session.put_off")
    visit.turn.call_off(visit.person.id, about(visit))
    send(visit.turn, visit.person, said, keyboard=rows, about=about(visit), replaces=True)


def report_data(visit: Visit, place: int) -> str:
    """Return what a button under the card of the next session carries: the run, the answer, and which session it is."""
    return f"r|{next_number(visit)}|{place}|{dose_mark(visit)}"


def dose_mark(visit: Visit) -> str:
    """Return which session is next, short enough for a button, so that a tap on the card of another counts nowhere."""
    position = visit.case.position or Position("")
    places = [rung.id for rung in visit.protocol.rungs]
    return f"{places.index(position.rung)}.{position.sessions_done}" if position.rung in places else ""


def reporting(visit: Visit) -> tuple[str, Question, list[str]]:
    """Return the conversation about the session on offer, its first question, and the labels of the answers to it."""
    position = visit.case.position or Position("")
    name = script_of("after_run", visit.protocol.rung(position.rung).kind)
    question = visit.turn.library.conversation(name).questions[0]
    return name, question, list(option_labels(visit.turn, visit.person, name, question).values())


def next_number(visit: Visit) -> int:
    """Return the number that the next run will have."""
    return max(visit.case.runs, default=0) + 1


def still_unsigned(visit: Visit) -> None:
    """Say again that a checkpoint is waited for, to the patient and to the physio, if one still is."""
    case = visit.case
    if case.position is None or case.held or standstill.is_still(visit) or is_undecided(visit):
        return
    checkpoint = plan.missing_checkpoint(visit.protocol, case.position, case.signed)
    if checkpoint:
        alerts.checkpoint_waits(visit, checkpoint)
        _wait_for(visit, checkpoint, entrance.WEEKLY)


def _wait_for(visit: Visit, checkpoint: str, step: str = entrance.FIRST) -> None:
    name = text(visit.turn, visit.person, f"names.checkpoint__{checkpoint}")
    said = text(visit.turn, visit.person, "session.waits_for_checkpoint", checkpoint=name, physio=visit.physio)
    send(visit.turn, visit.person, said, keyboard=((wrong_button(visit.turn, visit.person),),))
    alerts.checkpoint_reached(visit, checkpoint)
    entrance.remind_later(visit, step)


def _celebrate(visit: Visit) -> None:
    send(visit.turn, visit.person, text(visit.turn, visit.person, "session.finished", physio=visit.physio))
    alerts.ladder_finished(visit)
