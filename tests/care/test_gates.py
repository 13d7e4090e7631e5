"""At a gate nobody runs before its tests are passed, and nothing that was tested is lost."""

from pathlib import Path

import pytest

from tests.care.gated import (
    ALONE,
    GATE,
    PLANK,
    STAIRS,
    TWO,
    do_tests,
    has_session,
    last,
    results,
    said,
    sees,
    stage_with,
)
from tests.stage import Stage


async def test_no_session_comes_before_the_gate_is_passed(alone: Stage):
    assert "Next: tests of strength." in last(alone)
    assert not has_session(alone)


async def test_passing_every_test_brings_the_session_by_itself(alone: Stage):
    await do_tests(alone, "25", "26", "1", "60")
    assert "Passed: tests of strength." in said(alone)
    assert has_session(alone)
    assert await results(alone) == {"calf_raise": ((25, 26), 1, 0), "plank": ((60,), None, 0)}


@pytest.mark.parametrize("answers", [("24", "25", "0", "60"), ("25", "24", "0", "60"), ("25", "25", "0", "59")])
async def test_one_short_on_one_side_keeps_the_gate_shut_and_may_be_tried_again_at_once(alone: Stage, answers):
    await do_tests(alone, *answers)
    assert not has_session(alone)
    assert "Not there yet" in said(alone)
    await alone.tap("ana", "🔁 Try again")
    assert "Tests · 0/" in last(alone)


async def test_only_what_is_not_passed_is_asked_again(alone: Stage):
    await do_tests(alone, "25", "25", "0", "59")
    await alone.tap("ana", "🔁 Try again")
    await alone.say("ana", "61")
    assert has_session(alone)


async def test_a_test_that_hurts_too_much_is_not_passed_ends_the_day_and_is_told_to_the_physio(alone: Stage):
    await do_tests(alone, "30", "30", "2")
    assert not has_session(alone)
    assert "enough testing for today" in said(alone)
    assert "Ana had pain 2/10 in a test" in said(alone, "dora")


async def test_pain_just_below_its_limit_is_fine_and_told_to_nobody(alone: Stage):
    await do_tests(alone, "30", "30", "1")
    assert "had pain" not in said(alone, "dora")


async def test_a_choice_that_is_not_so_yet_ends_the_tests_for_the_day(tmp_path: Path):
    stage = await stage_with(tmp_path, GATE.format(gate="daily_life") + STAIRS + PLANK)
    await stage.tap("ana", "▶️ Start the tests")
    await stage.tap("ana", "No, not yet")
    assert "enough testing for today" in said(stage)
    assert sees(stage, "▶️ Start the tests")
    await stage.end()


async def test_gates_come_one_after_the_other(tmp_path: Path):
    stage = await stage_with(tmp_path, TWO)
    await stage.tap("ana", "▶️ Start the tests")
    await stage.tap("ana", "Yes, without either")
    assert "Passed: tests of daily life." in said(stage)
    assert "Next: tests of strength." in last(stage)
    await do_tests(stage, "60")
    assert has_session(stage)
    await stage.end()


@pytest.mark.parametrize("typed", ["25 reps", "25 times", "25x", "+25", "٢٥"])
async def test_a_number_may_carry_its_unit(alone: Stage, typed):
    await do_tests(alone, typed)
    assert "left: 25" in last(alone)


@pytest.mark.parametrize("typed", ["2 minutes", "25 cm", "25.5", "ten to twelve", "many", "-1", "201", "²5"])
async def test_a_number_of_another_kind_is_never_taken(alone: Stage, typed):
    await do_tests(alone, typed)
    assert "Now your left side" in last(alone)
    assert await results(alone) == {}


async def test_seconds_typed_as_minutes_are_not_taken_as_seconds(alone: Stage):
    await do_tests(alone, "25", "25", "0", "90 min")
    assert "plank" not in await results(alone)
    await alone.say("ana", "90 s")
    assert (await results(alone))["plank"] == ((90,), None, 0)


async def test_an_answer_can_be_changed_and_the_test_counts_anew(alone: Stage):
    await do_tests(alone, "25", "20", "0")
    await alone.tap("ana", "✏️ 2")
    await alone.say("ana", "25")
    assert (await results(alone))["calf_raise"] == ((25, 25), 0, 0)


async def test_a_changed_answer_takes_the_session_back(alone: Stage):
    await do_tests(alone, "25", "25", "0", "60")
    assert has_session(alone)
    await alone.tap("ana", "✏️ 4")
    await alone.say("ana", "40")
    assert not has_session(alone)
    assert "This session no longer counts" in said(alone)
    assert sees(alone, "🔁 Try again")


async def test_not_today_keeps_what_is_done_and_today_brings_back_the_rest(alone: Stage):
    await do_tests(alone, "25", "25", "0")
    await alone.tap("ana", "🕐 Not today")
    await alone.say("ana", "60")
    assert "plank" not in await results(alone)
    await alone.say("ana", "/today")
    await do_tests(alone, "60")
    assert has_session(alone)


async def test_a_half_finished_test_goes_on_after_a_restart(tmp_path: Path):
    stage = await stage_with(tmp_path, ALONE)
    await do_tests(stage, "25")
    await stage.end()
    await stage.say("ana", "26")
    await stage.tap("ana", "0")
    assert (await results(stage))["calf_raise"] == ((25, 26), 0, 0)
    await stage.end()


async def test_a_result_goes_stale_takes_the_session_back_and_is_asked_again_with_the_reason(alone: Stage):
    await do_tests(alone, "25", "25", "0", "60")
    await alone.wait(days=14, minutes=-1)
    assert has_session(alone)
    await alone.wait(minutes=5)
    assert not has_session(alone)
    assert "too old" in last(alone)
    await do_tests(alone, "25", "25", "0", "60")
    assert has_session(alone)


async def test_tests_begun_long_ago_do_not_count_from_today(alone: Stage):
    await do_tests(alone, "25", "25", "0")
    await alone.wait(days=10)
    await alone.say("ana", "60")
    assert has_session(alone)
    await alone.wait(days=5)
    assert not has_session(alone)


async def test_while_something_feels_wrong_the_tests_wait_and_a_red_flag_ends_them(alone: Stage):
    await do_tests(alone, "25")
    await alone.tap("ana", "⚠️ Something feels wrong")
    await alone.tap("ana", "Pain at night or at rest")
    await alone.tap("ana", "✅ That is all")
    await alone.say("ana", "25")
    assert await results(alone) == {}
    case = await alone.case("ana")
    assert case.held is not None
    await alone.say("ana", "/today")
    assert "No running for now" in last(alone)


async def test_a_report_without_a_red_flag_leads_back_to_the_test(alone: Stage):
    await do_tests(alone, "25")
    await alone.tap("ana", "⚠️ Something feels wrong")
    await alone.tap("ana", "None of these")
    assert "Now your right side" in last(alone)


FORGED = [
    *("m", "m|", "m|mobility", "m|strength|1", "l", "l|", "l|0:gate_strength:7", "l|0:enrolment", "l|x", "h|", "h|x"),
    *("a|0:gate_strength:0|0|0|25", "a|0:gate_strength:0|99|0|1", "a|0:gate_x:0|0|0|1", "r|1|0|0.0", "r|2|0|0.0"),
]


@pytest.mark.parametrize("data", FORGED)
async def test_a_forged_or_old_tap_of_a_patient_changes_nothing(alone: Stage, data):
    await alone.tap_data("ana", data)
    assert not has_session(alone)
    assert await results(alone) == {}
    await alone.say("ana", "/today")
    await do_tests(alone, "25", "25", "0", "60")
    assert has_session(alone)
