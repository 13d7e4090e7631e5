"""Turns: all of one or nothing, and reads that see what the turn itself wrote."""

import asyncio
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.care.ports import Due, Invite, Lane, Person
from bot.core.facts import Answered, CheckInOpened, Noted
from bot.store.store import GoneError, Store
from tests.store.shop import (
    LIBRARY,
    SETTINGS,
    Delivery,
    SetClock,
    Shop,
    a_patient,
    case_of,
    delivery,
    message,
    patients,
    record,
    say,
    sendable,
    turn_of,
)


async def everything(store: Store, person: Person) -> tuple[object, ...]:
    """Return all that a turn can change, without changing any of it."""
    async with store.turn(LIBRARY, SETTINGS) as turn:
        notes = [words for _, words in (await turn.case(person.id)).notes]
        return (
            notes,
            await turn.person(person.id),
            await turn.note("draft"),
            await delivery(turn, "card"),
            await turn.invite("code"),
            await store_dues(turn),
        )


async def store_dues(turn) -> int:
    return (await turn._transaction.execute(text("SELECT count(*) FROM dues"))).scalar_one()


async def do_everything(turn, person: Person) -> None:
    """Make one change of every sort."""
    await turn.case(person.id)
    turn.record(person.id, Noted("new"))
    turn.say(message(person, about="card"))
    turn.plan(Due(person.id, "remind", "1:h24", turn.now + timedelta(hours=3)))
    turn.update(replace(await turn.person(person.id), state="stopped"))
    await turn.put_note("draft", {"text": "hello"})
    await turn.add_invite("code", Invite(person.id, turn.now + timedelta(days=14)))


async def test_a_committed_turn_survives_closing_and_reopening(shop: Shop):
    first = await shop.open()
    (patient,) = await patients(first)
    async with first.turn(LIBRARY, SETTINGS) as turn:
        await do_everything(turn, patient)
    before = await everything(first, patient)
    await first.close()
    second = await shop.open()
    assert await everything(second, patient) == before
    assert before[0] == ["new"]
    assert before[-1] == 1
    await second.close()


async def test_an_exception_leaves_nothing_of_the_turn(store: Store):
    (patient,) = await patients(store)
    before = await everything(store, patient)

    async def work(turn):
        await do_everything(turn, patient)
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await turn_of(store, work)
    assert await everything(store, patient) == before


async def test_a_statement_that_fails_at_the_end_leaves_nothing_of_the_turn(store: Store):
    """A message to nobody breaks the last write, after facts have been written."""
    (patient,) = await patients(store)
    before = await everything(store, patient)

    async def work(turn):
        await do_everything(turn, patient)
        turn.say(replace(message(patient), to=987654))

    with pytest.raises(DBAPIError):
        await turn_of(store, work)
    assert await everything(store, patient) == before


async def test_a_turn_cancelled_anywhere_is_whole_or_absent(store: Store):
    """Cancelled at 150 moments spread over its length and a little beyond, a turn never leaves half of itself."""
    (patient,) = await patients(store)
    length = await _length_of_a_turn(store, patient)
    outcomes = [await _cancelled(store, patient, number, length * number / 100) for number in range(150)]
    assert set(outcomes) == {(0, 0, False), (1, 1, True)}


async def _length_of_a_turn(store: Store, patient: Person) -> float:
    await store.keep_updates([(-number, 1001, "{}") for number in range(1, 11)])
    begun = time.perf_counter()
    for number in range(1, 11):
        await _one_update(store, patient, -number)
    return (time.perf_counter() - begun) / 10


async def _cancelled(store: Store, patient: Person, number: int, after: float) -> tuple[int, int, bool]:
    """Cancel a turn and return how many facts and messages it left, and whether its update is done."""
    await store.keep_updates([(number, 1001, "{}")])
    task = asyncio.create_task(_one_update(store, patient, number))
    await asyncio.wait([task], timeout=after)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    facts = [words for _, words in (await case_of(store, patient.id)).notes if words == str(number)]
    async with store.turn(LIBRARY, SETTINGS) as turn:
        messages = (await delivery(turn, f"card{number}")).waiting
    return len(facts), messages, number not in {row.update_id for row in await store.undone_updates()}


async def _one_update(store: Store, patient: Person, number: int) -> None:
    async with store.turn(LIBRARY, SETTINGS, update_id=number) as turn:
        await turn.case(patient.id)
        turn.record(patient.id, Noted(str(number)))
        turn.say(message(patient, about=f"card{number}"))


async def test_a_second_cancellation_does_not_cut_the_first_ones_clean_up(store: Store):
    (patient,) = await patients(store)
    for steps in range(30):
        task = asyncio.create_task(_one_update_without_inbox(store, patient))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await sendable(store, 0) == []
    await asyncio.wait_for(record(store, patient.id, Noted("free")), 5)


async def _one_update_without_inbox(store: Store, patient: Person) -> None:
    async with store.turn(LIBRARY, SETTINGS) as turn:
        await turn.case(patient.id)
        turn.record(patient.id, Noted("x"))


