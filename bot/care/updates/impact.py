"""Impact: what a new version of the content would do to one patient, worked out from the facts and nothing else.

Must never change anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.care.course import checkins, renewal, sessions, weighing
from bot.care.ports import Person
from bot.care.updates.aside import View
from bot.care.updates.replay import NOTHING, Replayed, replay
from bot.care.visit import Visit
from bot.core import renewal as core
from bot.core.errors import ContentError
from bot.core.facts import Entry
from bot.core.fold import fold
from bot.core.protocol import Outcome

Fate = Literal["untouched", "stays", "session", "repeat", "back", "held", "milder", "closed", "gone", "harder", "waits"]
"""What comes of a patient, were the version taken at once; of several the strictest is told."""

FATES: tuple[Fate, ...] = (
    *("held", "back", "repeat", "gone", "harder", "waits", "session", "milder", "closed", "stays", "untouched"),
)


@dataclass(frozen=True)
class Impact:
    """What a version would do to one patient.

    `before` and `after` are what their last decision comes to, `rules` why it would be another. `rung` is their own
    where it is gone, or `is_harder` than before, and `place` where they would go on. `in_talk` says that a conversation
    is in progress, which ends as it began; `cannot_stay` that the version they are on does not work with the new
    questions, and `is_stuck` that they cannot go on with the new one either.
    """

    person: Person
    fate: Fate
    before: str = ""
    after: str = ""
    rules: tuple[str, ...] = ()
    rung: str = ""
    place: str = ""
    is_harder: bool = False
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
    return _with_fate(known, before, renewal.on(after, found.protocol.version), found)


def _with_fate(known: Impact, before: Visit, after: Visit, found: renewal.Way) -> Impact:
    """Return what comes of a patient, with their last decision as it is and as it would be, and why."""
    case, run = before.case, before.case.last_run
    if case.held:
        return replace(known, fate="closed", before=case.held.outcome, after=case.held.outcome)
    fates = [_next(before, after, found)]
    known = replace(known, is_harder=fates == ["harder"])
    decided = case.last_decision(run.number) if run and not run.closed else None
    if run is None or decided is None:
        return replace(known, fate=fates[0])
    made = weighing.weigh(after, run)
    was, would = core.held_back_then(decided), core.held_back(made)
    if would is not was:
        fates.append(_stricter(would) if would > was else "milder")
    rules = tuple(one.rule for one in made.reasons) if would > was else ()
    return replace(known, fate=min(fates, key=FATES.index), before=was.id, after=would.id, rules=rules)


def _stricter(would: Outcome) -> Fate:
    return "held" if would >= Outcome.REASSESS else "back" if would is Outcome.STEP_BACK else "repeat"


def _next(before: Visit, after: Visit, found: renewal.Way) -> Fate:
    """Return whether the next session is another, or not to be had; of those who wait for answers it is not known."""
    position = before.case.position
    if position is None:
        return "stays"
    if not found.fits:
        return "harder" if core.has(found.protocol, position.rung, position.sessions_done + 1) else "gone"
    if sessions.is_undecided(before):
        return "stays"
    if sessions.is_on_offer(before) and not sessions.is_on_offer(after):
        return "waits"
    was, would = (core.dose(one.protocol, position) for one in (before, after))
    return "session" if was != would or _rests_longer(after) else "stays"


def _rests_longer(after: Visit) -> bool:
    """Whether the next session is free later than the patient was told."""
    position, free = after.case.position, after.case.earliest_at
    at = sessions.earliest(after, position, 0) if position else None
    return at is not None and at > max(after.turn.now, free or after.turn.now)


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
