"""Renewal: a plan goes on with the version of its protocol that the clinic has put in the place of an earlier one.

It happens between a decision and the next session, or at once where the clinic said so. Nobody is moved up by it, no
rest gets shorter, and a plan that is closed stays closed. Must never judge an answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.care.visit import Visit
from bot.care.voice import tell
from bot.core import renewal
from bot.core.errors import ContentError
from bot.core.orders import Repinned
from bot.core.plan import Position
from bot.core.protocol import Protocol

Earliest = Callable[[Visit, Position, int], datetime | None]
"""What says since when the session at a position is free."""

Renewed = Literal["not", "quietly", "visibly"]
"""Whether a plan goes on with another version, and whether its next session is another by that."""


@dataclass(frozen=True)
class Way:
    """What would become of a plan: the version it goes on with, and its place there; None where it has none.

    It `fits` where its own place is there and asks no more than before; `has_runs` says the same of the runs that may
    still be decided on.
    """

    protocol: Protocol
    place: Position | None
    fits: bool
    has_runs: bool

    @property
    def is_whole(self) -> bool:
        """Whether everything that the patient has goes on as it is."""
        return self.fits and self.has_runs


def way(visit: Visit) -> Way | None:
    """Return what follows the version that a plan is pinned to; None where nothing does."""
    enrolled, position, library = visit.case.enrolled, visit.case.position, visit.turn.library
    if enrolled is None or position is None:
        return None
    wanted = library.renewed(enrolled.protocol_version)
    try:
        new = library.protocol(enrolled.protocol, enrolled.condition, wanted)
    except ContentError:
        return None
    if new.version == enrolled.protocol_version:
        return None
    fits, has_runs = renewal.fits(new, visit.protocol, position), renewal.has_runs(new, visit.case)
    if fits:
        return Way(new, position, fits=True, has_runs=has_runs)
    place = renewal.place(new, visit.protocol, position) if library.succession.nearest else None
    return Way(new, place, fits=False, has_runs=has_runs)


def on(visit: Visit, version: str) -> Visit:
    """Return the visit as it would be with another version pinned; nothing is recorded."""
    enrolled = visit.case.enrolled
    if enrolled is None:
        return visit
    pinned = replace(enrolled, protocol_version=version)
    return replace(visit, lent=None, case=replace(visit.case, enrolled=pinned))


def back(visit: Visit) -> Visit | None:
    """Return the visit on the version on which the session in the patient's hands was sent, where another followed."""
    version = visit.case.updated_from
    before = on(visit, version) if version else None
    return before if before and is_readable(before) else None


def is_readable(visit: Visit) -> bool:
    """Say whether the version that a visit is pinned to can still be used."""
    try:
        return bool(visit.protocol.rungs)
    except ContentError:
        return False


def renew(visit: Visit, earliest: Earliest, *, is_settled: bool) -> Renewed:
    """Go on with the version that follows, and say whether the next session is another by it.

    A plan that is not `is_settled`, because it is closed or waits for answers, is never given another place, and keeps
    the runs that it has.
    """
    found, position = way(visit), visit.case.position
    if found is None or found.place is None or position is None:
        return "not"
    if not (is_settled or found.is_whole) or (found.place.finished and not found.has_runs):
        return "not"
    was, free = renewal.dose(visit.protocol, position), visit.case.earliest_at
    _record(visit, found, earliest if is_settled else None)
    is_same = found.fits and renewal.dose(found.protocol, found.place) == was and visit.case.earliest_at == free
    return "quietly" if is_same or not is_settled else "visibly"


def say_so(visit: Visit) -> None:
    """Tell the patient, before the card of a session, that it is another because the clinic has changed the plan."""
    tell(visit.turn, visit.person, "updates.session_changed", physio=visit.physio)


def _record(visit: Visit, found: Way, earliest: Earliest | None) -> None:
    place = found.place or Position("")
    at = earliest(on(visit, found.protocol.version), place, 0) if earliest else None
    fact = Repinned(found.protocol.version, visit.turn.library.succession.by)
    if at and at > visit.turn.now:
        fact = replace(fact, earliest_at=at)
    if not found.is_whole:
        fact = replace(fact, rung=place.rung, sessions_done=place.sessions_done)
    visit.turn.record(visit.person.id, fact)
