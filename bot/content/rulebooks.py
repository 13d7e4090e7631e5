"""From the limits, clearances and rules of one file to a rulebook, every name checked.

Must never hold a figure: what is missing in the file is refused here, never filled in.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.content.files import File
from bot.content.schema import BookFile, ClearanceEntry, LimitEntry, RuleEntry
from bot.core.conditions import Condition, ConditionError, Term, compile_condition
from bot.core.errors import ContentError
from bot.core.limits import Limit
from bot.core.protocol import Clearance, Rule, Rulebook, outcome


def book(file: File, parsed: BookFile, names: Mapping[str, Term]) -> Rulebook:
    """Return the limits, clearances and rules of one file; raises ContentError for what does not fit together."""
    limits = {name: limit(name, entry) for name, entry in parsed.limits.items()}
    known = dict(names) | {f"limit.{name}": Term("limit", limit=one) for name, one in limits.items()}
    ids = [entry.id for entry in parsed.rules] + [entry.id for entry in parsed.clearances]
    refuse_double(file, "rules and clearances", ids)
    clearances = tuple(replace(_clearance(file, entry, known), book=parsed.id) for entry in parsed.clearances)
    rules = tuple(replace(_rule(file, entry, known, limits), book=parsed.id) for entry in parsed.rules)
    return Rulebook(tuple(limits.values()), clearances, rules)


def limit(name: str, entry: LimitEntry) -> Limit:
    """Return the limit that an entry describes."""
    return Limit(name, entry.operator, entry.value, entry.unit, entry.origin, entry.source)


def refuse_double(file: File, entry: str, ids: Iterable[str]) -> None:
    """Raise ContentError for the first id that stands twice."""
    double = next((name for name, count in Counter(ids).items() if count > 1), None)
    if double:
        raise ContentError(file.path, f"{entry} “{double}”", "This id stands twice.", "Rename one of them.")


def _clearance(file: File, entry: ClearanceEntry, names: Mapping[str, Term]) -> Clearance:
    must = _condition(file, f"clearances “{entry.id}” must", entry.must, names)
    return Clearance(entry.id, entry.about, must, entry.source, entry.origin, tuple(entry.phases))


def _rule(file: File, entry: RuleEntry, names: Mapping[str, Term], limits: Mapping[str, Limit]) -> Rule:
    when = _condition(file, f"rules “{entry.id}” when", entry.when, names)
    rest = days(file, f"rules “{entry.id}” rest", entry.rest, limits)
    at_least, phases = outcome(entry.at_least), tuple(entry.phases)
    return Rule(entry.id, when, at_least, entry.tell, entry.source, entry.origin, phases, rest)


def days(file: File, entry: str, name: str | None, limits: Mapping[str, Limit]) -> Limit | None:
    """Return the limit of this name as a number of days; raises ContentError where there is none or it is none."""
    if name is None:
        return None
    if name not in limits:
        raise ContentError(file.path, entry, f"There is no limit “{name}”.", "Name a limit of this file.")
    refuse_no_days(file, entry, limits[name])
    return limits[name]


def refuse_no_days(file: File, entry: str, rest: Limit) -> None:
    """Raise ContentError for a limit that is not so many whole days of rest at least."""
    if rest.unit != "days":
        raise ContentError(file.path, entry, f"The limit “{rest.id}” is not in days.", 'Write unit = "days".')
    if rest.operator != ">=":
        fault = f"Rest of {rest} would not be the least that is kept."
        raise ContentError(file.path, entry, fault, 'Write operator = ">=".')
    if rest.value is not None and (rest.value < 0 or rest.value != int(rest.value)):
        raise ContentError(file.path, entry, f"{rest.value:g} is no number of days.", "Give whole days, 0 or more.")


def _condition(file: File, entry: str, text: str, names: Mapping[str, Term]) -> Condition:
    if re.search(r"(?<![\w.\"'])\d", re.sub(r"\"[^\"]*\"|'[^']*'|\bh24\b|\bh48\b", "", text)):
        fault = "A number stands in the condition itself."
        remedy = "Make it a limit with unit, origin and source, and write `in limit.name`."
        raise ContentError(file.path, entry, fault, remedy)
    try:
        return compile_condition(text, names)
    except ConditionError as error:
        raise ContentError(file.path, entry, str(error), "Use the names of answers, measures and limits.") from None
