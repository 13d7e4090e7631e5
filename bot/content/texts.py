"""The words: Jinja2 templates in a locked sandbox, one folder a language, one named block a text.

A text is named `file.block`, such as `h24.pain`; where a conversation's own file has no such block, `questions.j2`
of the same language is asked. Must never know to whom a text is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content.files import File
from bot.content.schema import LanguageFile, parse
from bot.content.sheets import Sheet
from bot.core.answers import Words, fold
from bot.core.errors import ContentError

SHARED = "questions"
LONGEST_TEXT = 4096
FILTERS = frozenset(
    ("e", "escape", "length", "count", "truncate", "round", "float", "int", "abs", "default", "d", "join")
) | frozenset(("lower", "upper", "capitalize", "title", "trim", "first", "last"))
"""What a text may do to a value; others could fill the memory, or switch off escaping."""


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox: values are escaped, unknown names are errors, nothing can be changed or reached."""
    sandbox = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    sandbox.globals.clear()
    sandbox.filters = {name: filter_ for name, filter_ in sandbox.filters.items() if name in FILTERS}
    return sandbox


@dataclass(frozen=True)
class Language:
    """The words of one language: its name, its templates by file, and what its people type."""

    code: str
    name: str
    templates: Mapping[str, Sheet]
    spoken: LanguageFile
    spare: tuple[tuple[str, Sheet], ...] = ()
    """Files of the same names in which a text is looked for that none of the others has."""
    _plain: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def has(self, text: str) -> bool:
        """Say whether the language has this text."""
        return self._find(text) is not None

    def say(self, text: str, **values: Any) -> str:
        """Return the text with the values filled in and escaped; raises ContentError when it cannot be said."""
        if values:
            return self._say(text, values)
        if text not in self._plain:
            self._plain[text] = self._say(text, values)
        return self._plain[text]

    def _say(self, text: str, values: Mapping[str, Any]) -> str:
        found = self._find(text)
        if found is None:
            raise ContentError(f"templates/{self.code}", text, "This text is missing.", "Add a block of that name.")
        sheet, block = found
        try:
            said = sheet.say(block, values)
        except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            fault = f"The text cannot be filled in: {error}."
            raise ContentError(f"templates/{self.code}", text, fault, "Use only the names this text knows.") from None
        if len(said) > LONGEST_TEXT:
            raise ContentError(f"templates/{self.code}", text, "The text is too long for one message.", "Shorten it.")
        return said

    def texts(self) -> set[str]:
        """Return the names of all texts that the language has."""
        return {f"{file}.{block}" for file, sheet in self.templates.items() for block in sheet.blocks}

    def words(self, options: Mapping[str, str]) -> Words:
        """Return what people type for these options (label by option) besides numbers."""
        typed = {fold(label): option for option, label in options.items()}
        for option in options:
            typed |= {fold(word): option for word in self.spoken.synonyms.get(option, [])}
        spoken = self.spoken
        numbers = {fold(word): number for word, number in spoken.numbers.items()}
        return Words(numbers, typed, tuple(spoken.out_of), tuple(spoken.minutes), tuple(spoken.until))

    def _find(self, text: str) -> tuple[Sheet, str] | None:
        file, _, block = text.partition(".")
        for name in (file, SHARED):
            sheet = self.templates.get(name)
            if sheet is not None and block in sheet.blocks:
                return sheet, block
        spares = (sheet for name in (file, SHARED) for own, sheet in self.spare if own == name)
        return next(((sheet, block) for sheet in spares if block in sheet.blocks), None)


def languages(files: Mapping[str, File], codes: tuple[str, ...], spare: Sequence[File] = ()) -> dict[str, Language]:
    """Return the languages by code; raises ContentError for one that is missing or cannot be read."""
    return {code: _language(files, code, spare) for code in codes}


def _language(files: Mapping[str, File], code: str, spare: Sequence[File]) -> Language:
    folder = f"templates/{code}/"
    spoken = files.get(f"{folder}language.toml")
    if spoken is None:
        raise ContentError(
            folder,
            "language.toml",
            "This language is missing.",
            "Add its folder, or remove it from the config.",
        )
    own = {_stem(path, folder): file for path, file in files.items() if _is_template(path, folder)}
    spares = tuple((_stem(one.path, folder), _sheet(one)) for one in spare if _is_template(one.path, folder))
    parsed = parse(spoken, LanguageFile)
    return Language(code, parsed.name, {name: _sheet(file) for name, file in own.items()}, parsed, spares)


@lru_cache(maxsize=256)
def _sheet(file: File) -> Sheet:
    """Return a template file, read once however often the content around it changes."""
    return Sheet(file, environment())


def _stem(path: str, folder: str) -> str:
    return path.removeprefix(folder).removesuffix(".j2")


def _is_template(path: str, folder: str) -> bool:
    return path.startswith(folder) and path.endswith(".j2")
