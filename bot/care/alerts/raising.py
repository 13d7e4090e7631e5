"""Raising: calling the physio, in the same turn that records why.

`urgent` calls at any hour and `reassess` outside quiet hours, both again and again until somebody has taken it; `tell`
is news. Must never decide what is worth an alert.
"""

from collections.abc import Sequence
from typing import Any

from bot.care.alerts import calling, owning, picture, planning
from bot.care.known import gates
from bot.care.things import TEXT, Part
from bot.care.visit import Visit
from bot.core.alert import PRESSING, Alert
from bot.core.alert_facts import Alerted
from bot.core.case import run_of
from bot.core.facts import Decided
from bot.core.gates import Verdict
from bot.core.protocol import Outcome, outcome


def raise_alert(visit: Visit, severity: str, about: str, *, run: int = 0, **details: Any) -> Alert:
    """Record an alert with the chain of those who are called, and call the first of them, the picture behind it."""
    number = max(visit.case.alerts, default=0) + 1
    if about == "decision":
        details["decision"] = len(visit.case.decisions)
    people = visit.chain_now if severity in PRESSING else ()
    chain = tuple(one.id for one in people)
    visit.turn.record(visit.person.id, Alerted(number, severity, about, run, details, chain))
    alert = visit.case.alerts[number]
    calling.begin(visit, alert)
    picture.behind(visit, alert, [one for one in visit.staff if one.id in alert.called])
    return alert


def about_decision(visit: Visit, decided: Decided, news: frozenset[str] = frozenset()) -> Alert | None:
    """Raise an alert where the decision asks for one and has something that the physio has not been told yet.

    `news` are the rules that stop the running for what was reported just now, perhaps not for the first time.
    """
    stops = outcome(decided.outcome) >= Outcome.REASSESS
    telling = [fired["rule"] for fired in decided.fired if _is_told(fired)]
    told = _told(visit, decided, news if stops else frozenset())
    if all(rule in told for rule in telling):
        return None
    severity = decided.outcome if stops else "tell"
    return raise_alert(visit, severity, "decision", run=decided.run, rules=telling)


def checkpoint_reached(visit: Visit, checkpoint: str) -> None:
    """Ask the physio to sign a checkpoint, once for each time it is reached."""
    if not [one for one in _asked(visit, "checkpoint") if one.details.get("checkpoint") == checkpoint]:
        raise_alert(visit, "tell", "checkpoint", checkpoint=checkpoint)


def checkpoint_waits(visit: Visit, checkpoint: str) -> None:
    """Ask the physio once more to sign a checkpoint; what is still open is brought up again."""
    open_ones = [one for one in visit.case.open_alerts() if one.details.get("checkpoint") == checkpoint]
    if open_ones:
        _bring_up(visit, open_ones[-1])
    else:
        raise_alert(visit, "tell", "checkpoint", checkpoint=checkpoint)


def gate_reached(visit: Visit, judged: Verdict) -> None:
    """Ask the physio for what only they measure, once, and again for what has become too old since."""
    waits = [check.test.id for check in gates.physio_tests(judged)]
    asked = [one for one in _asked(visit, "gate") if one.details.get("gate") == judged.gate.id]
    if waits and not (asked and all(_is_asked(visit, asked[-1], test) for test in waits)):
        raise_alert(visit, "tell", "gate", gate=judged.gate.id, tests=waits)


def gate_waits(visit: Visit, judged: Verdict) -> None:
    """Tell the physio that a patient has stood at a gate for a while; what is still open is brought up again."""
    about = [one for one in visit.case.open_alerts() if one.about in ("gate", "gate_waits")]
    open_ones = [one for one in about if one.details.get("gate") == judged.gate.id]
    if open_ones:
        _bring_up(visit, open_ones[-1])
    else:
        raise_alert(visit, "tell", "gate_waits", gate=judged.gate.id)


