"""From protocol, floor and condition files to one protocol that can decide.

Must never hold a figure: what is missing in the files is refused here, never filled in.
"""

import re
from collections.abc import Mapping

from bot.content.conversations import terms
from bot.content.files import CLINIC_FLOOR, FLOOR, File
from bot.content.schema import (
    BookFile,
    ClearanceEntry,
    LimitEntry,
    PhaseEntry,
    ProtocolFile,
    RuleEntry,
    RungEntry,
    parse,
)
from bot.core.conditions import Condition, ConditionError, Term, compile_condition
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.limits import Limit
from bot.core.measures import MEASURES
from bot.core.protocol import WINDOWS, Clearance, Phase, Protocol, Rule, Rulebook, Rung, outcome

CONDITIONS = "protocols/conditions/"
STAMP = 16
MUST_BE_CLEARED = ("pain", "swelling", "gait")


def vocabulary(conversations: Mapping[str, Conversation]) -> dict[str, Term]:
    """Return every name that rules may read: answers as `window.question`, measures, and the flags of all windows."""
    names = {measure.name: measure.term for measure in MEASURES}
    for window in WINDOWS:
        names |= terms(conversations[window].questions, f"{window}.")
    names["flags"] = names["h48.flags"]
    return names


def build(
    file: File, condition: File, files: Mapping[str, File], conversations: Mapping[str, Conversation]
) -> Protocol:
    """Return the protocol with the floor and the condition joined in; raises ContentError for what is unsafe."""
    parsed = parse(file, ProtocolFile)
    names = vocabulary(conversations)
    floors = [files[path] for path in (FLOOR, CLINIC_FLOOR) if path in files]
    books = [book(one, parse(one, BookFile), names) for one in floors]
    books.append(book(condition, parse(condition, BookFile), names))
    own = book(file, parsed, names)
    _refuse_uncleared(file, own)
    joined = _join([*books, own], file)
    phases = tuple(_phase(phase) for phase in parsed.phases)
    _refuse_double(file, "rungs", [rung.id for phase in phases for rung in phase.rungs])
    _refuse_double(file, "phases", [phase.id for phase in phases])
    if "extra_rest" not in parsed.limits:
        raise ContentError(file.path, "limits", "The limit “extra_rest” is missing.", "Say how many rest days to add.")
    rest = int(parsed.limits["extra_rest"].value)
    stamp = "+".join(one.version[:STAMP] for one in (file, condition, *floors))
    return Protocol(parsed.id, file.version, parsed.source, tuple(parsed.windows), phases, joined, rest, stamp)


def book(file: File, parsed: BookFile, names: Mapping[str, Term]) -> Rulebook:
    """Return the limits, clearances and rules of one file, every name checked."""
    limits = tuple(_limit(name, entry) for name, entry in parsed.limits.items())
    known = dict(names) | {f"limit.{limit.id}": Term("limit", limit=limit) for limit in limits}
    _refuse_double(
        file,
        "rules and clearances",
        [entry.id for entry in parsed.rules] + [entry.id for entry in parsed.clearances],
    )
    clearances = tuple(_clearance(file, entry, known) for entry in parsed.clearances)
    rules = tuple(_rule(file, entry, known) for entry in parsed.rules)
    return Rulebook(limits, clearances, rules)


def _join(books: list[Rulebook], file: File) -> Rulebook:
    """Add the books together; an id that two of them use would make reasons ambiguous and is refused."""
    joined = books[0]
    for one in books[1:]:
        joined += one
    _refuse_double(
        file,
        "rules and clearances",
        [rule.id for rule in joined.rules] + [clearance.id for clearance in joined.clearances],
    )
    _refuse_double(file, "limits", [limit.id for limit in joined.limits])
    return joined


def _refuse_uncleared(file: File, own: Rulebook) -> None:
    for subject in MUST_BE_CLEARED:
        if not any(clearance.about == subject for clearance in own.clearances):
            fault = f"Nothing clears {subject}."
            raise ContentError(file.path, "clearances", fault, f'Add a clearance with about = "{subject}".')


def _refuse_double(file: File, entry: str, ids: list[str]) -> None:
    double = next((name for name in ids if ids.count(name) > 1), None)
    if double:
        raise ContentError(file.path, f"{entry} “{double}”", "This id stands twice.", "Rename one of them.")


def _limit(name: str, entry: LimitEntry) -> Limit:
    return Limit(name, entry.operator, entry.value, entry.unit, entry.origin, entry.source)


def _clearance(file: File, entry: ClearanceEntry, names: Mapping[str, Term]) -> Clearance:
    must = _condition(file, f"clearances “{entry.id}” must", entry.must, names)
    return Clearance(entry.id, entry.about, must, entry.source, entry.origin)


def _rule(file: File, entry: RuleEntry, names: Mapping[str, Term]) -> Rule:
    when = _condition(file, f"rules “{entry.id}” when", entry.when, names)
    return Rule(entry.id, when, outcome(entry.at_least), entry.tell, entry.source, entry.origin)


def _condition(file: File, entry: str, text: str, names: Mapping[str, Term]) -> Condition:
    if re.search(r"(?<![\w.\"'])\d", re.sub(r"\"[^\"]*\"|'[^']*'|\bh24\b|\bh48\b", "", text)):
        fault = "A number stands in the condition itself."
        raise ContentError(
            file.path,
            entry,
            fault,
            "Make it a limit with unit, origin and source, and write `in limit.name`.",
        )
    try:
        return compile_condition(text, names)
    except ConditionError as error:
        raise ContentError(file.path, entry, str(error), "Use the names of answers, measures and limits.") from None


def _phase(entry: PhaseEntry) -> Phase:
    return Phase(entry.id, tuple(_rung(rung) for rung in entry.rungs), entry.checkpoint or "")


def _rung(entry: RungEntry) -> Rung:
    return Rung(
        entry.id,
        entry.run_seconds,
        entry.walk_seconds,
        tuple(entry.cycles),
        warm_up_minutes=entry.warm_up_minutes,
        per_week=entry.per_week,
        rest_days=entry.rest_days,
        origin=entry.origin,
        source=entry.source,
        accepted=entry.accepted or "",
    )
