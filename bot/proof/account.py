"""A protocol as a physio reads it: its way, its gates, its rules, every figure with unit, origin and source.

Must never judge, and never leave out what a file says; how it looks is for the pages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.rulebooks import limit as limit_of
from bot.content.schema import GateEntry, LimitEntry, PhaseEntry, ProtocolFile, RungEntry, TestEntry
from bot.core.ladder import Rung
from bot.core.protocol import Clearance, Rule, Rulebook
from bot.proof.wording import Wording, kept

SIDES = {"one": "", "both": "each side", "compare": "weaker side as percent of the stronger"}
BY = {"patient": "patient, alone", "physio": "physio measures"}


@dataclass(frozen=True)
class Figure:
    """One figure in words, and where it comes from; `empty` where the clinic has to fill it in."""

    words: str
    origin: str
    source: str
    about: str = ""
    empty: bool = False


@dataclass(frozen=True)
class Line:
    """A rule or a clearance in words; `company` names what always speaks up together with it."""

    id: str
    clears: bool
    outcome: str
    words: str
    when: str
    tell: bool
    limits: tuple[Figure, ...]
    origin: str
    source: str
    about: str
    phases: tuple[str, ...]
    company: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A rung: its dose in words, its bars (minutes run and walked, or contacts) and its source."""

    id: str
    dose: str
    sessions: int
    run: float
    walk: float
    contacts: int
    per_week: int
    rest_days: int
    origin: str
    source: str
    accepted: str


@dataclass(frozen=True)
class Criterion:
    """A test of a gate."""

    name: str
    how: str
    asks: Figure
    sides: str
    by: str
    pain: Figure | None


@dataclass(frozen=True)
class Gateway:
    """A gate: its tests, and how long a result counts."""

    name: str
    fresh: Figure
    tests: tuple[Criterion, ...]


@dataclass(frozen=True)
class Stage:
    """A phase of the way: what has to be passed before it, and its steps."""

    id: str
    name: str
    kind: str
    gates: tuple[Gateway, ...]
    checkpoint: str
    checkpoint_source: str
    windows: tuple[str, ...]
    windows_source: str
    recovery: Figure | None
    expected: Figure | None
    steps: tuple[Step, ...]
    ladder: bool

    @property
    def most(self) -> float:
        """The height of the highest bar."""
        return max((step.contacts or step.run + step.walk for step in self.steps), default=0) or 1


