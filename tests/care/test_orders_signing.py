"""Signing and measuring: what lets somebody past a gate has a reason, and nothing does under an open urgent flag."""

import pytest

from tests.care.gated import do_tests, has_session, last, measure, results, said, sees
from tests.care.ordering import CHEST, CONFIRM, NIGHT, REASON, reports, taps, with_undo
from tests.care.ward import with_settings
from tests.stage import Stage

SIGN = "✍️ Sign in place of the tests"
OPEN = "Open the plan"
OVER = "These questions are over"


async def _tries_to_sign(stage: Stage) -> None:
    """Tap the button that stood on an older message."""
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|strength")


async def test_a_gate_is_signed_for_a_reason_which_stands_on_record_and_is_read(together: Stage) -> None:
    await taps(together, "dora", "📏 Tests", SIGN)
    assert not sees(together, CONFIRM, "dora")
    await together.say("dora", "Your strength was measured at the hospital")
    await together.tap("dora", CONFIRM)

    assert "From Dora: Your strength was measured at the hospital" in said(together)
    order = (await together.case("ana")).orders[-1][1]
    assert getattr(order, "reason", "") == "Your strength was measured at the hospital"


async def test_nothing_is_signed_under_an_open_urgent_flag(together: Stage) -> None:
    """Neither is it offered; when the plan has been opened, it can be signed."""
    await reports(together, CHEST)
    await together.tap("dora", "📏 Tests")
    assert SIGN not in str(together.actors["dora"].phone[-1].keyboard)

    await _tries_to_sign(together)

    assert "Not while an urgent flag is open" in last(together, "dora")
    assert not (await together.case("ana")).signed
    await taps(together, "dora", OPEN, "run 1 min, walk 2 min", REASON, CONFIRM)
    await _tries_to_sign(together)
    await taps(together, "dora", REASON, CONFIRM)
    assert has_session(together)


async def test_what_is_confirmed_before_an_urgent_flag_signs_nothing_after_it(together: Stage) -> None:
    await _tries_to_sign(together)
    await together.tap("dora", REASON)
    await reports(together, CHEST)

    await together.tap("dora", CONFIRM)

    assert not (await together.case("ana")).signed


@pytest.mark.parametrize("flag", [CHEST, NIGHT])
async def test_results_that_are_entered_on_a_closed_plan_are_read_soberly(together: Stage, flag: str) -> None:
    """The last test of the gate is passed while the plan is closed: no praise, no session, and the value counts."""
    await do_tests(together, "25", "25", "0", "60")
    await reports(together, flag)
    before = len(together.actors["ana"].phone)

    await measure(together, "90", "100")

    news = "\n".join(message.text for message in together.actors["ana"].phone[before:])
    assert "Dora has entered a result" in news
    assert "Your plan stays closed: please do not run until Dora opens it." in news
    assert "Well done" not in news
    assert not has_session(together)
    assert "leg_strength" in await results(together)
    await taps(together, "dora", OPEN, "run 1 min, walk 2 min", REASON, CONFIRM)
    assert has_session(together)


async def test_on_an_open_plan_the_last_result_is_praised_and_brings_the_session(together: Stage) -> None:
    await do_tests(together, "25", "25", "0", "60")

    await measure(together, "90", "100")

    assert "Well done, all of them are where they should be." in said(together)
    assert has_session(together)


async def _enters(stage: Stage, place: int, *answers: str, key: str = "dora") -> str:
    """Let somebody enter a test of the gate and save it; return what they read back before."""
    await stage.tap_data(key, f"v|{stage.actors['ana'].person}|strength|{place}")
    for answer in answers:
        await stage.say(key, answer)
    read_back = last(stage, key)
    await stage.tap(key, "✅ Save")
    return read_back


async def test_what_is_measured_is_shown_with_the_results_that_wait_beside_it(together: Stage) -> None:
    """With the last of three tests, entered within a minute, the gate is passed, and the preview says so."""
    with_undo(together)
    await _enters(together, 0, "25", "25", "0")
    await _enters(together, 1, "60")

    preview = await _enters(together, 2, "90", "100")

    assert "Passed: tests of strength" in preview
    assert "Your next session" in preview
    await together.wait(seconds=61)
    assert "Passed: tests of strength" in said(together)
    assert has_session(together)


async def test_the_same_test_that_somebody_else_has_just_entered_comes_first(together: Stage) -> None:
    """Dora entered 40 of 100, and Eve, who was called, 90: Eve hears of Dora's value, and nothing is taken twice."""
    with_settings(together, undo_seconds=60, chain=("Eve",))
    await reports(together, NIGHT)
    await together.wait(minutes=105)
    await _enters(together, 2, "40", "100")

    await _enters(together, 2, "90", "100", key="eve")
    assert "Dora has just decided about Ana" in last(together, "eve")
    await _enters(together, 1, "60", key="eve")
    await together.wait(seconds=61)

    found = await results(together)
    assert found["leg_strength"][0] == (40, 100)
    assert found["plank"][0] == (60,)


async def test_a_result_that_its_giver_corrects_within_the_minute_is_the_later_one(together: Stage) -> None:
    with_undo(together)
    await _enters(together, 2, "40", "100")

    await _enters(together, 2, "90", "100")
    await together.wait(seconds=61)

    assert (await results(together))["leg_strength"][0] == (90, 100)


async def test_the_tests_of_a_gate_that_is_signed_meanwhile_are_asked_no_more(together: Stage) -> None:
    """Ana is in the middle of them; their card says that they are over, and her old buttons record nothing."""
    await do_tests(together, "25")
    assert OVER not in said(together)

    await _tries_to_sign(together)
    await taps(together, "dora", REASON, CONFIRM)

    assert OVER in said(together)
    before = await results(together)
    await together.say("ana", "25")
    assert await results(together) == before
    assert has_session(together)
