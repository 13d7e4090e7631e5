"""The methods that write a new message into a chat."""

# ruff: noqa: ARG001 - every method takes the same three arguments, needed or not

from bot.sandbox import checks
from bot.sandbox.errors import bad_request
from bot.sandbox.files import DOWNLOAD_BYTES, as_carried
from bot.sandbox.methods.common import Method, chat_named, message_named, writable_chat
from bot.sandbox.model import MEDIA, Bot, Json, Message
from bot.sandbox.params import Params
from bot.sandbox.state import TYPING_SECONDS, State

NOT_CARRIED_OVER = frozenset({"reply_markup", "reply_to_message", "forward_origin"})
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
    }
    | {"choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)


def send_message(state: State, bot: Bot, params: Params) -> Json:
    """Write a text."""
    text, entities = checks.message_text(params)
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    preview = params.record("link_preview_options")
    return _post(state, bot, params, content | ({"link_preview_options": preview} if preview else {}))


def send_photo(state: State, bot: Bot, params: Params) -> Json:
    """Write a photo with a caption."""
    return _send_file(state, bot, params, "photo")


def send_document(state: State, bot: Bot, params: Params) -> Json:
    """Write a document with a caption."""
    return _send_file(state, bot, params, "document")


def forward_message(state: State, bot: Bot, params: Params) -> Json:
    """Write an existing message into another chat, with its origin."""
    source = _source(state, params, "message to forward not found")
    sender = state.message_json(source)["from"]
    origin = {"type": "user", "date": source.at, "sender_user": sender}
    return _post(state, bot, params, {"forward_origin": origin} | _copied(source), keyboard=False)


def copy_message(state: State, bot: Bot, params: Params) -> Json:
    """Write an existing message's content into another chat."""
    source = _source(state, params, "message to copy not found")
    content = _copied(source)
    if params.has("caption") and source.kind in MEDIA:
        content = {key: value for key, value in content.items() if "caption" not in key} | checks.caption(params)
    return {"message_id": _post(state, bot, params, content)["message_id"]}


def send_chat_action(state: State, bot: Bot, params: Params) -> bool:
    """Show for a few seconds that the bot is busy."""
    chat_id = writable_chat(state, params)
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.typing[chat_id] = state.seconds() + TYPING_SECONDS
    state.touch(chat_id)
    return True


def get_file(state: State, bot: Bot, params: Params) -> Json:
    """Return where the file can be fetched."""
    file = state.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    body = {"file_id": file.file_id, "file_unique_id": file.unique_id}
    return body | {"file_size": file.size, "file_path": file.path}


def _send_file(state: State, bot: Bot, params: Params, kind: str) -> Json:
    words = checks.caption(params)
    writable_chat(state, params)
    upload = params.upload(kind)
    if upload is not None:
        file = state.files.add_sent(kind, upload)
    else:
        known = state.files.get(params.text(kind))
        if known is None:
            web = params.text(kind).startswith(("http://", "https://"))
            raise bad_request("failed to get HTTP URL content" if web else "wrong remote file identifier specified")
        file = known
    return _post(state, bot, params, {kind: as_carried(kind, file)} | words)


def _post(state: State, bot: Bot, params: Params, content: Json, *, keyboard: bool = True) -> Json:
    chat_id = writable_chat(state, params)
    content = content | _replied(state, params, chat_id) | (checks.inline_keyboard(params) if keyboard else {})
    if params.flag("protect_content"):
        content = content | {"has_protected_content": True}
    state.rates.spend(chat_id)
    state.typing.pop(chat_id, None)
    return state.message_json(state.new_message(chat_id, bot.id, content, from_bot=True))


def _replied(state: State, params: Params, chat_id: int) -> Json:
    asked = params.record("reply_parameters")
    number = Params(asked).number("message_id") or params.number("reply_to_message_id")
    if not number:
        return {}
    message = state.message(chat_id, number)
    if message is None:
        if asked.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    shown = state.message_json(message)
    shown.pop("reply_to_message", None)
    return {"reply_to_message": shown}


def _source(state: State, params: Params, missing: str) -> Message:
    chat_id = chat_named(state, params, "from_chat_id")
    return message_named(state, params, missing, chat_id=chat_id)


def _copied(message: Message) -> Json:
    return {key: value for key, value in message.content.items() if key not in NOT_CARRIED_OVER}


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
}
