"""Child processes: the stand-in, the bots, what they say and what they cost; all of them end with their block.

Must never leave one running, whatever is raised.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 15.0
ANSWER_SECONDS = 120.0


class BrokenError(Exception):
    """A process did not do what it was started for; the sentence says which."""


class StandIn:
    """The stand-in's process, and what it says line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Read its lines from now on."""
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._process = process
        threading.Thread(target=self._read, daemon=True).start()

    def next(self, seconds: float = ANSWER_SECONDS) -> dict[str, Any]:
        """Return the next thing it says; raises BrokenError when it broke or says nothing for so long."""
        try:
            said = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise BrokenError("The stand-in said nothing.") from None
        if "broke" in said:
            raise BrokenError(f"The stand-in broke down: {said['broke']}.")
        return said

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(json.loads(line))
        self._lines.put({"broke": "its process ended"})


class Bot:
    """A bot's process and what it has cost so far."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        """Look at this process."""
        self._process = process
        self.started_at = time.monotonic()

    def peak_megabytes(self) -> float:
        """Return the most memory it has held at once."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024

    def processor_seconds(self) -> float:
        """Return the processor time it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def stand_in(load: str, script: list[str], *, patients: int, answering: int, **more: float) -> Iterator[StandIn]:
    """Run the stand-in with this load on it."""
    options = {
        "load": load,
        "script": json.dumps(script),
        "patients": patients,
        "answering": answering,
    } | more
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.standin", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with _ended(process):
        yield StandIn(process)


@contextmanager
def strideback(config: Path) -> Iterator[Bot]:
    """Run the clinic's bot."""
    with _bot(config.parent / "bot.log", "-m", "bot", "run", "--config", str(config)) as bot:
        yield bot


@contextmanager
def echo(url: str, folder: Path, *, concurrent: bool) -> Iterator[Bot]:
    """Run the bot that only echoes."""
    more = ("--concurrent",) if concurrent else ()
    with _bot(folder / "echo.log", "-m", "benchmarks.echo", "--url", url, *more) as bot:
        yield bot


@contextmanager
def _bot(log: Path, *arguments: str) -> Iterator[Bot]:
    with (
        log.open("wb") as out,
        _ended(subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=out, stderr=out)) as process,
    ):
        yield Bot(process)


@contextmanager
def _ended(process: "subprocess.Popen[Any]") -> "Iterator[subprocess.Popen[Any]]":
    """End the process with the block: by its input or a signal, and by force when that takes too long."""
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        else:
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
