"""Signing and measuring: what lets somebody past a gate has a reason, and nothing does under an open urgent flag."""

import pytest

from tests.care.gated import do_tests, has_session, last, measure, results, said, sees
from tests.care.ordering import CHEST, CONFIRM, NIGHT, REASON, reports, taps
from tests.stage import Stage

SIGN = "✍️ Sign in place of the tests"
OPEN = "Open the plan"


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
