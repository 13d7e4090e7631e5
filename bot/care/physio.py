"""The physio's side: their patients, taking an alert, reopening the plan or keeping it closed.

Who may act on whom is checked here on every call, from the sender's own record. Must never trust a button.
"""

from bot.care import alerts, asking, checkpoints, dose, gates, history, load, measuring, overruling
from bot.care.ports import Button, Person, Turn
from bot.care.visit import Visit, visit
from bot.care.voice import button, send, tell, text
from bot.core import plan
from bot.core.ladder import KINDS

DECIDING = ("g", "o", "n", "y")
"""Buttons that decide on a plan; only of a patient who has agreed and is there."""


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
            checkpoints.sign(target, carer, checkpoint)
        case "p", []:
            show_patient(target, carer)
        case "v", parts:
            return await measuring.tapped(target, carer, parts)
        case _:
            return await _overruled(target, carer, verb, rest[1:])
    return True


async def _overruled(target: Visit, carer: Person, verb: str, parts: list[str]) -> bool:
    """Take a tap that opens the plan or keeps it closed; what came in meanwhile is shown first."""
    match verb, parts:
        case "o", []:
            overruling.choose_rung(target, carer)
        case "o", [place] if place.isdecimal():
            await overruling.ask_reason(target, carer, "reopen", int(place))
        case "o", [kind] if kind in KINDS:
            overruling.choose_rung(target, carer, kind)
        case "n", []:
            await overruling.ask_reason(target, carer, "keep", 0)
        case "y", [number] if number.isdecimal():
            if not await overruling.reason_tapped(target, carer, int(number)):
                show_patient(target, carer)
        case _:
            return False
    return True


async def typed(turn: Turn, carer: Person, said: str) -> bool:
    """Take typed words as the reason or the measured value that was asked for; False when none was."""
    asked = await asking.asked_of(turn, carer)
    if not asked or not asking.is_awaited(turn, asked):
        return False
    target = await _patient(turn, carer, str(asked["patient"]))
    if target is None:
        return False
    if asked["action"] == "measure":
        return await measuring.typed(target, carer, asked, said)
    if not await overruling.decide(target, carer, asked, said.strip()[: overruling.LONGEST_REASON]):
        show_patient(target, carer)
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
    rung = dose.rung_name(target, carer, position.rung) if position and not position.finished else ""
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
    parts = [said, _gate_ahead(target, carer), history.last_runs(target, carer), load.table(target, carer)]
    send(turn, carer, "\n\n".join(part for part in parts if part), keyboard=tuple(rows))


def _gate_ahead(target: Visit, carer: Person) -> str:
    """Return how far the gate is that the patient stands at; empty where the way is free."""
    judged = gates.missing(target)
    return gates.progress(target, carer, judged.gate) if judged else ""


def _decisions(target: Visit, carer: Person) -> list[tuple[Button, ...]]:
    """Return the buttons that decide on a plan, as it stands."""
    turn, patient, case = target.turn, target.person, target.case
    rows: list[tuple[Button, ...]] = [(button(turn, carer, "buttons.reopen", f"o|{patient.id}"),)]
    checkpoint = plan.missing_checkpoint(target.protocol, case.position, case.signed) if case.position else ""
    if checkpoint:
        rows.append((button(turn, carer, "buttons.sign", f"g|{patient.id}|{checkpoint}"),))
    if any(target.protocol.gates()):
        judged = gates.missing(target)
        data = f"v|{patient.id}|{judged.gate.id}" if judged else f"v|{patient.id}"
        rows.append((button(turn, carer, "buttons.gates", data),))
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
    alerts.take(target, carer, number)
    turn.reply.toast = text(turn, carer, "physio.taken")


def _waits(one: Visit) -> bool:
    """Whether a patient waits for somebody: an alert not taken, or a checkpoint not signed."""
    position = one.case.position
    unsigned = bool(position and plan.missing_checkpoint(one.protocol, position, one.case.signed))
    judged = gates.missing(one)
    unmeasured = judged is not None and bool(gates.physio_tests(judged))
    return bool(one.case.open_alerts()) or ((unsigned or unmeasured) and one.person.state == "active")


def _row(one: Visit, carer: Person) -> str:
    state = "held" if one.case.held else "alert" if _waits(one) else one.person.state
    return f"{text(one.turn, carer, f'physio.mark__{state}')} {one.person.name}"
