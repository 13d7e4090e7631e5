"""One running bot for each database."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.lock import AlreadyRunning, only_one
from tests.store.shop import Shop, patients

HOLD = """
import asyncio, sys
from bot.store.lock import only_one
async def main():
    async with only_one(sys.argv[1]):
        print("held", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_second_one_is_refused_in_one_sentence(url: str):
    async with only_one(url) as held:
        assert await held.still()
        with pytest.raises(AlreadyRunning, match=r"^Strideback is already running on this database; .*\.$"):
            async with only_one(url):
                pytest.fail("two at once")
    async with only_one(url):
        pass


@pytest.fixture
def holder(url: str):
    """Run a process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


async def test_another_process_is_refused_until_the_first_is_killed(url: str, holder):
    """A kill gives the lock back by itself, so nothing has to be cleared away by hand."""
    with pytest.raises(AlreadyRunning):
        async with only_one(url):
            pytest.fail("two at once")
    holder.send_signal(signal.SIGKILL)
    await asyncio.wait_for(_free(url), 10)


async def _free(url: str) -> None:
    while True:
        try:
            async with only_one(url):
                return
        except AlreadyRunning:
            await asyncio.sleep(0.02)


async def test_the_command_line_writes_while_the_bot_holds_the_lock(shop: Shop):
    async with only_one(shop.url):
        store = await shop.open()
        assert len(await patients(store)) == 1
        await store.close()


async def test_two_databases_do_not_hinder_one_another(tmp_path: Path):
    async with only_one(f"sqlite:///{tmp_path}/a.db") as one, only_one(f"sqlite:///{tmp_path}/b.db") as other:
        assert await one.still()
        assert await other.still()


async def test_a_lost_connection_is_a_lost_lock(server_url: str):
    async with only_one(server_url) as held:
        held._connection.terminate()
        assert not await held.still()
