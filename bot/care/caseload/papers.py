"""Papers: tables as comma-separated text that a spreadsheet opens without running anything that stands in it.

Must never let a word begin a formula, nor turn a number into a word.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

Cell = str | int | float | None

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Cell) -> Cell:
    """Return a value as it can stand in a spreadsheet: a word that would begin a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA) else value


def paper(columns: Sequence[str], lines: Iterable[Sequence[Cell]]) -> str:
    """Return a table as text, its lines ended as the format asks for."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in line] for line in lines)
    return written.getvalue()
