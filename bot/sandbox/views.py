"""What a person sees, as JSON for the page; it must never show a chat to who is not in it."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.clock import ShiftableClock
from bot.sandbox.errors import SandboxError
from bot.sandbox.methods.chats import reaction_key
from bot.sandbox.methods.profile import commands_seen_by
from bot.sandbox.model import Group, Json, Message, Toast
from bot.sandbox.rendering import render
from bot.sandbox.world import World

ACTIONS = {"callback_data": "data", "url": "url"}
SERVICE_WORDS = {
    "migrate_to_chat_id": "The group became a supergroup",
    "migrate_from_chat_id": "Supergroup created",
}


def state_view(world: World) -> Json:
    """Return the bot, the clock and the people."""
    due = world.next_due() if world.next_due else None
    clock = world.clock
    running = {} if world.bot_running is None else {"bot_running": world.bot_running()}
    running |= {"being_prepared": True} if world.being_prepared else {}
    return {
        "bot": {"username": world.bot.username, "name": world.bot.name} if world.bots else None,
        "now": clock.now().isoformat(),
        "offset": clock.offset if isinstance(clock, ShiftableClock) else 0.0,
        "users": [
            {"id": user.id, "name": user.name, "language": user.language, "blocked": user.blocked}
            for user in world.users.values()
        ],
        "groups": [_group(world, group) for group in world.groups.values() if group.migrated_to is None],
        "next_due": due.isoformat() if due else None,
    } | running


def _group(world: World, group: Group) -> Json:
    """Return a group with the ids that it had before, and the number of its newest message."""
    return {
        "id": group.id,
        "title": group.title,
        "type": group.type,
        "members": list(group.members),
        "bot": group.bot_status,
        "was": [old.id for old in world.groups.values() if old.migrated_to == group.id],
        "newest": max(world.messages.get(group.id, {}), default=0),
    }


def chat_view(world: World, user_id: int, chat_id: int | None = None) -> Json:
    """Return everything that this person sees in their chat with the bot, or in a group that they are in."""
    chat = user_id if chat_id is None else chat_id
    if chat != user_id and user_id not in world.audience(chat):
        raise SandboxError("this person is not in that group")
    toasts = world.toasts.get(user_id, ())
    private = chat == user_id and bool(world.bots)
    return {
        "messages": [_message(world, message, user_id) for message in world.chat(chat)],
        "typing": world.is_typing(chat),
        "commands": commands_seen_by(world, world.bot, world.users[user_id]) if private else [],
        "toasts": [_toast(toast) for toast in toasts if toast.text],
        "answered": [toast.query_id for toast in toasts],
    }


def _message(world: World, message: Message, reader: int) -> Json:
    body: Json = {
        "message_id": message.message_id,
        "from": _sender(message, reader),
        "kind": message.kind,
        "text": message.text or _service_words(message),
        "html": render(message.text, message.entities),
        "keyboard": [[_button(button) for button in row] for row in message.keyboard],
        "date": _iso(message.at),
        "edited": message.edited_at is not None,
        "forwarded": "forward_origin" in message.content,
    }
    reaction = world.setting(reaction_key(message.chat_id, message.message_id))
    body |= _file(world, message) | _named(world, message) | _reply(world, message)
    return body | ({"reaction": reaction[0]} if reaction else {})


def _sender(message: Message, reader: int) -> str:
    if message.from_bot:
        return "bot"
    return "user" if message.sender_id == reader else "other"


def _named(world: World, message: Message) -> Json:
    """Return who wrote it, where several people can read it."""
    if message.chat_id not in world.groups:
        return {}
    return {"name": world.bot.name if message.from_bot else world.users[message.sender_id].name}


def _reply(world: World, message: Message) -> Json:
    """Return the head of the message that this one answers, as it stands now if it is still there."""
    carried = message.content.get("reply_to_message")
    if carried is None:
        return {}
    now = world.message(message.chat_id, int(carried["message_id"]))
    text = now.text if now else str(carried.get("text", carried.get("caption", "")))
    lines = [line for line in text.splitlines() if line.strip()]
    return {
        "reply_to": {
            "message_id": carried["message_id"],
            "name": carried["from"]["first_name"],
            "text": lines[0] if lines else "",
            "kind": now.kind if now else "text",
        }
    }


def _file(world: World, message: Message) -> Json:
    file = world.files.get(message.file_id or "")
    if file is None:
        return {}
    return {"file_url": f"/sandbox/files/{file.file_id}", "file_name": file.name, "file_size": file.size}


def _button(button: Json) -> Json:
    shown: dict[str, Any] = {"text": button["text"]}
    shown |= {name: button[field] for field, name in ACTIONS.items() if field in button}
    return shown | ({"style": button["style"]} if button.get("style") else {})


def _toast(toast: Toast) -> Json:
    return {"text": toast.text, "alert": toast.alert, "at": _iso(toast.at), "id": toast.query_id}


def _service_words(message: Message) -> str:
    return next((words for field, words in SERVICE_WORDS.items() if field in message.content), "")


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
