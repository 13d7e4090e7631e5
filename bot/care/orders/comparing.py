"""Comparing: what would be different for a patient under another protocol, or with the rules of another condition.

Must never say which of the two is better.
"""

from collections.abc import Iterable

from bot.care.known import dose
from bot.care.orders import places
from bot.care.orders.draft import Draft
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import bound, label, text
from bot.content.protocols import SCRIPTS
from bot.core.limits import Limit
from bot.core.protocol import Clearance, Outcome, Protocol, Rule

MOST_LIMITS = 10
MOST_RULES = 8


def differences(target: Visit, carer: Person, draft: Draft) -> str:
    """Return what would differ, as lines: the ladder, the rest, the limits, the questions, the gates."""
    there = places.under(target, draft)
    now, then = target.protocol, there.protocol
    parts = [*_ladder(there, carer, now, then), *_rest(target, carer, now, then), *_limits(target, carer, now, then)]
    parts += _rules(target, carer, now, then)
    parts += _names(target, carer, "questions", (_questions(target, carer, now), _questions(target, carer, then)))
    parts += _names(target, carer, "gates", (_gates(target, carer, now), _gates(target, carer, then)))
    head = text(target.turn, carer, "orders.differences" if parts else "orders.no_difference")
    return "\n".join([head, *parts])


def _ladder(there: Visit, carer: Person, now: Protocol, then: Protocol) -> list[str]:
    if now.rungs == then.rungs:
        return []
    first, last = (dose.rung_name(there, carer, rung.id) for rung in (then.rungs[0], then.rungs[-1]))
    return [text(there.turn, carer, "orders.ladder", steps=len(then.rungs), first=first, last=last)]


def _rules(target: Visit, carer: Person, now: Protocol, then: Protocol) -> list[str]:
    """Return the rules and clearances that are new, and those that are gone, each by what it tells a patient."""
    return [*_only_in(target, carer, then, now, which="new"), *_only_in(target, carer, now, then, which="gone")]


def _only_in(target: Visit, carer: Person, one: Protocol, other: Protocol, *, which: str) -> list[str]:
    """Return what stands in one protocol alone, the strictest first; the first of them in words, the rest counted."""
    known = {thing.id for thing in other.book.things}
    alone = [thing for thing in sorted(one.book.things, key=_strictness) if thing.id not in known]
    said = list(dict.fromkeys(_rule(target, carer, thing) for thing in alone))
    if not said:
        return []
    more = len(said) - MOST_RULES
    head = text(target.turn, carer, f"orders.rules__{which}", count=len(said))
    rest = [text(target.turn, carer, "orders.more_rules", more=more)] if more > 0 else []
    return [head, *said[:MOST_RULES], *rest]


def _strictness(thing: Rule | Clearance) -> int:
    return -(thing.at_least if isinstance(thing, Rule) else Outcome.REPEAT)


def _rule(target: Visit, carer: Person, thing: Rule | Clearance) -> str:
    """Return what a patient is told by a rule, with … where the day's figures stand, and its limits."""
    turn, figures = target.turn, dict.fromkeys(("value", "least"), "…")
    phrases = [phrase for limit in thing.condition.limits if (phrase := _phrase(target, carer, limit))]
    because = text(turn, carer, f"reasons.{thing.id}", **figures, limit=phrases[0] if phrases else "…")
    # Many reasons name their limit themselves; it is not said twice.
    limits = ", ".join(phrase for phrase in dict.fromkeys(phrases) if phrase not in because)
    return text(turn, carer, "orders.rule", because=because, limits=limits)


def _rest(target: Visit, carer: Person, now: Protocol, then: Protocol) -> list[str]:
    if now.rest_days == then.rest_days:
        return []
    return [text(target.turn, carer, "orders.rest_days", before=now.rest_days, after=then.rest_days)]


def _limits(target: Visit, carer: Person, now: Protocol, then: Protocol) -> list[str]:
    """Return a line for each limit on an answer that is new, gone, or another figure; the first of them in full."""
    before, after = (_said_limits(target, carer, one) for one in (now, then))
    lines = [
        text(target.turn, carer, "orders.limit", what=name, before=before.get(name, ""), after=after.get(name, ""))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]
    more = len(lines) - MOST_LIMITS
    return [*lines[:MOST_LIMITS], *([text(target.turn, carer, "orders.more_limits", more=more)] if more > 0 else [])]


def _said_limits(target: Visit, carer: Person, protocol: Protocol) -> dict[str, str]:
    """Return the limits that clearances and rules set to answers, by what is asked: `Pain (after one day)`."""
    found: dict[str, dict[str, None]] = {}
    for thing in protocol.book.things:
        for limit in thing.condition.limits:
            for name in _read_by(target, carer, thing):
                found.setdefault(name, {})[_phrase(target, carer, limit)] = None
    return {name: ", ".join(sorted(phrases)) for name, phrases in found.items()}


def _read_by(target: Visit, carer: Person, thing: Rule | Clearance) -> list[str]:
    """Return the answers that a thing reads, where it reads one kind of answer only, so that its limit is theirs."""
    questions = {name.partition(".")[2]: name for name in sorted(thing.condition.names) if "." in name}
    asked = {question: name for question, name in questions.items() if not name.startswith("baseline.")}
    if len(asked) != 1 or len(thing.condition.limits) != 1:
        return []
    window, _, question = next(iter(asked.values())).partition(".")
    said = _question(target, carer, window, question)
    return [said] if said else []


def _question(target: Visit, carer: Person, window: str, question: str) -> str:
    for script in (window, *SCRIPTS.get(window, {}).values()):
        if target.turn.library.conversation(script).question(question):
            return label(target.turn, carer, f"{script}.{question}__short")
    return ""


def _phrase(target: Visit, carer: Person, limit: Limit) -> str:
    if limit.value is None:
        return ""
    return bound(target.turn, carer, limit.operator, f"{limit.value:g}")


def _questions(target: Visit, carer: Person, protocol: Protocol) -> list[str]:
    """Return the optional questions that a protocol asks for."""
    asked = (name.split(".", maxsplit=1) for name in sorted(protocol.asks))
    return list(dict.fromkeys(label(target.turn, carer, f"{script}.{question}__short") for script, question in asked))


def _gates(target: Visit, carer: Person, protocol: Protocol) -> list[str]:
    """Return the gates and checkpoints on the way of a protocol."""
    gates = [text(target.turn, carer, f"names.gate__{gate.id}") for gate in protocol.gates()]
    return gates + [text(target.turn, carer, f"names.checkpoint__{one}") for one in protocol.checkpoints()]


def _names(target: Visit, carer: Person, what: str, both: tuple[Iterable[str], Iterable[str]]) -> list[str]:
    """Return a line for what is there now and then no more, or then and not now; none where both are the same."""
    before, after = (list(dict.fromkeys(one)) for one in both)
    new, gone = [one for one in after if one not in before], [one for one in before if one not in after]
    if not new and not gone:
        return []
    return [text(target.turn, carer, f"orders.{what}", new=", ".join(new), gone=", ".join(gone))]
