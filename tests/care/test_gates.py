"""At a gate nobody runs, nobody is stuck, nothing that was tested is lost, and only the physio signs."""

import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from bot.care import dues
from bot.care.ports import Due
from bot.content.library import load
from bot.core import facts
from tests.play import Player
from tests.stage import Stage, plain

OPENING = """\
start    2026-03-02 18:00 Europe/Madrid
people   dora physio Dora
people   eve physio Eve
people   ana patient Ana physio=Dora protocol=thirty_minutes
enrolled dora eve
ana      types /start code-of-ana-long-enough
ana      taps English | I agree
ana      types Europe/Madrid
ana      types none
"""

PROTOCOL = """
id = "thirty_minutes"
source = "A protocol made for tests only."
about = "Two gates, one of which the physio measures, before two short rungs."
windows = ["after_run", "h24", "h48"]
windows_source = "Made for tests only."
{habits}
limits.extra_rest = {{ operator = ">=", value = 1, unit = "days", {why} }}
limits.pain = {{ operator = "<=", value = 2, unit = "of 10", {why} }}
clearances = [
  {{ id = "pain_low", about = "pain", must = "h48.pain in limit.pain", {why} }},
  {{ id = "joint_quiet", about = "swelling", must = 'h48.swelling <= "usual"', {why} }},
  {{ id = "gait_unaffected", about = "gait", must = 'h48.gait == "normal"', {why} }},
]

[[phases]]
id = "week_one"
{gates}

[[phases.rungs]]
id = "day_1"
run_seconds = 60
walk_seconds = 120
cycles = [5]
warm_up_minutes = 5
per_week = 3
rest_days = 1
origin = "derived"
source = "Made for tests only."
"""

WHY = 'origin = "derived", source = "Made for tests only."'

GATE = """
[[phases.gates]]
id = "{gate}"
fresh = {{ operator = "<=", value = 14, unit = "days", origin = "derived", source = "Made for tests only." }}
"""

TEST = """
[[phases.gates.tests]]
id = "{test}"
sides = "{sides}"
by = "{by}"
operator = ">="
value = {value}
unit = "{unit}"
origin = "derived"
source = "Made for tests only."
"""

PAIN = 'pain = { operator = "<", value = 2, unit = "of 10", origin = "derived", source = "Made for tests only." }\n'


def a_test(test: str, value: int, sides: str = "one", by: str = "patient", unit: str = "times") -> str:
    """Return a test as it stands in a protocol file."""
    return TEST.format(test=test, value=value, sides=sides, by=by, unit=unit)


RAISES = a_test("calf_raise", 25, sides="both") + PAIN
PLANK = a_test("plank", 60, unit="s")
STAIRS = a_test("stairs", 1, unit="yes")
STRENGTH = a_test("leg_strength", 70, sides="compare", by="physio", unit="percent")
TOGETHER = GATE.format(gate="strength") + RAISES + PLANK + STRENGTH
ALONE = GATE.format(gate="strength") + RAISES + PLANK
MEASURED = GATE.format(gate="strength") + STRENGTH
TWO = GATE.format(gate="daily_life") + STAIRS + GATE.format(gate="strength") + PLANK
HABIT = 'habits = [{ id = "strength", per_week = 2, origin = "derived", source = "Made for tests only." }]'


_opened: dict[str, Stage] = {}


async def stage_with(folder: Path, gates: str, habits: str = "", end: str = "") -> Stage:
    """Return a stage on which Ana stands before these gates, forked from one that is set up once for all tests."""
    protocol = PROTOCOL.format(gates=gates, habits=habits, why=WHY) + end
    if protocol not in _opened:
        _opened[protocol] = await _set_up(Path(tempfile.mkdtemp(dir=folder.parent)), protocol)
    return _opened[protocol].fork(folder)


