"""`strideback decide` about a gate: how each test stands, and what would have passed it.

Must never decide about a run, and never sign anything.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cli.decide_in import GateIn, ResultIn, refuse
from bot.core.gates import PHYSIO, Check, Gate, Result, Test, Verdict, judge
from bot.core.limits import Limit
from bot.core.protocol import Protocol

NOW = datetime(2000, 1, 1, tzinfo=UTC)
"""Any instant: only the age of a result counts."""


@dataclass(frozen=True)
class Change:
    """What about one result alone would have passed its test: the value, the pain, the age, or who entered it."""

    test: str
    what: str
    given: Any
    instead: Any


def judged(protocol: Protocol, asked: GateIn) -> Verdict:
    """Return how a gate stands; raises CaseError for a gate or a test that the protocol does not have."""
    gate = _gate(protocol, asked)
    known = {test.id: test for test in gate.tests}
    for name in asked.results:
        if name not in known:
            fault = f"The gate “{gate.id}” has no test of this name."
            raise refuse(f"gate results {name}", fault, f"Choose from: {', '.join(known)}.")
    return judge(gate, {name: _result(known[name], given) for name, given in asked.results.items()}, NOW)


def as_json(protocol: Protocol, verdict: Verdict) -> dict[str, Any]:
    """Return the answer about a gate."""
    changes = [change for check in verdict.open for change in would_change(verdict.gate, check)]
    return {
        "gate": verdict.gate.id,
        "passed": verdict.passed,
        "checks": [_check(verdict.gate, check) for check in verdict.checks],
        "open": [check.test.id for check in verdict.open],
        "would_change": [vars(change) for change in changes],
        "active": protocol.active,
        "unfilled": list(protocol.unfilled),
    }


def would_change(gate: Gate, check: Check) -> list[Change]:
    """Return what about a result would have to be otherwise; more than one thing only where each of them is needed."""
    test, result = check.test, check.result
    if result is None:
        return [Change(test.id, "value", None, _bound(test.limit))]
    found = []
    if check.value is not None and test.limit.allows(check.value) is not True:
        found.append(Change(test.id, "value", check.value, _bound(test.limit)))
    if test.pain and (result.pain is None or test.pain.allows(result.pain) is not True):
        found.append(Change(test.id, "pain", result.pain, _bound(test.pain)))
    if gate.fresh.allows(age_days(result)) is not True:
        found.append(Change(test.id, "age_days", age_days(result), _bound(gate.fresh)))
    return found


def age_days(result: Result) -> float:
    """Return how many days old a result is."""
    return (NOW - result.at) / timedelta(days=1)


def _gate(protocol: Protocol, asked: GateIn) -> Gate:
    gates = {gate.id: gate for gate in protocol.gates()}
    if not gates:
        raise refuse("gate", f"“{protocol.id}” has no gates.", "Choose a protocol that has some, or ask about a run.")
    if asked.id in gates:
        return gates[asked.id]
    fitting = [gate for gate in gates.values() if asked.results and asked.results.keys() <= {t.id for t in gate.tests}]
    if asked.id or len(fitting) != 1:
        fault = f"“{asked.id}” is no gate of this protocol." if asked.id else "The tests do not tell which gate it is."
        raise refuse("gate id", fault, f"Choose one of: {', '.join(gates)}.")
    return fitting[0]


def _result(test: Test, given: ResultIn) -> Result:
    if len(given.values) != test.values_needed:
        fault = f"This test has {test.values_needed} value{'s, left and right' if test.values_needed > 1 else ''}."
        raise refuse(f"gate results {test.id}", fault, "Give as many.")
    measured = int((given.by or test.by) == PHYSIO)
    return Result(tuple(given.values), given.pain, NOW - timedelta(days=given.age_days), measured)


def _check(gate: Gate, check: Check) -> dict[str, Any]:
    test, result = check.test, check.result
    return {
        "test": test.id,
        "standing": check.standing.value,
        "value": check.value,
        "limit": str(test.limit),
        "pain": result.pain if result else None,
        "pain_limit": str(test.pain) if test.pain else None,
        "age_days": age_days(result) if result else None,
        "fresh": str(gate.fresh),
        "sides": test.sides,
        "by": test.by,
        "source": test.limit.source,
        "origin": test.limit.origin,
    }


def _bound(limit: Limit) -> str | None:
    return None if limit.value is None else str(limit)
