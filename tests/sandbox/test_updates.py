"""Promises about the queue of updates."""

from typing import Any

import pytest

from bot.sandbox.model import User
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.world import World


@pytest.fixture
def queue(world: World, ana: User) -> UpdateQueue:
    """Give the bot's queue with three messages in it."""
    for text in ("one", "two", "three"):
        world.say(ana.id, text)
    return world.queue(world.bot.id)


def texts(queue: UpdateQueue, offset: int = 0, limit: int = 100) -> list[str]:
    return [update.payload["text"] for update in queue.batch(offset, limit)]


def test_an_update_stays_until_a_higher_offset_confirms_it(queue: UpdateQueue) -> None:
    first = queue.batch(0, 1)[0]

    assert texts(queue, first.id) == ["one", "two", "three"]
    assert texts(queue, first.id + 1) == ["two", "three"]
    assert texts(queue) == ["two", "three"]


def test_a_negative_offset_forgets_all_but_the_last(queue: UpdateQueue) -> None:
    assert texts(queue, -1) == ["three"]
    assert texts(queue) == ["three"]


def test_an_impossible_offset_confirms_nothing(queue: UpdateQueue) -> None:
    assert texts(queue, 2_000_000_000) == ["one", "two", "three"]
    assert texts(queue) == ["one", "two", "three"]


def test_the_limit_takes_the_oldest(queue: UpdateQueue) -> None:
    assert texts(queue, 0, 2) == ["one", "two"]


def test_a_tap_dies_after_150_seconds_and_a_message_after_a_day(world: World, ana: User, call: Any, clock: Any) -> None:
    """The lifetimes differ, so an outage of three minutes loses taps but no words."""
    world.say(ana.id, "hello")
    shown = call("sendMessage", chat_id=ana.id, text="Pain?")
    world.tap(ana.id, shown["message_id"], "7")
    queue = world.queue(world.bot.id)

    clock.shift(149)
    assert [update.kind for update in queue.batch(0, 100)] == ["message", "callback_query"]
    clock.shift(1)
    assert [update.kind for update in queue.batch(0, 100)] == ["message"]
    clock.shift(24 * 3600 - 151)
    assert len(queue) == 1
    clock.shift(1)
    assert len(queue) == 0


def test_kinds_that_were_not_asked_for_never_enter(world: World, ana: User) -> None:
    queue = world.queue(world.bot.id)
    queue.allowed = frozenset({"callback_query"})

    world.say(ana.id, "hello")

    assert len(queue) == 0


def test_ids_grow_by_one(queue: UpdateQueue) -> None:
    ids = [update.id for update in queue.batch(0, 100)]

    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
