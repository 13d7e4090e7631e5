"""The fold over a patient's facts, in the order in which they were recorded: each fact changes the case in one way.

Must never know protocols, words, or what time it is now.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.core.case import Alert, Case, CheckIn, Given, Run
from bot.core.facts import (
    Acknowledged,
    Adding,
    Alerted,
    Answered,
    CheckInOpened,
    Decided,
    Enrolled,
    Entry,
    KeptClosed,
    LaidAside,
    Muted,
    Noted,
    Reasking,
    Reminded,
    Reopened,
    Resumed,
    RunEndCorrected,
    RunReported,
    Signed,
    Silence,
    Stopped,
    Tested,
)
from bot.core.gates import Result
from bot.core.plan import Position
from bot.core.protocol import Outcome, outcome


def fold(entries: Iterable[Entry]) -> Case:
    """Return the case that the facts add up to."""
    case = Case()
    for entry in entries:
        add(case, entry)
    return case


def add(case: Case, entry: Entry) -> None:
    """Take one more fact into the case."""
    match entry.fact:
        case CheckInOpened() | Answered() | Reasking() | Adding() | LaidAside() | Silence() as fact:
            _add_to_check_in(case, fact, entry.at)
        case RunReported() | RunEndCorrected() | Decided() as fact:
            _add_to_runs(case, fact, entry.at)
        case Alerted() | Acknowledged() | Noted() as fact:
            _add_to_alerts(case, fact, entry.at)
        case Enrolled() | Signed() | Tested() | Reopened() | KeptClosed() as fact:
            _add_to_plan(case, fact, entry.at)
        case Reminded() | Muted() | Stopped() | Resumed() as fact:
            _add_to_person(case, fact, entry.at)


def _add_to_person(case: Case, fact: Reminded | Muted | Stopped | Resumed, at: datetime) -> None:
    match fact:
        case Reminded(habits):
            for habit in habits:
                case.reminded.setdefault(habit, []).append(at)
        case Muted(muted):
            case.muted = muted
        case Stopped() | Resumed():
            case.stopped = isinstance(fact, Stopped)


def _add_to_check_in(
    case: Case, fact: CheckInOpened | Answered | Reasking | Adding | LaidAside | Silence, at: datetime
) -> None:
    match fact:
        case CheckInOpened(name, conversation, version, due_at, asks):
            case.check_ins[name] = CheckIn(name, conversation, version, due_at, at, asks=tuple(asks))
        case Answered():
            _answered(case, fact, at)
        case Reasking(name, question):
            case.check_ins[name].reasking = question
        case Adding(name, question):
            case.check_ins[name].adding = question
        case LaidAside(name):
            case.check_ins[name].laid_aside = True
        case Silence(name, step):
            case.check_ins[name].silence = step


def _add_to_runs(case: Case, fact: RunReported | RunEndCorrected | Decided, at: datetime) -> None:
    match fact:
        case RunReported(number, rung, session, ended_at, hours_too_early):
            case.runs[number] = Run(number, rung, session, ended_at, hours_too_early)
        case RunEndCorrected(number, ended_at, hours_too_early):
            case.runs[number].ended_at, case.runs[number].hours_too_early = ended_at, hours_too_early
        case Decided():
            _decided(case, fact, at)


def _add_to_alerts(case: Case, fact: Alerted | Acknowledged | Noted, at: datetime) -> None:
    match fact:
        case Alerted(number, severity, about, run, details):
            case.alerts[number] = Alert(number, severity, about, run, at, dict(details))
        case Acknowledged(number, by):
            case.alerts[number].acknowledged_by = by
        case Noted(text):
            case.notes.append((at, text))


def _add_to_plan(case: Case, fact: Enrolled | Signed | Tested | Reopened | KeptClosed, at: datetime) -> None:
    match fact:
        case Enrolled():
            case.enrolled, case.position, case.opened_at = fact, Position(fact.rung), at
        case Signed(checkpoint):
            case.signed |= {checkpoint}
            case.looked_at.append(at)
        case Tested(test, values, pain, by, done_at):
            case.results[test] = Result(tuple(values), pain, done_at or at, by)
            case.looked_at.append(at)
        case Reopened():
            _reopened(case, fact, at)
        case KeptClosed():
            case.kept_closed = fact


def _answered(case: Case, fact: Answered, at: datetime) -> None:
    check_in = case.check_ins[fact.check_in]
    earlier = check_in.given.get(fact.question)
    check_in.given[fact.question] = Given(fact.value, at, earlier.revision + 1 if earlier else 0)
    check_in.reasking = check_in.adding = ""


def _decided(case: Case, fact: Decided, at: datetime) -> None:
    case.decisions.append((at, fact))
    strict = outcome(fact.outcome)
    if strict >= Outcome.REASSESS and (case.held is None or strict > outcome(case.held.outcome)):
        case.held = fact
    if fact.provisional and not fact.may_repeat:
        return
    case.position, case.earliest_at = Position(fact.rung, fact.sessions_done), fact.earliest_at


def _reopened(case: Case, fact: Reopened, at: datetime) -> None:
    """Open the plan; what was said of earlier runs is over and can neither hold the runner nor move them."""
    case.held = case.kept_closed = None
    case.position, case.earliest_at, case.opened_at = Position(fact.rung), at, at
    for run in case.runs.values():
        run.closed = True
