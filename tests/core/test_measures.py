"""Each measure says what its sentence says, and says nothing where it was told nothing."""

from dataclasses import replace

import pytest

from bot.core.measures import (
    MEASURES,
    Baseline,
    Evidence,
    Series,
    falling_ready_runs,
    flags,
    rising_runs,
    soreness_hours,
    values,
    worst_muscle_soreness,
    worst_pain,
)
from bot.core.protocol import WINDOWS
from tests.core.given import run, without


def pains(*worst: int | None) -> Evidence:
    """Return runs with these worst pains, the last being the one judged; None was not answered."""
    made = [Series("run_1min", h24={} if pain is None else {"pain": pain}) for pain in worst]
    return Evidence(run=made[-1], history=tuple(made[:-1]))


def readiness(*ready: int | None) -> Evidence:
    """Return runs with these answers on readiness."""
    made = [Series("run_1min", h48={} if value is None else {"ready": value}) for value in ready]
    return Evidence(run=made[-1], history=tuple(made[:-1]))


@pytest.mark.parametrize(
    ("during", "h24", "h48", "worst"),
    [
        (3, 1, 2, 3),
        (1, 3, 2, 3),
        (1, 2, 3, 3),
        (0, 0, 0, 0),
        (None, 2, None, 2),
        (None, None, None, None),
        (0, None, None, 0),
    ],
)
def test_worst_pain_is_the_highest_of_the_three_windows(during, h24, h48, worst):
    series = Series("run_1min", {"pain_during": during}, {"pain": h24}, {"pain": h48})
    assert worst_pain(series) == worst


def test_pain_before_the_run_is_not_pain_of_the_run():
    assert worst_pain(run({"after_run": {"pain_before": 9}})) == 0


def test_worst_pain_of_a_run_without_any_answer_is_unknown_and_not_zero():
    assert worst_pain(Series("run_1min")) is None


def test_worst_muscle_soreness_is_the_higher_of_the_two_days():
    sore = {"pain_kind": "muscle", "muscle_soreness": 2}
    assert worst_muscle_soreness(run({"h24": sore, "h48": sore | {"muscle_soreness": 4}})) == 4
    assert worst_muscle_soreness(run({"h24": sore})) == 2
    assert worst_muscle_soreness(run()) == 0


def test_a_figure_for_muscles_that_are_not_sore_does_not_count():
    assert worst_muscle_soreness(run({"h24": {"pain_kind": "ache", "muscle_soreness": 8}})) == 0


@pytest.mark.parametrize(
    ("h24", "h48", "hours"),
    [
        ("none", "none", 0),
        ("muscle", "none", 24),
        ("muscle", "muscle", 48),
        ("none", "muscle", 48),
        ("ache", "sharp", 0),
    ],
)
def test_soreness_hours_is_when_it_was_last_there(h24, h48, hours):
    assert soreness_hours(run({"h24": {"pain_kind": h24}, "h48": {"pain_kind": h48}})) == hours


@pytest.mark.parametrize("window", ["h24", "h48"])
def test_soreness_is_unknown_where_a_day_was_not_answered(window):
    assert soreness_hours(run(unanswered=(window,))) is None
    assert soreness_hours(without(window, "pain_kind")) is None


def test_no_soreness_counts_as_zero_only_where_both_days_were_answered():
    assert values(Evidence(run()))["worst_muscle_soreness"] == 0
    assert values(Evidence(run(unanswered=("h48",))))["worst_muscle_soreness"] is None


@pytest.mark.parametrize("window", ["h24", "h48"])
def test_soreness_whose_figure_is_missing_is_unknown(window):
    series = run({window: {"pain_kind": "muscle"}})
    assert values(Evidence(series))["worst_muscle_soreness"] is None


@pytest.mark.parametrize(
    ("worst", "runs"),
    [
        ((0,), 1), ((5,), 1), ((1, 2), 2), ((1, 2, 3), 3), ((0, 1, 2, 3), 4), ((1, 1, 2), 2), ((3, 2, 1), 1),
        ((2, 2), 1),
        ((1, 3, 2), 1), ((1, 2, 2), 1), ((2, 1, 2, 3), 3), ((1, None, 2), 2), ((1, None, 2, 3), 3), ((None, 1, 2), 2),
        ((1, 2, None), 0), ((None,), 0), ((None, None, 1), 1),
    ],
)  # fmt: skip
def test_rising_runs_counts_strict_rises_that_end_with_this_run(worst, runs):
    assert rising_runs(pains(*worst)) == runs


