"""What the shipped conditions promise a physio who chooses one."""

import pytest

from bot.content.library import Library
from bot.core.protocol import WINDOWS, Protocol
from tests.core.given import library as shipped
from tests.specification import good

GROUPS = {
    "it_band", "patellofemoral", "patellar_tendon", "achilles_tendon", "plantar_fascia", "tibial_stress",
    "hip_and_glute", "after_surgery",
}  # fmt: skip
VARIANTS = {
    "achilles_midportion": "achilles_tendon",
    "achilles_insertional": "achilles_tendon",
    "bone_low_risk": "tibial_stress",
    "bone_high_risk": "tibial_stress",
    "gluteal": "hip_and_glute",
    "hip_flexor": "hip_and_glute",
    "proximal_hamstring": "hip_and_glute",
    "acl_reconstruction": "after_surgery",
    "achilles_repair": "after_surgery",
    "ankle_stabilisation": "after_surgery",
    "fracture_fixation": "after_surgery",
}
TENDONS = [
    *("achilles_tendon", "achilles_midportion", "achilles_insertional", "achilles_repair"),
    *("patellar_tendon", "gluteal", "proximal_hamstring"),
]
BONES = ["tibial_stress", "bone_low_risk", "bone_high_risk", "fracture_fixation"]
PLAIN_GROUP = "hip_and_glute"
"""The group whose own rules read nothing but what everybody is asked; its members ask more."""


def on_milestones(condition: str) -> Protocol:
    return good.protocol("milestones", condition)


def own_questions(condition: str) -> set[tuple[str, str]]:
    """Return the questions that are asked for this condition alone, with their check-in."""
    more = on_milestones(condition).asks - on_milestones(good.NOTHING).asks
    return {(window, question) for window, _, question in (name.partition(".") for name in more)}


def test_the_eight_groups_and_their_members_are_there():
    library: Library = shipped()
    assert set(library.condition_names()) == GROUPS | set(VARIANTS)


@pytest.mark.parametrize(("variant", "group"), VARIANTS.items())
def test_a_member_keeps_everything_that_its_group_says(variant, group):
    member, whole = on_milestones(variant), on_milestones(group)
    assert set(whole.book.things) <= set(member.book.things)
    assert whole.asks <= member.asks
    assert whole.rest_days <= member.rest_days


@pytest.mark.parametrize("condition", TENDONS)
def test_a_tendon_has_two_days_without_a_run_between_runs(condition):
    assert on_milestones(condition).rest_days == 2


@pytest.mark.parametrize("condition", BONES)
def test_a_bone_is_never_run_on_two_days_in_a_row_and_bears_no_pain(condition):
    protocol = on_milestones(condition)
    assert protocol.rest_days >= 1
    assert protocol.book.limit("bone_pain").value == 0
    assert "tendon_pain" not in {limit.id for limit in protocol.book.limits}


@pytest.mark.parametrize("condition", sorted(GROUPS - {PLAIN_GROUP, "after_surgery"} | set(VARIANTS)))
def test_every_injury_asks_something_of_its_own_and_on_both_days(condition):
    """Where a protocol watches one day alone, that day has to answer for both."""
    asked = own_questions(condition)
    both = {question for window, question in asked if window == "h24"}
    assert both
    assert asked == {(window, question) for window in WINDOWS[1:] for question in both}


@pytest.mark.parametrize("condition", sorted(GROUPS | set(VARIANTS)))
def test_a_condition_adds_at_most_three_questions_to_a_day(condition):
    assert len(own_questions(condition)) <= 2 * 3
