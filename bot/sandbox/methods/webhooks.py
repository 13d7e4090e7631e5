"""The methods about webhooks: setting, reading and removing one; delivery is in `bot.sandbox.webhook`."""

# ruff: noqa: ARG001 - every method takes the same three arguments, needed or not

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.common import Method
from bot.sandbox.model import Bot, Json
from bot.sandbox.params import Params
from bot.sandbox.state import State

HERE = frozenset({"127.0.0.1", "localhost"})
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def set_webhook(state: State, bot: Bot, params: Params) -> bool:
    """Deliver updates to this address from now on; an empty one removes the webhook."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return delete_webhook(state, bot, params)
    _check_address(url)
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    remember_allowed(state, bot, params)
    _drop_if_asked(state, bot, params)
    connections = params.number("max_connections", 40)
    state.keep_setting(webhook_key(bot), {"url": url, "secret": secret, "max_connections": connections})
    state.queue(bot.id).bell.ring()
    return True


def delete_webhook(state: State, bot: Bot, params: Params) -> bool:
    """Go back to getUpdates."""
    _drop_if_asked(state, bot, params)
    state.keep_setting(webhook_key(bot), None)
    state.queue(bot.id).bell.ring()
    return True


def get_webhook_info(state: State, bot: Bot, params: Params) -> Json:
    """Return the webhook's address, what waits and what went wrong last."""
    hook: Json = state.setting(webhook_key(bot), {})
    body: Json = {"url": hook.get("url", ""), "has_custom_certificate": False}
    body["pending_update_count"] = len(state.queue(bot.id))
    shown = {key: hook[key] for key in ("max_connections", "last_error_date", "last_error_message") if key in hook}
    allowed = sorted(state.queue(bot.id).allowed)
    return body | shown | ({"allowed_updates": allowed} if allowed else {})


def remember_allowed(state: State, bot: Bot, params: Params) -> None:
    """Keep the kinds of updates that the bot wants, if the call names any."""
    wanted: Any = params.json("allowed_updates")
    if wanted is None:
        return
    if not isinstance(wanted, list):
        raise bad_request("can't parse allowed updates: expected an Array")
    queue = state.queue(bot.id)
    if queue.allowed != frozenset(wanted):
        queue.allowed = frozenset(wanted)
        state.keep_setting(f"{bot.id}/allowed_updates", list(wanted))


def webhook_key(bot: Bot) -> str:
    """Return where the bot's webhook is kept."""
    return f"{bot.id}/webhook"


def _check_address(url: str) -> None:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or address.hostname not in HERE:
        raise bad_request("bad webhook: this server reaches 127.0.0.1 and localhost only")


def _drop_if_asked(state: State, bot: Bot, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        state.queue(bot.id).clear()


METHODS: dict[str, Method] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
