"""`/week`: what the last seven days brought in a whole caseload, in words and as a picture; on Mondays as a letter.

The letter of a Monday is about Monday to Sunday, what is asked for about the seven days up to now. Must never decide.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.care import phrases
from bot.care.caseload import roster, week
from bot.care.caseload.gathering import Asked, Survey, begin
from bot.care.caseload.tally import Tally, below, firsts, middle, total
from bot.care.permissions import may
from bot.care.ports import Due, Keyboard, Media, Person, Turn
from bot.care.visit import visit
from bot.care.voice import bare, button, label, send, short_date, tell, text, waking, zone

VERB = "W"
LETTER = "week_letter"
DAYS = 7
MOST_NAMES = 8
NEEDED = ("alert", "waiting", "silent")
"""The groups of the roster in which somebody of the clinic is wanted."""

KINDS = ("up", "still", "finished")


async def command(turn: Turn, carer: Person, _said: str = "") -> None:
    """Tell about the last seven days."""
    if not may(carer, "see"):
        return
    if not await begin(turn, SURVEY, Asked(carer, turn.now)):
        tell(turn, carer, "week_of.takes_a_moment")


async def tapped(turn: Turn, carer: Person, parts: list[str]) -> bool:
    """Switch the letter on Mondays off or on again."""
    if len(parts) != 2 or parts[1] not in ("off", "on") or not may(carer, "see"):
        return False
    off = parts[1] == "off"
    await turn.put_note(_switch(carer), {"off": True} if off else None)
    send(turn, carer, text(turn, carer, "week_of.switched", off=off), keyboard=_switching(turn, carer, off=off))
    return True


def watch(turn: Turn, carer: Person) -> None:
    """Set the moment of the next letter to a physio; an earlier one that is still to come stays as it is."""
    hour = turn.settings.digest_hour
    if carer.role != "physio" or hour is None:
        return
    here = turn.now.astimezone(zone(carer))
    monday = here.date() + timedelta(days=(DAYS - here.weekday()) % DAYS)
    at = datetime.combine(monday, time(hour), zone(carer))
    if at <= here:
        monday += timedelta(days=DAYS)
        at = datetime.combine(monday, time(hour), zone(carer))
    turn.plan(Due(carer.id, LETTER, monday.isoformat(), waking(carer, at.astimezone(turn.now.tzinfo))))


async def watch_all(turn: Turn) -> None:
    """Set the moment of the next letter to every physio."""
    for carer in await turn.people("physio"):
        watch(turn, carer)


async def letter_due(turn: Turn, carer: Person) -> None:
    """Send the letter of this Monday unless it is switched off, and set the moment of the next one."""
    if carer.state != "active":
        return
    watch(turn, carer)
    if await turn.note(_switch(carer)) is None and await turn.count(roster.reached(carer)):
        await begin(turn, SURVEY, Asked(carer, turn.now, letter=True))


async def _count(turn: Turn, asked: Asked, patient: Person) -> Tally:
    return week.of(await visit(turn, patient), *_span(asked))


async def _tell(turn: Turn, asked: Asked, tally: Tally) -> None:
    """Send the picture, then the words, because a picture takes few of them."""
    carer = asked.carer
    counts = roster.by_group(await turn.census(roster.reached(carer)))
    if not counts:
        tell(turn, carer, "physio.no_patients")
        return
    title = text(turn, carer, "week_of.title", days=_days_said(asked), count=sum(counts.values()))
    send(turn, carer, title, media=Media("caseload", _picture(turn, asked, tally, counts)))
    parts = [await _needs(turn, carer, counts), _figures(turn, carer, tally), await _ways(turn, carer, tally)]
    keyboard: Keyboard = ((button(turn, carer, "week_of.roster", f"{roster.VERB}||0|"),),)
    if asked.letter:
        keyboard = (*keyboard, *_switching(turn, carer, off=False))
    send(turn, carer, "\n\n".join(part for part in parts if part), keyboard=keyboard)


async def _needs(turn: Turn, carer: Person, counts: dict[str, int]) -> str:
    """Return who needs somebody of the clinic most, each with how they stand."""
    count = sum(counts.get(group, 0) for group in NEEDED)
    head = text(turn, carer, "week_of.needs", count=count)
    statuses = tuple(status for group in NEEDED for status in roster.GROUPS[group])
    found = await turn.standings(roster.narrowed(carer, statuses=statuses), most=MOST_NAMES) if count else []
    lines = [roster.line(turn, carer, patient, standing) for patient, standing in found]
    more = [text(turn, carer, "week_of.more", count=count - len(found))] if count > len(found) else []
    return "\n".join([head, *lines, *more])


def _figures(turn: Turn, carer: Person, tally: Tally) -> str:
    """Return runs, answers and alerts of the week as three lines."""

    def lasted(which: str) -> str:
        found = middle(tally, which)
        return "" if found is None else phrases.span(carer, found)

    return text(
        turn,
        carer,
        "week_of.figures",
        done=tally["done"],
        sessions=tally["sessions"],
        answered=tally["answered"],
        asked=tally["asked"],
        alerts=tally["alerts"],
        urgent=total(tally, "severity", "urgent"),
        reassess=total(tally, "severity", "reassess"),
        taken=lasted("taken"),
        ended=lasted("ended"),
    )


async def _ways(turn: Turn, carer: Person, tally: Tally) -> str:
    """Return who moved up, who stands still and who finished, as far as there is anybody."""
    lines = []
    for kind in KINDS:
        numbers = [int(number) for number in firsts(tally, kind)]
        people = [await turn.person(number) for number in sorted(numbers)[:MOST_NAMES]]
        if people:
            names = ", ".join(phrases.name_of(person) for person in people)
            more = len(numbers) - len(people)
            lines.append(text(turn, carer, f"week_of.{kind}", names=names, more=more))
    return "\n".join(lines)


def _picture(turn: Turn, asked: Asked, tally: Tally, counts: dict[str, int]) -> dict[str, Any]:
    """Return the week as plain values, as the picture of a caseload takes them."""
    carer = asked.carer
    names = ("patients", "runs", "planned", "done", "alerts")
    return {
        "title": phrases.name_of(carer) if carer.role == "physio" else turn.settings.clinic,
        "subtitle": bare(text(turn, carer, "week_of.subtitle", days=_days_said(asked), count=sum(counts.values()))),
        "words": {name: label(turn, carer, f"week_of.word_{name}") for name in names},
        "groups": [
            {"kind": group, "label": label(turn, carer, f"week_of.group__{group}"), "patients": count}
            for group, count in counts.items()
        ],
        "days": [_day(carer, tally, day) for day in _days(asked)],
    }


def _day(carer: Person, tally: Tally, day: date) -> dict[str, Any]:
    found = {what[0]: count for what, count in below(tally, "day", day.isoformat())}
    done = found.get("done", 0)
    planned, alerts = done + found.get("skipped", 0), found.get("alerts", 0)
    return {"label": phrases.short_day(carer, day), "planned": planned, "done": done, "alerts": alerts}


def _span(asked: Asked) -> tuple[datetime, datetime]:
    """Return from which instant up to which the week reaches."""
    place = zone(asked.carer)
    first, last = _days(asked)[0], _days(asked)[-1]
    end = datetime.combine(last + timedelta(days=1), time(0), place)
    return datetime.combine(first, time(0), place), min(end, asked.at.astimezone(place))


def _days(asked: Asked) -> list[date]:
    """Return the seven days up to today, or those of the last week from Monday on for the letter."""
    today = asked.at.astimezone(zone(asked.carer)).date()
    last = today - timedelta(days=today.weekday() + 1) if asked.letter else today
    return [last - timedelta(days=back) for back in reversed(range(DAYS))]


def _days_said(asked: Asked) -> str:
    days = _days(asked)
    return f"{short_date(asked.carer, days[0])} – {short_date(asked.carer, days[-1])}"


def _switching(turn: Turn, carer: Person, *, off: bool) -> Keyboard:
    name, wish = ("week_of.switch_on", "on") if off else ("week_of.switch_off", "off")
    return ((button(turn, carer, name, f"{VERB}|{wish}"),),)


def _switch(carer: Person) -> str:
    return f"week_off:{carer.id}"


SURVEY = Survey("week", _count, _tell)
