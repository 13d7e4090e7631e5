"""Orders whose giver loses the patient within the minute, and old buttons: nothing is lost, and nothing is promised."""

import pytest

from bot.core.orders import Discharged, KeptClosed, Paused, Placed, Rested
from tests.care.ordering import CONFIRM, GOOD_24, NIGHT, RUN, ana, chooses, decides, labels, newest, taps
from tests.care.ward import count, read, reports, with_settings
from tests.stage import Stage

HOLD = ("k|rest", "days|4", "why|0")
PAUSE = ("k|pause", "cause|0", "until|0")
PLACE = ("k|place", "rung|23", "why|0")
DISCHARGE = ("k|discharge", "why|0")
LAST_RUNG = 28


@pytest.fixture
async def minute(clinic_stage: Stage) -> Stage:
    """A clinic in which orders wait for a minute."""
    return with_settings(clinic_stage, undo_seconds=60, chain=("Ben",))


async def _hands_over(stage: Stage) -> None:
    """Let the desk hand Ana over from Dora to Ben."""
    await stage.tap_data("desk", f"P|h|{stage.actors['ana'].person}|{stage.actors['ben'].person}|yes")


async def _given(stage: Stage) -> list[type]:
    kinds = (Discharged, KeptClosed, Paused, Placed, Rested)
    return [type(order) for _, order in (await ana(stage)).orders if isinstance(order, kinds)]


async def _ben_is_called(stage: Stage) -> None:
    """Let Ana report pain at night that Dora does not take, so that Ben is called for her."""
    await reports(stage, NIGHT)
    await stage.wait(minutes=105)


@pytest.mark.parametrize(("order", "kind", "words"), [(HOLD, Rested, "14 days"), (PAUSE, Paused, "pause")])
async def test_what_only_restricts_is_carried_out_although_its_giver_has_lost_the_patient(
    minute: Stage, order, kind, words
) -> None:
    """Dora gave it while Ana was hers; Ben, whose patient she is now, hears of it."""
    await decides(minute, *order)
    await minute.wait(seconds=20)
    await _hands_over(minute)

    await minute.wait(seconds=50)

    assert await _given(minute) == [kind]
    assert count(minute, "ben", "Dora has decided about your patient Ana") == 1
    assert words in newest(minute, "ben")
    assert count(minute, "dora", "In effect since") == 1


@pytest.mark.parametrize("order", [PLACE, DISCHARGE])
async def test_what_lets_somebody_on_is_dropped_with_the_patient_and_both_physios_hear_of_it(minute: Stage, order):
    await decides(minute, *order)
    await minute.wait(seconds=20)
    await _hands_over(minute)

    await minute.wait(seconds=50)

    assert not await _given(minute)
    assert "You may not decide this about this patient" in newest(minute, "dora")
    assert not labels(minute, "dora")
    assert "Dora had decided" in newest(minute, "ben")
    assert "Dora may no longer do that" in newest(minute, "ben")


async def test_a_plan_is_kept_closed_by_whoever_was_called_although_the_alert_has_ended(minute: Stage) -> None:
    await _ben_is_called(minute)
    await decides(minute, "k|keep", "why|0", key="ben")
    alert = (await ana(minute)).open_alerts()[-1]
    await minute.tap_data("dora", f"z|{minute.actors['ana'].person}|{alert.number}|r|spoke")

    await minute.wait(seconds=61)

    assert await _given(minute) == [KeptClosed]
    assert (await ana(minute)).held
    assert "Ben has decided about your patient Ana" in newest(minute, "dora")


async def test_an_order_that_news_has_dropped_is_told_to_the_patients_own_physio_as_well(minute: Stage) -> None:
    """Ben was about to open the plan; Ana reported again, and Dora hears that nothing came of it."""
    await _ben_is_called(minute)
    await minute.tap_data("ben", f"o|{minute.actors['ana'].person}")
    await decides(minute, "rung|23", "why|0", key="ben")
    await reports(minute, NIGHT)

    await minute.wait(seconds=61)

    assert (await ana(minute)).held
    assert count(minute, "dora", "Ben had decided") == 1
    assert count(minute, "dora", "Something new came in after that") == 1


async def test_a_late_undo_says_since_when_to_whoever_may_act_on_the_patient_no_more(minute: Stage) -> None:
    """Opening the plan ended the alert for which Ben was called, and with it his part in Ana's care."""
    await _ben_is_called(minute)
    await minute.tap_data("ben", f"o|{minute.actors['ana'].person}")
    await decides(minute, "rung|23", "why|0", key="ben")
    undo = minute.button("ben", "↩️ Undo")
    await minute.wait(minutes=2)

    await minute.tap_data("ben", undo)

    assert "It took effect today" in newest(minute, "ben")
    assert "Whoever looks after Ana now can change it" in newest(minute, "ben")
    assert not labels(minute, "ben")


async def test_nobody_but_its_giver_learns_anything_by_the_undo_of_an_order(minute: Stage) -> None:
    await decides(minute, *HOLD)
    undo = minute.button("dora", "↩️ Undo")
    await minute.wait(minutes=2)
    heard = len(read(minute, "ben"))

    await minute.tap_data("ben", undo)

    assert minute.actors["ben"].toast
    assert len(read(minute, "ben")) == heard