@pytest.mark.parametrize(
    ("ready", "runs"),
    [
        ((9,), 1),
        ((9, 8), 2),
        ((10, 9, 8), 3),
        ((8, 9), 1),
        ((9, 9), 1),
        ((9, None, 8), 2),
        ((9, 8, None), 0),
        ((10, 8, 9, 8), 2),
    ],
)
def test_falling_ready_runs_counts_strict_falls_that_end_with_this_run(ready, runs):
    assert falling_ready_runs(readiness(*ready)) == runs


def test_flags_of_every_window_and_of_the_button_come_together():
    series = run(
        {"h24": {"flags": ("night_pain",)}, "h48": {"flags": ("cannot_hop", "night_pain")}}, button=("deep_groin",)
    )
    assert flags(series) == ("cannot_hop", "deep_groin", "night_pain")
    assert flags(Series("run_1min")) == ()


@pytest.mark.parametrize("window", ["h24", "h48"])
def test_flags_that_were_not_answered_are_unknown_and_not_none(window):
    assert flags(without(window, "flags")) is None


def test_a_flag_that_was_raised_counts_even_where_another_day_was_not_answered():
    assert flags(replace(without("h48", "flags"), reported_flags=("night_pain",))) == ("night_pain",)


def test_a_window_that_was_not_answered_is_empty():
    assert Series("run_1min").window("h24") == {}


def test_a_session_is_skipped_only_when_the_patient_says_so():
    assert run({"after_run": {"done": "skipped"}}).skipped
    assert not run({"after_run": {"done": "less"}}).skipped
    assert not Series("run_1min").skipped


def test_values_name_each_answer_by_its_window():
    read = values(Evidence(run({"h24": {"pain": 3}}), baseline=Baseline(2, "up_to_15", "usual"), days_since_run=2.5))
    assert (read["h24.pain"], read["h48.pain"], read["after_run.done"]) == (3, 0, "as_prescribed")
    assert (read["baseline.pain"], read["baseline.stiffness"], read["baseline.swelling"]) == (2, "up_to_15", "usual")
    assert read["days_since_run"] == 2.5


DAY = {
    "pain": 3,
    "pain_kind": "muscle",
    "muscle_soreness": 2,
    "swelling": "new",
    "stiffness": "up_to_30",
    "gait": "slight",
    "flags": ("night_pain",),
}
"""Answers of a day that no other day gives."""


def test_where_a_phase_watches_one_day_its_answers_stand_for_those_of_the_second():
    """Every answer does, and so does every measure over both days: nothing of a second day is left unread or open."""
    watched = run({"h24": DAY}, unanswered=("h48",))
    read = values(Evidence(watched), ("after_run", "h24"))
    assert {name: read.get(f"h48.{name}") for name in DAY} == DAY
    assert (read["worst_pain"], read["worst_muscle_soreness"], read["soreness_hours"]) == (3, 2, 48)
    assert read["flags"] == ("night_pain",)


def test_where_a_phase_watches_one_day_answers_of_a_second_one_count_for_nothing():
    """They may be left over from elsewhere; a quiet second day must not hide what the watched one showed."""
    read = values(Evidence(run({"h24": DAY})), ("after_run", "h24"))
    assert (read["h48.pain"], read["h48.swelling"], read["h48.gait"]) == (3, "new", "slight")


def test_where_a_phase_watches_both_days_neither_stands_for_the_other():
    read = values(Evidence(run({"h24": DAY}, unanswered=("h48",))))
    assert not [name for name in read if name.startswith("h48.")]
    assert read["h24.pain"] == 3


def test_values_of_a_window_that_was_not_answered_are_absent():
    assert not [
        name for name in values(Evidence(run(unanswered=WINDOWS))) if name.startswith(("after_run.", "h24.", "h48."))
    ]


def test_every_measure_has_a_sentence_and_a_name_of_its_own():
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
    assert all(len(measure.sentence.split()) >= 3 for measure in MEASURES)
