"""Checking ladders: one load variable at a time, rest between sessions, and nothing that falls within a rung.

Must never hold a figure of a protocol; what counts as harder is all it knows.
"""

from collections.abc import Iterator
from itertools import pairwise

from bot.content.files import FLOOR
from bot.core.errors import ContentError
from bot.core.ladder import PACES, TERRAINS, Phase, Rung
from bot.core.protocol import Protocol, Rulebook
from bot.proof.readable import Content
from bot.proof.spaces import around

READ_BY_CODE = frozenset(("extra_rest", "longest_run", "most_pain"))
"""Limits that no rule reads, because the plan, the load ledger and the check go by them."""


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the ladders and the limits of every file."""
    for path, protocol in content.ladders.items():
        yield from _name(path, protocol.id)
        for phase in protocol.phases:
            for rung in phase.rungs:
                yield from _rung(path, rung)
            for lower, higher in pairwise(phase.rungs):
                yield from _growth(path, protocol, phase, (lower, higher))
                yield from _order(path, lower, higher)
        for lower, higher in pairwise(protocol.rungs):
            yield from _step(path, lower, higher)
    for path, book in content.books.items():
        yield from _unread_limits(content, path, book)
        yield from _declared_again(content, path, book)
        yield from _looser(content, path, book)


def harder(lower: Rung, higher: Rung) -> list[str]:
    """Return which load variables are harder on the higher rung; those of another kind of session do not compare."""
    if lower.kind != higher.kind:
        return []
    compared = _MEASURED[lower.kind](lower, higher) | {
        "cycles": higher.cycles[0] > lower.cycles[-1],
        "sessions a week": higher.per_week > lower.per_week,
        "rest days": higher.rest_days < lower.rest_days,
        "pace": PACES.index(higher.pace) > PACES.index(lower.pace),
        "terrain": TERRAINS.index(higher.terrain) > TERRAINS.index(lower.terrain),
    }
    return [variable for variable, is_harder in compared.items() if is_harder]


def _runs(lower: Rung, higher: Rung) -> dict[str, bool]:
    shorter_walk = higher.walk_seconds < lower.walk_seconds or higher.walk_metres < lower.walk_metres
    longer_run = higher.run_seconds > lower.run_seconds or higher.run_metres > lower.run_metres
    return {"run time": longer_run, "walk time": shorter_walk}


def _walks(lower: Rung, higher: Rung) -> dict[str, bool]:
    return {"walk time": higher.walk_seconds > lower.walk_seconds or higher.walk_metres > lower.walk_metres}


def _jumps(lower: Rung, higher: Rung) -> dict[str, bool]:
    """Contacts compare where the exercises are the same; another exercise is another load, however many there are."""
    new = {move.exercise for move in higher.moves} - {move.exercise for move in lower.moves}
    kept = {move.exercise for move in lower.moves} & {move.exercise for move in higher.moves}
    return {"exercise": bool(new), "contacts": bool(kept) and higher.contacts > lower.contacts}


_MEASURED = {"run": _runs, "walk": _walks, "jumps": _jumps}


def _step(path: str, lower: Rung, higher: Rung) -> Iterator[ContentError]:
    changed = harder(lower, higher)
    if len(changed) > 1 and not higher.accepted:
        fault = f"From {lower.id} to here more than one thing gets harder: {', '.join(changed)}."
        remedy = "Put a rung between them, or say in `accepted` why this one is allowed."
        yield ContentError(path, f"rungs “{higher.id}”", fault, remedy)


def _order(path: str, lower: Rung, higher: Rung) -> Iterator[ContentError]:
    """Yield a rung that is easier than the one below it; the first of a phase may be."""
    if not harder(lower, higher) and not higher.accepted:
        fault = f"Nothing gets harder from {lower.id} to here, so the rungs are out of order."
        remedy = "Put them in order, or say in `accepted` why they stand so."
        yield ContentError(path, f"rungs “{higher.id}”", fault, remedy)


def _growth(path: str, protocol: Protocol, phase: Phase, step: tuple[Rung, Rung]) -> Iterator[ContentError]:
    """Yield a step that nobody could take within the weekly cap, even after a full week on the rung below."""
    lower, higher = step
    before, after = lower.cycles[-1] * lower.run_seconds, higher.cycles[0] * higher.run_seconds
    growth = 100 * (after - before) / (before * lower.per_week) if before else 0.0
    bounds = [one.condition for one in protocol.book.in_phase(phase).things if "weekly_change" in one.condition.names]
    for limit in (limit for bound in bounds for limit in bound.limits):
        if limit.allows(growth) is False and not higher.accepted:
            fault = f"From {lower.id} to here a week grows by {growth:.0f} percent, and {limit} is allowed."
            remedy = "Put a rung between them, or say in `accepted` why this one is allowed."
            yield ContentError(path, f"rungs “{higher.id}”", fault, remedy)


def _rung(path: str, rung: Rung) -> Iterator[ContentError]:
    entry = f"rungs “{rung.id}”"
    if rung.rest_days < 1 and rung.kind != "walk" and not rung.accepted:
        fault = "Two days with a session may follow one another here."
        yield ContentError(path, entry, fault, "Set rest_days to 1 or more, or say in `accepted` why not.")
    if any(later < earlier for earlier, later in pairwise(rung.cycles)):
        fault = "The cycles fall from one session to a later one."
        yield ContentError(path, entry, fault, "Let the cycles of a rung stay or grow.")
    doses = {
        "run": rung.run_seconds > 0 and not rung.moves,
        "walk": rung.walk_seconds > 0 and not (rung.run_seconds or rung.run_metres or rung.moves),
        "jumps": bool(rung.moves) and not (rung.run_seconds or rung.walk_seconds),
    }
    if not doses[rung.kind]:
        fault = f"This is no dose of a session of kind {rung.kind}."
        remedy = "Give run_seconds to runs, only walk_seconds to walks, only moves to jumps; metres besides seconds."
        yield ContentError(path, entry, fault, remedy)


def _name(path: str, name: str) -> Iterator[ContentError]:
    if path != f"protocols/{name}.toml":
        fault = f"The id “{name}” is not the name of the file."
        yield ContentError(path, "id", fault, "Give the file and its id the same name.")


def _unread_limits(content: Content, path: str, book: Rulebook) -> Iterator[ContentError]:
    read = {limit.id for thing in book.things for limit in thing.condition.limits}
    read |= {rule.rest.id for rule in book.rules if rule.rest} | content.rests.get(path, frozenset())
    for limit in book.limits:
        if limit.id not in read | READ_BY_CODE:
            fault = "Nothing reads this limit, so it limits nothing."
            yield ContentError(path, f"limits {limit.id}", fault, "Use it in a rule or a clearance, or remove it.")


def _declared_again(content: Content, path: str, book: Rulebook) -> Iterator[ContentError]:
    """Yield ids of the shipped floor that another file takes for itself; the floor is added to, never replaced."""
    if path == FLOOR or FLOOR not in content.books:
        return
    floor = content.books[FLOOR]
    for name in sorted({thing.id for thing in book.things} & {thing.id for thing in floor.things}):
        fault = f"“{name}” is an id of the safety floor, which always stands under it."
        yield ContentError(path, name, fault, "Give your own rule another id; it can only add to the floor.")


def _looser(content: Content, path: str, book: Rulebook) -> Iterator[ContentError]:
    """Yield limits that bear the name of one of the floor and let more through; they would only seem to count."""
    floor = {limit.id: limit for limit in content.books[FLOOR].limits} if FLOOR in content.books else {}
    for limit in book.limits:
        under = floor.get(limit.id)
        if path != FLOOR and under and any(limit.allows(at) and not under.allows(at) for at in around((limit, under))):
            fault = f"This limit, {limit}, is looser than that of the safety floor, {under}, which counts all the same."
            yield ContentError(path, f"limits {limit.id}", fault, "Make it at least as strict, or remove it.")
