"""`python -m benchmarks.standin`: the stand-in for Telegram as a process of its own, with thumbs on the phones.

It prints one JSON object a line: where it listens, when the bot first asked for updates, and what was measured.
Must never outlive the process that started it: it ends when its standard input does.
"""

import argparse
import asyncio
import json
import sys
import time

from benchmarks.phones import LOOK_SECONDS, Phones
from bot.clock import SystemClock
from bot.sandbox.server import Sandbox

SHARE_TO_WARM_UP = 0.15
SHARE_TO_RUN_OUT = 0.05
QUIET_BEFORE_SECONDS = 3.0
ALARM_EVERY_SECONDS = 3.0
"""Slow enough for one chat, which takes one message a second: an alert comes with a picture."""


def main() -> None:
    """Serve, tap, report, and stay until the input ends."""
    asyncio.run(_serve(_arguments()))


async def _serve(asked: argparse.Namespace) -> None:
    phones = Phones(asked.patients, asked.answering, asked.script)
    async with Sandbox(phones.world(SystemClock(), limits=asked.limits)) as sandbox:
        _say(url=sandbox.url)
        work = asyncio.create_task(_measure(asked, phones))
        work.add_done_callback(_tell_if_it_broke)
        await asyncio.to_thread(sys.stdin.read)
        work.cancel()
        await asyncio.wait({work})


async def _measure(asked: argparse.Namespace, phones: Phones) -> None:
    await phones.until_polled()
    _say(polled=time.monotonic())
    match asked.load:
        case "flat_out":
            await phones.one_after_the_other(asked.width)
            _say(rate=_steady_rate(phones), taps=len(phones.confirmed))
        case "evenly":
            await phones.evenly(asked.rate)
            _say(waits=_waits(phones))
        case "rush":
            await _rush(asked, phones)
        case "stream":
            await _stream(asked, phones)
        case "all":
            await _all(asked, phones)


async def _rush(asked: argparse.Namespace, phones: Phones) -> None:
    """Wait until the messages flow, then tap beside them and count them over the same seconds."""
    loop = asyncio.get_running_loop()
    await phones.first_message.wait()
    await asyncio.sleep(QUIET_BEFORE_SECONDS)
    began, before = loop.time(), len(phones.arrived)
    await phones.evenly(asked.rate)
    ended = loop.time()
    # The answers bring messages of their own, which go out within the same limit.
    sent = len(phones.arrived) - before
    _say(rate=sent / (ended - began), seconds=ended - began, waits=_waits(phones))


async def _stream(asked: argparse.Namespace, phones: Phones) -> None:
    """Wait until the messages flow, and count them for a while in which some patients report red flags."""
    loop = asyncio.get_running_loop()
    await phones.first_message.wait()
    await asyncio.sleep(QUIET_BEFORE_SECONDS)
    began, before, waits = loop.time(), len(phones.arrived), []
    for number in range(asked.answering):
        waits.append(await phones.alarm(number))
        await asyncio.sleep(ALARM_EVERY_SECONDS)
    await asyncio.sleep(max(0.0, began + asked.seconds - loop.time()))
    # What the physio and those patients get goes out within the same limit.
    sent, took = len(phones.arrived) - before + len(waits), loop.time() - began
    _say(rate=sent / took, seconds=took, refused=phones.refused, waits=sorted(waits))


async def _all(asked: argparse.Namespace, phones: Phones) -> None:
    """Wait until so many messages have arrived."""
    loop = asyncio.get_running_loop()
    await phones.first_message.wait()
    began = loop.time()
    while len(phones.arrived) < asked.expected:  # noqa: ASYNC110  # the journal tells of each call, not of a number
        await asyncio.sleep(LOOK_SECONDS)
    _say(seconds=loop.time() - began)


def _steady_rate(phones: Phones) -> float:
    """Return confirmed taps a second, without the beginning and the end."""
    edits = sorted(one.edited for one in phones.confirmed)
    first, last = int(len(edits) * SHARE_TO_WARM_UP), int(len(edits) * (1 - SHARE_TO_RUN_OUT)) - 1
    return (last - first) / (edits[last] - edits[first])


def _waits(phones: Phones) -> list[float]:
    return sorted(one.seconds for one in phones.confirmed)


def _tell_if_it_broke(work: "asyncio.Task[None]") -> None:
    if not work.cancelled() and work.exception():
        _say(broke=repr(work.exception()))


def _say(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.standin", description=__doc__)
    parser.add_argument("--patients", type=int, required=True)
    parser.add_argument("--answering", type=int, required=True)
    parser.add_argument("--script", type=json.loads, required=True)
    parser.add_argument("--load", choices=["none", "flat_out", "evenly", "rush", "stream", "all"], required=True)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--width", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0.0, help="how long to count what streams out")
    parser.add_argument("--expected", type=int, default=0, help="how many messages there will be")
    parser.add_argument("--limits", type=int, default=0, help="1 to refuse what is faster than Telegram takes it")
    return parser.parse_args()


if __name__ == "__main__":
    main()
