"""Sending: recipients are frozen when the count was confirmed, and handed to the outbox a chunk at a time.

What lies in the outbox is never more than a few chunks, however many recipients there are, so nothing else waits
behind them and a stop has little to take back. Must never hand out anybody twice.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from bot.care.broadcast import EVERY, GOES, LEFT_OUT, Broadcast
from bot.care.broadcasts import wording
from bot.care.known import dose
from bot.care.ports import Cohort, Due, Keyboard, Lane, Person, Standing, Turn
from bot.care.visit import visit
from bot.care.voice import button, label, send, waking
from bot.content.markup import plain

SEND = "broadcast"
CHUNK, CHUNK_WITH_RUNGS = 200, 25
"""How many are handed out in one turn; fewer where each needs a look into the patient's own plan."""
MOST_IN_OUTBOX = 600
LOOK_AGAIN = timedelta(seconds=2)
STALE = timedelta(minutes=5)
"""After so long in the outbox, such as while Telegram is away, it is looked at anew to whom it may still go, and when.
"""
_GAP = "\n\n"


async def start(turn: Turn, broadcast: Broadcast) -> Broadcast:
    """Freeze the recipients of a draft that was confirmed, hand out the first of them, and see to the others."""
    running = replace(broadcast, state="running")
    await turn.broadcasts.freeze(running, wording.needs(running))
    found = await turn.broadcasts.outcomes(running.id)
    running = replace(running, count=found.get(GOES, 0))
    await turn.broadcasts.keep(running)
    await _hand_out(turn, running)
    turn.plan(Due(await _host(turn, running), SEND, str(running.id), turn.now))
    return running


async def came_due(turn: Turn, due: Due) -> None:
    """Hand out more, and look again while anything is on its way; then the broadcast is done."""
    broadcast = await turn.broadcasts.find(int(due.subject)) if due.subject.isdecimal() else None
    if broadcast is None or broadcast.state != "running":
        return
    await turn.broadcasts.recall(broadcast.id, turn.now - STALE)
    if await _hand_out(turn, broadcast):
        turn.plan(replace(due, at=turn.now))
        return
    found = await turn.broadcasts.outcomes(broadcast.id)
    if found.get("waiting"):
        turn.plan(replace(due, at=turn.now + LOOK_AGAIN))
    elif at := await turn.broadcasts.next_at(broadcast.id):
        turn.plan(replace(due, at=at))
    else:
        await turn.broadcasts.close(broadcast.id, turn.now)
        await turn.broadcasts.keep(replace(broadcast, state="done"))


async def stop(turn: Turn, broadcast: Broadcast) -> Broadcast:
    """Take back everything that is not under way."""
    stopped = replace(broadcast, state="stopped")
    await turn.broadcasts.keep(stopped)
    await turn.broadcasts.call_off(stopped.id, turn.now)
    return stopped


def say(
    turn: Turn, broadcast: Broadcast, to: Person, said: str, *, key: str = "", reader: Person | None = None
) -> None:
    """Put one broadcast into the outbox; without a key it is only a look at what `reader` will get."""
    send(
        turn,
        to,
        said,
        lane=Lane.BROADCAST if key else Lane.ANSWER,
        keyboard=() if broadcast.plan else _mute(turn, reader or to),
        about=broadcast.about if key else "",
        key=key,
        media=broadcast.media,
    )


async def words(turn: Turn, broadcast: Broadcast, reader: Person, standing: Standing | None) -> str:
    """Return what one recipient reads, in their language and with everything filled in."""
    said = broadcast.text_for(reader.language)
    filled = wording.fill(said, await _values(turn, reader, standing, said))
    return f"{_title(turn, broadcast, reader.language)}{_GAP}{filled}"


