"""Days that follow one another: the same session once more, and what the last answers still decide."""

from pathlib import Path

import pytest

from bot.content.library import Library
from tests.care.clinic_ladders import DAILY
from tests.care.steps import GOOD_DAY, GOOD_RUN, Opening, newest, said_to, taps
from tests.stage import Stage


async def _first_of_two_days(opens: Opening) -> Stage:
    stage = await opens.at(DAILY, "daily")
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)
    return stage


async def test_nothing_is_offered_before_the_answers_at_24_hours(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await taps(stage, *GOOD_RUN)

    await stage.wait(hours=23)
    await stage.say("ana", "/today")

    assert "Your next session" not in newest(stage)
    await stage.report("ana")
    assert 2 not in (await stage.case("ana")).runs


async def test_the_day_after_a_good_day_the_same_session_may_be_repeated(opens: Opening) -> None:
    """The 48 h questions are still to come: session 1 once more, and the message says why."""
    stage = await _first_of_two_days(opens)

    decided = (await stage.case("ana")).last_decision(1)
    assert decided is not None
    assert decided.may_repeat
    assert (decided.outcome, decided.sessions_done) == ("repeat", 0)
    assert "the same session once more" in said_to(stage)[-2]
    assert "1 of 3" in newest(stage)


@pytest.mark.parametrize(
    "answers",
    [
        ("1", "An ache at the injury", "None", "Not stiff", "As normal", "None of these"),
        ("0", "No pain", "None", "Up to 15 minutes", "As normal", "None of these"),
        ("0", "No pain", "None", "Not stiff", "A little different", "None of these"),
    ],
)
async def test_what_would_hold_the_plan_back_on_the_second_day_waits_for_it(
    opens: Opening, answers: tuple[str, ...]
) -> None:
    """The answers at 24 h have to do in place of the last ones, or nothing is offered before these."""
    stage = await opens.at(DAILY, "daily")
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)

    await taps(stage, *answers)

    assert "Your next session" not in newest(stage)
    assert not (await stage.case("ana")).last_decision(1).may_repeat  # type: ignore[union-attr]  # there is one


async def test_a_condition_that_wants_rest_days_takes_the_days_in_a_row_away(tmp_path: Path, clinics: Library) -> None:
    """A tendon rests two days between runs, whatever the rung says."""
    stage = Stage(tmp_path, clinics)
    protocol = clinics.protocol(DAILY, "achilles_tendon")
    assert protocol.rest_days > 0
    assert protocol.rung("daily").rest_days == 0
    await stage.end()


async def test_a_run_before_the_last_answers_takes_the_place_of_their_questions(opens: Opening) -> None:
    """Nobody is asked twice on one day: a day after the second run counts for both, and then leads on by one."""
    stage = await _first_of_two_days(opens)
    await taps(stage, *GOOD_RUN)

    await stage.wait(hours=24)
    assert "1:h48" not in (await stage.case("ana")).check_ins
    await taps(stage, *GOOD_DAY)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)

    case = await stage.case("ana")
    assert case.last_decision(2).outcome == "advance"  # type: ignore[union-attr]  # there is one
    assert case.position.sessions_done == 1  # type: ignore[union-attr]  # two runs, one session further
    assert "1:h48" not in case.check_ins


async def test_what_comes_out_on_the_second_day_is_not_lost(opens: Opening) -> None:
    """Swelling a day after the second run is swelling two days after the first: one step back, not a day of rest."""
    stage = await _first_of_two_days(opens)
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)

    await taps(stage, "0", "No pain", "New, or more than before", "Not stiff", "As normal", "None of these")

    decided = (await stage.case("ana")).last_decision(2)
    assert decided is not None
    assert "swelling_at_48h" in {fired["rule"] for fired in decided.fired}
    assert decided.outcome == "reassess", "there is no rung below the first"


async def test_a_session_not_done_before_the_last_answers_leaves_them_as_they_were(opens: Opening) -> None:
    stage = await _first_of_two_days(opens)

    await stage.tap("ana", "Did not run")
    assert "No problem" in newest(stage)
    assert 2 not in (await stage.case("ana")).runs
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)

    assert (await stage.case("ana")).last_decision(1).outcome == "advance"  # type: ignore[union-attr]  # there is one
    assert "2 of 3" in newest(stage)


async def test_the_old_card_is_dead_once_the_last_answers_lead_on(opens: Opening) -> None:
    """The card of the repeated session says so, so that nobody does session 1 and is counted for session 2."""
    stage = await _first_of_two_days(opens)
    await stage.wait(hours=24)

    await taps(stage, *GOOD_DAY)

    assert any("This session no longer counts" in said for said in said_to(stage))
    assert not any("1 of 3" in said for said in said_to(stage))


async def test_the_last_questions_come_back_when_the_second_run_was_none_after_all(opens: Opening) -> None:
    stage = await _first_of_two_days(opens)
    await taps(stage, *GOOD_RUN)
    await stage.tap_data("ana", "c|2:after_run|0")
    await stage.tap("ana", "Did not run")

    await stage.wait(hours=24)

    assert "1:h48" in (await stage.case("ana")).check_ins
    await taps(stage, *GOOD_DAY)
    assert (await stage.case("ana")).last_decision(1).outcome == "advance"  # type: ignore[union-attr]  # there is one


async def test_a_changed_answer_takes_the_repeated_session_back(opens: Opening) -> None:
    """Pain after all on the first day: the session that was offered no longer counts."""
    stage = await _first_of_two_days(opens)
    await stage.tap_data("ana", "c|1:h24|0")

    await stage.tap("ana", "2")

    assert any("This session no longer counts" in said for said in said_to(stage))
    await stage.report("ana")
    assert 2 not in (await stage.case("ana")).runs


async def test_after_as_many_runs_as_the_week_holds_the_last_answers_come_first(opens: Opening) -> None:
    """Three a week: the third day in a row is followed by rest, and so by the answers that lead on."""
    stage = await _first_of_two_days(opens)
    for _ in range(2):
        await taps(stage, *GOOD_RUN)
        await stage.wait(hours=24)
        await taps(stage, *GOOD_DAY)

    assert not (await stage.case("ana")).last_decision(3).may_repeat  # type: ignore[union-attr]  # there is one
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)
    assert "2 of 3" in newest(stage)
