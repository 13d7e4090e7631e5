"""`strideback run`: the bot, until somebody stops it.

Must never know how the command line is parsed.
"""

import asyncio
import sys
from pathlib import Path

from bot.app import App
from bot.chat.patience import once_free
from bot.cli.sound import published, refuse_unsound
from bot.clock import Clock, SystemClock
from bot.config import Config, load
from bot.content.library import Library
from bot.content.library import load as load_library
from bot.logs import set_up
from bot.store.lock import AlreadyRunning


def run(config: Path, clock_file: Path | None = None) -> None:
    """Run the bot until it is asked to stop; exits with 1 when it could not go on, raises ContentError for files."""
    loaded = load(config)
    set_up(loaded.log.level, loaded.log.format, loaded.telegram.secret)
    try:
        content = asyncio.run(once_free(asyncio.Event(), lambda: published(loaded))) or _lying(loaded)
        status = asyncio.run(App(loaded, _clock(clock_file), content).run())
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        status = 1
    if status:
        raise SystemExit(status)


def _lying(config: Config) -> Library:
    """Return what lies in the folder, for the very first start; exits with 1 where the check refuses it."""
    refuse_unsound(config.clinic.content)
    return load_library(config.clinic.content, config.clinic.languages)


def _clock(file: Path | None) -> Clock:
    if file is None:
        return SystemClock()
    # The sandbox's clock is for demonstrations only; a clinic's bot never loads it.
    from bot.sandbox.clock import FileClock

    return FileClock(file)
