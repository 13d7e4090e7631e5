"""The fold over a patient's facts, in the order in which they were recorded: each fact changes the case in one way.

Must never know protocols, words, or what time it is now.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core import alert
from bot.core.alert import AlertFact
from bot.core.case import GAP, Case, CheckIn, Given, Run, Talk
from bot.core.facts import (
    Adding,
    Answered,
    CheckInFact,
    CheckInOpened,
    Decided,
    Enrolled,
    Entry,
    LaidAside,
    Muted,
    Noted,
    Order,
    PersonFact,
    Reasking,
    Reminded,
    Resumed,
    RunEndCorrected,
    RunFact,
    RunReported,
    Silence,
    Stopped,
    Tested,
)
from bot.core.facts import Talk as Talking
from bot.core.gates import Result
from bot.core.orders import (
    Discharged,
    HandedOver,
    KeptClosed,
    Moved,
    Paused,
    Placed,
    Rebaselined,
    Reopened,
    Repinned,
    Rested,
    Signed,
    TalkClosed,
    TalkOpened,
    Unpaused,
    Wrote,
)
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
    fact, at = entry.fact, entry.at
    if isinstance(fact, CheckInFact):
        _add_to_check_in(case, fact, at)
    elif isinstance(fact, RunFact):
        _add_to_runs(case, fact, at)
    elif isinstance(fact, AlertFact):
        alert.add(case.alerts, fact, at)
    elif isinstance(fact, Talking):
        _add_to_talk(case, fact, at)
    elif isinstance(fact, PersonFact):
        _add_to_person(case, fact, at)
    elif isinstance(fact, Enrolled | Tested):
        _add_to_body(case, fact, at)
    else:
        case.orders.append((at, fact))
        _ordered(case, fact, at)


def _add_to_person(case: Case, fact: PersonFact, at: datetime) -> None:
    match fact:
        case Reminded(habits):
            for habit in habits:
                case.reminded.setdefault(habit, []).append(at)
        case Muted(muted, "news"):
            case.without_news = muted
        case Muted(muted):
            case.muted = muted
        case Stopped() | Resumed():
            case.stopped = isinstance(fact, Stopped)


def _add_to_talk(case: Case, fact: Talking, at: datetime) -> None:
    match fact:
        case TalkOpened(by):
            case.talk = Talk(by, at, at)
        case TalkClosed():
            case.talk = None
        case Noted(text, _, number, note):
            case.notes.append((at, text))
            if number and note:
                case.shown.append((note, number))
        case Wrote(by):
            case.written[by] = case.written.get(by, 0) + 1
    if case.talk and isinstance(fact, Noted | Wrote):
        case.talk.last = at


def _add_to_check_in(case: Case, fact: CheckInFact, at: datetime) -> None:
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


def _add_to_runs(case: Case, fact: RunFact, at: datetime) -> None:
    match fact:
        case RunReported(number, rung, session, ended_at, hours_too_early):
            case.runs[number] = Run(number, rung, session, ended_at, hours_too_early, terms=case.enrolled)
            case.updated_from = ""
        case RunEndCorrected(number, ended_at, hours_too_early):
            case.runs[number].ended_at, case.runs[number].hours_too_early = ended_at, hours_too_early
        case Decided():
            _decided(case, fact, at)


def _add_to_body(case: Case, fact: Enrolled | Tested, at: datetime) -> None:
    match fact:
        case Enrolled():
            case.enrolled, case.position, case.opened_at = fact, Position(fact.rung), at
        case Tested(test, values, pain, by, done_at):
            case.results[test] = Result(tuple(values), pain, done_at or at, by)
            case.looked_at.append(at)


def _ordered(case: Case, fact: Order, at: datetime) -> None:
    match fact:
        case Signed(checkpoint):
            case.signed |= {checkpoint}
            case.looked_at.append(at)
        case Reopened(rung):
            _opened(case, rung, at)
            case.earliest_at = max(fact.earliest_at or at, at)
        case KeptClosed():
            case.kept_closed = fact
        case Placed(rung):
            _closed_runs(case)
            case.position = Position(rung)
            case.earliest_at = max(case.earliest_at or at, fact.earliest_at or at, at)
            case.looked_at.append(at)
        case Rested(until):
            case.rests_until = until
            case.looked_at.append(at)
        case Paused() | Unpaused():
            case.paused = fact if isinstance(fact, Paused) else None
        case Discharged():
            case.discharged = True
        case _:
            _enrolment_changed(case, fact, at)


def _enrolment_changed(case: Case, fact: Rebaselined | Moved | Repinned | HandedOver, at: datetime) -> None:
    """Take in what changes the terms on which the patient is treated; a change of these is a new enrolment."""
    enrolled = case.enrolled
    if enrolled is None:
        return
    match fact:
        case Rebaselined(pain, stiffness, swelling):
            case.enrolled = replace(
                enrolled, baseline_pain=pain, baseline_stiffness=stiffness, baseline_swelling=swelling
            )
        case HandedOver(physio):
            case.enrolled = replace(enrolled, physio=physio)
        case Repinned():
            case.updated_from = case.updated_from or enrolled.protocol_version
            case.enrolled = replace(enrolled, protocol_version=fact.protocol_version)
            _goes_on(case, fact)
        case Moved(protocol, version, condition, rung):
            if protocol != enrolled.protocol:
                case.signed, case.runs_before = frozenset(), max(case.runs, default=0)
            case.enrolled = replace(
                enrolled, protocol=protocol, protocol_version=version, condition=condition, rung=rung
            )
            rests_until = case.rests_until
            _opened(case, rung, at)
            case.earliest_at, case.rests_until = max(fact.earliest_at or at, at), rests_until


def _goes_on(case: Case, fact: Repinned) -> None:
    """Take in where a plan goes on under a new version; a rest is never made shorter by it."""
    if fact.rung:
        _closed_runs(case)
        case.position = Position(fact.rung, fact.sessions_done)
    if fact.earliest_at:
        case.earliest_at = max(fact.earliest_at, case.earliest_at or fact.earliest_at)


def _answered(case: Case, fact: Answered, at: datetime) -> None:
    check_in = case.check_ins[fact.check_in]
    earlier = check_in.given.get(fact.question)
    given = Given(fact.value, at, earlier.revision + 1 if earlier else 0)
    check_in.given[fact.question] = given
    check_in.said.append((fact.question, given))
    check_in.reasking = check_in.adding = ""


def _decided(case: Case, fact: Decided, at: datetime) -> None:
    case.decisions.append((at, fact))
    run = case.runs.get(fact.run)
    if run and not fact.provisional and fact.check_in != GAP:
        run.baseline = case.baseline_of(run)
    strict = outcome(fact.outcome)
    if strict >= Outcome.REASSESS and (case.held is None or strict > outcome(case.held.outcome)):
        case.held = fact
    if fact.provisional and not fact.may_repeat:
        return
    case.position, case.earliest_at = Position(fact.rung, fact.sessions_done), fact.earliest_at


def _opened(case: Case, rung: str, at: datetime) -> None:
    """Open the plan; what was said of earlier runs is over and can neither hold the runner nor move them."""
    case.held = case.kept_closed = case.rests_until = None
    case.discharged = False
    case.position, case.earliest_at, case.opened_at = Position(rung), at, at
    _closed_runs(case)


def _closed_runs(case: Case) -> None:
    case.updated_from = ""
    for run in case.runs.values():
        run.closed = True
