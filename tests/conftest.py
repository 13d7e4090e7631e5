"""What all tests share: the library, read once, a clinic's own files, people on a stage, a switch for transcripts."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.content.files import shipped
from bot.content.library import Library, load
from bot.store.driver import SqliteConnection
from tests.play import Player
from tests.stage import Stage

Edit = Callable[[str, str, str], Path]

OPENING = """\
start    2026-03-02 18:00 Europe/Madrid
people   dora physio Dora
people   ana patient Ana physio=Dora
enrolled dora ana
"""


IN_MEMORY = Path("/dev/shm")
"""Where a Linux machine keeps files in its memory."""

ROOM_NEEDED = 4 * 1024**3
SELDOM = (20_000, 20, 100)


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: what reaches a disk, and when, has tests of its own."""
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests and the library, which all stay until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-transcripts", action="store_true", help="write tests/transcripts/*.txt anew")


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


@pytest.fixture
def clinic(tmp_path: Path) -> Edit:
    """Return a function that puts an edited copy of a shipped file, or a new file, into the clinic's folder."""

    def edit(path: str, old: str, new: str) -> Path:
        target, source = tmp_path / path, shipped() / path
        text = target.read_text() if target.exists() else source.read_text() if source.exists() else ""
        assert old in text, f"{path} has no {old!r} to replace"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace(old, new, 1) if old else text + new)
        return tmp_path

    return edit


@pytest.fixture(scope="module")
def nothing_to_wait_for() -> Iterator[None]:
    """Let SQLite work where it is called, for tests of what is said: its waits for disks and others have their own.

    Others get their turn at the same moments as if it worked in its thread.
    """

    async def here(_: SqliteConnection, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        await asyncio.sleep(0)
        return work(*given, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SqliteConnection, "_execute", here)
        yield


@pytest.fixture(scope="session")
def opening(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Stage:
    """Return a stage that has ended with Ana and Dora enrolled and the first checkpoint signed; fork it to go on."""
    player = Player(tmp_path_factory.mktemp("opening"), library, reopens=False)
    asyncio.run(_open(player))
    assert player.stage is not None
    return player.stage


@pytest.fixture
async def stage(tmp_path: Path, opening: Stage) -> AsyncIterator[Stage]:
    forked = opening.fork(tmp_path)
    yield forked
    await forked.end()


async def _open(player: Player) -> None:
    await player.play(OPENING)
    assert player.stage is not None
    await player.stage.end()
