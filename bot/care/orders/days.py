"""Days: until which one, as a physio types it.

Between dots the day comes first, as it is written where these clinics are. Between slashes half the world writes the
month first, so what would be another day then is not read. Must never guess.
"""

import re
from datetime import date, timedelta

HALF_A_YEAR = timedelta(days=183)
"""Next year is not meant for a day further away than this: whoever types 1.3. in April means the one that is gone."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:\2(\d{4})?)?")
MONTHS = 12


def read(said: str, today: date) -> date | None:
    """Return the day that `2026-03-12`, `12.3.` or `23/3/2026` names; without a year the one that is nearest.

    None for `12/3/2026`, which is a day in March to some and one in December to others.
    """
    words = said.strip()
    if found := _ISO.fullmatch(words):
        year, month, day = (int(part) for part in found.groups())
        return _of(year, month, day)
    if found := _DAY_FIRST.fullmatch(words):
        day, month = int(found[1]), int(found[3])
        if found[2] == "/" and day != month and max(day, month) <= MONTHS:
            return None
        if found[4]:
            return _of(int(found[4]), month, day)
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
