"""Telegram's HTML: which tags it takes, and what is wrong with a text that it would refuse.

Must never know where a text comes from.
"""

import re
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


def fault(said: str) -> str:
    """Return what Telegram would refuse in a finished text, or an empty string."""
    opened: list[str] = []
    for token in _TOKEN.finditer(said):
        closing, tag, extras = token[1], token[2], token[3]
        if tag is None:
            return f"“{said[token.start() : token.start() + 12]}” is markup that Telegram cannot read."
        if tag not in TAGS:
            return f"<{tag}> is not a tag that Telegram knows."
        if not closing:
            if extras and not (tag == "a" and _LINK.fullmatch(extras)):
                return f"<{tag}{extras}> says more than Telegram takes."
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            return f"</{tag}> closes what was not opened last."
    return f"<{opened[-1]}> is never closed." if opened else ""


def plain(said: str) -> str:
    """Return a finished text as people read it, without tags and with its entities resolved."""
    return unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", said))


def has_tags(said: str) -> bool:
    """Say whether a text carries any tag."""
    return re.search(r"</?[a-zA-Z]", said) is not None
