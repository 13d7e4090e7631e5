"""Gates: tests to be passed before a phase is entered, and what is still missing of them.

A result counts until it goes stale. A test that was not done is missing, never failed and never passed; so is one that
only the physio measures, when the result came from the patient.
Must never know who is tested, what time it is, or how a test is explained.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.limits import Limit

SECONDS_A_DAY = 86400
PHYSIO = "physio"


@dataclass(frozen=True)
class Test:
    """One criterion of a gate: its value must keep `limit`, and pain during it must keep `pain` where that is set.

    `sides` is one for one value, both for one a side, each of which keeps the limit, or compare for two, the smaller as
    percent of the larger. `by` says who may enter the result: the patient, who tests alone, or only the physio, who
    measures.
    """

    id: str
    limit: Limit
    sides: str = "one"
    by: str = "patient"
    pain: Limit | None = None

    __test__ = False

    @property
    def values_needed(self) -> int:
        """How many values a result has."""
        return 1 if self.sides == "one" else 2


@dataclass(frozen=True)
class Gate:
    """Tests that belong together; `fresh` bounds for how many days a result counts."""

    id: str
    tests: tuple[Test, ...]
    fresh: Limit

    def test(self, test_id: str) -> Test:
        """Return the test with this id; raises KeyError when there is none."""
        return {test.id: test for test in self.tests}[test_id]


@dataclass(frozen=True)
class Result:
    """What a test came to: one value, or left and right; the worst pain during it; and by whom (0: the patient)."""

    values: tuple[int, ...]
    pain: int | None
    at: datetime
    by: int = 0


class Standing(StrEnum):
    """How a test stands, from the worst to the best."""

    FAILED = "failed"
    STALE = "stale"
    MISSING = "missing"
    PASSED = "passed"


@dataclass(frozen=True)
class Check:
    """One test of a gate with how it stands; `value` is what the limit was compared with."""

    test: Test
    standing: Standing
    value: float | None = None
    result: Result | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether a gate is passed, and how each of its tests stands."""

    gate: Gate
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every test is passed and fresh."""
        return all(check.standing is Standing.PASSED for check in self.checks)

    @property
    def open(self) -> tuple[Check, ...]:
        """What is not passed yet, in the order of the tests."""
        return tuple(check for check in self.checks if check.standing is not Standing.PASSED)


def judge(gate: Gate, results: Mapping[str, Result], now: datetime) -> Verdict:
    """Return how a gate stands now; total over every set of results."""
    return Verdict(gate, tuple(_check(gate, test, results.get(test.id), now) for test in gate.tests))


def compared(test: Test, values: tuple[int, ...]) -> float:
    """Return what a test compares with its limit: the worse side, or the smaller as percent of the larger side."""
    if test.sides == "compare":
        return 100 * min(values) / max(values) if max(values) else 0.0
    keeps = test.limit.operator
    return float(max(values) if keeps in ("<", "<=") else min(values))


def _check(gate: Gate, test: Test, result: Result | None, now: datetime) -> Check:
    if result is None or len(result.values) != test.values_needed or (test.by == PHYSIO and not result.by):
        return Check(test, Standing.MISSING)
    value = compared(test, result.values)
    age = (now - result.at).total_seconds() / SECONDS_A_DAY
    if test.limit.allows(value) is not True or not _pain_is_fine(test, result):
        return Check(test, Standing.FAILED, value, result)
    fresh = gate.fresh.allows(age) is True
    return Check(test, Standing.PASSED if fresh else Standing.STALE, value, result)


def _pain_is_fine(test: Test, result: Result) -> bool:
    """Whether pain during the test kept its limit; pain that was not told has not."""
    if test.pain is None:
        return True
    return result.pain is not None and test.pain.allows(result.pain) is True
