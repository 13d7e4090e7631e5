"""What the search over the answer space draws: sessions near a good one, sessions at random, and one thing made worse.

Most draws lie near a good session, because that is where going on and holding back meet. Every draw comes from a
seeded generator, so that a red test stays red until it is mended.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from bot.core.answers import Kind, Question, Value
from bot.core.conversation import Conversation, applicable, next_question
from bot.core.measures import STIFFNESS, SWELLING, Baseline, Evidence, Series
from bot.core.protocol import WINDOWS, Protocol
from tests.specification import good

FLAGS = good.content().conversations["wrong"].questions[0].options
LADDER = "milestones"
CHANGES = 3
"""How many answers of a session near a good one may differ from it."""
FILL = 3.0
"""What stands in a field that its source leaves empty; any figure serves, because none may break the order."""

# What is worse than what, where the options of a question have no order of their own. A session that was skipped is
# not worse than one that was done: there is nothing left to be asked about it.
WORSE: Mapping[str, Mapping[str, list[str]]] = {
    "done": {"as_prescribed": ["less", "more"]},
    "pain_kind": {
        "none": ["muscle", "ache", "bone_point", "sharp"],
        "muscle": ["bone_point", "sharp"],
        "ache": ["bone_point", "sharp"],
    },
    "pain_course": {"none": ["warm_up_only", "came_back", "constant", "built_up", "sudden"]},
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """A protocol, paired with a ladder where it has none, and a condition."""

    name: str
    condition: str

    @property
    def protocol(self) -> Protocol:
        """The way as it can be decided with, its empty fields filled as a clinic would."""
        return _protocol(self)

    def __str__(self) -> str:
        return f"{self.name}-{self.condition}"


@cache
def ways(conditions: int) -> tuple[Way, ...]:
    """Return every protocol with so many conditions each, taken in turn, so that every condition comes up."""
    names = sorted(good.content().protocol_names())
    injured = sorted({*good.content().condition_names()} - {good.NOTHING})
    turns = iter(injured * (1 + conditions * len(names) // len(injured)))
    return tuple(Way(_whole(name), next(turns)) for name in names for _ in range(conditions))


def search(way: Way, times: int, *, whole: bool = False) -> Iterator[tuple[Random, Evidence]]:
    """Yield so many cases of a way that was run, each with the generator that it came from."""
    chance = Random(str(way))
    for _ in range(times):
        yield chance, case(chance, way, whole=whole)


def case(chance: Random, way: Way, *, whole: bool = False) -> Evidence:
    """Return everything that one decision may look at."""
    session = run(chance, way, whole=whole)
    return Evidence(
        run=session,
        history=history(chance, session.rung),
        baseline=Baseline(chance.choice((0, 0, 1, 2, 4)), chance.choice(STIFFNESS), chance.choice(SWELLING)),
        answer_delay=often_zero(chance, 48),
        hours_too_early=often_zero(chance, 48),
        days_since_run=often_zero(chance, 20),
        rungs_climbed=chance.choice((0, 1, 2, 3, 4)),
        weekly_change=often_zero(chance, 60),
        above_longest=often_zero(chance, 60),
    )


def run(chance: Random, way: Way, *, whole: bool = False) -> Series:
    """Return a session that was done, with its answers up to some check-in, or of all where it must be `whole`."""
    rung = chance.choice(way.protocol.rungs).id
    told = chance.choice((near_good, near_good, near_good, at_random))(chance, way, rung)
    if told["after_run"]["done"] == "skipped":
        told["after_run"]["done"] = "less"
    reach = len(WINDOWS) if whole or chance.random() < 0.7 else chance.randint(0, 2)
    given = [told[window] if place < reach else None for place, window in enumerate(WINDOWS)]
    flags = chance.sample(FLAGS, 1) if chance.random() < 0.1 else []
    return Series(rung, *given, reported_flags=tuple(flags))


def near_good(chance: Random, way: Way, rung: str) -> dict[str, dict[str, Value]]:
    """Return the answers about a good session, with a few of them changed."""
    told: dict[str, dict[str, Value]] = {window: dict(answers) for window, answers in _good(way, rung).items()}
    places = [(window, one) for window in WINDOWS for one in script(way, rung, window).questions]
    for window, question in chance.sample(places, chance.randint(0, CHANGES)):
        told[window][question.id] = possible(chance, question)
    return {window: completed(chance, script(way, rung, window), told[window]) for window in WINDOWS}


def at_random(chance: Random, way: Way, rung: str) -> dict[str, dict[str, Value]]:
    """Return any answers at all."""
    return {window: completed(chance, script(way, rung, window), {}) for window in WINDOWS}


@cache
def script(way: Way, rung: str, window: str) -> Conversation:
    """Return the questions that are asked on this way after a session of this rung."""
    whole = good.script_on(way.protocol, rung, window)
    asked = (name.partition(".") for name in way.protocol.asks)
    return whole.asking(frozenset(question for place, _, question in asked if place == whole.id))


def completed(chance: Random, questions: Conversation, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Return the answers that apply, with any answer to whatever is asked besides."""
    given = applicable(questions, answers)
    while question := next_question(questions, given):
        given[question.id] = possible(chance, question)
    return applicable(questions, given)


