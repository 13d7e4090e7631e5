"""What comes in before an order takes effect is never run over, and no pause or rest ends in a dead end."""

from dataclasses import replace

import pytest

from bot.core.orders import Paused, Unpaused
from tests.care.ordering import CONFIRM, GOOD_24, RUN, labels, session_is_valid, taps
from tests.care.ward import CHEST, NIGHT, leaves, newest, read, reports, returns, with_settings
from tests.stage import Stage

RUNG_UP, RUNG_HERE = "rung|24", "rung|23"
REST, PAUSE = ("k|rest", "days|2", "why|0"), ("k|pause", "cause|0", "until|0")
PAUSE_A_WEEK = ("k|pause", "cause|0", "until|1")
DISCHARGE = ("k|discharge", "why|0")
OVER = "These questions are over."


async def _chooses(stage: Stage, *steps: str) -> None:
    """Let Dora put an order about Ana together."""
    for step in steps:
        await stage.tap_data("dora", f"d|{stage.actors['ana'].person}|{step}")


async def _orders(stage: Stage, *steps: str) -> None:
    """Let Dora put an order about Ana together and confirm it."""
    await _chooses(stage, *steps)
    await stage.tap("dora", CONFIRM)


async def _opens(stage: Stage, rung: str = RUNG_HERE) -> None:
    """Let Dora open Ana's plan."""
    await stage.tap_data("dora", f"o|{stage.actors['ana'].person}")
    await _orders(stage, rung, "why|0")


async def _runs(stage: Stage) -> None:
    """Let Ana report a good run on her newest session card."""
    await stage.say("ana", "/today")
    await taps(stage, "ana", *RUN)


def _minute(stage: Stage) -> Stage:
    return with_settings(stage, undo_seconds=60)


async def _answers(stage: Stage) -> None:
    await taps(stage, "ana", "7", "Sharp or stabbing")


async def _writes(stage: Stage) -> None:
    await stage.say("ana", "My shin hurts a lot more today")


async def _shows(stage: Stage) -> None:
    await stage.sends("ana", "photo", "Look at this")


async def _talks(stage: Stage) -> None:
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.say("dora", "Hello Ana")
    await stage.say("ana", "My shin hurts a lot more today, may I still run?")


@pytest.mark.parametrize("comes", [_answers, _writes, _shows, _talks])
async def test_whatever_a_patient_says_before_an_order_takes_effect_stops_one_that_moves_them_up(stage, comes) -> None:
    await _runs(_minute(stage))
    await stage.wait(hours=24)
    before = (await stage.case("ana")).position
    await _orders(stage, "k|place", RUNG_UP, "why|0")
    await stage.wait(seconds=15)

    await comes(stage)
    await stage.wait(minutes=2)

    assert (await stage.case("ana")).position == before
    assert any("not carried out" in said and "Something new came in" in said for said in read(stage, "dora"))


@pytest.mark.parametrize("comes", [_writes, _shows, _talks])
async def test_words_and_pictures_that_join_an_older_alert_stop_an_order_that_opens_the_plan(stage, comes) -> None:
    await reports(_minute(stage), NIGHT)
    await stage.sends("ana", "photo", "The first one")
    await _opens(stage)

    await comes(stage)
    await stage.wait(minutes=2)

    assert (await stage.case("ana")).held is not None


async def test_a_changed_answer_counts_as_news(stage: Stage) -> None:
    await _runs(_minute(stage))
    await _orders(stage, "k|place", RUNG_UP, "why|0")
    await stage.tap_data("ana", "c|1:after_run|2")
    await stage.tap("ana", "8")

    await stage.wait(minutes=2)

    assert not (await stage.case("ana")).runs[1].closed


async def test_a_run_that_comes_before_the_order_is_asked_about_to_the_end(stage: Stage) -> None:
    await _chooses(stage, "k|place", RUNG_UP, "why|0")
    await stage.say("ana", "/today")
    await taps(stage, "ana", "Done as planned", "0", "8")

    await stage.tap("dora", CONFIRM)

    assert "Something new has come in" in newest(stage, "dora")
    assert not (await stage.case("ana")).runs[1].closed
    assert OVER not in newest(stage, "ana")


