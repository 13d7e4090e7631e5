"""The line to Telegram: python-telegram-bot's Bot with pools of its own for reading and for writing.

Must never use the library's update loop, queue or persistence: what must survive is in the store.
"""

import logging
import ssl
import warnings

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.config import Config

NAME = "bot"
"""The note under which the running bot keeps what it is called."""

CONNECTIONS = 24
READ_SECONDS = 10.0
CONNECT_SECONDS = 5.0


def build_bot(config: Config) -> Bot:
    """Return a bot that has not spoken to Telegram yet."""
    # Reading raw updates past the library is what the inbox needs; the library warns at each such call.
    warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)
    # The library quotes what it could not read, and that can be somebody's answer.
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
    # Both kinds of `retry_after`, today's and the one to come, are understood.
    warnings.filterwarnings("ignore", message=".*`retry_after` will be of type", category=PTBDeprecationWarning)
    # Reading the certificates takes a while at start; once will do.
    certificates = httpx.create_ssl_context()
    return Bot(
        config.telegram.secret,
        base_url=config.telegram.base_url,
        base_file_url=config.telegram.base_file_url,
        request=_request(CONNECTIONS, certificates),
        get_updates_request=_request(2, certificates),
    )


def _request(connections: int, certificates: ssl.SSLContext) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        write_timeout=READ_SECONDS,
        pool_timeout=CONNECT_SECONDS,
        httpx_kwargs={"verify": certificates},
    )
