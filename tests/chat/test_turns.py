"""One update, one turn: failures stay alone, taps are answered, words are never logged."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.care.ports import Incoming, Turn
from bot.chat.bot import build_bot
from bot.chat.limits import Limits
from bot.chat.turns import Turns
from bot.desk import Desk
from bot.store.engine import sqlite_path
from bot.store.inbox import InboxRow
from tests.busy import TakenAt
from tests.chat.bench import ANA, BEN, Bench, join


@asynccontextmanager
async def turning(bench: Bench, receive: Any = None) -> AsyncIterator[tuple[Turns, Desk, Limits]]:
    limits = Limits(100)
    async with bench.desk() as desk, build_bot(bench.config()) as bot:
        yield Turns(desk, bot, limits, receive=receive or bench.echo.receive, first_pause=0.001), desk, limits


async def kept(desk: Desk, bench: Bench, *updates: dict[str, Any]) -> list[InboxRow]:
    rows = [(update["update_id"], ANA, json.dumps(update)) for update in updates]
    await desk.store.keep_updates(rows)
    return [InboxRow(number, lane, bench.clock.now(), raw, 0) for number, lane, raw in rows]


def said(number: int, text: str, user: int = ANA) -> dict[str, Any]:
    who = {"id": user, "first_name": "A"}
    return {"update_id": number, "message": {"from": who, "chat": {"id": user, "type": "private"}, "text": text}}


def tap(bench: Bench, data: str) -> dict[str, Any]:
    """Tap on a message of the bot's, as the stand-in delivers it."""
    bench.world.say(ANA, "/start")
    message = bench.world.new_message(ANA, 4242, {"text": "?"}, from_bot=True)
    query = bench.world.tap(ANA, message.message_id, data)
    return {
        "update_id": int(query) % 10**9,
        "callback_query": {"id": query, "from": {"id": ANA, "first_name": "A"}, "data": data},
    }


async def test_an_update_has_its_effect_once(bench: Bench) -> None:
    """The same row taken three times is heard once."""
    async with turning(bench) as (turns, desk, _):
        (row,) = await kept(desk, bench, said(1, "hello"))
        for _ in range(3):
            await turns.take(row)
        assert len(await desk.store.next_messages(10)) == 1
    assert len(bench.echo.heard) == 1


