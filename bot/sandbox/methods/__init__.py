"""The Bot API's methods, by name: each a function of the state, the bot and the parameters to a result.

They must never know HTTP; getUpdates is the one that waits, so it lives beside the server in `polling`.
"""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.methods import chats, edits, messages, profile, webhooks
from bot.sandbox.methods.common import Method
from bot.sandbox.model import Bot
from bot.sandbox.params import Params
from bot.sandbox.state import State

METHODS: dict[str, Method] = {
    name.lower(): method
    for table in (messages.METHODS, edits.METHODS, chats.METHODS, profile.METHODS, webhooks.METHODS)
    for name, method in table.items()
}
KNOWN = frozenset({*METHODS, "getupdates"})

# Texts are left out: an absent text and an empty one get the same answer, from the check that reads it.
REQUIRED: dict[str, tuple[str, ...]] = {
    "sendmessage": ("chat_id",),
    "sendphoto": ("chat_id", "photo"),
    "senddocument": ("chat_id", "document"),
    "sendchataction": ("chat_id", "action"),
    "forwardmessage": ("chat_id", "from_chat_id", "message_id"),
    "copymessage": ("chat_id", "from_chat_id", "message_id"),
    "editmessagetext": ("chat_id", "message_id"),
    "editmessagecaption": ("chat_id", "message_id"),
    "editmessagereplymarkup": ("chat_id", "message_id"),
    "deletemessage": ("chat_id", "message_id"),
    "deletemessages": ("chat_id", "message_ids"),
    "answercallbackquery": ("callback_query_id",),
    "setmycommands": ("commands",),
    "setmessagereaction": ("chat_id", "message_id"),
    "pinchatmessage": ("chat_id", "message_id"),
    "unpinchatmessage": ("chat_id",),
    "unpinallchatmessages": ("chat_id",),
    "getchat": ("chat_id",),
    "getchatmember": ("chat_id", "user_id"),
    "leavechat": ("chat_id",),
    "getfile": ("file_id",),
}


def perform(state: State, bot: Bot, method: str, params: Params) -> Any:
    """Return what the method answers, or refuse it."""
    for field in REQUIRED.get(method, ()):
        if not params.has(field):
            raise bad_request(f"{field} is empty")
    return METHODS[method](state, bot, params)
