"""Checking ladders: one load variable at a time, rest between sessions, and nothing that falls within a rung.

Must never hold a figure of a protocol; what counts as harder is all it knows.
"""

from collections.abc import Iterator
from itertools import pairwise

from bot.content.files import FLOOR
from bot.content.protocols import MUST_BE_CLEARED
from bot.content.readable import Content
from bot.core.errors import ContentError
from bot.core.ladder import Rung
from bot.core.protocol import WINDOWS, Protocol, Rulebook

ABOUT = {
    "pain": ("after_run.pain_during", "h24.pain", "h48.pain"),
    "swelling": ("h24.swelling", "h48.swelling"),
    "gait": ("after_run.gait_run", "h24.gait", "h48.gait"),
}
"""The answers that tell of pain, swelling and gait, in the order of the check-ins that ask for them."""

READ_BY_CODE = frozenset(("extra_rest",))
"""Limits that no rule reads, because the plan itself goes by them."""


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the ladders, the required windows and the limits of every protocol."""
    for path, protocol in content.ladders.items():
        yield from _name(path, protocol.id)
        yield from _windows(path, protocol, content.books[path])
        for rung in protocol.rungs:
            yield from _rung(path, rung)
        for lower, higher in pairwise(protocol.rungs):
            yield from _step(path, lower, higher)
    for path, book in content.books.items():
        yield from _unread_limits(path, book)
        yield from _declared_again(content, path, book)


def harder(lower: Rung, higher: Rung) -> list[str]:
    """Return which load variables are harder on the higher rung."""
    compared = {
        "run time": higher.run_seconds > lower.run_seconds,
        "walk time": higher.walk_seconds < lower.walk_seconds,
        "cycles": higher.cycles[0] > lower.cycles[-1],
        "sessions a week": higher.per_week > lower.per_week,
        "rest days": higher.rest_days < lower.rest_days,
    }
    return [variable for variable, is_harder in compared.items() if is_harder]


def _step(path: str, lower: Rung, higher: Rung) -> Iterator[ContentError]:
    changed = harder(lower, higher)
    if len(changed) > 1 and not higher.accepted:
        fault = f"From {lower.id} to here more than one thing gets harder: {', '.join(changed)}."
        remedy = "Put a rung between them, or say in `accepted` why this one is allowed."
        yield ContentError(path, f"rungs “{higher.id}”", fault, remedy)


def _rung(path: str, rung: Rung) -> Iterator[ContentError]:
    entry = f"rungs “{rung.id}”"
    if rung.rest_days < 1 and not rung.accepted:
        fault = "Two days with a run may follow one another here."
        yield ContentError(path, entry, fault, "Set rest_days to 1 or more, or say in `accepted` why not.")
    if any(later < earlier for earlier, later in pairwise(rung.cycles)):
        fault = "The cycles fall from one session to a later one."
        yield ContentError(path, entry, fault, "Let the cycles of a rung stay or grow.")


def _windows(path: str, protocol: Protocol, own: Rulebook) -> Iterator[ContentError]:
    """Yield windows out of order or unread, and subjects that the protocol's own clearances do not follow through."""
    if list(protocol.windows) != [window for window in WINDOWS if window in protocol.windows]:
        remedy = f"Write them once each, in this order: {', '.join(WINDOWS)}."
        yield ContentError(path, "windows", "The check-ins are not in the order in which they come.", remedy)
    for clearance in protocol.book.clearances:
        unasked = {name.partition(".")[0] for name in clearance.must.names} & set(WINDOWS) - set(protocol.windows)
        if unasked:
            fault = f"The clearance “{clearance.id}” needs {', '.join(sorted(unasked))}, which is not required here."
            yield ContentError(path, "windows", fault, "Add the check-in, because nobody could ever go on without it.")
    for subject in MUST_BE_CLEARED:
        read = {name for one in own.clearances if one.about == subject for name in one.must.names}
        needed = [name for name in ABOUT[subject] if name.partition(".")[0] in protocol.windows]
        left_out = [name for name in needed if name not in read]
        if left_out:
            fault = f"What clears {subject} does not read {', '.join(left_out)}."
            yield ContentError(path, "clearances", fault, "Read the answer of every required check-in.")


def _name(path: str, name: str) -> Iterator[ContentError]:
    if path != f"protocols/{name}.toml":
        fault = f"The id “{name}” is not the name of the file."
        yield ContentError(path, "id", fault, "Give the file and its id the same name.")


def _unread_limits(path: str, book: Rulebook) -> Iterator[ContentError]:
    conditions = [rule.when for rule in book.rules] + [clearance.must for clearance in book.clearances]
    read = {limit.id for condition in conditions for limit in condition.limits}
    read |= {rule.rest.id for rule in book.rules if rule.rest}
    for limit in book.limits:
        if limit.id not in read | READ_BY_CODE:
            fault = "Nothing reads this limit, so it limits nothing."
            yield ContentError(path, f"limits {limit.id}", fault, "Use it in a rule or a clearance, or remove it.")


def _declared_again(content: Content, path: str, book: Rulebook) -> Iterator[ContentError]:
    """Yield ids of the shipped floor that another file takes for itself; the floor is added to, never replaced."""
    if path == FLOOR or FLOOR not in content.books:
        return
    for name in sorted(_ids(book) & _ids(content.books[FLOOR])):
        fault = f"“{name}” is an id of the safety floor, which always stands under it."
        yield ContentError(path, name, fault, "Give your own rule another id; it can only add to the floor.")


def _ids(book: Rulebook) -> set[str]:
    return {rule.id for rule in book.rules} | {clearance.id for clearance in book.clearances}
