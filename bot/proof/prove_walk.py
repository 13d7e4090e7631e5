"""Making whole sessions worse, answer after answer, and watching that the decision never gets milder.

It leans on no argument about single rules, so it would find what such an argument has overlooked.
Must never judge an answer itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from bot.core import plan
from bot.core.answers import Value
from bot.core.decision import Decision, decide
from bot.core.measures import Evidence, Series
from bot.core.plan import Position
from bot.core.protocol import Outcome, Protocol
from bot.proof.prove_order import READ_FROM, SORE, SORENESS, Thing, Unproved
from bot.proof.spaces import around
from bot.proof.trial import Trial, best
from bot.proof.worse import worse_than

_RAISED = frozenset(one.name for one in fields(Evidence)) - {"run", "history", "baseline"}
_GOT_WORSE = (
    Series("", after_run={"pain_during": 0}, h48={"ready": 10}),
    Series("", after_run={"pain_during": 1}, h48={"ready": 9}),
)


def walk(trial: Trial, number: int) -> Iterator[Unproved]:
    """Yield where a session that gets worse step by step, in an order that `number` chooses, is treated better."""
    evidence = _begun(trial, number)
    before, better = judged(trial.protocol, evidence), decide(trial.protocol, evidence)
    for name, value in _steps(trial, number):
        evidence = trial.worsened(evidence, {name: value})
        decision = decide(trial.protocol, evidence)
        after = judged(trial.protocol, evidence, decision)
        if any(one < other for one, other in zip(after, before, strict=True)):
            fault = (
                f"A worse session is treated better: {name} {value} leads to {decision.outcome.id}, "
                f"and without it the decision is {better.outcome.id}."
            )
            yield Unproved(fault, "Compare each answer with a limit or with the baseline, never with another.")
            return
        before, better = after, decision


def judged(protocol: Protocol, evidence: Evidence, decision: Decision | None = None) -> tuple[float, ...]:
    """Return a decision in figures of which more is stricter: outcome, rest, telling, and how far down it leads."""
    made = decision or decide(protocol, evidence)
    if made.outcome >= Outcome.REASSESS:
        return made.outcome, float("inf"), made.tell_physio, float("inf")
    rungs = [rung.id for rung in protocol.rungs]
    place = plan.after(protocol, Position(evidence.run.rung), made.outcome)
    height = 100 * (rungs.index(place.rung) if place.rung else len(rungs)) + place.sessions_done
    return made.outcome, made.rest_days, made.tell_physio, -height


def _steps(trial: Trial, number: int) -> Iterator[tuple[str, Any]]:
    """Yield every step from the perfect session to the worst: answer after answer, each to its worst, flags last."""
    flags = [name for name in trial.questions if name.endswith(".flags")]
    figures = _figures(trial)
    others = [*figures, *(name for name in trial.questions if name not in flags and not name.endswith(SORENESS))]
    for name in [*others[number % len(others) :], *others[: number % len(others)], *flags]:
        kind, soreness = name.endswith(".pain_kind"), name.replace(".pain_kind", f".{SORENESS}")
        sore = kind and soreness in trial.questions
        if sore:
            yield from ((soreness, value) for value in _chain(trial, soreness, number))
        yield from ((name, value) for value in figures.get(name) or _chain(trial, name, number, SORE if sore else None))


def _figures(trial: Trial) -> Mapping[str, list[float]]:
    """Return the figures that are no answers, each rising through all limits that it is compared with here."""
    found: dict[str, list[float]] = {}
    for thing in trial.protocol.book_of(trial.rung).things:
        for name in sorted(thing.condition.names & _RAISED):
            found[name] = sorted({*found.get(name, []), *(at for at in around(thing.condition.limits) if at >= 0)})
    return found


def _begun(trial: Trial, number: int) -> Evidence:
    """Return the perfect session of somebody with usual pain or without, after runs that got worse or after none."""
    usual = replace(trial.perfect.baseline, pain=number % 3)
    return replace(trial.perfect, baseline=usual, history=_GOT_WORSE if number % 2 else ())


def _chain(trial: Trial, name: str, number: int, begin: Value | None = None) -> list[Any]:
    """Return the answers to one question from the second best to the worst; of a scale those around its limits."""
    question, found = trial.questions[name], []
    value = best(question) if begin is None else begin
    while worse := worse_than(question, value):
        value = worse[number % len(worse)]
        found.append(value)
    near = {at for thing in _readers(trial, name) for at in around(thing.condition.limits)}
    return [value for value in found if not isinstance(value, int) or value in near or value == found[-1]]


def _readers(trial: Trial, name: str) -> Iterator[Thing]:
    behind = {measure for measure, names in READ_FROM.items() if name in names} | {name}
    return (thing for thing in trial.protocol.book_of(trial.rung).things if thing.condition.names & behind)
