"""Papers: tables as comma-separated text that a spreadsheet opens without running anything that stands in it.

Must never let a word begin a formula, nor turn a number into a word.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from babel.numbers import get_decimal_symbol

Cell = str | int | float | None

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Cell) -> Cell:
    """Return a value as it can stand in a spreadsheet: a word that would begin a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA) else value


def paper(columns: Sequence[str], lines: Iterable[Sequence[Cell]], *, language: str = "en") -> str:
    """Return a table as text that a spreadsheet in this language opens in columns, lines ended as the format asks for.

    Where numbers have a decimal comma, a spreadsheet takes commas for that and waits for semicolons between columns.
    """
    written, point = StringIO(), get_decimal_symbol(language)
    writer = csv.writer(written, delimiter=";" if point == "," else ",", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_shown(value, point) for value in line] for line in lines)
    return written.getvalue()


def _shown(value: Cell, point: str) -> Cell:
    return str(value).replace(".", point) if isinstance(value, float) else cell(value)
