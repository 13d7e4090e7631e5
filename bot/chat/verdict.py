"""What an error of Telegram or of the network means for the message it hit: pure, one table.

Must never say "not sent" where nobody knows, nor "gone" where it is only doubtful.
"""

from dataclasses import dataclass
from enum import Enum, auto

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)


class Kind(Enum):
    """What became of one attempt."""

    DONE = auto()  # the message already looks like that
    ANEW = auto()  # it cannot be edited any more
    PLAIN = auto()  # its mark-up was not understood
    FLOOD = auto()  # Telegram wants silence for a while
    MOVED = auto()  # the chat has another id now
    GONE = auto()  # the person, or the group, cannot be reached or not be written to
    REFUSED = auto()  # Telegram refused this message
    UNREACHED = auto()  # Telegram was not reached at all
    TROUBLE = auto()  # Telegram was reached and did not do it
    UNKNOWN = auto()  # nobody knows whether it arrived


@dataclass(frozen=True)
class Verdict:
    """What became of one attempt; `seconds` with FLOOD, `chat_id` with MOVED."""

    kind: Kind
    seconds: float = 0
    chat_id: int = 0


_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot can't initiate conversation",
    "bot was kicked",
    "bot is not a member",
    "group chat was deleted",
    "group chat was deactivated",
    "enough rights to send text messages",
    "no rights to send a message",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "user_is_blocked",
    "input_user_deactivated",
    "chat not found",
    "peer_id_invalid",
)
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")


def judge(error: Exception) -> Verdict:
    """Return what the error means; whatever is not known here is UNKNOWN."""
    match error:
        case RetryAfter():
            return Verdict(Kind.FLOOD, seconds=_seconds(error))
        case ChatMigrated():
            return Verdict(Kind.MOVED, chat_id=error.new_chat_id)
        case Forbidden():
            return Verdict(Kind.GONE if _says(error, _GONE) else Kind.REFUSED)
        case BadRequest():
            return Verdict(_refusal(error))
        case InvalidToken() | Conflict():
            return Verdict(Kind.TROUBLE)
        case TimedOut() | NetworkError():
            return Verdict(_network(error))
        case _:
            return Verdict(Kind.UNKNOWN)


def _refusal(error: BadRequest) -> Kind:
    if _says(error, ("message is not modified",)):
        return Kind.DONE
    if _says(error, _CANNOT_EDIT):
        return Kind.ANEW
    if _says(error, ("can't parse entities",)):
        return Kind.PLAIN
    return Kind.GONE if _says(error, _GONE) else Kind.REFUSED


def _network(error: NetworkError) -> Kind:
    cause = error.__cause__
    if isinstance(cause, _NOT_SENT):
        return Kind.UNREACHED
    # Without a cause, or with unreadable JSON as the cause, it was made out of an HTTP error code.
    if cause is None or isinstance(cause, TelegramError):
        return Kind.TROUBLE
    return Kind.UNKNOWN


def _says(error: TelegramError, words: tuple[str, ...]) -> bool:
    text = error.message.lower()
    return any(word in text for word in words)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
