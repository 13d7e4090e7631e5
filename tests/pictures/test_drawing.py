"""What a physio sees in a picture, on a phone, whatever the patient answered."""

import io
from datetime import timedelta
from functools import cache
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures import caseload_drawing, chart_drawing
from bot.pictures.caseload import Day, Group
from bot.pictures.chart import Decision, Limit, Mark, Run
from bot.pictures.colours import DECISIONS, GRID, GROUND, INK, PAIN, STANDINGS, contrast
from bot.pictures.sheet import LEAST_TYPE, Sheet, fitting, width, wrapped
from tests.pictures.samples import DECIDED, SPANISH, START, caseload, chart, runs

MARGIN = 12
LONG = "María de los Ángeles Fernández-Villaverde y Gutiérrez de la Concha"


def on(days):
    return START + timedelta(days=days)


CHARTS = {
    "five ordinary weeks": chart(),
    "no run at all": chart(runs=()),
    "orders and no run": chart(runs=(), marks=(Mark(START, "wait"),)),
    "one run": chart(runs=(Run(day=START, minutes=8, pain=3, decided="repeat"),), marks=()),
    "sixty runs in twelve weeks": chart(SPANISH, title=LONG, subtitle=LONG * 2, runs=runs(60, over=84)),
    "a year and a half": chart(runs=runs(200, over=540)),
    "nobody ever answered": chart(runs=tuple(Run(day=on(day), minutes=9) for day in range(0, 84, 2))),
    "every run skipped": chart(runs=tuple(Run(day=on(day), skipped=True) for day in range(9))),
    "two runs a day": chart(runs=tuple(Run(day=on(n // 2), minutes=n, pain=n % 11, swelling=n % 4) for n in range(20))),
    "the highest of everything": chart(
        runs=tuple(
            Run(day=on(n), minutes=1440, pain=10, swelling=3, gait=2, decided=one) for n, one in enumerate(DECIDED)
        ),
        limits=tuple(Limit(value, "límite que nadie pasa") for value in (3, 5, 8)),
        baseline_pain=10,
    ),
    "many long orders": chart(SPANISH, marks=tuple(Mark(on(n), LONG * 2) for n in range(30))),
    "letters that the font lacks": chart(title="李明 😀 $x_1^{$", subtitle="two\nlines\tand a \x07 bell"),
    "decisions about no run": chart(decisions=tuple(Decision(on(n), one) for n, one in enumerate(DECIDED, 30))),
    "out of order": chart(runs=tuple(reversed(runs(16, over=35)))),
    "a date on the last day": chart(runs=(Run(day=START), Run(day=on(399))), marks=(Mark(on(-21), ""),)),
    "words without end": chart(SPANISH, title="x" * 3000, marks=(Mark(START, "y" * 3000),)),
}
WEEKS = {
    "an ordinary week": caseload(),
    "nothing at all": caseload(groups=(), days=()),
    "nobody": caseload(groups=(Group("on_track", "on track", 0),), days=(Day(label="Mon"),) * 7),
    "thousands": caseload(groups=(Group("other", LONG * 2, 20000),), days=(Day(label=LONG, planned=9999, done=1),) * 7),
    "more done than planned": caseload(days=(Day(label="miércoles", planned=2, done=5, alerts=12),) * 7),
}


def pixels(png):
    seen = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
    assert (seen[:, :, 3] == 255).all(), "the ground of the chat shines through"
    return seen[:, :, :3]


def ground():
    return [int(GROUND[at : at + 2], 16) for at in (1, 3, 5)]


@cache
def drawn(name):
    """Return a picture, and the size and the colour of everything that was drawn in it."""
    with pytest.MonkeyPatch.context() as patch:
        used = _watch(patch)
        shown = CHARTS.get(name)
        return chart_drawing.draw(shown) if shown else caseload_drawing.draw(WEEKS[name]), used


@pytest.mark.parametrize("name", [*CHARTS, *WEEKS])
def test_every_picture_has_the_size_of_a_phone_and_nothing_runs_out_of_it(name):
    _is_a_picture(drawn(name)[0])


@pytest.mark.parametrize("name", [*CHARTS, *WEEKS])
def test_all_type_is_large_and_all_marks_stand_out_from_the_ground(name):
    _stands_out(drawn(name)[1])


def _is_a_picture(png):
    seen = pixels(png)
    assert seen.shape[1] == 1080
    assert 400 <= seen.shape[0] <= 2000
    for edge in (seen[:, :MARGIN], seen[:, -MARGIN:], seen[:MARGIN], seen[-MARGIN:]):
        assert (edge == ground()).all()
    assert (seen != ground()).any()


def test_an_ordinary_chart_fits_the_screen_of_a_phone():
    assert pixels(drawn("five ordinary weeks")[0]).shape[0] <= 1440


def _watch(monkeypatch):
    """Note the size and the colour of everything that is drawn."""
    used = []
    text, lines, boxes, signs = Sheet.text, Sheet.lines, Sheet.boxes, Sheet.signs

    def watched_text(self, at, words, **style):
        used.append((style.get("size", LEAST_TYPE), style.get("colour", INK)))
        text(self, at, words, **style)

    def watched_lines(self, them, colour, **style):
        used.append((None, colour))
        lines(self, them, colour, **style)

    def watched_boxes(self, them, colour, **style):
        used.append((None, colour))
        boxes(self, them, colour, **style)

    def watched_signs(self, them, sign, size):
        used.append((None, sign.colour))
        signs(self, them, sign, size)

    for name, watched in (
        ("text", watched_text), ("lines", watched_lines), ("boxes", watched_boxes), ("signs", watched_signs)
    ):  # fmt: skip
        monkeypatch.setattr(Sheet, name, watched)
    return used


def _stands_out(used):
    assert all(size >= 28 for size, _ in used if size is not None)
    # The numbers of the orders are written in the ground's colour on a box of the ink's.
    colours = {colour for _, colour in used} - {GRID, GROUND}
    assert all(contrast(colour, GROUND) >= 4.5 for colour in colours)


def test_contrast_is_measured_as_the_guideline_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_the_picture_is_a_card_on_the_light_and_on_the_dark_ground_of_telegram():
    assert contrast(GROUND, "#ffffff") > 7
    assert contrast(GROUND, "#17212b") > 1.1


@pytest.mark.parametrize("signs", [DECISIONS, STANDINGS])
def test_no_two_signs_differ_by_colour_alone(signs):
    assert len({sign.shape for sign in signs.values()}) == len(signs)


@pytest.mark.parametrize("draw", [lambda: chart_drawing.draw(chart()), lambda: caseload_drawing.draw(caseload())])
def test_the_same_data_gives_the_same_bytes(draw):
    first = draw()
    chart_drawing.draw(CHARTS["sixty runs in twelve weeks"])
    assert draw() == first


def test_the_order_in_which_runs_come_changes_nothing():
    assert drawn("out of order")[0] == drawn("five ordinary weeks")[0]


def test_a_missing_answer_does_not_look_like_no_pain():
    def seen(pain):
        return chart_drawing.draw(chart(runs=(Run(day=START, minutes=8, pain=pain, swelling=0, gait=0),)))

    assert seen(None) != seen(0)


def _listen(monkeypatch):
    """Note all words that are written."""
    said, text = [], Sheet.text

    def heard(self, at, words, **style):
        said.append(words)
        text(self, at, words, **style)

    monkeypatch.setattr(Sheet, "text", heard)
    return said


@pytest.mark.parametrize("decided", DECIDED)
def test_each_decision_changes_the_picture_and_is_explained_below_it(decided, monkeypatch):
    said = _listen(monkeypatch)
    chart_drawing.draw(chart(SPANISH, runs=(Run(day=START, minutes=8, decided=decided),)))
    names = [SPANISH.outcomes[one] for one in DECIDED]
    assert [name for name in names if name in said] == [SPANISH.outcomes[decided]]


def _signs(monkeypatch):
    """Note every sign that is drawn: its shape, and how far across."""
    seen, signs = [], Sheet.signs

    def watched(self, points, sign, size):
        seen.extend((sign.shape, round(across)) for across, _ in points)
        signs(self, points, sign, size)

    monkeypatch.setattr(Sheet, "signs", watched)
    return seen


def test_a_decision_about_no_run_lies_on_its_own_day_and_leaves_the_run_its_own(monkeypatch):
    run, seen = Run(day=START, minutes=8, decided="advance"), _signs(monkeypatch)
    chart_drawing.draw(chart(runs=(run,), marks=(), decisions=(Decision(on(13), "reassess"),)))
    diamonds, triangles = ([at for shape, at in seen if shape == one] for one in ("D", "^"))
    assert diamonds[0] > triangles[0] + 500
    assert len(diamonds) == len(triangles) == 2, "one in the chart and one in what explains it"


def test_a_decision_that_is_not_final_is_an_outline_that_is_explained(monkeypatch):
    said, filled = _listen(monkeypatch), {}
    for so_far in (False, True):
        run = Run(day=START, minutes=8, decided="repeat", so_far=so_far)
        said.clear()
        filled[so_far] = (pixels(chart_drawing.draw(chart(runs=(run,), marks=()))) == _rgb("repeat")).all(axis=2).sum()
        assert ("not final" in said) == so_far
    assert filled[True] < filled[False] - 300


def _rgb(decided):
    return [int(DECISIONS[decided].colour[at : at + 2], 16) for at in (1, 3, 5)]


def test_the_weeks_go_on_to_today_although_nothing_was_run(monkeypatch):
    said = _listen(monkeypatch)
    chart_drawing.draw(chart(runs=(Run(day=START),), marks=(), today=on(28)))
    assert "23 Mar" in said


def test_an_order_is_numbered_on_its_day_and_listed_with_its_date(monkeypatch):
    said = _listen(monkeypatch)
    chart_drawing.draw(chart(marks=(Mark(on(3), "hold for 3 days"),)))
    assert said.count("1") == 2
    assert "5 Mar · hold for 3 days" in said


def test_orders_of_one_day_share_a_box_and_are_listed_one_by_one(monkeypatch):
    said = _listen(monkeypatch)
    chart_drawing.draw(chart(marks=tuple(Mark(on(2), f"order {number}") for number in range(1, 7))))
    assert said.count("1–6") == 1
    assert said[-12:] == [one for number in range(1, 7) for one in (str(number), f"4 Mar · order {number}")]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 83), min_size=1, max_size=8))
@example([2, 2, 2, 2, 2, 2])
@example([12, 13, 14, 15, 16, 17, 18])
def test_no_order_ever_covers_another(days):
    boxes = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "boxes", lambda _, them, colour, **__: boxes.extend(them if colour == INK else ()))
        chart_drawing.draw(chart(runs=(Run(day=START),), marks=tuple(Mark(on(day), "") for day in days), today=on(83)))
    assert all(_are_apart(one, other) for one, other in combinations(boxes, 2))
    assert all(left >= MARGIN and right <= 1080 - MARGIN for (left, _), (right, _) in boxes)


