"""Draws a physio's week: how the patients stand, the runs of each day against what was due, and the alerts.

Must never run in the bot's own process: the studio's does it.
"""

from collections.abc import Callable, Sequence

from bot.pictures.caseload import Caseload, Day, Group
from bot.pictures.colours import ALERTS, GRID, INK, MINUTES, SOFT, STANDINGS
from bot.pictures.key import Entry, headline, key
from bot.pictures.sheet import WIDTH, Point, Sheet, as_shipped, fitting, line_height, width

EDGE = 40
RIGHT = WIDTH - EDGE
RUNS_TALL, ALERTS_TALL, GROUP_TALL = 230.0, 130.0, 58.0
LEAST_TALL = 480.0
_HEADING = 30
_SIGN, _MOST_LABEL = 30, 420
_NUMBER = 34


@as_shipped
def draw(caseload: Caseload) -> bytes:
    """Return the week as a PNG, 1080 pixels wide and as tall as it needs."""
    sheet, words = Sheet(), caseload.words
    down = headline(sheet, caseload.title, caseload.subtitle, left=EDGE, right=RIGHT)
    down = _groups(sheet, caseload.groups, _heading(sheet, down, words.patients))
    if caseload.days:
        down = _runs(sheet, caseload, _heading(sheet, down, words.runs))
        down = _alerts(sheet, caseload.days, _heading(sheet, down, words.alerts))
        down = _labels(sheet, caseload.days, down)
        down = key(sheet, _entries(caseload), left=EDGE, right=RIGHT, top=down + 8)
    return sheet.png(max(down + 24, LEAST_TALL))


def _heading(sheet: Sheet, top: float, words: str) -> float:
    tall = line_height(_HEADING)
    said = fitting(words, RIGHT - EDGE, size=_HEADING, bold=True)
    sheet.text((EDGE, top + 24 + tall / 2), said, size=_HEADING, bold=True)
    return top + tall + 36


def _groups(sheet: Sheet, groups: Sequence[Group], top: float) -> float:
    """Draw a line for each group: its sign, its words, a bar and the number."""
    room = min(_MOST_LABEL, max((width(group.label) for group in groups), default=0))
    left = EDGE + 48 + room + 24
    most = max((group.patients for group in groups), default=0) or 1
    scale = (RIGHT - left - width(str(most), size=_NUMBER, bold=True) - 24) / most
    for number, group in enumerate(groups):
        middle = top + (number + 0.5) * GROUP_TALL
        sign, end = STANDINGS[group.kind], left + scale * group.patients
        sheet.signs([(EDGE + 16, middle)], sign, _SIGN)
        sheet.text((EDGE + 48, middle), fitting(group.label, room + 1))
        sheet.boxes([((left, middle - 17), (end, middle + 17))], sign.colour)
        sheet.text((end + 14, middle), str(group.patients), size=_NUMBER, bold=True)
    return top + GROUP_TALL * len(groups)


def _runs(sheet: Sheet, caseload: Caseload, top: float) -> float:
    """Draw an outline for the runs that were due, filled as far as they were done."""
    bottom, most = top + RUNS_TALL, max(max(day.planned, day.done) for day in caseload.days) or 1

    def bars(count: Callable[[Day], int]) -> list[tuple[Point, Point]]:
        tall = RUNS_TALL - 46
        return [
            ((middle - wide / 2, bottom - tall * count(day) / most), (middle + wide / 2, bottom))
            for day, (middle, wide) in zip(caseload.days, _columns(caseload.days), strict=True)
            if count(day)
        ]

    _ground(sheet, bottom)
    sheet.boxes(bars(lambda day: day.done), MINUTES)
    sheet.boxes(bars(lambda day: day.planned), INK, filled=False)
    room = (RIGHT - EDGE) / len(caseload.days) - 8
    for day, (middle, _) in zip(caseload.days, _columns(caseload.days), strict=True):
        both = f"{day.done}/{day.planned}"
        tall = (RUNS_TALL - 46) * max(day.planned, day.done) / most
        sheet.text((middle, bottom - tall - 24), both if width(both) <= room else str(day.done), align="center")
    return bottom


def _alerts(sheet: Sheet, days: Sequence[Day], top: float) -> float:
    """Draw a bar and its number for each day on which alerts came."""
    bottom, most = top + ALERTS_TALL, max(day.alerts for day in days) or 1
    _ground(sheet, bottom)
    for day, (middle, wide) in zip(days, _columns(days), strict=True):
        tall = (ALERTS_TALL - 50) * day.alerts / most
        if day.alerts:
            sheet.boxes([((middle - wide / 2, bottom - tall), (middle + wide / 2, bottom))], ALERTS)
        colour = INK if day.alerts else SOFT
        sheet.text((middle, bottom - tall - 24), str(day.alerts), align="center", colour=colour, bold=bool(day.alerts))
    return bottom


def _labels(sheet: Sheet, days: Sequence[Day], top: float) -> float:
    room = (RIGHT - EDGE) / len(days) - 8
    for day, (middle, _) in zip(days, _columns(days), strict=True):
        sheet.text((middle, top + 32), fitting(day.label, room), align="center", colour=SOFT)
    return top + 14 + line_height()


def _columns(days: Sequence[Day]) -> list[tuple[float, float]]:
    """Return the middle and the width of each day's bar."""
    wide = (RIGHT - EDGE) / len(days)
    return [(EDGE + (number + 0.5) * wide, min(84.0, wide * 0.66)) for number in range(len(days))]


def _ground(sheet: Sheet, down: float) -> None:
    sheet.lines([[(EDGE, down), (RIGHT, down)]], GRID, width=2)


def _entries(caseload: Caseload) -> list[Entry]:
    def filled(sheet: Sheet, at: Point) -> None:
        sheet.boxes([((at[0] - 14, at[1] - 14), (at[0] + 14, at[1] + 14))], MINUTES)

    def outline(sheet: Sheet, at: Point) -> None:
        sheet.boxes([((at[0] - 14, at[1] - 14), (at[0] + 14, at[1] + 14))], INK, filled=False)

    return [Entry(caseload.words.done, filled), Entry(caseload.words.planned, outline)]
