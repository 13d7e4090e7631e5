"""How long a patient waits for the next question at a steady rate of answers.

Must never wait for one answer before the next is given: people do not queue.
"""

from pathlib import Path

from benchmarks.clinic import Clinic, script
from benchmarks.processes import stand_in, strideback
from benchmarks.report import Figure, percentile

ROUNDS, PATIENTS = 3, 100
SHORT_ROUNDS, SHORT_PATIENTS = 1, 30
RATE = 30.0
MOST_MILLISECONDS = 150.0
NO_LIMIT = 1000


def measure(folder: Path, *, short: bool) -> list[Figure]:
    """Return the middle, the 99th percentile and the worst wait from tap to edit."""
    clinic = Clinic(folder, answering=SHORT_PATIENTS if short else PATIENTS)
    clinic.seed()
    rounds = [_waits(clinic.copy_to(folder / str(number))) for number in range(SHORT_ROUNDS if short else ROUNDS)]
    p50, p99, worst = ([1000 * percentile(waits, share) for waits in rounds] for share in (0.5, 0.99, 1))
    return [
        Figure("latency: middle, at 30 a second", "ms", p50),
        Figure("latency: 99 of 100, at 30 a second", "ms", p99, at_most=MOST_MILLISECONDS),
        Figure("latency: worst, at 30 a second", "ms", worst),
    ]


def _waits(clinic: Clinic) -> list[float]:
    people = {"patients": clinic.patients, "answering": clinic.answering}
    with stand_in("evenly", script(), **people, rate=RATE) as thumbs:
        clinic.configure(thumbs.next()["url"], per_second=NO_LIMIT)
        with strideback(clinic.config):
            thumbs.next()
            waits: list[float] = thumbs.next()["waits"]
            return waits
