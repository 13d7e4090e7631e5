"""The methods that change or remove a message, and the one that answers a tap."""

# ruff: noqa: ARG001 - every method takes the same three arguments, needed or not

from dataclasses import replace

from bot.sandbox import checks
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.common import Method, message_named, writable_chat
from bot.sandbox.model import MEDIA, Bot, Json, Message, Toast
from bot.sandbox.params import Params
from bot.sandbox.state import State

ANSWER_WITHIN = 15.0
DELETE_WITHIN = 48 * 3600
WORDS = frozenset({"text", "entities", "link_preview_options", "reply_markup"})
CAPTION = frozenset({"caption", "caption_entities", "reply_markup"})
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def edit_text(state: State, bot: Bot, params: Params) -> Json:
    """Change a text and its keyboard; leaving the keyboard out takes it away."""
    message = _own_message(state, bot, params)
    text, entities = checks.message_text(params)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    words: Json = {"text": text} | ({"entities": entities} if entities else {})
    preview = params.record("link_preview_options")
    words |= {"link_preview_options": preview} if preview else {}
    return _change(state, message, WORDS, words | checks.inline_keyboard(params))


def edit_caption(state: State, bot: Bot, params: Params) -> Json:
    """Change a caption and the keyboard."""
    message = _own_message(state, bot, params)
    words = checks.caption(params)
    if message.kind not in MEDIA:
        raise bad_request("there is no caption in the message to edit")
    return _change(state, message, CAPTION, words | checks.inline_keyboard(params))


def edit_reply_markup(state: State, bot: Bot, params: Params) -> Json:
    """Change the keyboard only; people see no edit mark for it."""
    message = _own_message(state, bot, params)
    return _change(state, message, frozenset({"reply_markup"}), checks.inline_keyboard(params), visibly=False)


def delete_message(state: State, bot: Bot, params: Params) -> bool:
    """Remove a message younger than two days."""
    chat_id = writable_chat(state, params)
    message = message_named(state, params, "message to delete not found", chat_id=chat_id)
    if not _deletable(state, message):
        raise bad_request("message can't be deleted for everyone")
    state.remove_message(message)
    return True


def delete_messages(state: State, bot: Bot, params: Params) -> bool:
    """Remove those of the named messages that can be removed."""
    chat_id = writable_chat(state, params)
    for number in params.numbers("message_ids"):
        message = state.message(chat_id, number)
        if message is not None and _deletable(state, message):
            state.remove_message(message)
    return True


def answer_callback_query(state: State, bot: Bot, params: Params) -> bool:
    """Answer a tap, once and soon."""
    text = checks.at_most(params, "text", checks.ANSWER, "MESSAGE_TOO_LONG")
    query = state.queries.get(params.text("callback_query_id"))
    if query is None or query.answered or state.seconds() - query.asked_at > ANSWER_WITHIN:
        raise bad_request(TOO_OLD)
    state.keep_query(replace(query, answered=True))
    state.toast(query.user_id, Toast(query.id, text, params.flag("show_alert"), state.seconds()))
    return True


def _own_message(state: State, bot: Bot, params: Params) -> Message:
    chat_id = writable_chat(state, params)
    message = message_named(state, params, "message to edit not found", chat_id=chat_id)
    if not message.from_bot or message.sender_id != bot.id:
        raise bad_request("message can't be edited")
    return message


def _change(state: State, message: Message, replaced: frozenset[str], by: Json, *, visibly: bool = True) -> Json:
    content = {key: value for key, value in message.content.items() if key not in replaced} | by
    if content == message.content:
        raise bad_request(NOT_MODIFIED)
    return state.message_json(state.edited(message, content, visibly=visibly))


def _deletable(state: State, message: Message) -> bool:
    private = message.chat_id > 0
    return (message.from_bot or private) and state.seconds() - message.at < DELETE_WITHIN


METHODS: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
}
