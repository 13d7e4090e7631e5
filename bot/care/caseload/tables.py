"""Tables: everything on record about one patient as lines, for research and for the clinic's own spreadsheets.

Patients and staff are numbers; names and words that somebody typed are added only where they are wanted.
Must never hold more than one patient.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.care.alerts.cards import is_usual
from bot.care.caseload import recorded
from bot.care.caseload.figures import Record
from bot.care.caseload.wanted import Line, Wanted, instant
from bot.care.known.ran import minutes_of
from bot.care.papers import Cell
from bot.care.visit import Visit
from bot.core.case import CheckIn, Given
from bot.core.facts import Enrolled, Order
from bot.core.protocol import WINDOWS

COLUMNS: dict[str, tuple[str, ...]] = {
    "patients": (
        *("patient", "name", "physio", "state", "language", "timezone", "protocol", "condition", "phase", "rung"),
        *("sessions_done", "baseline_pain", "baseline_stiffness", "baseline_swelling", "enrolled_at"),
        *("protocol_version", "finished_at", "joined_at"),
    ),
    "runs": (
        *("patient", "run", "rung", "session", "ended_at", "done", "minutes", "hours_too_early", "worst_pain"),
        "outcome",
    ),
    "answers": ("patient", "run", "window", "question", "value", "due_at", "answered_at", "changes"),
    "decisions": (
        *("patient", "run", "window", "decided_at", "outcome", "provisional", "rules", "rung", "sessions_done"),
        *("earliest_at", "rest_days", "protocol_version"),
    ),
    "alerts": (
        *("patient", "alert", "severity", "about", "run", "raised_at", "taken_at", "taken_by", "minutes_to_take"),
        *("resolved_at", "resolved_by", "minutes_to_resolve", "outcome"),
    ),
    "orders": ("patient", "ordered_at", "order", "by", "what", "reason"),
    "earlier_answers": ("patient", "run", "window", "question", "value", "answered_at"),
    **recorded.COLUMNS,
}
"""The columns of each table; one a file."""


def of(record: Record, wanted: Wanted) -> Iterator[tuple[str, Line]]:
    """Yield every line about a patient with the name of its table."""
    one, entries = record.one, [entry for entry in record.entries if entry.at >= wanted.since]
    tables = (
        ("patients", _patient(record, wanted)),
        ("runs", _runs(one, wanted)),
        ("answers", _answers(one, wanted)),
        ("earlier_answers", _earlier(one, wanted)),
        ("decisions", _decisions(one, wanted)),
        ("alerts", _alerts(one, wanted)),
        ("orders", _orders(one, wanted)),
        ("words", recorded.words(entries, wanted)),
        ("tests", recorded.tests(entries, wanted)),
        ("events", recorded.events(entries, wanted)),
    )
    for name, lines in tables:
        for line in lines:
            yield name, (one.person.id, *line)


def _patient(record: Record, wanted: Wanted) -> Iterator[Line]:
    one, stays = record.one, record.stays
    person, enrolled, position = one.person, one.case.enrolled, one.case.position
    known = (wanted.words(person.name), wanted.who(person.physio), person.state, person.language, person.timezone)
    if enrolled is None or position is None:
        yield *known, *([None] * (len(COLUMNS["patients"]) - 1 - len(known)))
        return
    phase = one.protocol.phase_of(position.rung).id if position.rung else ""
    base = (enrolled.baseline_pain, enrolled.baseline_stiffness, enrolled.baseline_swelling)
    place = (enrolled.protocol, enrolled.condition, phase, position.rung, position.sessions_done)
    finished = stays[-1][0] if stays and position.finished else None
    began = next((entry.at for entry in record.entries if isinstance(entry.fact, Enrolled)), None)
    times = (instant(finished), instant(stays[0][0] if stays else None))
    yield *known, *place, *base, instant(began), enrolled.protocol_version, *times


def _runs(one: Visit, wanted: Wanted) -> Iterator[Line]:
    for run in one.case.runs.values():
        if run.ended_at < wanted.since:
            continue
        decided = one.case.own_decision(run.number)
        yield (
            *(run.number, run.rung, run.session, instant(run.ended_at), int(one.case.is_done(run))),
            *(minutes_of(one, run), round(run.hours_too_early, 1), _pain(one, run.number)),
            decided.outcome if decided else None,
        )


def _pain(one: Visit, run: int) -> int | None:
    asked = zip(WINDOWS, ("pain_during", "pain", "pain"), strict=True)
    given = [one.case.answers(f"{run}:{window}").get(question) for window, question in asked]
    return max((pain for pain in given if isinstance(pain, int)), default=None)


def _answers(one: Visit, wanted: Wanted) -> Iterator[Line]:
    for check_in in one.case.check_ins.values():
        for question, given in check_in.given.items():
            if given.at < wanted.since:
                continue
            value = _value(one, wanted, check_in, (question, given))
            times = (instant(check_in.due_at), instant(given.at), given.revision)
            yield (check_in.run or None, check_in.window, question, value, *times)


def _earlier(one: Visit, wanted: Wanted) -> Iterator[Line]:
    """Yield every answer that another one has taken the place of; one that only said the same again is none."""
    for check_in in one.case.check_ins.values():
        last = {question: given.value for question, given in check_in.given.items()}
        for question, given in reversed(check_in.said):
            if given.value != last[question] and given.at >= wanted.since:
                value = _value(one, wanted, check_in, (question, given))
                yield check_in.run or None, check_in.window, question, value, instant(given.at)
            last[question] = given.value


def _value(one: Visit, wanted: Wanted, check_in: CheckIn, answer: tuple[str, Given]) -> Cell:
    value = answer[1].value
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, int):
        return value
    script = one.turn.library.conversation(check_in.conversation, check_in.version)
    question = script.question(answer[0])
    return value if question and value in question.options else wanted.words(value)


def _decisions(one: Visit, wanted: Wanted) -> Iterator[Line]:
    for at, made in one.case.decisions:
        if at >= wanted.since:
            rules = " ".join(fired["rule"] for fired in made.fired if not fired["unanswered"])
            yield (
                *(made.run or None, made.window, instant(at), made.outcome, int(made.provisional), rules, made.rung),
                *(made.sessions_done, instant(made.earliest_at), made.rest_days, made.protocol_version),
            )


def _alerts(one: Visit, wanted: Wanted) -> Iterator[Line]:
    for alert in one.case.alerts.values():
        if alert.at < wanted.since:
            continue
        taken, ended = alert.acknowledged_at, alert.resolved_at
        outcome = alert.outcome if is_usual(alert.outcome) else wanted.words(alert.outcome)
        yield (
            *(alert.number, alert.severity, alert.about, alert.run or None, instant(alert.at)),
            *(instant(taken), wanted.who(alert.acknowledged_by), _minutes(taken - alert.at if taken else None)),
            *(instant(ended), wanted.who(alert.resolved_by), _minutes(ended - alert.at if ended else None), outcome),
        )


def _orders(one: Visit, wanted: Wanted) -> Iterator[Line]:
    for at, order in one.case.orders:
        if at >= wanted.since:
            reason = wanted.words(str(getattr(order, "reason", "")))
            yield instant(at), order.kind, wanted.who(order.by), " ".join(_what(order)), reason


def _what(order: Order) -> Iterator[str]:
    """Yield what an order says besides who gave it and why, as `name=value`."""
    for name, value in vars(order).items():
        if name not in ("kind", "by", "reason") and value not in ("", None):
            yield f"{name}={value.isoformat() if isinstance(value, datetime) else value}"


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds() / 60, 1)