def too_long(turn: Turn, broadcast: Broadcast) -> tuple[int, int] | None:
    """Return how long a text may be and how long the longest is, where that is too long; None where all fit."""
    titles = [_title(turn, broadcast, language) for language in turn.library.languages]
    above = max(map(wording.size, titles)) + len(turn.settings.clinic) + len(_GAP)
    most = (wording.LONGEST_CAPTION if broadcast.media else wording.LONGEST_TEXT) - above
    longest = max((wording.length(said) for said in broadcast.texts.values()), default=0)
    return (most, longest) if longest > most else None


def _title(turn: Turn, broadcast: Broadcast, language: str) -> str:
    """Return the line above every broadcast, which says from whom it is and whether it is about the plan."""
    name = "broadcasts.plan_title" if broadcast.plan else "broadcasts.news_title"
    return turn.library.language(language).say(name, clinic=turn.settings.clinic)


def has(person: Person, standing: Standing) -> dict[str, bool]:
    """Return what somebody has of what a text may need."""
    return {"physio": person.physio is not None, "place": bool(standing.phase)}


async def _hand_out(turn: Turn, broadcast: Broadcast) -> bool:
    """Hand one chunk to the outbox or hold it back; False when there is nobody ready, or no room."""
    slow = any("rung" in wording.uses(said) for said in broadcast.texts.values())
    room = MOST_IN_OUTBOX - await turn.broadcasts.in_outbox(broadcast.id)
    most = min(room, CHUNK_WITH_RUNGS if slow else CHUNK)
    ready = await turn.broadcasts.ready(broadcast.id, turn.now, most) if most > 0 else []
    marks: dict[str, dict[int, datetime | None]] = defaultdict(dict)
    for person, standing in await turn.standings(Cohort(within=tuple(ready)), most=most) if ready else ():
        state, until = _now(turn, broadcast, person, standing)
        marks[state][person.id] = until
        if state == "queued":
            said = await words(turn, broadcast, person, standing)
            say(turn, broadcast, person, said, key=f"{broadcast.about}:{person.id}")
    for state, people in marks.items():
        await turn.broadcasts.mark(broadcast.id, state, people)
    return bool(ready)


def _now(turn: Turn, broadcast: Broadcast, person: Person, standing: Standing) -> tuple[str, datetime | None]:
    """Return the next state of a frozen recipient: what has changed about them since then counts."""
    wakes = waking(person, turn.now)
    if person.state != "active":
        return (person.state if person.state in LEFT_OUT else "not_joined"), None
    if not (broadcast.plan or standing.news):
        return "muted", None
    said = broadcast.text_for(person.language)
    if not said or _lacks(broadcast, person, standing):
        return ("lacks" if said else "no_text"), None
    return ("held", wakes) if wakes > turn.now else ("queued", None)


def _lacks(broadcast: Broadcast, person: Person, standing: Standing) -> bool:
    owned = has(person, standing)
    needed = wording.needs(replace(broadcast, texts={EVERY: broadcast.text_for(person.language)}))[EVERY]
    return not all(owned[what] for what in needed)


async def _values(turn: Turn, reader: Person, standing: Standing | None, said: str) -> dict[str, str]:
    """Return what fills the places of a text for one reader; empty for what they do not have."""
    used = wording.uses(said)
    values = {"name": reader.name, "first_name": reader.name.split()[0], "clinic": turn.settings.clinic}
    if "physio" in used and reader.physio is not None:
        values["physio"] = (await turn.person(reader.physio)).name
    if standing and standing.phase and "phase" in used:
        values["phase"] = label(turn, reader, f"names.phase__{standing.phase}")
    if standing and standing.phase and "rung" in used:
        values["rung"] = plain(dose.rung_name(await visit(turn, reader), reader, standing.rung))
    return values


def _mute(turn: Turn, to: Person) -> Keyboard:
    return ((button(turn, to, "broadcasts.mute", "B|off"),),)


async def _host(turn: Turn, broadcast: Broadcast) -> int:
    """Return on whom what is due for a broadcast is booked; one from the command line has nobody who sent it."""
    if broadcast.by is not None:
        return broadcast.by
    (first,) = await turn.broadcasts.recipients(broadcast.id, most=1)
    return first.person
