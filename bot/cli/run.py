"""`strideback run`: the bot, until somebody stops it.

Must never know how the command line is parsed.
"""

import asyncio
import sys
from pathlib import Path

from bot.app import App
from bot.clock import Clock, SystemClock
from bot.config import Config, load
from bot.content import library
from bot.logs import set_up
from bot.store.lock import AlreadyRunning


def run(config: Path, clock_file: Path | None = None) -> None:
    """Run the bot until it is asked to stop; exits with 1 when it could not go on, raises ContentError for files."""
    loaded = load(config)
    _refuse_unsound(loaded.clinic.content)
    set_up(loaded.log.level, loaded.log.format, loaded.telegram.secret)
    try:
        status = asyncio.run(_run(loaded, _clock(clock_file)))
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        status = 1
    if status:
        raise SystemExit(status)


def _refuse_unsound(content: Path | None) -> None:
    """Refuse a clinic's own content that the check refuses; the shipped content is proved before it is shipped."""
    if content is None:
        return
    from bot.content.checks import check

    report = check(content)
    if not report.clean:
        print(report.as_text(), file=sys.stderr)
        raise SystemExit(1)


async def _run(config: Config, clock: Clock) -> int:
    content = library.load(config.clinic.content, config.clinic.languages)
    return await App(config, clock, content).run()


def _clock(file: Path | None) -> Clock:
    if file is None:
        return SystemClock()
    # The sandbox's clock is for demonstrations only; a clinic's bot never loads it.
    from bot.sandbox.clock import FileClock

    return FileClock(file)
