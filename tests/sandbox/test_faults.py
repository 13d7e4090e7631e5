"""Promises about faults on request: each as a client meets it, and what the server did meanwhile."""

import asyncio
from typing import Any

import pytest
from telegram import Bot
from telegram.error import (
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.sandbox.faults import Fault
from bot.sandbox.model import User
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World

# The library announces a change of `retry_after` whenever it is read.
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:DeprecationWarning")


@pytest.fixture
def ana(world: World) -> User:
    """Give a person who wrote once."""
    ana = world.create_user("Ana Gomez")
    world.say(ana.id, "/start")
    return ana


def sent(world: World, ana: User) -> list[str]:
    return [message.text for message in world.chat(ana.id) if message.from_bot]


@pytest.mark.parametrize(
    ("fault", "error", "performed"),
    [
        (Fault("sendMessage", "flood", retry_after=3), RetryAfter, False),
        (Fault("sendMessage", "error", status=500), NetworkError, False),
        (Fault("send*", "bad_gateway"), NetworkError, False),
        (Fault("*", "unauthorized"), InvalidToken, False),
        (Fault("sendMessage", "cut"), NetworkError, False),
        (Fault("sendMessage", "drop"), NetworkError, True),
        (Fault("sendMessage", "truncate"), TelegramError, True),
    ],
)
async def test_a_fault_happens_once_and_then_all_is_well(
    world: World, ana: User, bot: Bot, fault: Fault, error: type[Exception], performed: bool
) -> None:
    world.add_fault(fault)

    with pytest.raises(error):
        await bot.send_message(ana.id, "one")
    await bot.send_message(ana.id, "two")

    assert sent(world, ana) == (["one", "two"] if performed else ["two"])
    assert [call.fault for call in world.journal.after(0, "sendMessage")] == [fault.kind, None]


async def test_a_late_answer_was_still_performed(world: World, ana: User, bot: Bot) -> None:
    world.add_fault(Fault("sendMessage", "delay", delay=5))

    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "one", read_timeout=0.2)

    assert sent(world, ana) == ["one"]


async def test_a_fault_can_be_aimed_at_one_chat(world: World, ana: User, bot: Bot) -> None:
    ben = world.create_user("Ben")
    world.say(ben.id, "/start")
    world.add_fault(Fault("sendMessage", "error", chat_id=ben.id, times=-1))

    await bot.send_message(ana.id, "one")
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(ben.id, "two")
    world.faults.clear()
    await bot.send_message(ben.id, "three")


@pytest.mark.usefixtures("ana")
async def test_updates_can_come_twice(world: World, bot: Bot) -> None:
    """Even what the bot confirmed comes once more."""
    world.add_fault(Fault("getUpdates", "duplicate"))

    first = await bot.get_updates(timeout=5)
    second = await bot.get_updates(offset=first[-1].update_id + 1, timeout=5)
    third = await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)

    assert [update.update_id for update in second] == [update.update_id for update in first]
    assert third == ()


async def test_updates_can_come_in_the_wrong_order(world: World, ana: User, bot: Bot) -> None:
    world.say(ana.id, "second")
    world.add_fault(Fault("getUpdates", "disorder"))

    heard = await bot.get_updates(timeout=5)

    assert heard[0].update_id > heard[1].update_id


@pytest.mark.usefixtures("ana")
async def test_poison_cannot_be_parsed_and_stays_until_confirmed(world: World, bot: Bot) -> None:
    world.add_fault(Fault(kind="poison"))

    with pytest.raises((TypeError, KeyError)):
        await bot.get_updates(timeout=5)

    assert len(world.queue(world.bot.id)) == 2


def test_an_unknown_kind_is_refused_at_once() -> None:
    """A misspelt fault must not make a chaos test pass."""
    unknown: Any = "explode"

    with pytest.raises(ValueError, match="unknown fault"):
        Fault(kind=unknown)


async def test_sending_limits_are_kept_when_asked_for(clock: Any) -> None:
    world = World(clock, limits=True)
    world.create_bot("100:secret", "runner_bot", "Runner")
    ana = world.create_user("Ana")
    world.say(ana.id, "/start")
    async with Sandbox(world) as sandbox, Bot("100:secret", base_url=sandbox.base_url) as bot:
        await asyncio.gather(*(bot.send_message(ana.id, "x") for _ in range(3)))
        with pytest.raises(RetryAfter):
            await bot.send_message(ana.id, "x")
        clock.shift(1)
        await bot.send_message(ana.id, "x")
