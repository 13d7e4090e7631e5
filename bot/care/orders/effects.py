"""Effects: what each order records, what it takes back, what the patient reads, and what comes next.

Called when an order takes effect, and on a copy to show it before. Must never check whether it may be given.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.care.course import checkins, following, habits, sessions, testing
from bot.care.known import reasons
from bot.care.orders import places, resting, settling, terms, words
from bot.care.orders.draft import MOVES, Draft
from bot.care.ports import Lane, Person
from bot.care.visit import Visit
from bot.care.voice import send, text
from bot.core.facts import Order
from bot.core.orders import Discharged, KeptClosed, Paused, Placed, Rebaselined, Reopened, Rested, Signed
from bot.core.plan import Position

Effect = Callable[[Visit, Person, Draft], None]


def carry_out(target: Visit, carer: Person, draft: Draft) -> None:
    """Put an order into effect: everything it records and says, and the alerts that it answers."""
    EFFECTS[draft.kind](target, carer, draft)


def _reopen(target: Visit, carer: Person, draft: Draft) -> None:
    state = "stopped" if target.case.stopped else "active"
    there = replace(target, person=replace(target.person, state=state))
    rung = str(draft.values["rung"])
    if target.case.discharged:
        target.turn.update(there.person)
    free = sessions.earliest(target, Position(rung), 0)
    _decide_over_runs(target, Reopened(rung, carer.id, draft.reason, free))
    settling.settle(target, carer, draft)
    is_paused = target.case.paused is not None and not resting.is_pause_over(target)
    which = "orders.told__reopen_paused" if is_paused else "decision.reopened"
    _tell(there, carer, draft, which, rung=words.rung(target, target.person, draft))
    if state == "active":
        resting.come_back(there)
    habits.watch(there)


def _keep(target: Visit, carer: Person, draft: Draft) -> None:
    target.turn.record(target.person.id, KeptClosed(carer.id, draft.reason))
    settling.settle(target, carer, draft)
    _tell(target, carer, draft, "decision.kept_closed")


def _place(target: Visit, carer: Person, draft: Draft) -> None:
    rung, way = str(draft.values["rung"]), words.way(target, draft)
    free = sessions.earliest(target, Position(rung), 0)
    _decide_over_runs(target, Placed(rung, carer.id, draft.reason, free))
    settling.settle(target, carer, draft)
    _tell(target, carer, draft, f"orders.told__{way}", rung=words.rung(target, target.person, draft))
    following.offer(target)


def _rest(target: Visit, carer: Person, draft: Draft) -> None:
    until = resting.ends_after(target, int(draft.values["days"]), str(draft.values.get("from", "")))
    is_offered = sessions.withdraw(target)
    target.turn.record(target.person.id, Rested(until, carer.id, draft.reason))
    settling.settle(target, carer, draft)
    resting.watch(target, resting.REST, until)
    still = {"until": resting.goes_on(target), "not_before": resting.said(target, until)}
    _tell(target, carer, draft, "orders.told__rest", is_offered=is_offered, **still)


def _unrest(target: Visit, carer: Person, draft: Draft) -> None:
    target.turn.record(target.person.id, Rested(target.turn.now, carer.id, draft.reason))
    settling.settle(target, carer, draft)
    _tell(target, carer, draft, "orders.told__unrest", paused=target.case.paused is not None)
    resting.end_rest(target)


def _pause(target: Visit, carer: Person, draft: Draft) -> None:
    day, why = draft.values["until"], draft.values["cause"]
    until = places.start_of(date.fromisoformat(str(day)), target) if day else None
    is_offered = sessions.withdraw(target)
    target.turn.record(target.person.id, Paused(why, carer.id, until))
    settling.settle(target, carer, draft)
    if until:
        resting.watch(target, resting.PAUSE, until)
    still = {"until": resting.goes_on(target), "closed": target.case.held is not None, "own": target.physio}
    _tell(target, carer, draft, "orders.told__pause", why=why, is_offered=is_offered, **still)


def _unpause(target: Visit, carer: Person, _draft: Draft) -> None:
    resting.end_pause(target, carer)


def _sign(target: Visit, carer: Person, draft: Draft) -> None:
    which = str(draft.values["which"])
    target.turn.record(target.person.id, Signed(which, carer.id, draft.reason))
    testing.signed_over(target, which)
    settling.settle(target, carer, draft)
    _tell(target, carer, draft, "decision.signed", checkpoint=words.signed(target, target.person, which), reason="")
    following.offer(target)


def _baseline(target: Visit, carer: Person, draft: Draft) -> None:
    pain, stiffness, swelling = (draft.values[part] for part in ("pain", "stiffness", "swelling"))
    said = words.baseline(target, target.person, draft)
    target.turn.record(target.person.id, Rebaselined(int(pain), stiffness, swelling, carer.id, draft.reason))
    settling.settle(target, carer, draft)
    _tell(target, carer, draft, "orders.told__baseline", **said)


def _move(target: Visit, carer: Person, draft: Draft) -> None:
    told = terms.names(target, target.person, draft)
    _decide_over_runs(target, terms.moved(target, carer, draft))
    settling.settle(target, carer, draft)
    _tell(target, carer, draft, f"orders.told__{draft.kind}", **told)
    following.offer(target)


def _discharge(target: Visit, carer: Person, draft: Draft) -> None:
    turn, person = target.turn, target.person
    _leave_runs(target)
    for check_in in _asked(target):
        checkins.lay_aside(target, check_in)
    turn.record(person.id, Discharged(carer.id, draft.reason))
    settling.settle(target, carer, draft)
    turn.update(replace(person, state="discharged"))
    emergency, clinic = turn.settings.emergency_number, turn.settings.clinic
    _tell(target, carer, draft, "orders.told__discharge", emergency=emergency, clinic=clinic)


def _decide_over_runs(target: Visit, order: Order) -> None:
    """Record an order that closes the runs so far, and end visibly whatever is asked about them."""
    asked = _asked(target)
    _leave_runs(target)
    target.turn.record(target.person.id, order)
    for check_in in asked:
        if not checkins.is_open(target, target.case.check_ins[check_in]):
            checkins.lay_aside(target, check_in)


def _asked(target: Visit) -> list[str]:
    """Return the check-ins that wait for an answer now; what the patient may set of their own always does."""
    opened = [one for one in target.case.check_ins.values() if checkins.is_open(target, one)]
    return [one.id for one in opened if one.id != checkins.SETTINGS]


def _leave_runs(target: Visit) -> None:
    """Take back the session on offer and what is still to be asked about runs that are decided over now."""
    sessions.withdraw(target)
    for run in target.case.runs.values():
        checkins.unschedule(target, run)


def _tell(target: Visit, carer: Person, draft: Draft, which: str, **values: object) -> None:
    """Tell a patient who is there what was decided, by whom and why."""
    turn, person = target.turn, target.person
    if person.state != "active":
        return
    if draft.reason:
        values["reason"] = reasons.as_read(turn, person, draft.reason)
    send(turn, person, text(turn, person, which, physio=carer.name, **values), lane=Lane.ALERT)


EFFECTS: dict[str, Effect] = {
    "reopen": _reopen,
    "keep": _keep,
    "place": _place,
    "rest": _rest,
    "unrest": _unrest,
    "pause": _pause,
    "unpause": _unpause,
    "sign": _sign,
    "measure": terms.measured,
    "baseline": _baseline,
    "discharge": _discharge,
    **dict.fromkeys(MOVES, _move),
}
