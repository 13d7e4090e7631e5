"""Checking rules and clearances: each can matter, and a worse answer never makes any of them milder.

Each is proved by trying every combination of the answers it reads, one step worse at a time. That suffices for the
whole decision: it is the strictest of all of them, and the strictest of several monotone things is itself monotone.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.core.answers import Kind
from bot.core.conditions import Condition
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.measures import MEASURES
from bot.core.protocol import WINDOWS, Rulebook
from bot.proof.readable import Content
from bot.proof.spaces import MOST, Space, question_of, space

HOPELESS = MOST * 4
UNIT_OF_SCALES = "of 10"
Fault = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """A rule or a clearance about to be proved: `holds_back` says what it does with one set of values."""

    condition: Condition
    clears: bool
    space: Space

    def holds_back(self, places: tuple[int, ...]) -> bool:
        """Whether the runner is held back at these places: a rule that fires, or a clearance that is not met."""
        holds = self.condition.holds(self.space.values(places))
        return holds is not True if self.clears else holds is True


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the rules and clearances of every file."""
    yield from _units(content)
    for path, book in content.books.items():
        for entry, condition, clears in _conditions(book):
            for fault, remedy in _faults(condition, clears=clears, conversations=content.conversations):
                yield ContentError(path, entry, fault, remedy)


def _faults(condition: Condition, *, clears: bool, conversations: Mapping[str, Conversation]) -> tuple[Fault, ...]:
    """Return what is wrong with a rule or clearance that has all its figures."""
    return () if _is_empty(condition) else _proved(Case(condition, clears, space(condition, conversations)))


@lru_cache(maxsize=2048)
def _proved(case: Case) -> tuple[Fault, ...]:
    """Return what is wrong with a case; protocols share many, and each is proved once over the same answers."""
    if case.space.size > HOPELESS:
        return (("This reads too many answers to be proved.", "Split it into several."),)
    verdicts = {places: case.holds_back(places) for places in case.space.places()}
    found = [*_can_matter(case, set(verdicts.values())), *_monotone(case, verdicts.__getitem__)]
    return tuple([*found, *_silent(case)] if case.clears else found)


def _is_empty(condition: Condition) -> bool:
    """Whether it waits for a figure of the clinic."""
    return any(limit.value is None for limit in condition.limits)


def tried(content: Content) -> list[int]:
    """Return how many cases were tried of each rule and clearance, but those that wait for a figure."""
    every = (condition for book in content.books.values() for _, condition, _ in _conditions(book))
    return [space(condition, content.conversations).size for condition in every if not _is_empty(condition)]


def _conditions(book: Rulebook) -> Iterator[tuple[str, Condition, bool]]:
    for rule in book.rules:
        yield f"rules “{rule.id}” when", rule.when, False
    for clearance in book.clearances:
        yield f"clearances “{clearance.id}” must", clearance.must, True


def _can_matter(case: Case, verdicts: set[bool]) -> Iterator[Fault]:
    """Yield what makes no difference whatever is answered."""
    if len(verdicts) > 1:
        return
    always = True in verdicts
    if case.clears:
        fault = "This clearance can never be met." if always else "This clearance can never fail."
    else:
        fault = "This rule fires whatever is answered." if always else "This rule can never fire."
    yield fault, "Mend the condition or its limit."


def _monotone(case: Case, held_back: Callable[[tuple[int, ...]], bool]) -> Iterator[Fault]:
    """Yield the first place at which a worse answer makes it milder."""
    for places in case.space.places():
        if not held_back(places):
            continue
        for worse, number in case.space.one_step_worse(places):
            if not held_back(worse):
                axes = case.space.axes
                before = ", ".join(axis.shown(place) for axis, place in zip(axes, places, strict=True))
                after = axes[number].shown(worse[number])
                fault = f"A worse answer makes this milder: it holds back at {before}, and not at {after}."
                remedy = "Compare each answer with a limit or with the baseline, never with another."
                yield fault, remedy
                return


def _silent(case: Case) -> Iterator[Fault]:
    """Yield the answers without which a clearance is met all the same."""
    for number, axis in enumerate(case.space.axes):
        rest = (places for places in case.space.places() if places[number] == 0)
        if any(case.condition.holds(case.space.values(places) | {axis.name: None}) for places in rest):
            fault = f"This clearance can be met though {axis.name} is not answered."
            yield fault, "Join its parts with `and`, so that silence never clears."


def _units(content: Content) -> Iterator[ContentError]:
    """Yield answers and measures that are compared with a limit in another unit."""
    for path, book in content.books.items():
        for entry, condition, _ in _conditions(book):
            known = {f"limit.{limit.id}": limit for limit in condition.limits}
            for name, limit in _compared(condition.text):
                unit = _unit_of(name, content)
                if unit and not known[limit].unit.startswith(unit):
                    fault = f"{name} is told in “{unit}”, and the limit {limit[6:]} in “{known[limit].unit}”."
                    yield ContentError(path, entry, fault, "Compare it with a limit in its own unit.")


def _compared(text: str) -> Iterator[tuple[str, str]]:
    """Yield each name that is compared with a limit just as it is, and that limit."""
    for node in ast.walk(ast.parse(text, mode="eval")):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name | ast.Attribute):
            limit = ast.unparse(node.comparators[0])
            if limit.startswith("limit."):
                yield ast.unparse(node.left), limit


def _unit_of(name: str, content: Content) -> str:
    """Return how limits on this name begin to tell their unit; empty where that is not known."""
    measure = next((measure for measure in MEASURES if measure.name == name), None)
    if measure:
        return UNIT_OF_SCALES if measure.unit == "0-10" else measure.unit
    asked = question_of(name, content.conversations) if name.partition(".")[0] in WINDOWS else None
    return UNIT_OF_SCALES if asked and asked.kind is Kind.SCALE else ""
