"""What each error means for the message it hit; where nobody knows, the verdict says so."""

import httpx
import pytest
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

from bot.chat.verdict import Kind, Verdict, judge

pytestmark = pytest.mark.filterwarnings("ignore:.*`retry_after` will be of type")


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


GONE = [
    Forbidden("Forbidden: bot was blocked by the user"),
    Forbidden("Forbidden: user is deactivated"),
    Forbidden("Forbidden: bot can't initiate conversation with a user"),
    Forbidden("Forbidden: bot was kicked from the group chat"),
    Forbidden("Forbidden: the group chat was deleted"),
    Forbidden("Forbidden: bot is not a member of the supergroup chat"),
    BadRequest("Not enough rights to send text messages to the chat"),
    BadRequest("Have no rights to send a message"),
    BadRequest("CHAT_WRITE_FORBIDDEN"),
    BadRequest("Group chat was deactivated"),
    BadRequest("USER_IS_BLOCKED"),
    BadRequest("Chat not found"),
    BadRequest("PEER_ID_INVALID"),
]
NOT_SENT = [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x"), httpx.ProxyError("x")]
NOBODY_KNOWS = [
    httpx.ReadTimeout("x"),
    httpx.WriteTimeout("x"),
    httpx.ReadError("x"),
    httpx.WriteError("x"),
    httpx.RemoteProtocolError("x"),
    httpx.CloseError("x"),
    httpx.DecodingError("x"),
]


@pytest.mark.parametrize("error", GONE, ids=str)
def test_these_people_cannot_be_reached(error: TelegramError) -> None:
    assert judge(error).kind is Kind.GONE


REFUSED = [
    Forbidden("Forbidden: something new"),
    BadRequest("Something new"),
    BadRequest("Not enough rights to send photos to the chat"),
]


@pytest.mark.parametrize("error", REFUSED, ids=str)
def test_a_refusal_nobody_knows_is_not_taken_for_a_block(error: TelegramError) -> None:
    assert judge(error).kind is Kind.REFUSED


@pytest.mark.parametrize("cause", NOT_SENT, ids=lambda cause: type(cause).__name__)
def test_without_a_connection_nothing_was_sent(cause: Exception) -> None:
    assert judge(caused(NetworkError("x"), cause)).kind is Kind.UNREACHED
    assert judge(caused(TimedOut(), cause)).kind is Kind.UNREACHED


@pytest.mark.parametrize("cause", NOBODY_KNOWS, ids=lambda cause: type(cause).__name__)
def test_with_a_connection_nobody_knows(cause: Exception) -> None:
    assert judge(caused(NetworkError("x"), cause)).kind is Kind.UNKNOWN
    assert judge(caused(TimedOut(), cause)).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("Internal Server Error (500)"),
        caused(NetworkError("Bad Gateway (502)"), TelegramError("Invalid server response")),
        InvalidToken("Unauthorized"),
        Conflict("x"),
    ],
    ids=str,
)
def test_an_http_error_code_means_it_was_not_done(error: TelegramError) -> None:
    assert judge(error).kind is Kind.TROUBLE


@pytest.mark.parametrize("error", [TelegramError("Invalid server response"), ValueError("x"), TimeoutError()], ids=repr)
def test_whatever_is_not_known_is_not_taken_for_a_failure(error: Exception) -> None:
    assert judge(error).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Message is not modified: specified new message content and reply markup are exactly the same", Kind.DONE),
        ("Message to edit not found", Kind.ANEW),
        ("Message can't be edited", Kind.ANEW),
        ("MESSAGE_ID_INVALID", Kind.ANEW),
        ("Can't parse entities: unsupported start tag", Kind.PLAIN),
    ],
)
def test_telegrams_words_about_an_edit_are_understood(words: str, kind: Kind) -> None:
    assert judge(BadRequest(words)).kind is kind


def test_a_flood_says_for_how_long() -> None:
    assert judge(RetryAfter(17)) == Verdict(Kind.FLOOD, seconds=17)


def test_a_moved_chat_says_where_to() -> None:
    assert judge(ChatMigrated(-1001)) == Verdict(Kind.MOVED, chat_id=-1001)
