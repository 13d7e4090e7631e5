"""`strideback demo`: the three phones in a browser, or a whole journey in the terminal."""

import asyncio
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from bot.sandbox.demo import Demo


def serve(port: int, state: Path, *, fresh: bool, bare: bool) -> int:
    """Serve the demo until it is interrupted; returns the exit status."""
    if fresh and (state / "world").exists():
        shutil.rmtree(state)
    try:
        asyncio.run(_serve(port, state, caseload=not bare))
    except OSError as error:
        print(f"The demo cannot listen on port {port}: {error.strerror}. Choose another with --port.", file=sys.stderr)
        return 1
    return 0


def play_tour() -> int:
    """Play a whole journey in the terminal; returns 0 when everybody heard what they had to."""
    from bot.sandbox.tour import play

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(play(Path(folder)))


async def _serve(port: int, state: Path, *, caseload: bool) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with Demo(state, port=port, caseload=caseload) as running:
        print(f"Strideback's demo is open at {running.sandbox.url}")
        print("Ana is the patient, Dora the physio. Ctrl-C stops it; it goes on from here at the next start.")
        if not running.prepared.is_set():
            print("Dora's other patients are being made ready; that takes a few seconds.")
            sys.stdout.flush()
        print(f"The bot is process {await running.bot_process()}: kill -9 it at any moment, and see it go on.")
        sys.stdout.flush()
        await stopped.wait()
        print("Stopping.")
