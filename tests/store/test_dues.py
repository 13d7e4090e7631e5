"""What is due: moved, done once, and never in the way of the rest."""

from datetime import timedelta

import pytest

from bot.care.ports import Due
from bot.store.store import GoneError, Store
from tests.store.shop import LIBRARY, SETTINGS, SetClock, Shop, patients


async def plan(store: Store, *dues: Due) -> None:
    async with store.turn(LIBRARY, SETTINGS) as turn:
        for due in dues:
            turn.plan(due)


async def test_a_due_comes_on_time_and_not_before(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    due = Due(patient.id, "ask", "1:h24", clock.now() + timedelta(hours=24))
    await plan(store, due)
    clock.forward(hours=24, microseconds=-1)
    assert await store.due_now(10) == []
    assert await store.next_due_at() == due.at
    clock.forward(microseconds=1)
    assert await store.due_now(10) == [due]


async def test_planning_the_same_again_moves_it(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    early, late = (Due(patient.id, "remind", "1:h24", clock.now() + timedelta(hours=hours)) for hours in (3, 9))
    await plan(store, early, Due(patient.id, "remind", "1:h48", late.at))
    await plan(store, late)
    clock.forward(hours=4)
    assert await store.due_now(10) == []
    clock.forward(hours=5)
    assert [due.subject for due in await store.due_now(10)] == ["1:h24", "1:h48"]


async def test_the_last_word_of_a_turn_counts(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    due = Due(patient.id, "remind", "a", clock.now())
    await plan(store, Due(patient.id, "remind", "b", clock.now()))
    async with store.turn(LIBRARY, SETTINGS) as turn:
        turn.plan(due)
        turn.forget(patient.id, "remind", "a")
        turn.forget(patient.id, "remind", "b")
        turn.plan(Due(patient.id, "remind", "b", clock.now() - timedelta(hours=1)))
        turn.forget(patient.id, "remind", "never planned")
    assert [(due.subject, due.at) for due in await store.due_now(10)] == [("b", clock.now() - timedelta(hours=1))]


async def test_a_due_is_done_once(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    due = Due(patient.id, "ask", "1:h24", clock.now())
    await plan(store, due)
    async with store.turn(LIBRARY, SETTINGS, due=due):
        pass
    assert await store.due_now(10) == []
    assert await store.next_due_at() is None
    with pytest.raises(GoneError):
        async with store.turn(LIBRARY, SETTINGS, due=due):
            pytest.fail("a second effect of one due")


async def test_a_due_that_was_moved_meanwhile_is_not_done(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    due = Due(patient.id, "remind", "1:h24", clock.now())
    await plan(store, due)
    (taken,) = await store.due_now(10)
    await plan(store, Due(patient.id, "remind", "1:h24", clock.now() + timedelta(hours=1)))
    with pytest.raises(GoneError):
        async with store.turn(LIBRARY, SETTINGS, due=taken):
            pytest.fail("a due that was moved")
    assert await store.next_due_at() == clock.now() + timedelta(hours=1)


async def test_a_turn_may_plan_its_own_due_anew(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    due = Due(patient.id, "remind", "1:h24", clock.now())
    await plan(store, due)
    async with store.turn(LIBRARY, SETTINGS, due=due) as turn:
        turn.plan(Due(patient.id, "remind", "1:h24", turn.now + timedelta(hours=6)))
    assert await store.next_due_at() == clock.now() + timedelta(hours=6)


async def test_a_failed_turn_leaves_its_due(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    due = Due(patient.id, "ask", "1:h24", clock.now())
    await plan(store, due)
    with pytest.raises(RuntimeError, match="broken"):
        async with store.turn(LIBRARY, SETTINGS, due=due):
            raise RuntimeError("broken")
    assert await store.due_now(10) == [due]


async def test_a_postponed_due_keeps_its_own_instant_and_lets_others_pass(store: Store, clock: SetClock):
    one, two = await patients(store, 2)
    poison = Due(one.id, "ask", "1:h24", clock.now() - timedelta(hours=1))
    await plan(store, poison, Due(two.id, "ask", "1:h24", clock.now()))
    assert (await store.due_now(1)) == [poison]
    await store.postpone(poison, timedelta(minutes=5))
    assert [due.person for due in await store.due_now(10)] == [two.id]
    clock.forward(minutes=5)
    assert poison in await store.due_now(10)
    async with store.turn(LIBRARY, SETTINGS, due=poison):
        pass
    await store.postpone(poison, timedelta(minutes=5))  # gone, so it changes nothing
    assert [due.person for due in await store.due_now(10)] == [two.id]


async def test_dues_survive_a_restart_and_a_jump_of_the_clock(shop: Shop):
    store = await shop.open()
    people = await patients(store, 3)
    dues = [Due(person.id, "ask", "1:h24", shop.clock.now() + timedelta(hours=24)) for person in people]
    await plan(store, *dues)
    await store.close()
    shop.clock.forward(days=9)
    store = await shop.open()
    assert await store.due_now(2) == dues[:2]
    assert await store.due_now(10) == dues
    await store.close()
