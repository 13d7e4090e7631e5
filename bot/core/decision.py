"""The decision: the strictest of all rules that fire and all clearances that are not met.

A rule can only hold a runner back; nothing in here can push one forward. The order of rules means nothing.
Must never know where answers came from, who will be told, or what time it is.
"""

from dataclasses import dataclass
from typing import Any

from bot.core import measures
from bot.core.measures import Evidence
from bot.core.protocol import Clearance, Outcome, Protocol, Rule


@dataclass(frozen=True)
class Fired:
    """One reason for the decision: a rule that fired, or a clearance that was not met.

    `values` holds what it read; `unanswered` says that nothing was wrong but something was not answered yet.
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


@dataclass(frozen=True)
class Decision:
    """What the protocol says now; `provisional` until the last required window is answered, and then it never advances."""

    outcome: Outcome
    provisional: bool
    fired: tuple[Fired, ...]

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
    values = measures.values(evidence)
    open_windows = [] if evidence.run.skipped else _open_windows(protocol, evidence)
    fired = [_fire(protocol, rule, values) for rule in protocol.book.rules if rule.when.holds(values)]
    for clearance in protocol.book.clearances:
        met = clearance.must.holds(values)
        if met is False or (met is None and not evidence.run.skipped):
            fired.append(_withhold(protocol, clearance, values, unanswered=met is None))
    fired += [_unanswered(window) for window in open_windows]
    strictest = max((one.at_least for one in fired), default=Outcome.ADVANCE)
    below, _ = protocol.neighbours(evidence.run.rung)
    if strictest is Outcome.STEP_BACK and below is None:
        fired.append(_nothing_below())
        strictest = Outcome.REASSESS
    return Decision(strictest, protocol.windows[-1] in open_windows, tuple(fired))


def decide_report(protocol: Protocol, evidence: Evidence) -> Decision:
    """Return what the rules on red flags say at once; clearances are not asked, because no run is being judged."""
    values = measures.values(evidence)
    asked = (rule for rule in protocol.book.rules if "flags" in rule.when.names)
    fired = [_fire(protocol, rule, values) for rule in asked if rule.when.holds(values)]
    strictest = max((one.at_least for one in fired), default=Outcome.REPEAT)
    return Decision(strictest, provisional=True, fired=tuple(fired))


def decide_gap(protocol: Protocol, rung: str, days: float) -> Decision:
    """Return what the rules say of a time without any run."""
    values = {"days_since_run": days}
    fired = [_fire(protocol, rule, values) for rule in protocol.book.rules if rule.when.holds(values)]
    strictest = max((one.at_least for one in fired), default=Outcome.REPEAT)
    below, _ = protocol.neighbours(rung)
    if strictest is Outcome.STEP_BACK and below is None:
        strictest = Outcome.REPEAT
    return Decision(strictest, provisional=False, fired=tuple(fired))


def _open_windows(protocol: Protocol, evidence: Evidence) -> list[str]:
    return [window for window in protocol.windows if getattr(evidence.run, window) is None]


def _read(protocol: Protocol, thing: Clearance | Rule, values: Any) -> tuple[dict[str, Any], str]:
    condition = thing.must if isinstance(thing, Clearance) else thing.when
    seen = {name: values.get(name) for name in sorted(condition.names)}
    limits = ", ".join(
        str(protocol.book.limit(name.removeprefix("limit."))) for name in sorted(condition.limits)
    )
    return seen, limits


def _fire(protocol: Protocol, rule: Rule, values: Any) -> Fired:
    seen, limit = _read(protocol, rule, values)
    return Fired(rule.id, rule.at_least, rule.when.text, seen, rule.source, rule.origin, limit, rule.tell)


def _withhold(protocol: Protocol, clearance: Clearance, values: Any, *, unanswered: bool) -> Fired:
    seen, limit = _read(protocol, clearance, values)
    because = f"not met: {clearance.must.text}"
    return Fired(
        clearance.id,
        Outcome.REPEAT,
        because,
        seen,
        clearance.source,
        clearance.origin,
        limit,
        clearance=True,
        unanswered=unanswered,
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
    return Fired("nothing_below", Outcome.REASSESS, because, {}, source, "derived", tell=True)
