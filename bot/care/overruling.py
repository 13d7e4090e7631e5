"""Overruling: the physio opens the plan again at a rung of their choice, or keeps it closed, always with a reason.

Must never decide over what the physio has not seen, nor check who may act on whom: that was done before.
"""

from typing import Any

from bot.care import alerts, asking, checkins, dose, sessions
from bot.care.ports import Button, Lane, Person
from bot.care.visit import Visit
from bot.care.voice import button, send, tell, text
from bot.core.facts import KeptClosed, Reopened

REASONS = ("examined", "spoke", "as_planned")
LONGEST_REASON = 300


def choose_rung(target: Visit, carer: Person, kind: str = "") -> None:
    """Ask at which rung the plan is to be opened, among those of one kind; the other kinds are a tap away."""
    rungs, patient = target.protocol.rungs, target.person.id
    position = target.case.position
    here = next((rung.kind for rung in rungs if position and rung.id == position.rung), rungs[-1].kind)
    shown = kind or here
    rows = [
        (Button(dose.rung_name(target, carer, rung.id), f"o|{patient}|{place}"),)
        for place, rung in enumerate(rungs)
        if rung.kind == shown
    ]
    others = dict.fromkeys(rung.kind for rung in rungs if rung.kind != shown)
    rows += [(button(target.turn, carer, f"physio.rungs__{other}", f"o|{patient}|{other}"),) for other in others]
    tell(target.turn, carer, "physio.choose_rung", keyboard=tuple(rows), name=target.person.name)


async def ask_reason(target: Visit, carer: Person, action: str, place: int) -> None:
    """Ask why the plan is to be opened at a rung, or kept closed."""
    turn, rungs = target.turn, target.protocol.rungs
    if place >= len(rungs) or (action == "keep" and not target.case.held):
        turn.reply.toast = text(turn, carer, "replies.old_button")
        return
    rung = rungs[place].id
    await asking.ask(turn, carer, _asked(target, action, rung))
    rows = tuple(
        (button(turn, carer, f"physio.reason__{reason}", f"y|{target.person.id}|{number}"),)
        for number, reason in enumerate(REASONS)
    )
    shown = dose.rung_name(target, carer, rung) if action == "reopen" else ""
    tell(turn, carer, f"physio.ask_reason_{action}", keyboard=rows, name=target.person.name, rung=shown)


async def reason_tapped(target: Visit, carer: Person, number: int) -> bool:
    """Take a tapped reason; False when something new came in that the physio has not seen."""
    turn = target.turn
    asked = await asking.asked_of(turn, carer)
    is_reason = asked is not None and asked.get("action") in ("reopen", "keep")
    if asked is None or not is_reason or asked["patient"] != target.person.id or number >= len(REASONS):
        turn.reply.toast = text(turn, carer, "replies.old_button")
        return True
    return await decide(target, carer, asked, text(turn, carer, f"physio.reason__{REASONS[number]}"))


async def decide(target: Visit, carer: Person, asked: dict[str, Any], reason: str) -> bool:
    """Carry out what the physio chose, with their reason; False when something came in that they have not seen."""
    await asking.forget(target.turn, carer)
    if asked["alerts"] != len(target.case.alerts):
        tell(target.turn, carer, "physio.something_new", name=target.person.name)
        return False
    if asked["action"] == "keep":
        _keep_closed(target, carer, reason)
    else:
        _reopen(target, carer, rung=str(asked["rung"]), reason=reason)
    return True


def _reopen(target: Visit, carer: Person, *, rung: str, reason: str) -> None:
    turn, patient = target.turn, target.person
    sessions.withdraw(target)
    for run in target.case.runs.values():
        checkins.unschedule(target, run)
    turn.record(patient.id, Reopened(rung, carer.id, reason))
    _take_all(target, carer)
    name = dose.rung_name(target, patient, rung)
    said = text(turn, patient, "decision.reopened", physio=carer.name, rung=name, reason=reason)
    send(turn, patient, said, lane=Lane.ALERT)
    tell(turn, carer, "physio.reopened", name=patient.name, rung=dose.rung_name(target, carer, rung))
    sessions.offer(target)


def _keep_closed(target: Visit, carer: Person, reason: str) -> None:
    turn, patient = target.turn, target.person
    turn.record(patient.id, KeptClosed(carer.id, reason))
    _take_all(target, carer)
    said = text(turn, patient, "decision.kept_closed", physio=carer.name, reason=reason)
    send(turn, patient, said, lane=Lane.ALERT)
    tell(turn, carer, "physio.kept_closed", name=patient.name)


def _take_all(target: Visit, carer: Person) -> None:
    """Deciding on a patient takes all their open alerts."""
    for alert in target.case.open_alerts():
        alerts.take(target, carer, alert.number)


def _asked(target: Visit, action: str, rung: str) -> dict[str, Any]:
    """Return what to keep in mind until the reason comes: what was chosen, and how much had been seen by then."""
    return {"action": action, "patient": target.person.id, "rung": rung, "alerts": len(target.case.alerts)}
