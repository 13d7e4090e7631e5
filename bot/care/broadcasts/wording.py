"""The words of a broadcast: simple HTML or typed plain, with places that are filled in for each recipient.

`{physio}` is left empty for nobody: who has none does not get the text. `{physio|the team}` says what stands in.
Must never know a recipient or a turn.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from bot.care.broadcast import Broadcast, Needs
from bot.content import markup

PLACES: dict[str, str] = {
    "name": "", "first_name": "", "clinic": "", "physio": "physio", "rung": "place", "phase": "place",
}  # fmt: skip
"""What can be filled in, each with what a recipient must have for it."""

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
LONGEST_VALUE = "🏃" * 60
"""Names have so many characters at most, each of which Telegram may count as two."""
EXCERPT = 30

_PLACE = re.compile(r"\{(\w+)(?:\|([^{}<>\n]*))?\}")
_KNOWN = "|".join(name.replace("_", r"[\s_]*") for name in PLACES)
_BROKEN_PLACE = re.compile(rf"\{{\s*(?:\w+\||(?:{_KNOWN})\b)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LOOSE = re.compile(r"<(?!/?[a-zA-Z])|&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a text: the name of the sentence that says it, and in which line it stands."""

    name: str
    shown: str
    line: int


def read(typed: str) -> str:
    """Return what was typed as HTML: with tags it is taken for HTML, without any as plain words."""
    said = typed.strip()
    if not _TAG.search(said):
        return escape(said, quote=False)
    return _LOOSE.sub(lambda loose: escape(loose[0]), said)


def wrong(said: str) -> Wrong | None:
    """Return the first thing that is wrong with the markup or the places of a text, or None."""
    fault = markup.first_fault(said)
    if fault:
        return Wrong(f"broken_{fault.kind}", fault.shown[:EXCERPT], _line(said, fault.at))
    unknown = next((place for place in _PLACE.finditer(said) if place[1] not in PLACES), None)
    if unknown:
        return Wrong("unknown_place", unknown[0][:EXCERPT], _line(said, unknown.start()))
    broken = _BROKEN_PLACE.search(_PLACE.sub(lambda place: " " * len(place[0]), said))
    return Wrong("broken_place", said[broken.start() :][:EXCERPT], _line(said, broken.start())) if broken else None


def fill(said: str, values: Mapping[str, str]) -> str:
    """Return the text with its places filled in and escaped; where a value is empty, what stands in for it."""
    return _PLACE.sub(lambda place: escape(values.get(place[1], ""), quote=True) or place[2] or "", said)


def uses(said: str) -> frozenset[str]:
    """Return the names of the places of a text."""
    return frozenset(place[1] for place in _PLACE.finditer(said))


def needs(broadcast: Broadcast) -> Needs:
    """Return by language what a recipient must have, because the text says nothing that could stand in for it."""
    return {language: _wanted(said, with_spare=False) for language, said in broadcast.texts.items()}


def spared(said: str) -> frozenset[str]:
    """Return what a recipient may lack, because the text says what stands in for it."""
    return _wanted(said, with_spare=True) - _wanted(said, with_spare=False)


def length(said: str) -> int:
    """Return how long a text is for Telegram once the longest values are filled in, or what stands in for them."""
    return size(_PLACE.sub(lambda place: max(LONGEST_VALUE, place[2] or "", key=size), said))


def size(said: str) -> int:
    """Return how long a text without places is for Telegram, which counts no markup and some signs as two."""
    return len(markup.plain(said).encode("utf-16-le")) // 2


def _wanted(said: str, *, with_spare: bool) -> frozenset[str]:
    places = (place for place in _PLACE.finditer(said) if (place[2] is not None) == with_spare)
    return frozenset(PLACES[place[1]] for place in places) - {""}


def _line(said: str, at: int) -> int:
    return said.count("\n", 0, at) + 1
