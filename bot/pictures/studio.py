"""Where the bot has its pictures drawn: in one process beside it, so that no turn waits for a picture.

The process is a plain child that reads JSON and writes PNGs. A pool of the standard library was not taken: it cannot
end a picture that hangs, its workers outlive a parent that is killed, and they run the parent's main module again.
Must never hand the bot's environment to the child: the bot's secrets stand in it.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.pictures.easel import DRAWN, HEADER
from bot.pictures.plain import PictureError

MOST_WAITING = 64
PICTURE_SECONDS, START_SECONDS = 15.0, 90.0
"""A first start on a small machine looks through all its fonts."""

_TRIES = 2
_HANDED_ON = (
    "HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR", "TMPDIR",
    "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
)  # fmt: skip


class Studio:
    """Draws one picture after the other; begins its process with the first, and anew whenever that died."""

    def __init__(self, *, most_waiting: int = MOST_WAITING, seconds: float = PICTURE_SECONDS) -> None:
        """Start nothing yet."""
        self._most, self._seconds = most_waiting, seconds
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The number of the process that draws, if there is one."""
        return None if self._process is None else self._process.pid

    async def warm(self) -> None:
        """Begin the process before the first picture is asked for; raises PictureError when it does not start."""
        async with self._turn:
            await self._started()

    async def draw(self, kind: str, data: Any) -> bytes:
        """Return the PNG of a `chart` or a `caseload`; raises PictureError with a sentence when there will be none."""
        line = _line(kind, data)
        if self._waiting >= self._most:
            raise PictureError("Too many pictures are waiting to be drawn.")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._drawn(line)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the process; whoever still waits for a picture hears that there will be none."""
        self._closed = True
        self._kill()
        async with self._turn:
            await self._end()

    async def _drawn(self, line: bytes) -> bytes:
        """Return the answer, from a second process when the first one died over it."""
        for _ in range(_TRIES):
            process = await self._started()
            try:
                mark, said = await self._within(self._seconds, process, line)
            except (ConnectionError, asyncio.IncompleteReadError):
                await self._end()
                continue
            if mark == DRAWN:
                return said
            raise PictureError(said.decode())
        raise PictureError("The process that draws pictures died twice over one.")

    async def _started(self) -> Process:
        """Return the process, a new one when there is none alive."""
        if self._closed:
            raise PictureError("The studio is closed.")
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self._end()
        try:
            # Away from the terminal's group, a Ctrl-C reaches the bot alone.
            self._process = process = await asyncio.create_subprocess_exec(
                *_command(), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_environment(), start_new_session=True
            )
            if self._closed:
                self._kill()
            await self._within(START_SECONDS, process, b"")
        except (OSError, asyncio.IncompleteReadError) as error:
            await self._end()
            raise PictureError(f"The process that draws pictures did not start ({type(error).__name__}).") from None
        return process

    async def _within(self, seconds: float, process: Process, line: bytes) -> tuple[bytes, bytes]:
        """Hand a line over and return the answer; a process that is left in the middle of one is of no more use."""
        try:
            async with asyncio.timeout(seconds):
                return await _exchange(process, line)
        except TimeoutError:
            await self._end()
            raise PictureError("The picture took too long.") from None
        except asyncio.CancelledError:
            await self._end()
            raise

    async def _end(self) -> None:
        """End the process, if there is one, and wait until it is gone."""
        self._kill()
        process, self._process = self._process, None
        if process is not None:
            # Read to the end, nothing of its pipes stays behind in the loop.
            await process.communicate()

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()


async def _exchange(process: Process, line: bytes) -> tuple[bytes, bytes]:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  # both are pipes
    process.stdin.write(line)
    await process.stdin.drain()
    mark, length = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
    return mark, await process.stdout.readexactly(length)


def _line(kind: str, data: Any) -> bytes:
    try:
        return json.dumps({"kind": kind, "data": data}).encode() + b"\n"
    except (TypeError, ValueError):
        raise PictureError("The picture's data is not plain JSON.") from None


def _command() -> list[str]:
    """Return the child's command line: nothing of the bot's own stands in it."""
    return [sys.executable, "-P", "-m", "bot.pictures.easel"]


def _environment() -> dict[str, str]:
    """Return what the child needs to find the same modules and a place for its fonts, and nothing else."""
    known = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
    path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
    return known | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
