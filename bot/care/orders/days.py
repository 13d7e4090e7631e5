"""Days: how many, or until which one, as a physio types it.

Must never guess: what could be read in two ways is not read.
"""

import re
from datetime import date, timedelta

HALF_A_YEAR = timedelta(days=183)
"""Next year is not meant for a day further away than this: whoever types 1.3. in April means the one that is gone."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4})?)?")


def read(said: str, today: date) -> date | None:
    """Return the day that `2026-03-12`, `12.3.` or `12/3/2026` names; without a year the one that is nearest."""
    words = said.strip()
    if found := _ISO.fullmatch(words):
        year, month, day = (int(part) for part in found.groups())
        return _of(year, month, day)
    if found := _DAY_FIRST.fullmatch(words):
        day, month = int(found[1]), int(found[2])
        if found[3]:
            return _of(int(found[3]), month, day)
        return _nearest(today, month, day)
    return None


def _nearest(today: date, month: int, day: int) -> date | None:
    years = (_of(year, month, day) for year in (today.year, today.year + 1))
    known = [one for one in years if one]
    ahead = [one for one in known if today < one <= today + HALF_A_YEAR]
    return next(iter(ahead or known), None)


def _of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
