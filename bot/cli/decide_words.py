"""`strideback decide --explain`: the answer in words, with the texts that patients and physios read.

Must never say anything that the answer in JSON does not hold.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from bot.care.known import explain, gates
from bot.care.known.dose import rung_name
from bot.care.ports import Person, Turn
from bot.care.visit import Visit
from bot.care.voice import text
from bot.cli.decide_gate import NOW
from bot.cli.decide_in import RunCase, refuse
from bot.content.library import Library
from bot.content.markup import plain
from bot.core.case import Case
from bot.core.decision import Decision
from bot.core.facts import Decided, Enrolled
from bot.core.gates import Check, Verdict
from bot.core.protocol import Outcome, Protocol
from bot.core.whatif import Change

Next = dict[str, Any] | None


@dataclass(frozen=True)
class _Reading:
    """What the texts need of a turn, where nothing is recorded and nobody is written to."""

    library: Library
    now: datetime = NOW


class Speaker:
    """Says answers in one language; raises CaseError for a language that is not offered."""

    def __init__(self, library: Library, language: str) -> None:
        if language not in library.languages:
            offered = ", ".join(library.languages)
            raise refuse("--explain", f"The language “{language}” is not offered.", f"Choose one of: {offered}.")
        self._turn = cast("Turn", _Reading(library))
        self._reader = Person(0, "physio", "", language, "UTC")

    def run(self, about: RunCase, decision: Decision, changes: Sequence[Change], following: Next) -> str:
        """Return the decision on a run in words: what, why, what comes next, and what would have changed it."""
        visit = self._visit(about.protocol)
        decided = _decided(decision)
        parts = [self._said("outcome", outcome=self._outcome(decided.outcome), provisional=decision.provisional)]
        parts += [self._reason(about.protocol, fired) for fired in explain.all_reasons(decided)]
        if any(fired.unanswered for fired in decision.fired):
            parts.append(text(self._turn, self._reader, "why.unanswered"))
        if not decision.fired:
            parts.append(self._said("nothing_held"))
        parts.append(self._said("told", told=decision.tell_physio))
        parts += self._next(visit, decision, following)
        parts += [self._changes(changes)] if changes else []
        return plain("\n\n".join([*parts, *self._unfilled(about.protocol)]))

    def gate(self, protocol: Protocol, verdict: Verdict) -> str:
        """Return in words how a gate stands, test by test."""
        name = gates.name(self._turn, self._reader, verdict.gate)
        title = self._said("gate", gate=name, passed=verdict.passed, open=len(verdict.open))
        tests = "\n".join(self._test(check) for check in verdict.checks)
        return plain("\n\n".join([title, tests, *self._unfilled(protocol)]))

    def _test(self, check: Check) -> str:
        test, result = check.test, check.result
        hurts = bool(result and gates.too_painful(test, result))
        return self._said(
            f"test__{check.standing}",
            test=gates.test_name(self._turn, self._reader, test),
            value=gates.shown(self._turn, self._reader, test, result) if result else "",
            goal=gates.goal(self._turn, self._reader, test),
            hurts=hurts,
            source=test.limit.source,
        )

    def _reason(self, protocol: Protocol, fired: explain.Fired) -> str:
        reason = explain.reason(self._turn, self._reader, protocol, fired)
        answers = explain.answers_in(self._turn, self._reader, fired["values"])
        source = explain.source(self._turn, self._reader, fired)
        return text(self._turn, self._reader, "why.reason", reason=reason, answers=answers, source=source)

    def _next(self, visit: Visit, decision: Decision, following: Next) -> list[str]:
        if following is None:
            return [self._said("nothing_next", finished=decision.outcome is Outcome.ADVANCE)]
        before = [(what, following[what]) for what in ("gate", "checkpoint") if following[what]]
        named = [text(self._turn, self._reader, f"names.{what}__{which}") for what, which in before]
        said = [self._said("first", what=name) for name in named]
        if following["rung"]:
            name = rung_name(visit, self._reader, following["rung"])
            said.append(self._said("next", rung=name, session=following["session"], days=following["rest_days"]))
        return said

    def _changes(self, changes: Sequence[Change]) -> str:
        lines = [
            self._said(
                "change",
                given=explain.answers_in(self._turn, self._reader, {change.answer: change.given}),
                instead=explain.answers_in(self._turn, self._reader, {change.answer: change.instead}),
                outcome=self._outcome(change.outcome),
            )
            for change in changes
        ]
        return "\n".join([self._said("changes"), *lines])

    def _unfilled(self, protocol: Protocol) -> list[str]:
        return [] if protocol.active else [self._said("unfilled", fields=", ".join(protocol.unfilled))]

    def _outcome(self, outcome: str) -> str:
        return text(self._turn, self._reader, f"names.outcome__{outcome}")

    def _said(self, block: str, **values: Any) -> str:
        return text(self._turn, self._reader, f"whatif.{block}", **values)

    def _visit(self, protocol: Protocol) -> Visit:
        enrolled = Enrolled(protocol.id, protocol.version, protocol.condition, "", 0)
        return Visit(self._turn, self._reader, Case(enrolled=enrolled), (self._reader,))


def _decided(decision: Decision) -> Decided:
    fired = tuple(asdict(one) | {"at_least": one.at_least.id} for one in decision.fired)
    return Decided(0, "", decision.outcome.id, decision.provisional, fired, "", "", 0, rest_days=decision.rest_days)
