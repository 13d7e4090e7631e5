"""`python -m tests.chaos`: a broadcast by the whole bot, killed again and again, and what each patient has of it then.

It talks to a stand-in at 127.0.0.1 only, and gives up after so many seconds. Exit status: 0 when nobody got it twice
and everybody else has it or stands as uncertain, 1 otherwise.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.chat.sender import IN_FLIGHT
from bot.content.library import load
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from tests.chat.bench import TOKEN, USERNAME, Bench, Echo, MovableClock
from tests.test_app import Children
from tests.test_broadcasts_under_way import REAL_BOT, _clinic, _confirm, _copies, _outcomes

STILL_SECONDS = 8
"""After so long without a message the broadcast has come as far as it will."""


def broken(outcomes: dict[str, int], copies: Counter[int], *, patients: int, kills: int) -> Iterator[str]:
    """Yield each promise about a broadcast that was not kept."""
    uncertain = outcomes.get("uncertain", 0)
    if twice := sum(number for times, number in copies.items() if times > 1):
        yield f"{twice} patients have it more than once"
    if outcomes.get("delivered", 0) + uncertain != patients:
        yield f"not everybody has it or is uncertain: {outcomes}"
    if copies[0] > uncertain:
        yield f"{copies[0]} patients have nothing, and only {uncertain} are said to be uncertain"
    if uncertain > kills * IN_FLIGHT:
        yield f"{uncertain} are uncertain, more than can have been under way at {kills} kills"


async def _sent(bench: Bench, number: int) -> None:
    """Wait until so many were sent, or until no more come: what is uncertain was perhaps never sent.

    It watches the stand-in and leaves the database to the bot that is just starting.
    """
    seen, since = -1, time.monotonic()
    while seen < number and time.monotonic() - since < STILL_SECONDS:
        now = len(bench.calls("sendMessage"))
        seen, since = now, (time.monotonic() if now != seen else since)
        await asyncio.sleep(0.02)


async def _killed(bench: Bench, asked: argparse.Namespace) -> dict[str, int]:
    """Let the bot send it through so many kills, evenly spread over the patients; return what it says it came to."""
    await _clinic(bench, asked.patients)
    number = await _confirm(bench)
    async with Children(bench, REAL_BOT) as child:
        for kill in range(1, asked.kills + 1):
            await child.start()
            sent = asked.patients * kill // (asked.kills + 1)
            await _sent(bench, sent)
            os.kill(child.pid, signal.SIGKILL)
            await child.ended()
        await child.start()
        await _sent(bench, 2 * asked.patients)
        os.kill(child.pid, signal.SIGKILL)
        await child.ended()
    return await _outcomes(bench, number)


async def _run(asked: argparse.Namespace, folder: Path) -> int:
    clock, began = MovableClock(), time.monotonic()
    world = World(clock)
    world.create_bot(TOKEN, USERNAME, "Bench")
    async with Sandbox(world) as sandbox:
        bench = Bench(world, sandbox, folder, load(), clock, Echo())
        try:
            async with asyncio.timeout(asked.seconds):
                outcomes = await _killed(bench, asked)
        except TimeoutError:
            print(f"BROKEN: not done after {time.monotonic() - began:.0f} s")
            return 1
        copies = _copies(bench, asked.patients)
    print(f"{asked.patients} patients, {asked.kills} kills, {time.monotonic() - began:.0f} s")
    print(f"  copies on a phone, and on how many: {dict(sorted(copies.items()))}")
    print(f"  what the bot says: {dict(sorted(outcomes.items()))}")
    faults = list(broken(outcomes, copies, patients=asked.patients, kills=asked.kills))
    for fault in faults:
        print(f"BROKEN: {fault}")
    return 1 if faults else 0


def main() -> int:
    """Kill what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--patients", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=900, help="after so long it gives up")
    asked = parser.parse_args()
    # A killed bot leaves requests half sent, which the stand-in would tell at length each time.
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="strideback-chaos-") as folder:
        return asyncio.run(_run(asked, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
