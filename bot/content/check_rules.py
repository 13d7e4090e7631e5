"""Checking rules and clearances: each can matter, and a worse answer never makes any of them milder.

Each is proved by trying every combination of the answers it reads, one step worse at a time. That suffices for the
whole decision: it is the strictest of all of them, and the strictest of several monotone things is itself monotone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.content.check_scripts import walk
from bot.content.readable import Content
from bot.content.spaces import MOST, Space, space
from bot.core.conditions import Condition
from bot.core.errors import ContentError
from bot.core.protocol import WINDOWS, Rulebook

HOPELESS = MOST * 4


@dataclass(frozen=True)
class Case:
    """A rule or a clearance about to be proved: `holds_back` says what it does with one set of values."""

    file: str
    entry: str
    condition: Condition
    clears: bool
    space: Space

    def holds_back(self, places: tuple[int, ...]) -> bool:
        """Whether the runner is held back at these places: a rule that fires, or a clearance that is not met."""
        holds = self.condition.holds(self.space.values(places))
        return holds is not True if self.clears else holds is True

    def problem(self, fault: str, remedy: str) -> ContentError:
        """Return a problem of this rule or clearance."""
        return ContentError(self.file, self.entry, fault, remedy)


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the rules and clearances of every file."""
    asked = _always_asked(content)
    for case in cases(content):
        if case.space.size > HOPELESS:
            yield case.problem("This reads too many answers to be proved.", "Split it into several.")
            continue
        verdicts = {places: case.holds_back(places) for places in case.space.places()}
        yield from _can_matter(case, set(verdicts.values()))
        yield from _monotone(case, verdicts.__getitem__)
        if case.clears:
            yield from _silent(case)
            yield from _left_out(case, asked)


def cases(content: Content) -> Iterator[Case]:
    """Yield every rule and clearance with all that it could see."""
    for path, book in content.books.items():
        for entry, condition, clears in _conditions(book):
            yield Case(path, entry, condition, clears, space(condition, content.conversations))


def _conditions(book: Rulebook) -> Iterator[tuple[str, Condition, bool]]:
    for rule in book.rules:
        yield f"rules “{rule.id}” when", rule.when, False
    for clearance in book.clearances:
        yield f"clearances “{clearance.id}” must", clearance.must, True


def _can_matter(case: Case, verdicts: set[bool]) -> Iterator[ContentError]:
    """Yield what makes no difference whatever is answered."""
    if len(verdicts) > 1:
        return
    always = True in verdicts
    if case.clears:
        fault = "This clearance can never be met." if always else "This clearance can never fail."
    else:
        fault = "This rule fires whatever is answered." if always else "This rule can never fire."
    yield case.problem(fault, "Mend the condition or its limit.")


def _monotone(case: Case, held_back: Callable[[tuple[int, ...]], bool]) -> Iterator[ContentError]:
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
                yield case.problem(fault, remedy)
                return


def _silent(case: Case) -> Iterator[ContentError]:
    """Yield the answers without which a clearance is met all the same."""
    for number, axis in enumerate(case.space.axes):
        rest = (places for places in case.space.places() if places[number] == 0)
        if any(case.condition.holds(case.space.values(places) | {axis.name: None}) for places in rest):
            fault = f"This clearance can be met though {axis.name} is not answered."
            yield case.problem(fault, "Join its parts with `and`, so that silence never clears.")


def _left_out(case: Case, asked: dict[str, frozenset[str]]) -> Iterator[ContentError]:
    """Yield the answers that a clearance needs and that are not asked on every path of a run."""
    for name in sorted(case.condition.names):
        window, _, question = name.partition(".")
        if window in asked and question not in asked[window]:
            fault = f"This clearance reads {name}, which is not asked on every path, so it could not be met there."
            yield case.problem(fault, "Read a question that is always asked, or make it a rule.")


def _always_asked(content: Content) -> dict[str, frozenset[str]]:
    """Return the questions of each check-in that come up on every path, but for a session that was not run."""
    always = {}
    for window in WINDOWS:
        found = walk(content.conversations[window]).paths if window in content.conversations else {}
        run = [frozenset(path) for path, answers in found.items() if answers.get("done") != "skipped"]
        always[window] = frozenset.intersection(*run) if run else frozenset()
    return always
