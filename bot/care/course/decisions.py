"""Deciding: after each check-in, after a report of something wrong, and after a long gap.

A provisional decision may only restrict; the last required window may release the next session. Whatever is decided
stands in the same turn as the answer, with the words to the patient and the call to the physio.
"""

from dataclasses import asdict, replace

from bot.care import alerts
from bot.care.course import anew, checkins, gaps, sessions, weighing
from bot.care.known import explain
from bot.care.ports import Keyboard, Lane
from bot.care.visit import Visit
from bot.care.voice import button, send, text, when, wrong_button
from bot.core import decision as core
from bot.core import plan
from bot.core.case import GAP, CheckIn, Run
from bot.core.decision import Decision
from bot.core.facts import Decided
from bot.core.plan import Position
from bot.core.protocol import WINDOWS, Outcome, outcome
from bot.core.schedule import check_in_due


def conclude(visit: Visit, check_in: CheckIn) -> None:
    """Decide on a run after one of its check-ins was finished or changed, and tell whom it concerns."""
    run = visit.case.runs[check_in.run]
    if run.closed:
        return
    before = visit.case.last_decision(run.number)
    decided = _decided(visit, weighing.strictest(visit, run), run=run, check_in=check_in.id)
    if before and _is_known(before, decided):
        _note_unchanged(visit, decided)
        return
    was_held = visit.case.held is not None
    _take(visit, decided, corrects=_is_correction(before, check_in.id))
    if before and was_held and _new_reasons(decided, before):
        alerts.raise_alert(visit, "tell", "correction", run=decided.run)


def again(visit: Visit) -> Decided | None:
    """Decide anew on the last run by what was published since, where that is stricter, and call the physio.

    What was never asked counts for nothing here, and a plan that is closed is left alone: then nothing is decided.
    """
    run, found = visit.case.last_run, weighing.stricter(visit)
    before = visit.case.last_decision(run.number) if run else None
    if run is None or before is None or found is None:
        return None
    known = set(visit.case.alerts)
    decided = _rested(visit, _decided(visit, found, run=run, check_in=before.check_in))
    said = text(visit.turn, visit.person, "updates.decided_again", physio=visit.physio)
    # On its way as the decision is, so that it is read before it.
    send(visit.turn, visit.person, said, lane=Lane.ALERT if found.outcome >= Outcome.REASSESS else Lane.ANSWER)
    _take(visit, decided, corrects=False)
    _call_for_update(visit, decided, known)
    return decided


def _rested(visit: Visit, decided: Decided) -> Decided:
    """Return a decision that leaves the patient the whole rest that they have been told of."""
    told, free = visit.case.earliest_at, decided.earliest_at
    return replace(decided, earliest_at=max(told, free)) if told and free else decided


def _call_for_update(visit: Visit, decided: Decided, known: set[int]) -> None:
    """Tell the physio that an update has held somebody back.

    A rule that the physio was told of before raises no alert of its own when it becomes stricter; this one counts then.
    """
    is_stop = outcome(decided.outcome) >= Outcome.REASSESS
    new = {alert.severity for number, alert in visit.case.alerts.items() if number not in known}
    severity = decided.outcome if is_stop and decided.outcome not in new else "tell"
    alerts.raise_alert(visit, severity, "update", run=decided.run, outcome=decided.outcome)


def _note_unchanged(visit: Visit, decided: Decided) -> None:
    """Record a decision that comes to what the patient already knows, without telling them all of it again."""
    news = anew.of(visit, decided)
    visit.turn.record(visit.person.id, decided)
    alerts.about_decision(visit, decided, news)
    if not decided.provisional and visit.case.held:
        send(visit.turn, visit.person, text(visit.turn, visit.person, "decision.still_held", physio=visit.physio))


def flags_raised(visit: Visit, check_in: str, given: frozenset[str] = frozenset()) -> bool:
    """Act on the red flags of a check-in at once, whatever else is unanswered; say whether they stop the running.

    The same flag in a new report is said and told again; in the same check-in it is said once, and once more each time
    it is `given` after it was taken back.
    """
    decision = weighing.report(visit)
    if decision.outcome < Outcome.REASSESS:
        return False
    decided = _decided(visit, decision, run=visit.case.last_run, check_in=check_in)
    before = visit.case.last_decision_at(check_in)
    if before is None or anew.of(visit, decided, given):
        _take(visit, decided, corrects=False, given=given)
    return True


def gap_grew(visit: Visit, days: float) -> bool:
    """Step back after too long without a run, tell the patient and the physio, and offer; False where it was not.

    An update that holds the patient back comes first, and what it decides is offered instead.
    """
    position = visit.case.position
    if position is None or not sessions.is_on_offer(visit):
        return False
    if visit.takes and again(visit):
        return True
    decision = core.decide_gap(visit.protocol, position.rung, days)
    if not decision.fired:
        return False
    place = plan.after(visit.protocol, position, decision.outcome)
    run = visit.case.last_run
    decided = _fact(visit, decision, place, run=run, check_in=GAP)
    sessions.withdraw(visit)
    visit.turn.record(visit.person.id, decided)
    since = gaps.days_since_run(visit)
    said = text(visit.turn, visit.person, "decision.gap", days=round(since), physio=visit.physio)
    send(visit.turn, visit.person, said, lane=Lane.QUESTION)
    sessions.offer(visit)
    alerts.raise_alert(visit, "tell", "decision", run=decided.run, rules=[fired["rule"] for fired in decided.fired])
    return True


