"""Deciding: after each check-in, after a report of something wrong, and after a long gap.

A provisional decision may only restrict; the last required window may release the next session. Whatever is decided
stands in the same turn as the answer, with the words to the patient and the call to the physio.
"""

from dataclasses import asdict

from bot.care import alerts, checkins, evidence, explain, sessions
from bot.care.ports import Lane
from bot.care.visit import Visit
from bot.care.voice import button, send, text, when, wrong_button
from bot.core import decision as core
from bot.core import plan
from bot.core.case import GAP, CheckIn, Run
from bot.core.decision import Decision
from bot.core.facts import Decided
from bot.core.plan import Position
from bot.core.protocol import Outcome, outcome


def conclude(visit: Visit, check_in: CheckIn) -> None:
    """Decide on a run after one of its check-ins was finished or changed, and tell whom it concerns."""
    run = visit.case.runs[check_in.run]
    if run.closed:
        return
    before = visit.case.last_decision(run.number)
    decision = core.decide(visit.protocol, evidence.about_run(visit, run))
    decided = _decided(visit, decision, run=run, check_in=check_in.id)
    if before and _is_known(before, decided):
        _note_unchanged(visit, decided)
        return
    _take(visit, decided, corrects=_is_correction(before, check_in.id))


def _note_unchanged(visit: Visit, decided: Decided) -> None:
    """Record a decision that comes to what the patient already knows, without telling them all of it again."""
    visit.turn.record(visit.person.id, decided)
    if not decided.provisional and visit.case.held:
        send(visit.turn, visit.person, text(visit.turn, visit.person, "decision.still_held", physio=visit.physio))


def flags_raised(visit: Visit) -> bool:
    """Act on red flags at once, whatever else is still unanswered; say whether they stop the running."""
    decision = core.decide_report(visit.protocol, evidence.so_far(visit))
    if decision.outcome < Outcome.REASSESS:
        return False
    run = visit.case.last_run
    number = run.number if run and not run.closed else 0
    before = visit.case.last_decision(run.number if run else 0)
    decided = _decided(visit, decision, run=run, check_in=f"{run.number if run else 0}:wrong")
    if before and visit.case.held and not _new_reasons(before, decided) and number == before.run:
        return True
    _take(visit, decided, corrects=False)
    return True


def gap_grew(visit: Visit, days: float) -> None:
    """Step back after too long without a run; tell the patient and the physio."""
    position = visit.case.position
    if position is None or position.finished or visit.case.held:
        return
    decision = core.decide_gap(visit.protocol, position.rung, days)
    if not decision.fired:
        return
    place = plan.after(visit.protocol, position, decision.outcome)
    run = visit.case.last_run
    decided = _fact(visit, decision, place, run=run.number if run else 0, check_in=GAP)
    sessions.withdraw(visit)
    visit.turn.record(visit.person.id, decided)
    said = text(visit.turn, visit.person, "decision.gap", days=round(days), physio=visit.physio)
    send(visit.turn, visit.person, said, lane=Lane.QUESTION)
    sessions.offer(visit)
    alerts.raise_alert(visit, "tell", "decision", run=decided.run, rules=[fired["rule"] for fired in decided.fired])


def _take(visit: Visit, decided: Decided, *, corrects: bool) -> None:
    """Record a decision, tell the patient, take back what no longer holds, and call the physio where it asks for it."""
    was_held = visit.case.held is not None
    strict = outcome(decided.outcome)
    if corrects or strict >= Outcome.REASSESS:
        sessions.withdraw(visit)
    visit.turn.record(visit.person.id, decided)
    if strict >= Outcome.REASSESS:
        _tell_stop(visit, decided)
    elif was_held:
        send(
            visit.turn,
            visit.person,
            text(visit.turn, visit.person, "decision.still_held", physio=visit.physio),
        )
    elif decided.provisional:
        _tell_so_far(visit, decided)
    else:
        _tell_next(visit, decided, corrects=corrects)
    alerts.about_decision(visit, decided)
    if corrects and was_held:
        alerts.raise_alert(visit, "tell", "correction", run=decided.run)


