"""Terms: what a plan goes on under after another protocol or condition was chosen, and measured results of tests.

Must never check whether that may be ordered.
"""

from bot.care import phrases
from bot.care.course import sessions, testing
from bot.care.known import gates
from bot.care.orders import places, settling, words
from bot.care.orders.draft import Draft
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import send, text
from bot.core.facts import Tested
from bot.core.orders import Moved
from bot.core.plan import Position


def moved(target: Visit, carer: Person, draft: Draft) -> Moved:
    """Return the fact that a plan goes on under other terms, with the rest that these ask for."""
    there = places.under(target, draft)
    enrolled, rung = there.case.enrolled, str(draft.values["rung"])
    if enrolled is None:
        raise LookupError("this person is on no protocol")
    free = sessions.earliest(there, Position(rung), 0)
    return Moved(
        enrolled.protocol, enrolled.protocol_version, enrolled.condition, rung, carer.id, draft.reason, earliest_at=free
    )


def names(target: Visit, reader: Person, draft: Draft) -> dict[str, str]:
    """Return what the new protocol, condition and rung are called."""
    turn, kind = target.turn, draft.kind
    say = phrases.protocol if kind == "protocol" else phrases.condition
    return {"name": say(turn, reader, str(draft.values[kind])), "rung": words.rung(target, reader, draft)}


def measured(target: Visit, carer: Person, draft: Draft) -> None:
    """Record what the physio measured, tell the patient, and let them on where the gate is passed."""
    turn, patient, values = target.turn, target.person, draft.values
    gate = gates.find(target, str(values["gate"]))
    if gate is None:
        return
    was, was_free, test = gates.missing(target), sessions.is_on_offer(target), gate.test(str(values["test"]))
    turn.record(patient.id, Tested(test.id, tuple(values["result"]), values["hurt"], by=carer.id))
    testing.overtaken(target, test)
    check = gates.verdict(target, gate).checks[gate.tests.index(test)]
    line = gates.line(target, patient, gate, check)
    head = text(turn, patient, "gates.measured", physio=carer.name)
    foot = text(turn, patient, "gates.measured_closed", physio=target.physio) if target.case.held else ""
    send(turn, patient, "\n".join(part for part in (head, line, foot) if part))
    if not gates.physio_tests(gates.verdict(target, gate)):
        settling.settle_gate(target, carer, gate.id)
    testing.go_on(target, was, was_free=was_free, tells_rest=False)
