"""A patient's card: where the plan stands, how far the next gate is, how the patient keeps to it, and what is open.

Must never decide, and never say what can be done: the buttons of decisions and alerts come from elsewhere.
"""

from datetime import datetime

from bot.care import phrases
from bot.care.caseload import adherence, standing
from bot.care.course.sessions import is_on_offer
from bot.care.known import gates, history, load, reasons
from bot.care.known.dose import rung_name
from bot.care.ports import Button, Person
from bot.care.talk_buttons import write_button
from bot.care.visit import Visit
from bot.care.voice import button, label, text, when
from bot.core.alert import Alert
from bot.core.gates import Gate
from bot.core.plan import Position

MOST_ALERTS = 5


async def words(target: Visit, carer: Person) -> str:
    """Return the whole card; where the patient is not on a plan yet, the head alone."""
    head = _head(target, carer)
    if target.case.enrolled is None:
        return head
    parts = [
        "\n".join(line for line in (head, _plan(target, carer), _ahead(target, carer), _state(target, carer)) if line),
        "\n".join((await _terms(target, carer), _adherence(target, carer))),
        await _alerts(target, carer),
        history.last_runs(target, carer),
        load.table(target, carer),
    ]
    return "\n\n".join(part for part in parts if part)


def buttons(target: Visit, carer: Person) -> tuple[Button, ...]:
    """Return the buttons to write, and to look further: the journal, and the chart once there is a run to draw."""
    turn, patient = target.turn, target.person.id
    chart = (button(turn, carer, "caseload.chart", f"J|{patient}|chart"),) if target.case.runs else ()
    write = (write_button(turn, carer, patient),) if target.person.state == "active" else ()
    return (*write, button(turn, carer, "caseload.journal", f"J|{patient}"), *chart)


def _head(target: Visit, carer: Person) -> str:
    turn, stands = target.turn, standing.of(target)
    return text(
        turn,
        carer,
        "caseload.head",
        mark=phrases.mark(turn, carer, stands.status),
        name=phrases.name_of(target.person),
        state=phrases.status(turn, carer, stands),
    )


def _plan(target: Visit, carer: Person) -> str:
    """Return protocol, condition, phase, and the rung with its place on the ladder."""
    turn, protocol, enrolled = target.turn, target.protocol, target.case.enrolled
    position, rungs = target.case.position or Position(""), target.protocol.rungs
    place = next((number for number, rung in enumerate(rungs, 1) if rung.id == position.rung), 0)
    phase = phrases.phase(turn, carer, protocol.phase_of(position.rung).id) if place else ""
    return text(
        turn,
        carer,
        "caseload.plan",
        protocol=phrases.protocol(turn, carer, protocol.id),
        condition=phrases.condition(turn, carer, enrolled.condition) if enrolled else "",
        phase=phase,
        rung=rung_name(target, carer, position.rung) if place else "",
        place=place,
        rungs=len(rungs),
        done=position.sessions_done,
        sessions=protocol.rung(position.rung).sessions if place else 0,
    )


def _ahead(target: Visit, carer: Person) -> str:
    """Return how far the next gate is, and the checkpoint that comes with it; nothing where none is left."""
    turn, case = target.turn, target.case
    gate, checkpoint = _next_gate(target), _next_checkpoint(target)
    lines = [gates.progress(target, carer, gate)] if gate else []
    if checkpoint:
        name = text(turn, carer, f"names.checkpoint__{checkpoint}")
        lines.append(text(turn, carer, "plan.checkpoint", checkpoint=name, signed=checkpoint in case.signed))
    return text(turn, carer, "caseload.ahead", lines="\n".join(lines)) if lines else ""


def _next_gate(target: Visit) -> Gate | None:
    """Return the gate at which the patient stands, or the first one ahead that is not open."""
    judged = gates.missing(target)
    if judged:
        return judged.gate
    ahead = (gate for phase in target.protocol.phases for gate in gates.at_hand(target, phase))
    return next((gate for gate in ahead if not gates.is_open(target, gate)), None)


def _next_checkpoint(target: Visit) -> str:
    ahead = (phase for phase in target.protocol.phases if phase.checkpoint and gates.awaits_signature(target, phase))
    return next((phase.checkpoint for phase in ahead if phase.checkpoint not in target.case.signed), "")


def _state(target: Visit, carer: Person) -> str:
    """Return what keeps the plan from going on, or since when the next session is free."""
    turn, case = target.turn, target.case
    if case.discharged:
        return text(turn, carer, "caseload.discharged")
    if case.paused:
        until = when(turn, carer, case.paused.until) if case.paused.until else ""
        return text(turn, carer, "caseload.paused", why=case.paused.why, until=until)
    if case.held:
        closed_at = next((at for at, decided in case.decisions if decided == case.held), None)
        kept = reasons.as_read(turn, carer, case.kept_closed.reason) if case.kept_closed else ""
        return text(turn, carer, "caseload.closed", at=when(turn, carer, closed_at) if closed_at else "", kept=kept)
    if case.rests_until and case.rests_until > turn.now:
        return text(turn, carer, "caseload.rests", until=when(turn, carer, case.rests_until))
    if not is_on_offer(target):
        return ""
    free = case.earliest_at or turn.now
    return text(turn, carer, "caseload.free", coming=free > turn.now, at=when(turn, carer, free))


async def _terms(target: Visit, carer: Person) -> str:
    """Return the frozen baseline and who looks after the patient."""
    turn, base = target.turn, target.case.baseline
    physio = await turn.person(target.person.physio) if target.person.physio is not None else None
    return text(
        turn,
        carer,
        "caseload.terms",
        pain=base.pain,
        stiffness=label(turn, carer, f"h48.stiffness__{base.stiffness}"),
        swelling=label(turn, carer, f"h48.swelling__{base.swelling}"),
        physio=phrases.name_of(physio) if physio else turn.settings.clinic,
    )


def _adherence(target: Visit, carer: Person) -> str:
    kept = adherence.of(target, target.turn.now - adherence.LOOKED_BACK, target.turn.now)
    return text(
        target.turn,
        carer,
        "caseload.adherence",
        days=adherence.LOOKED_BACK.days,
        done=kept.done,
        sessions=kept.sessions,
        answered=kept.answered,
        asked=kept.asked,
    )


async def _alerts(target: Visit, carer: Person) -> str:
    """Return the open alerts, the latest first, each with its owner."""
    turn, waits = target.turn, target.case.open_alerts()
    if not waits:
        return ""
    lines = [await _alert(target, carer, alert) for alert in reversed(waits[-MOST_ALERTS:])]
    return "\n".join([text(turn, carer, "caseload.alerts", count=len(waits)), *lines])


async def _alert(target: Visit, carer: Person, alert: Alert) -> str:
    turn = target.turn
    owner = await turn.person(alert.acknowledged_by) if alert.acknowledged_by else None
    return text(
        turn,
        carer,
        "caseload.alert",
        number=alert.number,
        severity=alert.severity,
        time=phrases.ago(turn, carer, alert.at),
        owner=phrases.name_of(owner) if owner else "",
        until=_until(target, carer, alert.snoozed_until),
    )


def _until(target: Visit, carer: Person, at: datetime | None) -> str:
    return when(target.turn, carer, at) if at and at > target.turn.now else ""
