"""Reading updates: kept before confirmed, whatever Telegram answers."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.chat.bot import build_bot
from bot.chat.lanes import Lanes
from bot.chat.limits import Limits
from bot.chat.poll import Poller
from bot.chat.turns import Turns
from bot.desk import Desk
from tests.chat.bench import ANA, BEN, CLEO, Bench, until


@dataclass
class Reading:
    """A poller at work and what it stands on."""

    desk: Desk
    stop: asyncio.Event
    task: asyncio.Task[None]


@asynccontextmanager
async def reading(bench: Bench) -> AsyncIterator[Reading]:
    """Poll for the length of the block, with turns that echo."""
    async with bench.desk() as desk, build_bot(bench.config()) as bot:
        turns = Turns(desk, bot, Limits(100), receive=bench.echo.receive, first_pause=0.001)
        lanes, stop = Lanes(turns.take), asyncio.Event()
        poller = Poller(bot, desk.store, lanes, clock=bench.clock, first_pause=0.01)
        task = asyncio.create_task(poller.run(stop))
        try:
            yield Reading(desk, stop, task)
        finally:
            stop.set()
            await asyncio.wait_for(task, 5)
            await lanes.drain(5)


def words(bench: Bench, user: int) -> list[str]:
    return [event.text for sender, event in bench.echo.heard if sender == user]  # type: ignore[attr-defined]  # all Said here


async def test_an_update_is_committed_before_it_is_confirmed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """No getUpdates confirms a number that the inbox had not kept when the call was made."""
    kept: set[int] = set()
    async with reading(bench) as at:
        keep = at.desk.store.keep_updates

        async def slowly(raws: Any) -> None:
            await asyncio.sleep(0.03)
            await keep(raws)
            kept.update(number for number, _, _ in raws)

        monkeypatch.setattr(at.desk.store, "keep_updates", slowly)
        confirmed: list[tuple[int, set[int]]] = []
        fetch = Poller._fetch

        async def watched(self: Poller) -> Any:
            if self._offset is not None:
                confirmed.append((self._offset, set(kept)))
            return await fetch(self)

        monkeypatch.setattr(Poller, "_fetch", watched)
        for number in range(12):
            bench.world.say(ANA, f"w{number}")
            await asyncio.sleep(0.01)
        await until(lambda: len(bench.echo.heard) == 12)
    assert confirmed
    assert all(offset - 1 in seen for offset, seen in confirmed)


async def test_an_update_that_cannot_be_kept_is_not_confirmed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a full disk the offset stands still, and everything is read again when there is room."""
    async with reading(bench) as at:
        keep, failures = at.desk.store.keep_updates, 3

        async def full(raws: Any) -> None:
            nonlocal failures
            if failures:
                failures -= 1
                raise OSError("disk full")
            await keep(raws)

        monkeypatch.setattr(at.desk.store, "keep_updates", full)
        bench.world.say(ANA, "kept at last")
        await until(lambda: words(bench, ANA) == ["kept at last"])
    assert failures == 0


async def test_what_a_former_run_kept_is_worked_off_first(bench: Bench) -> None:
    raw = {"update_id": 1, "message": {"from": {"id": ANA}, "chat": {"id": ANA, "type": "private"}, "text": "before"}}
    async with bench.desk() as desk:
        await desk.store.keep_updates([(1, ANA, json.dumps(raw))])
    bench.world.say(ANA, "after")
    async with reading(bench):
        await until(lambda: words(bench, ANA) == ["before", "after"])


