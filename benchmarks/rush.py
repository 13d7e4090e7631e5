"""Ten thousand check-ins due in the same minute, with people answering meanwhile.

The limit is set to 50 messages a second, twice the default and more than Telegram takes, for half a minute.
Must never count what is sent before the stream is steady.
"""

from datetime import timedelta
from pathlib import Path

from benchmarks.clinic import Clinic, script
from benchmarks.processes import stand_in, strideback
from benchmarks.report import Figure, percentile

DUE, ANSWERING, SHORT_ANSWERING = 10_000, 40, 12
LIMIT = 50
ANSWERS_A_SECOND = 10.0
SHARE = 0.95
MOST_SECONDS = 1.0
DUE_IN = timedelta(seconds=5)


def measure(folder: Path, *, short: bool) -> list[Figure]:
    """Return the share of the limit that is used, and how long answers take beside it."""
    clinic = Clinic(folder, answering=SHORT_ANSWERING if short else ANSWERING, waiting=DUE)
    people = {"patients": clinic.patients, "answering": clinic.answering}
    with stand_in("rush", script(), **people, rate=ANSWERS_A_SECOND) as thumbs:
        clinic.configure(thumbs.next()["url"], per_second=LIMIT)
        clinic.seed(DUE_IN)
        with strideback(clinic.config):
            thumbs.next()
            result = thumbs.next()
    seconds, waits = result["seconds"], result["waits"]
    name = f"rush: sent in {seconds:.0f} s of {DUE} due at once"
    return [
        Figure(name, "of limit", [result["rate"] / LIMIT], at_least=SHARE),
        Figure("rush: answers meanwhile, 99 of 100", "s", [percentile(waits, 0.99)]),
        Figure("rush: answers meanwhile, worst", "s", [waits[-1]], at_most=MOST_SECONDS),
    ]
