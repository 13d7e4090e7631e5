"""Ending: alerts whose cause is gone end by themselves, at the end of every turn in which that became so.

No alert is without an end, and nobody has to tick off what was done already. Must never end what only a person can.
"""

from collections.abc import Callable

from bot.care.alerts import owning, planning
from bot.care.known import gates
from bot.care.known.cards import card
from bot.care.ports import Turn
from bot.care.visit import Visit, visit
from bot.core import plan
from bot.core.alert import Alert

Ends = Callable[[Visit, Alert], bool]


async def refresh(turn: Turn) -> None:
    """End what has ended by itself about those whom this turn touched, and see that the rest will be brought up."""
    for number in turn.touched():
        person = await turn.person(number)
        if person.role != "patient":
            continue
        case = await turn.case(number)
        is_finished = case.position is not None and case.position.finished
        is_coming = person.state in ("invited", "enrolling")
        if case.held or case.paused or is_finished or is_coming or case.open_alerts():
            tidy(await visit(turn, person))


def tidy(one: Visit) -> None:
    """End what has ended by itself about a patient, and set what falls due about the rest."""
    for alert in one.case.open_alerts():
        outcome, has_ended = ENDS.get(alert.about, ("", _never))
        if has_ended(one, alert):
            owning.end_by_itself(one, alert, outcome)
    planning.watch(one)


def _never(_one: Visit, _alert: Alert) -> bool:
    return False


def _is_answered(one: Visit, alert: Alert) -> bool:
    opened = one.case.check_ins.get(str(alert.details.get("check_in")))
    return opened is not None and card(one.turn, opened).complete


def _is_signed(one: Visit, alert: Alert) -> bool:
    """Whether a checkpoint was signed, or is not the one that the patient stands at any more."""
    position, checkpoint = one.case.position, alert.details.get("checkpoint")
    if checkpoint in one.case.signed or position is None or one.case.enrolled is None:
        return True
    return plan.missing_checkpoint(one.protocol, position, one.case.signed) != checkpoint


def _is_measured(one: Visit, alert: Alert) -> bool:
    """Whether nothing of a gate waits for the physio any more."""
    judged = gates.missing(one) if one.case.enrolled else None
    return judged is None or judged.gate.id != alert.details.get("gate") or not gates.physio_tests(judged)


def _is_passed(one: Visit, alert: Alert) -> bool:
    judged = gates.missing(one) if one.case.enrolled else None
    return judged is None or judged.gate.id != alert.details.get("gate")


def _has_started(one: Visit, _alert: Alert) -> bool:
    return bool(one.case.done_runs)


def _is_back(one: Visit, _alert: Alert) -> bool:
    return one.person.state in ("active", "enrolling") and not one.case.stopped


def _goes_on(one: Visit, _alert: Alert) -> bool:
    return one.case.position is None or not one.case.position.finished


def _is_open_again(one: Visit, _alert: Alert) -> bool:
    return one.case.held is None


def _is_unpaused(one: Visit, _alert: Alert) -> bool:
    return one.case.paused is None


def _has_come(one: Visit, _alert: Alert) -> bool:
    return one.person.state != "invited"


def _has_enrolled(one: Visit, _alert: Alert) -> bool:
    return one.person.state != "enrolling"


def _is_settled(one: Visit, alert: Alert) -> bool:
    return one.case.discharged or _goes_on(one, alert)


ENDS: dict[str, tuple[str, Ends]] = {
    "missing": ("answered", _is_answered),
    "checkpoint": ("went_on", _is_signed),
    "gate": ("went_on", _is_measured),
    "gate_waits": ("went_on", _is_passed),
    "not_started": ("started", _has_started),
    "unreachable": ("returned", _is_back),
    "stopped": ("returned", _is_back),
    "finished": ("went_on", _goes_on),
    "closed": ("went_on", _is_open_again),
    "not_joined": ("went_on", _has_come),
    "not_enrolled": ("went_on", _has_enrolled),
    "not_discharged": ("went_on", _is_settled),
    "paused": ("went_on", _is_unpaused),
}
"""For each kind of alert that can end by itself, as what it ends then, and when."""
