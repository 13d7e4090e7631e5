"""Telegram's limits, as checks on what a bot sends; they must never change what they check."""

import re
from typing import Any

from bot.sandbox.entities import Formatted, detect, parse_html, trimmed, units
from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json
from bot.sandbox.params import Params

TEXT = 4096
CAPTION = 1024
TAP_DATA_BYTES = 64
ANSWER = 200
BUTTONS_A_ROW = 8
BUTTONS = 100
COMMANDS = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
STYLES = frozenset({"danger", "success", "primary"})
ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "pay",
    "callback_game",
)
MORE_ACTIONS = ("switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "disabled")
SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"}
    | {"chat_administrators", "chat_member"}
)


def message_text(params: Params) -> Formatted:
    """Return the text of a message with its entities, within the limits."""
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT:
        raise bad_request("message is too long")
    return text, entities


def caption(params: Params) -> Json:
    """Return the caption's part of a message's content, empty without a caption."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if len(text) > CAPTION:
        raise bad_request("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})


def inline_keyboard(params: Params) -> Json:
    """Return the keyboard's part of a message's content, empty unless buttons hang under the message."""
    markup = params.record("reply_markup")
    if not markup:
        return {}
    if "inline_keyboard" not in markup:
        _check_other_markup(markup)
        return {}
    rows = [row for row in _rows(markup["inline_keyboard"]) if row]
    if max((len(row) for row in rows), default=0) > BUTTONS_A_ROW or sum(map(len, rows)) > BUTTONS:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def commands(params: Params) -> list[Json]:
    """Return a command list that Telegram would take."""
    given = params.records("commands")
    if len(given) > COMMANDS:
        raise bad_request("too many bot commands specified")
    return [_command(entry) for entry in given]


def scope(params: Params) -> str:
    """Return the command scope as one word with its ids, `default` when none was named."""
    given = params.record("scope") or {"type": "default"}
    kind = given.get("type")
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    named = [str(kind)]
    for field, kinds in (
        ("chat_id", {"chat", "chat_administrators", "chat_member"}),
        ("user_id", {"chat_member"}),
    ):
        if kind in kinds:
            if given.get(field) in (None, ""):
                raise bad_request(f"can't parse BotCommandScope: {field} is empty")
            named.append(str(given[field]))
    return ":".join(named)


def language(params: Params) -> str:
    """Return a two-letter language code or an empty string."""
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def at_most(params: Params, field: str, limit: int, refusal: str) -> str:
    """Return the field as text of at most this many characters."""
    text = params.text(field)
    if len(text) > limit:
        raise bad_request(refusal)
    return text


def _formatted(params: Params, field: str, entities_field: str) -> Formatted:
    source, mode = params.text(field), params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in ("", "none"):
        text, entities = source.replace("\r", ""), _given_entities(params.records(entities_field), source)
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("can't parse entities: this server reads HTML only")
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = trimmed(text, entities)
    return text, detect(text, entities)


def _given_entities(given: list[Json], text: str) -> list[Json]:
    end = units(text)
    for entity in given:
        if not (isinstance(entity.get("offset"), int) and isinstance(entity.get("length"), int) and entity.get("type")):
            raise bad_request("can't parse MessageEntity: type, offset and length are needed")
        if not 0 <= entity["offset"] <= entity["offset"] + entity["length"] <= end:
            raise bad_request("entity beginning or end is out of the text")
    return [dict(entity) for entity in given]


def _rows(given: Any) -> list[list[Json]]:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    return given


def _check_other_markup(markup: Json) -> None:
    known = ("keyboard", "remove_keyboard", "force_reply")
    if not any(name in markup for name in known):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if len(str(markup.get("input_field_placeholder", ""))) > 64:
        raise bad_request("reply markup input field placeholder is too long")


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
    if not any(action in button for action in (*ACTIONS, *MORE_ACTIONS)):
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= TAP_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://\S", str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")
    if button.get("style") not in {None, *STYLES}:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")


def _command(entry: Json) -> Json:
    name, described = (
        str(entry.get("command", "")).removeprefix("/"),
        str(entry.get("description", "")).strip(),
    )
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(described) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": described}
