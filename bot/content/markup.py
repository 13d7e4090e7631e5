"""Telegram's HTML: which tags it takes, and what is wrong with a text that it would refuse.

Must never know where a text comes from.
"""

import re
from dataclasses import dataclass
from html import unescape

TAGS = frozenset(
    (
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "a",
        "code",
        "pre",
        "blockquote",
        "tg-spoiler",
    )
)
_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>|<|&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_LINK = re.compile(r'\shref="https?://[^"<>]+"')


@dataclass(frozen=True)
class Fault:
    """What Telegram would refuse in a text: `kind` is unreadable, unknown, too_much, crossed or unclosed."""

    kind: str
    shown: str
    at: int


_SENTENCES = {
    "unreadable": "“{shown}” is markup that Telegram cannot read.",
    "unknown": "{shown} is not a tag that Telegram knows.",
    "too_much": "{shown} says more than Telegram takes.",
    "crossed": "{shown} closes what was not opened last.",
    "unclosed": "{shown} is never closed.",
}


def fault(said: str) -> str:
    """Return what Telegram would refuse in a finished text, or an empty string."""
    found = first_fault(said)
    return _SENTENCES[found.kind].format(shown=found.shown) if found else ""


def first_fault(said: str) -> Fault | None:
    """Return the first thing in a finished text that Telegram would refuse, and where it stands, or None."""
    opened: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(said):
        closing, tag, extras, at = token[1], token[2], token[3], token.start()
        if tag is None:
            return Fault("unreadable", said[at : at + 12], at)
        if tag not in TAGS:
            return Fault("unknown", f"<{tag}>", at)
        if not closing:
            if extras and not (tag == "a" and _LINK.fullmatch(extras)):
                return Fault("too_much", f"<{tag}{extras}>", at)
            opened.append((tag, at))
        elif not opened or opened.pop()[0] != tag:
            return Fault("crossed", f"</{tag}>", at)
    return Fault("unclosed", f"<{opened[-1][0]}>", opened[-1][1]) if opened else None


def plain(said: str) -> str:
    """Return a finished text as people read it, without tags and with its entities resolved."""
    return unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", said))


def has_tags(said: str) -> bool:
    """Say whether a text carries any tag."""
    return re.search(r"</?[a-zA-Z]", said) is not None
