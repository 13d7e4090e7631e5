"""What keeps a plan still: an order says truthfully what does so beside it, and ends nothing but what it names."""

from datetime import timedelta

import pytest

from tests.care.ordering import (
    CHEST,
    CONFIRM,
    GOOD_24,
    NIGHT,
    RUN,
    ana,
    chooses,
    decides,
    newest,
    read,
    reports,
    session_is_valid,
    taps,
)
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


CONDITION = ("k|condition", "condition|1", "rung|23", "why|0")
PROTOCOL = ("k|protocol", "protocol|3", "rung|0", "why|0")


@pytest.mark.parametrize("terms", [CONDITION, PROTOCOL])
async def test_a_rest_goes_on_under_other_terms_until_its_day(stage: Stage, terms) -> None:
    """Held for two weeks; on the next day somebody changes condition or protocol, and it stays held."""
    await decides(stage, *REST_14)
    await stage.wait(days=1)
    until = (await ana(stage)).rests_until
    _said(stage)

    await decides(stage, *terms)

    assert "No session for now" in _said(stage)
    assert (await ana(stage)).rests_until == until
    await stage.wait(days=15)
    assert "Your days of rest are over" in _said(stage)


@pytest.mark.parametrize("terms", [CONDITION, PROTOCOL])
async def test_on_the_day_of_a_run_nobody_runs_again_because_the_terms_were_changed(stage: Stage, terms) -> None:
    await taps(stage, "ana", *RUN)

    await decides(stage, *terms)

    free = (await ana(stage)).earliest_at
    assert free
    assert free - stage.clock.at > timedelta(hours=5)


async def test_on_the_day_of_a_run_nobody_runs_again_because_the_plan_was_opened(stage: Stage) -> None:
    await taps(stage, "ana", *RUN)
    await reports(stage, NIGHT)

    await decides(stage, "k|reopen", "rung|23", "why|0")

    free = (await ana(stage)).earliest_at
    assert free
    assert free - stage.clock.at > timedelta(hours=5)
    assert "not before" in newest(stage, "ana")


async def _one_good_run(stage: Stage) -> None:
    await taps(stage, "ana", *RUN)
    for answers in (GOOD_24, (*GOOD_24, "8")):
        await stage.wait(hours=24)
        await taps(stage, "ana", *answers)


async def _goes_up_to_one_minute(stage: Stage) -> None:
    """Let Ana stand on the second rung of running, with one good run behind her."""
    await _one_good_run(stage)
    await decides(stage, "k|place", "rung|24", "why|0")
    await _one_good_run(stage)


async def _preview(stage: Stage, *steps: str) -> str:
    """Return what Dora reads before she confirms an order; words are typed behind a `>`."""
    for step in steps:
        await (stage.say("dora", step[1:]) if step.startswith(">") else chooses(stage, step))
    return newest(stage, "dora")


LONG = [("k|rest", "days|4", "why|0"), ("k|rest", ">60", "why|0"), ("k|pause", "cause|0", "until|2")]
SHORT = [("k|rest", "days|2", "why|0"), ("k|pause", "cause|0", "until|0")]


@pytest.mark.parametrize("order", LONG)
async def test_after_a_long_hold_the_plan_goes_on_a_step_lower_as_the_preview_says(stage: Stage, order) -> None:
    """Sixty days of rest are no reason to run the session of before, whoever ordered them."""
    await _goes_up_to_one_minute(stage)

    said = await _preview(stage, *order)
    assert "the plan will go on more gently: run 30 s, walk 2 min" in said
    await stage.tap("dora", CONFIRM)
    await stage.wait(days=62)

    position = (await ana(stage)).position
    assert position
    assert position.rung == "run_30s"
    assert "since your last session" in read(stage, "ana")
    assert "run 30 s" in read(stage, "ana").rpartition("Your next session")[2]


@pytest.mark.parametrize("order", SHORT)
async def test_after_a_short_hold_the_plan_goes_on_where_it_was(stage: Stage, order) -> None:
    await _goes_up_to_one_minute(stage)

    said = await _preview(stage, *order)
    assert "more gently" not in said
    await stage.tap("dora", CONFIRM)
    await stage.wait(days=6)

    position = (await ana(stage)).position
    assert position
    assert position.rung == "run_1min"


async def test_a_long_hold_before_the_last_answers_promises_no_rung(stage: Stage) -> None:
    await taps(stage, "ana", *RUN)

    assert "one step lower than the answers still to come lead to" not in await _preview(stage, *SHORT[0])
    await decides(stage, "k|place", "rung|24", "why|0")
    await stage.wait(days=2)
    await taps(stage, "ana", *RUN)

    assert "one step lower than the answers still to come lead to" in await _preview(stage, *LONG[0])
