"""`strideback export`: everything on record as tables in a folder; works beside a running bot.

Read patient by patient, so that memory does not grow with their number. Must never overwrite a table by half of one.
"""

import asyncio
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.beside import desk
from bot.care.caseload import figures, figures_told, tables
from bot.care.caseload.tally import Tally
from bot.care.caseload.wanted import Wanted
from bot.care.joining.invites import EVERY_STATE
from bot.care.papers import Cell, cell
from bot.care.ports import Person
from bot.core.errors import StridebackError
from bot.desk import Desk

STAFF = ("physio", "clinic")
LOT = 10
"""So many patients a turn, because the running bot waits meanwhile."""


class FolderError(StridebackError):
    """The folder cannot be written to."""

    def __init__(self, folder: Path, error: OSError) -> None:
        """Name the folder and what the system says."""
        super().__init__(folder, error)
        self.folder, self.error = folder, error

    def __str__(self) -> str:
        return f"The tables cannot be written to {self.folder}: {self.error.strerror or self.error}."


def export(config: Path, folder: Path, since: datetime | None, *, pseudonyms: bool, as_json: bool) -> int:
    """Write the tables and say what was written; returns the exit status."""
    try:
        counts = asyncio.run(_export(config, folder, since, pseudonyms=pseudonyms))
    except OSError as error:
        raise FolderError(folder, error) from None
    if as_json:
        print(json.dumps({"folder": str(folder), "lines": counts}))
        return 0
    for name, count in counts.items():
        print(f"{folder / f'{name}.csv'}: {count} {'line' if count == 1 else 'lines'}")
    if not counts["patients"]:
        print("There is no patient yet.", file=sys.stderr)
    return 0


async def _export(config: Path, folder: Path, since: datetime | None, *, pseudonyms: bool) -> dict[str, int]:
    async with desk(config, begins=False) as (at, loaded):
        begin = since.replace(tzinfo=ZoneInfo(loaded.clinic.timezone)) if since else figures.EVER
        everybody, names = await _people(at)
        wanted = Wanted(begin, names, pseudonyms)
        tally = Tally()
        with _written(folder, {**tables.COLUMNS, "figures": figures_told.COLUMNS}) as written:
            for lot in range(0, len(everybody), LOT):
                tally += await _lot(at, everybody[lot : lot + LOT], wanted, written)
            shown = {str(number): str(wanted.who(number)) for number in names}
            written.add_all("figures", figures_told.lines(tally, shown))
        return dict(written.counts)


async def _people(at: Desk) -> tuple[list[Person], dict[int, str]]:
    """Return every patient, and the names of the staff by their numbers."""
    async with at.turn() as turn:
        patients = await turn.people("patient", states=EVERY_STATE)
        staff = [person for role in STAFF for person in await turn.people(role, states=EVERY_STATE)]
        return patients, {person.id: person.name for person in staff}


async def _lot(at: Desk, patients: Sequence[Person], wanted: Wanted, written: "_Written") -> Tally:
    """Write some patients and return what they add to the figures."""
    tally = Tally()
    async with at.turn() as turn:
        for patient in patients:
            record = await figures.read(turn, patient)
            tally += figures.of(record, wanted.since)
            for table, line in tables.of(record, wanted):
                written.add(table, line)
    return tally


class _Written:
    """The open tables, and how many lines each has."""

    def __init__(self, files: Mapping[str, TextIO], columns: dict[str, tuple[str, ...]]) -> None:
        self.counts: Counter[str] = Counter(dict.fromkeys(columns, 0))
        self._writers: dict[str, Any] = {name: csv.writer(file) for name, file in files.items()}
        for name, writer in self._writers.items():
            writer.writerow(columns[name])

    def add(self, table: str, line: Iterable[Cell]) -> None:
        self._writers[table].writerow([cell(value) for value in line])
        self.counts[table] += 1

    def add_all(self, table: str, lines: Iterable[Iterable[Cell]]) -> None:
        for line in lines:
            self.add(table, line)


@contextmanager
def _written(folder: Path, columns: dict[str, tuple[str, ...]]) -> Iterator[_Written]:
    """Write beside the tables and put all of them in place at the end; nothing is left behind where it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = {name: folder / f".{name}.csv.part" for name in columns}
    try:
        with ExitStack() as stack:
            # Spreadsheets take a table without a mark for something else than UTF-8.
            files = {
                name: stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
                for name, path in beside.items()
            }
            yield _Written(files, columns)
        for name, path in beside.items():
            path.replace(folder / f"{name}.csv")
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)
