"""Alerts: calling the physio, in the same turn that records why, and again until somebody has taken it.

`urgent` and `reassess` go out at any hour and are repeated; `tell` is news that waits for the physio's morning.
Must never decide what is worth an alert.
"""

from datetime import timedelta
from typing import Any

from bot.care import explain, history
from bot.care.ports import Button, Due, Keyboard, Lane, Person
from bot.care.visit import Visit
from bot.care.voice import button, send, text, waking, when
from bot.core.case import Alert, run_of
from bot.core.facts import Alerted, Decided
from bot.core.protocol import Outcome, outcome

REPEAT = "alert_repeat"
PRESSING = ("urgent", "reassess")


def about_decision(visit: Visit, decided: Decided) -> None:
    """Raise an alert where the decision asks for one and has something that the physio has not been told yet."""
    strict = outcome(decided.outcome)
    telling = [fired for fired in decided.fired if fired["tell"] and not fired["unanswered"]]
    told = _told(visit, decided)
    new = [fired["rule"] for fired in telling if fired["rule"] not in told]
    if not new and not (strict >= Outcome.REASSESS and not told):
        return
    severity = decided.outcome if strict >= Outcome.REASSESS else "tell"
    raise_alert(visit, severity, "decision", run=decided.run, rules=[fired["rule"] for fired in telling])


def _told(visit: Visit, decided: Decided) -> set[str]:
    """Return the rules that the physio knows of since the plan was opened; for a new report, only untaken alerts."""
    is_report = decided.check_in.split(":")[1:2] == ["wrong"]
    known = [alert for alert in visit.case.alerts_since_opening() if alert.run == decided.run]
    return {rule for alert in known if alert.acknowledged_by is None or not is_report for rule in _rules(alert)}


def raise_alert(visit: Visit, severity: str, about: str, *, run: int = 0, **details: Any) -> None:
    """Record an alert and send it to everybody who looks after the patient."""
    number = max(visit.case.alerts, default=0) + 1
    if about == "decision":
        details["decision"] = len(visit.case.decisions)
    visit.turn.record(visit.person.id, Alerted(number, severity, about, run, details))
    for carer in visit.carers:
        _send(visit, carer, visit.case.alerts[number], repeat=0)
    if severity in PRESSING:
        _repeat_later(visit, number, step=1)


def checkpoint_reached(visit: Visit, checkpoint: str) -> None:
    """Ask the physio to sign a checkpoint, once."""
    asked = [alert for alert in visit.case.alerts_since_opening() if alert.about == "checkpoint"]
    if any(alert.details.get("checkpoint") == checkpoint for alert in asked):
        return
    raise_alert(visit, "tell", "checkpoint", checkpoint=checkpoint)


def ladder_finished(visit: Visit) -> None:
    """Tell the physio that the last session went well."""
    raise_alert(visit, "tell", "finished")


def answers_missing(visit: Visit, check_in: str) -> None:
    """Tell the physio that a check-in stayed unanswered, and how many in a row now."""
    raise_alert(
        visit,
        "tell",
        "missing",
        run=int(check_in.split(":", maxsplit=1)[0]),
        check_in=check_in,
        row=_missed_in_a_row(visit),
    )


def answers_came_late(visit: Visit, check_in: str) -> None:
    """Tell the physio that the answers reported as missing have come after all."""
    raise_alert(visit, "tell", "late", run=run_of(check_in), check_in=check_in)


def note_came(visit: Visit, said: str) -> None:
    """Pass the patient's own words on to the physio."""
    raise_alert(visit, "tell", "note", note=said)


def repeat_due(visit: Visit, subject: str) -> None:
    """Send an alert again if nobody has taken it yet."""
    number, step = (int(part) for part in subject.split(":"))
    alert = visit.case.alerts.get(number)
    if alert is None or alert.acknowledged_by is not None:
        return
    for carer in visit.carers:
        _send(visit, carer, alert, repeat=step)
    if step < len(visit.turn.settings.alert_repeats_after_minutes):
        _repeat_later(visit, number, step=step + 1)


def send_open_ones(visit: Visit) -> None:
    """Send every alert that nobody has taken to whoever looks after the patient now."""
    for alert in visit.case.open_alerts():
        for carer in visit.carers[1:]:
            _send(visit, carer, alert, repeat=0)


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


def _send(visit: Visit, carer: Person, alert: Alert, *, repeat: int) -> None:
    said = words(visit, carer, alert, repeat=repeat)
    waits = None if alert.severity in PRESSING else waking(carer, visit.turn.now)
    send(
        visit.turn,
        carer,
        said,
        lane=Lane.ALERT,
        keyboard=keyboard(visit, carer, alert),
        about=card_name(visit, alert),
        key=f"alert:{visit.person.id}:{alert.number}:{repeat}:{carer.id}",
        not_before=waits,
    )


def _what(visit: Visit, carer: Person, alert: Alert) -> str:
    """Return what the alert is about: the rules that fired with answers and sources, or its own sentence."""
    turn = visit.turn
    if alert.about != "decision":
        shown = dict(alert.details)
        if "checkpoint" in shown:
            shown["checkpoint"] = text(turn, carer, f"names.checkpoint__{shown['checkpoint']}")
        if "check_in" in shown:
            shown["check_in"] = text(turn, carer, f"names.window__{str(shown['check_in']).partition(':')[2]}")
        return text(turn, carer, f"alert.about_{alert.about}", name=visit.person.name, **shown)
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


def _rules(alert: Alert) -> list[str]:
    rules = alert.details.get("rules", ())
    return [str(rule) for rule in rules] if isinstance(rules, list | tuple) else []


def _repeat_later(visit: Visit, number: int, *, step: int) -> None:
    """Set the next repeat, counted from when the alert was raised."""
    minutes = visit.turn.settings.alert_repeats_after_minutes
    if step > len(minutes):
        return
    at = visit.case.alerts[number].at + timedelta(minutes=minutes[step - 1])
    visit.turn.plan(Due(visit.person.id, REPEAT, f"{number}:{step}", at))


def _missed_in_a_row(visit: Visit) -> int:
    asked = [one for one in visit.case.check_ins.values() if one.window in ("after_run", "h24", "h48")]
    count = 0
    for check_in in reversed(asked):
        if check_in.silence < 1 or check_in.last_answer_at:
            break
        count += 1
    return max(count, 1)
