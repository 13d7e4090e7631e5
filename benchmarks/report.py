"""The table: what was measured, in how many rounds, and whether a promise was kept.

Must never leave out the worst round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One thing measured in several rounds; `at_least` or `at_most` is what was promised of its median, if anything."""

    name: str
    unit: str
    rounds: Sequence[float]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    @property
    def verdict(self) -> str:
        """`kept` or `missed` with the promise, or nothing where none was made."""
        if self.at_least is not None:
            return f"{'kept' if self.middle >= self.at_least else 'MISSED'}: at least {self.at_least:g} {self.unit}"
        if self.at_most is not None:
            return f"{'kept' if self.middle <= self.at_most else 'MISSED'}: at most {self.at_most:g} {self.unit}"
        return ""


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the sorted values lies."""
    return values[min(len(values) - 1, int(len(values) * share))]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines, one a figure."""
    wide = max(len(figure.name) for figure in figures)
    head = f"{'':{wide}}  {'min':>9} {'median':>9} {'max':>9}"
    return "\n".join([head, *(_line(figure, wide) for figure in figures)])


def _line(figure: Figure, wide: int) -> str:
    numbers = " ".join(f"{value:9.4g}" for value in (min(figure.rounds), figure.middle, max(figure.rounds)))
    return f"{figure.name:{wide}}  {numbers} {figure.unit:10} {figure.verdict}".rstrip()
