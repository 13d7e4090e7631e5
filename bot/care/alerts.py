"""Alerts: calling the physio, in the same turn that records why, and again until somebody has taken it.

`urgent` and `reassess` go out at any hour and are repeated; `tell` is news that waits for the physio's morning.
Must never decide what is worth an alert.
"""

from datetime import timedelta
from typing import Any

from bot.care import gates
from bot.care.alert_cards import card_name, keyboard, words
from bot.care.ports import Due, Lane, Person
from bot.care.visit import Visit
from bot.care.voice import send, text, waking
from bot.core.case import Alert, run_of
from bot.core.facts import Acknowledged, Alerted, Decided
from bot.core.gates import Verdict
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


def checkpoint_waits(visit: Visit, checkpoint: str) -> None:
    """Ask the physio once more to sign a checkpoint; what nobody has taken yet is sent again."""
    asked = [alert for alert in visit.case.alerts_since_opening() if alert.details.get("checkpoint") == checkpoint]
    untaken = [alert for alert in asked if alert.acknowledged_by is None]
    if not untaken:
        raise_alert(visit, "tell", "checkpoint", checkpoint=checkpoint)
    for carer in visit.carers if untaken else ():
        _send(visit, carer, untaken[-1], repeat=1 + (visit.turn.now - untaken[-1].at).days)


def gate_reached(visit: Visit, judged: Verdict) -> None:
    """Ask the physio for what only they measure, once, and again for what has become too old since."""
    waits = [check.test.id for check in gates.physio_tests(judged)]
    asked = [alert for alert in _about_gate(visit, judged.gate.id) if alert.about == "gate"]
    if waits and not (asked and all(_is_asked(visit, asked[-1], test) for test in waits)):
        raise_alert(visit, "tell", "gate", gate=judged.gate.id, tests=waits)


def _is_asked(visit: Visit, alert: Alert, test: str) -> bool:
    """Whether an alert asks for a test that has not been measured since."""
    asked, result = alert.details.get("tests"), visit.case.results.get(test)
    measured_since = result is not None and result.by != 0 and result.at > alert.at
    return isinstance(asked, list | tuple) and test in asked and not measured_since


def gate_waits(visit: Visit, judged: Verdict) -> None:
    """Tell the physio that a patient has stood at a gate for a while; what nobody has taken yet is sent again."""
    untaken = [alert for alert in _about_gate(visit, judged.gate.id) if alert.acknowledged_by is None]
    if not untaken:
        raise_alert(visit, "tell", "gate_waits", gate=judged.gate.id)
        return
    for carer in visit.carers:
        _send(visit, carer, untaken[-1], repeat=1 + (visit.turn.now - untaken[-1].at).days)


def test_hurt(visit: Visit, gate_id: str, test_id: str, pain: int) -> None:
    """Tell the physio that a test hurt more than its gate allows."""
    raise_alert(visit, "tell", "test_pain", gate=gate_id, test=test_id, pain=pain)


def _about_gate(visit: Visit, gate_id: str) -> list[Alert]:
    asked = (alert for alert in visit.case.alerts_since_opening() if alert.about in ("gate", "gate_waits"))
    return [alert for alert in asked if alert.details.get("gate") == gate_id]


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


def take(visit: Visit, carer: Person, number: int) -> None:
    """Record that an alert is taken, stop its repeats, and show it on every copy."""
    turn = visit.turn
    turn.record(visit.person.id, Acknowledged(number, carer.id))
    for step in range(1, len(turn.settings.alert_repeats_after_minutes) + 1):
        turn.forget(visit.person.id, REPEAT, f"{number}:{step}")
    alert = visit.case.alerts[number]
    for one in {person.id: person for person in (*visit.carers, carer)}.values():
        said = words(visit, one, alert)
        taken = text(turn, one, "alert.taken_by", name=carer.name)
        rows = keyboard(visit, one, alert)
        send(turn, one, f"{said}\n\n{taken}", keyboard=rows, about=card_name(visit, alert), replaces=True)


def take_about(visit: Visit, carer: Person, *, about: str, which: str) -> None:
    """Take every open alert about one gate or one checkpoint."""
    for alert in visit.case.open_alerts():
        if alert.details.get(about) == which:
            take(visit, carer, alert.number)


def send_open_ones(visit: Visit) -> None:
    """Send every alert that nobody has taken to whoever looks after the patient now."""
    for alert in visit.case.open_alerts():
        for carer in visit.carers[1:]:
            _send(visit, carer, alert, repeat=0)


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
