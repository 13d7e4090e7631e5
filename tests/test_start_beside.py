"""A start beside another process that has the database: the bot waits for it, and never ends because of it."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.chat import patience
from bot.store.engine import sqlite_path
from bot.store.store import Store
from bot.store.transaction import BusyError
from tests.busy import TakenAt, taken
from tests.chat.bench import ANA, Bench, until
from tests.chat.conftest import bench as bench  # noqa: PLC0414  # the fixture, also for this folder
from tests.test_app import app_on

ROOT = Path(__file__).parent.parent
BOT = """
import sys
from pathlib import Path
from bot.cli.run import run
from bot.store import driver
from tests.busy import AT_ONCE
driver._PRAGMAS = AT_ONCE
run(Path(sys.argv[1]))
"""


async def database(bench: Bench) -> Path:
    """Return the file of the bench's database, which is there."""
    from sqlalchemy.engine import make_url

    async with bench.desk():
        return sqlite_path(make_url(bench.config().storage.url))


async def _line(process: asyncio.subprocess.Process, words: str) -> None:
    """Read what it writes to the log until these words come."""
    assert process.stderr
    seen = b""
    async with asyncio.timeout(20):
        while words.encode() not in seen:
            line = await process.stderr.readline()
            assert line, f"it ended by itself: {seen.decode()}"
            seen += line


async def test_a_process_that_is_started_meanwhile_waits_and_then_runs(bench: Bench) -> None:
    with taken(await database(bench)) as beside:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", BOT, str(bench.folder / "config.toml")),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            await _line(process, "waiting for it")
            assert bench.calls("getMe") == []
            beside.execute("COMMIT")
            await _line(process, "Strideback is running")
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 20) == 0
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()


@pytest.mark.parametrize("number", range(1, 10))
async def test_no_part_of_the_start_ends_the_bot(bench: Bench, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Whichever transaction of the start finds the database taken: it runs, and answers."""
    monkeypatch.setattr(patience, "AGAIN_SECONDS", 0.01)
    lock = TakenAt(monkeypatch, await database(bench), number)
    bench.world.say(ANA, "hello")
    async with app_on(bench):
        await until(lambda: bench.texts(ANA) == ["heard hello"])
    assert lock.refused == 1


async def test_a_bot_that_waits_for_the_database_can_be_stopped(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = TakenAt(monkeypatch, await database(bench), *range(1, 10_000))
    app = app_on(bench)
    starting = asyncio.create_task(app.start())
    await until(lambda: lock.refused > 0)
    await asyncio.wait_for(app.stop(), 3)
    await asyncio.wait_for(starting, 3)
    assert bench.calls("getMe") == []


async def test_a_command_says_in_a_sentence_that_it_could_not(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    TakenAt(monkeypatch, await database(bench), 1)
    with pytest.raises(BusyError, match=r"^Another process has the database .* Try again in a moment\.$"):
        await Store.open(bench.config().storage.url, clock=bench.clock)
