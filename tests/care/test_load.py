"""Everything that was run is in the ledger, and the week is asked about once."""

from pathlib import Path

import pytest

from bot.care.course import evidence
from bot.care.known import load
from bot.care.visit import visit
from bot.content.library import Library
from tests.care.clinic_ladders import DAILY, STEPS
from tests.care.steps import GOOD_RUN, Opening, good_run, newest, ran_more, said_to, taps
from tests.conftest import OPENING
from tests.play import Player
from tests.stage import Stage


async def test_a_run_far_beyond_its_plan_is_told_and_explained_and_holds_the_plan(stage: Stage) -> None:
    await ran_more(stage, 20)

    decided = (await stage.case("ana")).last_decision(1)
    assert decided is not None
    spike = next(fired for fired in decided.fired if fired["rule"] == "single_run_spike")
    assert spike["values"]["above_longest"] == pytest.approx(400), "20 minutes where 4 were planned"
    assert "400 percent longer" in newest(stage)
    assert "400 percent longer" in newest(stage, "dora")


async def test_a_little_more_than_planned_is_repeated_and_nobody_is_called(opens: Opening) -> None:
    """22 minutes instead of 20 are 10 percent, which the limit still allows."""
    stage = await opens.at(DAILY, "daily")

    await ran_more(stage, 22)

    decided = (await stage.case("ana")).last_decision(1)
    assert decided is not None
    assert [fired["rule"] for fired in decided.fired if not fired["unanswered"]] == ["done_as_prescribed"]
    assert not (await stage.case("ana")).untaken_alerts()


async def test_the_ledger_knows_what_was_planned_and_what_was_run(opens: Opening) -> None:
    """As planned, more, less, and not at all; minutes that a walk took are no minutes of running."""
    stage = await opens.at(DAILY, "daily")
    await good_run(stage)
    await ran_more(stage, 30)
    async with stage.turn() as turn:
        found = load.entries(await visit(turn, await turn.person(stage.actors["ana"].person)))

    assert [(one.minutes, one.planned, one.earned) for one in found] == [(20, 20, 20), (30, 20, 20)]


async def test_walks_are_no_minutes_of_running(opens: Opening) -> None:
    stage = await opens.at(STEPS, "walk_20")
    await taps(stage, *GOOD_RUN)
    async with stage.turn() as turn:
        came = await visit(turn, await turn.person(stage.actors["ana"].person))
        assert load.entries(came) == []
        assert evidence.about_run(came, came.case.runs[1]).above_longest == 0


