"""The roster: `/patients` of a clinic with 2,000 patients, from the command to the message in the outbox.

Must never measure an empty list: every patient has a plan, a run and an open check-in.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clinic import DATABASE, Clinic
from benchmarks.processes import BrokenError
from benchmarks.report import Figure
from bot.care.caseload import standing
from bot.care.doors.reception import receive
from bot.care.ports import Cohort, Incoming, Person, Said, Tapped
from bot.care.settings import Settings
from bot.clock import SystemClock
from bot.content import library
from bot.desk import Desk
from bot.store.store import Store

PATIENTS = 2000
ROUNDS, SHORT_ROUNDS = 20, 5
MEMBER = 4_242
LOT = 50
MOST_MS = 300.0
PAGES = (
    ("the first page", Said("/patients")),
    ("a page far behind", Tapped("R||240|")),
    ("a search", Said("/patients ana")),
)


def measure(folder: Path, *, short: bool) -> list[Figure]:
    """Return milliseconds for the first page, a page far behind and a search."""
    clinic = Clinic(folder, waiting=PATIENTS)
    clinic.seed()
    return asyncio.run(_measure(folder, clinic.patients, SHORT_ROUNDS if short else ROUNDS))


async def _measure(folder: Path, patients: int, rounds: int) -> list[Figure]:
    store = await Store.open(f"sqlite+aiosqlite:///{folder / DATABASE}", clock=SystemClock())
    try:
        desk = Desk(store, library.load(), Settings())
        await _prepare(desk, patients)
        return [
            Figure(f"roster of {patients}: {name}", "ms", await _times(desk, event, rounds), at_most=MOST_MS)
            for name, event in PAGES
        ]
    finally:
        await store.close()


async def _prepare(desk: Desk, patients: int) -> None:
    """Let somebody of the clinic in, and work out how those stand of whom it is not known."""
    async with desk.turn() as turn:
        member = Person(0, "clinic", "Rosa", "en", "Europe/Madrid", state="active", user_id=MEMBER, chat_id=MEMBER)
        await turn.add_person(member)
    listed = LOT
    while listed == LOT:
        async with desk.turn() as turn:
            listed = await standing.fill_in(turn, LOT)
    async with desk.turn() as turn:
        if await turn.count(Cohort()) < patients:
            raise BrokenError("The roster does not list everybody.")


async def _times(desk: Desk, event: Said | Tapped, rounds: int) -> Sequence[float]:
    """Return how long each round took, from what came in to its answer on disk."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        async with desk.turn() as turn:
            await receive(turn, Incoming(MEMBER, MEMBER, event))
        took.append(1000 * (time.perf_counter() - began))
    return took