def _are_apart(one, other):
    (left, top), (right, bottom) = one
    (left2, top2), (right2, bottom2) = other
    return right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top


@pytest.mark.parametrize(
    ("last", "between", "joined"),
    [
        (7, (), 1),
        (8, (), 0),
        (4, (Run(day=on(2), minutes=8),), 0),
        (4, (Run(day=on(2), skipped=True),), 0),
    ],
    ids=["a week", "more than a week", "a run without an answer", "a run that was not done"],
)
def test_the_line_of_pain_joins_no_runs_over_a_gap_or_over_one_without_an_answer(last, between, joined, monkeypatch):
    seen, lines = [], Sheet.lines

    def watched(self, them, colour, **style):
        seen.extend(them if colour == PAIN else ())
        lines(self, them, colour, **style)

    monkeypatch.setattr(Sheet, "lines", watched)
    runs_of_pain = (Run(day=START, minutes=8, pain=2), *between, Run(day=on(last), minutes=8, pain=3))
    chart_drawing.draw(chart(runs=runs_of_pain))
    assert len(seen) == joined


@pytest.mark.parametrize("name", ["עדי כהן", "محمد علي"])
def test_a_name_from_right_to_left_stands_without_the_marks_that_keep_it_apart_in_a_message(name):
    kept_apart = f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    assert chart_drawing.draw(chart(title=kept_apart)) == chart_drawing.draw(chart(title=name))


