"""What is wrong with the rota, said to the clinic once for each thing: gaps, overlaps, and names that nobody has.

Must never keep anybody from being called: whatever is wrong, an alert finds somebody.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care import rota
from bot.care.ports import Person, Turn
from bot.care.rota import Rota, Shift
from bot.care.voice import label, send, text, waking, when

AHEAD, WEEK = timedelta(days=14), timedelta(days=7)
SHOWN = 8
NOTE = "rota"


@dataclass(frozen=True)
class Faults:
    """Everything that is wrong with a rota in a span."""

    gaps: tuple[tuple[datetime, datetime], ...] = ()
    strangers: tuple[str, ...] = ()
    overlaps: tuple[tuple[Shift, Shift], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gaps or self.strangers or self.overlaps)


def of(kept: Rota, named: tuple[str, ...], staff: list[Person], span: tuple[datetime, datetime]) -> Faults:
    """Return what is wrong with a rota, and with the names that are called behind it."""
    known = [one.name for one in staff if one.role == "physio" and one.state != "inactive"]
    strangers = tuple(rota.strangers((*kept.names, *named), known))
    if not kept.is_kept:
        return Faults(strangers=strangers)
    return Faults(tuple(rota.gaps(kept, *span)), strangers, tuple(rota.overlaps(kept, *span)))


async def tell(turn: Turn, broken: str = "") -> bool:
    """Tell the clinic's members what is wrong as soon as something new is; say whether anything is.

    A rota that was changed is told of anew. What nobody was there to be told of is told as soon as somebody is.
    """
    kept, staff = turn.settings.rota, await turn.staff()
    found = of(kept, turn.settings.chain, staff, (turn.now, turn.now + AHEAD))
    version, marks = _version(kept), _marks(found, broken, turn.now, kept.zone)
    known = await turn.note(NOTE) or {}
    told = set(known.get("told", ())) if known.get("rota") == version else set()
    members = [one for one in staff if one.role == "clinic" and one.state == "active"]
    if marks - told:
        for member in members:
            _send(turn, member, found, broken)
    state = {"rota": version, "told": sorted(marks)}
    if state != known and (members or marks <= told):
        await turn.put_note(NOTE, state)
    return bool(found or broken)


def _send(turn: Turn, member: Person, found: Faults, broken: str) -> None:
    lines = [
        *([label(turn, member, "alert.rota_broken", fault=broken)] if broken else []),
        *_lines(turn, member, found),
    ]
    shown = lines[:SHOWN]
    if len(lines) > SHOWN:
        shown.append(label(turn, member, "alert.rota_more", count=len(lines) - SHOWN))
    said = text(turn, member, "alert.rota_faults", faults="\n".join(shown))
    send(turn, member, said, not_before=waking(member, turn.now))


def _lines(turn: Turn, member: Person, found: Faults) -> Iterator[str]:
    for name in found.strangers:
        yield label(turn, member, "alert.rota_stranger", name=name)
    for start, end in found.gaps:
        ends = when(turn, member, end) if end < turn.now + AHEAD else ""
        yield label(turn, member, "alert.rota_gap", start=when(turn, member, start), end=ends)
    for one, other in found.overlaps:
        at = when(turn, member, other.start)
        yield label(turn, member, "alert.rota_overlap", one=one.physio, other=other.physio, start=at)


def _version(kept: Rota) -> str:
    """Return what is another whenever the rota was changed."""
    return hashlib.sha256(repr((kept.weekly, kept.source)).encode()).hexdigest()


def _marks(found: Faults, broken: str, now: datetime, zone: ZoneInfo) -> set[str]:
    """Return a mark for each thing that is wrong, the same from day to day as long as it is the same thing.

    What comes round each week has the same marks whenever one looks: so many times in the span on that weekday, at that
    time. A gap that has begun is marked by itself only where it is longer than a week.
    """
    begins = [("gap", start) for start, _ in found.gaps]
    begins += [(f"{one.physio} and {other.physio}", other.start) for one, other in found.overlaps]
    coming = Counter(f"{what} {at.astimezone(zone):%a %H:%M}" for what, at in begins if at > now)
    endless = {"gap now" for start, end in found.gaps if start <= now and end - now >= WEEK}
    marks = {f"{what} {number}" for what, times in coming.items() for number in range(1, times + 1)}
    return marks | endless | {f"stranger {name}" for name in found.strangers} | ({broken} if broken else set())
