"""What the physio measures or signs at a gate opens it, and what anybody else enters in their place does not."""

import pytest

from bot.core import facts
from tests.care.gated import do_tests, has_session, last, measure, results, said, sees, strength_button
from tests.stage import Stage


async def test_a_gate_that_only_the_physio_measures_leaves_nobody_in_silence(measured: Stage):
    assert "is measured together with you" in last(measured)
    assert "Please measure:" in said(measured, "dora")
    assert not sees(measured, "▶️ Start the tests")
    before = len(measured.actors["dora"].phone)
    await measured.wait(days=16)
    assert "still waits for Dora" in said(measured)
    assert len(measured.actors["dora"].phone) > before


async def test_what_the_physio_measures_counts_only_after_it_was_read_back_and_saved(measured: Stage):
    await measured.tap("dora", "📏 Tests")
    await measured.tap("dora", strength_button(measured))
    await measured.say("dora", "70")
    await measured.say("dora", "100")
    assert "left 70, right 100: 70 %" in last(measured, "dora")
    assert not has_session(measured)
    await measured.tap("dora", "✅ Save")
    assert has_session(measured)
    assert "Dora has entered a result" in said(measured)
    assert (await results(measured))["leg_strength"] == ((70, 100), None, measured.actors["dora"].person)
    assert not (await measured.case("ana")).untaken_alerts()


async def test_one_percent_short_is_said_as_short(measured: Stage):
    await measure(measured, "695", "1000")
    assert "69.5 %" in said(measured)
    assert not has_session(measured)


async def test_patient_and_physio_each_do_their_part_in_any_order(together: Stage):
    await measure(together, "90", "100")
    assert not has_session(together)
    await do_tests(together, "25", "25", "0", "60")
    assert has_session(together)


async def test_what_the_physio_measured_is_not_replaced_by_an_older_answer(together: Stage):
    await do_tests(together, "10", "10", "0")
    await together.tap("dora", "📏 Tests")
    await together.tap("dora", "📏 Calf raises on one leg")
    for answer in ("25", "25"):
        await together.say("dora", answer)
    await together.tap("dora", "0")
    await together.tap("dora", "✅ Save")
    await together.tap_data("ana", "c|0:gate_strength:0|0")
    await together.say("ana", "99")
    assert (await results(together))["calf_raise"] == ((25, 25), 0, together.actors["dora"].person)


async def test_the_physio_may_sign_in_place_of_the_tests(together: Stage):
    await together.tap("dora", "📏 Tests")
    await together.tap("dora", "✍️ Sign in place of the tests")
    await together.tap("dora", "I have examined you")
    assert "Dora has signed" not in said(together)
    await together.tap("dora", "✅ Confirm")
    assert "Dora has signed: tests of strength.\nFrom Dora: I have examined you" in said(together)
    assert has_session(together)
    assert not (await together.case("ana")).untaken_alerts()
    await together.wait(days=30)
    assert "too old" not in said(together)


@pytest.mark.parametrize("key", ["ana", "eve"])
@pytest.mark.parametrize("data", ["g|{ana}|strength", "v|{ana}|strength|0|0|1", "v|{ana}|strength|save", "v|{ana}"])
async def test_nobody_but_their_own_physio_signs_or_measures(together: Stage, key, data):
    await together.tap_data(key, data.format(ana=together.actors["ana"].person))
    assert not has_session(together)
    case = await together.case("ana")
    assert not case.signed
    assert not case.results


STAFF_FORGED = [
    *("v", "v|", "v|{ana}|x", "v|{ana}|strength|9", "v|{ana}|strength|0|0|1", "v|{ana}|strength|save"),
    *("v|{ana}|strength|-1", "v|{ana}|strength|²", "v|{ana}|strength|0|0|99999", "v|{ana}|strength|1|2|3|4"),
    *("g|{ana}|mobility", "g|{ana}|", "y|{ana}|0", "v|999|strength"),
]


@pytest.mark.parametrize("data", STAFF_FORGED)
async def test_a_forged_or_old_tap_of_a_physio_changes_nothing(measured: Stage, data):
    await measured.tap_data("dora", data.format(ana=measured.actors["ana"].person))
    case = await measured.case("ana")
    assert not case.results
    assert not case.signed
    await measure(measured, "70", "100")
    assert has_session(measured)


@pytest.mark.parametrize("typed", ["seventy", "70 %", "70.5", "7 8", "99999"])
async def test_nonsense_from_the_physio_is_asked_for_again(measured: Stage, typed):
    await measured.tap("dora", "📏 Tests")
    await measured.tap("dora", strength_button(measured))
    await measured.say("dora", typed)
    assert "left side" in last(measured, "dora")
    await measured.say("dora", "70")
    await measured.say("dora", "100")
    await measured.tap("dora", "✅ Save")
    assert has_session(measured)


async def test_a_value_typed_long_after_it_was_asked_for_is_not_taken(measured: Stage):
    await measured.tap("dora", "📏 Tests")
    await measured.tap("dora", strength_button(measured))
    await measured.wait(hours=3)
    await measured.say("dora", "70")
    assert "I did not expect words here" in last(measured, "dora")


async def test_a_physio_test_is_not_passed_by_what_the_patient_entered(measured: Stage):
    async with measured.turn() as turn:
        await turn.case(measured.actors["ana"].person)
        turn.record(measured.actors["ana"].person, facts.Tested("leg_strength", (100, 100), None))
    await measured.say("ana", "/today")
    assert not has_session(measured)


async def test_the_physio_sees_value_limit_time_and_tester_of_every_result(together: Stage):
    await do_tests(together, "25", "24", "0")
    await together.tap("dora", "📏 Tests")
    text = last(together, "dora")
    assert "left 25, right 24, pain 0/10 (at least 25). Ana, today at 18:00." in text
    assert "From: Made for tests only." in text
