"""Replay: every decision of the past, made again from what was on record then, under the version that would follow.

What was never asked counts for nothing. Must never change anything, nor say that a decision was wrong.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.care.course import evidence, weighing
from bot.care.known.cards import card
from bot.care.ports import Person
from bot.care.updates.aside import View
from bot.care.visit import Visit
from bot.core import renewal
from bot.core.case import GAP, Case
from bot.core.decision import Decision, decide_gap, decide_report
from bot.core.errors import ContentError
from bot.core.facts import Decided, Entry
from bot.core.fold import add
from bot.core.protocol import WINDOWS, Outcome, outcome


@dataclass(frozen=True)
class Difference:
    """A decision that would have been another: on which run, when, from what to what, and by which rules."""

    run: int
    at: datetime
    check_in: str
    before: Outcome
    after: Outcome
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Replayed:
    """What came of a replay: how many decisions were made again, how many could not be, and which differ."""

    tried: int = 0
    left_out: int = 0
    differences: tuple[Difference, ...] = ()


NOTHING = Replayed()


def replay(person: Person, entries: Iterable[Entry], view: View, since: datetime | None = None) -> Replayed:
    """Make every decision of one patient again, or those since a date, under the version that follows in the view."""
    found = list(_made_again(person, entries, view, since))
    tried = [one for one in found if one is not None]
    return Replayed(len(tried), len(found) - len(tried), tuple(one for pair in tried for one in pair))


def _made_again(
    person: Person, entries: Iterable[Entry], view: View, since: datetime | None
) -> Iterator[Sequence[Difference] | None]:
    """Yield for each decision what differs, nothing where nothing does, or None where it cannot be made again."""
    case = Case()
    for entry in entries:
        if isinstance(entry.fact, Decided) and (since is None or entry.at >= since):
            seen = replace(view, now=entry.at).renewed(person, case)
            if _is_another(seen, case):
                yield _again(seen, entry.fact)
        add(case, entry)


def _is_another(seen: Visit, case: Case) -> bool:
    """Whether another version would follow; the first floor of a clinic's own changes what follows, not its name."""
    try:
        return case.enrolled is not None and seen.protocol.version != case.enrolled.protocol_version
    except ContentError:
        return True


def _again(seen: Visit, decided: Decided) -> Sequence[Difference] | None:
    try:
        made = _decision(seen, decided)
    except (LookupError, StopIteration, ValueError, ContentError):
        # A rung or a phase of then has no place in the new version.
        return None
    if made is None:
        return None
    before, after = renewal.held_back_then(decided), renewal.held_back(made)
    if decided.check_in == GAP:
        before, after = outcome(decided.outcome), made.outcome
    if before is after:
        return ()
    rules = tuple(fired.rule for fired in made.reasons) if after > before else _rules(decided)
    return (Difference(decided.run, seen.turn.now, decided.check_in, before, after, rules),)


def _rules(decided: Decided) -> tuple[str, ...]:
    return tuple(str(fired["rule"]) for fired in decided.fired if not fired["unanswered"])


def _decision(seen: Visit, decided: Decided) -> Decision | None:
    """Return the decision as it would be made now: on a gap, on a report, or on the answers about a run."""
    position, run = seen.case.position, seen.case.runs.get(decided.run)
    if decided.check_in == GAP:
        days = next((one["values"].get("days_since_run") for one in decided.fired), None)
        return decide_gap(seen.protocol, position.rung, float(days)) if position and days is not None else None
    if _is_report(seen, decided):
        return decide_report(seen.protocol, evidence.so_far(seen))
    return weighing.weigh(seen, run) if run else None


def _is_report(seen: Visit, decided: Decided) -> bool:
    """Whether a decision was made on red flags alone, before the rest of a check-in was answered."""
    check_in = seen.case.check_ins.get(decided.check_in)
    if check_in is None or check_in.window not in WINDOWS:
        return True
    is_stop = outcome(decided.outcome) >= Outcome.REASSESS
    return is_stop and not card(seen.turn, check_in).complete
