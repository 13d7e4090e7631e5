"""`/figures`: the clinic's figures in a few lines, with a table of all of them to open in a spreadsheet.

Must never name a patient.
"""

from collections.abc import Iterator
from datetime import timedelta

from bot.care import phrases
from bot.care.caseload import figures
from bot.care.caseload.gathering import Asked, Survey, begin
from bot.care.caseload.tally import Tally, firsts, middle, total
from bot.care.papers import Cell, paper
from bot.care.permissions import may
from bot.care.ports import Media, Person, Turn
from bot.care.voice import send, short_date, tell, text
from bot.core.ledger import monday
from bot.core.protocol import Outcome

COLUMNS = ("figure", "physio", "week", "phase", "value", "unit")
WEEKS_TOLD = 4
SEVERITIES = ("urgent", "reassess", "tell")
MOST_LINES = 20


async def command(turn: Turn, member: Person, _said: str = "") -> None:
    """Gather the figures of all patients and tell them."""
    if not may(member, "figures"):
        return
    if not await begin(turn, SURVEY, Asked(member, turn.now)):
        tell(turn, member, "figures.takes_a_moment")


async def _count(turn: Turn, _asked: Asked, patient: Person) -> Tally:
    return figures.of(await figures.read(turn, patient), figures.EVER)


async def _tell(turn: Turn, asked: Asked, tally: Tally) -> None:
    member = asked.carer
    if not tally["patients"]:
        tell(turn, member, "figures.nobody")
        return
    names = await physios(turn, tally)
    parts = [_overview(turn, member, tally), *_by_physio(turn, asked, tally, names), *_by_phase(turn, member, tally)]
    day = figures.clinics_day(turn, asked.at).isoformat()
    send(turn, member, "\n".join(parts))
    table = paper(COLUMNS, lines(tally, names), language=member.language)
    send(
        turn,
        member,
        text(turn, member, "figures.paper"),
        media=Media("file", {"name": f"figures-{day}.csv", "text": table}),
    )


async def physios(turn: Turn, tally: Tally) -> dict[str, str]:
    """Return the names of the physios who had alerts, by their number."""
    found = {number: await turn.person(int(number)) for number in firsts(tally, "alerts") if int(number)}
    return {number: phrases.name_of(person) for number, person in found.items()}


def lines(tally: Tally, names: dict[str, str]) -> Iterator[tuple[Cell, ...]]:
    """Yield the figures as lines of a table; a middle is the median, of two the lower one."""
    for name in ("patients", "sessions", "done", "asked", "answered", "returned"):
        yield name, "", "", "", tally[name], "count"
    answer_time = middle(tally, "answer_time")
    yield "answer_time_median", "", "", "", None if answer_time is None else answer_time * figures.TENTHS, "minutes"
    yield "days_to_return_median", "", "", "", middle(tally, "days_to_return"), "days"
    for outcome in Outcome:
        yield f"decided_{outcome.id}", "", "", "", total(tally, "decisions", outcome.id), "count"
    for number in firsts(tally, "alerts"):
        for week in firsts(tally, "alerts", number):
            for severity in SEVERITIES:
                yield (
                    f"alerts_{severity}",
                    names.get(number, ""),
                    week,
                    "",
                    tally[f"alerts|{number}|{week}|{severity}"],
                    "count",
                )
            for which in ("taken", "ended"):
                yield f"{which}_median", names.get(number, ""), week, "", middle(tally, which, number, week), "minutes"
    for phase in firsts(tally, "phase"):
        yield "phase_median", "", "", phase, middle(tally, "phase", phase), "days"
        yield "phase_left", "", "", phase, total(tally, "phase", phase), "count"


def _overview(turn: Turn, member: Person, tally: Tally) -> str:
    answer_time, back = middle(tally, "answer_time"), middle(tally, "days_to_return")
    return text(
        turn,
        member,
        "figures.overview",
        patients=tally["patients"],
        done=tally["done"],
        sessions=tally["sessions"],
        answered=tally["answered"],
        asked=tally["asked"],
        answer_time="" if answer_time is None else phrases.span(member, answer_time * figures.TENTHS),
        returned=tally["returned"],
        days=-1 if back is None else back,
    )


def _by_physio(turn: Turn, asked: Asked, tally: Tally, names: dict[str, str]) -> Iterator[str]:
    """Yield the alerts of the last weeks, a line for each physio and week."""
    member, told = asked.carer, []
    first = monday(figures.clinics_day(turn, asked.at)) - timedelta(weeks=WEEKS_TOLD - 1)
    for number in firsts(tally, "alerts"):
        for week in firsts(tally, "alerts", number):
            if week < first.isoformat():
                continue
            taken, ended = (middle(tally, which, number, week) for which in ("taken", "ended"))
            told.append(
                text(
                    turn,
                    member,
                    "figures.alerts",
                    physio=names.get(number, turn.settings.clinic),
                    week=short_date(member, first.fromisoformat(week)),
                    count=total(tally, "alerts", number, week),
                    urgent=total(tally, "alerts", number, week, "urgent"),
                    taken="" if taken is None else phrases.span(member, taken),
                    ended="" if ended is None else phrases.span(member, ended),
                )
            )
    if told:
        yield text(turn, member, "figures.alerts_title", weeks=WEEKS_TOLD)
        yield from _at_most(turn, member, told)


def _by_phase(turn: Turn, member: Person, tally: Tally) -> Iterator[str]:
    """Yield the days in each phase that somebody has left, the middle of them."""
    told = []
    for phase in firsts(tally, "phase"):
        days, count = middle(tally, "phase", phase), total(tally, "phase", phase)
        said = phrases.phase(turn, member, phase) or phase.replace("_", " ")
        told.append(text(turn, member, "figures.phase", phase=said, days=days, count=count))
    if told:
        yield text(turn, member, "figures.phases_title")
        yield from _at_most(turn, member, told)


def _at_most(turn: Turn, member: Person, told: list[str]) -> Iterator[str]:
    """Yield as many lines as a message has room for, and how many more there are."""
    yield from told[:MOST_LINES]
    if len(told) > MOST_LINES:
        yield text(turn, member, "figures.more", count=len(told) - MOST_LINES)


SURVEY = Survey("figures", _count, _tell)
