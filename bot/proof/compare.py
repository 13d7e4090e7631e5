"""Comparing two ways back to running: which answers they decide differently, and where their ladders and gates differ.

A perfect session is tried with one answer changed, around every limit of either of them, and with two where a rule
reads both; all other pairs follow, because a decision is the strictest of what each rule says.
Must never say which of the two is better.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from bot.content.files import File
from bot.content.library import Library, load
from bot.content.schema import ProtocolFile, parse
from bot.core.answers import Kind
from bot.core.decision import decide
from bot.core.errors import ContentError
from bot.core.protocol import Protocol
from bot.proof.account import Teller
from bot.proof.spaces import axis_of
from bot.proof.trial import Trial, best
from bot.proof.wording import Wording, kept
from bot.proof.worse import worse_than


@dataclass(frozen=True)
class Side:
    """One of the two: its protocol, its library and how the person called it."""

    called: str
    protocol: Protocol
    library: Library


@dataclass(frozen=True)
class Difference:
    """Answers besides perfect ones, what each side decides on them, and why."""

    answers: tuple[tuple[str, Any], ...]
    outcomes: tuple[str, str]
    reasons: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Comparison:
    """What differs between two sides; `tried` counts the sessions."""

    sides: tuple[Side, Side]
    differences: tuple[Difference, ...]
    tried: int
    lines: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing was found that differs."""
        return not self.differences and not self.lines


def side(called: str, folder: Path | None, condition: str) -> Side:
    """Return one side: a protocol or a pair by name, `folder:name`, or a protocol file that lies anywhere."""
    path = Path(called)
    if called.endswith(".toml"):
        return _of_file(called, path, folder, condition)
    place, _, name = called.rpartition(":")
    library = load(Path(place) if place else folder)
    return _side(called, library, name, condition)


def _of_file(called: str, path: Path, folder: Path | None, condition: str) -> Side:
    library = load(folder)
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise ContentError(called, "", "The file cannot be read.", "Check the path.") from None
    name = parse(File(called, text, called), ProtocolFile).id
    library.files[f"protocols/{name}.toml"] = File(f"protocols/{name}.toml", text, f"of {called}")
    return _side(called, library, name, condition)


def _side(called: str, library: Library, name: str, condition: str) -> Side:
    protocol = library.protocol(name, condition or plainest(library, name))
    if protocol.needs_ladder:
        fault = "This protocol has no ladder of its own."
        raise ContentError(called, "", fault, f"Pair it, such as {name}+{library.choices()[0]}.")
    return Side(called, protocol, library)


def plainest(library: Library, name: str) -> str:
    """Return the condition that adds least, so that it hides least of what the two decide themselves."""
    joined = {one: library.protocol(name, one) for one in library.condition_names()}
    return min(joined, key=lambda one: (len(joined[one].book.things), joined[one].rest_days, one))


def compare(one: Side, other: Side) -> Comparison:
    """Return what differs between two sides."""
    trials = _trial(one), _trial(other)
    found: list[Difference] = []
    singles, tried = _singles(*trials, found), 0
    together = _together(*trials)
    for pair in combinations(singles, 2):
        if frozenset((pair[0][0], pair[1][0])) in together:
            tried += 1
            found += _difference(trials, pair)
    lines = (*_of_limits(one, other), *_of_files(one, other))
    return Comparison((one, other), tuple(found), tried + len(singles), lines)


def _singles(one: Trial, other: Trial, found: list[Difference]) -> list[tuple[str, Any]]:
    """Return the changes of one answer that matter, adding those that are decided differently to what was found.

    A value that says the same to both sides as the one before it says nothing new. Of a change that makes a difference
    by itself, two answers with it in them say nothing new.
    """
    kept_apart = []
    for name in _read(one, other):
        seen: set[tuple[frozenset[str], ...]] = {_said((one, other), ())}
        for value in _values(one, other, name):
            said = _said((one, other), ((name, value),))
            if said in seen:
                continue
            seen.add(said)
            differs = _difference((one, other), ((name, value),))
            found += differs
            kept_apart += [] if differs else [(name, value)]
    return kept_apart


def _together(one: Trial, other: Trial) -> set[frozenset[str]]:
    """Return the pairs of names that some rule of either side reads together."""
    things = (thing for trial in (one, other) for thing in trial.protocol.book_of(trial.rung).things)
    return {frozenset(pair) for thing in things for pair in combinations(thing.condition.names, 2)}


def _said(trials: tuple[Trial, Trial], answers: tuple[tuple[str, Any], ...]) -> tuple[frozenset[str], ...]:
    made = (decide(trial.protocol, trial.changed(dict(answers))) for trial in trials)
    return tuple(frozenset(fired.rule for fired in decision.fired) for decision in made)


