"""The card of an alert: what whoever is called reads, and what can be done about it as it stands now.

Without names or details it says only that somebody is wanted. Must never record or send anything.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from typing import Any

from babel.dates import format_timedelta

from bot.care.alerts.series import is_free
from bot.care.known import explain, history, results
from bot.care.permissions import is_for
from bot.care.ports import Button, Keyboard, Person
from bot.care.talk_buttons import write_button
from bot.care.things import in_words
from bot.care.visit import Visit
from bot.care.voice import bare, button, label, text, when
from bot.content.markup import plain
from bot.core.alert import PRESSING, Alert
from bot.core.facts import Decided

LONGEST = 4000
"""What Telegram takes is a little more; marks are counted here as well, so that nothing is ever refused."""

OTHERS = 5
"""So many of the other open alerts of a patient are named on a card."""

OUTCOMES = ("examined", "spoke", "advised", "nothing_needed")
"""How people of the clinic say an alert ended."""

ORDERS = (
    "reopen",
    "keep",
    "place",
    "rest",
    "pause",
    "baseline",
    "protocol",
    "condition",
    "sign",
    "measure",
    "discharge",
)
BY_ITSELF = (*ORDERS, "answered", "started", "returned", "went_on", "seen")
"""How an alert ends on what was ordered, or on what has happened."""

_TELLING = ("outcome", "check_in", "note", "checkpoint", "test", "gate", "longest")
"""The details of which the first that an alert has says most about it."""

WITH_RUNS = ("decision", "missing", "late", "checkpoint", "finished", "correction")
"""What an alert is about that shows the last runs, and has their picture behind it."""

_NAMES = {
    "checkpoint": "names.checkpoint__{}",
    "gate": "names.gate__{}",
    "test": "tests.{}__short",
    "outcome": "names.outcome__{}",
}


def card_name(visit: Visit, alert: Alert) -> str:
    """Return what the messages of an alert are about, for replacing them."""
    return f"alert:{visit.person.id}:{alert.number}"


def shows_details(visit: Visit, reader: Person) -> bool:
    """Say whether this reader may read about health at all: a group only where the clinic says so."""
    return reader.role != "group" or visit.turn.settings.details_in_groups


def name_for(visit: Visit, reader: Person, *, named: bool = False) -> str:
    """Return who the patient is: by name, or by number where names are switched off and nobody asked to see them."""
    if named or visit.turn.settings.names_in_alerts:
        return visit.person.name
    return label(visit.turn, reader, "alert.nameless", number=visit.person.id)


def words(visit: Visit, reader: Person, alert: Alert, *, repeat: int = 0, named: bool = False) -> str:
    """Return the alert as somebody reads it: who, what, which rules, which answers, the last runs, and who has it."""
    turn = visit.turn
    if not shows_details(visit, reader):
        wanted = text(turn, reader, "alert.wanted", severity=alert.severity, number=number_for(visit, reader, alert))
        return "\n".join(part for part in (wanted, standing(visit, reader, alert)) if part)
    name = name_for(visit, reader, named=named)
    head = text(turn, reader, f"alert.{alert.severity}", name=name, number=alert.number, repeat=repeat)
    foot = "\n".join(part for part in (_also_open(visit, reader, alert), _raised(visit, reader, alert)) if part)
    runs = history.last_runs(visit, reader).split("\n") if alert.about in WITH_RUNS else []
    for what in _shorter_and_shorter(visit, reader, alert, name):
        for kept in range(len(runs), 0, -1):
            said = "\n\n".join(part for part in (head, what, "\n".join(runs[:kept]), foot) if part)
            if length(said) <= LONGEST:
                return said
        said = "\n\n".join(part for part in (head, what, foot) if part)
        if length(said) <= LONGEST:
            return said
    return _cut(f"{head}\n\n{foot}\n\n{what}")


def length(said: str) -> int:
    """Return how long a text is as Telegram counts it, marks included."""
    return len(said.encode("utf-16-le")) // 2


def keyboard(visit: Visit, reader: Person, alert: Alert) -> Keyboard:
    """Return what can be done about an alert, as it stands now; in a group it can only be taken."""
    turn, patient = visit.turn, visit.person.id
    rows: list[tuple[Button, ...]] = []
    if is_free(visit, alert):
        rows.append((button(turn, reader, "buttons.acknowledge", f"k|{patient}|{alert.number}"),))
    if reader.role == "group":
        return tuple(rows)
    decides = is_for(reader.role, "decide")
    if decides and alert.about == "checkpoint" and alert.details["checkpoint"] not in visit.case.signed:
        rows.append((button(turn, reader, "buttons.sign", f"g|{patient}|{alert.details['checkpoint']}"),))
    if "gate" in alert.details:
        rows.append((button(turn, reader, "buttons.gates", f"v|{patient}|{alert.details['gate']}"),))
    if visit.case.held:
        decisions = (*((("reopen", "o"),) if decides else ()), ("keep_closed", "n"))
        rows.append(tuple(button(turn, reader, f"buttons.{name}", f"{verb}|{patient}") for name, verb in decisions))
    if alert.is_open:
        rows.append(tuple(_ends(visit, reader, alert)))
    show = button(turn, reader, "buttons.patient", f"p|{patient}")
    write = (write_button(turn, reader, patient),) if visit.person.state == "active" else ()
    return (*rows, (show, *write))


def number_for(visit: Visit, reader: Person, alert: Alert) -> str:
    """Return the number of an alert; where no name stands beside it, one that no other patient's alert has."""
    return str(alert.number) if shows_details(visit, reader) else f"{visit.person.id}-{alert.number}"


