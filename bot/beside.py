"""What works beside a running bot: the config, the store and one turn on them.

Must never take the lock of the running bot; the store sees to it that both can write.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.chat.bot import NAME, build_bot
from bot.clock import SystemClock
from bot.config import Config, load
from bot.core.errors import StridebackError
from bot.desk import Desk
from bot.publishing import shelf
from bot.store.engine import is_there
from bot.store.store import Store


@asynccontextmanager
async def desk(path: Path, *, begins: bool = True) -> AsyncIterator[tuple[Desk, Config]]:
    """Open everything a command needs and close it again; raises StridebackError with a sentence.

    Where there is no database yet, one is begun, unless the command only reads what is there.
    """
    config = load(path)
    if not begins and not is_there(config.storage.url):
        raise NoDatabaseError(config.storage.url)
    store = await Store.open(config.storage.url, clock=SystemClock())
    try:
        library = await shelf.opened(store, config.clinic.content, config.clinic.languages)
        yield Desk(store, library, config.settings()), config
    finally:
        await store.close()


async def bot_username(at: Desk, config: Config) -> str:
    """Return the bot's name: from the config, from the running bot, or from Telegram; raises StridebackError."""
    if config.telegram.username:
        return config.telegram.username
    async with at.turn() as turn:
        known = await turn.note(NAME)
    if known:
        return str(known["username"])
    return await _ask_telegram(config)


async def _ask_telegram(config: Config) -> str:
    from telegram.error import TelegramError

    try:
        async with build_bot(config) as bot:
            return bot.username
    except TelegramError:
        raise UnknownBotError from None


class NoDatabaseError(StridebackError):
    """There is no database yet where the config says that it is."""

    def __init__(self, url: str) -> None:
        """Name the address."""
        super().__init__(url)
        self.url = url

    def __str__(self) -> str:
        return (
            f"There is no database at {self.url}, so there is nothing to read. "
            "See whether storage.url is right; `strideback run` and `strideback invite` begin one."
        )


class UnknownBotError(StridebackError):
    """Telegram did not say what the bot is called."""

    def __str__(self) -> str:
        return "Telegram did not say what the bot is called. Check the token and the network, or set telegram.username."
