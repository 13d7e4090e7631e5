"""Text and entities back into HTML that is safe to show in a page; nothing a person wrote becomes markup."""

from html import escape

from bot.sandbox.entities import in_order
from bot.sandbox.model import Json

TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
}
LINKS = ("http://", "https://", "tg://")


def render(text: str, entities: list[Json]) -> str:
    """Return the formatted text as HTML of a few known tags, everything else escaped."""
    wide = text.encode("utf-16-le", "surrogatepass")
    out: list[str] = []
    closing: list[tuple[int, str]] = []
    at = 0
    for entity in in_order(entities):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        at = _close_until(start, at, wide, closing, out)
        at = _plain(start, at, wide, out)
        # An entity that crosses its parent's end is clipped: HTML cannot overlap.
        end = min([end, *(stop for stop, _ in closing)])
        opening, tag = _tags(entity, _slice(wide, start, end))
        out.append(opening)
        closing.append((end, tag))
    at = _close_until(len(wide), at, wide, closing, out)
    _plain(len(wide) // 2, at, wide, out)
    return "".join(out)


def _close_until(limit: int, at: int, wide: bytes, closing: list[tuple[int, str]], out: list[str]) -> int:
    while closing and closing[-1][0] <= limit:
        end, tag = closing.pop()
        at = _plain(end, at, wide, out)
        out.append(tag)
    return at


def _plain(end: int, at: int, wide: bytes, out: list[str]) -> int:
    if end > at:
        out.append(escape(_slice(wide, at, end)).replace("\n", "<br>"))
    return max(at, end)


def _slice(wide: bytes, start: int, end: int) -> str:
    return wide[start * 2 : end * 2].decode("utf-16-le", "replace")


def _tags(entity: Json, inner: str) -> tuple[str, str]:
    url = entity.get("url") or (inner if entity["type"] == "url" else "")
    if url.startswith(LINKS):
        return f'<a href="{escape(url)}">', "</a>"
    return TAGS.get(entity["type"], ("", ""))
