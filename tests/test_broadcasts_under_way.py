"""Broadcasts by the whole bot on the stand-in: killed in the middle, stopped, and confirmed twice."""

import asyncio
import os
import signal
from collections import Counter

import pytest

from bot.app import App, Care
from bot.care.broadcast import EVERY, Broadcast
from bot.care.broadcasts import sending
from bot.care.ports import Person
from bot.chat.sender import IN_FLIGHT
from bot.sandbox.model import User
from tests.chat.bench import TOKEN, Bench, until
from tests.chat.conftest import bench as bench  # noqa: PLC0414  # the fixture, also for this folder
from tests.test_app import Children

FIRST = 20_001
DESK = 900
SAID = "The track is closed."
REAL_BOT = """
import os, sys
from pathlib import Path
from bot.cli.run import run
for _ in sys.stdin:
    child = os.fork()
    if not child:
        run(Path(sys.argv[1]))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


async def _clinic(bench: Bench, patients: int) -> None:
    """Fill the clinic with a front desk and so many patients, all of whom have written before."""
    async with bench.desk() as desk, desk.turn() as turn:
        people = [Person(0, "clinic", "Front desk", "en", "UTC", state="active", user_id=DESK, chat_id=DESK)]
        people += [
            Person(0, "patient", f"P{user}", "en", "UTC", state="active", user_id=user, chat_id=user)
            for user in range(FIRST, FIRST + patients)
        ]
        for person in people:
            await turn.add_person(person)
            bench.world.keep_user(User(person.user_id or 0, person.name, "en", started=True))


async def _confirm(bench: Bench) -> int:
    """Confirm a broadcast to everybody beside the bot, as the command line does; return its number."""
    async with bench.desk() as desk, desk.turn() as turn:
        draft = await turn.broadcasts.add(Broadcast(0, None, turn.now, texts={EVERY: SAID}))
        return (await sending.start(turn, draft)).id


def _copies(bench: Bench, patients: int) -> Counter[int]:
    """Return how many patients have so many copies of the broadcast."""
    users = range(FIRST, FIRST + patients)
    return Counter(sum(SAID in text for text in bench.texts(user)) for user in users)


async def _outcomes(bench: Bench, number: int) -> dict[str, int]:
    async with bench.desk() as desk, desk.turn() as turn:
        return await turn.broadcasts.outcomes(number)


async def test_killed_in_the_middle_it_goes_on_and_repeats_nobody(bench: Bench) -> None:
    """After three kills everybody has one copy at most, and exactly those who may have none stand as uncertain."""
    patients = 250
    await _clinic(bench, patients)
    number = await _confirm(bench)
    async with Children(bench, REAL_BOT) as child:
        for kill in range(1, 4):
            await child.start()
            await until(lambda kill=kill: len(bench.calls("sendMessage")) >= 50 * kill, 60)  # type: ignore[misc]  # the loop's count
            os.kill(child.pid, signal.SIGKILL)
            await child.ended()
        await child.start()
        async with asyncio.timeout(60):
            while (await _outcomes(bench, number)).get("waiting"):
                await asyncio.sleep(0.2)
        os.kill(child.pid, signal.SIGTERM)
        await child.ended()
    outcomes, copies = await _outcomes(bench, number), _copies(bench, patients)
    assert set(copies) <= {0, 1}
    assert outcomes["delivered"] + outcomes.get("uncertain", 0) == patients
    assert copies[0] <= outcomes.get("uncertain", 0) <= 3 * IN_FLIGHT


async def test_a_stop_takes_effect_within_two_seconds(bench: Bench) -> None:
    """The clinic taps Stop while messages stream out: soon not one more goes, and the report says what had gone."""
    patients = 1000
    await _clinic(bench, patients)
    async with App(bench.config(), bench.clock, bench.library, care=Care()):
        await _draft_and_confirm(bench, patients)
        await until(lambda: _arrived(bench) >= 100, 30)
        card, stop = await _button(bench, "⏹ Stop")
        bench.world.tap(DESK, card, stop)
        await asyncio.sleep(2)
        by_then = _arrived(bench)
        await asyncio.sleep(2)
        assert _arrived(bench) == by_then < patients
        await until(lambda: f"called off: {patients - by_then}" in _report(bench), 20)
        assert f"delivered: {by_then}" in _report(bench)


async def test_a_count_that_is_typed_twice_sends_once(bench: Bench) -> None:
    """Both words are there before the bot reads either."""
    patients = 40
    await _clinic(bench, patients)
    async with App(bench.config(), bench.clock, bench.library, care=Care()) as app:
        await _draft_and_confirm(bench, patients, times=2)
        await until(lambda: f"delivered: {patients}" in _report(bench), 30)
        await _has_read_all(bench, app)
        async with app.desk.turn() as turn:
            assert len(await turn.broadcasts.latest(5)) == 1
    assert _copies(bench, patients) == {1: patients}


@pytest.mark.parametrize(("fault", "uncertain"), [("flood", 0), ("bad_gateway", 0), ("drop", 3)])
async def test_trouble_with_telegram_sends_nobody_a_second_copy(bench: Bench, fault: str, uncertain: int) -> None:
    """What was surely not sent goes once more; where nobody knows, it stands as uncertain and is not repeated."""
    patients = 60
    await _clinic(bench, patients)
    number = await _confirm(bench)
    bench.fault("sendMessage", fault, times=3)
    async with App(bench.config(), bench.clock, bench.library, care=Care()):
        async with asyncio.timeout(30):
            while (await _outcomes(bench, number)).get("waiting"):
                await asyncio.sleep(0.2)
    assert _copies(bench, patients) == {1: patients}
    outcomes = await _outcomes(bench, number)
    assert (outcomes["delivered"], outcomes.get("uncertain", 0)) == (patients - uncertain, uncertain)


async def _draft_and_confirm(bench: Bench, patients: int, *, times: int = 1) -> None:
    bench.world.say(DESK, f"/broadcast {SAID}")
    card, see = await _button(bench, "👁 Preview")
    bench.world.tap(DESK, card, see)
    await until(lambda: any(f"Type {patients} to send it" in text for text in bench.texts(DESK)), 20)
    for _ in range(times):
        bench.world.say(DESK, str(patients))


async def _has_read_all(bench: Bench, app: App) -> None:
    """Wait until nothing is left at Telegram, nor in the inbox."""
    queue = bench.world.queue(int(TOKEN.partition(":")[0]))
    async with asyncio.timeout(20):
        while len(queue) or await app.desk.store.undone_updates():
            await asyncio.sleep(0.05)


async def _button(bench: Bench, label: str) -> tuple[int, str]:
    """Wait for a button at the front desk; return the message that has it, and what it carries."""

    def found() -> list[tuple[int, str]]:
        return [
            (message.message_id, button["callback_data"])
            for message in bench.world.chat(DESK)
            for row in message.keyboard
            for button in row
            if button["text"] == label
        ]

    await until(lambda: bool(found()), 20)
    return found()[-1]


def _arrived(bench: Bench) -> int:
    return sum(call.ok and int(call.params["chat_id"]) >= FIRST for call in bench.calls("sendMessage"))


def _report(bench: Bench) -> str:
    return next((text for text in reversed(bench.texts(DESK)) if "▓" in text or "░" in text), "")
