"""Sentences for whoever wrote a file that does not have the shape it should have.

Must never know what any value means.
"""

from typing import Any

from pydantic import ValidationError

from bot.core.errors import ContentError

_KINDS_OF_NUMBER = ("int", "float")
"""What stands in the place of a fault where either would have done."""

_REMEDIES = {
    "extra_forbidden": ("This name is not known here.", "Remove it, or check its spelling."),
    "missing": ("This must be given.", "Add it."),
    "literal_error": ("This is not one of the words allowed here.", "Use one of: {expected}."),
    "string_too_short": ("This is empty or too short.", "Say it in a few words more."),
    "string_too_long": ("This is too long.", "Say it in at most {max_length} characters."),
    "string_pattern_mismatch": (
        "This is not a name.",
        "Use small letters, digits and _, starting with a letter.",
    ),
    "too_short": ("There are too few entries.", "Add at least {min_length}."),
    "too_long": ("There are too many entries.", "Keep at most {max_length}."),
    "int_type": ("This is not a number.", "Write a number, without quotation marks."),
    "finite_number": ("This is not a number.", "Write a number, without quotation marks."),
    "int_from_float": ("This is not a whole number.", "Write it without a fraction."),
    "string_type": ("This is not text.", "Write it in quotation marks."),
    "bool_type": ("This is neither true nor false.", "Write true or false, without quotation marks."),
    "list_type": ("This is not a list.", "Write it in square brackets."),
    "greater_than_equal": ("This is too low.", "Give {ge} or more."),
    "less_than_equal": ("This is too high.", "Give {le} or less."),
}


def sentence(path: str, error: ValidationError, data: dict[str, Any]) -> ContentError:
    """Return the first thing in a file that does not have its shape, as file, entry, fault and remedy."""
    first = error.errors()[0]
    said = first["msg"].removeprefix("Value error, ")
    fault, remedy = _REMEDIES.get(first["type"], (f"{said[:1].upper()}{said[1:]}.", "Mend it."))
    place = tuple(part for part in first["loc"] if part not in _KINDS_OF_NUMBER)
    return ContentError(path, entry_name(place, data), fault, remedy.format(**first.get("ctx", {})))


def entry_name(place: tuple[int | str, ...], data: Any) -> str:
    """Name an entry as an author sees it: `rules “night_pain”, when` instead of `rules.9.when`."""
    words: list[str] = []
    for part in place:
        data = _inside(data, part)
        if isinstance(part, int):
            known = data.get("id") if isinstance(data, dict) else None
            words.append(f"“{known}”" if known else f"entry {part + 1}")
        else:
            words.append(part)
    return " ".join(words)


def _inside(data: Any, part: int | str) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None