async def test_this_weeks_minutes_stand_under_the_plan(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await good_run(stage)

    await stage.say("ana", "/plan")

    assert "This week: 20 of 40 min of running." in newest(stage)


async def test_the_physio_sees_the_last_four_weeks(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await good_run(stage)
    await stage.wait(days=5)

    await stage.say("dora", "/patients")
    await stage.tap("dora", next(b.text for row in stage.actors["dora"].phone[-1].keyboard for b in row))

    lines = newest(stage, "dora").splitlines()
    assert "Running minutes by week (run / planned)" in lines
    assert "• from 2 Mar: 20 / 20" in lines
    assert "• from 9 Mar: 0 / 0" in lines
    assert sum(line.startswith("• from ") for line in lines) == 4


def _asked_about_the_week(stage: Stage) -> int:
    return sum("Your week" in said for said in said_to(stage))


async def _until_sunday(stage: Stage) -> None:
    """Go from the Monday on which the tests begin to Sunday evening."""
    await stage.wait(days=6, minutes=30)


async def test_on_sunday_evening_the_week_is_asked_about_once(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await stage.wait(days=5, hours=23)
    assert not _asked_about_the_week(stage)

    await stage.wait(hours=2)

    assert _asked_about_the_week(stage) == 1
    await stage.wait(days=3)
    assert _asked_about_the_week(stage) == 1


async def test_no_is_one_tap(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _until_sunday(stage)

    await stage.tap("ana", "No, only the plan")

    assert "that is all I need to know" in newest(stage)
    assert not (await stage.case("ana")).untaken_alerts()


async def _ran_besides(stage: Stage, minutes: int, longest: int) -> None:
    await _until_sunday(stage)
    await stage.tap("ana", "Yes, I ran more")
    await stage.say("ana", str(minutes))
    await stage.say("ana", str(longest))


async def test_a_short_run_besides_the_plan_is_counted_and_no_more(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")

    await _ran_besides(stage, 30, 22)

    assert "I have counted that" in newest(stage)
    assert not (await stage.case("ana")).untaken_alerts()
    await stage.say("ana", "/plan")
    assert "This week: 30 of 20 min of running, 30 of them besides the plan." in newest(stage)


async def test_a_long_run_besides_the_plan_is_explained_and_told_and_decides_nothing(opens: Opening) -> None:
    """23 minutes where the longest, and the session at hand, is 20."""
    stage = await opens.at(DAILY, "daily")
    before = await stage.case("ana")
    stood, decisions = before.position, len(before.decisions)

    await _ran_besides(stage, 30, 23)

    case = await stage.case("ana")
    assert "15 % more running" in newest(stage)
    assert [alert.about for alert in case.untaken_alerts()] == ["week"]
    assert "30 min in all, the longest run 23 min" in newest(stage, "dora")
    assert (case.position, len(case.decisions), case.held) == (stood, decisions, None)
    await stage.say("dora", "/alerts")
    assert "longest run besides the plan, in minutes: 23" in newest(stage, "dora")


async def test_the_same_week_is_told_once_and_again_only_when_it_was_more(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _ran_besides(stage, 40, 40)
    for minutes in ("40", "60"):
        await stage.tap("ana", "✏️ 3")
        await stage.say("ana", minutes)

    assert [alert.details["longest"] for alert in (await stage.case("ana")).untaken_alerts()] == ["40", "60"]


async def test_nobody_is_asked_about_the_week_while_the_plan_is_closed(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await taps(stage, "⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")

    await _until_sunday(stage)

    assert not _asked_about_the_week(stage)


async def test_the_weeks_go_on_being_asked_about_after_the_plan_is_opened_again(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await taps(stage, "⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")
    await stage.wait(days=9)
    for label in ("Open the plan", "run 20 min without a break", "I have examined you", "✅ Confirm"):
        await stage.tap("dora", label)

    await stage.wait(days=6)

    assert _asked_about_the_week(stage) == 1


async def test_nobody_who_only_walks_is_asked_about_running(opens: Opening) -> None:
    stage = await opens.at(STEPS, "walk_20")

    await _until_sunday(stage)

    assert not _asked_about_the_week(stage)


async def test_the_question_about_the_week_stands_behind_every_other(opens: Opening) -> None:
    """A typed number answers the check-in, /today shows the session, and the week can still be tapped."""
    stage = await opens.at(DAILY, "daily")
    await stage.wait(days=5)
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=25)
    assert _asked_about_the_week(stage) == 1

    await stage.say("ana", "3")

    assert (await stage.case("ana")).answers("1:h24") == {"pain": 3}
    await stage.tap("ana", "No, only the plan")
    assert "that is all I need to know" in " ".join(said_to(stage))


async def test_the_week_once_begun_is_ended_by_typing_though_a_check_in_is_open(opens: Opening) -> None:
    """Ana taps “yes” and types the minutes; they are not taken for the pain that is asked for as well."""
    stage = await opens.at(DAILY, "daily")
    await stage.wait(days=5)
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=25)

    await stage.tap("ana", "Yes, I ran more")
    await stage.say("ana", "8")
    await stage.say("ana", "8")

    case = await stage.case("ana")
    assert case.answers("1:h24") == {}
    assert case.answers("0:week:2026-03-08") == {"ran_besides": "yes", "minutes": 8, "longest": 8}
    assert "One day after your session" in newest(stage)


async def test_with_the_week_unanswered_today_still_shows_the_session(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _until_sunday(stage)

    await stage.say("ana", "/today")

    assert "Your next session" in newest(stage)


async def test_the_growth_of_the_week_is_known_to_the_decision(opens: Opening) -> None:
    """Runs of 20 minutes on days 0, 2 and 8, and the next would take 30: a quarter more than the first seven days."""
    stage = await opens.at(DAILY, "daily")
    await good_run(stage)
    await good_run(stage)
    await stage.wait(days=4)
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=47)
    async with stage.turn() as turn:
        came = await visit(turn, await turn.person(stage.actors["ana"].person))
        found = evidence.about_run(came, came.case.runs[3])

    assert found.weekly_change == pytest.approx(25)


async def test_whoever_joins_on_a_sunday_evening_is_asked_about_the_week_after(
    tmp_path: Path, library: Library
) -> None:
    """At 19:00 the hour of the question is past, and nothing has been planned yet beside which one could have run."""
    player = Player(tmp_path, library)
    await player.play(OPENING.replace("2026-03-02 18:00", "2026-03-01 19:00"))
    stage = player.stage
    assert stage is not None

    await stage.wait(days=6)
    assert not _asked_about_the_week(stage)
    await stage.wait(days=1)
    assert _asked_about_the_week(stage) == 1
    await stage.end()
