"""The inbox: nothing that was kept is lost, nothing is worked on twice, nothing stops the line."""

from datetime import timedelta

from bot.store.store import Store
from tests.store.shop import LIBRARY, SETTINGS, SetClock, Shop, message, patients, say


async def test_the_same_update_kept_twice_is_one_row(store: Store):
    await store.keep_updates([(7, 1001, "first"), (7, 1001, "again")])
    await store.keep_updates([(7, 1001, "and again"), (8, 1002, "next")])
    assert [(row.update_id, row.lane, row.raw) for row in await store.undone_updates()] == [
        (7, 1001, "first"),
        (8, 1002, "next"),
    ]


async def test_keeping_nothing_is_no_error(store: Store):
    await store.keep_updates([])
    assert await store.undone_updates() == []


async def test_updates_come_back_in_the_order_in_which_they_came(shop: Shop):
    """After a quiet week Telegram starts again at any number, so the time of arrival goes first."""
    store = await shop.open()
    await store.keep_updates([(900, 1001, "{}"), (901, 1001, "{}")])
    shop.clock.forward(days=8)
    await store.keep_updates([(13, 1001, "{}"), (14, 1001, "{}")])
    await store.close()
    again = await shop.open()
    assert [row.update_id for row in await again.undone_updates()] == [900, 901, 13, 14]
    await again.close()


async def test_a_large_telegram_id_fits(store: Store):
    await store.keep_updates([(2**40, 2**52, "{}")])
    (row,) = await store.undone_updates()
    assert (row.update_id, row.lane) == (2**40, 2**52)


async def test_the_fifth_failure_puts_an_update_aside(store: Store):
    await store.keep_updates([(7, 1001, "{}"), (8, 1001, "{}")])
    assert [await store.failed_update(7, "ValueError") for _ in range(4)] == [False] * 4
    assert [row.attempts for row in await store.undone_updates()] == [4, 0]
    assert await store.quarantined_updates() == 0
    assert await store.failed_update(7, "ValueError") is True
    assert [row.update_id for row in await store.undone_updates()] == [8]
    assert await store.quarantined_updates() == 1


async def test_a_failure_of_a_finished_update_changes_nothing(store: Store):
    await store.keep_updates([(7, 1001, "{}")])
    async with store.turn(LIBRARY, SETTINGS, update_id=7):
        pass
    assert await store.failed_update(7, "late") is False
    assert await store.failed_update(99, "unknown") is False
    assert await store.undone_updates() == []


async def test_pruning_takes_what_is_done_and_old_and_nothing_else(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    await store.keep_updates([(1, 1001, "{}"), (2, 1001, "{}")])
    async with store.turn(LIBRARY, SETTINGS, update_id=1):
        pass
    await say(store, message(patient, "secret", about="card"))
    (row,) = await store.next_messages(1)
    await store.sent(row.id, 500)
    clock.forward(days=3)
    await say(store, message(patient, "edit", about="card", replaces=True))
    await store.prune(timedelta(days=2))
    assert [row.update_id for row in await store.undone_updates()] == [2]
    async with store._database.engine.connect() as connection:
        texts = (await connection.exec_driver_sql("SELECT text FROM outbox ORDER BY id")).scalars().all()
    assert texts == ["", "edit"]
    await store.keep_updates([(1, 1001, "{}")])  # forgotten, so it would be taken for a new one
    (edit,) = await store.next_messages(1)
    assert edit.message_id == 500


async def test_a_recent_duplicate_is_known_after_pruning(store: Store):
    await store.keep_updates([(1, 1001, "{}")])
    async with store.turn(LIBRARY, SETTINGS, update_id=1):
        pass
    await store.prune(timedelta(days=2))
    await store.keep_updates([(1, 1001, "{}")])
    assert await store.undone_updates() == []
