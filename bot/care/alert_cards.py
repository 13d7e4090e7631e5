"""The card of an alert: what the physio reads, and what can be done about it as it stands now.

Must never record or send anything.
"""

from typing import Any

from bot.care import explain, history, results
from bot.care.ports import Button, Keyboard, Person
from bot.care.visit import Visit
from bot.care.voice import button, text, when
from bot.core.case import Alert

_NAMES = {"checkpoint": "names.checkpoint__{}", "gate": "names.gate__{}", "test": "tests.{}__short"}


def words(visit: Visit, carer: Person, alert: Alert, *, repeat: int = 0) -> str:
    """Return the alert as the physio reads it: who, what, which rules, which answers, and the last runs."""
    turn = visit.turn
    parts = [
        text(turn, carer, f"alert.{alert.severity}", name=visit.person.name, number=alert.number, repeat=repeat),
        _what(visit, carer, alert),
        history.last_runs(visit, carer)
        if alert.about in ("decision", "missing", "late", "checkpoint", "finished")
        else "",
        text(turn, carer, "alert.at", at=when(turn, carer, alert.at)),
    ]
    return "\n\n".join(part for part in parts if part)


def keyboard(visit: Visit, carer: Person, alert: Alert) -> Keyboard:
    """Return what the physio can do about an alert, as it stands now."""
    turn, patient = visit.turn, visit.person.id
    rows: list[tuple[Button, ...]] = []
    if alert.acknowledged_by is None:
        rows.append((button(turn, carer, "buttons.acknowledge", f"k|{patient}|{alert.number}"),))
    if alert.about == "checkpoint" and alert.details["checkpoint"] not in visit.case.signed:
        rows.append((button(turn, carer, "buttons.sign", f"g|{patient}|{alert.details['checkpoint']}"),))
    if "gate" in alert.details:
        rows.append((button(turn, carer, "buttons.gates", f"v|{patient}|{alert.details['gate']}"),))
    if visit.case.held:
        rows.append(
            (
                button(turn, carer, "buttons.reopen", f"o|{patient}"),
                button(turn, carer, "buttons.keep_closed", f"n|{patient}"),
            )
        )
    return (*rows, (button(turn, carer, "buttons.patient", f"p|{patient}"),))


def card_name(visit: Visit, alert: Alert) -> str:
    """Return what the messages of an alert are about, for replacing them."""
    return f"alert:{visit.person.id}:{alert.number}"


def _what(visit: Visit, carer: Person, alert: Alert) -> str:
    """Return what the alert is about: the rules that fired with answers and sources, or its own sentence."""
    turn = visit.turn
    if alert.about != "decision":
        said = text(turn, carer, f"alert.about_{alert.about}", name=visit.person.name, **_details(visit, carer, alert))
        tested = results.at_hand(visit, carer) if alert.about in ("checkpoint", "gate_waits") else ""
        return f"{said}\n\n{tested}" if tested else said
    _, decided = visit.case.decisions[int(str(alert.details["decision"])) - 1]
    lines = [
        text(
            turn,
            carer,
            "alert.rule",
            reason=explain.reason(turn, carer, visit.protocol, one),
            answers=explain.answers_read(visit, carer, one),
            source=explain.source(turn, carer, one),
            rule=one["rule"],
        )
        for one in explain.leading(decided)
    ]
    head = text(turn, carer, f"alert.outcome_{decided.outcome}", provisional=decided.provisional)
    return "\n".join([head, *lines])


def _details(visit: Visit, carer: Person, alert: Alert) -> dict[str, Any]:
    """Return the details of an alert with the ids in them said as names."""
    turn, shown = visit.turn, dict(alert.details)
    for detail, which in _NAMES.items():
        if detail in shown:
            shown[detail] = text(turn, carer, which.format(shown[detail]))
    if "check_in" in shown:
        shown["check_in"] = text(turn, carer, f"names.window__{str(shown['check_in']).partition(':')[2]}")
    waits = shown.get("tests")
    if isinstance(waits, list | tuple):
        shown["tests"] = ", ".join(text(turn, carer, f"tests.{test}__short") for test in waits)
    return shown
