"""What keeps a plan still: an order says truthfully what does so beside it, and ends nothing but what it names."""

import pytest

from tests.care.ordering import CHEST, NIGHT, ana, chooses, decides, newest, read, reports, session_is_valid
from tests.stage import Stage

GOES_ON = ("goes on now", "It continues on")
REST_2, REST_14 = ("k|rest", "days|0", "why|0"), ("k|rest", "days|4", "why|0")
PAUSE, PAUSE_A_WEEK = ("k|pause", "cause|0", "until|0"), ("k|pause", "cause|0", "until|1")
UNREST = ("k|unrest", "why|0")


def _said(stage: Stage) -> str:
    said = read(stage, "ana")
    stage.actors["ana"].phone.clear()
    return said


@pytest.mark.parametrize("flag", [NIGHT, CHEST])
async def test_nobody_on_a_closed_plan_reads_that_it_goes_on_because_a_rest_is_ended(stage: Stage, flag: str) -> None:
    """The button was on Dora's card before the flag; it is refused now, and Ana reads nothing."""
    await decides(stage, *REST_14)
    await reports(stage, flag)
    _said(stage)

    await chooses(stage, *UNREST)

    assert "This plan is closed" in newest(stage, "dora")
    assert not _said(stage)


@pytest.mark.parametrize("pause", [PAUSE, PAUSE_A_WEEK])
@pytest.mark.parametrize("flag", [NIGHT, CHEST])
async def test_a_pause_of_a_closed_plan_says_that_it_stays_closed_after_it(stage: Stage, pause, flag: str) -> None:
    await reports(stage, flag)
    _said(stage)

    await decides(stage, *pause)

    said = _said(stage)
    assert "no running until Dora opens it again" in said
    assert not any(words in said for words in GOES_ON)


async def test_a_rest_in_a_pause_without_an_end_names_no_day_on_which_the_plan_goes_on(stage: Stage) -> None:
    await decides(stage, *PAUSE)
    _said(stage)

    await decides(stage, *REST_2)

    said = _said(stage)
    assert "holds your plan until Thursday 5 March" in said
    assert "It is paused as well" in said
    assert not any(words in said for words in GOES_ON)


@pytest.mark.parametrize("orders", [(PAUSE_A_WEEK, REST_2), (PAUSE_A_WEEK, REST_14), (REST_2, PAUSE_A_WEEK),
                                    (REST_14, PAUSE_A_WEEK)])  # fmt: skip
async def test_of_a_rest_and_a_pause_the_one_that_ends_last_says_when_the_plan_goes_on(stage: Stage, orders) -> None:
    """The day that is named last, by the order and by /today, is the day on which the session comes."""
    _said(stage)
    for order in orders:
        await decides(stage, *order)
    day = "Tuesday 17 March" if REST_14 in orders else "Monday 9 March"
    assert f"It continues on {day}" in newest(stage, "ana")
    await stage.say("ana", "/today")
    assert f"It continues on {day}" in newest(stage, "ana")

    await stage.wait(days=14 if REST_14 in orders else 6, hours=-8)
    assert "Your next session" not in _said(stage)
    await stage.wait(days=1)
    assert "Your next session" in _said(stage)


async def test_ending_a_rest_in_a_pause_says_that_the_plan_is_still_paused(stage: Stage) -> None:
    await decides(stage, *REST_14)
    await decides(stage, *PAUSE)
    _said(stage)

    await decides(stage, *UNREST)

    said = _said(stage)
    assert "still paused" in said
    assert not any(words in said for words in GOES_ON)
    assert (await ana(stage)).paused
    assert not await session_is_valid(stage)
