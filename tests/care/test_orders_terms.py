"""Other terms of treatment: what was decided before them stays decided, and nobody is let past anything by them."""

import pytest

from bot.core.orders import Moved
from tests.care.ordering import (
    CONFIRM,
    GOOD_24,
    REASON,
    RUN,
    ana,
    decides,
    labels,
    newest,
    orders,
    read,
    session_is_valid,
    taps,
)
from tests.stage import Stage

A_LITTLE_PAIN = ("1", "An ache at the injury", "None", "Not stiff", "As normal", "None of these", "8")
PAIN_OF_THREE = ("k|baseline", "pain|3", "stiffness|0", "swelling|0", "why|0")


async def _runs_well_for_a_day(stage: Stage) -> None:
    await taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)


async def _changes(stage: Stage, place: int, label: str) -> None:
    """Let Ana tap the pencil of an answer at 48 h, and then an answer."""
    await stage.tap_data("ana", f"c|1:h48|{place}")
    await stage.tap("ana", label)


async def test_a_new_baseline_moves_nobody_on_who_was_held_back_before_it(stage: Stage) -> None:
    """Pain 1 of 10 was above the baseline of then; giving the same answer again leads nowhere."""
    await _runs_well_for_a_day(stage)
    await taps(stage, "ana", *A_LITTLE_PAIN)
    before = await ana(stage)
    assert before.decisions[-1][1].outcome == "repeat"
    await decides(stage, *PAIN_OF_THREE)

    for _ in range(2):
        await _changes(stage, 7, "8")

    after = await ana(stage)
    assert {one.outcome for _, one in after.decisions if not one.provisional} == {"repeat"}
    assert after.position == before.position
    assert "you can go on" not in read(stage, "ana").lower()


async def test_a_run_that_is_still_asked_about_is_compared_with_the_new_baseline(stage: Stage) -> None:
    """Dora froze it before the last answers came, and said “from now on”."""
    await _runs_well_for_a_day(stage)
    await decides(stage, *PAIN_OF_THREE)

    await taps(stage, "ana", *A_LITTLE_PAIN)

    case = await ana(stage)
    assert case.decisions[-1][1].outcome == "advance"
    assert case.position
    assert case.position.sessions_done == 1


async def test_the_run_after_a_new_baseline_is_compared_with_it(stage: Stage) -> None:
    """What held the run before it back holds the next one back no more."""
    await _runs_well_for_a_day(stage)
    await taps(stage, "ana", *A_LITTLE_PAIN)
    await decides(stage, *PAIN_OF_THREE)

    await _runs_well_for_a_day(stage)
    await taps(stage, "ana", *A_LITTLE_PAIN)

    assert (await ana(stage)).decisions[-1][1].outcome == "advance"


KNEE = ("Running after knee ligament surgery with …", "Milestones")
FOUR_STAGES = ("Four stages with …", "Thirty minutes")


async def _runs_well(stage: Stage) -> None:
    await _runs_well_for_a_day(stage)
    await taps(stage, "ana", *GOOD_24, "8")
    await stage.wait(days=1)


async def _goes_over_to(stage: Stage, *protocol: str, rung: str) -> None:
    """Let Dora put Ana on another protocol, at a rung whose button begins like this."""
    await orders(stage, "More …", "🔀 Another protocol", *protocol)
    await stage.tap("dora", next(label for label in labels(stage, "dora") if label.startswith(rung)))
    await taps(stage, "dora", REASON, CONFIRM)


async def _signs(stage: Stage, which: str) -> None:
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|{which}")
    await stage.tap("dora", CONFIRM)


@pytest.mark.parametrize("runs", [True, False], ids=["has run", "has not run"])
async def test_whoever_comes_to_another_protocol_meets_its_gates_as_a_beginner_does(stage: Stage, runs: bool) -> None:
    """After surgery of the knee both its tests stand before the first run, whatever was run on the plan before."""
    if runs:
        await _runs_well(stage)
    await _goes_over_to(stage, *KNEE, rung="run 30 s")

    for which in ("before_running_acl", "before_run_walk"):
        if which in str(stage.actors["dora"].phone):
            await _signs(stage, which)

    assert "tests of a calm knee" in read(stage, "ana")
    assert not await session_is_valid(stage)


async def test_nobody_is_put_on_the_middle_of_another_protocol_past_its_gates(stage: Stage) -> None:
    """The second week of running was chosen; the tests before the first run stand before it all the same."""
    await _runs_well(stage)

    await _goes_over_to(stage, *FOUR_STAGES, rung="run 150 s")

    assert "Next: tests" in newest(stage, "ana")
    assert not await session_is_valid(stage)


async def test_what_was_signed_on_one_protocol_is_signed_again_on_another(stage: Stage) -> None:
    """The first run/walk session stands behind the same check on both; on the new plan it is asked for anew."""
    await _goes_over_to(stage, "Four stages with …", "Milestones", rung="run 1 min")

    assert "before_run_walk" not in (await ana(stage)).signed
    assert not await session_is_valid(stage)


async def test_nobody_is_put_between_a_gate_and_the_rung_behind_it_by_another_protocol(stage: Stage) -> None:
    """The second rung behind the tests is refused as long as these are open, and the first one is named."""
    await orders(stage, "More …", "🔀 Another protocol", "After weeks off")

    await stage.tap("dora", labels(stage, "dora")[1])

    assert "neither passed nor signed. Choose the first step behind it" in newest(stage, "dora")
    assert not [order for _, order in (await ana(stage)).orders if isinstance(order, Moved)]
