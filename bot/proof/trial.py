"""Sessions to try a protocol on: one that went perfectly in a phase, and the same with some answers changed.

Must never judge: what follows from the answers is for the decision alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from bot.content.protocols import script_of
from bot.core.answers import Kind, Question, Value
from bot.core.conversation import Conversation, applicable, next_question
from bot.core.ladder import Phase
from bot.core.measures import Evidence, Series
from bot.core.protocol import Protocol
from bot.proof.worse import worse_than

Scripts = Mapping[str, Conversation]
Given = Mapping[str, Any]
"""Values by the names that conditions read: answers as `window.question`, measures, parts of the baseline."""

_FIELDS = frozenset(one.name for one in fields(Evidence))
_SORE = "muscle"


@dataclass(frozen=True)
class Trial:
    """One phase of a protocol, in which sessions are tried on one of its rungs."""

    protocol: Protocol
    phase: Phase
    rung: str
    scripts: Scripts

    @property
    def windows(self) -> tuple[str, ...]:
        """The check-ins that are held after a session of this phase."""
        return self.phase.windows or self.protocol.windows

    @cached_property
    def held(self) -> Mapping[str, Conversation]:
        """The conversation of each check-in, with those optional questions that are asked here."""
        found = {window: self.scripts[script_of(window, self.phase.kind)] for window in self.windows}
        return {window: script.asking(self._asked(script.id)) for window, script in found.items()}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question that is asked here, as `window.question`."""
        return {f"{window}.{one.id}": one for window, script in self.held.items() for one in script.questions}

    @cached_property
    def perfect(self) -> Evidence:
        """The evidence on a session with the best answer to every question."""
        run = Series(self.rung)
        for window, script in self.held.items():
            run = run.with_window(window, _complete(script, {}))
        return Evidence(run)

    def changed(self, given: Given) -> Evidence:
        """Return the perfect session with these values instead, each put where a decision would find it."""
        return self.worsened(self.perfect, given)

    def worsened(self, evidence: Evidence, given: Given) -> Evidence:
        """Return the evidence with these values instead; an answer that no longer applies is left out."""
        changed = evidence
        for name, value in given.items():
            put = _PUT.get(name)
            changed = put(changed, value) if put else self._put(changed, name, value)
        for window, script in self.held.items():
            answers = changed.run.window(window)
            if answers is not evidence.run.window(window):
                changed = replace(changed, run=changed.run.with_window(window, _complete(script, answers)))
        return changed

    def _put(self, evidence: Evidence, name: str, value: Any) -> Evidence:
        window, _, question = name.partition(".")
        if name in _FIELDS:
            return replace(evidence, **{name: value})
        if window == "baseline":
            return replace(evidence, baseline=replace(evidence.baseline, **{question: value}))
        window = window if window in self.windows else self.windows[-1]
        answers = {**evidence.run.window(window), **self._guards(window, question, evidence), question: value}
        return replace(evidence, run=evidence.run.with_window(window, answers))

    def _guards(self, window: str, question: str, evidence: Evidence) -> dict[str, Value]:
        """Return what has to be answered for a question to come up, where it would not by the answers so far."""
        asked, answers = self.questions.get(f"{window}.{question}"), evidence.run.window(window)
        if asked is None or asked.when is None or asked.when.holds(answers):
            return {}
        for name in sorted(asked.when.names & answers.keys()):
            for worse in worse_than(self.questions[f"{window}.{name}"], answers[name]):
                if asked.when.holds({**answers, name: worse}):
                    return {name: worse}
        return {}

    def _asked(self, script: str) -> frozenset[str]:
        prefix = f"{script}."
        return frozenset(name.removeprefix(prefix) for name in self.protocol.asks if name.startswith(prefix))


def trials(protocol: Protocol, scripts: Scripts) -> list[Trial]:
    """Return one trial for each phase with rungs, on its second rung where it has one, from which a step back leads."""
    return [
        Trial(protocol, phase, phase.rungs[min(1, len(phase.rungs) - 1)].id, scripts)
        for phase in protocol.phases
        if phase.rungs
    ]


def best(question: Question) -> Value:
    """Return the best answer: the first option, nothing at all, or the good end of a scale."""
    if question.kind is Kind.SEVERAL:
        return ()
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return question.high if question.worse == "lower" else question.low
    return question.options[0]


def _complete(script: Conversation, answers: Mapping[str, Value]) -> dict[str, Value]:
    """Return the answers that apply, with the best answer to each question that was not answered and comes up."""
    kept = applicable(script, answers)
    while asked := next_question(script, kept):
        kept = applicable(script, {**kept, asked.id: best(asked)})
    return kept


def _pain(evidence: Evidence, value: int) -> Evidence:
    return _answered(evidence, "after_run", pain_during=value)


def _soreness(evidence: Evidence, value: int) -> Evidence:
    return _answered(evidence, "h24", pain_kind=_SORE, muscle_soreness=value) if value else evidence


def _sore_for(evidence: Evidence, value: int) -> Evidence:
    """Let muscles be sore at 24 h, or at 48 h as well."""
    for window in {0: (), 24: ("h24",), 48: ("h24", "h48")}[value]:
        evidence = _answered(evidence, window, pain_kind=_SORE, muscle_soreness=1)
    return evidence


def _rising(evidence: Evidence, value: float) -> Evidence:
    """Let the worst pain of this and the runs before it rise, so many runs in a row."""
    runs = max(int(value), 1)
    history = tuple(_answered(Evidence(Series("")), "after_run", pain_during=pain).run for pain in range(runs - 1))
    risen = replace(evidence, history=history)
    return _answered(risen, "after_run", pain_during=runs - 1) if runs > 1 else risen


def _falling(evidence: Evidence, value: float) -> Evidence:
    """Let readiness fall, so many runs in a row."""
    runs, top = max(int(value), 1), 10
    history = tuple(_answered(Evidence(Series("")), "h48", ready=top - place).run for place in range(runs - 1))
    fallen = replace(evidence, history=history)
    return _answered(fallen, "h48", ready=top - runs + 1) if runs > 1 else fallen


def _flags(evidence: Evidence, value: tuple[str, ...]) -> Evidence:
    return _answered(evidence, "h24", flags=value)


def _answered(evidence: Evidence, window: str, **answers: Value) -> Evidence:
    run = evidence.run
    return replace(evidence, run=run.with_window(window, {**run.window(window), **answers}))


_PUT: Mapping[str, Callable[[Evidence, Any], Evidence]] = {
    "worst_pain": _pain,
    "worst_muscle_soreness": _soreness,
    "soreness_hours": _sore_for,
    "rising_runs": _rising,
    "falling_ready_runs": _falling,
    "flags": _flags,
}
"""How a measure comes to a value: the answers, or the runs before, from which it would be read."""
