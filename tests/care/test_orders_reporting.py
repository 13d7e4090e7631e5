"""The list of what feels wrong stays in the patient's hand: what is tapped there counts, whatever was decided since."""

import pytest

from tests.care.ordering import CHEST, NIGHT, RUN, WRONG, ana, chooses, decides, newest, read, reports, taps
from tests.stage import Stage, plain

OPEN = ("k|reopen", "rung|23", "why|0")
OVER = "These questions are over"


def _list(stage: Stage) -> str:
    """Return the newest list of what feels wrong as it stands on Ana's phone."""
    shown = next(one for one in reversed(stage.actors["ana"].phone) if "Something feels wrong" in one.text)
    return plain(shown.text)


async def _is_urgent(stage: Stage) -> bool:
    case = await ana(stage)
    return case.held is not None and "urgent" in {one.severity for one in case.open_alerts()}


@pytest.mark.parametrize("says", [f"tap {CHEST}", f"say {CHEST}"])
async def test_a_list_in_which_nothing_is_chosen_outlives_the_opening_of_the_plan(stage: Stage, says: str) -> None:
    """Dora opens the plan while Ana is about to tap; the tap, or the word, closes it again and calls her."""
    await reports(stage, NIGHT)
    await stage.wait(minutes=30)
    await stage.tap("ana", WRONG)
    await stage.wait(seconds=20)

    await decides(stage, *OPEN)
    await stage.wait(seconds=20)

    assert OVER not in _list(stage)
    await (stage.tap("ana", CHEST) if says.startswith("tap") else stage.say("ana", CHEST))
    assert await _is_urgent(stage)
    assert "Stop now" in read(stage, "ana")


async def test_of_what_was_reported_before_the_plan_was_opened_a_later_tap_brings_nothing_back(stage: Stage) -> None:
    """The opened plan stays open when Ana says that nothing else is wrong."""
    await reports(stage, NIGHT)
    await stage.wait(minutes=30)
    await stage.tap("ana", WRONG)
    await stage.wait(seconds=20)
    await decides(stage, *OPEN)
    await stage.wait(seconds=20)

    await stage.tap("ana", "None of these")

    assert (await ana(stage)).held is None


async def test_a_flag_tapped_on_a_list_from_before_the_last_run_is_not_lost(stage: Stage) -> None:
    """The list was left open, a session was run and reported, and then something in it is tapped."""
    await stage.tap("ana", WRONG)
    flag = stage.button("ana", CHEST)
    await stage.wait(hours=1)
    await taps(stage, "ana", *RUN)

    await stage.tap_data("ana", flag)

    assert await _is_urgent(stage)


async def test_an_older_report_that_is_changed_after_the_next_run_counts_as_new(stage: Stage) -> None:
    """“None of these” was said before the run; with the pencil chest pain is added after it."""
    await taps(stage, "ana", WRONG, "None of these")
    pencil = next(b.data for m in stage.actors["ana"].phone for row in m.keyboard for b in row if ":wrong:" in b.data)
    await stage.wait(hours=1)
    await taps(stage, "ana", *RUN)

    await stage.tap_data("ana", pencil)
    await stage.tap("ana", CHEST)

    assert await _is_urgent(stage)


@pytest.mark.parametrize("order", [OPEN, ("k|discharge", "why|0"), ("k|condition", "condition|1", "rung|23", "why|0")])
async def test_the_preview_says_that_the_patient_is_just_reporting(stage: Stage, order) -> None:
    await reports(stage, NIGHT)
    await stage.tap("ana", WRONG)

    await chooses(stage, *order)
    assert "Ana is saying what feels wrong at this moment" in newest(stage, "dora")

    await stage.tap("ana", "None of these")
    await chooses(stage, *order)
    assert "saying what feels wrong" not in newest(stage, "dora")


async def test_a_list_left_open_long_ago_is_not_called_a_report_of_now(stage: Stage) -> None:
    await stage.tap("ana", WRONG)
    await stage.wait(days=2)

    await chooses(stage, "k|place", "rung|23", "why|0")

    assert "saying what feels wrong" not in newest(stage, "dora")
