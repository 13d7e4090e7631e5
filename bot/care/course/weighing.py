"""Weighing: what the rules say of the answers about a run, under every version of them that the run has been under.

A newer version may hold the runner back and never lets them go on more easily. Must never record or say anything.
"""

from dataclasses import replace
from datetime import datetime

from bot.care.course import evidence, sessions, versions
from bot.care.visit import Visit
from bot.core import decision as core
from bot.core import renewal
from bot.core.case import Run
from bot.core.decision import Decision
from bot.core.measures import Evidence
from bot.core.plan import Position


def weigh(visit: Visit, run: Run) -> Decision:
    """Return what the protocol says of a run, with what is known of the run before where this one cut it short.

    A rung that the protocol does not have is weighed as if it stood where it stood when it was run.
    """
    visit = versions.lending(visit)
    decision = core.decide(visit.protocol, evidence.about_run(visit, run))
    for left_open in evidence.cut_short(visit, run):
        last = visit.protocol.windows_of(left_open.run.rung)[-1]
        decision = core.joined(decision, core.decide(visit.protocol, left_open), last)
    return decision


def strictest(visit: Visit, run: Run) -> Decision:
    """Return the decision on a run under the version it was reported on, made stricter by every later one.

    Of a later one, what was never asked counts for nothing; check-ins that it wants besides are waited for as long as
    the run is not decided on.
    """
    first, *later = [weigh(one, run) for one in versions.of_run(visit, run)]
    for other in later:
        first = core.stricter(first, other, waits=not visit.case.is_decided(run))
    return core.grounded(visit.protocol, run.rung, first)


def stricter(visit: Visit) -> Decision | None:
    """Return the decision on the last run as it would be made now, where that is stricter than the one on record."""
    run = visit.case.last_run
    before = visit.case.last_decision(run.number) if run and not run.closed else None
    if run is None or before is None or visit.case.held:
        return None
    made = strictest(visit, run)
    return made if renewal.held_back(made) > renewal.held_back_then(before) else None


def report(visit: Visit) -> Decision:
    """Return which rules stop the running already because of what was reported since the last run."""
    first, *later = [_report(one, evidence.so_far(one)) for one in _now(visit)]
    for other in later:
        first = core.stricter(first, other, waits=False)
    return first


def stops(visit: Visit, found: Evidence) -> frozenset[str]:
    """Return the rules that stop the running for these answers, whichever version is asked."""
    return frozenset(fired.rule for one in _now(visit) for fired in _report(one, found).fired)


def _report(visit: Visit, found: Evidence) -> Decision:
    if not renewal.has(visit.protocol, found.run.rung, 1):
        # Of a rung that this version does not have nobody knows the phase, so the rules of all of them count.
        found = replace(found, run=replace(found.run, rung=""))
    return core.decide_report(visit.protocol, found)


def would_do(visit: Visit, run: Run, window: str) -> bool:
    """Say whether the answers of a window would do in the place of the last ones, whichever version is asked."""
    found = [(one.protocol, evidence.as_if_last(one, run, window)) for one in _seen(visit, run)]
    return all(seen is not None and not core.decide(protocol, seen).reasons for protocol, seen in found)


def free_at(visit: Visit, run: Run | None, position: Position, rest_days: int) -> datetime | None:
    """Return since when a session is free, the latest of what the versions say that the last run has been under."""
    known = [one for one in _seen(visit, run) if renewal.has(one.protocol, position.rung, 1)]
    found = [sessions.earliest(one, position, rest_days) for one in (known or [visit])]
    return max((at for at in found if at), default=None)


def stamp(visit: Visit, run: Run | None) -> str:
    """Return which versions have a say in what is decided on a run, in short, so that it can be made again."""
    return ", ".join(dict.fromkeys(one.protocol.stamp for one in _seen(visit, run)))


def _now(visit: Visit) -> tuple[Visit, ...]:
    return (versions.lending(visit), *versions.following(visit))


def _seen(visit: Visit, run: Run | None) -> tuple[Visit, ...]:
    return versions.of_run(visit, run) if run and not run.closed else _now(visit)
