"""What all panels of a chart share: the sheet, the runs in their order, where each lies, and the lines behind them.

Must never draw an answer: the panels do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.pictures.chart import Chart, Mark, Run
from bot.pictures.colours import GRID, ORDER, SOFT
from bot.pictures.sheet import WIDTH, Dashes, Point, Sheet, fitting, line_height, width
from bot.pictures.timeline import Timeline, rows, timeline

EDGE = 40
RIGHT = WIDTH - EDGE
MOST_MARKS = 8
"""The latest orders are shown; a list that is longer than the chart helps nobody."""

HEADING = 30
_AXIS, _WIDEST_AXIS = 96, 230
_TICK_GAP = 14
_UNKNOWN = 26


@dataclass(frozen=True)
class Frame:
    """One chart on its sheet; `places` are the middle and the width of each run's bar."""

    sheet: Sheet
    chart: Chart
    runs: tuple[Run, ...]
    places: Sequence[tuple[float, float]]
    marks: tuple[Mark, ...]
    line: Timeline

    def heading(self, top: float, words: str) -> float:
        """Write the name of a panel and return where the panel begins."""
        tall = line_height(HEADING)
        said = fitting(words, RIGHT - EDGE, size=HEADING, bold=True)
        self.sheet.text((EDGE, top + 16 + tall / 2), said, size=HEADING, bold=True)
        return top + tall + 34

    def panel(self, top: float, height: float, ticks: Sequence[tuple[float, str]]) -> None:
        """Draw the lines behind a panel; a tick is a share of its height from the bottom, and a word."""
        self._uprights([self.line.middle(day) for day in self.dated()], (top, top + height), GRID)
        downs = [top + height * (1 - share) for share, _ in ticks]
        self.sheet.lines([[(self.line.left, down), (self.line.right, down)] for down in downs], GRID, width=2)
        for down, (_, word) in zip(downs, ticks, strict=True):
            said = fitting(word, self.line.left - _TICK_GAP - EDGE + 1)
            self.sheet.text((self.line.left - _TICK_GAP, down), said, align="right", colour=SOFT)
        self.cross(top - 8, top + height)

    def cross(self, top: float, bottom: float) -> None:
        """Draw the physio's orders between these heights."""
        self._uprights([self.line.middle(mark.day) for mark in self.marks], (top, bottom), ORDER, dashes=":")

    def _uprights(self, places: Sequence[float], ends: Point, colour: str, dashes: Dashes = "-") -> None:
        lines = [[(across, ends[0]), (across, ends[1])] for across in places]
        self.sheet.lines(lines, colour, width=2, dashes=dashes)

    def dated(self) -> list[date]:
        """Return the days that carry a date."""
        months = self.chart.words.months
        widest = max(width(f"28 {month}") for month in months)
        return self.line.dated(widest + 28)

    def said(self, day: date) -> str:
        """Return a day as people say it, without the year."""
        return f"{day.day} {self.chart.words.months[day.month - 1]}"

    def unknown(self, bottom: float, of: Sequence[object]) -> None:
        """Write a question mark for each run that was done and has no answer here."""
        at = [
            place[0]
            for place, run, value in zip(self.places, self.runs, of, strict=True)
            if value is None and not run.skipped
        ]
        for across, row in zip(at, rows(at, 18, 2), strict=True):
            self.sheet.text((across, bottom - 20 - row * _UNKNOWN), "?", align="center", colour=SOFT)


def frame(sheet: Sheet, chart: Chart) -> Frame | None:
    """Return what the panels need; None when there is no run to show."""
    runs = tuple(sorted(chart.runs, key=lambda run: run.day))
    marks = tuple(sorted(chart.marks, key=lambda mark: mark.day))[-MOST_MARKS:]
    days = [run.day for run in runs]
    others = [*(mark.day for mark in marks), *(made.day for made in chart.decisions)]
    others += [chart.today] if chart.today else []
    line = timeline([*days, *others], left=_left(chart), right=RIGHT)
    if not runs or line is None:
        return None
    return Frame(sheet, chart, runs, line.places(days), marks, line)


def _left(chart: Chart) -> float:
    """Return where the panels begin: right of the longest word on their axes."""
    levels = (*chart.words.swelling_levels, *chart.words.gait_levels)
    widest = max(width(level) for level in levels)
    return EDGE + _TICK_GAP + min(_WIDEST_AXIS, max(_AXIS - EDGE, widest))
