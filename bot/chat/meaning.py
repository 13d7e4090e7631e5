"""What a Telegram update means in the words of the use cases: a pure function that raises nothing.

Must never decide who may do what, and never trust that a field is there or of the right kind.
"""

from typing import Any

from bot.care.ports import Grew, Incoming, Left, Returned, Said, Sent, Tapped

# An animation also comes as a document and a venue also as a location, so the order matters.
_CONTENT = (
    *(
        "sticker",
        "voice",
        "audio",
        "photo",
        "video",
        "video_note",
        "animation",
        "document",
        "venue",
        "location",
    ),
    *("contact", "poll", "dice", "game", "story", "checklist", "paid_media", "gift", "invoice"),
)
_FORWARDED = ("forward_origin", "forward_date", "forward_from", "forward_sender_name")
_COMMON = frozenset(
    {
        "message_id",
        "message_thread_id",
        "from",
        "chat",
        "date",
        "edit_date",
        "sender_boost_count",
        "has_protected_content",
    }
)
_SERVICE = frozenset(
    {
        *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo"),
        *("group_chat_created", "supergroup_chat_created", "channel_chat_created", "pinned_message"),
        *(
            "message_auto_delete_timer_changed",
            "migrate_to_chat_id",
            "migrate_from_chat_id",
            "write_access_allowed",
        ),
        *(
            "boost_added",
            "chat_background_set",
            "connected_website",
            "successful_payment",
            "refunded_payment",
        ),
        *("users_shared", "chat_shared", "passport_data", "proximity_alert_triggered", "web_app_data"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
        *(
            "video_chat_scheduled",
            "video_chat_started",
            "video_chat_ended",
            "video_chat_participants_invited",
        ),
        *("giveaway_created", "giveaway", "giveaway_winners", "giveaway_completed"),
    }
)
_GONE = ("kicked", "left")
_GROUPS = ("group", "supergroup")


def meaning(update: Any) -> Incoming | None:
    """Return what a person did, or None for what nobody did or nobody can understand."""
    raw = _dict(update)
    if query := _dict(raw.get("callback_query")):
        return _tapped(query)
    if changed := _dict(raw.get("my_chat_member")):
        return _moved(changed)
    if edited := _dict(raw.get("edited_message")):
        return _incoming(edited, _edited(edited))
    if message := _dict(raw.get("message")):
        return _grown(message) or _incoming(message, _happened(message))
    return None


def query_id(update: Any) -> str | None:
    """Return the id under which a tap wants to be answered, or None where there was none."""
    number = _dict(_dict(update).get("callback_query")).get("id")
    return number if isinstance(number, str) and number else None


def lane_of(update: Any) -> int:
    """Return the Telegram user whose lane the update goes on, or 0 for nobody's."""
    for part in _dict(update).values():
        user = _id(_dict(_dict(part).get("from")))
        if user is not None:
            return user
    return 0


def _incoming(message: dict[str, Any], event: Said | Sent | None) -> Incoming | None:
    private = _is_private(message)
    # In a group the bot answers words, and leaves pictures and jokes to the people in it.
    if event is None or not (private or isinstance(event, Said)):
        return None
    return _from(message, event, private=private)


def _happened(message: dict[str, Any]) -> Said | Sent | None:
    if any(name in message for name in _FORWARDED):
        return _sent(message, "forwarded")
    text = message.get("text")
    if isinstance(text, str):
        return Said(_clean(text), _replied_to(message))
    for what in _CONTENT:
        if what in message:
            return _sent(message, what)
    unknown = message.keys() - _COMMON
    return _sent(message, "other") if unknown and not unknown & _SERVICE else None


def _sent(message: dict[str, Any], what: str) -> Sent:
    """Return what was sent with the number of its message, the words under it, and Telegram's name for the file."""
    caption, content = message.get("caption"), message.get(what)
    # Of a photo Telegram lists several sizes, the largest last.
    file = _dict(content[-1] if isinstance(content, list) and content else content).get("file_id")
    return Sent(
        what,
        _number(message),
        _clean(caption) if isinstance(caption, str) else "",
        _clean(file) if isinstance(file, str) else "",
        _replied_to(message),
    )


def _replied_to(message: dict[str, Any]) -> int:
    return _number(_dict(message.get("reply_to_message")))


def _number(message: dict[str, Any]) -> int:
    """Return the number of a message in its chat; 0 where there is none."""
    number = message.get("message_id")
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63 else 0


def _grown(message: dict[str, Any]) -> Incoming | None:
    """Return that a group has become a supergroup; Telegram says so in both chats, and anybody may have caused it."""
    here = _id(_dict(message.get("chat")))
    to, since = _id({"id": message.get("migrate_to_chat_id")}), _id({"id": message.get("migrate_from_chat_id")})
    old, new = (since, here) if since is not None else (here, to)
    if old is None or new is None or _is_private(message):
        return None
    return Incoming(_id(_dict(message.get("from"))) or 0, old, Grew(new), private=False)


def _edited(message: dict[str, Any]) -> Sent | None:
    return Sent("edited") if "text" in message or "caption" in message else None


def _tapped(query: dict[str, Any]) -> Incoming | None:
    data = query.get("data")
    if not isinstance(data, str):
        return None
    message = _dict(query.get("message"))
    user = _id(_dict(query.get("from")))
    # A button of a message that Telegram no longer shows us still says who tapped it.
    chat = message if _id(_dict(message.get("chat"))) is not None else {"chat": {"id": user, "type": "private"}}
    return _from(query | {"chat": chat["chat"]}, Tapped(_clean(data)), private=_is_private(chat))


def _moved(changed: dict[str, Any]) -> Incoming | None:
    status, private = _dict(changed.get("new_chat_member")).get("status"), _is_private(changed)
    if not isinstance(status, str) or not (private or _dict(changed.get("chat")).get("type") in _GROUPS):
        return None
    event = Left() if status in _GONE else Returned()
    if private:
        return _from(changed, event, private=True)
    # Who put the bot out of a group may be an anonymous administrator, which Telegram shows as a bot.
    chat = _id(_dict(changed.get("chat")))
    return None if chat is None else Incoming(_id(_dict(changed.get("from"))) or 0, chat, event, private=False)


def _from(part: dict[str, Any], event: Said | Tapped | Sent | Left | Returned, *, private: bool) -> Incoming | None:
    sender = _dict(part.get("from"))
    user, chat = _id(sender), _id(_dict(part.get("chat")))
    if user is None or chat is None or sender.get("is_bot") is True:
        return None
    return Incoming(user, chat, event, private=private, name=_name(sender), language=_language(sender))


def _is_private(part: dict[str, Any]) -> bool:
    return _dict(part.get("chat")).get("type") == "private"


def _name(sender: dict[str, Any]) -> str:
    parts = (sender.get("first_name"), sender.get("last_name"))
    return _clean(" ".join(part for part in parts if isinstance(part, str) and part))


def _language(sender: dict[str, Any]) -> str:
    """Return the language without its region: `es` for es-419."""
    code = sender.get("language_code")
    return _clean(code).lower().partition("-")[0] if isinstance(code, str) else ""


def _clean(text: str) -> str:
    """Return the text without what no database can hold: NUL, and halves of a UTF-16 pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _id(part: dict[str, Any]) -> int | None:
    number = part.get("id")
    fits = isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63
    return number if fits else None
