"""One template file: its blocks are known and checked when it is read, and compiled when the first of them is said.

Most blocks are plain words, which need no parser at all; so a clinic's bot starts quickly.
Must never know what a block is for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from jinja2 import Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content.files import File
from bot.core.errors import ContentError

_FORBIDDEN = (
    nodes.Import,
    nodes.FromImport,
    nodes.Include,
    nodes.Extends,
    nodes.Macro,
    nodes.CallBlock,
    nodes.Mul,
    nodes.Pow,
)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_PLAIN = re.compile(r"^\{% block (\w+) %\}([^{}]*)\{% endblock %\}", re.MULTILINE)


class Sheet:
    """The blocks of one template file by name; raises ContentError for a file that no text could be said from."""

    def __init__(self, file: File, sandbox: ImmutableSandboxedEnvironment) -> None:
        bare = _COMMENT.sub(_blank, file.text)
        plain = [(found[1], found[2].strip()) for found in _PLAIN.finditer(bare)]
        self._tree, self._sandbox = _parsed(file, _PLAIN.sub(_blank, bare), sandbox), sandbox
        self._plain: dict[str, str] = dict(plain)
        names = [name for name, _ in plain] + [block.name for block in self._tree.find_all(nodes.Block)]
        self.blocks = frozenset(names)
        if len(names) > len(self.blocks):
            double = next(name for name, count in Counter(names).items() if count > 1)
            raise ContentError(file.path, double, "A block of this name stands twice.", "Remove one of them.")

    def say(self, block: str, values: Mapping[str, Any]) -> str:
        """Return a block with the values filled in, without blanks around it; raises what Jinja raises."""
        if block in self._plain:
            return self._plain[block]
        template: Template = self._compiled
        said = "".join(template.blocks[block](template.new_context(dict(values))))
        return said.strip()

    @cached_property
    def _compiled(self) -> Template:
        code = self._sandbox.compile(self._tree)
        return Template.from_code(self._sandbox, code, self._sandbox.make_globals(None))


def _blank(found: re.Match[str]) -> str:
    """Return as many lines as were found, so that faults below them name the right one."""
    return "\n" * found[0].count("\n")


def _parsed(file: File, text: str, sandbox: ImmutableSandboxedEnvironment) -> nodes.Template:
    try:
        tree = sandbox.parse(text)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        fault = f"{error.message}."
        raise ContentError(file.path, f"line {line}" if line else "", fault, "Mend the template.") from None
    for line, fault in _unusable(tree, sandbox):
        raise ContentError(file.path, f"line {line}", fault, "Write the text out instead.")
    return tree


def _unusable(tree: nodes.Template, sandbox: ImmutableSandboxedEnvironment) -> Iterator[tuple[int, str]]:
    """Yield what is not allowed, and what Jinja would find only in compiling, which waits until a text is said."""
    for node in tree.find_all(_FORBIDDEN):
        yield node.lineno, f"{type(node).__name__} is not allowed in texts."
    for used in tree.find_all((nodes.Filter, nodes.Test)):
        known = sandbox.filters if isinstance(used, nodes.Filter) else sandbox.tests
        if used.name not in known:
            yield used.lineno, f"“{used.name}” is not allowed in texts."
    for block in tree.find_all(nodes.Block):
        if block not in tree.body:
            yield block.lineno, f"The block “{block.name}” stands inside another."