async def test_a_restart_asks_without_an_offset(bench: Bench) -> None:
    async with reading(bench):
        bench.world.say(ANA, "one")
        await until(lambda: words(bench, ANA) == ["one"])
    first = len(bench.calls("getUpdates"))
    async with reading(bench):
        bench.world.say(ANA, "two")
        await until(lambda: words(bench, ANA) == ["one", "two"])
    asked = bench.calls("getUpdates")[first:]
    # A call that the first poller left behind is written down late and still carries its offset.
    assert [call for call in asked if "offset" not in call.params]
    assert set(json.loads(asked[0].params["allowed_updates"])) == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    }


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("unauthorized", {}),
        ("error", {"status": 404}),
        ("error", {"status": 409}),
        ("error", {"status": 500}),
        ("error", {"status": 503}),
        ("flood", {"retry_after": 1}),
        ("bad_gateway", {}),
        ("cut", {}),
        ("drop", {}),
        ("truncate", {}),
    ],
)
async def test_reading_survives(bench: Bench, kind: str, details: dict[str, Any]) -> None:
    """Whatever goes wrong twice, nothing is lost and nothing is done twice."""
    bench.fault("getUpdates", kind, times=2, **details)
    bench.world.say(ANA, "first")
    async with reading(bench) as at:
        await until(lambda: words(bench, ANA) == ["first"])
        bench.world.say(ANA, "second")
        await until(lambda: words(bench, ANA) == ["first", "second"])
        assert not at.task.done()


async def test_a_second_poller_is_named_once_in_the_log(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.fault("getUpdates", "error", status=409, times=4)
    bench.world.say(ANA, "still here")
    with caplog.at_level(logging.INFO):
        async with reading(bench):
            await until(lambda: words(bench, ANA) == ["still here"])
            await until(lambda: "works again" in caplog.text)
    assert caplog.text.count("another instance is polling") == 1


async def test_a_refused_token_is_named_without_the_token(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.fault("getUpdates", "unauthorized", times=2)
    with caplog.at_level(logging.DEBUG, "bot"):
        async with reading(bench):
            await until(lambda: "works again" in caplog.text or "refuses the token" in caplog.text)
    assert "canary" not in caplog.text


async def test_a_poison_update_stops_nobody(bench: Bench) -> None:
    """An update that no library can read is taken off the line, and those behind it arrive."""
    bench.world.say(ANA, "before")
    bench.fault("getUpdates", "poison")
    async with reading(bench) as at:
        await until(lambda: words(bench, ANA) == ["before"])
        bench.world.say(BEN, "behind")
        await until(lambda: words(bench, BEN) == ["behind"])
        await until(lambda: len(bench.calls("getUpdates")) >= 2)
        assert await at.desk.store.undone_updates() == []


@pytest.mark.parametrize("kind", ["duplicate", "disorder"])
async def test_repeated_and_shuffled_updates_have_one_effect_in_order(bench: Bench, kind: str) -> None:
    bench.fault("getUpdates", kind, times=3)
    expected = [f"w{number}" for number in range(10)]
    for word in expected:
        bench.world.say(CLEO, word)
    async with reading(bench):
        await until(lambda: len(words(bench, CLEO)) >= 10)
        bench.world.say(CLEO, "last")
        await until(lambda: "last" in words(bench, CLEO))
    assert words(bench, CLEO) == [*expected, "last"]


async def test_updates_without_a_number_are_left_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = Poller._fetch
    junk: list[list[Any]] = [[None, {"x": 1}, {"update_id": True}], [5, {"update_id": "7"}]]

    async def mixed(self: Poller) -> list[Any]:
        return junk.pop() + await fetch(self) if junk else await fetch(self)

    monkeypatch.setattr(Poller, "_fetch", mixed)
    async with reading(bench):
        bench.world.say(ANA, "good")
        await until(lambda: words(bench, ANA) == ["good"])


async def test_stopping_does_not_wait_for_the_long_poll(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call under way is given up; it would have gone on for seconds."""
    begun, fetch = asyncio.Event(), Poller._fetch

    async def watched(self: Poller) -> Any:
        begun.set()
        return await fetch(self)

    monkeypatch.setattr(Poller, "_fetch", watched)
    async with reading(bench) as at:
        await begun.wait()
        at.stop.set()
        await asyncio.wait_for(at.task, 1)
    assert not at.task.cancelled()


async def test_everybody_keeps_their_order_when_many_write(bench: Bench) -> None:
    async with reading(bench):
        for number in range(30):
            for user in (ANA, BEN, CLEO):
                bench.world.say(user, f"w{number}" if number % 5 else "slow")
        await until(lambda: len(bench.echo.heard) == 90, 20)
    for user in (ANA, BEN, CLEO):
        assert words(bench, user) == [f"w{number}" if number % 5 else "slow" for number in range(30)]
