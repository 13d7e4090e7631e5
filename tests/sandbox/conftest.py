"""What the sandbox's tests share: a clock moved by hand, a world with a bot and a person, a running server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot as TelegramBot

from bot.sandbox.errors import ApiError
from bot.sandbox.methods import perform
from bot.sandbox.model import User
from bot.sandbox.params import Params
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World

TOKEN = "100:secret"


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        """Start on a Friday morning."""
        self.start = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
        self.offset = 0.0

    def now(self) -> datetime:
        """Return the time it was moved to."""
        return self.start + timedelta(seconds=self.offset)

    def shift(self, seconds: float) -> None:
        """Move on."""
        self.offset += seconds


@pytest.fixture
def clock() -> HandClock:
    """Give a clock that stands still."""
    return HandClock()


@pytest.fixture
def world(clock: HandClock) -> World:
    """Give a world in memory with one bot."""
    world = World(clock)
    world.create_bot(TOKEN, "runner_bot", "Runner")
    return world


@pytest.fixture
def ana(world: World) -> User:
    """Give a person who has not written yet."""
    return world.create_user("Ana Gomez")


@pytest.fixture
def call(world: World) -> Callable[..., Any]:
    """Give a way to call a method of the Bot API without HTTP."""
    return lambda method, **params: perform(world, world.bot, method.lower(), Params(params))


@pytest.fixture
def refusal(call: Callable[..., Any]) -> Callable[..., ApiError]:
    """Give a way to call a method that must be refused, returning the refusal."""

    def refused(method: str, **params: Any) -> ApiError:
        with pytest.raises(ApiError) as caught:
            call(method, **params)
        return caught.value

    return refused


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], Awaitable[None]]:
    """Give a way to wait for a condition, with a bound."""

    async def wait(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                await asyncio.sleep(0.01)

    return wait


@pytest_asyncio.fixture
async def sandbox(world: World) -> AsyncIterator[Sandbox]:
    """Give a running server for the world."""
    async with Sandbox(world) as running:
        yield running


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[TelegramBot]:
    """Give the client library's bot, talking to the server."""
    async with TelegramBot(TOKEN, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url) as running:
        yield running
