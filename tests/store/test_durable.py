"""Durability: kill -9 loses nothing that was said to be done, and two processes do not hinder one another."""

import asyncio
import random
import shutil
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlcipher3 import dbapi2 as sqlcipher

from bot.core.facts import Noted
from bot.store import driver
from bot.store.driver import DurabilityError, connect
from bot.store.store import Store
from tests.store.shop import Shop, case_of, patients, record, turn_of

ROOT = Path(__file__).parents[2]


def writer(url: str, patient: int, first: int, count: int, *before: str) -> "subprocess.Popen[str]":
    """Start a process that takes turns."""
    arguments = [sys.executable, "-m", "tests.store.writer", url, str(patient), str(first), str(count)]
    return subprocess.Popen([*before, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_after(process: "subprocess.Popen[str]", lines: int, seconds: float) -> list[int]:
    """Read so many lines, wait a little, kill the process, and return every number it had printed."""
    assert process.stdout is not None
    done = [process.stdout.readline() for _ in range(lines)]
    threading.Event().wait(seconds)  # the moment of the kill is what is drawn by lot
    process.kill()
    rest, errors = process.communicate()
    assert not errors
    return [int(line) for line in [*done, *rest.splitlines()] if line.strip()]


async def test_ten_kills_lose_nothing_that_was_done_and_repeat_nothing(shop: Shop):
    """Whatever was printed is stored once; an update is done exactly when its fact, message and due are there."""
    store = await shop.open()
    (patient,) = await patients(store)
    await store.close()
    lot = random.Random(15)
    printed: list[int] = []
    for number in range(10):
        process = writer(shop.url, patient.id, 1 + number * 100_000, 100_000)
        printed += killed_after(process, lot.randint(1, 20), lot.uniform(0, 0.01))
    store = await shop.open()
    facts = Counter(int(words) for _, words in (await case_of(store, patient.id)).notes)
    assert set(facts.values()) == {1}
    assert set(printed) <= set(facts)
    for statement in (
        "SELECT update_id FROM inbox WHERE done_at IS NOT NULL",
        "SELECT CAST(SUBSTR(about, 5) AS INTEGER) FROM outbox",
        "SELECT CAST(subject AS INTEGER) FROM dues",
    ):
        assert sorted(await _column(store, statement)) == sorted(facts)
    if shop.url.startswith("sqlite"):
        assert await _column(store, "PRAGMA integrity_check") == ["ok"]
    await store.close()


async def _column(store: Store, statement: str) -> list[object]:
    async with store._database.transaction() as transaction:
        return list((await transaction.execute(text(statement))).scalars())


async def test_a_full_disk_fails_the_turn_and_nothing_else(file_url: str, clock):
    """What does not fit is rolled back as a whole and raised, and with room again everything goes on."""
    store = await Store.open(file_url, clock=clock)
    (patient,) = await patients(store)
    pages = await _column(store, "PRAGMA page_count")
    await _column(store, f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(OperationalError, match="full"):
        await record(store, patient.id, *(Noted("x" * 900) for _ in range(100)))
    assert (await case_of(store, patient.id)).notes == []
    await _column(store, "PRAGMA max_page_count = 1000000")
    await record(store, patient.id, Noted("room again"))
    assert len((await case_of(store, patient.id)).notes) == 1
    await store.close()


async def test_a_restart_of_postgresql_costs_the_open_turn_and_nothing_else(server, server_url: str, clock):
    store = await Store.open(server_url, clock=clock)
    (patient,) = await patients(store)
    await record(store, patient.id, Noted("before"))

    async def work(turn):
        await turn.case(patient.id)
        turn.record(patient.id, Noted("lost"))
        await asyncio.to_thread(server.restart)

    with pytest.raises(DBAPIError):
        await turn_of(store, work)
    await record(store, patient.id, Noted("between"))
    await asyncio.to_thread(server.restart)
    await record(store, patient.id, Noted("after"))
    assert [words for _, words in (await case_of(store, patient.id)).notes] == ["before", "between", "after"]
    await store.close()


async def test_two_processes_write_side_by_side_without_a_locked_database(shop: Shop):
    """Three hundred turns of two processes: none fails, none is lost, and none is done by both."""
    store = await shop.open()
    (patient,) = await patients(store)
    processes = [writer(shop.url, patient.id, first, 150) for first in (1, 1000)]
    said = [process.communicate(timeout=60) for process in processes]
    assert [errors for _, errors in said] == ["", ""]
    all_of_them = [*range(1, 151), *range(1000, 1150)]
    assert sorted(int(line) for lines, _ in said for line in lines.split()) == all_of_them
    notes = [int(words) for _, words in (await case_of(store, patient.id)).notes]
    assert sorted(notes) == all_of_them
    await store.close()


def test_a_commit_is_synchronous(tmp_path: Path):
    connection = connect(tmp_path / "a.db")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


async def test_every_commit_reaches_the_disk(shop: Shop):
    """Seen from outside: at least one fdatasync for each commit of the process, two commits an update."""
    if not shop.url.startswith("sqlite") or not shutil.which("strace"):
        pytest.skip("needs SQLite and strace")
    store = await shop.open()
    (patient,) = await patients(store)
    await store.close()
    process = writer(shop.url, patient.id, 1, 50, "strace", "-f", "-qq", "-e", "trace=fdatasync,fsync")
    lines, trace = process.communicate(timeout=60)
    assert len(lines.split()) == 50
    assert trace.count("fdatasync(") + trace.count("fsync(") >= 100


@pytest.mark.parametrize("weaker", ["PRAGMA synchronous = NORMAL", "PRAGMA journal_mode = MEMORY"])
def test_a_database_on_weaker_terms_is_refused(tmp_path: Path, monkeypatch, weaker: str):
    monkeypatch.setattr(driver, "_PRAGMAS", (*driver._PRAGMAS, weaker))
    with pytest.raises(DurabilityError, match="needs"):
        connect(tmp_path / "a.db")


def test_an_sqlite_that_may_corrupt_the_store_is_refused(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sqlcipher, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(DurabilityError, match="corrupt"):
        connect(tmp_path / "a.db")


async def test_postgresql_commits_synchronously(server_url: str, clock):
    store = await Store.open(server_url, clock=clock)
    assert await _column(store, "SHOW synchronous_commit") == ["on"]
    await store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"], indirect=False)
async def test_an_address_that_keeps_nothing_is_refused(url: str, clock):
    with pytest.raises(ValueError, match="store"):
        await Store.open(url, clock=clock)