def possible(chance: Random, question: Question) -> Value:
    """Return any answer to a question."""
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return chance.randint(question.low, min(question.high, 90))
    if question.kind is Kind.SEVERAL:
        return tuple(sorted(chance.sample(question.options, chance.choice((0, 0, 1, 2)))))
    return chance.choice(question.options)


def history(chance: Random, rung: str) -> tuple[Series, ...]:
    """Return earlier sessions, which are read for pain and readiness alone."""
    told = [(chance.randint(0, 4), chance.randint(6, 10)) for _ in range(chance.randint(0, 3))]
    return tuple(
        Series(rung, {"pain_during": pain}, {"pain": pain}, {"pain": 0, "ready": ready}) for pain, ready in told
    )


def often_zero(chance: Random, top: float) -> float:
    """Return a figure that is nothing in most cases."""
    return chance.uniform(0, top) if chance.random() < 0.1 else 0.0


def made_worse(chance: Random, way: Way, series: Series) -> Series:
    """Return the session with exactly one thing worse, and any answer to what is asked because of it."""
    changes: list[tuple[str, str, Value]] = []
    for window in WINDOWS:
        for question in script(way, series.rung, window).questions:
            worse = _worse_values(question, series.window(window).get(question.id))
            changes += [(window, question.id, chance.choice(worse))] if worse else []
    changes += [("button", "", flag) for flag in chance.sample(FLAGS, 1) if flag not in series.reported_flags]
    window, question_id, value = chance.choice(changes or [("button", "", FLAGS[0])])
    if window == "button":
        return replace(series, reported_flags=tuple(sorted({*series.reported_flags, str(value)})))
    changed = dict(series.window(window)) | {question_id: value}
    return series.with_window(window, completed(chance, script(way, series.rung, window), changed))


def _worse_values(question: Question, value: Value | None) -> list[Value]:
    if value is None:
        return []
    if question.kind is Kind.SCALE and isinstance(value, int):
        return list(range(question.low, value) if question.worse == "lower" else range(value + 1, question.high + 1))
    if question.kind is Kind.SEVERAL and isinstance(value, tuple):
        return [tuple(sorted({*value, flag})) for flag in question.options if flag not in value]
    if question.kind is Kind.CHOICE and isinstance(value, str):
        if question.ordered:
            return list(question.options[question.options.index(value) + 1 :])
        return list(WORSE.get(question.id, {}).get(value, []))
    return []


@cache
def _protocol(way: Way) -> Protocol:
    empty = {field.rpartition(" ")[2] for field in good.protocol(way.name).unfilled}
    return good.protocol(way.name, way.condition, tuple((field, FILL) for field in sorted(empty)))


@cache
def _good(way: Way, rung: str) -> Mapping[str, Mapping[str, Any]]:
    return {window: good.answered(way.protocol, rung, window, {}) for window in WINDOWS}


def _whole(name: str) -> str:
    return f"{name}+{LADDER}" if good.protocol(name).needs_ladder else name
