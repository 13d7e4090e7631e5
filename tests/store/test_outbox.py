"""The outbox: who gets what first, once, and what becomes of what a crash left under way."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.care.ports import Button, Lane, Person
from bot.store.store import Store
from tests.store.shop import LIBRARY, SETTINGS, SetClock, Shop, delivery, message, patients, say, sendable


async def send_all(store: Store, limit: int = 100) -> list[list[str]]:
    """Send until nothing is left, and return the texts of each round."""
    rounds = []
    while rows := await store.next_messages(limit):
        rounds.append([row.text for row in rows])
        await store.sent_many([(row.id, row.id) for row in rows])
    return rounds


async def test_a_message_comes_out_as_it_went_in(store: Store):
    (patient,) = await patients(store)
    keyboard = ((Button("0–3 · good", "a:1"), Button("Ñ 🏃", "b:2")), (Button("7", "c"),))
    await say(store, message(patient, "<b>¿Cómo</b> va?", Lane.QUESTION, keyboard=keyboard, about="1:h24"))
    (row,) = await store.next_messages(10)
    assert (row.person, row.chat_id, row.lane) == (patient.id, 1001, Lane.QUESTION)
    assert isinstance(row.lane, Lane)
    assert (row.text, row.keyboard, row.about) == ("<b>¿Cómo</b> va?", keyboard, "1:h24")
    assert (row.replaces, row.attempts, row.message_id) == (False, 0, None)


async def test_lanes_go_first_and_then_the_order_in_which_it_was_said(store: Store):
    people = await patients(store, 4)
    lanes = [Lane.BROADCAST, Lane.QUESTION, Lane.ANSWER, Lane.ALERT]
    await say(store, *(message(person, lane.name, lane) for person, lane in zip(people, lanes, strict=True)))
    assert await sendable(store) == ["ALERT", "ANSWER", "QUESTION", "BROADCAST"]


async def test_answers_and_questions_of_one_person_keep_their_order(store: Store):
    """One at a time, each after the fate of the one before is known."""
    patient, other = await patients(store, 2)
    await say(store, message(patient, "1", Lane.QUESTION), message(patient, "2"), message(patient, "3", Lane.QUESTION))
    await say(store, message(other, "x"))
    assert await send_all(store) == [["x", "1"], ["2"], ["3"]]


async def test_of_one_person_one_message_is_under_way(store: Store):
    (patient,) = await patients(store)
    await say(store, message(patient, "1"), message(patient, "2"), message(patient, "alarm", Lane.ALERT))
    (row,) = await store.next_messages(10)
    assert row.text == "alarm"
    assert await store.next_messages(10) == []
    await store.sent(row.id, 1)
    assert await sendable(store) == ["1"]


async def test_an_alert_overtakes_and_a_broadcast_lets_pass(store: Store):
    (patient,) = await patients(store)
    await say(
        store, message(patient, "news", Lane.BROADCAST), message(patient, "hello"), message(patient, "!", Lane.ALERT)
    )
    assert await send_all(store) == [["!"], ["hello"], ["news"]]


async def test_what_is_claimed_is_not_handed_out_again(store: Store):
    people = await patients(store, 5)
    await say(store, *(message(person, str(person.id)) for person in people))
    first, second = await sendable(store, 2), await sendable(store, 10)
    assert (len(first), len(second), len(set(first + second))) == (2, 3, 5)


async def test_a_message_held_back_lets_later_ones_pass_and_goes_on_time(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    morning = clock.now() + timedelta(hours=9)
    await say(store, message(patient, "at nine", not_before=morning), message(patient, "now"))
    assert await send_all(store) == [["now"]]
    assert await store.next_waiting_at() == morning
    clock.forward(hours=9)
    assert await store.next_waiting_at() is None
    assert await send_all(store) == [["at nine"]]


async def test_a_message_to_be_tried_again_holds_back_those_behind_it(store: Store, clock: SetClock):
    patient, other = await patients(store, 2)
    await say(store, message(patient, "1"), message(patient, "2"), message(other, "x"))
    one = next(row for row in await store.next_messages(10) if row.text == "1")
    await store.later(one.id, clock.now() + timedelta(seconds=30), "429")
    assert await store.next_messages(10) == []
    assert await store.next_waiting_at() == clock.now() + timedelta(seconds=30)
    clock.forward(seconds=30)
    (again,) = await store.next_messages(10)
    assert (again.text, again.attempts) == ("1", 1)


async def test_an_alert_does_not_wait_behind_what_is_to_be_tried_again(store: Store, clock: SetClock):
    (patient,) = await patients(store)
    await say(store, message(patient, "1"))
    (one,) = await store.next_messages(10)
    await store.later(one.id, clock.now() + timedelta(minutes=5), "502")
    await say(store, message(patient, "!", Lane.ALERT))
    assert await sendable(store) == ["!"]


async def test_a_given_up_message_frees_the_next(store: Store):
    (patient,) = await patients(store)
    await say(store, *(message(patient, text) for text in ("1", "2", "3")))
    (one,) = await store.next_messages(10)
    await store.failed(one.id, "400")
    (two,) = await store.next_messages(10)
    await store.uncertain(two.id)
    assert await sendable(store) == ["3"]


async def test_an_edit_finds_the_latest_message_of_its_card(store: Store):
    """Of the same person and the same card, whatever others got since."""
    patient, other = await patients(store, 2)
    for person, text, message_id in ((patient, "q", 501), (patient, "again", 502), (other, "o", 601)):
        await say(store, message(person, text, about="card"))
        (row,) = await store.next_messages(10)
        assert row.message_id is None
        await store.sent(row.id, message_id)
    await say(store, message(patient, "edit", about="card", replaces=True))
    await say(store, message(other, "nothing to edit", about="another", replaces=True))
    found = {row.text: row.message_id for row in await store.next_messages(10)}
    assert found == {"edit": 502, "nothing to edit": None}


async def test_an_edit_of_an_edit_finds_the_same_message(store: Store):
    (patient,) = await patients(store)
    for number, text in enumerate(("q", "first", "second")):
        await say(store, message(patient, text, about="card", replaces=number > 0))
        (row,) = await store.next_messages(10)
        assert row.message_id == (None if number == 0 else 501)
        await store.sent(row.id, 501)


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"state": "stopped"}, ["answer", "alert"]),
        ({"state": "blocked"}, []),
        ({"chat_id": None}, []),
        ({"state": "enrolling"}, ["answer", "question", "alert", "broadcast"]),
    ],
)
async def test_who_stopped_gets_alerts_and_answers_and_who_blocked_gets_nothing(store: Store, change, sent):
    (patient,) = await patients(store)
    lanes = [Lane.ANSWER, Lane.QUESTION, Lane.ALERT, Lane.BROADCAST]
    await say(store, *(message(patient, lane.name.lower(), lane) for lane in lanes))
    async with store.turn(LIBRARY, SETTINGS) as turn:
        turn.update(replace(patient, **change))
    assert sorted(text for texts in await send_all(store) for text in texts) == sorted(sent)


async def test_after_a_crash_all_but_broadcasts_are_tried_again(shop: Shop):
    """Nobody knows whether they arrived: a second alert does no harm, a second broadcast is never sent blindly."""
    store = await shop.open()
    people = await patients(store, 5)
    lanes = [Lane.ALERT, Lane.ANSWER, Lane.QUESTION, Lane.BROADCAST]
    await say(store, *_one_each(people, lanes), message(people[4], "not claimed", Lane.BROADCAST))
    assert len(await store.next_messages(4)) == 4
    await store.close()
    store = await shop.open()
    assert await sendable(store, 0) == []
    await store.recover_sending()
    found = {row.text: row.attempts for row in await store.next_messages(10)}
    assert found == {"ALERT": 1, "ANSWER": 1, "QUESTION": 1, "not claimed": 0}
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert (await delivery(turn, "BROADCAST")).uncertain == 1
    await store.close()


def _one_each(people: list[Person], lanes: list[Lane]):
    return [message(person, lane.name, lane, about=lane.name) for person, lane in zip(people, lanes, strict=False)]


async def test_a_fate_is_written_only_of_what_is_under_way(store: Store):
    """A late answer of a sender that was already declared dead changes nothing."""
    (patient,) = await patients(store)
    await say(store, message(patient, "once", about="card"))
    (row,) = await store.next_messages(1)
    await store.sent(row.id, 501)
    await store.failed(row.id, "late")
    await store.later(row.id, store._clock.now(), "late")
    await store.sent(row.id, 999)
    assert await store.next_messages(1) == []
    await say(store, message(patient, "edit", about="card", replaces=True))
    assert [row.message_id for row in await store.next_messages(1)] == [501]


async def test_the_sender_is_woken_by_every_fate(store: Store):
    (patient,) = await patients(store)
    await say(store, message(patient, "1"), message(patient, "2"))
    (row,) = await store.next_messages(1)
    store.outbox_changed.clear()
    await store.sent(row.id, 1)
    assert store.outbox_changed.is_set()


async def test_two_thousand_broadcasts_are_each_handed_out_once(store: Store):
    people = await patients(store, 2000)
    await say(store, *(message(person, str(person.id), Lane.BROADCAST, about="b") for person in people))
    await say(store, message(people[-1], "alert", Lane.ALERT))
    rounds = await send_all(store, 500)
    texts = [text for texts in rounds for text in texts]
    assert texts[0] == "alert"
    assert sorted(texts[1:], key=int) == [str(person.id) for person in people]


async def test_a_long_backlog_of_few_people_is_claimed_at_once(store: Store):
    """Five thousand messages after an outage: comparing each with each would take many seconds, so two are plenty."""
    people = await patients(store, 20)
    await say(store, *(message(person, str(number)) for number in range(250) for person in people))
    async with asyncio.timeout(2):
        assert await sendable(store) == ["0"] * 20


async def _carry(store: Store) -> None:
    """Send everything as Telegram would: an edited message keeps its number."""
    while rows := await store.next_messages(10):
        await store.sent_many([(row.id, row.message_id or row.id) for row in rows])


async def _told(store: Store, person: Person, since: datetime) -> list[str]:
    async with store.turn(LIBRARY, SETTINGS) as turn:
        return await turn.told(person.id, since)


async def test_what_came_to_somebody_since_an_instant_is_named(store: Store, clock: SetClock):
    """New messages of theirs alone: not what waits, was edited, came before, or was given up; but what is under way."""
    patient, other = await patients(store, 2)
    await say(store, message(patient, about="talk:1:9"), message(other, about="talk:2:9"))
    await _carry(store)
    since = clock.now()
    clock.forward(seconds=1)
    assert await _told(store, patient, since) == []

    await say(
        store, message(patient, about="talk:1:9", replaces=True), message(patient, about="alert:2:1", replaces=True)
    )
    await _carry(store)
    held = clock.now() + timedelta(hours=1)
    await say(store, message(other, about="alert:2:1"), message(patient, about="alert:3:1", not_before=held))
    assert await _told(store, patient, since) == ["alert:2:1"]
    await say(store, message(patient, about="talk:4:9"), message(patient, about="talk:1:9", replaces=True))
    under_way = [row for row in await store.next_messages(10) if row.person == patient.id]

    assert [row.about for row in under_way] == ["talk:4:9"]
    assert await _told(store, patient, since) == ["alert:2:1", "talk:4:9"]
    await store.failed(under_way[0].id, "refused")
    assert await _told(store, patient, since) == ["alert:2:1"]


async def test_what_a_message_on_a_phone_is_about_is_found_by_its_number(store: Store):
    """On the phone of its reader alone; empty for a number that stands for nothing."""
    patient, other = await patients(store, 2)
    await say(store, message(patient, about="talk:1:9"), message(patient))
    await _carry(store)
    await say(store, message(patient, about="talk:1:9", replaces=True))
    await _carry(store)

    async with store.turn(LIBRARY, SETTINGS) as turn:
        found = [await turn.about(patient.id, number) for number in (1, 2, 99, 2**62)]
        assert found == ["talk:1:9", "", "", ""]
        assert await turn.about(other.id, 1) == ""
