"""Figures for the clinic, counted patient by patient over everything on record.

Adherence, answer times, alerts a physio and week with how long they took, days in each phase, and returns to full
training. Must never hold more than one patient, nor hold anybody's name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.care.caseload import adherence
from bot.care.caseload.tally import Tally, key
from bot.care.caseload.week import minutes
from bot.care.course.checkins import SETTINGS
from bot.care.ports import Person, Turn
from bot.care.visit import Visit
from bot.core.alert import Alert
from bot.core.case import Case
from bot.core.facts import Decided, Enrolled, Entry
from bot.core.fold import add
from bot.core.ledger import monday
from bot.core.orders import HandedOver
from bot.core.protocol import Outcome, outcome

EVER = datetime(2000, 1, 1, tzinfo=UTC)
TENTHS = 6
"""Answer times are counted by so many minutes, so that their number stays small however many there are."""

Stay = tuple[datetime, str, Enrolled]
"""Since when somebody stood on a rung, and the terms on which they did."""


@dataclass(frozen=True)
class Record:
    """Everything on record about one patient, with what it adds up to; `stays` begin with the consent."""

    one: Visit
    entries: list[Entry]
    stays: list[Stay]


async def read(turn: Turn, patient: Person) -> Record:
    """Read everything on record about a patient anew, so that nothing of it stays in memory afterwards."""
    entries = await turn.entries(patient.id)
    case, stays = followed(entries)
    return Record(Visit(turn, patient, case), entries, stays)


def followed(entries: Iterable[Entry]) -> tuple[Case, list[Stay]]:
    """Return the case that the facts add up to, and every rung on which the patient stood on the way.

    Nobody stands on any before they have agreed, however long ago they were invited.
    """
    case, stays, has_joined = Case(), list[Stay](), False
    for entry in entries:
        add(case, entry)
        has_joined = has_joined or case.answers(SETTINGS).get("consent") == "yes"
        if case.position is not None and case.enrolled is not None and has_joined:
            rung = case.position.rung
            if not stays or stays[-1][1] != rung or stays[-1][2].protocol != case.enrolled.protocol:
                stays.append((entry.at, rung, case.enrolled))
    return case, stays


def of(record: Record, since: datetime) -> Tally:
    """Return what one patient adds to the figures of everything since an instant."""
    one, stays = record.one, record.stays
    kept = adherence.of(one, since, one.turn.now)
    found = Tally({"patients": int(one.person.state != "inactive"), "asked": kept.asked, "answered": kept.answered})
    found += Tally({"sessions": kept.sessions, "done": kept.done})
    for hours in kept.hours:
        found[key("answer_time", round(hours * 60 / TENTHS))] += 1
    for outcome_id in _decided(one.case, since):
        found[key("decisions", outcome_id)] += 1
    for alert in one.case.alerts.values():
        found += _of_alert(one.turn, alert, _physio_at(record, alert.at), since)
    for phase, days in phases(one, stays):
        found[key("phase", phase, days)] += 1
    back = returned(stays)
    if back and back >= since:
        found["returned"] += 1
        found[key("days_to_return", (back - stays[0][0]).days)] += 1
    return +found


def _decided(case: Case, since: datetime) -> Iterator[str]:
    """Yield what was decided for good; what stopped the running is final at once, and counts once a run."""
    made = [decided for at, decided in case.decisions if at >= since]
    yield from (decided.outcome for decided in made if not (decided.provisional or _stops(decided)))
    yield from (stop for _, stop in sorted({(decided.run, decided.outcome) for decided in made if _stops(decided)}))


def _stops(decided: Decided) -> bool:
    return outcome(decided.outcome) >= Outcome.REASSESS


def clinics_day(turn: Turn, at: datetime) -> date:
    """Return the day in the clinic's own zone that an instant falls into."""
    return at.astimezone(ZoneInfo(turn.settings.timezone)).date()


def phases(one: Visit, stays: list[Stay]) -> Iterator[tuple[str, int]]:
    """Yield each phase that a patient has left again, with the days in it; none of one in which they still are."""
    spent: dict[str, timedelta] = {}
    for (at, rung, terms), (until, *_) in pairwise(stays):
        name = _phase(one, rung, terms)
        if name:
            spent[name] = spent.get(name, timedelta()) + (until - at)
    here = _phase(one, stays[-1][1], stays[-1][2]) if stays else ""
    yield from ((name, span.days) for name, span in spent.items() if name != here)


def returned(stays: list[Stay]) -> datetime | None:
    """Return when the last session of the ladder was done for good, or None."""
    return stays[-1][0] if stays and not stays[-1][1] else None


def _physio_at(record: Record, at: datetime) -> int:
    """Return who looked after the patient then, whoever does so now."""
    facts = [entry.fact for entry in record.entries if entry.at <= at]
    physios = [fact.physio for fact in facts if isinstance(fact, Enrolled | HandedOver)]
    return physios[-1] if physios else record.one.person.physio or 0


def _of_alert(turn: Turn, alert: Alert, physio: int, since: datetime) -> Tally:
    if alert.at < since:
        return Tally()
    week = monday(clinics_day(turn, alert.at)).isoformat()
    found = Tally({key("alerts", physio, week, alert.severity): 1})
    if alert.acknowledged_at and alert.is_pressing:
        found[key("taken", physio, week, minutes(alert.acknowledged_at - alert.at))] += 1
    if alert.resolved_at and alert.resolved_by and alert.is_pressing:
        found[key("ended", physio, week, minutes(alert.resolved_at - alert.at))] += 1
    return found


def _phase(one: Visit, rung: str, terms: Enrolled) -> str:
    """Return the phase of a rung in the protocol as it was then; nothing at the end of the ladder."""
    if not rung:
        return ""
    then = one.turn.library.protocol(terms.protocol, terms.condition, terms.protocol_version)
    return then.phase_of(rung).id if any(own.id == rung for own in then.rungs) else ""
