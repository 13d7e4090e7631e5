"""The methods about the bot itself: who it is, its commands, its texts and its menu button."""

# ruff: noqa: ARG001 - every method takes the same three arguments, needed or not

from bot.sandbox import checks
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.common import Method, chat_named
from bot.sandbox.model import Bot, Json, User
from bot.sandbox.params import Params
from bot.sandbox.state import State

ABILITIES: Json = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
MENU_BUTTONS = frozenset({"commands", "web_app", "default"})


def get_me(state: State, bot: Bot, params: Params) -> Json:
    """Return the bot as itself."""
    return bot.as_json() | ABILITIES


def log_out(state: State, bot: Bot, params: Params) -> bool:
    """Do nothing: there is no other server to move to."""
    return True


def set_commands(state: State, bot: Bot, params: Params) -> bool:
    """Keep the commands of one scope and language."""
    wanted = checks.commands(params)
    state.keep_setting(_commands_key(state, bot, params), wanted or None)
    _everyone_looks(state)
    return True


def delete_commands(state: State, bot: Bot, params: Params) -> bool:
    """Forget the commands of one scope and language."""
    state.keep_setting(_commands_key(state, bot, params), None)
    _everyone_looks(state)
    return True


def get_commands(state: State, bot: Bot, params: Params) -> list[Json]:
    """Return the commands of exactly this scope and language."""
    kept: list[Json] = state.setting(_commands_key(state, bot, params), [])
    return kept


def commands_seen_by(state: State, bot: Bot, user: User) -> list[Json]:
    """Return the commands that this person's menu shows: the narrowest scope wins, then their language."""
    for scope in (f"chat:{user.id}", "all_private_chats", "default"):
        for language in (user.language[:2], ""):
            kept: list[Json] = state.setting(f"{bot.id}/commands/{scope}/{language}", [])
            if kept:
                return kept
    return []


def set_name(state: State, bot: Bot, params: Params) -> bool:
    """Keep the bot's name in one language."""
    return _set_text(state, bot, params, "name", 64)


def get_name(state: State, bot: Bot, params: Params) -> Json:
    """Return the bot's name in one language."""
    return _text(state, bot, params, "name", bot.name)


def set_description(state: State, bot: Bot, params: Params) -> bool:
    """Keep what an empty chat shows in one language."""
    return _set_text(state, bot, params, "description", 512)


def get_description(state: State, bot: Bot, params: Params) -> Json:
    """Return what an empty chat shows in one language."""
    return _text(state, bot, params, "description", "")


def set_short_description(state: State, bot: Bot, params: Params) -> bool:
    """Keep what the profile page shows in one language."""
    return _set_text(state, bot, params, "short_description", 120)


def get_short_description(state: State, bot: Bot, params: Params) -> Json:
    """Return what the profile page shows in one language."""
    return _text(state, bot, params, "short_description", "")


def set_menu_button(state: State, bot: Bot, params: Params) -> bool:
    """Keep the menu button of one chat, or of all."""
    button = params.record("menu_button") or {"type": "default"}
    if button.get("type") not in MENU_BUTTONS:
        raise bad_request("can't parse MenuButton: unsupported type specified")
    state.keep_setting(f"{bot.id}/menu/{params.number('chat_id')}", button)
    return True


def get_menu_button(state: State, bot: Bot, params: Params) -> Json:
    """Return the menu button of one chat, or the common one."""
    common = state.setting(f"{bot.id}/menu/0", {"type": "commands"})
    button: Json = state.setting(f"{bot.id}/menu/{params.number('chat_id')}", common)
    return button


def _commands_key(state: State, bot: Bot, params: Params) -> str:
    scope = checks.scope(params)
    kind, _, chat = scope.partition(":")
    if kind == "chat":
        chat_named(state, Params({"chat_id": chat}))
    return f"{bot.id}/commands/{scope}/{checks.language(params)}"


def _everyone_looks(state: State) -> None:
    for user_id in state.users:
        state.touch(user_id)


def _set_text(state: State, bot: Bot, params: Params, field: str, limit: int) -> bool:
    text = checks.at_most(params, field, limit, f"bot {field.replace('_', ' ')} is too long")
    state.keep_setting(f"{bot.id}/{field}/{checks.language(params)}", text or None)
    return True


def _text(state: State, bot: Bot, params: Params, field: str, otherwise: str) -> Json:
    common = state.setting(f"{bot.id}/{field}/", otherwise)
    return {field: state.setting(f"{bot.id}/{field}/{checks.language(params)}", common)}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": log_out,
    "close": log_out,
    "setMyCommands": set_commands,
    "deleteMyCommands": delete_commands,
    "getMyCommands": get_commands,
    "setMyName": set_name,
    "getMyName": get_name,
    "setMyDescription": set_description,
    "getMyDescription": get_description,
    "setMyShortDescription": set_short_description,
    "getMyShortDescription": get_short_description,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
