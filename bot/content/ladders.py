"""From the phases of a protocol file to gates and rungs, and a paired ladder in its place.

Must never hold a figure: what is missing in the file is refused here, never filled in.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.content.files import File
from bot.content.rulebooks import limit, refuse_double, refuse_no_days
from bot.content.schema import ExpectedEntry, GateEntry, LimitEntry, PhaseEntry, ProtocolFile, RungEntry, TestEntry
from bot.core.errors import ContentError
from bot.core.gates import Gate, Test
from bot.core.ladder import Expectation, Move, Phase, Rung
from bot.core.limits import Limit


def phases(file: File, parsed: ProtocolFile, ladder: tuple[Phase, ...] = ()) -> tuple[Phase, ...]:
    """Return the phases of a file, with those of a paired ladder where the file leaves a place for them."""
    made: list[Phase] = []
    for entry in parsed.phases:
        if entry.recovery:
            refuse_no_days(file, f"phases “{entry.id}” recovery", limit("recovery", entry.recovery))
        own = _phase(entry)
        if entry.ladder and ladder:
            made += _paired(own, ladder)
        else:
            made.append(own)
    refuse_double(file, "phases", (phase.id for phase in made))
    refuse_double(file, "rungs", (rung.id for phase in made for rung in phase.rungs))
    # Signing names a gate or a checkpoint by its id alone, so no gate may be called like a checkpoint.
    checkpoints = {phase.checkpoint for phase in made if phase.checkpoint}
    refuse_double(file, "gates", (*(gate.id for phase in made for gate in phase.gates), *checkpoints))
    return tuple(made)


def has_place(parsed: ProtocolFile) -> bool:
    """Whether the file leaves a place for a ladder."""
    return any(entry.ladder for entry in parsed.phases)


def refuse_bad_pair(file: File, parsed: ProtocolFile, ladder: ProtocolFile) -> None:
    """Raise ContentError where the first file has no place for a ladder, or the second has none to give."""
    if not has_place(parsed):
        remedy = "Choose one of them alone."
        raise ContentError(file.path, "phases", "This protocol has a ladder of its own and cannot be paired.", remedy)
    if has_place(ladder):
        fault = f"“{ladder.id}” has no ladder of its own."
        raise ContentError(file.path, "phases", fault, "Pair it with a protocol that has one.")


def empty_fields(parsed: ProtocolFile) -> Iterator[str]:
    """Yield the names of the limits that were left empty, wherever they stand in the file."""
    yield from (name for name, entry in parsed.limits.items() if entry.value is None)
    for phase in parsed.phases:
        if phase.recovery and phase.recovery.value is None:
            yield f"{phase.id} recovery"
        for gate in phase.gates:
            entries: list[tuple[str, LimitEntry]] = [(test.id, test) for test in gate.tests]
            entries += [(f"{test.id} pain", test.pain) for test in gate.tests if test.pain]
            entries.append((f"{gate.id} fresh", gate.fresh))
            yield from (name for name, entry in entries if entry.value is None)


def _paired(place: Phase, ladder: tuple[Phase, ...]) -> Iterator[Phase]:
    """Yield the phases of the ladder as stages of the place, whose gates and checkpoint come before the first.

    How long the place takes is the length of the whole ladder, so it is told only where that is a single phase.
    """
    if place.gates or place.checkpoint:
        yield replace(place, id=f"{place.id}_entry", stage=place.id, rungs=(), recovery_days=0)
    for number, phase in enumerate(ladder):
        staged = replace(phase, stage=place.id)
        if number == 0:
            rest = max(place.recovery_days, phase.recovery_days)
            whole = place.expected if len(ladder) == 1 else None
            staged = replace(staged, recovery_days=rest, expected=whole or phase.expected)
        yield staged


def _phase(entry: PhaseEntry) -> Phase:
    recovery = entry.recovery.value if entry.recovery else None
    return Phase(
        entry.id,
        tuple(_rung(rung, entry.kind) for rung in entry.rungs),
        checkpoint=entry.checkpoint or "",
        kind=entry.kind,
        gates=tuple(_gate(gate) for gate in entry.gates),
        windows=tuple(entry.windows),
        recovery_days=int(recovery or 0),
        expected=_expected(entry.expected),
        checkpoint_source=entry.checkpoint_source or "",
    )


def _gate(entry: GateEntry) -> Gate:
    return Gate(entry.id, tuple(_test(test) for test in entry.tests), limit(f"{entry.id}_fresh", entry.fresh))


def _test(entry: TestEntry) -> Test:
    own = Limit(entry.id, entry.operator, entry.value, entry.unit, entry.origin, entry.source)
    pain = limit(f"{entry.id}_pain", entry.pain) if entry.pain else None
    return Test(entry.id, own, entry.sides, entry.by, pain)


def _expected(entry: ExpectedEntry | None) -> Expectation | None:
    return Expectation(entry.low, entry.high, entry.unit, entry.origin, entry.source) if entry else None


def _rung(entry: RungEntry, kind: str) -> Rung:
    moves = tuple(Move(m.exercise, m.count, m.each, m.sets, m.rest_seconds) for m in entry.moves)
    return Rung(
        entry.id,
        entry.run_seconds,
        entry.walk_seconds,
        tuple(entry.cycles),
        warm_up_minutes=entry.warm_up_minutes,
        per_week=entry.per_week,
        rest_days=entry.rest_days,
        origin=entry.origin,
        source=entry.source,
        accepted=entry.accepted or "",
        kind=kind,
        run_metres=entry.run_metres,
        walk_metres=entry.walk_metres,
        moves=moves,
        pace=entry.pace,
        terrain=entry.terrain,
    )
