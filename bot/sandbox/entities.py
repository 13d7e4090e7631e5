"""Telegram's HTML: reading it into text and entities; it must never know what the text is about.

Offsets and lengths count UTF-16 units, as Telegram counts them.
"""

import re
from dataclasses import dataclass

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.model import Json

Formatted = tuple[str, list[Json]]

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
REFERENCE = re.compile(r"&(#x[0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot);")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
DETECTED = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("url", re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?()]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("hashtag", re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*")),
)
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


def units(text: str) -> int:
    """Return the length of the text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def detect(text: str, marked: list[Json]) -> list[Json]:
    """Return the given entities together with the commands, mentions, links and tags found outside code."""
    taken = [_span(entity) for entity in marked if entity["type"] in OPAQUE]
    found: list[Json] = []
    for kind, pattern in DETECTED:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            span = (start, start + units(match.group()))
            if not any(span[0] < end and begin < span[1] for begin, end in taken):
                taken.append(span)
                found.append({"type": kind, "offset": start, "length": span[1] - start})
    return in_order(marked + found)


def in_order(entities: list[Json]) -> list[Json]:
    """Return the entities sorted as Telegram sorts them: by start, the longer first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def trimmed(text: str, entities: list[Json]) -> Formatted:
    """Return the text without white space at its ends, its entities moved and clipped to fit."""
    left = units(text) - units(text.lstrip())
    text = text.strip()
    end = units(text)
    kept = []
    for entity in entities:
        start, stop = (min(max(place - left, 0), end) for place in _span(entity))
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return text, in_order(kept)


def parse_html(source: str) -> Formatted:
    """Return the text and the entities, or refuse as the Bot API refuses."""
    return _Reader(source.replace("\r", "")).read()


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


class _Reader:
    """Walk through one HTML text, once."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> Formatted:
        at = 0
        while at < len(self._source):
            at = self._tag(at) if self._source[at] == "<" else self._plain(at)
        if self._open:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return "".join(self._text), in_order(self._entities)

    def _plain(self, at: int) -> int:
        end = self._source.find("<", at)
        end = len(self._source) if end < 0 else end
        piece = REFERENCE.sub(_character, self._source[at:end])
        self._text.append(piece)
        self._length += units(piece)
        return end

    def _tag(self, at: int) -> int:
        match = TAG.match(self._source, at)
        if match is None:
            raise _unreadable(f"Unclosed start tag at byte offset {self._byte(at)}")
        closing, name, rest = match.groups()
        if closing:
            self._close(name.lower(), at)
        else:
            self._begin(name.lower(), rest, at)
        return match.end()

    def _begin(self, tag: str, rest: str, at: int) -> None:
        attributes = {
            name.lower(): REFERENCE.sub(_character, double or single or bare)
            for name, double, single, bare in ATTRIBUTE.findall(rest)
        }
        spoiler = tag != "span" or attributes.get("class") == "tg-spoiler"
        if tag not in SIMPLE or not spoiler:
            raise _unreadable(f'Unsupported start tag "{tag}" at byte offset {self._byte(at)}')
        self._open.append(_Open(tag, attributes, self._length))

    def _close(self, tag: str, at: int) -> None:
        if not self._open:
            raise _unreadable(f"Unexpected end tag at byte offset {self._byte(at)}")
        opened = self._open.pop()
        if opened.tag != tag:
            where = f"at byte offset {self._byte(at)}"
            raise _unreadable(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{tag}>"')
        length = self._length - opened.offset
        entity = _entity(opened, self._inner(opened) if tag == "a" else "") if length else None
        if entity is not None and not self._names_language(opened, length):
            self._entities.append(entity | {"offset": opened.offset, "length": length})

    def _inner(self, opened: _Open) -> str:
        text = "".join(self._text).encode("utf-16-le", "surrogatepass")
        return text[opened.offset * 2 :].decode("utf-16-le", "surrogatepass")

    def _names_language(self, opened: _Open, length: int) -> bool:
        """Return True for the code inside a pre, which is part of that pre and may name its language."""
        if opened.tag != "code" or not self._open or self._open[-1].tag != "pre":
            return False
        named = opened.attributes.get("class", "")
        if length and named.startswith("language-"):
            self._open[-1].attributes["language"] = named.removeprefix("language-")
        return True

    def _byte(self, at: int) -> int:
        return len(self._source[:at].encode("utf-8", "surrogatepass"))


def _entity(opened: _Open, inner: str) -> Json | None:
    kind, attributes = SIMPLE[opened.tag], opened.attributes
    match opened.tag:
        case "a":
            return _link(attributes.get("href") or inner)
        case "pre" if "language" in attributes:
            return {"type": kind, "language": attributes["language"]}
        case "blockquote" if "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        case "tg-emoji":
            return {"type": kind, "custom_emoji_id": attributes.get("emoji-id", "")}
        case "tg-time":
            return _time(attributes)
        case _:
            return {"type": kind}


def _link(url: str) -> Json | None:
    # Telegram drops a link it cannot follow and keeps its words.
    return {"type": "text_link", "url": url} if re.match(r"(https?|tg|mailto|tel)://?\S|mailto:|tel:", url) else None


def _time(attributes: dict[str, str]) -> Json:
    unix = attributes.get("unix", "")
    if not unix.lstrip("-").isdigit():
        raise _unreadable("Invalid date-time specified")
    named = {"date_time_format": attributes["format"]} if attributes.get("format") else {}
    return {"type": "date_time", "unix_time": int(unix)} | named


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in NAMED:
        return NAMED[name]
    code = int(f"0{name[1:]}", 16) if name[1] == "x" else int(name[1:])
    usable = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if usable else match.group()


def _span(entity: Json) -> tuple[int, int]:
    return int(entity["offset"]), int(entity["offset"]) + int(entity["length"])


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
