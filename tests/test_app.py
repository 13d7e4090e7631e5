"""The whole app on the stand-in: it starts, keeps its secrets, stops in order, and runs once."""

import asyncio
import logging
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.care.ports import Due
from bot.chat import patience
from bot.store.lock import AlreadyRunning
from bot.store.store import Store
from tests.chat.bench import ANA, BEN, CLEO, USERNAME, Bench, join, until
from tests.chat.conftest import bench as bench  # noqa: PLC0414  # the fixture, also for this folder


def app_on(bench: Bench) -> App:
    return App(bench.config(), bench.clock, bench.library, care=bench.echo.care)


async def test_what_is_said_is_answered(bench: Bench) -> None:
    async with app_on(bench):
        bench.world.say(ANA, "hello")
        await until(lambda: bench.texts(ANA) == ["heard hello"])


async def test_what_falls_due_is_sent(bench: Bench) -> None:
    async with app_on(bench) as app:
        bench.world.say(ANA, "hello")
        await until(lambda: len(bench.texts(ANA)) == 1)
        async with app.desk.turn() as turn:
            person = await turn.person_of_user(ANA)
            assert person is not None
            turn.plan(Due(person.id, "ask", "h24", turn.now))
        await until(lambda: bench.texts(ANA) == ["heard hello", "due h24"])


async def test_the_bots_name_is_known_to_the_use_cases_and_to_the_command_line(bench: Bench) -> None:
    async with app_on(bench) as app:
        assert app.desk.settings.bot_username == USERNAME
        async with app.desk.turn() as turn:
            assert await turn.note("bot") == {"username": USERNAME}


async def test_patients_and_staff_have_their_own_menus(bench: Bench) -> None:
    """Patients in each language by default; a physio in their own chat, soon after they join."""
    async with app_on(bench) as app:
        await until(lambda: len(bench.calls("setMyCommands")) == 3)
        async with app.desk.turn() as turn:
            await join(turn, BEN, "physio")
        await until(lambda: len(bench.calls("setMyCommands")) == 4)
        await asyncio.sleep(0.3)
    calls = bench.calls("setMyCommands")
    assert len(calls) == 4
    assert [call.params.get("language_code") for call in calls] == [None, "en", "es", None]
    assert "patient in es" in calls[2].params["commands"]
    assert str(BEN) in calls[3].params["scope"]
    assert "physio in en" in calls[3].params["commands"]


async def test_a_menu_that_could_not_be_set_is_set_later(bench: Bench) -> None:
    bench.fault("setMyCommands", "error", status=500, times=2)
    async with app_on(bench):
        await until(lambda: len([call for call in bench.calls("setMyCommands") if call.ok]) == 3)


@pytest.mark.parametrize("fault", [("unauthorized", {}), ("bad_gateway", {}), ("cut", {}), ("error", {"status": 404})])
async def test_it_starts_as_soon_as_telegram_answers(bench: Bench, fault: tuple[str, dict[str, Any]]) -> None:
    kind, details = fault
    bench.fault("getMe", kind, **details)
    async with asyncio.timeout(8), app_on(bench):
        bench.world.say(ANA, "hello")
        await until(lambda: bench.texts(ANA) == ["heard hello"])


async def test_a_second_one_on_the_same_database_is_refused(bench: Bench) -> None:
    async with app_on(bench):
        with pytest.raises(AlreadyRunning, match="already running"):
            await app_on(bench).start()
        bench.world.say(ANA, "still here")
        await until(lambda: bench.texts(ANA) == ["heard still here"])


async def test_after_the_first_has_stopped_the_second_may_start(bench: Bench) -> None:
    for word in ("one", "two"):
        async with app_on(bench):
            bench.world.say(ANA, word)
            await until(lambda word=word: f"heard {word}" in bench.texts(ANA))  # type: ignore[misc]  # the loop's word


async def test_stopping_finishes_what_is_in_hand_and_sends_it(bench: Bench) -> None:
    """Everything read before the stop is answered before the store closes."""
    async with app_on(bench) as app:
        for user in (ANA, BEN, CLEO):
            for _ in range(2):
                bench.world.say(user, "slow")
        await until(lambda: bench.echo.heard != [])
        begun = time.monotonic()
        await app.stop()
    assert time.monotonic() - begun < 10
    assert len(bench.echo.heard) == 6
    assert [bench.texts(user) for user in (ANA, BEN, CLEO)] == [["heard slow"] * 2] * 3


async def test_stopping_leaves_what_cannot_be_sent_to_the_next_start(bench: Bench) -> None:
    async with app_on(bench) as app:
        bench.fault("sendMessage", "flood", retry_after=2)
        bench.world.say(ANA, "hello")
        await until(lambda: len(bench.calls("sendMessage")) == 1)
        begun = time.monotonic()
        await app.stop()
        assert time.monotonic() - begun < 3
    async with app_on(bench):
        await until(lambda: bench.texts(ANA) == ["heard hello"])


async def test_stopping_twice_is_stopping_once(bench: Bench) -> None:
    async with app_on(bench) as app:
        await app.stop()
        await app.stop()


