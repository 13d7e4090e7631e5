"""Impact: what a new version of the content would do to one patient, worked out from the facts and nothing else.

Must never change anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.care import checkins, renewal, sessions, weighing
from bot.care.ports import Person
from bot.care.updates.aside import View
from bot.care.updates.replay import NOTHING, Replayed, replay
from bot.care.visit import Visit
from bot.core import renewal as core
from bot.core.errors import ContentError
from bot.core.facts import Entry
from bot.core.fold import fold
from bot.core.protocol import Outcome

Fate = Literal["untouched", "stays", "session", "repeat", "back", "held", "milder", "closed", "gone"]
"""What comes of a patient, were the version taken at once; of several the strictest is told."""

FATES: tuple[Fate, ...] = ("held", "back", "repeat", "gone", "session", "milder", "closed", "stays", "untouched")


@dataclass(frozen=True)
class Impact:
    """What a version would do to one patient.

    `before` and `after` are what their last decision comes to, `rules` why it would be another. `rung` is one that is
    gone, `place` where they would go on. `in_talk` says that a conversation is in progress, which ends as it began;
    `cannot_stay` that the version they are on does not work with the new questions, and `is_stuck` that they cannot go
    on with the new one either.
    """

    person: Person
    fate: Fate
    before: str = ""
    after: str = ""
    rules: tuple[str, ...] = ()
    rung: str = ""
    place: str = ""
    in_talk: bool = False
    cannot_stay: bool = False
    is_stuck: bool = False
    replayed: Replayed = NOTHING


def impact(person: Person, entries: Sequence[Entry], old: View, new: View, *, since: datetime | None = None) -> Impact:
    """Return what the version in the new view would do to a patient who lives in the old one.

    Decisions of the past are made again from `since` on, or all of them.
    """
    case = fold(entries)
    before, after = old.of(person, case), new.of(person, case)
    enrolled = case.enrolled
    if enrolled is None:
        return Impact(person, "untouched")
    known = Impact(person, "untouched", in_talk=_in_talk(before), cannot_stay=not _can_stay(after))
    found = renewal.way(after)
    if found is None:
        return replace(known, fate="gone" if known.cannot_stay else "untouched", is_stuck=known.cannot_stay)
    known = replace(known, replayed=replay(person, entries, new, since), is_stuck=known.cannot_stay and not found.fits)
    if not found.fits and case.position:
        place = core.place(found.protocol, before.protocol, case.position)
        known = replace(known, rung=case.position.rung, place=place.rung if place else "")
    fate, was, would, rules = _fate(before, renewal.on(after, found.protocol.version), found)
    return replace(known, fate=fate, before=was, after=would, rules=rules)


def _fate(before: Visit, after: Visit, found: renewal.Way) -> tuple[Fate, str, str, tuple[str, ...]]:
    """Return what comes of a patient, with their last decision as it is and as it would be, and why."""
    case, run = before.case, before.case.last_run
    if case.held:
        return "closed", case.held.outcome, case.held.outcome, ()
    if not found.fits:
        return "gone", "", "", ()
    decided = case.last_decision(run.number) if run and not run.closed else None
    if run is None or decided is None:
        return _next(before, after), "", "", ()
    made = weighing.weigh(after, run)
    was, would = core.held_back_then(decided), core.held_back(made)
    rules = tuple(one.rule for one in made.reasons) if would > was else ()
    fate = _stricter(would) if would > was else "milder" if would < was else _next(before, after)
    return fate, was.id, would.id, rules


def _stricter(would: Outcome) -> Fate:
    return "held" if would >= Outcome.REASSESS else "back" if would is Outcome.STEP_BACK else "repeat"


def _next(before: Visit, after: Visit) -> Fate:
    """Return whether the next session is another; of those who wait for answers it is not known yet."""
    position = before.case.position
    if position is None or sessions.is_undecided(before):
        return "stays"
    was, would = (core.dose(one.protocol, position) for one in (before, after))
    return "session" if was != would else "stays"


def _in_talk(before: Visit) -> bool:
    return checkins.waiting(before) is not None


def _can_stay(after: Visit) -> bool:
    """Say whether the version that a patient is on works with the new questions, until something follows it."""
    enrolled = after.case.enrolled
    if enrolled is None:
        return True
    try:
        after.turn.library.pinned(enrolled.protocol, enrolled.condition, enrolled.protocol_version)
    except ContentError:
        return False
    return True