def test_a_user_s_own_settings_change_nothing():
    first = chart_drawing.draw(chart())
    with mpl.rc_context({"font.size": 40, "lines.linewidth": 30, "savefig.dpi": 300, "text.usetex": True}):
        assert chart_drawing.draw(chart()) == first


@settings(deadline=None)
@given(st.text(max_size=80), st.integers(60, 1000))
def test_words_are_shortened_until_they_fit(words, room):
    assert width(fitting(words, room)) <= room


@settings(deadline=None)
@given(st.text(max_size=120))
def test_a_headline_takes_two_lines_at_most(words):
    lines = wrapped(words, 400)
    assert len(lines) <= 2
    assert all(width(line) <= 400 for line in lines)


RUN = st.builds(
    Run,
    day=st.integers(0, 400).map(on),
    minutes=st.floats(0, 1440),
    pain=st.none() | st.floats(0, 10),
    swelling=st.none() | st.integers(0, 3),
    gait=st.none() | st.integers(0, 2),
    decided=st.sampled_from(("", *DECIDED)),
    skipped=st.booleans(),
)


@settings(max_examples=8, deadline=None)
@given(st.lists(RUN, max_size=40), st.lists(st.builds(Mark, st.integers(-30, 430).map(on), st.text(max_size=60))))
def test_whatever_was_answered_and_ordered_gives_a_picture(some, marks):
    _is_a_picture(chart_drawing.draw(chart(runs=tuple(some), marks=tuple(marks))))
