"""Figures: what is counted of a caseload, by example, and that the order in which it adds up changes nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.caseload import adherence, figures, figures_told
from bot.care.caseload.figures_told import COLUMNS, lines
from bot.care.caseload.gathering import Asked
from bot.care.caseload.tally import Tally, firsts, key, middle, total
from bot.care.joining.invites import Guest, Plan
from bot.care.papers import paper
from bot.care.people import handing
from tests.care.ordering import CONFIRM, REASON, orders
from tests.stage import Stage, plain

RUN = ("Done as planned", "0", "0", "No pain", "As normal", "2")
DAY = ("0", "No pain", "None", "Not stiff", "As normal", "None of these")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def _taps(stage: Stage, key_: str, *labels: str) -> None:
    for label in labels:
        await stage.tap(key_, label)


async def _good_run(stage: Stage) -> None:
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=24.5)
    await _taps(stage, "ana", *DAY)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *DAY, "8")


async def _counted(stage: Stage) -> tuple[Tally, adherence.Adherence]:
    async with stage.turn() as turn:
        record = await figures.read(turn, await turn.person(stage.actors["ana"].person))
        return figures.of(record, LONG_AGO), adherence.of(record.one, LONG_AGO, turn.now)


async def _rosa(stage: Stage) -> None:
    await stage.invite("rosa", Guest("clinic", "Rosa"))
    await stage.say("rosa", "/start code-of-rosa-long-enough")
    await stage.tap("rosa", "English")
    await stage.say("rosa", "Europe/Madrid")
    await stage.tap("rosa", "Never, write at any time")


async def test_a_good_run_is_one_session_done_and_three_check_ins_answered(stage: Stage) -> None:
    await _good_run(stage)

    tally, kept = await _counted(stage)

    assert (kept.sessions, kept.done, kept.asked, kept.answered) == (1, 1, 3, 3)
    assert tally["done"] == tally["sessions"] == 1
    assert total(tally, "decisions", "advance") == 1
    assert 0 <= kept.hours[1] <= 1


async def test_questions_nobody_answered_are_asked_and_not_answered(stage: Stage) -> None:
    """One that was only just put counts once it was reminded of, so that nobody looks worse than they are."""
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=24, minutes=5)
    _, soon = await _counted(stage)
    await stage.wait(hours=20)
    _, later = await _counted(stage)

    assert (soon.asked, soon.answered) == (1, 1)
    assert (later.asked, later.answered) == (2, 1)


async def test_a_session_left_out_counts_as_one_that_was_not_done(stage: Stage) -> None:
    await stage.tap("ana", "Did not run")
    _, skipped = await _counted(stage)
    assert (skipped.sessions, skipped.done) == (1, 0)

    await stage.wait(days=6)
    _, waited = await _counted(stage)
    assert (waited.sessions, waited.done) == (2, 0)


async def test_a_first_session_that_nobody_runs_is_left_out_and_so_is_each_after_a_gap(stage: Stage) -> None:
    await stage.wait(days=1)
    _, soon = await _counted(stage)
    assert (soon.sessions, soon.done) == (0, 0)

    await stage.wait(days=19)
    _, never = await _counted(stage)
    assert (never.sessions, never.done) == (1, 0)

    await _good_run(stage)
    await stage.wait(days=20)
    _, once = await _counted(stage)
    assert (once.sessions, once.done) == (5, 1)


async def test_who_runs_late_each_time_has_left_a_session_out_each_time(stage: Stage) -> None:
    for _ in range(3):
        await _good_run(stage)
        await stage.wait(days=4)

    _, kept = await _counted(stage)

    assert (kept.sessions, kept.done) == (6, 3)


async def test_who_reports_a_run_in_the_very_moment_it_was_set_free_has_left_none_out(stage: Stage) -> None:
    """The last answers about one run and the report of the next may come within one tick of the clock."""
    for _ in range(3):
        await _good_run(stage)

    _, kept = await _counted(stage)

    assert (kept.sessions, kept.done) == (3, 3)


async def test_a_wait_that_the_physio_ordered_leaves_nothing_out(stage: Stage) -> None:
    await _good_run(stage)
    await orders(stage, "💤 Hold for days", ">7", REASON, CONFIRM)
    await stage.wait(days=7)

    _, kept = await _counted(stage)

    assert (kept.sessions, kept.done) == (1, 1)


async def test_the_words_of_a_week_and_its_picture_come_to_the_same(stage: Stage) -> None:
    await _good_run(stage)
    await stage.wait(days=4)

    await stage.say("dora", "/week")

    picture, words = stage.actors["dora"].phone[-2:]
    assert picture.media is not None
    days = picture.media.data["days"]
    assert (sum(day["done"] for day in days), sum(day["planned"] for day in days)) == (1, 2)
    assert "Runs: 1 of 2 sessions done" in plain(words.text)


async def test_an_answer_counts_from_when_it_was_asked_and_a_later_change_makes_nobody_slower(stage: Stage) -> None:
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=20)
    await _taps(stage, "ana", "✏️ 6", "3")

    _, kept = await _counted(stage)

    assert kept.hours == (0.0,)


async def test_an_answer_that_comes_hours_later_counts_by_these_hours(stage: Stage) -> None:
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=27)
    await _taps(stage, "ana", *DAY)

    tally, kept = await _counted(stage)

    assert kept.hours == (0.0, 3.0)
    assert tally[key("answer_time", 30)] == 1


async def test_a_warning_sign_counts_although_answers_still_lack_and_once_a_run(stage: Stage) -> None:
    await _taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *DAY[:-1], "Pain at night or at rest")
    before, _ = await _counted(stage)
    await _taps(stage, "ana", "✏️ 1", "6")

    tally, _ = await _counted(stage)

    assert total(before, "decisions", "reassess") == 1
    assert total(tally, "decisions", "reassess") == 1
    assert total(tally, "decisions") == 1


async def test_a_monday_is_the_clinics_own(stage: Stage) -> None:
    """Half an hour after midnight of a Monday in Madrid is still Sunday elsewhere."""
    await _rosa(stage)
    await stage.wait(days=6, hours=6.5)
    night = stage.clock.at.astimezone(ZoneInfo("Europe/Madrid"))
    assert (night.hour, night.minute, night.weekday()) == (0, 30, 0)
    await _taps(stage, "ana", "⚠️ Something feels wrong", "Chest pain, or short of breath", "✅ That is all")

    tally, _ = await _counted(stage)
    await stage.say("rosa", "/figures")

    assert tally[key("alerts", stage.actors["dora"].person, "2026-03-09", "urgent")] == 1
    table = stage.actors["rosa"].phone[-1].media
    assert table is not None
    assert table.data["name"] == "figures-2026-03-09.csv"


async def test_days_in_a_phase_begin_when_somebody_has_agreed_not_when_they_were_invited(stage: Stage) -> None:
    await stage.invite("leo", Guest("patient", "Leo"), Plan("milestones", "it_band", "Dora"))
    await stage.wait(days=6)
    await stage.say("leo", "/start code-of-leo-long-enough")
    await _taps(stage, "leo", "English", "I agree")
    joined = stage.clock.at

    async with stage.turn() as turn:
        record = await figures.read(turn, await turn.person(stage.actors["leo"].person))

    assert record.stays[0][0] == joined


async def test_alerts_are_counted_by_physio_and_week_with_how_long_they_took(stage: Stage) -> None:
    await _taps(stage, "ana", "⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")
    await stage.wait(minutes=25)
    await stage.tap("dora", "✅ I take it")

    tally, _ = await _counted(stage)

    dora, week = stage.actors["dora"].person, "2026-03-02"
    assert tally[key("alerts", dora, week, "reassess")] == 1
    assert middle(tally, "taken", dora, week) == 25
    assert middle(tally, "ended", dora, week) is None

    await stage.wait(hours=1)
    await _taps(stage, "dora", "☑️ Resolve", "Examined")
    tally, _ = await _counted(stage)
    assert (middle(tally, "taken", dora, week), middle(tally, "ended", dora, week)) == (25, 85)


async def test_alerts_stay_with_whoever_was_the_physio_then(stage: Stage) -> None:
    await stage.invite("ben", Guest("physio", "Ben"))
    await _taps(stage, "ana", "⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")
    await stage.wait(days=14)

    async with stage.turn() as turn:
        ana, ben, dora = [await turn.person(stage.actors[key].person) for key in ("ana", "ben", "dora")]
        await handing.hand_over(turn, ana, ben, dora)
    await stage.wait(hours=1)
    await _taps(stage, "ana", "⚠️ Something feels wrong", "Chest pain, or short of breath", "✅ That is all")

    tally, _ = await _counted(stage)
    assert tally[key("alerts", dora.id, "2026-03-02", "reassess")] == 1
    assert "2026-03-16" not in firsts(tally, "alerts", dora.id)
    assert firsts(tally, "alerts", ben.id) == ["2026-03-16"]


async def test_the_days_in_a_phase_count_once_it_is_left(stage: Stage) -> None:
    """The physio puts Ana on the last phase after ten days; the days before that are those of the first."""
    tally, _ = await _counted(stage)
    assert firsts(tally, "phase") == []

    await stage.wait(days=10)
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    await _taps(stage, "dora", "↕️ Another step")
    label = next(
        button.text
        for row in stage.actors["dora"].phone[-1].keyboard
        for button in row
        if "without a break" in button.text
    )
    await _taps(stage, "dora", label, "I have examined you", "✅ Confirm")

    tally, _ = await _counted(stage)
    assert [middle(tally, "phase", phase) for phase in firsts(tally, "phase")] == [10]


async def test_the_days_in_a_phase_do_not_count_while_somebody_is_still_in_it(stage: Stage) -> None:
    """Another rung is not another phase, however many days were spent below it."""
    await stage.wait(days=10)
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    await _taps(stage, "dora", "↕️ Another step", "run 1 min, walk 2 min", "I have examined you", "✅ Confirm")

    tally, _ = await _counted(stage)

    assert stage.actors["ana"].phone[-1].text.count("1 minute")
    assert firsts(tally, "phase") == []


async def test_the_clinic_reads_its_figures_and_gets_a_table_without_names(stage: Stage) -> None:
    await _rosa(stage)
    await _good_run(stage)

    await stage.say("rosa", "/figures")

    words, table = stage.actors["rosa"].phone[-2:]
    assert "Figures of the clinic: 1 patient" in plain(words.text)
    assert "Sessions done: 1 of 1" in plain(words.text)
    assert table.media is not None
    assert table.media.kind == "file"
    assert table.media.data["name"] == "figures-2026-03-04.csv"
    assert "\r\ndone,,,,1,count\r\n" in table.media.data["text"]
    assert "Ana" not in table.media.data["text"] + words.text


async def test_what_a_message_has_no_room_for_is_counted_and_stands_in_the_table(stage: Stage) -> None:
    await _rosa(stage)
    for number in range(23):
        await stage.invite(f"p{number}", Guest("physio", f"Physio {number:02}"))
    async with stage.turn() as turn:
        physios = [stage.actors[f"p{number}"].person for number in range(23)]
        counted = {key("alerts", one, "2026-03-02", "reassess"): 1 for one in physios}
        rosa = await turn.person(stage.actors["rosa"].person)
        await figures_told.SURVEY.tell(turn, Asked(rosa, turn.now), Tally({"patients": 1} | counted))
    await stage.deliver()

    words, table = stage.actors["rosa"].phone[-2:]
    assert table.media is not None
    assert plain(words.text).count("Physio ") == 20
    assert "… and 3 more; the table has all of them." in plain(words.text)
    assert table.media.data["text"].count("alerts_reassess,Physio ") == 23


async def test_a_physio_gets_no_figures_of_the_clinic(stage: Stage) -> None:
    await stage.say("dora", "/figures")

    assert "Figures" not in plain(stage.actors["dora"].phone[-1].text)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40), st.integers(1, 39))
def test_a_middle_is_that_of_the_values_in_whatever_lots_they_come(values: list[int], cut: int) -> None:
    lots = [Tally(key("taken", 1, "w", value) for value in part) for part in (values[:cut], values[cut:])]

    assert middle(lots[0] + lots[1], "taken") == sorted(values)[(len(values) - 1) // 2]


def test_parts_of_a_name_are_not_mistaken_for_others() -> None:
    tally = Tally({key("alerts", 1, "w", "urgent"): 2, key("alerts", 11, "w", "urgent"): 5})

    assert total(tally, "alerts", 1) == 2
    assert firsts(tally, "alerts") == ["1", "11"]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_a_formula_and_numbers_stay_numbers(begins: str) -> None:
    written = paper(("a", "b"), [(f"{begins}1+2", -5)])

    assert f"'{begins}1+2" in written.replace('"', "")
    assert ",-5\r\n" in written


def test_a_spanish_spreadsheet_gets_semicolons_and_decimal_commas_and_no_formula_either() -> None:
    written = paper(("a", "b"), [("=1+2;=3", 2.5), ("-4", -5)], language="es")

    assert written == "a;b\r\n\"'=1+2;=3\";2,5\r\n'-4;-5\r\n"


def test_the_table_of_figures_has_a_value_or_an_honest_gap_in_every_line() -> None:
    told = list(lines(Tally({"patients": 1}), {}))

    assert all(len(line) == len(COLUMNS) for line in told)
    assert ("answer_time_median", "", "", "", None, "minutes") in told


def test_weeks_without_an_alert_are_not_told() -> None:
    assert not [line for line in lines(Tally({"patients": 3}), {}) if str(line[0]).startswith("alerts")]
    assert timedelta(minutes=figures.TENTHS) == timedelta(minutes=6)
