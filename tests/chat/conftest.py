"""The bench that the tests of the chat work at."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from tests.chat.bench import ANA, BEN, CLEO, TOKEN, USERNAME, Bench, Echo, MovableClock


@pytest.fixture
async def bench(tmp_path: Path, library: Library) -> AsyncIterator[Bench]:
    """Give the stand-in with a bot and three people who have written before."""
    clock = MovableClock()
    world = World(clock)
    world.create_bot(TOKEN, USERNAME, "Bench")
    for user, name in ((ANA, "Ana"), (BEN, "Ben"), (CLEO, "Cleo")):
        world.create_user(name, user_id=user)
    async with Sandbox(world) as sandbox:
        yield Bench(world, sandbox, tmp_path, library, clock, Echo())
