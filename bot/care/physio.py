"""The physio's side: taking an alert, reopening the plan or keeping it closed, signing a checkpoint.

Who may act on whom is checked here on every call, from the sender's own record. Must never trust a button.
"""

from datetime import timedelta
from typing import Any

from bot.care import alerts, checkins, history, sessions
from bot.care.ports import Button, Lane, Person, Turn
from bot.care.visit import Visit, visit
from bot.care.voice import button, send, tell, text
from bot.core import plan
from bot.core.facts import Acknowledged, KeptClosed, Reopened, Signed

DECIDING = ("g", "o", "n", "y")
"""Buttons that decide on a plan; only of a patient who has agreed and is there."""

REASONS = ("examined", "spoke", "as_planned")
LONGEST_REASON = 300
REASON_IS_AWAITED = timedelta(minutes=15)


def may_act_on(carer: Person, patient: Person) -> bool:
    """Say whether somebody may see and decide on a patient: their own physio, or the clinic."""
    own = carer.role == "physio" and patient.physio == carer.id
    return patient.role == "patient" and carer.state == "active" and (own or carer.role == "clinic")


async def tapped(turn: Turn, carer: Person, data: str) -> bool:
    """Take a physio's tap; False when the button is not theirs, or not of this world."""
    verb, *rest = data.split("|")
    target = await _patient(turn, carer, rest[0] if rest else "")
    if target is None:
        return False
    if verb in DECIDING and target.person.state != "active":
        turn.reply.toast = text(turn, carer, "physio.not_active")
        return True
    match verb, rest[1:]:
        case "k", [number] if number.isdecimal():
            _acknowledge(target, carer, int(number))
        case "g", [checkpoint]:
            _sign(target, carer, checkpoint)
        case "o", []:
            _choose_rung(target, carer)
        case "o", [place] if place.isdecimal():
            await _ask_reason(target, carer, "reopen", int(place))
        case "n", []:
            await _ask_reason(target, carer, "keep", 0)
        case "y", [number] if number.isdecimal():
            await _reason_tapped(target, carer, int(number))
        case "p", []:
            show_patient(target, carer)
        case _:
            return False
    return True


async def typed(turn: Turn, carer: Person, said: str) -> bool:
    """Take typed words as the reason that was asked for; False when none was."""
    asked = await turn.note(_asking(carer))
    if not asked or asked.get("action") not in ("reopen", "keep") or _is_old(turn, asked):
        return False
    target = await _patient(turn, carer, str(asked["patient"]))
    if target is None:
        return False
    await _decide(target, carer, asked, said.strip()[:LONGEST_REASON])
    return True


async def roster(turn: Turn, carer: Person) -> None:
    """List the patients somebody looks after, those who wait for a decision first."""
    everybody = await turn.people("patient", states=("active", "stopped", "blocked", "enrolling", "invited"))
    own = [patient for patient in everybody if may_act_on(carer, patient)]
    if not own:
        tell(turn, carer, "physio.no_patients")
        return
    visits = [await visit(turn, patient) for patient in own[:50]]
    visits.sort(key=lambda one: (one.case.held is None, not _waits(one), one.person.name))
    rows = tuple((Button(_row(one, carer), f"p|{one.person.id}"),) for one in visits)
    tell(turn, carer, "physio.patients", keyboard=rows, count=len(own))


def show_patient(target: Visit, carer: Person) -> None:
    """Show where a patient stands, their last runs, and what can be done."""
    turn, patient, case = target.turn, target.person, target.case
    position = case.position
    rung = history.rung_name(target, carer, position.rung) if position and not position.finished else ""
    said = text(
        turn,
        carer,
        "physio.patient",
        name=patient.name,
        state=patient.state,
        held=case.held is not None,
        rung=rung,
    )
    rows: list[tuple[Button, ...]] = [
        (
            button(
                turn,
                carer,
                "buttons.acknowledge_number",
                f"k|{patient.id}|{alert.number}",
                number=alert.number,
            ),
        )
        for alert in case.open_alerts()[-3:]
    ]
    rows += _decisions(target, carer)
    send(turn, carer, f"{said}\n\n{history.last_runs(target, carer)}", keyboard=tuple(rows))


def _decisions(target: Visit, carer: Person) -> list[tuple[Button, ...]]:
    """Return the buttons that decide on a plan, as it stands."""
    turn, patient, case = target.turn, target.person, target.case
    rows: list[tuple[Button, ...]] = [(button(turn, carer, "buttons.reopen", f"o|{patient.id}"),)]
    checkpoint = plan.missing_checkpoint(target.protocol, case.position, case.signed) if case.position else ""
    if checkpoint:
        rows.append((button(turn, carer, "buttons.sign", f"g|{patient.id}|{checkpoint}"),))
    if case.held:
        rows.append((button(turn, carer, "buttons.keep_closed", f"n|{patient.id}"),))
    return rows if patient.state == "active" else []


async def _patient(turn: Turn, carer: Person, number: str) -> Visit | None:
    if not (number.isascii() and number.isdecimal()):
        return None
    try:
        patient = await turn.person(int(number))
    except KeyError:
        return None
    return await visit(turn, patient) if may_act_on(carer, patient) else None


def _acknowledge(target: Visit, carer: Person, number: int) -> None:
    turn, alert = target.turn, target.case.alerts.get(number)
    if alert is None:
        turn.reply.toast = text(turn, carer, "replies.old_button")
        return
    if alert.acknowledged_by is not None:
        turn.reply.toast = text(turn, carer, "physio.already_taken")
        return
    _take(target, carer, number)
    turn.reply.toast = text(turn, carer, "physio.taken")


