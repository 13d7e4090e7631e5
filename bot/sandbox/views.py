"""What a person sees, as JSON for the page; it must never show one person's chat to another."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.clock import ShiftableClock
from bot.sandbox.methods.chats import reaction_key
from bot.sandbox.methods.profile import commands_seen_by
from bot.sandbox.model import Json, Message, Toast
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
    return {
        "bot": {"username": world.bot.username, "name": world.bot.name} if world.bots else None,
        "now": clock.now().isoformat(),
        "offset": clock.offset if isinstance(clock, ShiftableClock) else 0.0,
        "users": [
            {"id": user.id, "name": user.name, "language": user.language, "blocked": user.blocked}
            for user in world.users.values()
        ],
        "next_due": due.isoformat() if due else None,
    } | running


def chat_view(world: World, user_id: int) -> Json:
    """Return everything that this person sees in their chat with the bot."""
    toasts = world.toasts.get(user_id, ())
    return {
        "messages": [_message(world, message) for message in world.chat(user_id)],
        "typing": world.is_typing(user_id),
        "commands": commands_seen_by(world, world.bot, world.users[user_id]) if world.bots else [],
        "toasts": [_toast(toast) for toast in toasts if toast.text],
        "answered": [toast.query_id for toast in toasts],
    }


def _message(world: World, message: Message) -> Json:
    body: Json = {
        "message_id": message.message_id,
        "from": "bot" if message.from_bot else "user",
        "kind": message.kind,
        "text": message.text or _service_words(message),
        "html": render(message.text, message.entities),
        "keyboard": [[_button(button) for button in row] for row in message.keyboard],
        "date": _iso(message.at),
        "edited": message.edited_at is not None,
        "forwarded": "forward_origin" in message.content,
    }
    reaction = world.setting(reaction_key(message.chat_id, message.message_id))
    return body | _file(world, message) | ({"reaction": reaction[0]} if reaction else {})


def _file(world: World, message: Message) -> Json:
    file = world.files.get(message.file_id or "")
    return {} if file is None else {"file_url": f"/sandbox/files/{file.file_id}", "file_name": file.name}


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