def test_hurt(visit: Visit, gate_id: str, test_id: str, pain: int) -> None:
    """Tell the physio that a test hurt more than its gate allows."""
    raise_alert(visit, "tell", "test_pain", gate=gate_id, test=test_id, pain=pain)


def ladder_finished(visit: Visit) -> None:
    """Tell the physio that the last session went well."""
    raise_alert(visit, "tell", "finished")


def answers_missing(visit: Visit, check_in: str) -> None:
    """Tell the physio that a check-in stayed unanswered, and how many in a row now."""
    row = _missed_in_a_row(visit)
    raise_alert(visit, "tell", "missing", run=run_of(check_in), check_in=check_in, row=row)


def answers_came_late(visit: Visit, check_in: str) -> None:
    """Tell the physio that the answers reported as missing have come after all, which ends that alert."""
    for alert in visit.case.open_alerts():
        if alert.about == "missing" and alert.details.get("check_in") == check_in:
            owning.end_by_itself(visit, alert, "answered")
    raise_alert(visit, "tell", "late", run=run_of(check_in), check_in=check_in)


def note_came(visit: Visit, said: str, parts: Sequence[Part] = (), shown: Sequence[int] = ()) -> Alert:
    """Pass the patient's own words on to the physio; `parts` say what was sent with which of them.

    `shown` are the numbers of what was sent in a talk, so that it can be copied once more.
    """
    details: dict[str, Any] = {"note": said}
    if any(what != TEXT for what, _ in parts):
        details["parts"] = [list(part) for part in parts]
    if shown:
        details["shown"] = list(shown)
    return raise_alert(visit, "tell", "note", **details)


def _is_told(fired: dict[str, Any]) -> bool:
    """Whether the physio must hear of a reason: always where it stops the running."""
    return not fired["unanswered"] and (fired["tell"] or outcome(fired["at_least"]) >= Outcome.REASSESS)


def _told(visit: Visit, decided: Decided, news: frozenset[str]) -> set[str]:
    """Return the rules that the physio knows of since the plan was opened.

    Of what was reported anew only an alert counts that still calls somebody, and where it is urgent none at all: each
    report calls anew. An alert that was put off never counts there: what comes later is not hidden by it.
    """
    known = [alert for alert in visit.case.alerts_since_opening() if alert.run == decided.run]
    calling_now = [alert for alert in known if alert.is_untaken and not alert.is_snoozed(visit.turn.now)]
    still = [] if decided.outcome == Outcome.URGENT.id else calling_now
    told = {rule for alert in known for rule in _rules(alert)} - news
    return told | {rule for alert in still for rule in _rules(alert)}


def _rules(alert: Alert) -> list[str]:
    rules = alert.details.get("rules", ())
    return [str(rule) for rule in rules] if isinstance(rules, list | tuple) else []


def _asked(visit: Visit, about: str) -> list[Alert]:
    """Return the alerts of a kind since the plan was opened, without those that ended by themselves."""
    found = (one for one in visit.case.alerts_since_opening() if one.about == about)
    return [one for one in found if one.is_open or one.resolved_by]


def _is_asked(visit: Visit, alert: Alert, test: str) -> bool:
    """Whether an alert asks for a test that has not been measured since."""
    asked, result = alert.details.get("tests"), visit.case.results.get(test)
    measured_since = result is not None and result.by != 0 and result.at > alert.at
    return isinstance(asked, list | tuple) and test in asked and not measured_since


def _bring_up(visit: Visit, alert: Alert) -> None:
    """Send news again that is still open; where there is a digest, that does it every day."""
    if alert.is_untaken and visit.turn.settings.digest_hour is None:
        calling.call(visit, alert, visit.carers)
    planning.watch(visit)


def _missed_in_a_row(visit: Visit) -> int:
    asked = [one for one in visit.case.check_ins.values() if one.window in ("after_run", "h24", "h48")]
    count = 0
    for check_in in reversed(asked):
        if check_in.silence < 1 or check_in.last_answer_at:
            break
        count += 1
    return max(count, 1)
