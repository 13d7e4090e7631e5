"""Refusals: why an order cannot be given as things stand, in a sentence for whoever wants to give it.

Asked when an order is begun, before it is confirmed, and again when it takes effect. Must never change anything.
"""

from datetime import date

from bot.care.known import gates, standstill
from bot.care.orders import places, words
from bot.care.orders.draft import MOVES, RESTRICTING, Draft, Given
from bot.care.permissions import is_for, may
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import text
from bot.core import plan
from bot.core.errors import ContentError
from bot.core.orders import Paused

STATES = {"discharge": ("active", "stopped", "blocked"), "reopen": ("active", "discharged")}
HERE = ("active",)
"""In which states of the patient an order can be given; most only of somebody who has agreed and is there."""

LONGEST_PAUSE = 365


def refusal(target: Visit, carer: Person, draft: Draft) -> str:
    """Return why a draft cannot be given as far as it goes; empty when nothing speaks against it."""
    if not may(carer, draft.action, target.person, target.case):
        return not_theirs(target, carer, draft.action)
    return misfit(target, carer, draft)


def not_theirs(target: Visit, carer: Person, action: str) -> str:
    """Return that somebody may not do what they want to; where it is for a physio, also what can be done instead."""
    which = "not_allowed" if is_for(carer.role, action) else "for_a_physio"
    return text(target.turn, carer, f"orders.{which}", name=target.person.name)


def may_undo(target: Visit, carer: Person, one: Given) -> bool:
    """Say whether somebody may take an order back that waits: their own, and any other where that lets nobody on."""
    if one.by == carer.id and may(carer, one.draft.action, target.person, target.case):
        return True
    holds = one.draft.kind in RESTRICTING
    return may(carer, "decide" if holds else "restrict", target.person, target.case)


def misfit(target: Visit, carer: Person, draft: Draft) -> str:
    """Return why a draft does not fit how things stand, whoever gives it; empty where it does."""
    case, state = target.case, target.person.state
    # Somebody discharged who came in anew is on another record, and nothing reaches them on this one.
    is_elsewhere = state == "discharged" and target.person.user_id is None
    if case.enrolled is None or is_elsewhere or state not in STATES.get(draft.kind, HERE):
        gone = case.discharged and draft.kind != "reopen"
        return _say(target, carer, "orders.gone" if gone else "physio.not_active")
    return (
        _of_the_plan(target, carer, draft) or _of_the_rung(target, carer, draft) or _of_the_rest(target, carer, draft)
    )


def is_urgent(target: Visit) -> bool:
    """Say whether an urgent flag is open: the plan is closed by it, or an urgent alert has not ended."""
    held = target.case.held
    return (held is not None and held.outcome == "urgent") or any(
        alert.severity == "urgent" for alert in target.case.open_alerts()
    )


def _of_the_plan(target: Visit, carer: Person, draft: Draft) -> str:
    """Return why the plan as it stands does not allow the kind of order."""
    case, kind = target.case, draft.kind
    faults = (
        ("orders.not_closed", kind == "keep" and case.held is None),
        ("orders.not_closed", kind == "reopen" and case.held is None and not case.discharged),
        ("orders.closed", kind in ("place", "rest", "unrest") and case.held is not None),
        ("orders.finished", kind in ("rest", "pause") and is_over(target)),
        ("orders.not_resting", kind == "unrest" and not standstill.is_resting(target)),
        ("orders.paused_already", kind == "pause" and isinstance(case.paused, Paused)),
        ("orders.not_paused", kind == "unpause" and case.paused is None),
        ("orders.urgent", kind in (*MOVES, "sign") and is_urgent(target)),
    )
    found = next((name for name, holds in faults if holds), "")
    return _say(target, carer, found) if found else ""


def _of_the_rung(target: Visit, carer: Person, draft: Draft) -> str:
    """Return why nobody may be put on the rung that was chosen."""
    moves = draft.kind in MOVES and draft.kind in draft.values
    if moves and not is_choice(target, draft):
        return _say(target, carer, "orders.no_such_plan")
    if "rung" not in draft.values:
        return ""
    there, rung = places.under(target, draft).protocol, str(draft.values["rung"])
    if rung not in [one.id for one in there.rungs]:
        return _say(target, carer, "orders.no_such_rung")
    is_up = draft.kind not in MOVES and places.direction(target, rung) > 0
    if is_up and is_urgent(target):
        return _say(target, carer, "orders.urgent")
    missing = places.barrier(target, draft, rung)
    if missing:
        named = words.signed(places.under(target, draft), carer, missing)
        return text(target.turn, carer, "orders.barrier", which=named, name=target.person.name)
    return ""


def is_choice(target: Visit, draft: Draft) -> bool:
    """Say whether somebody may be put on the protocol, with the condition, of a draft: active, and not as it is now."""
    enrolled = target.case.enrolled
    wanted = str(draft.values[draft.kind])
    if enrolled is None or wanted == (enrolled.protocol if draft.kind == "protocol" else enrolled.condition):
        return False
    try:
        protocol = places.under(target, draft).protocol
    except (ContentError, KeyError):
        return False
    return protocol.active and not protocol.needs_ladder


def _of_the_rest(target: Visit, carer: Person, draft: Draft) -> str:
    """Return why what is to be signed, measured or paused until cannot be."""
    values = draft.values
    match draft.kind:
        case "sign":
            is_asked = str(values["which"]) in to_sign(target)
            return "" if is_asked else _say(target, carer, "orders.not_to_sign")
        case "measure":
            gate = gates.find(target, str(values["gate"]))
            is_known = gate is not None and any(test.id == values["test"] for test in gate.tests)
            return "" if is_known else _say(target, carer, "orders.no_such_test")
        case "pause" if values.get("until"):
            until = places.start_of(date.fromisoformat(str(values["until"])), target)
            return "" if until > target.turn.now else _say(target, carer, "orders.past")
        case _:
            return ""


def is_over(target: Visit) -> bool:
    """Say whether the last session is done and nothing is asked after it, so that there is nothing left to hold."""
    position = target.case.position
    return position is not None and position.finished and not to_sign(target)


def to_sign(target: Visit) -> list[str]:
    """Return what waits for the physio's signature now: the gate that stands ahead, and the checkpoint."""
    case = target.case
    if case.enrolled is None or case.position is None:
        return []
    judged, missing = gates.missing(target), plan.missing_checkpoint(target.protocol, case.position, case.signed)
    return [which for which in (judged.gate.id if judged else "", missing) if which and which not in case.signed]


def _say(target: Visit, carer: Person, which: str) -> str:
    return text(target.turn, carer, which)
