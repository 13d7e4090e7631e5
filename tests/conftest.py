"""What all tests share: the library, read once, people on a stage, and the switch that writes transcripts anew."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.library import Library, load
from tests.play import Player
from tests.stage import Stage

OPENING = """\
start    2026-03-02 18:00 Europe/Madrid
people   dora physio Dora
people   ana patient Ana physio=Dora
enrolled dora ana
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-transcripts", action="store_true", help="write tests/transcripts/*.txt anew")


@pytest.fixture(scope="session")
def library() -> Library:
    return load()


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
