"""The clock that the sandbox and the bot share through a small file; it must never know who reads it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable


class Clock(Protocol):
    """Whatever can say what time it is, aware and in UTC."""

    def now(self) -> datetime:
        """Return the current time, aware and in UTC."""
        ...


@runtime_checkable
class ShiftableClock(Protocol):
    """A clock that can be moved by hand."""

    @property
    def offset(self) -> float:
        """Return how many seconds this clock is ahead of the real one."""
        ...

    def shift(self, seconds: float) -> None:
        """Move the clock by so many seconds."""
        ...


class FileClock:
    """Real time plus the offset in a small text file, so that several processes share one shifted clock.

    A missing or unreadable file means no offset.
    The file is replaced as a whole, never written in place, so a reader sees the old offset or the new one.
    """

    def __init__(self, path: Path) -> None:
        """Follow the file at this path, whether it exists yet or not."""
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._offset = 0.0

    def now(self) -> datetime:
        """Return the real time in UTC plus the offset."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    @property
    def offset(self) -> float:
        """Return the seconds that the file holds at this moment."""
        try:
            status = self._path.stat()
        except OSError:
            self._seen, self._offset = None, 0.0
            return 0.0
        # Two writes within one tick of the file system's clock still differ in the inode.
        mark = (status.st_mtime_ns, status.st_ino)
        if mark != self._seen:
            self._offset = _seconds_in(self._path)
            self._seen = mark
        return self._offset

    def shift(self, seconds: float) -> None:
        """Move the clock by so many seconds for everyone who reads the same file."""
        target = self.offset + seconds
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        written.write_text(f"{target!r}\n", encoding="ascii")
        written.replace(self._path)


def _seconds_in(path: Path) -> float:
    try:
        return float(path.read_text(encoding="ascii").strip() or 0)
    except (OSError, ValueError):
        return 0.0
