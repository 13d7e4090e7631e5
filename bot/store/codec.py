"""Facts, keyboards and media as JSON, and back exactly as they were.

Must never know a table.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.care.ports import Button, Keyboard, Media
from bot.core.facts import Fact

_FACT: TypeAdapter[Fact] = TypeAdapter(Annotated[Fact, Field(discriminator="kind")])


def encode_fact(fact: Fact) -> str:
    """Return the fact as JSON; raises ValueError where an instant in it has no time zone."""
    for name, value in vars(fact).items():
        if isinstance(value, datetime) and value.utcoffset() is None:
            raise ValueError(f"The fact {fact.kind} has an instant without a time zone in {name}.")
    return _FACT.dump_json(fact).decode()


def decode_fact(data: str) -> Fact:
    """Return the fact that this JSON holds; raises ValueError where it is none."""
    return _FACT.validate_json(data)


def encode_keyboard(keyboard: Keyboard) -> list[list[list[str]]]:
    """Return the keyboard as rows of pairs of text and data."""
    return [[[button.text, button.data] for button in row] for row in keyboard]


def decode_keyboard(rows: list[list[Any]]) -> Keyboard:
    """Return the keyboard that these rows of pairs make."""
    return tuple(tuple(Button(text, data) for text, data in row) for row in rows)


def encode_media(media: Media | None) -> dict[str, Any] | None:
    """Return what goes with a message as JSON can hold it."""
    return None if media is None else {"kind": media.kind, "data": media.data}


def decode_media(found: dict[str, Any] | None) -> Media | None:
    """Return what this JSON says goes with a message."""
    return None if found is None else Media(found["kind"], found["data"])
