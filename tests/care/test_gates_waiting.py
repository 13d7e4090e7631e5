"""Nobody is left in silence or sent down while a gate, a checkpoint or a recovery is waited for."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bot.care.doors import dues
from bot.care.ports import Due
from tests.care.gated import (
    ALONE,
    CHECKPOINT,
    MEASURED,
    SECOND_PHASE,
    TWO,
    do_tests,
    has_session,
    last,
    measure,
    said,
    stage_with,
)
from tests.care.steps import good_run
from tests.stage import Stage

HABIT = 'habits = [{ id = "strength", per_week = 2, origin = "derived", source = "Made for tests only." }]'


async def test_a_checkpoint_is_asked_for_with_all_results_at_hand(tmp_path: Path):
    gates = 'checkpoint = "before_run_walk"\ncheckpoint_source = "Made for tests only."\n' + ALONE
    stage = await stage_with(tmp_path, gates)
    await do_tests(stage, "25", "25", "0", "60")
    text = last(stage, "dora")
    assert "the check before the first run/walk session" in text
    assert "left 25, right 25" in text
    assert not has_session(stage)
    await stage.tap("dora", "✍️ Sign the checkpoint")
    await stage.tap("dora", "✅ Confirm")
    assert has_session(stage)
    await stage.end()


async def test_a_gate_may_stand_at_the_very_end_and_is_celebrated_only_then(tmp_path: Path):
    end = f'[[phases]]\nid = "build"\n{MEASURED}'
    stage = await stage_with(tmp_path, "", end=end)
    await good_run(stage)
    assert "Next: tests of strength." in last(stage)
    assert "last session of your plan" not in said(stage)
    await measure(stage, "70", "100")
    assert "last session of your plan" in said(stage)
    await stage.end()


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
    store = await alone.store()
    for kind, subject in (("gate", "mobility:weekly"), ("gate", "x"), ("gate_expiry", "gate_expiry")):
        due = Due(alone.actors["ana"].person, kind, subject, datetime(2026, 3, 2, tzinfo=UTC))
        async with store.turn(alone.library, alone.settings, due=None) as turn:
            await dues.fall_due(turn, due)
    await alone.deliver()
    assert len(alone.actors["ana"].phone) <= before + 3


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
    await good_run(stage)
    assert "before_run_walk" not in (await stage.case("ana")).signed
    await stage.wait(days=10)
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    await stage.tap("dora", "✅ Confirm")
    await good_run(stage)
    decided = (await stage.case("ana")).decisions[-1][1]
    assert (decided.outcome, [fired["rule"] for fired in decided.fired]) == ("advance", [])
    await stage.end()


async def test_a_recovery_longer_than_a_gap_sends_nobody_down(tmp_path: Path):
    """A phase that begins with ten days of rest is entered after them, however long a gap may be elsewhere."""
    rest = 'recovery = { operator = ">=", value = 10, unit = "days", origin = "derived", source = "For tests only." }\n'
    stage = await stage_with(tmp_path, "", end=SECOND_PHASE.replace(CHECKPOINT, rest))
    await good_run(stage)
    await stage.wait(days=10)
    position = (await stage.case("ana")).position
    assert position is not None
    assert position.rung == "week_2"
    await good_run(stage)
    assert (await stage.case("ana")).decisions[-1][1].outcome == "advance"
    await stage.end()