@pytest.mark.parametrize("way", ["place", "reopen", "condition"])
async def test_an_order_that_closes_a_run_ends_its_open_questions_where_they_stand(stage: Stage, way: str) -> None:
    await _runs(stage)
    await stage.wait(hours=24)
    if way == "reopen":
        await reports(stage, NIGHT)
    card = next(one for one in reversed(stage.actors["ana"].phone) if "1:h24" in str(one.keyboard))
    if way == "reopen":
        await _opens(stage)
    else:
        steps = {"place": (RUNG_HERE,), "condition": ("condition|1", RUNG_HERE)}[way]
        await _orders(stage, f"k|{way}", *steps, "why|0")

    assert (await stage.case("ana")).runs[1].closed
    assert OVER in card.text
    assert not card.keyboard


@pytest.mark.parametrize("comes", [_writes, _talks])
@pytest.mark.parametrize("order", [REST, PAUSE])
async def test_what_only_restricts_is_carried_out_in_spite_of_news_and_its_giver_hears_of_both(
    stage: Stage, order, comes
) -> None:
    await stage.say("ana", "/today")
    await _orders(_minute(stage), *order)
    await comes(stage)

    await stage.wait(minutes=2)

    assert not await session_is_valid(stage)
    assert "Something new has come in about Ana as well" in newest(stage, "dora")


async def test_keeping_a_plan_closed_settles_no_alert_that_its_giver_has_not_seen(stage: Stage) -> None:
    await reports(_minute(stage), NIGHT)
    await stage.tap_data("dora", f"n|{stage.actors['ana'].person}")
    await _orders(stage, "why|0")
    await reports(stage, CHEST)

    await stage.wait(minutes=2)

    case = await stage.case("ana")
    assert case.kept_closed is not None
    assert "urgent" in {one.severity for one in case.open_alerts()}


async def test_nobodys_care_ends_over_an_urgent_call_that_came_in_meanwhile(stage: Stage) -> None:
    await _orders(_minute(stage), *DISCHARGE)
    await reports(stage, CHEST)

    await stage.wait(minutes=2)

    case = await stage.case("ana")
    assert not case.discharged
    assert "urgent" in {one.severity for one in case.open_alerts()}
    assert any("not carried out" in said for said in read(stage, "dora"))


async def test_a_rest_is_not_given_to_a_plan_that_closed_meanwhile(stage: Stage) -> None:
    await _orders(_minute(stage), *REST)
    await reports(stage, NIGHT)

    await stage.wait(minutes=2)

    case = await stage.case("ana")
    assert case.held is not None
    assert case.rests_until is None


@pytest.mark.parametrize("by_hand", [True, False])
async def test_at_the_end_of_a_pause_nobody_on_a_closed_plan_reads_that_it_goes_on(stage: Stage, by_hand) -> None:
    await _orders(stage, *PAUSE_A_WEEK)
    await reports(stage, NIGHT)
    stage.actors["ana"].phone.clear()

    if by_hand:
        await _orders_at_once(stage, "k|unpause")
    else:
        await stage.wait(days=8)

    said = "\n".join(read(stage, "ana"))
    assert "Your pause is over" in said
    assert "stays closed" in said
    assert "goes on" not in said
    assert not await session_is_valid(stage)


async def _orders_at_once(stage: Stage, step: str) -> None:
    await _chooses(stage, step)
    await stage.tap("dora", CONFIRM)


async def test_opening_a_paused_plan_says_to_both_that_it_is_still_paused(stage: Stage) -> None:
    await _orders(stage, *PAUSE_A_WEEK)
    await reports(stage, NIGHT)

    await stage.tap_data("dora", f"o|{stage.actors['ana'].person}")
    await _chooses(stage, RUNG_HERE, "why|0")
    assert "still paused" in newest(stage, "dora")
    await stage.tap("dora", CONFIRM)

    assert any("open again, but it is still paused" in said for said in read(stage, "ana"))
    assert not await session_is_valid(stage)


async def _stops(stage: Stage) -> None:
    await stage.tap_data("ana", "q|yes")


async def _starts(stage: Stage) -> None:
    await stage.say("ana", "/start")


async def _blocks(stage: Stage) -> None:
    await leaves(stage, "ana")


async def _unblocks(stage: Stage) -> None:
    await returns(stage, "ana")


async def _is_discharged(stage: Stage) -> None:
    await _orders(stage, *DISCHARGE)


