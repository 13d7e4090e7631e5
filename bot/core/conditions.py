"""The one small language of guards, clearances and rules: what may be written, and what it means.

Comparisons, `and`/`or`/`not`, membership, names, constants, `+` and `-`; compiled once, every name checked then.
`x in limit.pain` holds when x keeps the limit's own operator and value, so a number is written in one place only.

A name without a value is *missing*, and missing is not zero: a comparison with it is neither true nor false but
unknown (None), `and`/`or` follow Kleene's three-valued logic, and callers act on True alone.
Must never know what the names stand for; they arrive as a vocabulary.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.limits import Limit

Values = Mapping[str, Any]
Node = Callable[[Values], Any]

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class ConditionError(ValueError):
    """The text is not a condition of the closed language, or uses a name or option that does not exist."""


@dataclass(frozen=True)
class Term:
    """What a name may hold: a `number`, one `option` of a list, a `set` of options, or a `limit`.

    `options` of an ordered list run from mild to bad, so `gait >= "slight"` compares by place in the list.
    """

    kind: str
    options: tuple[str, ...] = ()
    ordered: bool = True
    limit: Limit | None = None


@dataclass(frozen=True)
class Condition:
    """A compiled condition; equal texts over the same names and limits are equal conditions."""

    text: str
    names: frozenset[str]
    limits: tuple[Limit, ...]
    _node: Node = field(compare=False, repr=False)

    def holds(self, values: Values) -> bool | None:
        """Return True or False, or None where a missing value leaves it open."""
        result: bool | None = self._node(values)
        return result


def compile_condition(text: str, vocabulary: Mapping[str, Term]) -> Condition:
    """Return the compiled condition; raises ConditionError with a sentence for the author."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ConditionError(f"“{text}” is not a condition.") from None
    compiler = _Compiler(vocabulary)
    node = compiler.truth(tree)
    limits = tuple(sorted(compiler.limits.values(), key=lambda limit: limit.id))
    return Condition(text, frozenset(compiler.names), limits, node)


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: how to read it, and what it may hold."""

    read: Node
    kind: str
    options: tuple[str, ...] = ()
    ordered: bool = True
    constant: Any = None
    limit: Limit | None = None


class _Compiler:
    """Turns one syntax tree into nested functions, refusing whatever is outside the language."""

    def __init__(self, vocabulary: Mapping[str, Term]) -> None:
        self.vocabulary = vocabulary
        self.names: set[str] = set()
        self.limits: dict[str, Limit] = {}

    def truth(self, tree: ast.expr) -> Node:
        match tree:
            case ast.BoolOp(op=ast.And(), values=parts):
                return _all([self.truth(part) for part in parts])
            case ast.BoolOp(op=ast.Or(), values=parts):
                return _any([self.truth(part) for part in parts])
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return _not(self.truth(part))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(left, op, right)
            case _:
                raise ConditionError(
                    f"“{ast.unparse(tree)}” is neither true nor false; write one comparison at a time."
                )

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            inside = self.membership(left, right)
            return _not(inside) if isinstance(op, ast.NotIn) else inside
        compare = _COMPARE.get(type(op))
        if compare is None:
            raise ConditionError("Only <, <=, >, >=, ==, !=, in and not in compare.")
        one, other = self.side(left), self.side(right)
        _check_kinds(one, other, orders=not isinstance(op, ast.Eq | ast.NotEq))
        rank = _rank(one.options or other.options)
        return _known(lambda a, b: compare(rank(a), rank(b)), one.read, other.read)

    def membership(self, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(right, ast.List | ast.Tuple) and right.elts:
            return self.one_of(self.side(left), right.elts)
        one, whole = self.side(left), self.side(right)
        if whole.kind == "limit" and one.kind == "number" and whole.limit:
            return _known(whole.limit.allows, one.read)
        if whole.kind == "set" and one.kind == "constant" and one.constant in whole.options:
            return _known(lambda option, chosen: option in chosen, one.read, whole.read)
        raise ConditionError(f"“{ast.unparse(left)} in {ast.unparse(right)}” compares things that do not fit.")

    def one_of(self, one: _Side, elements: list[ast.expr]) -> Node:
        chosen = [self.side(element) for element in elements]
        for element in chosen:
            if element.constant is None:
                raise ConditionError("A list holds plain words or numbers, nothing to be looked up.")
            _check_kinds(one, element, orders=False)
        allowed = frozenset(element.constant for element in chosen)
        return _known(lambda value: value in allowed, one.read)

    def side(self, tree: ast.expr) -> _Side:
        match tree:
            case ast.Constant(value=bool() | None):
                raise ConditionError("True, False and None are not answers.")
            case ast.Constant(value=int() | str() as constant):
                kind = "constant" if isinstance(constant, str) else "number"
                return _Side(lambda _: constant, kind, constant=constant)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                return self.sum(self.side(left), op, self.side(right))
            case ast.Name() | ast.Attribute():
                return self.name(ast.unparse(tree))
            case _:
                raise ConditionError(f"“{ast.unparse(tree)}” is outside the language of conditions.")

    def sum(self, left: _Side, op: ast.operator, right: _Side) -> _Side:
        if left.kind != "number" or right.kind != "number":
            raise ConditionError("Only numbers are added and subtracted.")
        act = operator.add if isinstance(op, ast.Add) else operator.sub
        return _Side(_known(act, left.read, right.read), "number")

    def name(self, name: str) -> _Side:
        term = self.vocabulary.get(name)
        if term is None:
            raise ConditionError(f"“{name}” is not a known name here.")
        if term.limit:
            self.limits[name] = term.limit
        else:
            self.names.add(name)
        return _Side(lambda values: values.get(name), term.kind, term.options, term.ordered, limit=term.limit)


def _check_kinds(one: _Side, other: _Side, *, orders: bool) -> None:
    """Refuse comparisons of a number with a word, of a word that is no option, or of unordered options by order."""
    if one.kind == other.kind == "number":
        return
    pair = {one.kind, other.kind}
    options = one.options or other.options
    for side in (one, other):
        if side.kind == "constant" and side.constant not in options:
            raise ConditionError(f"“{side.constant}” is not one of the options {', '.join(options)}.")
    if not pair <= {"option", "constant"} or "option" not in pair:
        raise ConditionError("A number compares with a number, an option with an option of the same question.")
    if one.options and other.options and one.options != other.options:
        raise ConditionError("Two questions with different options do not compare.")
    if orders and not (one.ordered and other.ordered):
        raise ConditionError("These options have no order, so only ==, != and in compare them.")


def _rank(options: tuple[str, ...]) -> Callable[[Any], Any]:
    places = {option: place for place, option in enumerate(options)}
    return lambda value: places.get(value, value) if isinstance(value, str) else value


def _known(function: Callable[..., Any], *reads: Node) -> Node:
    """Apply the function where every value is known; unknown otherwise."""

    def node(values: Values) -> Any:
        given = []
        for read in reads:
            value = read(values)
            if value is None:
                return None
            given.append(value)
        return function(*given)

    return node


def _not(part: Node) -> Node:
    def node(values: Values) -> bool | None:
        result = part(values)
        return None if result is None else not result

    return node


def _all(parts: list[Node]) -> Node:
    return _decided_by(parts, by=False)


def _any(parts: list[Node]) -> Node:
    return _decided_by(parts, by=True)


def _decided_by(parts: list[Node], *, by: bool) -> Node:
    """Return what the first part of this truth decides; unknown where none does and one is unknown."""

    def node(values: Values) -> bool | None:
        unknown = False
        for part in parts:
            result: bool | None = part(values)
            if result is by:
                return by
            unknown = unknown or result is None
        return None if unknown else not by

    return node
