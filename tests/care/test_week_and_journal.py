"""What a week and a journal must tell: who went up, stands still or has finished, and what was said and measured."""

from bot.care.caseload import figures
from tests.care.clinic_ladders import STEPS
from tests.care.ordering import CONFIRM, orders, reports
from tests.care.steps import GOOD_DAY, GOOD_RUN, Opening, newest, taps
from tests.care.ward import LATER
from tests.stage import Stage, plain


async def _run(stage: Stage) -> None:
    await taps(stage, *GOOD_RUN)
    for _ in range(2):
        await stage.wait(hours=24, minutes=5)
        await taps(stage, *GOOD_DAY)


async def test_the_week_names_who_went_up_and_then_who_has_finished(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_400m")
    await _run(stage)
    await stage.say("dora", "/week")
    assert "⬆️ Moved up: Ana" in newest(stage, "dora")

    await stage.wait(days=8)
    await stage.say("dora", "/week")
    assert "Moved up" not in newest(stage, "dora")


async def test_the_week_and_the_figures_name_and_count_who_has_finished(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_hills")
    await _run(stage)

    await stage.say("dora", "/week")
    async with stage.turn() as turn:
        record = await figures.read(turn, await turn.person(stage.actors["ana"].person))
        tally = figures.of(record, figures.EVER)

    assert "🏁 Finished: Ana" in newest(stage, "dora")
    assert (tally["returned"], tally["days_to_return|2"]) == (1, 1)


async def test_the_week_names_who_stands_on_the_same_step_for_two_weeks(stage: Stage) -> None:
    await stage.wait(days=15)

    await stage.say("dora", "/week")

    assert "On the same step for two weeks or more: Ana" in newest(stage, "dora")


async def _journal(stage: Stage) -> str:
    await stage.tap_data("dora", f"J|{stage.actors['ana'].person}")
    return plain(stage.actors["dora"].phone[-1].text)


async def test_the_journal_tells_what_was_put_off_and_what_was_written(stage: Stage) -> None:
    await reports(stage, "Pain at night or at rest")
    await stage.tap("dora", LATER)
    await stage.tap("dora", "1 hour")
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.say("dora", "Please rest tonight.")

    told = await _journal(stage)

    assert "Please rest tonight." in told
    assert "put off by Dora until" in told


async def test_the_journal_tells_every_test(alone: Stage) -> None:
    await alone.tap("ana", "▶️ Start the tests")
    await alone.say("ana", "25")
    await alone.say("ana", "24")
    await alone.say("ana", "0")

    assert "25 / 24" in await _journal(alone)


async def test_words_as_long_as_anybody_can_write_stand_whole_in_the_journal(stage: Stage) -> None:
    words = "rest and walk " * 200
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.say("dora", words)

    assert words.strip() in await _journal(stage)


async def test_a_hold_is_told_with_its_reason(stage: Stage) -> None:
    await orders(stage, "💤 Hold for days", ">7", ">Sore heel", CONFIRM)

    assert "Sore heel" in await _journal(stage)
