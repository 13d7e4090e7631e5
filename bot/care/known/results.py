"""Results: what was tested, by whom and when, with limit and source, for the physio's eyes.

Must never judge; it repeats how the core says that each test stands.
"""

from collections.abc import Iterable, Iterator

from bot.care.known import gates
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import text, when
from bot.core.gates import Check, Gate, Result, Standing

LONGEST = 3000
"""So many characters leave room for the rest of a message."""

MARKS = {Standing.PASSED: "✅", Standing.FAILED: "▫️", Standing.STALE: "🕐", Standing.MISSING: "⬜"}


def at_hand(visit: Visit, reader: Person) -> str:
    """Return every test that has a result, gate by gate; without the sources where they would not fit."""
    tested = [gate for gate in visit.protocol.gates() if any(test.id in visit.case.results for test in gate.tests)]
    whole = _joined(_gates(visit, reader, tested, sources=True))
    return whole if len(whole) <= LONGEST else _fitting(_gates(visit, reader, tested, sources=False))


def pages(visit: Visit, reader: Person, gate: Gate) -> list[str]:
    """Return all tests of a gate with limit and source, in as many parts as messages need."""
    made = [""]
    for check in gates.verdict(visit, gate).checks:
        said = line(visit, reader, check, source=True)
        made = [*made, said] if len(made[-1]) + len(said) > LONGEST else [*made[:-1], _joined((made[-1], said))]
    return made


def line(visit: Visit, reader: Person, check: Check, *, source: bool) -> str:
    """Return one test: value, limit, pain, when, by whom, and where its figure comes from."""
    turn, test, result = visit.turn, check.test, check.result
    hurt = f"{result.pain}/10" if result and result.pain is not None else ""
    return text(
        turn,
        reader,
        "physio.test_line",
        mark=MARKS[check.standing],
        test=gates.test_name(turn, reader, test),
        value=gates.shown(turn, reader, test, result) if result else "",
        goal=gates.goal(turn, reader, test),
        pain=text(turn, reader, "gates.test_pain", pain=hurt) if hurt else "",
        at=when(turn, reader, result.at) if result else "",
        by=_by(visit, reader, result) if result else "",
        source=test.limit.source if source else "",
    )


def _gates(visit: Visit, reader: Person, tested: Iterable[Gate], *, sources: bool) -> Iterator[str]:
    for gate in tested:
        yield text(visit.turn, reader, "physio.gate_results", gate=gates.name(visit.turn, reader, gate))
        for check in gates.verdict(visit, gate).checks:
            yield line(visit, reader, check, source=sources)


def _fitting(parts: Iterable[str]) -> str:
    said = ""
    for part in parts:
        if len(said) + len(part) > LONGEST:
            return said
        said = _joined((said, part))
    return said


def _by(visit: Visit, reader: Person, result: Result) -> str:
    known = {one.id: one.name for one in (visit.person, reader, *visit.carers)}
    return known.get(result.by or visit.person.id, visit.turn.settings.clinic)


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
