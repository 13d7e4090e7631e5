"""The frames: gates and rules without a ladder of their own, paired with the ladders of others."""

import pytest

from bot.core.ladder import Phase
from bot.core.limits import Limit
from bot.core.plan import Position, missing_checkpoint, missing_gate
from bot.core.protocol import Protocol
from tests.specification.good import NOW, content, protocol

FRAMES = ("four_stages", "acl_entry", "load_and_mechanics")
LADDERS = (
    *("milestones", "foot_and_ankle", "thirty_minutes", "delaware_levels", "weeks_off"),
    *("walk_jog_jumps", "tendon_ladder", "bone_stress"),
)
PAIRS = [f"{frame}+{ladder}" for frame in FRAMES for ladder in LADDERS]


def _ids(phases: tuple[Phase, ...]) -> list[str]:
    return [phase.id for phase in phases]


def _effort_that_is_allowed(one: Protocol, rung: str) -> float:
    """Return the lowest of the limits on effort that stand on a rung."""
    limits: list[Limit] = [
        limit
        for clearance in one.book_of(rung).clearances
        if "after_run.effort" in clearance.must.names
        for limit in clearance.must.limits
    ]
    return min(limit.value for limit in limits if limit.value is not None)


def _first_missing(one: Protocol, position: Position, signed: tuple[str, ...] = ()) -> str:
    """Return the first gate before a position that nobody has passed or signed."""
    verdict = missing_gate(one, position, {}, signed=frozenset(signed), now=NOW)
    return verdict.gate.id if verdict else ""


@pytest.mark.parametrize("pair", PAIRS)
def test_a_frame_takes_every_ladder_in_and_keeps_its_order(pair):
    frame, ladder = pair.split("+")
    one, climbed = protocol(pair), protocol(ladder)
    own = [rung.id for rung in protocol(frame).rungs]
    assert [rung.id for rung in one.rungs] == [rung.id for rung in climbed.rungs] + own
    assert not one.needs_ladder


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_alone_cannot_be_run(frame):
    assert protocol(frame).needs_ladder


def test_the_four_stages_stand_in_their_order():
    before, *_, third, fourth = _ids(protocol("four_stages+delaware_levels").phases)
    assert [before, third, fourth] == ["tissue_readiness", "mechanics_under_fatigue", "full_training_load"]


def test_nobody_runs_before_the_tissue_is_ready():
    one = protocol("four_stages+delaware_levels")
    assert _first_missing(one, Position("level_1")) == "tissue_ready"


def test_the_end_of_the_ladder_leads_through_the_third_and_the_fourth_stage():
    one, end = protocol("four_stages+delaware_levels"), Position("")
    assert _first_missing(one, end) == "fatigue_mechanics"
    assert _first_missing(one, end, signed=("fatigue_mechanics",)) == "full_training"
    assert missing_checkpoint(one, end, frozenset()) == "before_full_training"


def test_the_stride_of_a_run_is_asked_for_after_runs_only():
    one = protocol("four_stages+milestones")
    looked_at = {"mechanics_hold", "mechanics_break_down"}
    for phase in one.phases:
        found = looked_at & {thing.id for rung in phase.rungs for thing in one.book_of(rung.id).things}
        assert found == (looked_at if phase.rungs and phase.kind == "run" else set())


def test_how_long_a_stage_takes_is_told_only_where_its_ladder_is_a_single_phase():
    short, long = protocol("four_stages+delaware_levels"), protocol("four_stages+milestones")
    own = protocol("milestones")
    assert short.phase_of("level_1").expected == protocol("four_stages").phases[1].expected
    assert [phase.expected for phase in long.phases if phase.stage] == [phase.expected for phase in own.phases]


def test_what_the_load_article_leaves_open_is_named_and_keeps_everybody_off():
    one = protocol("load_and_mechanics+delaware_levels")
    assert not one.active
    assert set(one.unfilled) == {
        *("agreed_pain", "intensity recovery", "frequency recovery", "hops_one_leg", "ankle_range"),
        *("leg_stiffness", "countermovement_jump", "landing_forces"),
    }


@pytest.mark.parametrize("ladder", LADDERS)
def test_the_easy_effort_of_a_ladder_does_not_forbid_the_hills_that_follow_it(ladder):
    one = protocol(f"load_and_mechanics+{ladder}")
    assert _effort_that_is_allowed(one, "tempo_3min") == 6


def test_run_days_grow_by_one_thing_at_a_time_up_to_six():
    days = [rung for rung in protocol("load_and_mechanics").rungs if rung.id.startswith("days_")]
    assert [(rung.per_week, rung.rest_days) for rung in days] == [(3, 1), (4, 1), (4, 0), (5, 0), (6, 0)]


def test_every_test_of_a_frame_has_a_question():
    bank = {question.id for question in content().conversations["tests"].questions}
    assert {test.id for frame in FRAMES for gate in protocol(frame).gates() for test in gate.tests} <= bank
