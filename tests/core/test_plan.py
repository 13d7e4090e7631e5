"""Where an outcome leads: on by one session, back by one rung, or nowhere; never further."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import plan
from bot.core.plan import Position
from bot.core.protocol import Outcome
from tests.core.given import milestones

PROTOCOL = milestones()
LADDER = [Position(rung.id, done) for rung in PROTOCOL.rungs for done in range(rung.sessions)] + [Position("")]
"""Every place there is, from the lowest to the end."""

positions = st.sampled_from(LADDER[:-1])


def height(position: Position) -> int:
    """Return how far up a position is, counted in sessions."""
    return LADDER.index(position)


@pytest.mark.parametrize("position", LADDER[:-1], ids=str)
def test_advancing_goes_to_the_next_session_and_no_further(position):
    assert height(plan.after(PROTOCOL, position, Outcome.ADVANCE)) == height(position) + 1


@pytest.mark.parametrize("outcome", [Outcome.REPEAT, Outcome.REST_AND_REPEAT, Outcome.REASSESS, Outcome.URGENT])
@pytest.mark.parametrize("position", LADDER[:-1], ids=str)
def test_repeating_and_stopping_leave_the_place_as_it_is(position, outcome):
    assert plan.after(PROTOCOL, position, outcome) == position


@pytest.mark.parametrize("position", LADDER[:-1], ids=str)
def test_a_step_back_goes_to_the_start_of_the_rung_below_and_never_below_the_first_of_its_kind(position):
    kind = PROTOCOL.rung(position.rung).kind
    rungs = [rung.id for rung in PROTOCOL.rungs if rung.kind == kind]
    below = max(rungs.index(position.rung) - 1, 0)
    assert plan.after(PROTOCOL, position, Outcome.STEP_BACK) == Position(rungs[below])


@given(positions, st.sampled_from(Outcome), st.sampled_from(Outcome))
def test_a_stricter_outcome_never_leads_higher(position, one, other):
    mild, strict = sorted([one, other])
    if strict < Outcome.REASSESS:
        assert height(plan.after(PROTOCOL, position, strict)) <= height(plan.after(PROTOCOL, position, mild))


def test_the_ladder_ends_after_its_last_session():
    last = LADDER[-2]
    assert plan.after(PROTOCOL, last, Outcome.ADVANCE).finished
    assert not last.finished
    with pytest.raises(KeyError):
        plan.session(PROTOCOL, LADDER[-1])


@pytest.mark.parametrize(
    ("position", "number", "cycles", "running", "total"),
    [
        (Position("run_30s"), 1, 8, 4, 25), (Position("run_30s", 5), 6, 10, 5, 30),
        (Position("run_1min", 2), 3, 9, 9, 32),
        (Position("run_5min", 3), 4, 5, 25, 35), (Position("run_20min"), 1, 1, 20, 25),
    ],
)  # fmt: skip
def test_a_session_carries_the_figures_of_its_card(position, number, cycles, running, total):
    session = plan.session(PROTOCOL, position)
    assert (session.number, session.cycles, session.running_minutes, session.total_minutes) == (
        number, cycles, running, total,
    )  # fmt: skip


def test_a_rung_starts_with_its_first_session():
    assert plan.start("run_2min") == Position("run_2min", 0)
    assert plan.session(PROTOCOL, plan.start("run_2min")).number == 1


def test_a_checkpoint_stands_before_every_rung_of_its_phase_until_it_is_signed():
    both = frozenset({"before_run_walk", "before_continuous"})
    assert plan.missing_checkpoint(PROTOCOL, Position("run_30s"), frozenset()) == "before_run_walk"
    assert plan.missing_checkpoint(PROTOCOL, Position("run_5min", 2), frozenset()) == "before_run_walk"
    assert (
        plan.missing_checkpoint(PROTOCOL, Position("run_20min"), frozenset({"before_run_walk"})) == "before_continuous"
    )
    assert not plan.missing_checkpoint(PROTOCOL, Position("run_20min"), both)
    assert not plan.missing_checkpoint(PROTOCOL, Position(""), frozenset())


def test_from_one_session_to_the_next_only_one_thing_changes_unless_the_rung_says_why():
    """Run time, walk time and cycles: one of them rises at a time, and a longer run may start with fewer cycles."""
    runs = [rung for rung in PROTOCOL.rungs if rung.kind == "run"]
    for lower, upper in pairwise(runs):
        changed = (lower.run_seconds != upper.run_seconds) + (lower.walk_seconds != upper.walk_seconds)
        assert changed == 1 or upper.accepted
    for rung in PROTOCOL.rungs:
        assert list(rung.cycles) == sorted(rung.cycles)