def _take(visit: Visit, decided: Decided, *, corrects: bool, given: frozenset[str] = frozenset()) -> None:
    """Record a decision, tell the patient, take back what no longer holds, and call the physio where it asks for it."""
    was_held = visit.case.held is not None
    strict, news = outcome(decided.outcome), anew.of(visit, decided, given)
    sessions.withdraw(visit)
    visit.turn.record(visit.person.id, decided)
    if strict >= Outcome.REASSESS:
        _tell_stop(visit, decided)
        if strict is Outcome.URGENT:
            checkins.stop_asking(visit, decided.check_in)
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
    alerts.about_decision(visit, decided, news)


def _decided(visit: Visit, decision: Decision, *, run: Run | None, check_in: str) -> Decided:
    if run is None or run.closed:
        position = visit.case.position or Position("")
    else:
        position = plan.after(visit.protocol, Position(run.rung, run.session - 1), decision.outcome)
        position = _below_the_gap(visit, run, position)
        if _may_repeat(visit, run, decision):
            again = _fact(visit, decision, position, run=run, check_in=check_in)
            return _unless_too_late(visit, run, replace(again, earliest_at=weighing.free_at(visit, run, position, 0)))
    return _fact(visit, decision, position, run=run, check_in=check_in)


def _may_repeat(visit: Visit, run: Run, decision: Decision) -> bool:
    """Say whether a session may be repeated before the last answers: on days that follow one another, all being well.

    Nothing but these answers may be missing, and those given so far must do in their place as well.
    """
    protocol, windows = visit.protocol, visit.protocol.windows_of(run.rung)
    if sessions.rest_days(visit, protocol.rung(run.rung)) or windows != WINDOWS:
        return False
    if not decision.provisional or [fired.rule for fired in decision.fired] != [f"{windows[-1]}_unanswered"]:
        return False
    return weighing.would_do(visit, run, windows[-2])


def _unless_too_late(visit: Visit, run: Run, decided: Decided) -> Decided:
    """Return the decision without leave to repeat, where the last questions come before the session would be free."""
    last = check_in_due(run.ended_at, visit.protocol.windows_of(run.rung)[-1])
    return decided if decided.earliest_at and decided.earliest_at < last else replace(decided, earliest_at=None)


def _below_the_gap(visit: Visit, run: Run, position: Position) -> Position:
    """Return the lower of two positions where a long gap since the run has led down a rung: it is not undone."""
    since = [one for at, one in visit.case.decisions if one.check_in == GAP and at > run.ended_at]
    if not since or position.finished:
        return position
    rungs = [rung.id for rung in visit.protocol.rungs]
    lower = Position(since[-1].rung, since[-1].sessions_done)
    return min(position, lower, key=lambda one: (rungs.index(one.rung), one.sessions_done))


def _fact(visit: Visit, decision: Decision, position: Position, *, run: Run | None, check_in: str) -> Decided:
    waits = decision.provisional or decision.outcome >= Outcome.REASSESS
    return Decided(
        run.number if run else 0,
        check_in,
        decision.outcome.id,
        decision.provisional,
        tuple(asdict(fired) | {"at_least": fired.at_least.id} for fired in decision.fired),
        weighing.stamp(visit, run),
        position.rung,
        position.sessions_done,
        None if waits else weighing.free_at(visit, run, position, decision.rest_days),
        decision.rest_days,
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
    return decided.outcome, decided.provisional or stopped, decided.rung, decided.sessions_done, decided.may_repeat


def _new_reasons(before: Decided, after: Decided) -> frozenset[str]:
    """Return what holds the runner back now and did not before; where running is stopped, only what stops it."""
    return anew.reasons_of(after) - anew.reasons_of(before)


def _reasons(visit: Visit, decided: Decided) -> str:
    return explain.reasons(visit.turn, visit.person, visit.protocol, decided)


def _tell_stop(visit: Visit, decided: Decided) -> None:
    turn, person = visit.turn, visit.person
    name = f"decision.{decided.outcome}"
    emergency = turn.settings.emergency_number
    reasons, physio = _reasons(visit, decided), visit.called
    said = text(turn, person, name, reasons=reasons, emergency=emergency, physio=physio, reached=visit.is_reached)
    send(turn, person, said, lane=Lane.ALERT, keyboard=_why_or_wrong(visit))


def _why_or_wrong(visit: Visit) -> Keyboard:
    turn, person = visit.turn, visit.person
    return ((button(turn, person, "buttons.why", "w"),), (wrong_button(turn, person),))


def _tell_so_far(visit: Visit, decided: Decided) -> None:
    turn, person = visit.turn, visit.person
    reasons = _reasons(visit, decided)
    coming = checkins.next_due(visit)
    if decided.may_repeat:
        at = when(turn, person, coming) if coming else ""
        send(turn, person, text(turn, person, "decision.so_far_repeat", at=at), keyboard=_why_or_wrong(visit)[1:])
        sessions.offer(visit)
        return
    name = "decision.so_far_hold" if reasons else "decision.so_far_good"
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
    send(turn, person, said, keyboard=_why_or_wrong(visit))
    sessions.offer(visit)
