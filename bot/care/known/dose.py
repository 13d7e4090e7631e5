"""The dose in words: the card of a session, and the name of a rung, whatever it consists of.

Must never decide who may do it, nor when.
"""

from typing import Any

from bot.care.ports import Person, Turn
from bot.care.visit import Visit
from bot.care.voice import duration, minutes, text, when
from bot.core import plan
from bot.core.ladder import Move, Rung
from bot.core.plan import Position, Session
from bot.core.protocol import Protocol

KILOMETRE = 1000
EASY = ("flat", "easy")


def card(visit: Visit) -> str:
    """Return the session card: what to do, how it should feel, and since when."""
    turn, person, case = visit.turn, visit.person, visit.case
    session = plan.session(visit.protocol, case.position or Position(""))
    since = case.earliest_at
    shown = when(turn, person, since) if since and since > turn.now else ""
    if session.rung.kind == "walk":
        return _walk(turn, person, session, shown)
    if session.rung.kind == "jumps":
        return _jumps(turn, person, session, shown)
    return _run(turn, person, session, shown)


def rung_name(visit: Visit, reader: Person, rung_id: str) -> str:
    """Return a rung as its figures: `run 30 s, walk 2 min`; with one figure more where another rung reads the same."""
    return name_in(visit.turn, reader, visit.protocol, rung_id)


def name_in(turn: Turn, reader: Person, protocol: Protocol, rung_id: str) -> str:
    """Return a rung of a protocol as its figures, for a reader."""
    rung = next((rung for rung in protocol.rungs if rung.id == rung_id), None)
    if rung is None:
        return rung_id
    name = _name(turn, reader, rung)
    return name + "".join(_told_apart(turn, reader, protocol, rung))


def _run(turn: Turn, person: Person, session: Session, since: str) -> str:
    rung = session.rung
    return text(
        turn,
        person,
        "session.card",
        run=_part(person, rung.run_seconds, rung.run_metres),
        walk=_part(person, rung.walk_seconds, rung.walk_metres) if rung.walk_seconds else "",
        cycles=session.cycles,
        running=_minutes(session.running_minutes, rung),
        total=_minutes(session.total_minutes, rung),
        distance=_distance(session.running_metres) if rung.run_metres else "",
        **_any(session, since),
        **_ground(turn, person, rung),
    )


def _walk(turn: Turn, person: Person, session: Session, since: str) -> str:
    rung = session.rung
    walked = _minutes(session.walking_minutes, rung)
    distance = _distance(session.cycles * rung.walk_metres) if rung.walk_metres else ""
    ground = _ground(turn, person, rung)
    return text(turn, person, "session.walk_card", walk=walked, distance=distance, **_any(session, since), **ground)


def _jumps(turn: Turn, person: Person, session: Session, since: str) -> str:
    moves = "\n".join(_move(turn, person, move) for move in session.rung.moves)
    dose = {"moves": moves, "rounds": session.cycles, "contacts": session.contacts}
    return text(turn, person, "session.jumps_card", **dose, **_any(session, since))


def _any(session: Session, since: str) -> dict[str, Any]:
    """Return what every card says, whatever the session consists of."""
    rung = session.rung
    return {"number": session.number, "of": rung.sessions, "warm_up": rung.warm_up_minutes, "since": since}


def _move(turn: Turn, person: Person, move: Move) -> str:
    """Return one exercise as a line: what, how often, in how many sets, with which rest."""
    return text(
        turn,
        person,
        "session.move",
        exercise=text(turn, person, f"session.move__{move.exercise}"),
        count=move.count,
        each=move.each,
        sets=move.sets,
        rest=duration(person, move.rest_seconds) if move.rest_seconds else "",
    )


def _ground(turn: Turn, person: Person, rung: Rung) -> dict[str, str]:
    return {
        "terrain": text(turn, person, f"session.terrain__{rung.terrain}"),
        "pace": text(turn, person, f"session.{'walk_pace' if rung.kind == 'walk' else 'pace'}__{rung.pace}"),
    }


def _part(person: Person, seconds: int, metres: int) -> str:
    """Return one part of a cycle: how far where that is what the rung prescribes, else how long."""
    return _distance(metres) if metres else duration(person, seconds)


def _minutes(value: float, rung: Rung) -> str:
    """Return minutes; where the dose is told in metres they are an estimate, and so whole."""
    return minutes(round(value) if rung.run_metres or rung.walk_metres else round(value, 1))


def _distance(metres: int) -> str:
    return f"{metres / KILOMETRE:.3g} km" if metres >= KILOMETRE else f"{metres} m"


def _name(turn: Turn, reader: Person, rung: Rung) -> str:
    if rung.kind == "jumps":
        moves = [text(turn, reader, f"session.move__{move.exercise}") for move in rung.moves]
        return text(turn, reader, "names.rung_jumps", moves=", ".join(moves), contacts=rung.contacts)
    how = ", ".join(_unusual(turn, reader, rung))
    if rung.kind == "walk":
        return text(turn, reader, "names.rung_walk", walk=_short(rung.walk_seconds, rung.walk_metres), how=how)
    walk = _short(rung.walk_seconds, rung.walk_metres) if rung.walk_seconds else ""
    return text(turn, reader, "names.rung", run=_short(rung.run_seconds, rung.run_metres), walk=walk, how=how)


def _unusual(turn: Turn, reader: Person, rung: Rung) -> list[str]:
    """Return in a word each what is other than easy on flat ground."""
    parts = (("terrain", rung.terrain), ("pace", rung.pace))
    return [text(turn, reader, f"names.{what}__{which}") for what, which in parts if which not in EASY]


def _told_apart(turn: Turn, reader: Person, protocol: Protocol, rung: Rung) -> list[str]:
    """Return what tells a rung from the others of its dose: how often in a session, and how often a week."""
    twins = [one for one in protocol.rungs if one.id != rung.id and _dose(one) == _dose(rung)]
    found = []
    if any(twin.cycles != rung.cycles for twin in twins):
        first, last = rung.cycles[0], rung.cycles[-1]
        times = str(first) if first == last else f"{first}–{last}"
        found.append(text(turn, reader, "names.rung_cycles", times=times))
    if any(twin.per_week != rung.per_week for twin in twins):
        found.append(text(turn, reader, "names.rung_per_week", times=rung.per_week))
    return [f", {part}" for part in found]


def _dose(rung: Rung) -> tuple[object, ...]:
    both = (rung.run_seconds, rung.walk_seconds, rung.run_metres, rung.walk_metres)
    return (rung.kind, *both, rung.pace, rung.terrain, rung.moves)


def _short(seconds: int, metres: int) -> str:
    if metres:
        return _distance(metres)
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"
