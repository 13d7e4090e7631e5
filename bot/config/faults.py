"""Sentences for whoever wrote a config that does not fit: file, entry, fault and remedy.

Must never repeat a value: it could be the token.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.core.errors import ContentError

_WORDS = {
    "missing": ("This must be given.", "Add it."),
    "string_type": ("This is not text.", "Put it into quotation marks."),
    "path_type": ("This is not a path.", "Put a path into quotation marks."),
    "int_type": ("This is not a whole number.", "Write a whole number without quotation marks."),
    "float_type": ("This is not a number.", "Write a number without quotation marks."),
    "finite_number": ("This is not a number.", "Write a number without quotation marks."),
    "tuple_type": ("This is not a list.", "Write the entries between [ and ]."),
    "model_type": ("This is not a section.", "Write it as [name] on a line of its own, with its keys below."),
    "greater_than": ("This is too small.", "Use more than {gt:g}."),
    "greater_than_equal": ("This is too small.", "Use at least {ge:g}."),
    "less_than_equal": ("This is too large.", "Use at most {le:g}."),
    "literal_error": ("This word is not known here.", "Use one of {expected}."),
    "too_short": ("The list is empty.", "Name at least one."),
    "string_too_short": ("This is empty.", "Write it, or remove the line."),
    "string_too_long": ("This is too long.", "Use at most {max_length} characters."),
}
_SHAPES = {
    "username": ("This is not the username of a bot.", "Write it as @BotFather shows it, without the @."),
    "emergency_number": ("This is not a telephone number.", 'Use digits in quotation marks, such as "112".'),
}


@dataclass
class ConfigError(ContentError):
    """A config file with one fault or more; its text has a line for each of them."""

    others: tuple[ContentError, ...] = ()

    @classmethod
    def of(cls, problems: Sequence[ContentError]) -> "ConfigError":
        """Return one error that holds all problems, of which there is at least one."""
        first = problems[0]
        return cls(first.file, first.entry, first.fault, first.remedy, tuple(problems[1:]))

    @property
    def problems(self) -> tuple[ContentError, ...]:
        """Every fault by itself, in the order of the sections."""
        return (ContentError(self.file, self.entry, self.fault, self.remedy), *self.others)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def refuse(fault: str, remedy: str, *, entry: str = "") -> NoReturn:
    """Raise what pydantic collects; `entry` narrows down where in the section it is."""
    raise PydanticCustomError("refused", "refused", {"fault": fault, "remedy": remedy, "entry": entry})


def unreadable(error: OSError, what: str = "The file") -> tuple[str, str]:
    """Return fault and remedy for a file that the system does not let us read."""
    reason = (error.strerror or "unknown reason").lower()
    return f"{what} cannot be read: {reason}.", "Check the path and its permissions."


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return a question with the nearest known word, or nothing where none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {near[0]}?" if near else ""


def sentences(file: str, error: ValidationError, model: type[BaseModel]) -> list[ContentError]:
    """Return a sentence for each thing that pydantic found."""
    details = error.errors(include_url=False, include_input=False)
    return [_sentence(file, detail, model) for detail in details if not _follows(detail, details)]


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Say whether a list only counts as too short because an entry of it was refused."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in details
    )


def _sentence(file: str, detail: ErrorDetails, model: type[BaseModel]) -> ContentError:
    place, context = detail["loc"], detail.get("ctx", {})
    if detail["type"] == "refused":
        entry = (*place, context["entry"]) if context["entry"] else place
        return ContentError(file, _entry(entry), context["fault"], context["remedy"])
    if detail["type"] == "extra_forbidden":
        remedy = suggestion(str(place[-1]), _fields(model, place[:-1])) or "Remove it, or check its spelling."
        return ContentError(file, _entry(place), "This name is not known here.", remedy)
    if detail["type"] == "string_pattern_mismatch":
        return ContentError(file, _entry(place), *_SHAPES[str(place[-1])])
    fault, remedy = _WORDS.get(detail["type"], (f"{detail['msg']}.", "Correct the value."))
    return ContentError(file, _entry(place), fault, remedy.format(**context))


def _entry(place: Sequence[int | str]) -> str:
    """Name an entry as its author sees it: `[telegram] token`, `[clinic] languages, entry 2`."""
    section, *rest = place or ("",)
    words = [f"entry {part + 1}" if isinstance(part, int) else part for part in rest]
    return " ".join([f"[{section}]", ", ".join(words)]).strip()


def _fields(model: Any, place: Sequence[int | str]) -> list[str]:
    for part in place:
        model = model.model_fields[part].annotation
    return list(model.model_fields)
