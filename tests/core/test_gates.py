"""A gate is passed when every test of it is, on both sides, without too much pain, and not too long ago."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import plan
from bot.core.gates import Gate, Result, Standing, Test, compared, judge
from bot.core.ladder import Phase
from bot.core.limits import Limit
from bot.core.plan import Position
from bot.core.protocol import Protocol
from tests.core.given import milestones

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def limit(operator: str, value: float | None, unit: str = "times") -> Limit:
    """Return a limit of this size."""
    return Limit("a_limit", operator, value, unit, "derived", "only for this test")


RAISES = Test("calf_raise", limit(">=", 25), sides="both", pain=limit("<=", 2, "of 10"))
WALK = Test("walk", limit(">=", 30, "min"))
STRENGTH = Test("quadriceps", limit(">=", 70, "percent"), sides="compare", by="physio")
GATE = Gate("ready", (RAISES, WALK, STRENGTH), limit("<=", 28, "days"))
GOOD = {
    "calf_raise": Result((25, 25), 2, NOW),
    "walk": Result((30,), None, NOW),
    "quadriceps": Result((70, 100), None, NOW, by=7),
}


def standing(test: str, result: Result | None, gate: Gate = GATE, now: datetime = NOW) -> Standing:
    """Return how one test stands when the others are passed."""
    results = {name: one for name, one in (GOOD | {test: result}).items() if one}
    return next(check.standing for check in judge(gate, results, now).checks if check.test.id == test)


def test_a_gate_is_passed_when_every_test_is_at_its_limit():
    verdict = judge(GATE, GOOD, NOW)
    assert verdict.passed
    assert not verdict.open


@pytest.mark.parametrize("missing", GOOD)
def test_a_test_that_was_not_done_is_missing_and_keeps_the_gate_shut(missing):
    verdict = judge(GATE, {name: one for name, one in GOOD.items() if name != missing}, NOW)
    assert not verdict.passed
    assert [(check.test.id, check.standing) for check in verdict.open] == [(missing, Standing.MISSING)]


@pytest.mark.parametrize("values", [(24, 25), (25, 24)])
def test_one_weak_side_fails_a_test_of_both_sides(values):
    assert standing("calf_raise", Result(values, 0, NOW)) is Standing.FAILED


def test_a_result_with_one_side_only_is_missing():
    assert standing("calf_raise", Result((25,), 0, NOW)) is Standing.MISSING


@pytest.mark.parametrize(("pain", "expected"), [(1, "passed"), (2, "passed"), (3, "failed"), (None, "failed")])
def test_pain_during_a_test_must_keep_its_own_limit_and_must_have_been_told(pain, expected):
    assert standing("calf_raise", Result((30, 30), pain, NOW)).value == expected


@pytest.mark.parametrize(("weaker", "expected"), [(69, "failed"), (70, "passed"), (71, "passed")])
def test_sides_are_compared_as_percent_of_the_stronger_one(weaker, expected):
    assert standing("quadriceps", Result((weaker, 100), None, NOW, by=7)).value == expected
    assert standing("quadriceps", Result((100, weaker), None, NOW, by=7)).value == expected


def test_what_only_the_physio_measures_does_not_count_from_the_patient():
    assert standing("quadriceps", Result((100, 100), None, NOW, by=0)) is Standing.MISSING


def test_two_sides_without_any_strength_are_not_alike():
    assert compared(STRENGTH, (0, 0)) == 0


def test_where_less_is_better_the_greater_side_counts():
    stiff = Test("stiffness", limit("<=", 15, "min"), sides="both")
    assert compared(stiff, (10, 20)) == 20


@pytest.mark.parametrize(("days", "expected"), [(27, "passed"), (28, "passed"), (29, "stale")])
def test_a_result_goes_stale(days, expected):
    assert standing("walk", Result((30,), None, NOW - timedelta(days=days))).value == expected


def test_a_limit_that_nobody_filled_in_lets_nobody_through():
    gate = replace(GATE, tests=(replace(WALK, limit=limit(">=", None, "min")),))
    assert not judge(gate, {"walk": Result((1000,), 0, NOW)}, NOW).passed
    undated = replace(GATE, tests=(WALK,), fresh=limit("<=", None, "days"))
    assert not judge(undated, GOOD, NOW).passed


@given(st.lists(st.integers(0, 200), min_size=1, max_size=2), st.integers(0, 10), st.integers(0, 60))
def test_a_worse_result_never_passes_where_a_better_one_failed(values, pain, age):
    at = NOW - timedelta(days=age)
    better = standing("calf_raise", Result(tuple(values), pain, at))
    worse = [
        Result(tuple(max(value - 1, 0) for value in values), pain, at),
        Result(tuple(values), pain + 1, at),
        Result(tuple(values), pain, at - timedelta(days=1)),
    ]
    if better is not Standing.PASSED:
        assert all(standing("calf_raise", one) is not Standing.PASSED for one in worse)


def gated(*stages: Phase) -> Protocol:
    """Return the shipped ladder behind a gate, followed by stages without rungs."""
    first, *rest = (replace(phase, gates=(), checkpoint="") for phase in milestones().phases if phase.kind == "run")
    return replace(milestones(), phases=(replace(first, gates=(GATE,)), *rest, *stages))


def missing(protocol: Protocol, position: Position, *, done: dict[str, Result], signed: tuple[str, ...] = ()) -> str:
    """Return the id of the gate that keeps this position shut."""
    verdict = plan.missing_gate(protocol, position, done, signed=frozenset(signed), now=NOW)
    return verdict.gate.id if verdict else ""


def test_a_gate_stands_at_the_entrance_of_its_phase_and_nowhere_else():
    protocol = gated()
    first, second = protocol.rungs[0].id, protocol.rungs[1].id
    assert missing(protocol, Position(first), done={}) == "ready"
    assert missing(protocol, Position(first), done=GOOD) == ""
    assert missing(protocol, Position(first, 1), done={}) == ""
    assert missing(protocol, Position(second), done={}) == ""


def test_the_physio_may_sign_a_gate_in_place_of_its_tests():
    protocol = gated()
    assert missing(protocol, Position(protocol.rungs[0].id), done={}, signed=("ready",)) == ""


def test_a_stage_without_rungs_is_passed_by_its_gate_before_the_next_rung_and_before_the_end():
    last = replace(GATE, id="full_training")
    protocol = gated(Phase("full_load", (), checkpoint="final", gates=(last,)))
    assert missing(protocol, Position(""), done={}) == "full_training"
    assert missing(protocol, Position(""), done=GOOD) == ""
    assert plan.missing_checkpoint(protocol, Position(""), frozenset()) == "final"
    assert plan.missing_checkpoint(protocol, Position(""), frozenset({"final"})) == ""
    assert missing(protocol, Position(protocol.rungs[-1].id), done={}) == ""


def test_nobody_steps_back_from_running_into_a_phase_of_another_kind():
    walk = replace(milestones().rungs[0], id="walk_only", kind="walk")
    protocol = gated()
    protocol = replace(protocol, phases=(Phase("walking", (walk,), kind="walk"), *protocol.phases))
    below, _ = protocol.neighbours(protocol.rungs[1].id)
    _, above = protocol.neighbours("walk_only")
    assert below is None
    assert above == protocol.rungs[1]


def test_whoever_starts_higher_up_still_passes_the_stages_without_rungs():
    protocol = gated()
    entry = Phase("entry", (), checkpoint="before_running", gates=(replace(GATE, id="knee"),))
    protocol = replace(protocol, phases=(entry, *protocol.phases))
    higher = Position(protocol.rungs[2].id)
    verdict = plan.missing_gate(protocol, higher, {}, signed=frozenset(), now=NOW, started=False)
    assert verdict is not None
    assert verdict.gate.id == "knee"
    assert missing(protocol, higher, done={}) == ""
    assert plan.missing_checkpoint(protocol, higher, frozenset()) == "before_running"


def test_whoever_starts_on_a_higher_rung_still_passes_the_gates_of_that_kind_of_session():
    protocol = gated()
    higher = Position(protocol.rungs[2].id)
    walk = replace(milestones().rungs[0], id="walk_only", kind="walk")
    walking = Phase("walking", (walk,), kind="walk", gates=(replace(GATE, id="daily_life"),))
    protocol = replace(protocol, phases=(walking, *protocol.phases))
    asked = [gate.id for gate in plan.gates_at(protocol, higher, started=False)]
    assert asked == ["ready"]
    assert not plan.gates_at(protocol, higher)
