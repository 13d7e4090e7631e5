"""A new version of a protocol for somebody under way: whether they fit into it, and where they would go on.

Nobody is moved up, in the ladder or by a larger session under the same name: whoever does not fit goes on from a place
below. Must never know why a version was published.
"""

from dataclasses import replace

from bot.core.case import Case, Run
from bot.core.decision import Decision
from bot.core.effort import asks_more
from bot.core.facts import Decided
from bot.core.ladder import Rung
from bot.core.plan import Position, session
from bot.core.protocol import Outcome, Protocol, outcome


def held_back(decision: Decision) -> Outcome:
    """Return how strict a decision is for what was answered, leaving out what was never asked."""
    return max((one.at_least for one in decision.fired if not one.unanswered), default=Outcome.ADVANCE)


def held_back_then(decided: Decided) -> Outcome:
    """Return the same of a decision on record."""
    return max((outcome(one["at_least"]) for one in decided.fired if not one["unanswered"]), default=Outcome.ADVANCE)


def has(protocol: Protocol, rung_id: str, session: int) -> bool:
    """Say whether a protocol has this session of this rung."""
    return any(rung.id == rung_id and session <= rung.sessions for rung in protocol.rungs)


def with_rung(new: Protocol, old: Protocol, rung_id: str) -> Protocol:
    """Return a version with a rung of an older one, where it stood there, so that a run on it can be weighed."""
    phase, ids = old.phase_of(rung_id), [rung.id for rung in old.rungs]
    above = ids[ids.index(rung_id) + 1 :]
    phases = [replace(one, rungs=tuple(rung for rung in one.rungs if rung.id != rung_id)) for one in new.phases]
    at = next((at for at, one in enumerate(phases) if one.id == phase.id), None)
    if at is None:
        at = next((at for at, one in enumerate(phases) if _place_before(one.rungs, above) is not None), len(phases))
        phases.insert(at, replace(phase, rungs=()))
    rungs = list(phases[at].rungs)
    place = _place_before(phases[at].rungs, above)
    rungs.insert(len(rungs) if place is None else place, old.rung(rung_id))
    phases[at] = replace(phases[at], rungs=tuple(rungs))
    return replace(new, phases=tuple(phases))


def _place_before(rungs: tuple[Rung, ...], above: list[str]) -> int | None:
    return next((at for at, rung in enumerate(rungs) if rung.id in above), None)


def has_runs(protocol: Protocol, case: Case) -> bool:
    """Say whether a protocol has every session that was run and may still be decided on."""
    return all(has(protocol, run.rung, run.session) for run in alive(case))


def fits(new: Protocol, old: Protocol, position: Position) -> bool:
    """Say whether a place is in a new version too, and the session there asks no more than it did in the old one."""
    if position.finished:
        return True
    return has(new, position.rung, position.sessions_done + 1) and not _asks_more(new, position, old, position)


def place(new: Protocol, old: Protocol, position: Position) -> Position | None:
    """Return where somebody goes on in a new version: their own place, the nearest one below that fits, or None.

    It is never further up the ladder, and asks no more than the session that they would have had. A rung below their
    own is begun anew.
    """
    if fits(new, old, position):
        return position
    rungs = [rung.id for rung in old.rungs]
    here = old.rung(position.rung)
    below = rungs[: rungs.index(here.id) + 1]
    known = [rung for rung in new.rungs if rung.id in below and rung.kind == here.kind]
    first = [rung for rung in new.rungs if rung.kind == here.kind][:1]
    places = (at for rung in reversed(known or first) for at in _places(rung, position))
    return next((at for at in places if not _asks_more(new, at, old, position)), None)


def _places(rung: Rung, position: Position) -> list[Position]:
    """Return the places on a rung at which somebody may go on, the furthest first."""
    done = min(position.sessions_done, rung.sessions - 1) if rung.id == position.rung else 0
    return [Position(rung.id, sessions) for sessions in range(done, -1, -1)]


def _asks_more(new: Protocol, at: Position, old: Protocol, position: Position) -> bool:
    return asks_more(session(new, at), session(old, position))


def dose(protocol: Protocol, position: Position) -> tuple[object, ...]:
    """Return what the session at a position asks of the runner, without where the figures come from."""
    if position.finished:
        return ()
    rung = protocol.rung(position.rung)
    what = (rung.kind, rung.run_seconds, rung.walk_seconds, rung.run_metres, rung.walk_metres, rung.moves)
    how = (rung.warm_up_minutes, rung.pace, rung.terrain, rung.rest_days, rung.sessions)
    return (*what, *how, rung.cycles[position.sessions_done])


def alive(case: Case) -> list[Run]:
    """Return the runs that answers may still change the decision on."""
    last = case.last_run
    return [run for run in case.runs.values() if not run.closed and (run is last or not case.is_decided(run))]
