"""Proving that a worse answer is never rewarded, for a whole protocol with the floor and a condition in it.

Each rule alone is proved by `check_rules`, over every combination of the ordered answers that it reads. Two things are
left, and are proved here: that measures never fall when an answer gets worse; and that where an answer without an order
gets worse and a rule falls silent, another rule that is at least as strict speaks up in every such case.
Must never stand alone: `prove_walk` makes whole sessions worse step by step and watches the decision itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from bot.core.measures import MEASURES, Evidence, Measure, Series, falling_ready_runs, rising_runs
from bot.core.protocol import WINDOWS, Clearance, Outcome, Protocol, Rule
from bot.proof.spaces import Axis, axis_of
from bot.proof.trial import Scripts, Trial
from bot.proof.worse import UNORDERED

Thing = Rule | Clearance

SORE, SORENESS = "muscle", "muscle_soreness"
"""Where muscles are sore, how much is asked as well; so the two get worse together, and before any other pain."""

READ_FROM: Mapping[str, tuple[str, ...]] = {
    "worst_pain": ("after_run.pain_during", "h24.pain", "h48.pain"),
    "worst_muscle_soreness": ("h24.pain_kind", "h24.muscle_soreness", "h48.pain_kind", "h48.muscle_soreness"),
    "soreness_hours": ("h24.pain_kind", "h48.pain_kind"),
}
"""The answers from which a measure is read; every other measure is a figure by itself, and more of it is worse."""


@dataclass(frozen=True)
class Unproved:
    """Something that could not be proved: what, and where it fails."""

    fault: str
    remedy: str


@dataclass(frozen=True)
class Table:
    """When one rule or clearance holds a runner back, over the answers behind all that it reads."""

    thing: Thing
    axes: tuple[Axis, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The answers and figures that it is read from."""
        return tuple(axis.name for axis in self.axes)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield every combination of them."""
        for values in product(*(axis.values for axis in self.axes)):
            yield dict(zip(self.names, values, strict=True))

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether the runner is held back at these values, among which may be others."""
        holds = self.thing.condition.holds(_seen(row))
        return holds is not True if isinstance(self.thing, Clearance) else holds is True


@lru_cache(maxsize=4096)
def _seen_measures(answers: tuple[tuple[str, Any], ...]) -> Mapping[str, Any]:
    series = Series("")
    for window in WINDOWS:
        given = {name.partition(".")[2]: value for name, value in answers if name.startswith(f"{window}.")}
        if given.get("pain_kind") != SORE:
            given.pop(SORENESS, None)
        series = series.with_window(window, given)
    evidence = Evidence(series)
    return {measure.name: measure.read(evidence) for measure in MEASURES if measure.name in READ_FROM}


