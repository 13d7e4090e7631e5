"""Effort: whether one session asks more of a runner than another, in anything that can be counted or put in order.

Must never know a limit, nor set one thing off against another.
"""

from bot.core.ladder import PACES, TERRAINS, Rung
from bot.core.plan import Session


def asks_more(one: Session, other: Session) -> bool:
    """Say whether a session asks more than another in anything; those of different kinds do not compare, so they do."""
    here, there = one.rung, other.rung
    if here.kind != there.kind:
        return True
    pairs = zip(_asked(one), _asked(other), strict=True)
    return any(more > less for more, less in pairs) or _has_shorter_breaks(one, other) or bool(_exercises(here, there))


def _asked(session: Session) -> tuple[float, ...]:
    rung = session.rung
    how = (float(PACES.index(rung.pace)), float(TERRAINS.index(rung.terrain)))
    if rung.kind == "walk":
        return (*how, session.total_minutes, session.cycles * rung.walk_metres)
    running = (session.running_minutes, session.running_metres, rung.run_seconds, rung.run_metres)
    return (*how, *running, session.contacts)


def _has_shorter_breaks(one: Session, other: Session) -> bool:
    """Whether less is walked for each stretch of running; where there is only one stretch, nothing lies between."""
    here, there = one.rung, other.rung
    both = here.kind == "run" and one.cycles > 1 and other.cycles > 1
    return both and here.walk_seconds * there.run_seconds < there.walk_seconds * here.run_seconds


def _exercises(here: Rung, there: Rung) -> set[str]:
    """Return the exercises of a rung that another does not have; each is a load of its own, however many there are."""
    return {move.exercise for move in here.moves} - {move.exercise for move in there.moves}
