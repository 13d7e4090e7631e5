"""Things: what people send besides words, such as a photo, said to whoever reads of it in their own language.

What is kept is which kind of thing it was, never how that is called. Must never hold a thing itself.
"""

from collections.abc import Iterable, Sequence

from bot.care.ports import Person, Turn
from bot.care.voice import label

TEXT = "text"
"""What words are, where everything else is a kind of thing."""

Part = Sequence[str]
"""Something that was said: which kind of thing it is, or `text`, and the words in it or under it."""


def name_of(turn: Turn, reader: Person, what: str) -> str:
    """Return what a kind of thing is called, such as `a photo`; empty for words, and for what no text names."""
    named = f"talk.thing__{what}"
    return label(turn, reader, named) if turn.library.language(reader.language).has(named) else ""


def in_words(turn: Turn, reader: Person, parts: Iterable[Part]) -> str:
    """Return what was said as somebody reads it, a line for each part: the words, and what the things are."""
    lines = ((name_of(turn, reader, what), said) for what, said in parts)
    return "\n".join(": ".join(filter(None, line)) for line in lines)
