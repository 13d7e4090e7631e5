"""Draws a patient's chart: the panels over one line of days, then what the signs mean and what the physio ordered.

Must never run in the bot's own process: the studio's does it.
"""

from bot.pictures.chart import Chart, Outcome, Run, Words
from bot.pictures.colours import DECISIONS, SOFT, Sign
from bot.pictures.frame import EDGE, RIGHT, Frame, frame
from bot.pictures.key import ROW, Entry, headline, key, sign_entry
from bot.pictures.panels import BADGE, badge, dash, decisions, gait, minutes, orders, pain, swelling
from bot.pictures.sheet import WIDTH, Sheet, as_shipped, fitting, line_height, width

EMPTY_TALL = 640.0
_BEYOND = 20
_PANELS = (orders, decisions, minutes, pain, swelling, gait)


@as_shipped
def draw(chart: Chart) -> bytes:
    """Return the chart as a PNG, 1080 pixels wide and as tall as it needs."""
    sheet = Sheet()
    down = headline(sheet, chart.title, chart.subtitle, left=EDGE, right=RIGHT)
    shared = frame(sheet, chart)
    if shared is None:
        said = fitting(chart.words.empty, RIGHT - EDGE, size=34)
        sheet.text((WIDTH / 2, (down + EMPTY_TALL) / 2), said, size=34, align="center", colour=SOFT)
        return sheet.png(EMPTY_TALL)
    for panel in _PANELS:
        down = panel(shared, down)
    down = _dates(shared, down)
    down = key(sheet, _entries(shared), left=EDGE, right=RIGHT, top=down + 12)
    return sheet.png(_notes(shared, down) + 24)


def _dates(shared: Frame, top: float) -> float:
    for day in shared.dated():
        said, across = shared.said(day), shared.line.middle(day)
        if across + width(said) / 2 <= RIGHT + _BEYOND:
            shared.sheet.text((across, top + 34), said, align="center", colour=SOFT)
    return top + 16 + line_height()


def _entries(shared: Frame) -> list[Entry]:
    """Return what the signs mean, of those alone that stand in the chart."""
    words = shared.chart.words
    taken = {run.decided for run in shared.runs} | {made.decided for made in shared.chart.decisions}
    entries = [sign_entry(said, DECISIONS[name]) for name, said in _by_strictness(words) if name in taken]
    if any(run.so_far for run in shared.runs):
        entries.append(sign_entry(words.so_far, Sign("o", SOFT, open=True)))
    if any(run.skipped for run in shared.runs):
        entries.append(Entry(words.skipped, lambda sheet, at: dash(sheet, [at], 12)))
    if any(_is_unknown(run) for run in shared.runs):
        entries.append(Entry(words.unknown, lambda sheet, at: sheet.text(at, "?", align="center", colour=SOFT)))
    return entries


def _by_strictness(words: Words) -> list[tuple[Outcome, str]]:
    return sorted(words.outcomes.items(), key=lambda item: list(DECISIONS).index(item[0]))


def _is_unknown(run: Run) -> bool:
    return not run.skipped and None in (run.pain, run.swelling, run.gait)


def _notes(shared: Frame, top: float) -> float:
    """List the physio's orders by their numbers."""
    down = top + 8
    for number, mark in enumerate(shared.marks, 1):
        badge(shared, (EDGE + BADGE / 2, down + ROW / 2), str(number))
        said = fitting(f"{shared.said(mark.day)} · {mark.label}", RIGHT - EDGE - BADGE - 16)
        shared.sheet.text((EDGE + BADGE + 16, down + ROW / 2), said)
        down += ROW + 4
    return down
