"""Sample values for the texts of physios and the clinic, one module a topic; more of `notices`.

Each module holds some of MESSAGES, PARTS, BUTTONS and TOASTS, and never a wording.
"""

from types import ModuleType
from typing import Any

from bot.content.samples import alerting, broadcasting, caseloads, ordering, people, talking, updates

TOPICS: tuple[ModuleType, ...] = (alerting, broadcasting, caseloads, ordering, people, talking, updates)
"""Every topic; the catalogue asks each of them."""


def of_kind(kind: str) -> dict[str, Any]:
    """Return the samples of one kind, such as MESSAGES, of all topics together."""
    return {name: samples for topic in TOPICS for name, samples in getattr(topic, kind, {}).items()}


def toasts() -> tuple[str, ...]:
    """Return the texts of all topics that appear for a moment."""
    return tuple(name for topic in TOPICS for name in getattr(topic, "TOASTS", ()))


def commands() -> tuple[str, ...]:
    """Return the commands of all topics."""
    return tuple(name for topic in TOPICS for name in getattr(topic, "MENU", ()))