@pytest.mark.parametrize("order", [PAUSE_A_WEEK, REST])
@pytest.mark.parametrize(
    ("goes", "comes"), [(_stops, _starts), (_blocks, _unblocks), (_is_discharged, _opens)], ids=["stop", "block", "end"]
)
async def test_a_pause_or_rest_that_ran_out_while_somebody_was_away_is_over_when_they_are_back(
    stage: Stage, order, goes, comes
) -> None:
    await _orders(stage, *order)
    await goes(stage)
    await stage.wait(days=12)

    await comes(stage)

    case = await stage.case("ana")
    assert case.paused is None
    assert "Done as planned" in labels(stage, "ana")
    assert await session_is_valid(stage)


async def test_a_pause_that_is_not_over_yet_lasts_for_whoever_comes_back(stage: Stage) -> None:
    await _orders(stage, *PAUSE_A_WEEK)
    await _stops(stage)
    await _starts(stage)
    assert isinstance((await stage.case("ana")).paused, Paused)

    await stage.wait(days=12)

    assert any(isinstance(order, Unpaused) for _, order in (await stage.case("ana")).orders)
    assert await session_is_valid(stage)


async def test_whoever_was_away_too_long_to_run_is_not_sent_the_session_of_before(clinic_stage: Stage) -> None:
    stage = clinic_stage
    asked = (one.details.get("checkpoint") for one in (await stage.case("ana")).alerts.values())
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|{next(one for one in asked if one)}")
    await stage.tap("dora", CONFIRM)
    await _orders(stage, "k|place", RUNG_UP, "why|0")
    await _runs(stage)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "8")
    before = (await stage.case("ana")).position
    await _blocks(stage)
    await stage.wait(days=40)

    await _unblocks(stage)

    assert (await stage.case("ana")).position != before
    assert any("since your last session" in said for said in read(stage, "ana"))


async def test_a_pause_without_an_end_is_brought_up_every_week(stage: Stage) -> None:
    await _orders(stage, *PAUSE)
    await stage.wait(days=6, hours=23)
    assert not (await stage.case("ana")).open_alerts()

    await stage.wait(hours=2)

    (alert,) = (await stage.case("ana")).open_alerts()
    assert alert.about == "paused"
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{alert.number}|r|spoke")
    await stage.wait(days=7, hours=1)
    (again,) = (await stage.case("ana")).open_alerts()
    assert (again.about, again.number) == ("paused", alert.number + 1)


async def test_ending_the_pause_ends_the_alert_about_it(stage: Stage) -> None:
    await _orders(stage, *PAUSE)
    await stage.wait(days=8)
    assert (await stage.case("ana")).open_alerts()

    await _orders_at_once(stage, "k|unpause")

    assert not (await stage.case("ana")).open_alerts()


async def test_a_pause_with_an_end_is_not_brought_up(stage: Stage) -> None:
    await _orders(stage, *PAUSE_A_WEEK)

    await stage.wait(days=8)

    assert "paused" not in {one.about for one in (await stage.case("ana")).alerts.values()}


async def test_a_plan_taken_up_again_for_somebody_who_stopped_waits_for_them_and_says_so(stage: Stage) -> None:
    await _stops(stage)
    await _is_discharged(stage)
    assert any("not using the bot now" in said for said in read(stage, "dora"))
    stage.actors["ana"].phone.clear()
    await _opens(stage)
    assert "not using the bot now" in newest(stage, "dora")
    assert not read(stage, "ana")

    await _starts(stage)

    said = "\n".join(read(stage, "ana"))
    assert "I have examined you" in said
    assert await session_is_valid(stage)


async def test_of_a_closed_plan_nobody_says_that_it_has_not_been_started(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.wait(days=10)

    assert "not_started" not in {one.about for one in (await stage.case("ana")).alerts.values()}


async def test_of_an_alert_that_was_seen_a_restricting_order_still_settles_what_it_answers(stage: Stage) -> None:
    stage.settings = replace(stage.settings, undo_seconds=60)
    await reports(stage, NIGHT)
    await stage.tap_data("dora", f"n|{stage.actors['ana'].person}")
    await _orders(stage, "why|0")

    await stage.wait(minutes=2)

    assert not (await stage.case("ana")).open_alerts()