def outcome_words(visit: Visit, reader: Person, alert: Alert) -> str:
    """Return how an alert ended, as somebody reads it: a usual outcome, or what was typed."""
    if is_usual(alert.outcome):
        return label(visit.turn, reader, f"alert.ended__{alert.outcome}")
    return label(visit.turn, reader, "alert.ended_in_words", words=alert.outcome)


def is_usual(outcome: str) -> bool:
    """Say whether an alert ended in one of the ways that have a name of their own, and not in typed words."""
    return outcome in (*OUTCOMES, *BY_ITSELF)


def kind_of(visit: Visit, reader: Person, alert: Alert) -> str:
    """Return in a few words what an alert is about, with the one detail that tells most."""
    turn, shown = visit.turn, _details(visit, reader, alert)
    if alert.about == "decision":
        _, decided = visit.case.decisions[int(str(alert.details["decision"])) - 1]
        reasons = [explain.reason(turn, reader, visit.protocol, one) for one in explain.leading(decided)[:1]]
        shown["outcome"] = ": ".join((text(turn, reader, f"names.outcome__{decided.outcome}"), *reasons))
    detail = bare(str(next((shown[name] for name in _TELLING if name in shown), "")))
    which = "alert.kind__sent" if shown.get("sent") else f"alert.kind__{alert.about}"
    if not turn.library.language(reader.language).has(which):
        which = "alert.kind__other"
    return label(turn, reader, "alert.kind", kind=label(turn, reader, which), detail=detail)


def staff_name(visit: Visit, person_id: int | None) -> str:
    """Return the name of somebody of the clinic; the clinic's own where they are not known any more."""
    return next((one.name for one in visit.staff if one.id == person_id), visit.turn.settings.clinic)


def _ends(visit: Visit, reader: Person, alert: Alert) -> Iterator[Button]:
    stem = f"z|{visit.person.id}|{alert.number}"
    yield button(visit.turn, reader, "buttons.resolve", f"{stem}|r")
    if alert.severity != "urgent":
        yield button(visit.turn, reader, "buttons.snooze", f"{stem}|s")


def _also_open(visit: Visit, reader: Person, alert: Alert) -> str:
    """Return which other alerts of the patient are open; empty where none is, or where this one has ended."""
    others = strictest([one for one in visit.case.open_alerts() if one.number != alert.number]) if alert.is_open else []
    if not others:
        return ""
    said = [text(visit.turn, reader, f"alert.other_{one.severity}", number=one.number) for one in others[:OTHERS]]
    more = max(0, len(others) - OTHERS)
    return text(visit.turn, reader, "alert.also_open", others=", ".join(said), more=more)


def strictest(alerts: Iterable[Alert]) -> list[Alert]:
    """Return alerts as they are listed where not all can be shown: the strictest first, of each the oldest."""
    order = (*PRESSING, "tell")
    return sorted(alerts, key=lambda one: (order.index(one.severity), one.number))


