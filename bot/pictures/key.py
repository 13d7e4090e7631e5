"""Keys: small samples with their words, set in as many lines as they need.

Must never let a word run out of the picture: it is shortened with an ellipsis.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.pictures.colours import SOFT, Sign
from bot.pictures.sheet import Dashes, Point, Sheet, fitting, line_height, width, wrapped

SAMPLE = 44
GAP = 36
ROW = 46
_SIGN = 28


@dataclass(frozen=True)
class Entry:
    """A sample, drawn around the point it is given, and what it means."""

    words: str
    sample: Callable[[Sheet, Point], None]

    @property
    def width(self) -> float:
        """How much of a line it takes."""
        return SAMPLE + width(self.words)


def sign_entry(words: str, sign: Sign) -> Entry:
    """Return an entry for a shape."""
    return Entry(words, lambda sheet, at: sheet.signs([at], sign, _SIGN))


def line_entry(words: str, colour: str, dashes: Dashes) -> Entry:
    """Return an entry for a line."""

    def sample(sheet: Sheet, at: Point) -> None:
        sheet.lines([[(at[0] - 18, at[1]), (at[0] + 18, at[1])]], colour, dashes=dashes)

    return Entry(words, sample)


def key(sheet: Sheet, entries: Sequence[Entry], *, left: float, right: float, top: float) -> float:
    """Draw the entries from this height down and return where the next thing may begin."""
    across, down = left, top
    for entry in entries:
        if across > left and across + entry.width > right:
            across, down = left, down + ROW
        entry.sample(sheet, (across + 16, down + ROW / 2))
        said = fitting(entry.words, right - across - SAMPLE)
        sheet.text((across + SAMPLE, down + ROW / 2), said, colour=SOFT)
        across += entry.width + GAP
    return down + ROW if entries else top


def headline(sheet: Sheet, title: str, subtitle: str, *, left: float, right: float) -> float:
    """Draw the lines that say whose picture this is, and return where the next thing may begin."""
    down = 28.0
    for words, size, bold in ((title, 40, True), (subtitle, 30, False)):
        for said in wrapped(words, right - left, size=size, bold=bold):
            sheet.text((left, down + line_height(size) / 2), said, size=size, bold=bold)
            down += line_height(size)
    return down
