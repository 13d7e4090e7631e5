"""Every answer that a condition could see: the values of each name that it reads, and which of two is worse.

Used to prove conditions by trying them all. Must never know what a condition is for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil, floor, prod
from typing import Any

from bot.content.protocols import SCRIPTS
from bot.core.answers import Kind, Question
from bot.core.conditions import Condition
from bot.core.conversation import Conversation
from bot.core.limits import Limit
from bot.core.measures import MEASURES, Measure
from bot.core.protocol import WINDOWS

MOST = 50_000
"""How many combinations are tried; above that, scales keep their bounds and the values around each limit."""

_NOTHING = Condition("", frozenset(), (), lambda _: None)
_HOURS = (0, 24, 48)
_BASELINE = "baseline."


@dataclass(frozen=True)
class Axis:
    """The values of one name; `worse` holds each pair of places whose second is one step worse than its first."""

    name: str
    values: tuple[Any, ...]
    worse: tuple[tuple[int, int], ...] = ()

    def shown(self, place: int) -> str:
        """Return one value as an author knows it."""
        value = self.values[place]
        words = ", ".join(value) or "nothing" if isinstance(value, tuple) else value
        return f"{self.name} {words}"


@dataclass(frozen=True)
class Space:
    """All combinations of the values of a few names."""

    axes: tuple[Axis, ...]

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return prod(len(axis.values) for axis in self.axes)

    def places(self) -> Iterator[tuple[int, ...]]:
        """Yield every combination as places in the axes."""
        return product(*(range(len(axis.values)) for axis in self.axes))

    def values(self, places: tuple[int, ...]) -> dict[str, Any]:
        """Return what a condition sees at these places."""
        return {axis.name: axis.values[place] for axis, place in zip(self.axes, places, strict=True)}

    def one_step_worse(self, places: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield every combination that is worse in one name by one step, with the number of that name."""
        for number, axis in enumerate(self.axes):
            for milder, worse in axis.worse:
                if places[number] == milder:
                    yield (*places[:number], worse, *places[number + 1 :]), number


def space(condition: Condition, conversations: Mapping[str, Conversation]) -> Space:
    """Return every combination that a condition could see, or its bounds and limits where those are too many."""
    near = around(condition.limits)
    names = sorted(condition.names)
    whole = Space(tuple(_axis(name, condition, near, conversations) for name in names))
    return whole if whole.size <= MOST else Space(tuple(_thinned(axis, near) for axis in whole.axes))


def axis_of(name: str, condition: Condition | None, conversations: Mapping[str, Conversation]) -> Axis:
    """Return the values of one name: all of an answer's where no condition is given, or fewer around its limits."""
    near = around(condition.limits if condition else ())
    whole = _axis(name, condition or _NOTHING, near, conversations)
    return _thinned(whole, near) if condition else whole


def question_of(name: str, conversations: Mapping[str, Conversation]) -> Question | None:
    """Return the question behind `window.question`, in whichever conversation of that check-in it stands."""
    window, _, question_id = name.partition(".")
    scripts = (conversations.get(script) for script in (window, *SCRIPTS[window].values()))
    return next((asked for script in scripts if script and (asked := script.question(question_id))), None)


def around(limits: Iterable[Limit]) -> list[float]:
    """Return the figures below, at and above every limit that is filled in."""
    filled = [limit.value for limit in limits if limit.value is not None]
    return sorted({number for at in filled for number in (at - 1, at, at + 1, floor(at), ceil(at))})


def _axis(name: str, condition: Condition, near: list[float], conversations: Mapping[str, Conversation]) -> Axis:
    if name == "flags":
        question = conversations["h48"].question("flags")
        return _of_flags(name, condition, question.options if question else ())
    if name.partition(".")[0] in WINDOWS:
        question = question_of(name, conversations)
        return _of_question(name, condition, near, question) if question else Axis(name, ())
    measure = next(measure for measure in MEASURES if measure.name == name)
    return _of_measure(measure, near)


def _of_question(name: str, condition: Condition, near: list[float], question: Question) -> Axis:
    if question.kind is Kind.SEVERAL:
        return _of_flags(name, condition, question.options)
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        numbers = _numbers(question, near)
        # How many minutes were run is no better or worse in itself.
        steps = _upwards(len(numbers)) if question.kind is Kind.SCALE else ()
        return Axis(name, numbers, steps if question.worse == "higher" else _turned(steps))
    return Axis(name, question.options, _upwards(len(question.options)) if question.ordered else ())


def _numbers(question: Question, near: list[float]) -> tuple[float, ...]:
    whole = range(question.low, question.high + 1)
    if len(whole) <= MOST // 1000:
        return tuple(whole)
    kept = {question.low, question.high, *near}
    return tuple(sorted(number for number in kept if question.low <= number <= question.high))


def _of_measure(measure: Measure, near: list[float]) -> Axis:
    """Return a measure's values, more of it being worse; the baseline is frozen, so nothing makes it worse."""
    if measure.term.options:
        values: tuple[Any, ...] = measure.term.options
    elif measure.unit == "0-10":
        values = tuple(range(11))
    elif measure.name == "soreness_hours":
        values = _HOURS
    else:
        values = tuple(sorted({0.0, *(number for number in near if number >= 0), 1000.0}))
    return Axis(measure.name, values, () if measure.name.startswith(_BASELINE) else _upwards(len(values)))


def _of_flags(name: str, condition: Condition, options: tuple[str, ...]) -> Axis:
    """Return every set of the flags that the condition names, with one more that stands for all it does not name."""
    named = [option for option in options if re.search(rf"[\"']{option}[\"']", condition.text)]
    others = [option for option in options if option not in named][:1]
    tried = [*named, *others]
    sets = [chosen for count in range(len(tried) + 1) for chosen in combinations(tried, count)]
    place = {chosen: number for number, chosen in enumerate(sets)}
    worse = [
        (place[fewer], place[more])
        for fewer in sets
        for more in sets
        if len(more) == len(fewer) + 1 and set(fewer) < set(more)
    ]
    return Axis(name, tuple(sets), tuple(worse))


def _thinned(axis: Axis, near: list[float]) -> Axis:
    if len(axis.worse) != len(axis.values) - 1 or isinstance(axis.values[0], str | tuple):
        return axis
    kept = tuple(value for value in axis.values if value in (axis.values[0], axis.values[-1], *near))
    steps = _upwards(len(kept))
    return Axis(axis.name, kept, steps if axis.worse[0][0] < axis.worse[0][1] else _turned(steps))


def _upwards(count: int) -> tuple[tuple[int, int], ...]:
    return tuple((place, place + 1) for place in range(count - 1))


def _turned(steps: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((worse, milder) for milder, worse in steps)