async def test_the_done_mark_and_the_facts_are_one(store: Store):
    (patient,) = await patients(store)
    await store.keep_updates([(7, 1001, "{}")])
    with pytest.raises(RuntimeError, match="early"):
        async with store.turn(LIBRARY, SETTINGS, update_id=7):
            raise RuntimeError("early")
    assert [row.update_id for row in await store.undone_updates()] == [7]
    async with store.turn(LIBRARY, SETTINGS, update_id=7) as turn:
        await turn.case(patient.id)
        turn.record(patient.id, Noted("once"))
    assert await store.undone_updates() == []


async def test_an_update_that_is_done_cannot_be_done_again(store: Store):
    await store.keep_updates([(7, 1001, "{}")])
    async with store.turn(LIBRARY, SETTINGS, update_id=7):
        pass
    with pytest.raises(GoneError):
        async with store.turn(LIBRARY, SETTINGS, update_id=7):
            pytest.fail("a second effect of one update")


async def test_an_aborted_turn_leaves_no_fact_in_memory(store: Store):
    """The case is folded in memory, so what an aborted turn added to it must be forgotten with it."""
    (patient,) = await patients(store)
    await record(store, patient.id, Noted("kept"))

    async def work(turn):
        await turn.case(patient.id)
        turn.record(patient.id, Noted("lost"))
        raise RuntimeError("late")

    with pytest.raises(RuntimeError, match="late"):
        await turn_of(store, work)
    assert [words for _, words in (await case_of(store, patient.id)).notes] == ["kept"]


async def test_a_kept_case_sees_the_facts_of_another_process(shop: Shop):
    bot, command = await shop.open(), await shop.open()
    (patient,) = await patients(bot)
    await record(bot, patient.id, Noted("one"))
    assert len((await case_of(bot, patient.id)).notes) == 1
    await record(command, patient.id, Noted("two"))
    await record(bot, patient.id, Noted("three"))
    for store in (bot, command):
        assert [words for _, words in (await case_of(store, patient.id)).notes] == ["one", "two", "three"]
        await store.close()


async def test_two_processes_that_record_at_once_miss_none_of_their_facts(shop: Shop):
    """PostgreSQL hands out numbers before it commits, so without care a later one is seen first."""
    stores = await shop.open(), await shop.open()
    patient, other = await patients(stores[0], 2)
    work = [
        record(store, person.id, Noted(f"{name}{number}"))
        for number in range(60)
        for name, store in zip("ab", stores, strict=True)
        for person in (patient, other)
    ]
    await asyncio.gather(*work)
    for person in (patient, other):
        cases = [await case_of(store, person.id) for store in stores]
        assert cases[0] == cases[1]
        assert len(cases[0].notes) == 120
    for store in stores:
        await store.close()


async def test_a_turn_reads_each_persons_new_facts_once(store: Store):
    (patient,) = await patients(store)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        case = await turn.case(patient.id)
        turn.record(patient.id, CheckInOpened("1:h24", "h24", "v", turn.now))
        turn.record(patient.id, Answered("1:h24", "pain", 3))
        assert await turn.case(patient.id) is case
        assert case.answers("1:h24") == {"pain": 3}


async def test_a_fact_of_a_person_whose_case_was_not_loaded_is_refused(store: Store):
    (patient,) = await patients(store)
    with pytest.raises(KeyError):
        async with store.turn(LIBRARY, SETTINGS) as turn:
            turn.record(patient.id, Noted("blind"))


async def test_people_are_found_by_id_by_user_and_by_role(store: Store):
    one, two, three = await patients(store, 3)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        turn.update(replace(two, state="stopped", user_id=None))
        turn.update(replace(three, user_id=4242, physio=one.id))
        assert await turn.person(one.id) == one
        assert (await turn.person_of_user(4242)) == replace(three, user_id=4242, physio=one.id)
        assert await turn.person_of_user(1002) is None
        assert [person.id for person in await turn.people("patient")] == [one.id, three.id]
        assert [person.id for person in await turn.people("patient", states=("stopped",))] == [two.id]
        assert await turn.people("physio") == []
        with pytest.raises(KeyError):
            await turn.person(987654)


async def test_only_the_changed_columns_of_a_person_are_written(server_url: str, clock: SetClock):
    """What another process of PostgreSQL changes during a turn is not undone by it."""
    bot, command = [await Shop(server_url, clock).open() for _ in range(2)]
    (patient,) = await patients(bot)
    async with bot.turn(LIBRARY, SETTINGS) as turn:
        seen = await turn.person(patient.id)
        async with command.turn(LIBRARY, SETTINGS) as other:
            other.update(replace(await other.person(patient.id), language="es"))
        turn.update(replace(seen, state="stopped"))
    async with bot.turn(LIBRARY, SETTINGS) as turn:
        assert await turn.person(patient.id) == replace(patient, language="es", state="stopped")
    await bot.close()
    await command.close()


async def test_one_telegram_user_is_one_person(store: Store):
    await patients(store)
    with pytest.raises(DBAPIError):
        async with store.turn(LIBRARY, SETTINGS) as turn:
            await a_patient(turn, 1)