def _difference(trials: tuple[Trial, Trial], answers: tuple[tuple[str, Any], ...]) -> list[Difference]:
    """Return the difference that these answers make, if any."""
    first, second = (decide(trial.protocol, trial.changed(dict(answers))) for trial in trials)
    if first.outcome is second.outcome:
        return []
    reasons = tuple(one.rule for one in first.reasons), tuple(one.rule for one in second.reasons)
    return [Difference(answers, (first.outcome.id, second.outcome.id), reasons)]


def _trial(one: Side) -> Trial:
    """Return a trial among the runs, on a rung with another below it where there is one."""
    phases = [phase for phase in one.protocol.phases if phase.rungs and phase.kind == "run"]
    phase = phases[0] if phases else next(phase for phase in one.protocol.phases if phase.rungs)
    rung = phase.rungs[min(1, len(phase.rungs) - 1)]
    return Trial(one.protocol, phase, rung.id, one.library.conversations)


def _read(one: Trial, other: Trial) -> list[str]:
    """Return what rules of either read; answers that both ask, and figures."""
    names: dict[str, None] = {}
    for trial in (one, other):
        for thing in trial.protocol.book_of(trial.rung).things:
            names.update((name, None) for name in sorted(thing.condition.names) if not name.startswith("baseline."))
    asked = one.questions.keys() & other.questions.keys()
    return [name for name in names if name in asked or name.partition(".")[0] not in ("after_run", "h24", "h48")]


def _values(one: Trial, other: Trial, name: str) -> list[Any]:
    """Return the values of one name around the limits of either side, without the best."""
    found: dict[Any, None] = {}
    for trial in (one, other):
        for thing in trial.protocol.book_of(trial.rung).things:
            if name in thing.condition.names:
                found.update((value, None) for value in axis_of(name, thing.condition, trial.scripts).values)
    question = one.questions.get(name)
    if question and question.kind is Kind.NUMBER:
        return []
    good = best(question) if question else next(iter(found))
    worse = set(worse_than(question, good)) if question and question.kind is Kind.SEVERAL else set(found)
    return [value for value in found if value != good and value in worse]


def _of_limits(one: Side, other: Side) -> Iterator[str]:
    """Yield limits of the same name with another figure, and rules that stand on one side only."""
    first, second = one.protocol.book, other.protocol.book
    theirs = {limit.id: limit for limit in second.limits}
    for limit in first.limits:
        if limit.id in theirs and kept(limit) != kept(theirs[limit.id]):
            yield f"limit {limit.id.replace('_', ' ')}: {kept(limit)} | {kept(theirs[limit.id])}"
    ids = {thing.id for thing in first.things}, {thing.id for thing in second.things}
    yield from (f"only {one.called}: {name}" for name in sorted(ids[0] - ids[1]))
    yield from (f"only {other.called}: {name}" for name in sorted(ids[1] - ids[0]))


def _of_files(one: Side, other: Side) -> Iterator[str]:
    """Yield steps, gates and checkpoints that differ."""
    first, second = _steps(one), _steps(other)
    if first != second:
        yield f"{len(first)} steps | {len(second)} steps"
        shared = zip(first, second, strict=False)
        yield from (f"step {place}: {a} | {b}" for place, (a, b) in enumerate(shared, 1) if a != b)
    for what, sets in (("gate test", (_tests(one), _tests(other))), ("checkpoint", (_signed(one), _signed(other)))):
        yield from (f"only {one.called}: {what} {name}" for name in sorted(sets[0] - sets[1]))
        yield from (f"only {other.called}: {what} {name}" for name in sorted(sets[1] - sets[0]))


def _steps(one: Side) -> list[str]:
    wording = Wording(one.library.language("en"), one.library.conversations)
    teller = Teller(wording, {rung.id: rung for rung in one.protocol.rungs}, {})
    names = reversed(one.protocol.id.split("+"))
    stages = (stage for name in names for stage in teller.stages(_parsed(one, name)))
    return [f"{step.dose}, {step.sessions} sessions" for stage in stages for step in stage.steps]


def _parsed(one: Side, name: str) -> ProtocolFile:
    return parse(one.library.files[f"protocols/{name}.toml"], ProtocolFile)


def _tests(one: Side) -> set[str]:
    return {f"{gate.id}: {test.id} {kept(test.limit)}" for gate in one.protocol.gates() for test in gate.tests}


def _signed(one: Side) -> set[str]:
    return set(one.protocol.checkpoints())
