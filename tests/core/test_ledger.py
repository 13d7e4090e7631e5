"""The ledger counts what was run, and what it says of growth can always be met by doing the same again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ledger import BREAK, Ran, above_longest, monday, weekly_change, weeks

START = date(2026, 3, 2)
"""A Monday."""

minutes = st.integers(1, 60).map(float)


def on(day: int) -> date:
    """Return the day so many days after the first."""
    return START + timedelta(days=day)


def ran(day: int, done: float, planned: float | None = None) -> Ran:
    """Return a session run on a day, as planned where nothing else is said."""
    return Ran(on(day), done, done if planned is None else planned, done)


def besides(day: int, done: float) -> Ran:
    """Return what was run on top of the plan."""
    return Ran(on(day), done, longest=done)


def test_a_week_adds_up_what_was_planned_and_what_was_run():
    ledger = [ran(0, 8), ran(2, 6, 8), Ran(on(4), 0, 9), besides(6, 20), ran(7, 9)]
    first, second = weeks(ledger, on(9), 2)
    assert (first.start, first.planned, first.done, first.besides) == (START, 25, 34, 20)
    assert (second.start, second.planned, second.done, second.besides) == (on(7), 9, 9, 0)


def test_a_week_without_anything_is_shown_as_empty():
    assert [week.done for week in weeks([ran(0, 8)], on(20), 4)] == [0, 8, 0, 0]


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_a_week_begins_on_its_monday(day):
    assert monday(day).weekday() == 0
    assert timedelta(0) <= day - monday(day) < timedelta(days=7)


def test_in_the_first_seven_days_there_is_nothing_to_compare_with():
    ledger = [ran(0, 8), ran(2, 8), ran(4, 8)]
    assert weekly_change([], on(0), 8) == 0
    assert weekly_change(ledger, on(6), 100) == 0
    assert weekly_change(ledger, on(7), 100) > 0


def test_the_second_week_is_measured_against_the_first_seven_days():
    ledger = [ran(day, 10) for day in (0, 2, 4, 6)]
    assert weekly_change(ledger, on(8), 10) == 0
    assert weekly_change(ledger, on(8), 14) == pytest.approx(10)
    assert weekly_change(ledger, on(8), 15) == pytest.approx(12.5)


def test_a_rhythm_of_alternate_days_is_no_growth():
    ledger = [ran(day, 10) for day in range(0, 40, 2)]
    assert weekly_change(ledger, on(40), 10) == 0
    assert weekly_change(ledger, on(40), 14) == pytest.approx(10)


def test_one_more_day_a_week_is_growth():
    ledger = [ran(week + day, 10) for week in (0, 7, 14) for day in (0, 2, 4)]
    assert weekly_change(ledger, on(20), 10) == pytest.approx(100 / 3)
    assert weekly_change(ledger, on(21), 10) == 0


def test_what_was_run_besides_the_plan_counts_against_the_newer_week_only():
    ledger = [ran(day, 10) for day in range(0, 20, 2)]
    assert weekly_change([*ledger, besides(18, 20)], on(20), 10) == pytest.approx(50)
    assert weekly_change([*ledger, besides(11, 20)], on(20), 10) == weekly_change(ledger, on(20), 10)


def test_minutes_beyond_the_plan_never_raise_what_is_allowed_next():
    ledger = [ran(day, 10) for day in range(0, 20, 2)]
    longer = [*ledger[:5], ran(10, 40, 10), *ledger[6:]]
    assert weekly_change(longer, on(20), 12) == weekly_change(ledger, on(20), 12)
    assert weekly_change([*ledger[:8], ran(16, 40, 10), ledger[9]], on(20), 12) > 10


def test_after_two_weeks_without_a_run_the_comparison_begins_anew():
    ledger = [ran(day, 10) for day in range(0, 20, 2)]
    assert weekly_change(ledger, on(18) + BREAK, 100) == 0
    assert weekly_change([*ledger, ran(32, 5)], on(34), 100) == 0
    assert weekly_change([*ledger, ran(31, 5)], on(34), 100) > 10


@given(st.integers(1, 7), minutes, st.lists(st.tuples(st.integers(0, 60), minutes), max_size=12))
def test_whatever_came_before_repeating_the_same_session_brings_the_growth_back_to_none(every, same, before):
    """No dead end: three weeks of one and the same session, every so many days, and one may go on."""
    earlier = [besides(day, done) if day % 2 else ran(day, done) for day, done in before]
    days = [61 + every * number for number in range(21 // every + 1)]
    ledger = [*earlier, *(ran(day, same) for day in days)]
    assert weekly_change(ledger, on(days[-1] + every), same) == 0


@given(st.lists(st.tuples(st.integers(0, 40), minutes, minutes), max_size=20), st.integers(0, 50), minutes)
def test_running_more_than_planned_never_makes_the_growth_smaller(runs, day, following):
    plain = [Ran(on(one), planned, planned, planned) for one, planned, _ in runs]
    more = [Ran(on(one), planned + extra, planned, planned + extra) for one, planned, extra in runs]
    assert weekly_change(more, on(day), following) >= weekly_change(plain, on(day), following)


@given(st.lists(st.tuples(st.integers(0, 40), minutes, minutes), max_size=20), st.integers(0, 60), minutes)
def test_a_growth_can_be_told_for_every_ledger(runs, day, following):
    ledger = [Ran(on(one), done, planned, done) for one, done, planned in runs]
    assert weekly_change(ledger, on(day), following) >= 0


def test_a_run_is_measured_against_the_longest_of_thirty_days():
    ledger = [ran(0, 40), ran(20, 20), ran(22, 18)]
    assert above_longest(ledger, ran(24, 22, 18)) == 0, "the longest is still the one of 40 minutes"
    assert above_longest(ledger, ran(30, 44, 18)) == pytest.approx(10)
    assert above_longest(ledger, ran(31, 44, 18)) == pytest.approx(120), "that one is too long ago now"


def test_what_was_planned_is_never_too_long():
    assert above_longest([ran(0, 5)], ran(2, 20)) == 0
    assert above_longest([ran(0, 5)], ran(2, 22, 20)) == pytest.approx(10)
    assert above_longest([], ran(0, 8, 4)) == pytest.approx(100)
    assert above_longest([], besides(0, 8)) == 0


def test_a_longer_run_besides_the_plan_is_the_longest_run():
    assert above_longest([ran(0, 20), besides(5, 50)], ran(10, 50, 20)) == 0
