"""One message, one call: how a row of the outbox becomes a new message or an edited one.

Must never decide whether to try again; what goes wrong is raised.
"""

import html
import re
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest

from bot.care.ports import Keyboard, Row
from bot.chat.limits import Limits
from bot.chat.media import Draw, Enclosures, mode
from bot.chat.verdict import Kind, judge

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Post:
    """Sends and edits with the same looks: HTML, no link previews."""

    def __init__(self, bot: Bot, limits: Limits, draw: Draw) -> None:
        """Count new messages against these limits, and have pictures drawn by `draw`."""
        self._bot = bot
        self._limits = limits
        self._enclosures = Enclosures(bot, draw)

    async def send(self, row: Row) -> int:
        """Return the message id under which the row is seen now; raises what Telegram answered."""
        if edits(row):
            try:
                return await self._edited(row)
            except BadRequest as error:
                if judge(error).kind is not Kind.ANEW:
                    raise
            self._limits.spend(row.chat_id)
        return await self._sent(row)

    async def _edited(self, row: Row) -> int:
        message_id = row.message_id or 0
        try:
            await self._marked_up(row, self._changed, message_id=message_id)
        except BadRequest as error:
            if judge(error).kind is not Kind.DONE:
                raise
        return message_id

    async def _sent(self, row: Row) -> int:
        """Send a new message, as a reply where it follows another one that may be gone by now."""
        answers = ReplyParameters(row.reply_to, allow_sending_without_reply=True) if row.reply_to else None
        return int(await self._marked_up(row, self._new, reply_parameters=answers))

    async def _new(self, *, row: Row, text: str, **shown: Any) -> int:
        if row.media is not None:
            return await self._enclosures.send(row, row.media, text, **shown)
        message = await self._bot.send_message(text=text, link_preview_options=_NO_PREVIEW, **shown)
        return int(message.message_id)

    async def _changed(self, *, row: Row, text: str, **shown: Any) -> int:  # noqa: ARG002  # the same shape as `_new`
        await self._bot.edit_message_text(text=text, link_preview_options=_NO_PREVIEW, **shown)
        return 0

    async def _marked_up(self, row: Row, call: Any, **where: Any) -> Any:
        """Call with HTML, and once more as plain text where Telegram does not understand the mark-up."""
        shown: dict[str, Any] = {"chat_id": row.chat_id, "reply_markup": _markup(row.keyboard), **where}
        try:
            return await call(row=row, text=row.text, **mode(row.media), **shown)
        except BadRequest as error:
            if judge(error).kind is not Kind.PLAIN:
                raise
        return await call(row=row, text=plain(row.text), **shown)


def edits(row: Row) -> bool:
    """Say whether the row changes a message that is there."""
    return row.replaces and row.message_id is not None


def plain(text: str) -> str:
    """Return the words of an HTML text without its tags."""
    return html.unescape(_TAG.sub("", text))


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.text, callback_data=button.data) for button in row] for row in keyboard]
    )
