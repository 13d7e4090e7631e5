"""A sheet to draw on, measured in pixels from its top left corner, and turned into a PNG at the end.

Must never depend on the machine: its font travels with the library, and no settings file of a user is read.
"""

import io
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D

from bot.pictures.colours import GROUND, INK, Sign

WIDTH = 1080
LEAST_TYPE = 28
"""Ten pixels on a phone that shows the picture 390 wide: the smallest type that is still read."""

_PIXELS_AS_POINTS = 72
_LINE_HEIGHT = 1.4
_MEASURED = 100
_RIM = 2
_MARK = "Cf"
_OUTLINE = 3
_PNG = {"compress_level": 3}
"""A third larger than the smallest, in half the time."""

Point = tuple[float, float]
Align = Literal["left", "center", "right"]
Dashes = Literal["-", "--", ":"]

as_shipped = mpl.rc_context({**mpl.rcParamsDefault, "text.hinting": "none"})
"""Stands before every function that draws: it is drawn with the library's own settings, whatever a user has set.

Letters of this size need no hinting, and it would take an eighth of the time."""


class Sheet:
    """One picture in the making; what is drawn later lies on top."""

    def __init__(self) -> None:
        """Begin with the empty ground, whose height is fixed when it is done."""
        self._figure = Figure(dpi=_PIXELS_AS_POINTS, facecolor=GROUND)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._layer = 0

    def text(
        self,
        at: Point,
        words: str,
        *,
        size: int = LEAST_TYPE,
        align: Align = "left",
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Write one line whose middle lies at this height."""
        line = self._axes.text(*at, drawable(words), fontproperties=_font(bold=bold), parse_math=False)
        line.set(fontsize=size, color=colour, zorder=self._next())
        line.set(horizontalalignment=align, verticalalignment="center_baseline")

    def lines(self, lines: Sequence[Sequence[Point]], colour: str, *, width: float = 3, dashes: Dashes = "-") -> None:
        """Draw a line through the points of each, and nothing from one to the next."""
        gap = (float("nan"), float("nan"))
        across, down = _coordinates([point for line in lines for point in (*line, gap)])
        self._put(Line2D(across, down, color=colour, linewidth=width, linestyle=dashes))

    def boxes(self, boxes: Sequence[tuple[Point, Point]], colour: str, *, filled: bool = True) -> None:
        """Draw boxes from their upper left to their lower right corners, or only the outlines."""
        corners = [[(x1, y1), (x2, y1), (x2, y2), (x1, y2)] for (x1, y1), (x2, y2) in boxes]
        face, rim = (colour, 0) if filled else ("none", _OUTLINE)
        self._put(PolyCollection(corners, facecolors=face, edgecolors=colour, linewidths=rim))

    def signs(self, points: Sequence[Point], sign: Sign, size: float) -> None:
        """Draw a shape around each point, with a rim of the ground so that neighbours stay apart."""
        across, down = _coordinates(points)
        shapes = Line2D(across, down, linestyle="none", marker=sign.shape, markersize=size * sign.scale)
        if sign.open:
            shapes.set(markerfacecolor=GROUND, markeredgecolor=sign.colour, markeredgewidth=_OUTLINE)
        else:
            shapes.set(markerfacecolor=sign.colour, markeredgecolor=GROUND, markeredgewidth=_RIM)
        self._put(shapes)

    def png(self, height: float) -> bytes:
        """Return the picture, cut off at this height."""
        self._figure.set_size_inches(WIDTH / _PIXELS_AS_POINTS, round(height) / _PIXELS_AS_POINTS)
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(round(height), 0)
        file = io.BytesIO()
        self._figure.savefig(file, format="png", metadata={"Software": None}, pil_kwargs=_PNG)
        return file.getvalue()

    def _put(self, artist: Artist) -> None:
        artist.set_zorder(self._next())
        self._axes.add_artist(artist)

    def _next(self) -> int:
        self._layer += 1
        return self._layer


def line_height(size: int = LEAST_TYPE) -> float:
    """Return how much room one line of this type takes."""
    return round(size * _LINE_HEIGHT)


def width(words: str, *, size: int = LEAST_TYPE, bold: bool = False) -> float:
    """Return how wide a line will be, to a pixel or two: the little that pairs of letters move together is left out."""
    return size * sum(_advance(letter, bold=bold) for letter in drawable(words))


def fitting(words: str, room: float, *, size: int = LEAST_TYPE, bold: bool = False) -> str:
    """Return the words, or as many of their letters as fit in, with an ellipsis."""
    if width(words, size=size, bold=bold) <= room:
        return words
    fit, most = 0, len(words)
    while fit < most:
        tried = (fit + most + 1) // 2
        fits = width(f"{words[:tried].rstrip()}…", size=size, bold=bold) <= room
        fit, most = (tried, most) if fits else (fit, tried - 1)
    return f"{words[:fit].rstrip()}…"


def wrapped(words: str, room: float, *, size: int = LEAST_TYPE, bold: bool = False) -> list[str]:
    """Return the words on one line, or on two when one is too short, broken between words."""
    parts = words.split()
    fit = len(parts)
    while fit > 1 and width(" ".join(parts[:fit]), size=size, bold=bold) > room:
        fit -= 1
    lines = [" ".join(part) for part in (parts[:fit], parts[fit:]) if part]
    return [fitting(line, room, size=size, bold=bold) for line in lines]


def drawable(words: str) -> str:
    """Return one line with a box for every letter that the font lacks, as for an emoji; marks without a shape go."""
    known = _letters()
    shaped = (letter for letter in " ".join(words.split()) if unicodedata.category(letter) != _MARK)
    return "".join(letter if ord(letter) in known else "\N{WHITE SQUARE}" for letter in shaped)


def _coordinates(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [point[0] for point in points], [point[1] for point in points]


@cache
def _path(*, bold: bool) -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"


@cache
def _font(*, bold: bool) -> FontProperties:
    return FontProperties(fname=_path(bold=bold))


@cache
def _face(*, bold: bool) -> FT2Font:
    return get_font(str(_path(bold=bold)))


@lru_cache(maxsize=4096)
def _advance(letter: str, *, bold: bool) -> float:
    """Return how far a letter moves the pen, as a share of the size of the type."""
    font = _face(bold=bold)
    font.set_size(_MEASURED, _PIXELS_AS_POINTS)
    across: int = font.load_char(ord(letter)).linearHoriAdvance
    return across / 65536 / _MEASURED


@cache
def _letters() -> frozenset[int]:
    return frozenset(_face(bold=False).get_charmap()) & frozenset(_face(bold=True).get_charmap())
