"""Places: from which rung to which an order leads, and which gates and checkpoints stand between.

Must never change anything.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.care.known import gates
from bot.care.orders.draft import MOVES, Draft
from bot.care.visit import Visit
from bot.care.voice import zone
from bot.core.ladder import Phase
from bot.core.protocol import Protocol


def under(target: Visit, draft: Draft) -> Visit:
    """Return the visit as it would be on the protocol and with the condition of a draft; nothing is recorded."""
    enrolled = target.case.enrolled
    if enrolled is None or draft.kind not in MOVES or draft.kind not in draft.values:
        return target
    name = str(draft.values.get("protocol", enrolled.protocol))
    injured = str(draft.values.get("condition", enrolled.condition))
    version = target.turn.library.protocol(name, injured).version
    moved = replace(enrolled, protocol=name, condition=injured, protocol_version=version)
    return replace(target, case=replace(target.case, enrolled=moved))


def direction(target: Visit, rung_id: str) -> int:
    """Return how many rungs up from here a rung stands; below zero is down, and so is any from the end."""
    rungs = [rung.id for rung in target.protocol.rungs]
    position = target.case.position
    here = rungs.index(position.rung) if position and position.rung in rungs else len(rungs)
    return rungs.index(rung_id) - here if rung_id in rungs else 0


def barrier(target: Visit, draft: Draft, rung_id: str) -> str:
    """Return the first gate or checkpoint that a draft would leave out by leading to a rung; empty where none is.

    One that stands just before the rung itself is not left out: it is asked for there.
    """
    there = under(target, draft)
    for phase in _passed_over(target, there.protocol, draft, rung_id):
        gate = next((gate for gate in phase.gates if not gates.is_open(there, gate)), None)
        if gate:
            return gate.id
        if phase.checkpoint and phase.checkpoint not in there.case.signed:
            return phase.checkpoint
    return ""


def _passed_over(target: Visit, protocol: Protocol, draft: Draft, rung_id: str) -> list[Phase]:
    """Return the phases whose entrance lies behind a rung, and has not been behind the patient before."""
    own = protocol.phase_of(rung_id)
    is_first = own.rungs[0].id == rung_id
    if draft.kind in MOVES:
        return [] if is_first else list(protocol.stages_before(rung_id))
    if direction(target, rung_id) <= 0:
        return []
    position = target.case.position
    here = protocol.phases.index(protocol.phase_of(position.rung)) if position and position.rung else -1
    entered = protocol.stages_before(rung_id) if is_first else ()
    between = protocol.phases[here + 1 : protocol.phases.index(own) + 1]
    return [one for one in between if one not in entered and (not one.rungs or one.kind == own.kind)]


def start_of(day: date, target: Visit) -> datetime:
    """Return the instant at which a day begins for the patient."""
    return datetime.combine(day, time(0), zone(target.person)).astimezone(UTC)
