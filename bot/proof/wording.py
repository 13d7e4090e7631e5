"""Conditions, limits and names in plain English, for people who read a protocol and not its file.

The words of answers come from the templates, so that a report says what a patient was shown.
Must never decide anything, and never leave out a figure.
"""

import ast
from collections.abc import Mapping

from bot.content.catalogue import block_of
from bot.content.markup import plain
from bot.content.protocols import SCRIPTS
from bot.content.texts import Language
from bot.core.answers import Kind, Question
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.limits import Limit
from bot.core.protocol import WINDOWS

_OPERATORS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}
_BROKEN = {"<": "or more", "<=": "more than", ">": "or less", ">=": "less than"}
_COMPARED = {ast.Lt: "less than", ast.LtE: "no more than", ast.Gt: "more than", ast.GtE: "at least"}
_ORDERED = {ast.Lt: "better than {}", ast.LtE: "{} or better", ast.Gt: "worse than {}", ast.GtE: "{} or worse"}


def figure(value: float | None) -> str:
    """Return a number as people write it; an empty field as what it is."""
    return "…" if value is None else f"{value:g}"


def kept(limit: Limit) -> str:
    """Return what keeps a limit: `below 2 of 10`."""
    return f"{_OPERATORS[limit.operator]} {figure(limit.value)} {limit.unit}".strip()


def broken(limit: Limit) -> str:
    """Return what breaks a limit: `2 or more of 10`, `more than 2 of 10`."""
    word, value = _BROKEN[limit.operator], figure(limit.value)
    said = f"{value} {word}" if word.startswith("or ") else f"{word} {value}"
    return f"{said} {limit.unit}".strip()


class Wording:
    """How one language names things; a text that is missing stands as its name, so that nothing is left out."""

    def __init__(self, language: Language, scripts: Mapping[str, Conversation]) -> None:
        self._language, self._scripts = language, scripts

    def text(self, name: str, instead: str = "", **values: str) -> str:
        """Return a text without markup, or something instead where there is none."""
        try:
            return plain(self._language.say(name, **values)) if self._language.has(name) else instead
        except ContentError:
            return instead

    def named(self, kind: str, name: str) -> str:
        """Return the name of a protocol, phase, gate, checkpoint, condition or unit."""
        return self.text(f"names.{kind}__{name}", name.replace("_", " "))

    def reason(self, name: str, limits: tuple[Limit, ...]) -> str:
        """Return what a patient is told by a rule or clearance, with … where the day's figures stand."""
        known = [limit for limit in limits if limit.value is not None]
        shown = f"{_OPERATORS[known[0].operator]} {figure(known[0].value)}" if known else "…"
        return self.text(f"reasons.{name}", value="…", least="…", limit=shown)

    def condition(self, text: str, limits: tuple[Limit, ...]) -> str:
        """Return a condition in words."""
        known = {f"limit.{limit.id}": limit for limit in limits}
        return _upper(self._truth(ast.parse(text, mode="eval").body, known, turned=False))

    def name(self, name: str) -> str:
        """Return an answer, a measure or a part of the baseline in words."""
        window, _, question = name.partition(".")
        if window in WINDOWS and (script := self._script(window, question)):
            said = self.text(f"{script}.{question}__short", question.replace("_", " "))
            when = self.text(f"names.window__{window}", window)
            return f"{said} {when}" if self._script("h24", question) else said
        return self.text(f"names.measure__{name.replace('.', '_')}", name.replace("_", " "))

    def option(self, name: str, option: str) -> str:
        """Return an answer option as its button says it."""
        window, _, question = name.partition(".")
        script = "wrong" if name == "flags" else self._script(window, question)
        label = f"{script}.{question or 'flags'}__{block_of(option)}"
        if window == "baseline":
            label = f"h24.{question}__{block_of(option)}"
        return f"“{self.text(label, option.replace('_', ' '))}”"

    def question(self, name: str) -> Question | None:
        """Return the question behind `window.question`."""
        window, _, question = name.partition(".")
        script = self._script(window, question)
        return self._scripts[script].question(question) if script else None

    def answer(self, name: str, value: object) -> str:
        """Return one answer with its question: `Pain after one day: 3 of 10`."""
        question = self.question(name)
        if isinstance(value, tuple):
            said = ", ".join(self.option(name, one) for one in value) or "none"
        elif isinstance(value, str):
            said = self.option(name, value)
        else:
            said = f"{value} of {question.high}" if question and question.kind is Kind.SCALE else str(value)
        return f"{self.name(name)}: {said}"

    def _script(self, window: str, question: str) -> str:
        scripts = (window, *SCRIPTS.get(window, {}).values())
        return next((one for one in scripts if one in self._scripts and self._scripts[one].question(question)), "")

    def _truth(self, tree: ast.expr, limits: Mapping[str, Limit], *, turned: bool) -> str:
        if isinstance(tree, ast.UnaryOp):
            return self._truth(tree.operand, limits, turned=not turned)
        if isinstance(tree, ast.BoolOp):
            both = isinstance(tree.op, ast.And) is not turned
            parts = [self._truth(part, limits, turned=turned) for part in tree.values]
            inner = zip(tree.values, parts, strict=True)
            return (" and " if both else " or ").join(
                f"({part})" if isinstance(one, ast.BoolOp) else part for one, part in inner
            )
        if isinstance(tree, ast.Compare):
            return self._comparison(tree, limits, turned=turned)
        return ast.unparse(tree)

    def _comparison(self, tree: ast.Compare, limits: Mapping[str, Limit], *, turned: bool) -> str:
        left, operator, right = tree.left, tree.ops[0], tree.comparators[0]
        no = isinstance(operator, ast.NotIn | ast.NotEq) is not turned
        against = ast.unparse(right)
        if against in limits:
            limit = limits[against]
            return f"{self._side(left)}: {broken(limit) if no else kept(limit)}"
        if isinstance(right, ast.List | ast.Tuple):
            chosen = [self._side(one, ast.unparse(left)) for one in right.elts]
            said = " or ".join(chosen)
            return f"{self._side(left)}: {'neither ' + ' nor '.join(chosen) if no else said}"
        if isinstance(operator, ast.In | ast.NotIn):
            said = self._side(left, against)
            return f"{said} not reported" if no else f"{said} reported"
        if isinstance(right, ast.Constant):
            option = self._side(right, ast.unparse(left))
            word = "not {}" if no and isinstance(operator, ast.Eq | ast.NotEq) else _ORDERED.get(type(operator), "{}")
            return f"{self._side(left)}: {word.format(option)}"
        return f"{self._side(left)}: {_COMPARED.get(type(operator), 'the same as')} {_lower(self._side(right))}"

    def _side(self, tree: ast.expr, of: str = "") -> str:
        if isinstance(tree, ast.Constant):
            return self.option(of, tree.value) if isinstance(tree.value, str) else str(tree.value)
        if isinstance(tree, ast.BinOp):
            sign = "plus" if isinstance(tree.op, ast.Add) else "minus"
            return f"{self._side(tree.left)} {sign} {_lower(self._side(tree.right))}"
        return self.name(ast.unparse(tree))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
