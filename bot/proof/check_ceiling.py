"""Checking the ceiling: no protocol lets more pain through than the safety floor allows any of them.

Must never hold the figure: it is a limit of the floor.
"""

from collections.abc import Iterator

from bot.content.files import FLOOR
from bot.core.errors import ContentError
from bot.core.limits import Limit
from bot.core.protocol import Protocol, Rulebook
from bot.proof.check_windows import ABOUT
from bot.proof.readable import Content

CEILING = "most_pain"
"""The limit of the floor that bounds what clearances for pain may let through."""

_PAINS = range(11)


def problems(content: Content) -> Iterator[ContentError]:
    """Yield every check-in of a protocol in which more pain than the ceiling would be cleared."""
    floor = content.books.get(FLOOR)
    ceiling = next((limit for limit in floor.limits if limit.id == CEILING), None) if floor else None
    if ceiling is None:
        return
    for path, protocol in content.ladders.items():
        # Without any condition: what one injury adds protects nobody who has another.
        own = content.books[path] + content.books[FLOOR]
        for name in ABOUT["pain"] if protocol.active and not protocol.needs_ladder else ():
            yield from _let_through(path, protocol, own, name=name, ceiling=ceiling)


def _let_through(path: str, protocol: Protocol, own: Rulebook, *, name: str, ceiling: Limit) -> Iterator[ContentError]:
    """Yield the most pain that this check-in lets through in some phase, where it is more than the ceiling."""
    window = name.partition(".")[0]
    phases = [one for one in protocol.phases if one.rungs and window in (one.windows or protocol.windows)]
    above = [pain for pain in _PAINS if ceiling.allows(pain) is False]
    passed = {phase.id: pain for phase in phases for pain in above if _is_cleared(own.in_phase(phase), name, pain)}
    if passed:
        most, where = max(passed.values()), ", ".join(passed)
        fault = f"Pain of {most} at {name} would be cleared in {where}; the safety floor ends at {ceiling}."
        yield ContentError(path, "clearances", fault, "Let what clears pain end there, or earlier.")


def _is_cleared(book: Rulebook, name: str, pain: int) -> bool:
    """Whether nothing holds a runner back on so much pain in one check-in alone, who started without any."""
    values = dict.fromkeys(ABOUT["pain"], 0) | {name: pain, "worst_pain": pain, "baseline.pain": 0}
    held = (one.must.holds(values) is False for one in book.clearances)
    return not any(held) and not any(rule.when.holds(values) is True for rule in book.rules)
