"""From the start of the process to the first question to Telegram, and the memory that takes.

Must never count a database that the bot has just opened: every start is of a new process on a copy of its own.
"""

from pathlib import Path

from benchmarks.clinic import Clinic
from benchmarks.processes import stand_in, strideback
from benchmarks.report import Figure

ROUNDS, SHORT_ROUNDS = 5, 2
ENROLLED = 10_000
MOST_SECONDS, MOST_MEGABYTES = 2.0, 150.0
NO_LIMIT = 1000

Started = tuple[float, float]


def measure(folder: Path, *, short: bool) -> list[Figure]:
    """Return seconds and megabytes of a start with ten thousand patients."""
    clinic = Clinic(folder, waiting=ENROLLED)
    clinic.seed()
    rounds = [_start(clinic.copy_to(folder / str(number))) for number in range(SHORT_ROUNDS if short else ROUNDS)]
    seconds, megabytes = zip(*rounds, strict=True)
    return [
        Figure(f"start: with {ENROLLED} patients, to the first getUpdates", "s", seconds, at_most=MOST_SECONDS),
        Figure(f"start: with {ENROLLED} patients, most memory", "MB", megabytes, at_most=MOST_MEGABYTES),
    ]


def _start(clinic: Clinic) -> Started:
    with stand_in("none", [], patients=0, answering=0) as thumbs:
        clinic.configure(thumbs.next()["url"], per_second=NO_LIMIT)
        with strideback(clinic.config) as bot:
            polled_at: float = thumbs.next()["polled"]
            return polled_at - bot.started_at, bot.peak_megabytes()
