"""The store on real databases: an SQLite file and a PostgreSQL server of its own."""

import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.store import Store
from tests.store.server import Server
from tests.store.shop import SetClock, Shop


@pytest.fixture
def clock() -> SetClock:
    """Return a clock at eight on a Monday."""
    return SetClock()


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """Return the address of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path}/strideback.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database, on each of the two in turn."""
    return str(request.getfixturevalue("file_url" if request.param == "sqlite" else "server_url"))


@pytest.fixture
async def shop(url: str, clock: SetClock) -> Shop:
    """Return an empty database and its clock."""
    return Shop(url, clock)


@pytest.fixture
async def store(shop: Shop) -> AsyncIterator[Store]:
    """Return an open store on an empty database."""
    opened = await shop.open()
    yield opened
    await opened.close()


_numbers = itertools.count(1)


@pytest.fixture
def server_url(server: Server) -> str:
    """Return the address of a database of its own on the server."""
    pytest.importorskip("asyncpg", reason="asyncpg is not installed")
    return server.database(f"test{os.getpid()}x{next(_numbers)}")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Run a PostgreSQL server of its own for the tests that need one."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= 15]
    if not found:
        pytest.skip("PostgreSQL 15 or newer is not installed")
    folder = Path(tempfile.mkdtemp(prefix="strideback-pg-"))
    running = Server(max(found, key=lambda path: int(path.parent.name)), folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
