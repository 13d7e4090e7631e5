"""The panels of a chart: decisions, running minutes, pain, swelling and gait, one below the other over the same weeks.

Each draws itself from a height down and says where the next one begins. Must never draw a missing answer as a nought.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product
from math import ceil

from bot.pictures.colours import BASELINE, DECISIONS, GAIT, GROUND, INK, LIMIT, MINUTES, PAIN, SWELLING, Sign
from bot.pictures.frame import EDGE, HEADING, RIGHT, Frame
from bot.pictures.key import Entry, key, line_entry
from bot.pictures.sheet import Dashes, Point, Sheet, width
from bot.pictures.timeline import lanes, rows

MINUTES_TALL, PAIN_TALL, LEVEL_TALL = 170.0, 200.0, 36.0
BADGE = 42
JOINED_WITHIN = timedelta(days=7)
"""Two runs further apart are no course of pain: a week without a run is a gap."""

_APART, _INSIDE, _BEYOND = 4, 20, 20
_STEPS = (5, 10, 15, 20, 30, 60, 120, 240, 480)
_LARGE, _SMALL = 32, 22
_CROWD = 24
_WORST = 10


def orders(frame: Frame, top: float) -> float:
    """Draw the numbers of the physio's orders above their days; those on one spot share a box, such as `2–5`."""
    if not frame.marks:
        return top
    shared = _on_one_spot([frame.line.middle(mark.day) for mark in frame.marks])
    words = [str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}" for _, numbers in shared]
    halves = [badge_width(said) / 2 for said in words]
    places = [min(across, RIGHT + _BEYOND - half) for (across, _), half in zip(shared, halves, strict=True)]
    found = lanes([(at - half, at + half + _APART) for at, half in zip(places, halves, strict=True)])
    for across, lane, said in zip(places, found, words, strict=True):
        badge(frame, (across, top + 28 + lane * (BADGE + _APART)), said)
    return top + (max(found) + 1) * (BADGE + _APART)


def _on_one_spot(places: Sequence[float]) -> list[tuple[float, list[int]]]:
    """Return the middle of each spot with the numbers of those that would lie within half a box of one another."""
    spots: list[list[int]] = []
    for number, across in enumerate(places):
        if spots and across - places[spots[-1][0]] <= BADGE / 2:
            spots[-1].append(number)
        else:
            spots.append([number])
    return [((places[one[0]] + places[one[-1]]) / 2, [number + 1 for number in one]) for one in spots]


def badge_width(words: str) -> float:
    """Return how wide the box of these numbers is."""
    return max(float(BADGE), width(words, bold=True) + _INSIDE)


def badge(frame: Frame, at: Point, words: str) -> None:
    """Draw the number of an order in its box."""
    across, down = badge_width(words) / 2, BADGE / 2
    frame.sheet.boxes([((at[0] - across, at[1] - down), (at[0] + across, at[1] + down))], INK)
    frame.sheet.text(at, words, align="center", colour=GROUND, bold=True)


def decisions(frame: Frame, top: float) -> float:
    """Draw a shape for each decision, in as many rows as keep them apart: below its run, or on its own day.

    One that is not final is an outline, so that nobody takes it for one.
    """
    placed = zip(frame.places, frame.runs, strict=True)
    shown = [(place[0], (run.decided, run.so_far)) for place, run in placed if run.decided]
    shown += [(frame.line.middle(one.day), (one.decided, False)) for one in frame.chart.decisions]
    shown.sort(key=lambda one: one[0])
    if not shown:
        return top
    size = _SMALL if len(shown) > _CROWD else _LARGE
    found = rows([across for across, _ in shown], size, 3)
    down = frame.heading(top, frame.chart.words.decisions)
    bottom = down + max(found) * (size + 4) + size / 2
    frame.cross(down - size / 2, bottom)
    for name, so_far in product(DECISIONS, (False, True)):
        placed_in = zip(shown, found, strict=True)
        at = [(across, down + row * (size + 4)) for (across, drawn), row in placed_in if drawn == (name, so_far)]
        frame.sheet.signs(at, replace(DECISIONS[name], open=so_far), size)
    return bottom


def minutes(frame: Frame, top: float) -> float:
    """Draw a bar for each run, and a dash where a run was skipped."""
    down = frame.heading(top, frame.chart.words.minutes)
    most = max(run.minutes for run in frame.runs)
    step = next((step for step in _STEPS if step * 3 >= most), _STEPS[-1])
    highest = step * max(1, ceil(most / step))
    frame.panel(down, MINUTES_TALL, [(mark / highest, str(mark)) for mark in range(0, highest + 1, step)])
    bottom = down + MINUTES_TALL
    bars = [
        ((across - wide / 2, bottom - MINUTES_TALL * run.minutes / highest), (across + wide / 2, bottom))
        for (across, wide), run in zip(frame.places, frame.runs, strict=True)
        if not run.skipped
    ]
    frame.sheet.boxes(bars, MINUTES)
    missed = [place for place, run in zip(frame.places, frame.runs, strict=True) if run.skipped]
    dash(frame.sheet, [(across, bottom - 12) for across, _ in missed], min([10.0, *(wide for _, wide in missed)]))
    return bottom


