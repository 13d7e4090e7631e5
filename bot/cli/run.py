"""`strideback run`: the bot, until somebody stops it.

Must never know how the command line is parsed.
"""

import asyncio
import sys
from pathlib import Path

from bot.app import App
from bot.cli.sound import refuse_unsound
from bot.clock import Clock, SystemClock
from bot.config import Config, load
from bot.content import library
from bot.logs import set_up
from bot.store.lock import AlreadyRunning


def run(config: Path, clock_file: Path | None = None) -> None:
    """Run the bot until it is asked to stop; exits with 1 when it could not go on, raises ContentError for files."""
    loaded = load(config)
    refuse_unsound(loaded.clinic.content)
    set_up(loaded.log.level, loaded.log.format, loaded.telegram.secret)
    try:
        status = asyncio.run(_run(loaded, _clock(clock_file)))
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        status = 1
    if status:
        raise SystemExit(status)


async def _run(config: Config, clock: Clock) -> int:
    content = library.load(config.clinic.content, config.clinic.languages)
    return await App(config, clock, content).run()


def _clock(file: Path | None) -> Clock:
    if file is None:
        return SystemClock()
    # The sandbox's clock is for demonstrations only; a clinic's bot never loads it.
    from bot.sandbox.clock import FileClock

    return FileClock(file)
