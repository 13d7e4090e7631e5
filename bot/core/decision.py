"""The decision: the strictest of all rules that fire and all clearances that are not met.

A rule can only hold a runner back; nothing in here can push one forward. The order of rules means nothing.
Must never know where answers came from, who will be told, or what time it is.
"""

from dataclasses import dataclass, replace
from typing import Any

from bot.core import measures
from bot.core.measures import Evidence
from bot.core.protocol import Clearance, Outcome, Protocol, Rule

CLINIC = "clinic"
"""The origin of whatever a clinic has set itself."""

NOTHING_BELOW = "nothing_below"
"""The reason that stands where a step back is asked for and no rung is below."""


@dataclass(frozen=True)
class Fired:
    """One reason for the decision: a rule that fired, or a clearance that was not met.

    `values` holds what it read, `book` the id of the file that it stands in; `unanswered` says that nothing was
    wrong but something was not answered yet.
    """

    rule: str
    at_least: Outcome
    because: str
    values: dict[str, Any]
    source: str
    origin: str
    limit: str = ""
    tell: bool = False
    clearance: bool = False
    unanswered: bool = False
    rest_days: int = 0
    book: str = ""


@dataclass(frozen=True)
class Decision:
    """What the protocol says now.

    It is `provisional` until the last required window is answered, and a provisional decision never advances.
    """

    outcome: Outcome
    provisional: bool
    fired: tuple[Fired, ...]
    rest_days: int = 0
    """The days to be rested on top of the rung's own rest."""

    @property
    def tell_physio(self) -> bool:
        """Whether the physio must hear of it: always from `reassess` on, else where a fired rule asks for it."""
        return self.outcome >= Outcome.REASSESS or any(fired.tell for fired in self.fired)

    @property
    def reasons(self) -> tuple[Fired, ...]:
        """What held the runner back, the strictest first, without what is merely not answered yet."""
        said = (fired for fired in self.fired if not fired.unanswered)
        return tuple(sorted(said, key=lambda fired: -fired.at_least))


def decide(protocol: Protocol, evidence: Evidence) -> Decision:
    """Return the decision on one run; total and deterministic over every possible evidence."""
    rung, skipped = evidence.run.rung, evidence.run.skipped
    windows = protocol.windows_of(rung)
    values = measures.values(evidence, windows)
    waiting = frozenset() if skipped else _open_windows(windows, evidence)
    weighed = [_weigh(thing, values, waiting) for thing in protocol.book_of(rung).things]
    fired = [_as_asked(one, windows) for one in weighed if one and not (skipped and one.unanswered)]
    fired += [_unanswered(window) for window in windows if window in waiting]
    strictest = max((one.at_least for one in fired), default=Outcome.ADVANCE)
    decision = Decision(strictest, windows[-1] in waiting, tuple(fired), _rest_days(protocol, strictest, fired))
    return grounded(protocol, rung, decision)


def grounded(protocol: Protocol, rung: str, decision: Decision) -> Decision:
    """Return the decision, or that the physio decides where it asks for a rung below and the ladder has none there."""
    below, _ = protocol.neighbours(rung)
    if decision.outcome is not Outcome.STEP_BACK or below is not None:
        return decision
    return replace(decision, outcome=Outcome.REASSESS, fired=(*decision.fired, _nothing_below()))


def _as_asked(fired: Fired, windows: tuple[str, ...]) -> Fired:
    """Return a reason with its answers under the names of the check-ins in which they were really given."""
    if "h48" in windows:
        return fired
    names = {name: name.replace("h48.", f"{windows[-1]}.") for name in fired.values}
    return replace(fired, values={names[name]: value for name, value in fired.values.items()})


def joined(own: Decision, other: Decision, window: str) -> Decision:
    """Return a decision made stricter by what another holds against the answers of one window; never milder."""
    seen = {fired.rule for fired in own.fired}
    read = [one for one in other.reasons if one.rule == NOTHING_BELOW or _reads(one, window)]
    strictest = max((one.at_least for one in read), default=own.outcome)
    fired = (*own.fired, *(one for one in read if one.rule not in seen))
    rest = other.rest_days if strictest > Outcome.REPEAT else 0
    return Decision(max(own.outcome, strictest), own.provisional, fired, max(own.rest_days, rest))


def stricter(own: Decision, other: Decision, *, waits: bool) -> Decision:
    """Return a decision made stricter by what another version of the rules says of the same answers; never milder.

    What was not answered counts for nothing in the other, but for the check-ins that it `waits` for.
    """
    known = {fired.rule: (fired.at_least, not fired.unanswered) for fired in own.fired}
    added = [one for one in other.fired if not one.unanswered or (waits and not one.values)]
    found = [one for one in added if one.rule not in known or (one.at_least, not one.unanswered) > known[one.rule]]
    new = {one.rule for one in found}
    strictest = max((one.at_least for one in found), default=own.outcome)
    return Decision(
        max(own.outcome, strictest),
        own.provisional or (waits and other.provisional),
        (*(fired for fired in own.fired if fired.rule not in new), *found),
        max(own.rest_days, other.rest_days),
    )