class Teller:
    """Puts a file into words; `company` names by rule what always speaks up together with it."""

    def __init__(self, wording: Wording, rungs: Mapping[str, Rung], company: Mapping[str, frozenset[str]]) -> None:
        self._wording, self._rungs, self._company = wording, rungs, company

    def lines(self, book: Rulebook) -> list[Line]:
        """Return the rules of a book, the strictest first, then its clearances."""
        return [self._line(one) for one in sorted(book.rules, key=lambda rule: -rule.at_least)] + [
            self._line(one) for one in book.clearances
        ]

    def stages(self, parsed: ProtocolFile) -> list[Stage]:
        """Return the phases of a protocol file in words."""
        return [self._stage(entry) for entry in parsed.phases]

    def figures(self, limits: Mapping[str, LimitEntry]) -> list[Figure]:
        """Return limits as figures."""
        return [self.figure(entry, name) for name, entry in limits.items()]

    def figure(self, entry: LimitEntry, about: str = "") -> Figure:
        """Return one limit as a figure."""
        said = kept(limit_of(about or "limit", entry))
        return Figure(said, entry.origin, entry.source, about.replace("_", " "), entry.value is None)

    def _line(self, thing: Rule | Clearance) -> Line:
        wording, limits = self._wording, thing.condition.limits
        is_rule = isinstance(thing, Rule)
        figures = [
            Figure(kept(one), one.origin, one.source, one.id.replace("_", " "), one.value is None) for one in limits
        ]
        if isinstance(thing, Rule) and thing.rest:
            rest = thing.rest
            said = f"{rest.value:g} more days of rest" if rest.value is not None else "… days of rest"
            figures.append(Figure(said, rest.origin, rest.source, "rest", rest.value is None))
        return Line(
            thing.id,
            not is_rule,
            thing.at_least.id if isinstance(thing, Rule) else "repeat",
            wording.reason(thing.id, limits),
            wording.condition(thing.condition.text, limits),
            isinstance(thing, Rule) and thing.tell,
            tuple(figures),
            thing.origin,
            thing.source,
            thing.about if isinstance(thing, Clearance) else "",
            tuple(wording.named("phase", name) for name in thing.phases),
            tuple(sorted(self._company.get(thing.id, ()))),
        )

    def _stage(self, entry: PhaseEntry) -> Stage:
        wording, expected = self._wording, entry.expected
        return Stage(
            entry.id,
            wording.named("phase", entry.id),
            entry.kind,
            tuple(self._gate(gate) for gate in entry.gates),
            wording.named("checkpoint", entry.checkpoint) if entry.checkpoint else "",
            entry.checkpoint_source or "",
            tuple(wording.named("window", window) for window in entry.windows),
            entry.windows_source or "",
            self.figure(entry.recovery, "recovery") if entry.recovery else None,
            Figure(f"{expected.low} to {expected.high} {expected.unit}", expected.origin, expected.source)
            if expected
            else None,
            tuple(self._step(rung, entry.kind) for rung in entry.rungs),
            entry.ladder,
        )

    def _gate(self, entry: GateEntry) -> Gateway:
        tests = tuple(self._test(test) for test in entry.tests)
        return Gateway(self._wording.named("gate", entry.id), self.figure(entry.fresh), tests)

    def _test(self, entry: TestEntry) -> Criterion:
        name = self._wording.text(f"tests.{entry.id}__short", entry.id.replace("_", " "))
        return Criterion(
            name,
            self._wording.text(f"tests.{entry.id}"),
            Figure(_asked(entry), entry.origin, entry.source, empty=entry.value is None),
            SIDES[entry.sides],
            BY[entry.by],
            self.figure(entry.pain, "pain") if entry.pain else None,
        )

    def _step(self, entry: RungEntry, kind: str) -> Step:
        last, contacts = entry.cycles[-1], self._rungs[entry.id].contacts
        return Step(
            entry.id,
            "; ".join(_dose(entry, kind)),
            len(entry.cycles),
            last * entry.run_seconds / 60,
            last * entry.walk_seconds / 60,
            last * contacts,
            entry.per_week,
            entry.rest_days,
            entry.origin,
            entry.source,
            entry.accepted or "",
        )


def _asked(entry: TestEntry) -> str:
    limit = limit_of(entry.id, entry)
    if entry.unit != "yes":
        return kept(limit)
    return "…" if entry.value is None else "yes" if limit.allows(1) else "no"


def _dose(entry: RungEntry, kind: str) -> Iterator[str]:
    fewest, most = min(entry.cycles), max(entry.cycles)
    times = "" if most == 1 else f" × {fewest}" if fewest == most else f" × {fewest}-{most}"
    if kind == "jumps":
        yield ", ".join(_move(one.exercise, one.count, one.each, one.sets) for one in entry.moves) + times
    elif kind == "walk":
        yield f"walk {_amount(entry.walk_seconds, entry.walk_metres)}{times}"
    else:
        walk = f" / walk {_amount(entry.walk_seconds, entry.walk_metres)}" if entry.walk_seconds else ""
        yield f"run {_amount(entry.run_seconds, entry.run_metres)}{walk}{times}"
    if entry.pace != "easy":
        yield f"{entry.pace} pace"
    if entry.terrain != "flat":
        yield entry.terrain
    if entry.warm_up_minutes:
        yield f"warm-up {entry.warm_up_minutes} min"


def _amount(seconds: int, metres: int) -> str:
    minutes, rest = divmod(seconds, 60)
    said = " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if part)
    return f"{metres} m (counted as {said})" if metres else said


def _move(exercise: str, count: int, each: str, sets: int) -> str:
    repeated = f" × {sets} sets" if sets > 1 else ""
    return f"{count} {exercise.replace('_', ' ')}{'' if each == 'total' else f' each {each}'}{repeated}"
