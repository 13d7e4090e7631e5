"""What goes with a message besides words: pictures, documents, copies of what somebody sent, and drawings.

Must never keep a picture: what patients send stays with Telegram and is only copied from chat to chat.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import ParseMode

from bot.care.ports import Media, Row
from bot.logs import brief

Draw = Callable[[str, dict[str, Any]], Awaitable[bytes]]
"""Draws a picture of a kind out of data; raises when it cannot."""

_log = logging.getLogger(__name__)


async def no_drawing(kind: str, _data: dict[str, Any]) -> bytes:
    """Draw nothing; raises LookupError, so that the words go out alone."""
    raise LookupError(f"nobody draws a {kind} here")


class Enclosures:
    """Sends messages that carry more than words."""

    def __init__(self, bot: Bot, draw: Draw) -> None:
        """Have pictures drawn by `draw`."""
        self._bot = bot
        self._draw = draw

    async def send(self, row: Row, media: Media, text: str, **shown: Any) -> int:
        """Return the id of the new message; raises what Telegram answered."""
        if media.kind == "copy":
            copied = await self._bot.copy_message(from_chat_id=media.data["chat_id"], **_own(media), **shown)
            return int(copied.message_id)
        with_words = {"caption": text or None, **shown}
        match media.kind:
            case "photo":
                sent = await self._bot.send_photo(photo=media.data["file_id"], **with_words)
            case "document":
                sent = await self._bot.send_document(document=media.data["file_id"], **with_words)
            case "file":
                # Spreadsheets take a text without a mark for something else than UTF-8.
                paper = InputFile(media.data["text"].encode("utf-8-sig"), filename=media.data["name"])
                sent = await self._bot.send_document(document=paper, **with_words)
            case _:
                return await self._drawn(row, media, text, with_words)
        return int(sent.message_id)

    async def _drawn(self, row: Row, media: Media, text: str, with_words: dict[str, Any]) -> int:
        """Send a drawing, or the words alone where it cannot be drawn: what they say must arrive."""
        try:
            picture = await self._draw(media.kind, media.data)
        except Exception as error:  # noqa: BLE001  # a picture may fail, its words may not
            _log.error("the picture of message %d could not be drawn: %s", row.id, brief(error))
            shown = {name: value for name, value in with_words.items() if name != "caption"}
            return int((await self._bot.send_message(text=text or "📈", **shown)).message_id)
        return int((await self._bot.send_photo(photo=picture, **with_words)).message_id)


def _own(media: Media) -> dict[str, Any]:
    return {"message_id": media.data["message_id"]}


def mode(media: Media | None) -> dict[str, Any]:
    """Return how the words of a message are marked up; a copy keeps the words that it has."""
    return {} if media and media.kind == "copy" else {"parse_mode": ParseMode.HTML}
