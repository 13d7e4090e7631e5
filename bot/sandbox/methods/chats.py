"""The methods about chats: what they are, who is in them, pins and reactions."""

# ruff: noqa: ARG001 - every method takes the same three arguments, needed or not

from dataclasses import replace

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.common import Method, chat_named, message_named, writable_chat
from bot.sandbox.model import Bot, Group, Json
from bot.sandbox.params import Params
from bot.sandbox.state import State

REACTIONS = frozenset(
    (  # noqa: SIM905 - seventy quoted strings would be harder to read
        "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 "
        "❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 "
        "😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ "
        "😡"
    ).split()
)
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(state: State, bot: Bot, params: Params) -> Json:
    """Return everything known about a chat."""
    chat_id = chat_named(state, params)
    _check_known(state, chat_id)
    body = state.chat_json(chat_id) | {"accent_color_id": chat_id % 7, "max_reaction_count": 11}
    pinned = [state.message(chat_id, number) for number in state.setting(_pins(chat_id), [])]
    shown = [state.message_json(message) for message in pinned if message is not None]
    gifts = {"accepted_gift_types": dict.fromkeys(GIFTS, False)}
    return body | gifts | ({"pinned_message": shown[-1]} if shown else {})


def get_chat_member(state: State, bot: Bot, params: Params) -> Json:
    """Return a person's place in a chat."""
    chat_id, user_id = chat_named(state, params), params.number("user_id")
    group = state.groups.get(chat_id)
    if user_id == bot.id:
        return {"status": "member" if group is None else group.bot_status, "user": bot.as_json()}
    if user_id not in state.users or (group is None and user_id != chat_id):
        raise bad_request("user not found")
    return _place(group, user_id) | {"user": state.users[user_id].as_json()}


def leave_chat(state: State, bot: Bot, params: Params) -> bool:
    """Take the bot out of a group."""
    group = state.groups.get(writable_chat(state, params))
    if group is None:
        raise bad_request("chat member status can't be changed in private chats")
    state.keep_group(replace(group, bot_status="left"))
    return True


def pin_message(state: State, bot: Bot, params: Params) -> bool:
    """Pin a message."""
    chat_id = writable_chat(state, params)
    message = message_named(state, params, "message to pin not found", chat_id=chat_id)
    others = [number for number in state.setting(_pins(chat_id), []) if number != message.message_id]
    state.keep_setting(_pins(chat_id), [*others, message.message_id])
    state.touch(chat_id)
    return True


def unpin_message(state: State, bot: Bot, params: Params) -> bool:
    """Unpin a message, the newest pinned one unless another is named."""
    chat_id = writable_chat(state, params)
    pins = state.setting(_pins(chat_id), [])
    number = params.number("message_id") or (pins[-1] if pins else 0)
    if number not in pins:
        raise bad_request("message to unpin not found")
    state.keep_setting(_pins(chat_id), [kept for kept in pins if kept != number])
    state.touch(chat_id)
    return True


def unpin_all(state: State, bot: Bot, params: Params) -> bool:
    """Unpin everything."""
    chat_id = writable_chat(state, params)
    state.keep_setting(_pins(chat_id), None)
    state.touch(chat_id)
    return True


def set_reaction(state: State, bot: Bot, params: Params) -> bool:
    """Put a reaction on a message or take it away."""
    chat_id = writable_chat(state, params)
    message = message_named(state, params, "message to react not found", chat_id=chat_id)
    wanted = params.records("reaction")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.get("emoji") not in REACTIONS for reaction in wanted):
        raise bad_request("REACTION_INVALID")
    state.keep_setting(reaction_key(chat_id, message.message_id), [reaction["emoji"] for reaction in wanted] or None)
    state.touch(chat_id)
    return True


def reaction_key(chat_id: int, message_id: int) -> str:
    """Return where the bot's reaction on a message is kept."""
    return f"reaction/{chat_id}/{message_id}"


def _pins(chat_id: int) -> str:
    return f"pins/{chat_id}"


def _check_known(state: State, chat_id: int) -> None:
    # A bot cannot look up a person who never wrote to it.
    if chat_id in state.users and not state.users[chat_id].started:
        raise bad_request("chat not found")


def _place(group: Group | None, user_id: int) -> Json:
    if group is None:
        return {"status": "member"}
    if user_id == group.owner_id:
        return {"status": "creator", "is_anonymous": False}
    return {"status": "member" if user_id in group.members else "left"}


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "leaveChat": leave_chat,
    "pinChatMessage": pin_message,
    "unpinChatMessage": unpin_message,
    "unpinAllChatMessages": unpin_all,
    "setMessageReaction": set_reaction,
}
