"""The chart's data: every run, answer, decision and order on its own day, and nothing that nobody said."""

from typing import Any

import pytest

from bot.care.known import chart
from bot.care.visit import visit
from bot.core.orders import Moved
from tests.care.steps import GOOD_DAY, GOOD_RUN, newest, taps
from tests.stage import Stage

NIGHT = ("⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")


async def _drawn(stage: Stage) -> dict[str, Any]:
    """Return what Dora's chart of Ana is drawn from."""
    async with stage.turn() as turn:
        dora, ana = [await turn.person(stage.actors[key].person) for key in ("dora", "ana")]
        found = chart.of(await visit(turn, ana), dora)
    assert found is not None
    return found


async def _good_run(stage: Stage) -> None:
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY, "8")


def _decided(drawn: dict[str, Any]) -> list[tuple[str, str]]:
    return [(run["day"], run["decided"]) for run in drawn["runs"]]


async def test_a_run_keeps_its_own_decision_and_what_felt_wrong_later_lies_on_its_own_day(stage: Stage) -> None:
    await _good_run(stage)
    await stage.wait(hours=24)
    await _good_run(stage)
    await stage.wait(days=1)

    await taps(stage, *NIGHT)

    drawn = await _drawn(stage)
    assert _decided(drawn) == [("2026-03-02", "advance"), ("2026-03-05", "advance")]
    assert [(one["day"], one["decided"]) for one in drawn["decisions"]] == [("2026-03-08", "reassess")]
    assert drawn["marks"][-1]["day"] == "2026-03-08"
    assert drawn["marks"][-1]["label"].startswith("There is pain at night or at rest.")


async def test_a_decision_that_later_answers_can_change_is_drawn_as_such_and_a_stop_is_final(stage: Stage) -> None:
    await taps(stage, *GOOD_RUN)
    [run] = (await _drawn(stage))["runs"]
    assert (run["decided"], run["so_far"]) == ("repeat", True)

    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY[:-1], "Pain at night or at rest")

    [run] = (await _drawn(stage))["runs"]
    assert (run["decided"], run["so_far"]) == ("reassess", False)


async def test_the_last_runs_and_the_table_tell_the_same_as_the_chart(stage: Stage) -> None:
    await _good_run(stage)
    await stage.wait(days=1)
    await taps(stage, *NIGHT)

    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")

    runs = newest(stage, "dora").partition("Last runs")[2]
    assert "→ go on" in runs
    assert "physio decides" not in runs


async def test_more_that_is_said_in_one_report_is_one_decision(stage: Stage) -> None:
    await _good_run(stage)
    await stage.wait(days=1)

    await taps(stage, *NIGHT[:2], "Chest pain, or short of breath", NIGHT[2])

    drawn = await _drawn(stage)
    assert [one["decided"] for one in drawn["decisions"]] == ["urgent"]


async def test_a_long_gap_is_a_decision_on_its_own_day_and_the_weeks_go_on_to_today(stage: Stage) -> None:
    await _good_run(stage)

    await stage.wait(days=10)

    drawn = await _drawn(stage)
    assert _decided(drawn) == [("2026-03-02", "advance")]
    assert [one["day"] for one in drawn["decisions"]] == ["2026-03-09"]
    assert drawn["today"] == "2026-03-14"


async def test_pain_of_each_of_the_three_days_is_seen_and_the_worst_is_drawn(stage: Stage) -> None:
    for number, (during, day, last) in enumerate(((3, 0, 0), (0, 3, 0), (0, 0, 3)), 1):
        course = ("The same all the time",) if during else ()
        await taps(stage, "Done as planned", "0", str(during), *course, "No pain", "As normal", "2")
        await stage.wait(hours=24)
        await taps(stage, str(day), *GOOD_DAY[1:])
        await stage.wait(hours=24)
        await taps(stage, str(last), *GOOD_DAY[1:], "8")
        await stage.wait(days=3)
        assert [run["pain"] for run in (await _drawn(stage))["runs"]] == [3.0] * number


async def test_swelling_and_walking_of_the_worse_day_are_drawn(stage: Stage) -> None:
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await taps(stage, "0", "No pain", "New, or more than before", "Not stiff", "A little different", "None of these")
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)

    [run] = (await _drawn(stage))["runs"]

    assert (run["swelling"], run["gait"]) == (2, 1)


@pytest.mark.parametrize(
    ("said", "level", "told"),
    [
        ("As normal", 0, "As normal"),
        ("I ran differently to spare it", 1, "A little different"),
        ("I limped", 2, "With a limp"),
        ("I had to stop", 2, "With a limp"),
    ],
)
async def test_how_somebody_moved_in_the_run_is_drawn_and_told_although_they_walk_well_afterwards(
    stage: Stage, said: str, level: int, told: str
) -> None:
    await taps(stage, "Done as planned", "0", "0", "No pain", said, "2")
    assert [run["gait"] for run in (await _drawn(stage))["runs"]] == [level or None]
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)

    assert [run["gait"] for run in (await _drawn(stage))["runs"]] == [level]
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    assert f"walking: {told}" in newest(stage, "dora")


@pytest.mark.parametrize(
    ("protocol", "condition", "rung", "limit"),
    [
        ("milestones", "it_band", "run_30s", (2, "Limit: below 2")),
        ("milestones", "it_band", "walk_10min", (0, "Limit: at most 0")),
        ("milestones", "it_band", "double_leg_jumps", (0, "Limit: at most 0")),
        ("milestones", "bone_low_risk", "run_30s", (0, "Limit: at most 0")),
        ("tendon_ladder", "patellofemoral", "", (2, "Limit: at most 2")),
        ("delaware_levels", "it_band", "level_1", None),
    ],
)
async def test_the_limit_is_the_strictest_of_all_that_hold_for_the_kind_of_session(
    stage: Stage, protocol: str, condition: str, rung: str, limit: tuple[float, str] | None
) -> None:
    """Where a protocol compares with the baseline alone there is none, and the baseline is drawn."""
    await stage.tap("ana", "Did not run")
    version = stage.library.protocol(protocol, condition)
    async with stage.turn() as turn:
        await turn.case(stage.actors["ana"].person)
        moved = Moved(protocol, version.version, condition, rung or version.rungs[0].id, 1, "")
        turn.record(stage.actors["ana"].person, moved)

    drawn = (await _drawn(stage))["limits"]

    assert drawn == ([{"value": limit[0], "label": limit[1]}] if limit else [])


async def test_a_session_that_was_not_done_is_drawn_as_such(stage: Stage) -> None:
    await stage.tap("ana", "Did not run")

    assert [run["skipped"] for run in (await _drawn(stage))["runs"]] == [True]


async def test_what_the_clinic_ordered_is_marked_on_its_day(stage: Stage) -> None:
    await _good_run(stage)
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    for label in ("💤 Hold for days", "2 days", "I have examined you", "✅ Confirm"):
        await stage.tap("dora", label)

    assert (await _drawn(stage))["marks"][-1] == {"day": "2026-03-04", "label": "on hold until 7 Mar"}