def _reads(fired: Fired, window: str) -> bool:
    return any(name.startswith(f"{window}.") for name in fired.values)


def _rest_days(protocol: Protocol, strictest: Outcome, fired: list[Fired]) -> int:
    """Return the longest rest that anything asks for; from `rest_and_repeat` on at least the protocol's own."""
    own = protocol.extra_rest_days if strictest >= Outcome.REST_AND_REPEAT else 0
    return max((own, *(one.rest_days for one in fired)))


def decide_report(protocol: Protocol, evidence: Evidence) -> Decision:
    """Return which rules stop the running already, whatever is still unanswered; clearances are not asked."""
    values = measures.values(evidence)
    rung = evidence.run.rung
    book = protocol.book_of(rung) if rung else protocol.book
    asked = (rule for rule in book.rules if rule.at_least >= Outcome.REASSESS)
    fired = [_fire(rule, values) for rule in asked if rule.when.holds(values)]
    strictest = max((one.at_least for one in fired), default=Outcome.REPEAT)
    return Decision(strictest, provisional=True, fired=tuple(fired))


def decide_gap(protocol: Protocol, rung: str, days: float) -> Decision:
    """Return what the rules say of a time without any run."""
    values = {"days_since_run": days}
    fired = [_fire(rule, values) for rule in protocol.book_of(rung).rules if rule.when.holds(values)]
    strictest = max((one.at_least for one in fired), default=Outcome.REPEAT)
    below, _ = protocol.neighbours(rung)
    if strictest is Outcome.STEP_BACK and below is None:
        strictest = Outcome.REPEAT
    return Decision(strictest, provisional=False, fired=tuple(fired))


def _open_windows(windows: tuple[str, ...], evidence: Evidence) -> frozenset[str]:
    run = evidence.run
    return frozenset(window for window in windows if not run.window(window) or window in run.unfinished)


def _weigh(thing: Clearance | Rule, values: Any, waiting: frozenset[str]) -> Fired | None:
    """Return what a rule or clearance says: nothing, that it holds the runner back, or that an answer lacks.

    What is unknown while a window is open is said once, for the window; unknown otherwise means a missing answer.
    """
    result = thing.condition.holds(values)
    if result is None:
        return None if waiting else _withhold(thing, values)
    if result is isinstance(thing, Clearance):
        return None
    return _fire(thing, values) if isinstance(thing, Rule) else _refuse(thing, values)


def _fire(rule: Rule, values: Any) -> Fired:
    return replace(_found(rule, values), at_least=rule.at_least, tell=rule.tell, rest_days=rule.rest_days)


def _refuse(clearance: Clearance, values: Any) -> Fired:
    return replace(_found(clearance, values), because=f"not met: {clearance.must.text}")


def _withhold(thing: Clearance | Rule, values: Any) -> Fired:
    """Return that something cannot be told for want of an answer; missing is not zero, so nobody goes on."""
    found = _found(thing, values)
    lacking = ", ".join(name for name, value in found.values.items() if value is None)
    return replace(found, because=f"not answered: {lacking}", unanswered=True)


def _found(thing: Clearance | Rule, values: Any) -> Fired:
    """Return what a rule or a clearance has seen, holding the runner back as little as anything can.

    A figure that the clinic has set comes from the clinic, whoever wrote the rule.
    """
    seen = {name: values.get(name) for name in sorted(thing.condition.names)}
    limits = ", ".join(str(limit) for limit in thing.condition.limits)
    theirs = next((limit for limit in thing.condition.limits if limit.origin == CLINIC), thing)
    return Fired(
        thing.id,
        Outcome.REPEAT,
        thing.condition.text,
        seen,
        source=theirs.source,
        origin=theirs.origin,
        limit=limits,
        clearance=isinstance(thing, Clearance),
        book=thing.book,
    )


def _unanswered(window: str) -> Fired:
    because = f"the {window} check-in is not answered"
    source = "Nobody advances on silence."
    return Fired(
        f"{window}_unanswered",
        Outcome.REPEAT,
        because,
        {},
        source,
        "derived",
        clearance=True,
        unanswered=True,
    )


def _nothing_below() -> Fired:
    because = "the rules ask for one rung down, and there is none below"
    source = "A step back never goes below the first rung; the physio decides instead."
    return Fired(NOTHING_BELOW, Outcome.REASSESS, because, {}, source, "derived", tell=True)
