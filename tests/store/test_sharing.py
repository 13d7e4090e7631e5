"""Shared commits: turns that wait for one another go to the disk together, and fail each on its own."""

import asyncio

import pytest

from bot.core.facts import Noted
from bot.store.store import Store
from tests.store.shop import case_of, patients, turn_of


class Counted:
    """Counts the commits of a store's engine."""

    def __init__(self, store: Store) -> None:
        from sqlalchemy import event

        self.commits = 0
        event.listen(store._database.engine.sync_engine, "commit", self._one)

    def _one(self, _: object) -> None:
        self.commits += 1


async def note(store: Store, person: int, words: str, error: Exception | None = None) -> None:
    """Take a turn that notes something, or that fails after it."""

    async def work(turn):
        await turn.case(person)
        turn.record(person, Noted(words))
        await asyncio.sleep(0)
        if error:
            raise error

    await turn_of(store, work)


async def words(store: Store, person: int) -> list[str]:
    return [said for _, said in (await case_of(store, person)).notes]


async def test_turns_that_wait_for_one_another_share_a_commit(file_url: str, clock):
    store = await Store.open(file_url, clock=clock)
    everybody = await patients(store, 12)
    counted = Counted(store)
    await asyncio.gather(*(note(store, person.id, "here") for person in everybody))
    assert counted.commits < 12
    assert [await words(store, person.id) for person in everybody] == [["here"]] * 12
    await store.close()


async def test_a_turn_that_fails_takes_none_of_the_others_with_it(file_url: str, clock):
    store = await Store.open(file_url, clock=clock)
    (person,) = await patients(store)
    turns = [note(store, person.id, str(n), ValueError() if n % 3 == 0 else None) for n in range(9)]
    results = await asyncio.gather(*turns, return_exceptions=True)
    assert [isinstance(result, ValueError) for result in results] == [n % 3 == 0 for n in range(9)]
    assert await words(store, person.id) == ["1", "2", "4", "5", "7", "8"]
    await store.close()


async def test_when_the_commit_fails_every_turn_that_shared_it_is_told(file_url: str, clock, monkeypatch):
    """None of them returns as if it were stored, and none of them is stored."""
    store = await Store.open(file_url, clock=clock)
    everybody = await patients(store, 3)

    async def no_room(_):
        raise OSError("no room on the disk")

    with monkeypatch.context() as broken:
        broken.setattr("sqlalchemy.ext.asyncio.AsyncConnection.commit", no_room)
        turns = (note(store, person.id, "lost") for person in everybody)
        results = await asyncio.gather(*turns, return_exceptions=True)
    assert [type(result) for result in results] == [OSError] * 3
    assert [await words(store, person.id) for person in everybody] == [[]] * 3
    await store.close()


@pytest.mark.parametrize("waiting", [1, 3])
async def test_who_gives_up_waiting_leaves_nothing_open(file_url: str, clock, waiting: int):
    """The turn before them is committed all the same, although it had left that to those who came after."""
    store = await Store.open(file_url, clock=clock)
    (person,) = await patients(store)
    first = asyncio.create_task(note(store, person.id, "first"))
    await asyncio.sleep(0)
    others = [asyncio.create_task(note(store, person.id, "never")) for _ in range(waiting)]

    def give_up() -> None:
        for other in others:
            other.cancel()

    lock = store._database._one
    async with asyncio.timeout(10):
        while store._database._shared is None:
            await asyncio.sleep(0)
        while lock.locked():
            await asyncio.sleep(0)
            give_up()
        await first
    await asyncio.gather(*others, return_exceptions=True)
    assert (await words(store, person.id))[0] == "first"
    assert store._database._shared is None
    await store.close()


async def test_who_is_cancelled_while_waiting_for_the_commit_takes_it_from_nobody(file_url: str, clock):
    """As where a loop ends, which cancels everything in it at once: whatever moment it is, nothing breaks."""
    store = await Store.open(file_url, clock=clock)
    everybody = await patients(store, 4)
    broken: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: broken.append(context.get("exception")))
    for steps in range(60):
        before = asyncio.all_tasks()
        turns = [asyncio.create_task(note(store, person.id, str(steps))) for person in everybody]
        for _ in range(steps):
            await asyncio.sleep(0)
        for task in asyncio.all_tasks() - before:
            task.cancel()
        await asyncio.gather(*turns, return_exceptions=True)
    async with asyncio.timeout(10):
        await asyncio.gather(*(note(store, person.id, "free") for person in everybody))
    assert broken == []
    assert [(await words(store, person.id))[-1] for person in everybody] == ["free"] * 4
    await store.close()