async def test_an_update_that_always_fails_is_put_aside(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """After five turns it is quarantined with one line, and the next update is taken as ever."""
    async with turning(bench) as (turns, desk, _):
        bad, good = await kept(desk, bench, said(1, "boom"), said(2, "hello"))
        with caplog.at_level(logging.DEBUG, "bot"):
            await turns.take(bad)
            await turns.take(good)
        assert await desk.store.undone_updates() == []
        assert await desk.store.quarantined_updates() == 1
    assert len(bench.echo.heard) == 1
    assert caplog.text.count("put aside") == 1
    assert "canary" not in caplog.text


async def test_an_update_that_fails_twice_succeeds_the_third_time(bench: Bench) -> None:
    left = 2

    async def receive(turn: Turn, incoming: Incoming) -> None:
        nonlocal left
        await bench.echo.receive(turn, incoming)
        if left:
            left -= 1
            raise RuntimeError

    async with turning(bench, receive) as (turns, desk, _):
        (row,) = await kept(desk, bench, said(1, "hello"))
        await turns.take(row)
        assert await desk.store.quarantined_updates() == 0
        assert [each.text for each in await desk.store.next_messages(10)] == ["heard hello"]


async def test_a_full_disk_puts_nothing_aside(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """While not even the failure can be written down, the update is tried for as long as it takes."""
    left = 8

    async def receive(turn: Turn, incoming: Incoming) -> None:
        if left:
            raise OSError("disk full")
        await bench.echo.receive(turn, incoming)

    async with turning(bench, receive) as (turns, desk, _):
        failed = desk.store.failed_update

        async def also_full(number: int, error: str) -> bool:
            nonlocal left
            if left:
                left -= 1
                raise OSError("disk full")
            return await failed(number, error)

        monkeypatch.setattr(desk.store, "failed_update", also_full)
        (row,) = await kept(desk, bench, said(1, "hello"))
        await turns.take(row)
        assert await desk.store.quarantined_updates() == 0
    assert len(bench.echo.heard) == 1


async def test_a_tap_is_answered_with_the_words_of_the_turn(bench: Bench) -> None:
    update = tap(bench, "a|1")
    async with turning(bench) as (turns, desk, _):
        await turns.take((await kept(desk, bench, update))[0])
    (call,) = bench.calls("answerCallbackQuery")
    assert call.params["text"] == "got a|1"


async def test_a_tap_that_needs_no_words_is_answered_too(bench: Bench) -> None:
    """The spinner on the button ends."""
    update = tap(bench, "quiet")
    async with turning(bench) as (turns, desk, _):
        await turns.take((await kept(desk, bench, update))[0])
    (call,) = bench.calls("answerCallbackQuery")
    assert call.ok
    assert "text" not in call.params


async def test_a_tap_too_old_to_be_answered_still_counts(bench: Bench) -> None:
    update = tap(bench, "late")
    bench.clock.ahead = timedelta(seconds=100)
    async with turning(bench) as (turns, desk, _):
        await turns.take((await kept(desk, bench, update))[0])
        assert await desk.store.undone_updates() == []
    (call,) = bench.calls("answerCallbackQuery")
    assert not call.ok
    assert len(bench.echo.heard) == 1


async def test_no_tap_is_answered_while_telegram_asks_for_silence(bench: Bench) -> None:
    """A flood answer to one tap closes the line for the next."""
    first, second = tap(bench, "a"), tap(bench, "b")
    bench.fault("answerCallbackQuery", "flood", retry_after=30)
    async with turning(bench) as (turns, desk, limits):
        for row in await kept(desk, bench, first, second):
            await turns.take(row)
        assert limits.closed_for > 29
    assert len(bench.calls("answerCallbackQuery")) == 1
    assert len(bench.echo.heard) == 2


async def test_what_means_nothing_is_done_at_once(bench: Bench) -> None:
    async with turning(bench) as (turns, desk, _):
        for row in await kept(desk, bench, {"update_id": 1, "poll": {}}, {"update_id": 2, "message": 5}):
            await turns.take(row)
        assert await desk.store.undone_updates() == []
        assert await desk.store.quarantined_updates() == 0


async def test_a_row_that_is_not_json_is_done_at_once(bench: Bench) -> None:
    async with turning(bench) as (turns, desk, _):
        await desk.store.keep_updates([(1, 0, "{")])
        await turns.take(InboxRow(1, 0, bench.clock.now(), "{", 0))
        assert await desk.store.undone_updates() == []


async def test_a_stranger_gets_a_word_that_is_kept_nowhere(bench: Bench) -> None:
    """It is sent at once, not too often, and the outbox never sees it."""

    async def receive(turn: Turn, _: Incoming) -> None:
        turn.reply.aside = "<b>Hello</b>, stranger"

    bench.world.say(BEN, "/start")
    async with turning(bench, receive) as (turns, desk, _):
        for row in await kept(desk, bench, *(said(number, "hi", BEN) for number in range(1, 9))):
            await turns.take(row)
        assert await desk.store.next_messages(10) == []
    assert set(bench.texts(BEN)) == {"Hello, stranger"}
    assert 1 <= len(bench.texts(BEN)) <= 4


async def test_two_people_are_two_persons(bench: Bench) -> None:
    async with turning(bench) as (turns, desk, _):
        async with desk.turn() as turn:
            await join(turn, BEN)
        for row in await kept(desk, bench, said(1, "a", ANA), said(2, "b", BEN)):
            await turns.take(row)
        rows = await desk.store.next_messages(10)
    assert {(row.chat_id, row.text) for row in rows} == {(ANA, "heard a"), (BEN, "heard b")}


async def test_a_database_that_another_process_has_is_not_counted_against_an_update(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is taken just then, the update is tried until it has its effect."""
    async with turning(bench) as (turns, desk, _):
        (row,) = await kept(desk, bench, said(1, "hello"))
    path = sqlite_path(make_url(bench.config().storage.url))
    # The first one opens the store; every second one would count the failure.
    lock = TakenAt(monkeypatch, path, *range(2, 20, 2))
    async with turning(bench) as (turns, desk, _):
        await turns.take(row)
        lock.numbers = ()
        assert await desk.store.quarantined_updates() == 0
        assert await desk.store.undone_updates() == []
    assert lock.refused > 0
    assert len(bench.echo.heard) == 1
