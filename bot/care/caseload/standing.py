"""How a patient stands: worked out at the end of every turn that changed something about them.

What is kept is only a view of the facts, so that two thousand patients can be listed at once; it decides nothing.
"""

from datetime import datetime

from bot.care import permissions
from bot.care.alerts import unseen
from bot.care.course.sessions import stands_at_gate
from bot.care.known import gates
from bot.care.ports import Turn
from bot.care.standings import STATUSES, Standing
from bot.care.visit import Visit, visit
from bot.core import plan
from bot.core.answers import fold

NOT_HERE = ("invited", "enrolling", "stopped", "discharged", "inactive")
SEVERITIES = {"urgent": "urgent", "alert": "reassess", "news": "tell"}
"""The severity of the alerts behind a status."""


async def refresh(turn: Turn, due: int = 0) -> None:
    """Bring up to date how those stand about whom this turn has changed something, or for whom something fell due."""
    for number in {*turn.touched(), due} - {0}:
        person = await turn.person(number)
        if person.role == "patient":
            turn.stand(of(await visit(turn, person)))


async def fill_in(turn: Turn, most: int) -> int:
    """Work out how some patients stand of whom it is not known, such as after an upgrade; return how many."""
    unknown = await turn.without_standing(most)
    for person in unknown:
        turn.stand(of(await visit(turn, person)))
    return len(unknown)


def of(one: Visit) -> Standing:
    """Return how a patient stands after this turn."""
    status = status_of(one)
    enrolled, position = one.case.enrolled, one.case.position
    on_ladder = position is not None and not position.finished
    return Standing(
        one.person.id,
        STATUSES.index(status),
        status,
        protocol=enrolled.protocol if enrolled else "",
        condition=enrolled.condition if enrolled else "",
        phase=one.protocol.phase_of(position.rung).id if position and on_ladder else "",
        rung=position.rung if position else "",
        alerts=len(one.case.open_alerts()),
        news=not one.case.without_news,
        since=_since(one, status),
        folded=fold(one.person.name),
        called="".join(f" {number} " for number in sorted(permissions.called(one.case))),
    )


def status_of(one: Visit) -> str:
    """Return the one word that says most of how a patient stands; what somebody has to do comes first."""
    case, state = one.case, one.person.state
    severities = {alert.severity for alert in case.open_alerts()}
    ways = (
        ("urgent", "urgent" in severities),
        ("alert", "reassess" in severities),
        (state, state in NOT_HERE),
        ("discharged", case.discharged),
        ("held", case.held is not None),
        ("waiting", waits_for_physio(one)),
        ("news", _is_finished(one) and bool(severities)),
        ("finished", _is_finished(one)),
        ("blocked", state == "blocked"),
        ("paused", case.paused is not None),
        ("silent", unseen.is_silent(one)),
        ("news", bool(severities)),
        ("resting", case.rests_until is not None and case.rests_until > one.turn.now),
        ("tests", stands_at_gate(one)),
    )
    return next((status for status, holds in ways if holds), "on_track")


def _is_finished(one: Visit) -> bool:
    return one.case.position is not None and one.case.position.finished


def waits_for_physio(one: Visit) -> bool:
    """Say whether the next session waits for a signature or for tests that the physio measures."""
    position = one.case.position
    if position is None or one.case.enrolled is None:
        return False
    judged = gates.missing(one)
    unmeasured = judged is not None and bool(gates.physio_tests(judged))
    return unmeasured or bool(plan.missing_checkpoint(one.protocol, position, one.case.signed))


def _since(one: Visit, status: str) -> datetime | None:
    """Return when what is waited for began; for a rest, or a pause with a date, when it ends."""
    case = one.case
    severity = SEVERITIES.get(status)
    match status:
        case "urgent" | "alert" | "news":
            return min(alert.at for alert in case.open_alerts() if alert.severity == severity)
        case "held":
            return next((at for at, decided in case.decisions if decided == case.held), None)
        case "resting":
            return case.rests_until
        case "paused" if case.paused and case.paused.until:
            return case.paused.until
        case "paused" | "discharged":
            return max((at for at, order in case.orders if order.kind == status), default=None)
        case "silent":
            last = unseen.last_asked(one)
            return last.due_at if last else None
        case "waiting" | "finished" | "tests":
            return case.decisions[-1][0] if case.decisions else case.opened_at
        case _:
            return None
