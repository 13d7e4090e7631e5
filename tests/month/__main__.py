"""`python -m tests.month`: play the month, write what the physio read, and say what it came to.

Exit status: 0 when every promise was kept, 1 otherwise.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bot.content.library import load
from tests.month.play import Month
from tests.month.promises import broken


async def _play(asked: argparse.Namespace) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="strideback-month-") as folder:
        month = await Month(Path(folder), load(), asked.patients).play(asked.days)
        faults = await broken(month)
        await month.stage.end()
    if asked.to:
        asked.to.write_text("\n\n".join(month.said) + "\n", encoding="utf-8")
    print(f"{asked.patients} patients, {asked.days} days, played in {time.monotonic() - began:.0f} s")
    for name, number in sorted(month.counts.items()):
        print(f"  {name}: {number}")
    for fault in faults:
        print(f"BROKEN: {fault}")
    return 1 if faults else 0


def main() -> int:
    """Play what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.month", description=__doc__)
    parser.add_argument("--patients", type=int, default=40)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--to", type=Path, help="where the physio's phone is written down")
    return asyncio.run(_play(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
