"""What would have changed a decision: for each answer that held the runner back, the nearest one that would not have.

Must never be used to decide; it only explains.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.core.answers import Kind, Question, Value
from bot.core.conversation import Conversation
from bot.core.decision import Decision, decide
from bot.core.measures import Evidence
from bot.core.protocol import Protocol


@dataclass(frozen=True)
class Change:
    """One answer that alone would have led to a milder outcome; `answer` is `window.question`."""

    answer: str
    given: Value
    instead: Value
    outcome: str


def would_change(
    protocol: Protocol, evidence: Evidence, decision: Decision, scripts: Mapping[str, Conversation]
) -> tuple[Change, ...]:
    """Return the single answers, as near as possible to those given, that would have led to a milder outcome."""
    read = {name for fired in decision.reasons for name, value in fired.values.items() if value is not None}
    found: list[Change] = []
    for window, script in scripts.items():
        for question in script.questions:
            name = f"{window}.{question.id}"
            if name in read:
                found += _nearest(protocol, evidence, decision, name=name, question=question)
    return tuple(found)


def _nearest(
    protocol: Protocol, evidence: Evidence, decision: Decision, *, name: str, question: Question
) -> Iterator[Change]:
    window = name.partition(".")[0]
    given = evidence.run.window(window)[question.id]
    for instead in _others(question, given):
        answers = {**evidence.run.window(window), question.id: instead}
        outcome = decide(protocol, replace(evidence, run=evidence.run.with_window(window, answers))).outcome
        if outcome < decision.outcome:
            yield Change(name, given, instead, outcome.id)
            return


def _others(question: Question, given: Value) -> list[Value]:
    """Return the other answers to a question, the nearest first; several-of questions lose one thing at a time."""
    if question.kind is Kind.SEVERAL and isinstance(given, tuple):
        return [tuple(one for one in given if one != gone) for gone in given]
    options: list[Value] = list(question.options) or list(range(question.low, question.high + 1))
    if given not in options:
        return []
    place = options.index(given)
    return sorted((one for one in options if one != given), key=lambda one: abs(options.index(one) - place))