async def test_it_can_be_stopped_while_it_waits_for_telegram(bench: Bench) -> None:
    bench.fault("getMe", "bad_gateway", times=-1)
    app = app_on(bench)
    starting = asyncio.create_task(app.start())
    await asyncio.sleep(0.3)
    await asyncio.wait_for(app.stop(), 3)
    await asyncio.wait_for(starting, 3)


async def test_no_secret_gets_into_the_log(
    bench: Bench, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run with all kinds of trouble, logged at DEBUG, names neither the token nor what was said."""
    monkeypatch.setattr(patience, "growing", lambda *_, **__: 0.02)
    for fault in ("unauthorized", "bad_gateway", "cut", "truncate", "flood"):
        bench.fault("getUpdates", fault)
    bench.fault("sendMessage", "error", status=500)
    bench.fault("sendMessage", "truncate")
    with caplog.at_level(logging.DEBUG, "bot"):
        async with asyncio.timeout(20), app_on(bench):
            bench.world.say(ANA, "canary answer: pain 9")
            bench.world.say(BEN, "boom")
            await until(lambda: len(bench.texts(ANA)) >= 2, 15)
            await until(lambda: "put aside" in caplog.text, 15)
    assert "Reading updates" in caplog.text
    assert not [word for word in ("canary", "pain", "Ana") if word in caplog.text]


async def test_a_start_among_ten_thousand_patients_is_quick(bench: Bench) -> None:
    url = bench.config().storage.url
    store = await Store.open(url, clock=bench.clock)
    async with store.turn(bench.library, bench.config().settings()) as turn:
        for number in range(10_000):
            await join(turn, 100_000 + number)
    await store.close()
    begun = time.monotonic()
    async with app_on(bench):
        took = time.monotonic() - begun
    assert took < 2


BOT = """
import asyncio, sys
from pathlib import Path
from tests.chat.bench import Echo
import bot.app
bot.app.Care = lambda: echo.care
echo = Echo()
from bot.cli.run import run
run(Path(sys.argv[1]))
"""


class Child:
    """The bot as a process of its own, with use cases that echo."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        bench.config()

    async def start(self) -> asyncio.subprocess.Process:
        root = Path(__file__).parent.parent
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            BOT,
            str(self.bench.folder / "config.toml"),
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


async def test_a_signal_stops_it_with_status_0_and_a_second_one_does_no_harm(bench: Bench) -> None:
    child = await Child(bench).start()
    bench.world.say(ANA, "hello")
    await until(lambda: bench.texts(ANA) == ["heard hello"], 20)
    for user in (ANA, BEN, CLEO):
        bench.world.say(user, "slow")
    await asyncio.sleep(0.1)
    child.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.05)
    child.send_signal(signal.SIGINT)
    out, errors = await asyncio.wait_for(child.communicate(), 20)
    assert (child.returncode, out) == (0, b"")
    assert b"Traceback" not in errors
    assert b"canary" not in errors


async def test_a_second_process_is_refused_with_one_sentence(bench: Bench) -> None:
    child = await Child(bench).start()
    bench.world.say(ANA, "hello")
    await until(lambda: bench.texts(ANA) == ["heard hello"], 20)
    second = await Child(bench).start()
    _, errors = await asyncio.wait_for(second.communicate(), 10)
    assert second.returncode == 1
    assert errors.decode().strip().endswith("stop it first, or use another one.")
    assert len(errors.splitlines()) == 1
    child.send_signal(signal.SIGTERM)
    await asyncio.wait_for(child.communicate(), 20)


async def test_killed_at_any_moment_it_loses_and_repeats_no_update(bench: Bench) -> None:
    """Ten kills while three people write: each word has exactly one effect, in each person's order."""
    child, numbers = await Child(bench).start(), iter(range(10_000))
    said: dict[int, list[str]] = {ANA: [], BEN: [], CLEO: []}
    await until(lambda: bench.world.journal.counts["getMe"] > 0, 20)
    for kill in range(10):
        for number in (next(numbers), next(numbers)):
            for user in said:
                bench.world.say(user, f"w{number}")
                said[user].append(f"heard w{number}")
            await asyncio.sleep(0.01 * (kill % 4))
        await asyncio.sleep(0.03 * kill)
        child.kill()
        await child.communicate()
        child = await Child(bench).start()
        greeted = bench.world.journal.counts["getMe"]
        await until(lambda greeted=greeted: bench.world.journal.counts["getMe"] > greeted, 20)  # type: ignore[misc]  # the loop's count
    await until(lambda: all(said[user][-1] in bench.texts(user) for user in said), 30)
    child.send_signal(signal.SIGTERM)
    await asyncio.wait_for(child.communicate(), 20)
    for user, expected in said.items():
        # An answer whose sending a kill cut off may come once more; never out of order, never missing.
        seen = bench.texts(user)
        assert list(dict.fromkeys(seen)) == expected
    store = await Store.open(bench.config().storage.url, clock=bench.clock)
    assert await store.undone_updates() == []
    assert await store.quarantined_updates() == 0
    async with store.turn(bench.library, bench.config().settings()) as turn:
        assert len(await turn.people("patient")) == 3
    await store.close()
