"""Tallies: counts under names, so that what is known of many patients adds up patient by patient.

A name is made of parts, such as `taken`, a physio, a week and a number of minutes; what spreads is counted by its
value, so that a middle can be told of any number of patients. Must never know a patient's name.
"""

from collections import Counter
from collections.abc import Iterator

Tally = Counter[str]
_JOINT = "|"


def key(*parts: object) -> str:
    """Return the name of these parts."""
    return _JOINT.join(str(part) for part in parts)


def below(tally: Tally, *parts: object) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield what is counted under these parts: the parts behind them, and how many."""
    start = key(*parts)
    for name, count in tally.items():
        if name.startswith(start + _JOINT):
            yield tuple(name[len(start) + 1 :].split(_JOINT)), count


def total(tally: Tally, *parts: object) -> int:
    """Return how many are counted under these parts, and everything behind them."""
    return tally[key(*parts)] + sum(count for _, count in below(tally, *parts))


def middle(tally: Tally, *parts: object) -> int | None:
    """Return the median of the values counted under these parts, the lower one of two; None where there are none."""
    values = Counter[int]()
    for rest, count in below(tally, *parts):
        values[int(rest[-1])] += count
    left = (values.total() + 1) // 2
    for value in sorted(values):
        left -= values[value]
        if left <= 0:
            return value
    return None


def firsts(tally: Tally, *parts: object) -> list[str]:
    """Return the different parts that stand just behind these, sorted."""
    return sorted({rest[0] for rest, _ in below(tally, *parts)})