def _take(target: Visit, carer: Person, number: int) -> None:
    """Record that an alert is taken, stop its repeats, and show it on every copy."""
    turn = target.turn
    turn.record(target.person.id, Acknowledged(number, carer.id))
    for step in range(1, len(turn.settings.alert_repeats_after_minutes) + 1):
        turn.forget(target.person.id, alerts.REPEAT, f"{number}:{step}")
    alert = target.case.alerts[number]
    for one in {person.id: person for person in (*target.carers, carer)}.values():
        said = alerts.words(target, one, alert)
        taken = text(turn, one, "alert.taken_by", name=carer.name)
        rows = alerts.keyboard(target, one, alert)
        send(
            turn,
            one,
            f"{said}\n\n{taken}",
            keyboard=rows,
            about=alerts.card_name(target, alert),
            replaces=True,
        )


def _sign(target: Visit, carer: Person, checkpoint: str) -> None:
    turn = target.turn
    if checkpoint not in target.protocol.checkpoints() or checkpoint in target.case.signed:
        turn.reply.toast = text(turn, carer, "replies.old_button")
        return
    turn.record(target.person.id, Signed(checkpoint, carer.id))
    name = text(turn, target.person, f"names.checkpoint__{checkpoint}")
    tell(turn, target.person, "decision.signed", physio=carer.name, checkpoint=name)
    for alert in target.case.open_alerts():
        if alert.details.get("checkpoint") == checkpoint:
            _take(target, carer, alert.number)
    tell(turn, carer, "physio.signed", name=target.person.name)
    sessions.offer(target)


def _choose_rung(target: Visit, carer: Person) -> None:
    rungs = target.protocol.rungs
    rows = tuple(
        (Button(history.rung_name(target, carer, rung.id), f"o|{target.person.id}|{place}"),)
        for place, rung in enumerate(rungs)
    )
    tell(target.turn, carer, "physio.choose_rung", keyboard=rows, name=target.person.name)


async def _ask_reason(target: Visit, carer: Person, action: str, place: int) -> None:
    turn, rungs = target.turn, target.protocol.rungs
    if place >= len(rungs) or (action == "keep" and not target.case.held):
        turn.reply.toast = text(turn, carer, "replies.old_button")
        return
    rung = rungs[place].id
    await turn.put_note(_asking(carer), _asked(target, action, rung))
    rows = tuple(
        (button(turn, carer, f"physio.reason__{reason}", f"y|{target.person.id}|{number}"),)
        for number, reason in enumerate(REASONS)
    )
    shown = history.rung_name(target, carer, rung) if action == "reopen" else ""
    tell(turn, carer, f"physio.ask_reason_{action}", keyboard=rows, name=target.person.name, rung=shown)


async def _reason_tapped(target: Visit, carer: Person, number: int) -> None:
    turn = target.turn
    asked = await turn.note(_asking(carer))
    if not asked or asked.get("patient") != target.person.id or number >= len(REASONS):
        turn.reply.toast = text(turn, carer, "replies.old_button")
        return
    await _decide(target, carer, asked, text(turn, carer, f"physio.reason__{REASONS[number]}"))


async def _decide(target: Visit, carer: Person, asked: dict[str, object], reason: str) -> None:
    """Carry out what the physio chose, with their reason, unless something came in that they have not seen."""
    await target.turn.put_note(_asking(carer), None)
    if asked["alerts"] != len(target.case.alerts):
        tell(target.turn, carer, "physio.something_new", name=target.person.name)
        show_patient(target, carer)
    elif asked["action"] == "keep":
        _keep_closed(target, carer, reason)
    else:
        _reopen(target, carer, rung=str(asked["rung"]), reason=reason)


def _reopen(target: Visit, carer: Person, *, rung: str, reason: str) -> None:
    turn, patient = target.turn, target.person
    sessions.withdraw(target)
    for run in target.case.runs.values():
        checkins.unschedule(target, run)
    turn.record(patient.id, Reopened(rung, carer.id, reason))
    _take_all(target, carer)
    name = history.rung_name(target, patient, rung)
    said = text(turn, patient, "decision.reopened", physio=carer.name, rung=name, reason=reason)
    send(turn, patient, said, lane=Lane.ALERT)
    tell(turn, carer, "physio.reopened", name=patient.name, rung=history.rung_name(target, carer, rung))
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
        _take(target, carer, alert.number)


def _asked(target: Visit, action: str, rung: str) -> dict[str, object]:
    """Return what to keep in mind until the reason comes: what was chosen, when, and how much had been seen by then."""
    now, seen = target.turn.now.timestamp(), len(target.case.alerts)
    return {"action": action, "patient": target.person.id, "rung": rung, "at": now, "alerts": seen}


def _is_old(turn: Turn, asked: dict[str, Any]) -> bool:
    """Whether a reason was asked for so long ago that what is typed now is something else."""
    return turn.now.timestamp() - float(asked["at"]) > REASON_IS_AWAITED.total_seconds()


async def forget_question(turn: Turn, carer: Person) -> None:
    """Take typed words as they are from now on, whatever was asked before."""
    await turn.put_note(_asking(carer), None)


def _asking(carer: Person) -> str:
    return f"asking:{carer.id}"


def _waits(one: Visit) -> bool:
    """Whether a patient waits for somebody: an alert not taken, or a checkpoint not signed."""
    position = one.case.position
    unsigned = bool(position and plan.missing_checkpoint(one.protocol, position, one.case.signed))
    return bool(one.case.open_alerts()) or (unsigned and one.person.state == "active")


def _row(one: Visit, carer: Person) -> str:
    state = "held" if one.case.held else "alert" if _waits(one) else one.person.state
    return f"{text(one.turn, carer, f'physio.mark__{state}')} {one.person.name}"
