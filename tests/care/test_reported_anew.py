"""What is reported once more calls once more: whoever reads that somebody has been told just now can rely on it."""

import pytest

from tests.care import ward
from tests.care.ward import CHEST, NIGHT, TAKE, count, reports
from tests.stage import Stage

URGENT, WANTED, TOLD = "URGENT: Ana", "Your decision needed: Ana", "Dora has been told just now."
RUN = ("Done as planned", "0", "0", "No pain", "As normal", "2")
FINE = ("0", "No pain", "None", "Not stiff", "As normal")
ALL = "✅ That is all"


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


async def _taps(stage: Stage, *labels: str) -> None:
    for label in labels:
        await stage.tap("ana", label)


async def _a_day_after_a_run(stage: Stage) -> None:
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    await stage.tap("dora", "✅ Confirm")
    await _taps(stage, *RUN)
    await stage.wait(hours=24)
    await _taps(stage, *FINE)


async def _ends(stage: Stage) -> None:
    """Let Dora end the latest alert, after which the plan is still closed."""
    number = (await ward.alert_of(stage)).number
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{number}|r|spoke")


async def _raised(stage: Stage) -> list[str]:
    return [one.severity for one in (await stage.case("ana")).alerts.values() if one.about == "decision"]


async def test_a_flag_given_again_in_the_same_check_in_calls_again(stage: Stage) -> None:
    await _a_day_after_a_run(stage)
    await _taps(stage, CHEST, ALL)
    await _ends(stage)
    await stage.wait(minutes=30)
    await _taps(stage, "✏️ 6", "None of these")
    await stage.wait(hours=12)
    told, called = count(stage, "ana", TOLD), count(stage, "dora", URGENT)

    await _taps(stage, "✏️ 6", CHEST)

    assert count(stage, "ana", TOLD) == told + 1
    assert count(stage, "dora", URGENT) == called + 1


async def test_a_flag_given_again_in_a_later_check_in_calls_again(stage: Stage) -> None:
    await _a_day_after_a_run(stage)
    await _taps(stage, NIGHT, ALL)
    await _ends(stage)
    await stage.wait(hours=24)
    called = count(stage, "dora", WANTED)

    await _taps(stage, *FINE)
    assert count(stage, "dora", WANTED) == called
    await _taps(stage, NIGHT, ALL)

    assert count(stage, "dora", WANTED) == called + 1


async def test_a_second_urgent_report_calls_at_once_and_is_repeated_like_the_first(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.wait(hours=3, minutes=15)
    before = len(ward.read(stage, "dora"))

    await reports(stage, CHEST)
    heard = [len(ward.read(stage, "dora")) - before]
    for minutes in (9, 1, 19, 1):
        await stage.wait(minutes=minutes)
        heard.append(len(ward.read(stage, "dora")) - before)

    assert heard == [1, 1, 2, 2, 3]
    assert count(stage, "ana", TOLD) == 2


async def test_an_urgent_flag_taken_back_and_given_again_calls_again(stage: Stage) -> None:
    await stage.say("ana", "/wrong")
    await _taps(stage, CHEST, f"☑️ {CHEST}", CHEST, ALL)

    assert await _raised(stage) == ["urgent", "urgent"]
    assert count(stage, "ana", TOLD) == 2


async def test_more_flags_in_one_report_call_only_for_what_is_new(stage: Stage) -> None:
    await stage.say("ana", "/wrong")
    await _taps(stage, CHEST, NIGHT)
    await stage.tap("dora", TAKE)

    await _taps(stage, ALL)

    assert await _raised(stage) == ["urgent", "urgent"]


async def test_the_rest_of_a_check_in_does_not_call_for_a_flag_that_was_taken_meanwhile(stage: Stage) -> None:
    await _a_day_after_a_run(stage)
    await _taps(stage, CHEST)
    await stage.tap("dora", TAKE)

    await _taps(stage, ALL)

    assert await _raised(stage) == ["urgent"]
