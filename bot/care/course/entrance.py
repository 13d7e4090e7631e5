"""The entrance of a phase: the gate that stands before the next session is shown, and nobody waits at it unseen.

Must never judge a test, nor record a result.
"""

from datetime import timedelta

from bot.care import alerts
from bot.care.known import gates
from bot.care.ports import Due, Keyboard
from bot.care.visit import Visit
from bot.care.voice import button, send, text, waking, wrong_button
from bot.core.gates import PHYSIO, Standing, Verdict

REMINDER, EXPIRY = "gate", "gate_expiry"
FIRST, WEEKLY = "first", "weekly"
AFTER = {FIRST: timedelta(days=2), WEEKLY: timedelta(days=7)}
"""When somebody who stands at a gate is reminded: once soon, then every week."""


def halt(visit: Visit) -> bool:
    """Show the gate that stands before the next session, and remind of it later; False where none does."""
    judged = gates.missing(visit)
    if judged is None:
        return False
    show(visit, judged)
    remind_later(visit, FIRST)
    return True


def show(visit: Visit, judged: Verdict, preface: str = "") -> None:
    """Send how a gate stands, with a button for what the patient may do, and call the physio for the rest."""
    said = words(visit, judged)
    send(visit.turn, visit.person, f"{preface}\n\n{said}" if preface else said, keyboard=keyboard(visit, judged))
    alerts.gate_reached(visit, judged)


def words(visit: Visit, judged: Verdict) -> str:
    """Return which gate comes next, how each of its tests stands, and who does what is left."""
    turn, person = visit.turn, visit.person
    own, theirs = gates.own_tests(judged), gates.physio_tests(judged)
    about = {"own": bool(own), "measured": any(check.test.by == PHYSIO for check in judged.open)}
    stale = any(check.standing is Standing.STALE for check in judged.open)
    again = bool(own) and all(check.standing is Standing.FAILED for check in own)
    gate = gates.name(turn, person, judged.gate)
    head = text(turn, person, "gates.before", gate=gate, stale=stale, physio=visit.physio, **about)
    until = gates.valid_for_now(visit, judged)
    how = text(turn, person, "gates.how", again=again, physio=visit.physio, told=bool(theirs), until=until, **about)
    return "\n\n".join((head, gates.lines(visit, person, judged), how))


def keyboard(visit: Visit, judged: Verdict) -> Keyboard:
    """Return the button that starts what the patient may test, and the one that is always there."""
    turn, person = visit.turn, visit.person
    own = gates.own_tests(judged)
    again = all(check.standing is Standing.FAILED for check in own)
    name = "buttons.repeat_tests" if again else "buttons.start_tests"
    rows = ((button(turn, person, name, f"m|{judged.gate.id}"),),) if own else ()
    return (*rows, (wrong_button(turn, person),))


def remind_later(visit: Visit, step: str) -> None:
    """Set when the patient, or the physio, is reminded of a gate that is still closed."""
    at = waking(visit.person, visit.turn.now + AFTER[step])
    for earlier in AFTER:
        visit.turn.forget(visit.person.id, REMINDER, earlier)
    visit.turn.plan(Due(visit.person.id, REMINDER, step, at))


def watch(visit: Visit) -> None:
    """Set the moment at which the results that let a session be offered become too old."""
    until = gates.all_valid_until(visit)
    if until is not None:
        visit.turn.plan(Due(visit.person.id, EXPIRY, EXPIRY, until + timedelta(minutes=1)))
