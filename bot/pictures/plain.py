"""From plain JSON values to what a picture shows and back, because pictures wait in a table until they are drawn.

Must never quote a value in an error: the values are health answers.
"""

from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

STRICT = ConfigDict(extra="forbid")
"""A misspelt field is a fault, not something to leave out of the picture."""


Shown = TypeVar("Shown")


class PictureError(Exception):
    """There will be no picture; the sentence says why, without any health answer."""


def read(adapter: TypeAdapter[Shown], data: Any) -> Shown:
    """Return what the picture shows; raises PictureError with the name of the first faulty field."""
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "data"
        raise PictureError(f"The picture's data cannot be read at {where} ({first['type']}).") from None


def write(adapter: TypeAdapter[Any], shown: object) -> dict[str, Any]:
    """Return plain values that JSON can hold."""
    plain: dict[str, Any] = adapter.dump_python(shown, mode="json")
    return plain
