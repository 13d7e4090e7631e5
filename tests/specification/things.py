"""What the tables must show: every rule, clearance, limit and gate of every content file, by the file it stands in.

A file that cannot be read has nothing to show here; that it cannot be read fails a test of its own.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.content.schema import BookFile, ConditionFile, ProtocolFile, parse
from bot.core.errors import ContentError
from bot.core.limits import Limit
from bot.core.protocol import Clearance, Protocol, Rule
from tests.specification import good
from tests.specification.tables import Entry, entries

ENTRIES = entries()
DECIDES = ("run", "report", "gap")
"""What an entry asks about where rules and clearances have their say."""

KNOWN_TO_CODE = {"extra_rest", "most_pain"}
"""Limits that no rule compares, because the plan itself or the check reads them."""


@dataclass(frozen=True)
class Owned:
    """A rule or clearance by its id, and the file it stands in: a protocol, a condition or the floor."""

    owner: str
    id: str

    def on(self, protocol: Protocol) -> Rule | Clearance:
        """Return the thing as it stands in a protocol that the owner is part of."""
        return next(thing for thing in protocol.book.things if thing.id == self.id)

    def __str__(self) -> str:
        return f"{self.owner}-{self.id}"


@dataclass(frozen=True)
class Compared:
    """An expression that a file compares with one of its limits, in one rule or clearance."""

    thing: Owned
    expression: str
    limit: str

    def __str__(self) -> str:
        return f"{self.thing.owner}-{self.limit}-{self.expression}"


@cache
def owners() -> Mapping[str, BookFile]:
    """Return every file that holds rules, by its name, as far as it can be read."""
    read: dict[str, BookFile] = {}
    library = good.content()
    for name in ["floor", *library.protocol_names(), *library.condition_names()]:
        room = "protocols/conditions/" if name in library.condition_names() else "protocols/"
        model = BookFile if name == "floor" else ConditionFile if room.endswith("conditions/") else ProtocolFile
        try:
            read[name] = parse(library.files[f"{room}{name}.toml"], model)
        except ContentError:
            continue
    del read[good.NOTHING]
    return read


def owned() -> list[Owned]:
    """Return every rule and clearance of every file."""
    return [
        Owned(owner, entry.id) for owner, parsed in owners().items() for entry in (*parsed.rules, *parsed.clearances)
    ]


def about(owner: str) -> list[Entry]:
    """Return the decisions that may show what a file says; a group of conditions is shown by its members."""
    return [entry for entry in ENTRIES if entry.asks in DECIDES and _is_about(entry, owner)]


def compared() -> list[Compared]:
    """Return everything that is compared with a limit, over all files."""
    found = []
    for owner, parsed in owners().items():
        texts = [(rule.id, rule.when) for rule in parsed.rules] + [(one.id, one.must) for one in parsed.clearances]
        found += [
            Compared(Owned(owner, name), expression, limit)
            for name, text in texts
            for expression, limit in comparisons(text)
        ]
    return list(dict.fromkeys(found))


def comparisons(text: str) -> Iterator[tuple[str, str]]:
    """Yield each expression of a condition with the limit it is compared with."""
    for node in ast.walk(ast.parse(text, mode="eval")):
        match node:
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[ast.Attribute() as limit]):
                if ast.unparse(limit.value) == "limit":
                    yield ast.unparse(left), limit.attr


def read(expression: str, values: Mapping[str, Any]) -> float | None:
    """Return the value of a name, or of a sum or difference of names; None where one is missing."""
    return _read(ast.parse(expression, mode="eval").body, values)


def place(value: float, limit: Limit) -> str:
    """Say on which side of a limit a value lies; nothing where the limit is empty."""
    if limit.value is None:
        return ""
    return "below" if value < limit.value else "above" if value > limit.value else "at"


def uncompared(owner: str) -> set[str]:
    """Return the limits of a file that no rule or clearance of it compares, and that are no days of rest either."""
    parsed = owners()[owner]
    used = {one.limit for one in compared() if one.thing.owner == owner}
    used |= {rule.rest for rule in parsed.rules if rule.rest}
    used |= {parsed.rest} if isinstance(parsed, ConditionFile) and parsed.rest else set()
    return set(parsed.limits) - used - KNOWN_TO_CODE


def gates() -> list[tuple[str, str]]:
    """Return each gate as protocol and id."""
    return [
        (owner, gate.id)
        for owner, parsed in owners().items()
        if isinstance(parsed, ProtocolFile)
        for phase in parsed.phases
        for gate in phase.gates
    ]


def _is_about(entry: Entry, owner: str) -> bool:
    if "floor" in (owner, entry.given.get("book")):
        return owner == entry.given.get("book")
    condition = owners().get(entry.given["condition"])
    group = condition.group if isinstance(condition, ConditionFile) else None
    return owner in entry.owners or owner == group


def _read(node: ast.expr, values: Mapping[str, Any]) -> float | None:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            one, other = _read(left, values), _read(right, values)
            if one is None or other is None:
                return None
            return one + other if isinstance(op, ast.Add) else one - other
        case _:
            value = values.get(ast.unparse(node))
            return value if isinstance(value, int | float) else None
