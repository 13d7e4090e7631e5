"""A call's parameters as the client sent them, read as the types they should have; never judged for sense."""

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json

TRUE = frozenset({"true", "1", "yes", "y", "t"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart body."""

    name: str
    content: bytes
    mime: str


class Params:
    """Read typed values out of strings, JSON values and uploads."""

    def __init__(self, values: dict[str, Any]) -> None:
        """Keep the values as they came."""
        self.values = values

    def has(self, name: str) -> bool:
        """Return True when the field was sent and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """Return the field as text."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Return the field as a whole number; nonsense is refused."""
        value = self.values.get(name)
        if value in (None, ""):
            return default
        try:
            return int(float(str(value))) if isinstance(value, float) else int(str(value))
        except ValueError:
            raise bad_request(f"{name} must be a number") from None

    def flag(self, name: str) -> bool:
        """Return the field as yes or no; a missing field is no."""
        return str(self.values.get(name, "")).lower() in TRUE

    def json(self, name: str) -> Any:
        """Return the field's JSON value, or None when it was not sent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def record(self, name: str) -> Json:
        """Return the field's JSON object, empty when it was not sent; anything else is refused."""
        value = self.json(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def records(self, name: str) -> list[Json]:
        """Return the field's array of JSON objects, empty when it was not sent; anything else is refused."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"array of objects expected as {name.replace('_', ' ')}")
        return value

    def numbers(self, name: str) -> list[int]:
        """Return the field's array of whole numbers, empty when it was not sent; anything else is refused."""
        value = self.json(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
            raise bad_request(f"array of numbers expected as {name.replace('_', ' ')}")
        return value

    def upload(self, name: str) -> Upload | None:
        """Return the file that came as this field or that the field points at with `attach://`."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload) else None

    def summary(self) -> Json:
        """Return the parameters for the journal, files by name and size only."""
        return {name: _shown(value) for name, value in self.values.items()}


def _shown(value: Any) -> Any:
    return {"file": value.name, "size": len(value.content)} if isinstance(value, Upload) else value
