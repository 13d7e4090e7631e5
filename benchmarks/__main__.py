"""`python -m benchmarks`: measure on this machine, print a table, and say which promises were kept.

Exit status: 0 when it could measure, whatever came out, and 1 when something broke.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import answers, broadcast, charts, latency, roster, rules, rush, start
from benchmarks.processes import BrokenError
from benchmarks.report import Figure, table

ALL: dict[str, Callable[..., list[Figure]]] = {
    "answers": answers.measure,
    "broadcast": broadcast.measure,
    "charts": charts.measure,
    "latency": latency.measure,
    "roster": roster.measure,
    "rules": rules.measure,
    "rush": rush.measure,
    "start": start.measure,
}


def main() -> int:
    """Measure what was asked for."""
    asked = _arguments()
    # Told to stop, the blocks are left in order, so that no child and no folder stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    figures: list[Figure] = []
    for name in asked.which or ALL:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        try:
            with tempfile.TemporaryDirectory(prefix="strideback-") as folder:
                figures += ALL[name](Path(folder), short=asked.short)
        except BrokenError as error:
            print(f"{name} broke: {error}", file=sys.stderr)
            return 1
    print(table(figures))
    print(f"measured in {time.monotonic() - began:.0f} s; the promise is about the median")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", choices=[[], *ALL], help="which of them; all when none is named")
    parser.add_argument("--short", action="store_true", help="fewer rounds, less than a minute in all")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