def _cut(said: str) -> str:
    """Return as much of a text as fits, without its markup: the last resort, so that no alert is ever kept back."""
    shown = plain(said)
    while length(escape(shown)) >= LONGEST:
        shown = shown[: len(shown) * 9 // 10]
    return f"{escape(shown)}…"


def _raised(visit: Visit, reader: Person, alert: Alert) -> str:
    raised = text(visit.turn, reader, "alert.at", at=when(visit.turn, reader, alert.at))
    return "\n".join(part for part in (raised, standing(visit, reader, alert)) if part)


def standing(visit: Visit, reader: Person, alert: Alert) -> str:
    """Return who has an alert, until when it is put off, or how it ended and how long that took."""
    turn = visit.turn
    if not alert.is_open:
        return _ended(visit, reader, alert)
    parts = []
    if alert.acknowledged_by is not None:
        which = "owner_gone" if is_free(visit, alert) else "taken_by"
        parts.append(text(turn, reader, f"alert.{which}", name=staff_name(visit, alert.acknowledged_by)))
    elif alert.had_by is not None:
        parts.append(text(turn, reader, "alert.owner_gone", name=staff_name(visit, alert.had_by)))
    if alert.snoozed_until and alert.is_snoozed(turn.now):
        until, name = when(turn, reader, alert.snoozed_until), staff_name(visit, alert.snoozed_by)
        parts.append(text(turn, reader, "alert.put_off", name=name, until=until))
    return "\n".join(parts)


def _ended(visit: Visit, reader: Person, alert: Alert) -> str:
    turn, words = visit.turn, outcome_words(visit, reader, alert) if shows_details(visit, reader) else ""
    name = staff_name(visit, alert.resolved_by) if alert.resolved_by else ""
    ended = text(turn, reader, "alert.resolved", name=name, outcome=words)
    if not alert.resolved_by or alert.acknowledged_at is None or alert.resolved_at is None:
        return ended
    taken, resolved = (span(reader, alert.at, at) for at in (alert.acknowledged_at, alert.resolved_at))
    return f"{ended}\n{text(turn, reader, 'alert.times', taken=taken, resolved=resolved)}"


def span(reader: Person, start: datetime, end: datetime) -> str:
    """Return how long something took, in the reader's language, such as `4 minutes` or `2 hours`."""
    return format_timedelta(end - start, granularity="minute", threshold=2, locale=reader.language)


def _shorter_and_shorter(visit: Visit, reader: Person, alert: Alert, name: str) -> Iterator[str]:
    """Yield what an alert is about: whole, and where it is about rules, with fewer and fewer of their details."""
    if alert.about != "decision":
        said = text(visit.turn, reader, f"alert.about_{alert.about}", name=name, **_details(visit, reader, alert))
        tested = results.at_hand(visit, reader) if alert.about in ("checkpoint", "gate_waits") else ""
        yield from (f"{said}\n\n{tested}", said) if tested else (said,)
        return
    _, decided = visit.case.decisions[int(str(alert.details["decision"])) - 1]
    fired = len(explain.leading(decided))
    for whole in range(fired, -1, -1):
        yield _rules(visit, reader, decided, whole=whole)


def _rules(visit: Visit, reader: Person, decided: Decided, *, whole: int) -> str:
    """Return the rules that fired, the first so many of them with their answers and sources."""
    turn = visit.turn
    opens = is_for(reader.role, "decide")
    lines = [text(turn, reader, f"alert.outcome_{decided.outcome}", provisional=decided.provisional, opens=opens)]
    for place, one in enumerate(explain.leading(decided)):
        reason = explain.reason(turn, reader, visit.protocol, one)
        answers = explain.answers_read(visit, reader, one) if place < whole else ""
        source = explain.source(turn, reader, one) if place < whole else ""
        lines.append(text(turn, reader, "alert.rule", reason=reason, answers=answers, source=source, rule=one["rule"]))
    return "\n".join(lines)


def _details(visit: Visit, reader: Person, alert: Alert) -> dict[str, Any]:
    """Return the details of an alert with the ids in them said as names."""
    turn, shown = visit.turn, dict(alert.details)
    for detail, which in _NAMES.items():
        if detail in shown:
            shown[detail] = text(turn, reader, which.format(shown[detail]))
    if "check_in" in shown:
        shown["check_in"] = text(turn, reader, f"names.window__{str(shown['check_in']).partition(':')[2]}")
    if alert.about == "note":
        parts = shown.pop("parts", ())
        shown |= {"sent": bool(parts)} | ({"note": in_words(turn, reader, parts)} if parts else {})
    waits = shown.get("tests")
    if isinstance(waits, list | tuple):
        shown["tests"] = ", ".join(text(turn, reader, f"tests.{test}__short") for test in waits)
    return shown
