"""What several methods share: whom a call is for and whether the bot may write there."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.model import Bot, Group, Message, User
from bot.sandbox.params import Params
from bot.sandbox.state import State

Method = Callable[[State, Bot, Params], Any]


def chat_named(state: State, params: Params, field: str = "chat_id") -> int:
    """Return the id of an existing chat."""
    named = params.text(field)
    if not named.removeprefix("-").isdigit():
        raise bad_request("chat not found")
    chat_id = int(named)
    if chat_id not in state.users and chat_id not in state.groups:
        raise bad_request("chat not found")
    return chat_id


def writable_chat(state: State, params: Params) -> int:
    """Return the id of a chat that the bot may write to."""
    chat_id = chat_named(state, params)
    if chat_id in state.groups:
        _check_group(state.groups[chat_id])
    else:
        _check_person(state.users[chat_id])
    return chat_id


def message_named(state: State, params: Params, missing: str, *, chat_id: int) -> Message:
    """Return the message that the call names, or refuse with these words."""
    message = state.message(chat_id, params.number("message_id"))
    if message is None:
        raise bad_request(missing)
    return message


def _check_person(user: User) -> None:
    if user.deactivated:
        raise forbidden("user is deactivated")
    if user.blocked:
        raise forbidden("bot was blocked by the user")
    if not user.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_group(group: Group) -> None:
    if group.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=group.migrated_to)
    if group.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {group.type} chat")
    if group.bot_status == "left":
        raise forbidden(f"bot is not a member of the {group.type} chat")
