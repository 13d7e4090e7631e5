"""The whole app on the stand-in: it starts, keeps its secrets, stops in order, and runs once."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from sqlalchemy import func, insert, select

from bot.app import App
from bot.care.ports import Due, Turn
from bot.chat import patience
from bot.store.lock import AlreadyRunning
from bot.store.store import Store
from bot.store.tables import outbox, people
from tests.chat.bench import ANA, BEN, CLEO, USERNAME, Bench, a_person, join, until
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


async def test_what_came_while_it_was_down_is_handled_by_the_rota_as_it_stands_in_the_calendar(bench: Bench) -> None:
    on_call: list[str] = []

    async def note(turn: Turn, *_: object) -> None:
        on_call.extend(turn.settings.rota.on_duty(turn.now))

    day = bench.clock.now() - timedelta(days=1)
    shift = f"SUMMARY:Dora\nDTSTART;VALUE=DATE:{day:%Y%m%d}\nRRULE:FREQ=DAILY"
    events = (f"BEGIN:VEVENT\nUID:{number}\n{shift}\nEND:VEVENT\n" for number in range(60))
    (bench.folder / "rota.ics").write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{''.join(events)}END:VCALENDAR\n")
    async with bench.desk() as desk, desk.turn() as turn:
        turn.plan(Due((await join(turn, ANA)).id, "ask", "h24", turn.now))
    bench.world.say(ANA, "hello")
    config = bench.config('[rota]\nfile = "rota.ics"\n')
    async with App(config, bench.clock, bench.library, care=replace(bench.echo.care, receive=note, fall_due=note)):
        await until(lambda: len(on_call) == 2)

    assert on_call == ["Dora", "Dora"]


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
    await until(lambda: bench.calls("getMe") != [])
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
        crowd = [{**vars(a_person(100_000 + number)), "id": 1 + number} for number in range(10_000)]
        await turn._transaction.execute(insert(people), crowd)
    await store.close()
    begun = time.monotonic()
    async with app_on(bench):
        took = time.monotonic() - begun
    assert took < 2


BOT = """
import os, sys
from pathlib import Path
from tests.chat.bench import Echo
import bot.app
bot.app.Care = lambda: Echo().care
from bot.cli.run import run
for _ in sys.stdin:
    child = os.fork()
    if not child:
        run(Path(sys.argv[1]))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Starts the bot as a process of its own for each line that it reads, without importing everything each time."""


class Children:
    """Bots as processes of their own, one after the other, with use cases that echo unless a script says otherwise."""

    def __init__(self, bench: Bench, script: str = BOT) -> None:
        self._script = script
        self._file = bench.folder / "config.toml"
        bench.config()

    async def __aenter__(self) -> Self:
        root = Path(__file__).parent.parent
        self._parent = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", self._script, str(self._file)),
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the parent, and a child that a failed test left behind."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        assert self._parent.stdin
        self._parent.stdin.close()
        async with asyncio.timeout(20):
            self.errors = (await self._parent.communicate())[1].decode()

    async def start(self) -> None:
        assert self._parent.stdin
        self._parent.stdin.write(b"\n")
        self.pid = int(await self._line())

    async def ended(self) -> int:
        """Return the exit status of the child, and wait for it if need be."""
        return int(await self._line())

    async def _line(self) -> str:
        assert self._parent.stdout
        return (await asyncio.wait_for(self._parent.stdout.readline(), 30)).decode()


async def test_whoever_reads_the_config_while_a_test_opens_the_store_reads_a_whole_one(bench: Bench) -> None:
    """A bot that starts just then would not start on half of one, which looks like a fault of the database."""
    bench.config()
    with (bench.folder / "config.toml").open() as reading:
        bench.config("# written anew\n")
        found = reading.read()
    assert "tick_seconds" in found
    assert "written anew" not in found


async def test_a_signal_stops_it_with_status_0_and_a_second_one_does_no_harm(bench: Bench) -> None:
    async with Children(bench) as child:
        await child.start()
        bench.world.say(ANA, "hello")
        await until(lambda: bench.texts(ANA) == ["heard hello"], 30)
        for user in (ANA, BEN, CLEO):
            bench.world.say(user, "slow")
        await asyncio.sleep(0.1)
        os.kill(child.pid, signal.SIGTERM)
        await asyncio.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGINT)
        assert await child.ended() == 0
    assert "Traceback" not in child.errors
    assert "canary" not in child.errors


async def test_a_second_process_is_refused_with_one_sentence(bench: Bench) -> None:
    async with app_on(bench), Children(bench) as second:
        await second.start()
        assert await second.ended() == 1
    assert second.errors.strip().endswith("stop it first, or use another one.")
    assert len(second.errors.splitlines()) == 1


async def test_killed_at_any_moment_it_loses_and_repeats_no_update(bench: Bench) -> None:
    """Ten kills while three people write: each word has exactly one effect, in each person's order."""
    said: dict[int, list[str]] = {ANA: [], BEN: [], CLEO: []}
    async with Children(bench) as child:
        for kill in range(10):
            await child.start()
            greeted = bench.world.journal.counts["getMe"]
            await until(lambda greeted=greeted: bench.world.journal.counts["getMe"] > greeted, 30)  # type: ignore[misc]  # the loop's count
            for number in (2 * kill, 2 * kill + 1):
                for user, heard in said.items():
                    bench.world.say(user, f"w{number}")
                    heard.append(f"heard w{number}")
                await asyncio.sleep(0.015 * (kill % 5))
            os.kill(child.pid, signal.SIGKILL)
            await child.ended()
        await child.start()
        await until(lambda: all(said[user][-1] in bench.texts(user) for user in said), 60)
        os.kill(child.pid, signal.SIGTERM)
        assert await child.ended() == 0
    for user, expected in said.items():
        # An answer whose sending a kill cut off may come once more; never out of order, never missing.
        assert list(dict.fromkeys(bench.texts(user))) == expected
    async with bench.desk() as desk:
        assert await desk.store.undone_updates() == []
        assert await desk.store.quarantined_updates() == 0
        async with desk.turn() as turn:
            assert len(await turn.people("patient")) == 3
            messages = await turn._transaction.execute(select(func.count()).select_from(outbox))
            assert messages.scalar_one() == 60
