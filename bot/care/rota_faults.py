"""What is wrong with the rota, said to the clinic once for each change: gaps, overlaps, and names that nobody has.

Must never keep anybody from being called: whatever is wrong, an alert finds somebody.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care import rota
from bot.care.ports import Person, Turn
from bot.care.rota import Rota, Shift
from bot.care.voice import label, send, text, waking, when

AHEAD = timedelta(days=14)
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
    """Tell the clinic's members what is wrong, once for each change; say whether anything is."""
    kept, staff = turn.settings.rota, await turn.staff()
    found = of(kept, turn.settings.chain, staff, (turn.now, turn.now + AHEAD))
    mark = _mark(kept, found.strangers, broken)
    known = await turn.note(NOTE)
    if known != {"mark": mark}:
        await turn.put_note(NOTE, {"mark": mark})
        for member in [one for one in staff if one.role == "clinic" and one.state == "active"]:
            if found or broken:
                _send(turn, member, found, broken)
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
        yield label(turn, member, "alert.rota_gap", start=when(turn, member, start), end=when(turn, member, end))
    for one, other in found.overlaps:
        at = when(turn, member, other.start)
        yield label(turn, member, "alert.rota_overlap", one=one.physio, other=other.physio, start=at)


def _mark(kept: Rota, strangers: tuple[str, ...], broken: str) -> str:
    """Return what is another whenever the rota was changed, or what is wrong with it is another thing."""
    parts = (kept.weekly, kept.source, strangers, broken)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
