"""The journal: everything said and decided about a patient, newest first, a page at a time.

A page begins behind a numbered fact, so that what comes in meanwhile moves nothing. Must never change anything.
"""

from collections.abc import Iterator
from itertools import groupby

from bot.care import phrases
from bot.care.caseload import telling
from bot.care.known import chart
from bot.care.known.ordered import Names
from bot.care.ports import Keyboard, Media, Person, Turn
from bot.care.seen import LONGEST_NUMBER, patient
from bot.care.visit import Visit
from bot.care.voice import button, send, text, when
from bot.core.alert_facts import Escalated
from bot.core.facts import Answered, Entry, Fact

VERB = "J"
FACTS = 150
"""So many facts are read for a page; one turn may have recorded several, which are told together."""

LONGEST = 3300
"""So many characters leave room for the head of a page."""

Numbered = tuple[int, Entry]


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Show the journal or the chart; False when the button is not of this world, or about somebody else's patient."""
    target = await patient(turn, carer, parts[1] if len(parts) > 1 else "")
    if target is None:
        return False
    match parts[2:]:
        case []:
            await show(target, carer)
        case ["chart"]:
            show_chart(target, carer)
        case [before] if before.isascii() and before.isdecimal() and len(before) <= LONGEST_NUMBER:
            await show(target, carer, int(before), replaces=True)
        case _:
            return False
    return True


async def show(target: Visit, carer: Person, before: int = 0, *, replaces: bool = False) -> None:
    """Show a page of the journal: the newest, or the one behind a fact."""
    turn, of = target.turn, target.person
    facts = await turn.journal(of.id, most=FACTS, before=before)
    lines, last = _page(target, carer, await _names(turn, facts), facts)
    is_more = bool(facts) and (len(facts) == FACTS or last != facts[-1][0])
    head = text(turn, carer, "journal.head", name=phrases.name_of(of), newest=not before, empty=not (lines or is_more))
    send(
        turn,
        carer,
        "\n".join([head, *lines]),
        keyboard=_keyboard(turn, carer, of.id, older=last if is_more else 0, newest=bool(before)),
        about=f"journal:{of.id}",
        replaces=replaces,
    )


def show_chart(target: Visit, carer: Person) -> None:
    """Send the chart as a picture; where nothing was run yet, say so."""
    turn, drawn = target.turn, chart.of(target, carer)
    name = phrases.name_of(target.person)
    if drawn is None:
        send(turn, carer, text(turn, carer, "caseload.no_chart", name=name))
        return
    said = text(turn, carer, "caseload.chart_of", name=name)
    send(turn, carer, said, media=Media("chart", drawn))


def _page(target: Visit, carer: Person, names: Names, facts: list[Numbered]) -> tuple[list[str], int]:
    """Return as many moments as a message has room for, and the number of the last fact that was told."""
    lines: list[str] = []
    last = room = 0
    heading = ""
    told = [one for one in _without_repeats(facts) if telling.is_told(one[1].fact)]
    for _, group in groupby(told, key=_line):
        together = list(group)
        said = _told(target, carer, names, [entry.fact for _, entry in reversed(together)])
        at = text(target.turn, carer, "journal.at", at=when(target.turn, carer, together[0][1].at))
        block = said if at == heading else f"\n{at}\n{said}"
        room += len(block)
        if lines and room > LONGEST:
            return lines, last
        heading = at
        lines.append(block)
        last = together[-1][0]
    return lines, facts[-1][0] if facts else 0


def _without_repeats(facts: list[Numbered]) -> list[Numbered]:
    """Leave out answers that only say again what was answered just before, as the last tap of several things does."""
    kept: list[Numbered] = []
    given: dict[tuple[str, str], object] = {}
    for one in reversed(facts):
        fact = one[1].fact
        if isinstance(fact, Answered):
            question = (fact.check_in, fact.question)
            if question in given and given[question] == fact.value:
                continue
            given[question] = fact.value
        kept.append(one)
    return kept[::-1]


def _line(one: Numbered) -> tuple[str, object]:
    """Return what makes one line: answers to one check-in, calls for one alert that repeat, or a single other fact."""
    number, entry = one
    match entry.fact:
        case Answered(check_in):
            return "answers", check_in
        case Escalated(alert, step) if step > 1:
            return "called", alert
        case _:
            return "fact", number


def _told(target: Visit, carer: Person, names: Names, facts: list[Fact]) -> str:
    """Return one line; answers in the order in which they were given, though the page goes backwards."""
    given = [fact for fact in facts if isinstance(fact, Answered)]
    if given:
        return telling.answers(target, carer, given)
    calls = [fact for fact in facts if isinstance(fact, Escalated)]
    return telling.calls(target, carer, names, calls) if calls else telling.line(target, carer, names, facts[0])


def _keyboard(turn: Turn, carer: Person, patient_id: int, *, older: int, newest: bool) -> Keyboard:
    row = []
    if newest:
        row.append(button(turn, carer, "journal.newest", f"{VERB}|{patient_id}|0"))
    if older:
        row.append(button(turn, carer, "journal.older", f"{VERB}|{patient_id}|{older}"))
    shown = (button(turn, carer, "buttons.patient", f"p|{patient_id}"),)
    return (tuple(row), shown) if row else (shown,)


async def _names(turn: Turn, facts: list[Numbered]) -> Names:
    """Return what everybody of the clinic is called whom these facts name."""
    wanted = sorted({number for _, entry in facts for number in _named(entry)})
    return {number: phrases.name_of(await turn.person(number)) for number in wanted}


def _named(entry: Entry) -> Iterator[int]:
    for detail in ("by", "physio", "to"):
        number = getattr(entry.fact, detail, 0)
        yield from (one for one in (number if isinstance(number, tuple) else (number,)) if isinstance(one, int) and one)
