"""The memory that survives a kill: an append-only file of JSON lines; it must never know what the lines mean.

A line is one `write` to the operating system, made before the call that caused it is answered.
So SIGKILL loses nothing; only a power cut could, and a stand-in need not survive that.
"""

import json
import os
from pathlib import Path
from typing import Any

Tables = dict[str, dict[str, Any]]


class Ledger:
    """Keep tables of keyed values in a folder, or nowhere at all when no folder is given."""

    def __init__(self, folder: Path | None) -> None:
        """Open the folder, read what it holds and write it out compactly."""
        self.tables: Tables = {}
        self._file: int | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "ledger.jsonl"
            self.tables = _read(path)
            _compact(path, self.tables)
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND)

    def put(self, table: str, key: object, value: Any) -> None:
        """Write that this key now has this value."""
        self._append([table, str(key), value])

    def drop(self, table: str, *keys: object) -> None:
        """Write that these keys are gone."""
        if keys:
            self._append([table, [str(key) for key in keys]])

    def close(self) -> None:
        """Close the file; nothing is pending at any time."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _append(self, entry: list[Any]) -> None:
        if self._file is not None:
            os.write(self._file, json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n")


def _read(path: Path) -> Tables:
    tables: Tables = {}
    if path.exists():
        for line in path.read_bytes().splitlines():
            _apply(line, tables)
    return tables


def _apply(line: bytes, tables: Tables) -> None:
    try:
        entry = json.loads(line)
    except ValueError:
        return  # the last line of a process that was killed while writing it
    table = tables.setdefault(entry[0], {})
    if len(entry) == 3:
        table[entry[1]] = entry[2]
    else:
        for key in entry[1]:
            table.pop(key, None)


def _compact(path: Path, tables: Tables) -> None:
    written = path.with_suffix(".new")
    with written.open("w", encoding="ascii") as out:
        for name, rows in tables.items():
            out.writelines(json.dumps([name, key, value], separators=(",", ":")) + "\n" for key, value in rows.items())
    written.replace(path)