def dash(sheet: Sheet, at: Sequence[Point], half: float) -> None:
    """Draw the dashes of runs that did not happen."""
    sheet.lines([[(across - half, down), (across + half, down)] for across, down in at], INK, width=5)


def pain(frame: Frame, top: float) -> float:
    """Draw the worst pain of each run, with the limits and the baseline.

    Nothing joins two runs over one without an answer, nor over a gap: nobody knows what was in between.
    """
    down = _pain_heading(frame, top)
    frame.panel(down, PAIN_TALL, [(0, "0"), (0.5, "5"), (1, "10")])

    def height(value: float) -> float:
        return down + PAIN_TALL * (1 - value / _WORST)

    for value, colour, dashes in _levels(frame):
        frame.sheet.lines([[(frame.line.left, height(value)), (RIGHT, height(value))]], colour, dashes=dashes)
    points = [
        None if run.pain is None else (place[0], height(run.pain))
        for place, run in zip(frame.places, frame.runs, strict=True)
    ]
    joined = zip(pairwise(points), pairwise(frame.runs), strict=True)
    near = [ends for ends, (one, other) in joined if other.day - one.day <= JOINED_WITHIN]
    frame.sheet.lines([[one, other] for one, other in near if one and other], PAIN, width=4)
    frame.sheet.signs([point for point in points if point], Sign("o", PAIN), 14 if len(points) > _CROWD else 20)
    frame.unknown(down + PAIN_TALL, [run.pain for run in frame.runs])
    return down + PAIN_TALL


def swelling(frame: Frame, top: float) -> float:
    """Draw the level of swelling after each run."""
    levels = [run.swelling for run in frame.runs]
    words = frame.chart.words
    return _steps(frame, frame.heading(top, words.swelling), (levels, words.swelling_levels, SWELLING))


def gait(frame: Frame, top: float) -> float:
    """Draw how each run changed the gait."""
    levels = [run.gait for run in frame.runs]
    words = frame.chart.words
    return _steps(frame, frame.heading(top, words.gait), (levels, words.gait_levels, GAIT))


def _steps(frame: Frame, top: float, shown: tuple[Sequence[int | None], Sequence[str], str]) -> float:
    """Draw a bar and a dot for each known level, so that a nought is seen too."""
    levels, words, colour = shown
    tall = LEVEL_TALL * (len(words) - 1)
    frame.panel(top, tall, [(number / (len(words) - 1), word) for number, word in enumerate(words)])
    bottom = top + tall
    found = zip(frame.places, levels, strict=True)
    known = [(*place, bottom - level * LEVEL_TALL) for place, level in found if level is not None]
    thin = min([8.0, *(wide / 2 for _, wide, _ in known)])
    frame.sheet.boxes([((across - thin, down), (across + thin, bottom)) for across, _, down in known], colour)
    frame.sheet.signs([(across, down) for across, _, down in known], Sign("o", colour), thin * 2 + 4)
    frame.unknown(top + tall, levels)
    return top + tall


def _levels(frame: Frame) -> list[tuple[float, str, Dashes]]:
    limits: list[tuple[float, str, Dashes]] = [(limit.value, LIMIT, "--") for limit in frame.chart.limits]
    base = frame.chart.baseline_pain
    return limits if base is None else [*limits, (base, BASELINE, ":")]


def _pain_heading(frame: Frame, top: float) -> float:
    """Write the panel's name with its lines beside it, or below it when there is no room."""
    down = frame.heading(top, frame.chart.words.pain)
    entries = _pain_entries(frame)
    room = sum(entry.width + 36 for entry in entries)
    beside = RIGHT - room
    if entries and beside > EDGE + width(frame.chart.words.pain, size=HEADING, bold=True) + 24:
        key(frame.sheet, entries, left=beside, right=RIGHT + 36, top=top + 16)
        return down
    return key(frame.sheet, entries, left=EDGE, right=RIGHT, top=down - 24) + 16 if entries else down


def _pain_entries(frame: Frame) -> list[Entry]:
    entries = [line_entry(limit.label, LIMIT, "--") for limit in frame.chart.limits]
    base = frame.chart.baseline_pain
    if base is not None:
        entries.append(line_entry(f"{frame.chart.words.baseline} {base:g}", BASELINE, ":"))
    return entries
