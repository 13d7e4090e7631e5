"""A broadcast to a whole clinic: the share of the sending limit, memory, and alerts that come in meanwhile.

The stand-in refuses whatever Telegram would refuse, and the bot runs on its default limit.
Must never count what is sent before the stream is steady.
"""

import asyncio
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from benchmarks.clinic import DATABASE, Clinic
from benchmarks.processes import Bot, stand_in, strideback
from benchmarks.report import Figure, percentile
from bot.care.broadcast import EVERY, Broadcast
from bot.care.broadcasts import sending
from bot.care.settings import Settings
from bot.clock import SystemClock
from bot.content import library
from bot.desk import Desk
from bot.store.store import Store

ALL, MANY, FEW = 10_000, 5_000, 1_000
SHORT_ALL, SHORT_MANY, SHORT_FEW = 1_000, 500, 100
LIMIT, NO_LIMIT = 25, 1000
SECONDS, SHORT_SECONDS = 60.0, 12.0
ALERTS, SHORT_ALERTS = 20, 4
SHARE = 0.95
MOST_SECONDS = 1.0
PATIENCE_SECONDS = 900.0
GROWTH = 1.1
"""How much more memory the broadcast to all may take than the one to few."""
SAID = "Hello {first_name}, the track is <b>closed</b> on Friday. {physio|The team} is there."


def measure(folder: Path, *, short: bool) -> list[Figure]:
    """Return the share of the limit, the refusals, the waits of alerts, and the memory of a small and a big one."""
    everybody, many, few = (SHORT_ALL, SHORT_MANY, SHORT_FEW) if short else (ALL, MANY, FEW)
    seconds, alerts = (SHORT_SECONDS, SHORT_ALERTS) if short else (SECONDS, ALERTS)
    stream = _stream(Clinic(_made(folder / "stream"), waiting=everybody), seconds)
    beside = _stream(Clinic(_made(folder / "beside"), answering=alerts, waiting=many), 0.0)
    small, big = (_whole(Clinic(_made(folder / str(count)), waiting=count)) for count in (few, everybody))
    waits = beside["waits"]
    name = f"broadcast: to {everybody}, in {stream['seconds']:.0f} s of it"
    return [
        Figure(name, "of limit", [stream["rate"] / LIMIT], at_least=SHARE),
        Figure("broadcast: refused with 429", "calls", [stream["refused"] + beside["refused"]], at_most=0),
        Figure(f"broadcast: to {many}, an alert meanwhile, middle", "s", [percentile(waits, 0.5)]),
        Figure(f"broadcast: to {many}, an alert meanwhile, worst", "s", [waits[-1]], at_most=MOST_SECONDS),
        Figure(f"broadcast: to {few}, most memory", "MB", [small]),
        Figure(f"broadcast: to {everybody}, most memory", "MB", [big], at_most=GROWTH * small),
    ]


def _stream(clinic: Clinic, seconds: float) -> dict[str, Any]:
    """Return what was counted while a broadcast was under way within Telegram's limits."""
    people = {"patients": clinic.patients, "answering": clinic.answering}
    stream = stand_in("stream", [], **people, seconds=seconds, limits=1)
    with stream as thumbs, _sent(clinic, thumbs.next()["url"], LIMIT):
        thumbs.next()
        return thumbs.next()


def _whole(clinic: Clinic) -> float:
    """Return the most memory that the bot holds until a broadcast is out, as fast as it can."""
    people = {"patients": clinic.patients, "answering": 0}
    stream = stand_in("all", [], **people, expected=clinic.patients)
    with stream as thumbs, _sent(clinic, thumbs.next()["url"], NO_LIMIT) as bot:
        thumbs.next()
        thumbs.next(PATIENCE_SECONDS)
        return bot.peak_megabytes()


def _sent(clinic: Clinic, url: str, per_second: int) -> AbstractContextManager[Bot]:
    """Run the bot of a clinic in which a broadcast to everybody was just confirmed."""
    clinic.configure(url, per_second=per_second)
    clinic.seed()
    asyncio.run(_confirm(clinic))
    return strideback(clinic.config)


async def _confirm(clinic: Clinic) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{clinic.folder / DATABASE}", clock=SystemClock())
    try:
        async with Desk(store, library.load(), Settings()).turn() as turn:
            draft = await turn.broadcasts.add(Broadcast(0, None, turn.now, texts={EVERY: SAID}))
            await sending.start(turn, draft)
    finally:
        await store.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
