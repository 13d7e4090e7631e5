"""The data of a picture waits in a table as JSON and comes back as it was, or is refused in a sentence."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import caseload as week
from bot.pictures import chart as weeks
from bot.pictures.easel import paint
from bot.pictures.plain import PictureError
from bot.pictures.timeline import rows, timeline
from tests.pictures.samples import ENGLISH, SPANISH, START, caseload, chart, runs


@pytest.mark.parametrize("shown", [chart(), chart(SPANISH, runs=(), marks=()), chart(runs=runs(60, over=84))])
def test_a_chart_comes_back_from_a_table_as_it_was(shown):
    assert weeks.from_json(json.loads(json.dumps(weeks.to_json(shown)))) == shown


def test_a_week_comes_back_from_a_table_as_it_was():
    assert week.from_json(json.loads(json.dumps(week.to_json(caseload())))) == caseload()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pain", 11), ("pain", -1), ("pain", "often"), ("pain", float("nan")), ("swelling", 4), ("gait", 3),
        ("minutes", -1), ("minutes", float("inf")), ("decided", "forward"), ("day", "yesterday"), ("colour", "red"),
    ],
)  # fmt: skip
def test_a_faulty_answer_is_named_and_never_quoted(field, value):
    data = weeks.to_json(chart())
    data["runs"][0][field] = value
    with pytest.raises(PictureError) as refused:
        weeks.from_json(data)
    assert f"runs.0.{field}" in str(refused.value)
    assert str(value) not in str(refused.value).replace(f"runs.0.{field}", "")


@pytest.mark.parametrize("data", [None, 3, [], "chart", {}, {"title": "Ana"}])
def test_what_is_no_chart_is_refused(data):
    with pytest.raises(PictureError):
        paint("chart", data)


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(PictureError):
        paint("poem", {})


def test_words_that_lack_one_of_the_decisions_are_refused_before_a_patient_meets_it():
    data = weeks.to_json(chart())
    del data["words"]["outcomes"]["urgent"]
    with pytest.raises(PictureError, match=r"words\.outcomes"):
        weeks.from_json(data)


def test_a_year_has_twelve_months():
    with pytest.raises(PictureError):
        weeks.from_json(weeks.to_json(chart(replace(ENGLISH, months=("Jan",)))))


def test_the_bot_loads_no_drawing_library():
    command = "import sys, bot.pictures.studio; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_runs_of_one_day_lie_beside_each_other_within_their_day():
    line = timeline([START, START + timedelta(days=20)], left=100, right=1000)
    (first, wide), (second, _) = line.places([START, START])
    assert second - first >= wide
    assert line.middle(START) - line.pixels / 2 <= first - wide / 2
    assert second + wide / 2 <= line.middle(START) + line.pixels / 2


def test_dates_stand_on_mondays_as_soon_as_weeks_are_shown():
    wednesday = date(2026, 3, 4)
    line = timeline([wednesday, wednesday + timedelta(days=60)], left=100, right=1000)
    assert {day.weekday() for day in line.dated(120)} == {0}


@given(st.lists(st.integers(0, 2000), min_size=1).map(lambda days: [START + timedelta(days=day) for day in days]))
def test_dates_never_touch_and_never_lie_outside(days):
    line = timeline(days, left=100, right=1000)
    places = [line.middle(day) for day in line.dated(130)]
    assert all(100 <= place <= 1000 for place in places)
    assert all(later - earlier >= 130 for earlier, later in pairwise(places))


@given(st.lists(st.floats(0, 1000), max_size=30).map(sorted))
def test_signs_in_one_row_keep_their_distance_as_long_as_rows_suffice(places):
    found = rows(places, 20, len(places) or 1)
    for row in set(found):
        own = [place for place, at in zip(places, found, strict=True) if at == row]
        assert all(later - earlier >= 20 for earlier, later in pairwise(own))