async def test_an_invite_is_stored_under_a_hash_and_used_once(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    expires = clock.now() + timedelta(days=14)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        await turn.add_invite("secret-code", Invite(patient.id, expires))
        assert await turn.invite("secret-code") == Invite(patient.id, expires)
        assert await turn.invite("another-code") is None
        assert await turn.use_invite("secret-code") is True
        assert await turn.use_invite("secret-code") is False
        assert await turn.use_invite("another-code") is False
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert await turn.invite("secret-code") == Invite(patient.id, expires, clock.now())


async def test_of_two_who_use_an_invite_at_once_one_wins(shop: Shop):
    """Two connections, thirty invites: each is used exactly once."""
    stores = await shop.open(), await shop.open()
    (patient,) = await patients(stores[0])
    for number in range(30):
        async with stores[0].turn(LIBRARY, SETTINGS) as turn:
            await turn.add_invite(str(number), Invite(patient.id, turn.now))
        assert sorted(await asyncio.gather(*(_use(store, str(number)) for store in stores))) == [False, True]
    for store in stores:
        await store.close()


async def _use(store: Store, code: str) -> bool:
    async with store.turn(LIBRARY, SETTINGS) as turn:
        return await turn.use_invite(code)


async def test_a_note_is_put_changed_and_removed(store: Store):
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert await turn.note("draft") is None
        await turn.put_note("draft", {"to": [1, 2]})
        await turn.put_note("draft", {"to": [3]})
        assert await turn.note("draft") == {"to": [3]}
        await turn.put_note("draft", None)
        assert await turn.note("draft") is None


async def test_what_waits_for_somebody_out_of_reach_is_told_apart(store: Store):
    patient, stopped, silent = await patients(store, 3)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        turn.update(replace(stopped, state="stopped"))
        turn.update(replace(silent, chat_id=None, user_id=None))
        for person in (patient, stopped, silent):
            turn.say(message(person, lane=Lane.BROADCAST, about="broadcast:1"))
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert await delivery(turn, "broadcast:1") == Delivery(waiting=1, unreachable=2)
        assert await delivery(turn, "broadcast:2") == Delivery()
    assert await sendable(store) == ["Hello"]


async def test_a_message_with_a_key_is_written_once(store: Store):
    """The same key in the same turn, in a later turn and after sending is the same message."""
    (patient,) = await patients(store)
    await say(store, message(patient, "a", key="k"), message(patient, "b", key="k"), message(patient, "c"))
    await say(store, message(patient, "d", key="k"), message(patient, "e"))
    texts = []
    while rows := await store.next_messages(10):
        texts += [row.text for row in rows]
        await store.sent_many([(row.id, row.id) for row in rows])
    assert texts == ["a", "c", "e"]


async def test_what_is_called_off_is_not_sent(store: Store):
    """Waiting messages of the card are taken back, this turn's earlier ones too, later ones not."""
    patient, other = await patients(store, 2)
    await say(store, message(patient, "old", about="card"), message(other, "other", about="card"))
    async with store.turn(LIBRARY, SETTINGS) as turn:
        turn.say(message(patient, "earlier", about="card"))
        turn.call_off(patient.id, "card")
        turn.say(message(patient, "later", about="card"))
    assert await sendable(store) == ["other", "later"]


async def test_a_naive_instant_is_refused_everywhere(store: Store):
    naive = datetime(2026, 3, 2, 8)  # noqa: DTZ001  # what must be refused
    (patient,) = await patients(store)
    with pytest.raises(Exception, match="time zone"):
        await say(store, message(patient, not_before=naive))
    with pytest.raises(Exception, match="time zone"):
        async with store.turn(LIBRARY, SETTINGS) as turn:
            turn.plan(Due(patient.id, "remind", "", naive))
    with pytest.raises(Exception, match="time zone"):
        async with store.turn(LIBRARY, SETTINGS) as turn:
            await turn.add_invite("code", Invite(patient.id, naive))


async def test_a_turn_wakes_the_sender_where_it_has_said_something(store: Store):
    (patient,) = await patients(store)
    store.outbox_changed.clear()
    async with store.turn(LIBRARY, SETTINGS) as turn:
        await turn.person(patient.id)
    assert not store.outbox_changed.is_set()
    async with store.turn(LIBRARY, SETTINGS) as turn:
        turn.say(message(patient))
    assert store.outbox_changed.is_set()


async def test_fifty_turns_at_once_of_one_person_follow_one_another(store: Store):
    (patient,) = await patients(store)
    await asyncio.gather(*(record(store, patient.id, Noted(str(number))) for number in range(50)))
    notes = [words for _, words in (await case_of(store, patient.id)).notes]
    assert sorted(notes, key=int) == [str(number) for number in range(50)]


async def test_content_is_kept_once_under_its_hash(store: Store):
    await store.keep_content([("abc", "protocols/a.toml", "x = 1\n"), ("abc", "protocols/a.toml", "x = 1\n")])
    await store.keep_content([])
    assert await store.contents() == [("abc", "protocols/a.toml", "x = 1\n")]