def _decided(visit: Visit, decision: Decision, *, run: Run | None, check_in: str) -> Decided:
    if run is None or run.closed:
        position = visit.case.position or Position("")
    else:
        position = plan.after(visit.protocol, Position(run.rung, run.session - 1), decision.outcome)
    return _fact(visit, decision, position, run=run.number if run else 0, check_in=check_in)


def _fact(visit: Visit, decision: Decision, position: Position, *, run: int, check_in: str) -> Decided:
    waits = decision.provisional or decision.outcome >= Outcome.REASSESS
    return Decided(
        run,
        check_in,
        decision.outcome.id,
        decision.provisional,
        tuple(asdict(fired) | {"at_least": fired.at_least.id} for fired in decision.fired),
        visit.protocol.stamp,
        position.rung,
        position.sessions_done,
        None if waits else sessions.earliest(visit, position, decision.outcome),
    )


def _is_known(before: Decided, decided: Decided) -> bool:
    """Whether the patient has heard all of a decision: nothing new holds them back, and it comes to the same."""
    repeats = before.check_in == decided.check_in or outcome(decided.outcome) >= Outcome.REASSESS
    return repeats and _comes_to(before) == _comes_to(decided) and not _new_reasons(before, decided)


def _is_correction(before: Decided | None, check_in: str) -> bool:
    """Whether a decision replaces one that had already told the patient what to do next."""
    return before is not None and (not before.provisional or before.check_in == check_in)


def _comes_to(decided: Decided) -> tuple[object, ...]:
    """Return what a decision means for the patient: stopped is stopped, provisional or not."""
    stopped = outcome(decided.outcome) >= Outcome.REASSESS
    return decided.outcome, decided.provisional or stopped, decided.rung, decided.sessions_done


def _new_reasons(before: Decided, after: Decided) -> set[str]:
    """Return what holds the runner back now and did not before; what is only unanswered is no reason."""
    said = {fired["rule"] for fired in before.fired if not fired["unanswered"]}
    return {fired["rule"] for fired in after.fired if not fired["unanswered"]} - said


def _reasons(visit: Visit, decided: Decided) -> str:
    return explain.reasons(visit.turn, visit.person, visit.protocol, decided)


def _tell_stop(visit: Visit, decided: Decided) -> None:
    turn, person = visit.turn, visit.person
    name = f"decision.{decided.outcome}"
    emergency = turn.settings.emergency_number
    said = text(turn, person, name, reasons=_reasons(visit, decided), emergency=emergency, physio=visit.physio)
    send(turn, person, said, lane=Lane.ALERT, keyboard=((button(turn, person, "buttons.why", "w"),),))


def _tell_so_far(visit: Visit, decided: Decided) -> None:
    turn, person = visit.turn, visit.person
    reasons = _reasons(visit, decided)
    name = "decision.so_far_hold" if reasons else "decision.so_far_good"
    coming = checkins.next_due(visit)
    said = text(
        turn, person, name, reasons=reasons, physio=visit.physio, at=when(turn, person, coming) if coming else ""
    )
    send(turn, person, said, keyboard=((wrong_button(turn, person),),))


def _tell_next(visit: Visit, decided: Decided, *, corrects: bool) -> None:
    turn, person = visit.turn, visit.person
    if not visit.case.is_done(visit.case.runs[decided.run]):
        send(turn, person, text(turn, person, "decision.skipped"))
        sessions.offer(visit)
        return
    name = f"decision.{decided.outcome}"
    said = text(turn, person, name, reasons=_reasons(visit, decided), physio=visit.physio, corrects=corrects)
    send(turn, person, said, keyboard=((button(turn, person, "buttons.why", "w"),),))
    sessions.offer(visit)