async def test_an_order_is_undone_by_nobody_who_may_not_decide_about_the_patient(minute: Stage) -> None:
    """Neither by another physio, nor by its giver after the patient was handed over."""
    await decides(minute, *HOLD)
    undo = minute.button("dora", "↩️ Undo")

    await minute.tap_data("ben", undo)
    await _hands_over(minute)
    await minute.tap_data("dora", undo)
    await minute.wait(seconds=61)

    assert await _given(minute) == [Rested]


async def test_the_old_button_that_opens_a_plan_begins_nothing_on_an_open_one(clinic_stage: Stage) -> None:
    """It was opened meanwhile; Dora reads so, and sees how the plan stands."""
    stage = clinic_stage
    await reports(stage, NIGHT)
    old = stage.button("dora", "Open the plan")
    await stage.tap_data("dora", old)
    await decides(stage, "rung|23", "why|0")

    await stage.tap_data("dora", old)

    assert "This plan is not closed" in read(stage, "dora")[-2]
    assert "Ana" in newest(stage, "dora")
    assert "↕️ Another step" in labels(stage, "dora")


async def test_what_the_refusal_under_an_urgent_flag_tells_to_do_lets_the_patient_go_up_afterwards(
    clinic_stage: Stage,
) -> None:
    """Open the plan first; ending the alert alone is not enough."""
    stage = clinic_stage
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    await stage.tap("dora", CONFIRM)
    await reports(stage, "Chest pain, or short of breath")
    alert = (await ana(stage)).open_alerts()[-1]
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{alert.number}|r|spoke")

    await stage.tap_data("dora", f"o|{stage.actors['ana'].person}")
    await stage.tap_data("dora", f"d|{stage.actors['ana'].person}|rung|24")
    assert "Open the plan first, no higher than where it stopped" in newest(stage, "dora")
    await decides(stage, "rung|23", "why|0")
    await decides(stage, "k|place", "rung|24", "why|0")

    position = (await ana(stage)).position
    assert position
    assert position.rung == "run_1min"


async def test_a_hold_that_is_confirmed_across_midnight_lasts_as_its_preview_said(minute: Stage) -> None:
    """Previewed on Monday at 23:59, in effect on Tuesday: both name the same day."""
    local = minute.clock.at
    minute.clock.at = local.replace(hour=22, minute=59, second=30)
    await chooses(minute, "k|rest", "days|0", "why|0")
    day = newest(minute, "dora").partition("It continues on ")[2].partition(";")[0]
    assert day == "Thursday 5 March"
    await minute.tap("dora", CONFIRM)

    await minute.wait(seconds=61)

    assert f"It continues on {day};" in newest(minute, "ana")


FORGED = [("k|discharge",), ("k|baseline",), ("k|protocol",), ("k|condition",)]


@pytest.mark.parametrize("order", FORGED)
async def test_a_physio_who_is_only_called_changes_no_terms_by_a_forged_button(minute: Stage, order) -> None:
    """Ben may decide about the closed plan; discharge, baseline, protocol and condition stay with Dora."""
    await _ben_is_called(minute)

    await chooses(minute, *order, key="ben")

    assert "You may not decide this about this patient" in newest(minute, "ben")


@pytest.mark.parametrize("flag", [NIGHT, "Chest pain, or short of breath"])
@pytest.mark.parametrize("order", [PAUSE, ("k|baseline", "pain|0", "stiffness|0", "swelling|0", "why|0")])
async def test_a_warning_stays_open_when_something_else_is_ordered_on_the_closed_plan(
    clinic_stage: Stage, flag: str, order
) -> None:
    """Neither a pause nor a new baseline answers it, though Dora has read it."""
    stage = clinic_stage
    await reports(stage, flag)

    await decides(stage, *order)

    assert [one.severity for one in (await ana(stage)).open_alerts()][-1] in ("urgent", "reassess")


async def _finishes(stage: Stage) -> None:
    """Let Ana do every session of the last rung."""
    await decides(stage, "k|place", f"rung|{LAST_RUNG}", "why|0")
    for which in ("before_run_walk", "before_continuous"):
        await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|{which}")
        if CONFIRM in labels(stage, "dora"):
            await stage.tap("dora", CONFIRM)
    while not (await ana(stage)).position.finished:  # type: ignore[union-attr]  # she is enrolled
        await stage.wait(hours=30)
        await taps(stage, "ana", *RUN)
        for answers in (GOOD_24, (*GOOD_24, "8")):
            await stage.wait(hours=24)
            await taps(stage, "ana", *answers)


async def test_nobody_is_held_after_their_last_session(clinic_stage: Stage) -> None:
    """There is nothing to hold; she was told once that it was the last one, and is told no second time."""
    stage = clinic_stage
    await _finishes(stage)
    told = count(stage, "ana", "last session")
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    assert "↕️ Another step" in labels(stage, "dora")
    assert not [label for label in labels(stage, "dora") if "Hold" in label or "Pause" in label]

    for kind in ("k|rest", "k|pause"):
        await chooses(stage, kind)
        assert "The last session of this plan is done" in newest(stage, "dora")

    await stage.wait(days=4)
    assert count(stage, "ana", "last session") == told
