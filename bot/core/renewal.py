"""A new version of a protocol for somebody under way: whether they fit into it, and where they would go on.

Nobody is moved up: whoever's rung is gone goes on from one below it. Must never know why a version was published.
"""

from dataclasses import replace

from bot.core.case import Case, Run
from bot.core.decision import Decision
from bot.core.facts import Decided
from bot.core.ladder import Rung
from bot.core.plan import Position
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
    phase, rungs = old.phase_of(rung_id), [rung.id for rung in old.rungs]
    above = rungs[rungs.index(rung_id) + 1 :]
    own = next((one for one in new.phases if one.id == phase.id), replace(phase, rungs=()))
    kept = tuple(rung for rung in own.rungs if rung.id != rung_id)
    place = next((at for at, rung in enumerate(kept) if rung.id in above), len(kept))
    there = replace(own, rungs=(*kept[:place], old.rung(rung_id), *kept[place:]))
    if own in new.phases:
        return replace(new, phases=tuple(there if one is own else one for one in new.phases))
    later = (at for at, one in enumerate(new.phases) if any(rung.id in above for rung in one.rungs))
    end = next(later, len(new.phases))
    return replace(new, phases=(*new.phases[:end], there, *new.phases[end:]))


def fits(protocol: Protocol, case: Case) -> bool:
    """Say whether the patient stands somewhere in this protocol, with every run that may still be decided on."""
    position = case.position
    stands = position is None or position.finished or has(protocol, position.rung, position.sessions_done + 1)
    return stands and all(has(protocol, run.rung, run.session) for run in alive(case))


def place(new: Protocol, old: Protocol, position: Position) -> Position | None:
    """Return where somebody goes on in a new version: their own place, the nearest rung below it, or None.

    It is never further up the ladder, nor more to run in one session than their own rung.
    """
    if position.finished or has(new, position.rung, position.sessions_done + 1):
        return position
    rungs = [rung.id for rung in old.rungs]
    here = old.rung(position.rung)
    below = rungs[: rungs.index(here.id) + 1]
    known = [rung for rung in new.rungs if rung.id in below and rung.kind == here.kind]
    first = [rung for rung in new.rungs if rung.kind == here.kind][:1]
    milder = [rung for rung in (known or first) if _most(rung) <= _most(here)]
    return Position(milder[-1].id) if milder else None


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


def _most(rung: Rung) -> tuple[float, int]:
    return max(rung.cycles) * rung.run_seconds, rung.contacts * max(rung.cycles)
