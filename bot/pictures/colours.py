"""The colours and shapes of all pictures, on the one ground that looks right in a light and in a dark Telegram.

Must never let two decisions differ by colour alone.
"""

from dataclasses import dataclass

GROUND = "#22303c"
GRID = "#43566a"
"""Only the thin lines behind the marks; nothing is lost with them."""

INK = "#f4f7f9"
SOFT = "#c3cfda"
MINUTES = "#7db7ea"
PAIN = "#ffb454"
SWELLING = "#c8b0ff"
GAIT = "#5fd6c3"
ORDER = "#f4f7f9"
LIMIT = "#ff8f8f"
BASELINE = "#c3cfda"
ALERTS = "#ff8f8f"


@dataclass(frozen=True)
class Sign:
    """How one kind of thing is told from the others: a shape of its own, and a colour; the eye sees them equal.

    An `open` one is only an outline.
    """

    shape: str
    colour: str
    scale: float = 1.0
    open: bool = False


DECISIONS = {
    "advance": Sign("^", "#5bdc93"),
    "repeat": Sign("o", "#7db7ea"),
    "rest_and_repeat": Sign("s", "#ffe27a", 0.9),
    "step_back": Sign("v", "#ffab6b"),
    "reassess": Sign("D", "#ffa3dc", 0.88),
    "urgent": Sign("X", "#ff8080", 1.25),
}
"""From the mildest to the strictest."""

STANDINGS = {
    "alert": Sign("X", "#ff8080", 1.25),
    "waiting": Sign("D", "#ffa3dc", 0.88),
    "silent": Sign("s", "#ffe27a", 0.9),
    "on_track": Sign("^", "#5bdc93"),
    "paused": Sign("o", "#7db7ea"),
    "other": Sign("P", "#c3cfda"),
}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
