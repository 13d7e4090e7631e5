"""Explaining: why this was decided, in the person's words: which rule, which answer, which source.

Must never change anything, and never say more than the recorded decision holds.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from bot.care.known.cards import shown_value
from bot.care.ports import Person, Turn
from bot.care.visit import Visit
from bot.care.voice import bound, label, text, when
from bot.content.protocols import SCRIPTS
from bot.core.answers import Question
from bot.core.decision import CLINIC
from bot.core.facts import Decided
from bot.core.protocol import WINDOWS, Protocol, outcome

Fired = dict[str, Any]
FLAGS = "flags"
"""All red flags stand under one name, so that no rule on them is ever covered by another."""


def reasons(turn: Turn, person: Person, protocol: Protocol, decided: Decided) -> str:
    """Return one line for each thing that held the runner back, the strictest first; empty when nothing did."""
    lines = [f"• {reason(turn, person, protocol, fired)}" for fired in leading(decided)]
    return "\n".join(dict.fromkeys(lines))


def reason(turn: Turn, person: Person, protocol: Protocol, fired: Fired) -> str:
    """Return why one rule or clearance held the runner back, with the value it saw and its limit."""
    numbers = [value for value in fired["values"].values() if isinstance(value, int | float)]
    return text(
        turn,
        person,
        f"reasons.{fired['rule']}",
        value=_figure(max(numbers)) if numbers else "",
        least=_figure(min(numbers)) if numbers else "",
        limit=_limit(turn, person, protocol, fired),
    )


def _figure(value: float) -> str:
    """Return a figure to one decimal, rounded up, so that what is over a limit never reads as if it were at it."""
    return f"{ceil(value * 10) / 10:g}"


def why(visit: Visit) -> str:
    """Return the whole explanation of the last decision: what, when, each reason with answers and source."""
    turn, person = visit.turn, visit.person
    if not visit.case.decisions:
        return text(turn, person, "why.nothing_yet", physio=visit.physio)
    at, decided = visit.case.decisions[-1]
    parts = [text(turn, person, f"why.{decided.outcome}", at=when(turn, person, at), provisional=decided.provisional)]
    parts += [_one(visit, fired) for fired in leading(decided)]
    if any(fired["unanswered"] for fired in decided.fired):
        parts.append(text(turn, person, "why.unanswered"))
    parts.append(text(turn, person, "why.end", physio=visit.physio))
    return "\n\n".join(parts)


def answers_read(visit: Visit, reader: Person, fired: Fired) -> str:
    """Return the answers that a rule read, as the reader would say them; empty when it read none."""
    return answers_in(visit.turn, reader, fired["values"])


def answers_in(turn: Turn, reader: Person, values: Mapping[str, Any]) -> str:
    """Return answers and measures by name, such as `h24.pain`, as the reader would say them."""
    read = [_answer(turn, reader, name, value) for name, value in values.items() if value is not None]
    return "; ".join(part for part in read if part)


def source(turn: Turn, person: Person, fired: Fired) -> str:
    """Return where a rule comes from: in the person's language where that is written down, else as in its file.

    Protocols share the names of rules, so what stands in a protocol is told by the guide that it follows. What the
    clinic has set is told in the clinic's own words.
    """
    if fired["origin"] == CLINIC:
        return str(fired["source"])
    has = turn.library.language(person.language).has
    guide, own = f"names.source__{fired.get('book', '')}", f"reasons.{fired['rule']}__source"
    if has(guide):
        name = "why.source_derived" if fired["origin"] == "derived" else "why.source_of_guide"
        return text(turn, person, name, guide=text(turn, person, guide))
    return text(turn, person, own) if has(own) else fired["source"]


def leading(decided: Decided) -> list[Fired]:
    """Return the reasons worth saying, the strictest first; one about the same answers as a stricter one is not."""
    said: list[Fired] = []
    covered: set[str] = set()
    for fired in all_reasons(decided):
        names = {name for name, value in fired["values"].items() if value is not None}
        if not names or not names <= covered or FLAGS in names:
            said.append(fired)
        covered |= names
    return said


def all_reasons(decided: Decided) -> list[Fired]:
    """Return everything that held the runner back, the strictest and the widest first."""
    said = [fired for fired in decided.fired if not fired["unanswered"]]
    return sorted(said, key=lambda fired: (-outcome(fired["at_least"]), -len(fired["values"])))


def _one(visit: Visit, fired: Fired) -> str:
    turn, person = visit.turn, visit.person
    return text(
        turn,
        person,
        "why.reason",
        reason=reason(turn, person, visit.protocol, fired),
        answers=answers_read(visit, person, fired),
        source=source(turn, person, fired),
    )


def _limit(turn: Turn, person: Person, protocol: Protocol, fired: Fired) -> str:
    # Of two that share an id, as in a pair of protocols, the limits tell which one it was.
    alike = [thing.condition.limits for thing in protocol.book.things if thing.id == fired["rule"]]
    exact = [limits for limits in alike if ", ".join(str(limit) for limit in limits) == fired["limit"]]
    limit = next((limit for limits in exact or alike for limit in limits), None)
    if limit is None or limit.value is None:
        return ""
    # Where the figure has been changed since, the decision is told with the one it was made on.
    then, value = str(fired["limit"]).split()[:2] if fired["limit"] and not exact else (limit.operator, "")
    return bound(turn, person, then, value or f"{limit.value:g}")


def _answer(turn: Turn, reader: Person, name: str, value: Any) -> str:
    """Return one value as `Pain at 24 h: 3/10`; measures say their own name."""
    window, _, question_id = name.partition(".")
    if window in WINDOWS:
        value = tuple(value) if isinstance(value, list) else value
        script, question = _asked(turn, window, question_id)
        if question is None:
            return ""
        return text(
            turn,
            reader,
            "why.answer",
            question=label(turn, reader, f"{script}.{question_id}__short"),
            window=label(turn, reader, f"names.window__{window}"),
            value=shown_value(turn, reader, script, question, value),
        )
    if name == FLAGS:
        question = turn.library.conversation("wrong").question("flags")
        return shown_value(turn, reader, "wrong", question, tuple(value)) if question and value else ""
    if name.startswith("baseline.") and isinstance(value, str):
        return _baseline(turn, reader, name, value)
    shown = _figure(value) if isinstance(value, int | float) else str(value)
    return text(
        turn,
        reader,
        "why.measure",
        name=label(turn, reader, f"names.measure__{name.replace('.', '_')}"),
        value=shown,
    )


def _asked(turn: Turn, window: str, question_id: str) -> tuple[str, Question | None]:
    """Return a question of a window with the conversation that asks it, whatever the session consisted of."""
    for script in (window, *SCRIPTS[window].values()):
        question = turn.library.conversation(script).question(question_id)
        if question:
            return script, question
    return window, None


def _baseline(turn: Turn, reader: Person, name: str, value: str) -> str:
    """Return a frozen baseline in the words of the question that it answers."""
    question_id = name.removeprefix("baseline.")
    question = turn.library.conversation("h48").question(question_id)
    shown = shown_value(turn, reader, "h48", question, value) if question else value
    return text(
        turn, reader, "why.measure", name=label(turn, reader, f"names.measure__baseline_{question_id}"), value=shown
    )