async def _set_up(folder: Path, protocol: str) -> Stage:
    clinic = folder / "clinic"
    (clinic / "protocols").mkdir(parents=True)
    (clinic / "protocols" / "thirty_minutes.toml").write_text(protocol)
    player = Player(folder, load(clinic), reopens=False)
    await player.play(OPENING)
    assert player.stage is not None
    await player.stage.end()
    return player.stage


@pytest.fixture
async def together(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await stage_with(tmp_path, TOGETHER)
    yield stage
    await stage.end()


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await stage_with(tmp_path, ALONE)
    yield stage
    await stage.end()


@pytest.fixture
async def measured(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await stage_with(tmp_path, MEASURED)
    yield stage
    await stage.end()


def said(stage: Stage, key: str = "ana") -> str:
    """Return all that stands on somebody's phone."""
    return "\n".join(plain(message.text) for message in stage.actors[key].phone)


def last(stage: Stage, key: str = "ana") -> str:
    """Return the newest message on somebody's phone."""
    return plain(stage.actors[key].phone[-1].text)


def sees(stage: Stage, label: str, key: str = "ana") -> bool:
    """Say whether a button with this label stands under any message of somebody."""
    rows = [row for message in stage.actors[key].phone for row in message.keyboard]
    return any(button.text == label for row in rows for button in row)


def has_session(stage: Stage) -> bool:
    """Say whether a session is on Ana's phone that she can report."""
    return sees(stage, "Done as planned")


async def do_tests(stage: Stage, *answers: str) -> None:
    """Do the tests that a patient may do alone, with these answers."""
    await stage.tap("ana", "▶️ Start the tests")
    for answer in answers:
        await stage.say("ana", answer)


async def measure(stage: Stage, *answers: str) -> None:
    """Let Dora measure the strength of both legs and save it."""
    await stage.say("dora", "/patients")
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    await stage.tap("dora", "📏 Tests")
    name = next(b.text for row in stage.actors["dora"].phone[-1].keyboard for b in row if b.text.startswith("📏 "))
    await stage.tap("dora", _strength(stage) or name)
    for answer in answers:
        await stage.say("dora", answer)
    await stage.tap("dora", "✅ Save")


def _strength(stage: Stage) -> str:
    said = stage.library.language("en").say("tests.leg_strength__short")
    return f"📏 {said}"


async def results(stage: Stage) -> dict[str, tuple[tuple[int, ...], int | None, int]]:
    """Return values, pain and tester of every test that has a result."""
    case = await stage.case("ana")
    return {test: (result.values, result.pain, result.by) for test, result in case.results.items()}


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
    await measured.tap("dora", _strength(measured))
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
    assert "Dora has signed: tests of strength." in said(together)
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


FORGED = [
    *("m", "m|", "m|mobility", "m|strength|1", "l", "l|", "l|0:gate_strength:7", "l|0:enrolment", "l|x", "h|", "h|x"),
    *("a|0:gate_strength:0|0|0|25", "a|0:gate_strength:0|99|0|1", "a|0:gate_x:0|0|0|1", "r|1|0", "r|2|0"),
]


@pytest.mark.parametrize("data", FORGED)
async def test_a_forged_or_old_tap_of_a_patient_changes_nothing(alone: Stage, data):
    await alone.tap_data("ana", data)
    assert not has_session(alone)
    assert await results(alone) == {}
    await alone.say("ana", "/today")
    await do_tests(alone, "25", "25", "0", "60")
    assert has_session(alone)


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
    await measured.tap("dora", _strength(measured))
    await measured.say("dora", typed)
    assert "left side" in last(measured, "dora")
    await measured.say("dora", "70")
    await measured.say("dora", "100")
    await measured.tap("dora", "✅ Save")
    assert has_session(measured)


async def test_a_value_typed_long_after_it_was_asked_for_is_not_taken(measured: Stage):
    await measured.tap("dora", "📏 Tests")
    await measured.tap("dora", _strength(measured))
    await measured.wait(hours=3)
    await measured.say("dora", "70")
    assert "I did not expect words here" in last(measured, "dora")


async def test_a_physio_test_is_not_passed_by_what_the_patient_entered(measured: Stage):
    async with measured._turn() as turn:
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


async def test_a_checkpoint_is_asked_for_with_all_results_at_hand(tmp_path: Path):
    gates = 'checkpoint = "before_run_walk"\ncheckpoint_source = "Made for tests only."\n' + ALONE
    stage = await stage_with(tmp_path, gates)
    await do_tests(stage, "25", "25", "0", "60")
    text = last(stage, "dora")
    assert "the check before the first run/walk session" in text
    assert "left 25, right 25" in text
    assert not has_session(stage)
    await stage.tap("dora", "✍️ Sign the checkpoint")
    assert has_session(stage)
    await stage.end()


async def test_a_gate_may_stand_at_the_very_end_and_is_celebrated_only_then(tmp_path: Path):
    end = f'[[phases]]\nid = "build"\n{MEASURED}'
    stage = await stage_with(tmp_path, "", end=end)
    await _run_well(stage)
    assert "Next: tests of strength." in last(stage)
    assert "last session of your plan" not in said(stage)
    await measure(stage, "70", "100")
    assert "last session of your plan" in said(stage)
    await stage.end()


async def _run_well(stage: Stage) -> None:
    """Run the only session, and answer everything about it without a complaint."""
    for answer in ("Done as planned", "0", "0", "No pain", "As normal", "3"):
        await stage.tap("ana", answer)
    for hours in (24, 24):
        await stage.wait(hours=hours, minutes=1)
        for answer in ("0", "No pain", "None", "Not stiff", "As normal", "None of these"):
            await stage.tap("ana", answer)


async def test_somebody_who_never_tests_is_reminded_and_after_a_while_the_physio_is_told(alone: Stage):
    await alone.wait(days=3)
    assert "A small reminder: these tests are still open" in said(alone)
    assert "waiting at this for a while" not in said(alone, "dora")
    await alone.wait(days=8)
    assert "waiting at this for a while" in said(alone, "dora")


async def test_every_week_somebody_hears_of_a_gate_that_stays_shut(alone: Stage):
    for _ in range(6):
        before = len(alone.actors["ana"].phone)
        await alone.wait(days=8)
        assert len(alone.actors["ana"].phone) > before


async def test_an_old_reminder_is_silent_once_the_gate_is_passed(alone: Stage):
    await do_tests(alone, "25", "25", "0", "60")
    await alone.wait(days=3)
    assert "small reminder: these tests" not in said(alone)


async def test_reminders_of_habits_are_spread_and_can_be_muted(tmp_path: Path):
    stage = await stage_with(tmp_path, ALONE, HABIT)
    await stage.wait(days=14)
    reminded = (await stage.case("ana")).reminded["strength"]
    assert len(reminded) == 4
    assert all((later - earlier).days >= 3 for earlier, later in pairwise(reminded))
    assert all(at.astimezone(UTC).hour == 9 for at in reminded)
    await stage.tap("ana", "🔕 No more of these")
    await stage.wait(days=14)
    assert len((await stage.case("ana")).reminded["strength"]) == 4
    await stage.tap("ana", "🔔 Remind me again")
    await stage.wait(days=2)
    assert len((await stage.case("ana")).reminded["strength"]) == 5
    await stage.end()


async def test_nobody_is_reminded_of_habits_while_something_is_wrong(tmp_path: Path):
    stage = await stage_with(tmp_path, ALONE, HABIT)
    await stage.tap("ana", "⚠️ Something feels wrong")
    await stage.tap("ana", "Chest pain, or short of breath")
    await stage.wait(days=5)
    assert not (await stage.case("ana")).reminded
    await stage.end()


async def test_a_due_for_a_gate_that_is_no_more_does_nothing(alone: Stage):
    before = len(alone.actors["ana"].phone)
    store = await alone._open()
    for kind, subject in (("gate", "mobility:weekly"), ("gate", "x"), ("gate_expiry", "gate_expiry")):
        due = Due(alone.actors["ana"].person, kind, subject, datetime(2026, 3, 2, tzinfo=UTC))
        async with store.turn(alone.library, alone.settings, due=None) as turn:
            await dues.fall_due(turn, due)
    await alone.deliver()
    assert len(alone.actors["ana"].phone) <= before + 3


CHECKPOINT = 'checkpoint = "before_run_walk"\ncheckpoint_source = "Made for tests only."\n'
SECOND_PHASE = f"""
[[phases]]
id = "build"
{CHECKPOINT}
[[phases.rungs]]
id = "week_2"
run_seconds = 120
walk_seconds = 120
cycles = [5]
warm_up_minutes = 5
per_week = 3
rest_days = 1
origin = "derived"
source = "Made for tests only."
"""


async def test_a_first_gate_that_goes_stale_behind_a_second_one_is_told(tmp_path: Path):
    stage = await stage_with(tmp_path, TWO)
    await stage.tap("ana", "▶️ Start the tests")
    await stage.tap("ana", stage.library.language("en").say("tests.stairs__yes"))
    await stage.wait(days=13)
    heard = len(stage.actors["ana"].phone), len(stage.actors["dora"].phone)
    await stage.wait(days=30)
    assert len(stage.actors["ana"].phone) > heard[0] + 2
    assert len(stage.actors["dora"].phone) > heard[1]
    await stage.end()


async def test_a_checkpoint_that_nobody_signs_is_asked_for_again(tmp_path: Path):
    stage = await stage_with(tmp_path, CHECKPOINT)
    heard = len(stage.actors["ana"].phone), len(stage.actors["dora"].phone)
    await stage.wait(days=30)
    assert len(stage.actors["ana"].phone) >= heard[0] + 4
    assert len(stage.actors["dora"].phone) >= heard[1] + 4
    assert not has_session(stage)
    await stage.end()


async def test_a_checkpoint_further_up_cannot_be_signed_ahead(tmp_path: Path):
    stage = await stage_with(tmp_path, "", end=SECOND_PHASE)
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    assert (await stage.case("ana")).signed == frozenset()
    await stage.end()


async def test_days_of_waiting_for_a_signature_are_no_gap(tmp_path: Path):
    """Whoever waits ten days for the physio and then runs at once is not sent down for having waited."""
    stage = await stage_with(tmp_path, "", end=SECOND_PHASE)
    await _good_run(stage)
    assert "before_run_walk" not in (await stage.case("ana")).signed
    await stage.wait(days=10)
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    await _good_run(stage)
    decided = (await stage.case("ana")).decisions[-1][1]
    assert (decided.outcome, [fired["rule"] for fired in decided.fired]) == ("advance", [])
    await stage.end()


async def _good_run(stage: Stage) -> None:
    await stage.tap("ana", "Done as planned")
    for label in ("0", "0", "No pain", "As normal", "2"):
        await stage.tap("ana", label)
    for _ in range(2):
        await stage.wait(days=1)
        for label in ("0", "No pain", "None", "Not stiff", "As normal", "None of these"):
            await stage.tap("ana", label)


async def test_a_recovery_longer_than_a_gap_sends_nobody_down(tmp_path: Path):
    """A phase that begins with ten days of rest is entered after them, however long a gap may be elsewhere."""
    rest = 'recovery = { operator = ">=", value = 10, unit = "days", origin = "derived", source = "For tests only." }\n'
    stage = await stage_with(tmp_path, "", end=SECOND_PHASE.replace(CHECKPOINT, rest))
    await _good_run(stage)
    await stage.wait(days=10)
    position = (await stage.case("ana")).position
    assert position is not None
    assert position.rung == "week_2"
    await _good_run(stage)
    assert (await stage.case("ana")).decisions[-1][1].outcome == "advance"
    await stage.end()
