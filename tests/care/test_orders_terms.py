"""Other terms of treatment: what was decided before them stays decided, and nobody is let past anything by them."""

from tests.care.ordering import GOOD_24, RUN, ana, decides, read, taps
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
