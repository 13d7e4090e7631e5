"""`strideback check`: is the content sound? Every problem with its remedy, or a short summary of what was proved.

Must never know what is checked.
"""

from pathlib import Path

from bot.content.checks import check as prove


def check(content: Path | None, *, as_json: bool) -> int:
    """Print what was found; returns 1 when there is any problem."""
    found = prove(content)
    print(found.as_json() if as_json else found.as_text())
    return 0 if found.clean else 1
