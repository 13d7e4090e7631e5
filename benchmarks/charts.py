"""Charts: how long a physio waits for one, and how long everybody else does meanwhile.

Must never draw in this process: the stall of the loop is half of what is measured.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.processes import BrokenError
from benchmarks.report import Figure
from bot.pictures.chart import Chart, Limit, Mark, Outcome, Run, Words, to_json
from bot.pictures.plain import PictureError
from bot.pictures.studio import Studio

ROUNDS, SHORT_ROUNDS = 15, 4
USUAL, LONG = 16, 60
MOST_MS, MOST_STALL_MS = 400.0, 50.0
TICK_SECONDS = 0.001
START = date(2026, 3, 2)
DECIDED: tuple[Outcome, ...] = ("advance", "advance", "repeat", "rest_and_repeat", "step_back", "reassess", "urgent")
WORDS = Words(
    minutes="Running minutes",
    pain="Worst pain, 0 to 10",
    swelling="Swelling",
    gait="Gait",
    decisions="Decision",
    baseline="Baseline",
    unknown="no answer",
    skipped="skipped",
    empty="No runs yet",
    swelling_levels=("none", "usual", "new", "marked"),
    gait_levels=("normal", "slight", "limp"),
    outcomes={name: name.replace("_", " ") for name in DECIDED},
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


@dataclass
class Measured:
    """Milliseconds of each round."""

    first: list[float]
    usual: list[float]
    long: list[float]
    stalls: list[float]


def measure(folder: Path, *, short: bool) -> list[Figure]:  # noqa: ARG001  # nothing is kept
    """Return milliseconds from asking to the picture, and the longest time that the loop stood still in each round."""
    measured = asyncio.run(_rounds(SHORT_ROUNDS if short else ROUNDS))
    return [
        Figure("charts: the first one, with its process", "ms", measured.first),
        Figure(f"charts: one of {USUAL} runs", "ms", measured.usual, at_most=MOST_MS),
        Figure(f"charts: one of {LONG} runs and 8 orders", "ms", measured.long, at_most=MOST_MS),
        Figure("charts: longest stall of the loop meanwhile", "ms", measured.stalls, at_most=MOST_STALL_MS),
    ]


async def _rounds(rounds: int) -> Measured:
    studio, measured = Studio(), Measured([], [], [], [])
    usual, long = to_json(_chart(USUAL, orders=2)), to_json(_chart(LONG, orders=8))
    try:
        measured.first.append((await _drawn(studio, usual))[0])
        for _ in range(rounds):
            for found, data in ((measured.usual, usual), (measured.long, long)):
                waited, stall = await _drawn(studio, data)
                found.append(waited)
                measured.stalls.append(stall)
    except PictureError as error:
        raise BrokenError(f"there was no picture: {error}") from None
    finally:
        await studio.close()
    return measured


async def _drawn(studio: Studio, data: dict[str, object]) -> tuple[float, float]:
    """Return the milliseconds that a picture took, and the longest that the loop stood still."""
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.perf_counter()
            longest, last = max(longest, now - last - TICK_SECONDS), now

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    await studio.draw("chart", data)
    waited = time.perf_counter() - began
    ticking.cancel()
    return 1000 * waited, 1000 * longest


def _chart(count: int, *, orders: int) -> Chart:
    """Return a chart of that many runs, every second day."""
    runs = tuple(
        Run(
            day=START + timedelta(days=2 * number),
            minutes=8 + number / 2,
            pain=None if number % 9 == 8 else number * 7 % 11,
            swelling=number * 5 % 4,
            gait=number * 2 % 3,
            decided=DECIDED[number % len(DECIDED)],
            skipped=number % 12 == 11,
        )
        for number in range(count)
    )
    marks = tuple(Mark(START + timedelta(days=1 + number * 4), "hold for 3 days") for number in range(orders))
    limits = (Limit(5, "Limit"),)
    return Chart(title="Ana", words=WORDS, runs=runs, marks=marks, limits=limits, baseline_pain=2)