def _seen(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a condition sees at these answers: them, and the measures read from them."""
    behind = {name for names in READ_FROM.values() for name in names}
    return {**_seen_measures(tuple(item for item in row.items() if item[0] in behind)), **row}


class Tables:
    """The tables of all rules that were met so far; the same rule in another protocol is not worked out again."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts
        self._made: dict[Thing, Table] = {}
        self._proved: dict[tuple[frozenset[Thing], str], tuple[Unproved, ...]] = {}

    def of(self, thing: Thing) -> Table:
        """Return the table of a rule or clearance."""
        if thing not in self._made:
            names = {behind for name in thing.condition.names for behind in READ_FROM.get(name, (name,))}
            axes = tuple(axis_of(name, thing.condition, self._scripts) for name in sorted(names))
            self._made[thing] = Table(thing, axes)
        return self._made[thing]

    def unproved(self, things: tuple[Thing, ...]) -> Iterator[Unproved]:
        """Yield where an answer without an order gets worse and the rules together get milder."""
        tables = [self.of(thing) for thing in things]
        unordered = {name for table in tables for name in table.names if name.partition(".")[2] in UNORDERED}
        for name in sorted(unordered):
            readers = tuple(table for table in tables if name in table.names)
            key = frozenset(table.thing for table in readers), name
            if key not in self._proved:
                self._proved[key] = tuple(_uncovered(name, readers))
            yield from self._proved[key]


def _uncovered(name: str, readers: tuple[Table, ...]) -> Iterator[Unproved]:
    question = name.partition(".")[2]
    for table in readers:
        for milder, worse in ((a, b) for a, options in UNORDERED[question].items() for b in options):
            if not _is_covered(table, readers, name, (milder, worse)):
                fault = (
                    f"A worse answer makes this milder: “{table.thing.id}” holds back at {name} {milder}, "
                    f"not at {worse}, and nothing as strict takes its place."
                )
                yield Unproved(fault, "Let it hold back at the worse answer as well.")


def _is_covered(table: Table, readers: tuple[Table, ...], name: str, step: tuple[str, str]) -> bool:
    """Whether, wherever a rule falls silent by this step, one other rule that is as strict holds back after it."""
    lost = [row for row in table.rows() if row[name] == step[0] and table.holds(row)]
    lost = [row for row in lost if not table.holds({**row, name: step[1]})]
    others = [other for other in readers if _is_as_strict(other.thing, table.thing)]
    return all(any(_always_holds(other, {**row, name: step[1]}) for other in others) for row in lost)


def _always_holds(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether a rule holds back at these values, whatever else it reads."""
    free = [axis for axis in table.axes if axis.name not in row]
    return all(
        table.holds({**row, **dict(zip((axis.name for axis in free), values, strict=True))})
        for values in product(*(axis.values for axis in free))
    )


def _is_as_strict(other: Thing, thing: Thing) -> bool:
    if _outcome(other) < _outcome(thing):
        return False
    tells = isinstance(other, Rule) and (other.tell or other.at_least >= Outcome.REASSESS)
    told = isinstance(thing, Rule) and thing.tell
    return (tells or not told) and (_outcome(other) >= Outcome.REASSESS or _rest(other) >= _rest(thing))


def _outcome(thing: Thing) -> Outcome:
    return thing.at_least if isinstance(thing, Rule) else Outcome.REPEAT


def _rest(thing: Thing) -> int:
    return thing.rest_days if isinstance(thing, Rule) else 0


def falling_measures(scripts: Scripts) -> Iterator[Unproved]:
    """Yield measures that fall, or are lost, when an ordered answer they are read from gets worse."""
    for measure in (one for one in MEASURES if one.name in READ_FROM):
        names = READ_FROM[measure.name]
        axes = tuple(axis_of(name, None, scripts) for name in names)
        for places in product(*(range(len(axis.values)) for axis in axes)):
            row = {axis.name: axis.values[place] for axis, place in zip(axes, places, strict=True)}
            yield from _fallen(measure, axes, row)


def _fallen(measure: Measure, axes: tuple[Axis, ...], row: dict[str, Any]) -> Iterator[Unproved]:
    before = _seen(row)[measure.name]
    for axis in axes:
        place = axis.values.index(row[axis.name])
        for milder, worse in axis.worse:
            after = _seen({**row, axis.name: axis.values[worse]})[measure.name] if milder == place else before
            if before is not None and (after is None or after < before):
                fault = f"The measure {measure.name} falls from {before} to {after} when {axis.name} gets worse."
                yield Unproved(fault, "Mend the measure.")


def shrinking_streaks() -> Iterator[Unproved]:
    """Yield runs of rising pain or falling readiness that a worse answer makes shorter, whatever was before."""
    for earlier in product(range(4), repeat=3):
        history = tuple(Series("", after_run={"pain_during": pain}, h48={"ready": 10 - pain}) for pain in earlier)
        for count in (rising_runs, falling_ready_runs):
            last = [count(Evidence(_of_pain(pain), history)) for pain in range(11)]
            if last != sorted(last):
                yield Unproved(f"The measure {count.__name__} falls when the last run gets worse.", "Mend the measure.")


def _of_pain(pain: int) -> Series:
    return Series("", after_run={"pain_during": pain}, h48={"ready": 10 - pain})


def unordered_of(protocol: Protocol, trial: Trial, tables: Tables) -> Iterator[Unproved]:
    """Yield what could not be proved of all rules that stand in one phase, taken together."""
    things = protocol.book.in_phase(trial.phase).things
    yield from tables.unproved(tuple(thing for thing in things if _is_filled(thing)))


def _is_filled(thing: Thing) -> bool:
    return all(limit.value is not None for limit in thing.condition.limits)
