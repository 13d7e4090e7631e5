"""Facts: what is recorded is read back exactly, and is never changed."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.core.facts import Answered, CheckInOpened, Decided, Fact, Noted, RunReported
from bot.store.codec import decode_fact, encode_fact
from bot.store.store import Store
from tests.store.shop import LIBRARY, SETTINGS, Shop, case_of, patients, record

KINDS = get_args(Fact)
NAIVE = datetime(2026, 3, 2, 8)  # noqa: DTZ001  # what must be refused
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-11))])
VALUES = st.integers() | st.text() | st.lists(st.text()).map(tuple)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.text(), JSON, max_size=3)


def _strategy(kind: type) -> st.SearchStrategy[Fact]:
    by_type = {
        "value": VALUES,
        "fired": st.lists(OBJECTS, max_size=3).map(tuple),
        "details": OBJECTS,
        "earliest_at": st.none() | st.datetimes(timezones=ZONES),
        "due_at": st.datetimes(timezones=ZONES),
        "until": st.datetimes(timezones=ZONES),
        "ended_at": st.datetimes(timezones=ZONES),
        "hours_too_early": st.floats(allow_nan=False, allow_infinity=False),
    }
    given_fields = {field.name: by_type[field.name] for field in fields(kind) if field.name in by_type}
    if "kind" in {field.name for field in fields(kind)}:
        given_fields["kind"] = st.just(kind.kind)
    return st.builds(kind, **given_fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_of_fact_comes_back_exactly(kind):
    """For any values of its fields, a fact read back equals the fact recorded, types included."""

    @settings(max_examples=60, deadline=None)
    @given(_strategy(kind))
    def comes_back(fact):
        again = decode_fact(encode_fact(fact))
        assert again == fact
        assert type(again) is kind
        assert encode_fact(again) == encode_fact(fact)

    comes_back()


def test_a_number_a_text_and_a_choice_of_several_stay_apart():
    for value in (7, "7", ("7",), (), ""):
        again = decode_fact(encode_fact(Answered("1:h24", "pain", value))).value
        assert (again, type(again)) == (value, type(value))


def test_a_fact_with_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        encode_fact(CheckInOpened("1:h24", "h24", "v", NAIVE))


async def test_a_fact_that_could_not_be_read_back_is_refused_when_it_is_recorded(store):
    """Infinity has no place in JSON, so the turn fails at once, instead of every later one that reads the fact."""
    (patient,) = await patients(store)
    with pytest.raises(ValueError, match="hours_too_early"):
        await record(store, patient.id, RunReported(1, "r1", 1, datetime(2026, 3, 2, tzinfo=UTC), float("inf")))
    await record(store, patient.id, Noted("still works"))
    assert [words for _, words in (await case_of(store, patient.id)).notes] == ["still works"]


async def test_a_case_is_the_same_before_and_after_a_restart(shop: Shop):
    """What the turn that recorded it sees, and what another process reads, is equal to the last value."""
    first = await shop.open()
    (patient,) = await patients(first)
    fired = ({"rule": "floor.flags", "values": {"flags": ("night_pain", "limp"), "limit": 4.0}},)
    await record(
        first,
        patient.id,
        CheckInOpened("1:h24", "h24", "v", shop.clock.now()),
        Answered("1:h24", "flags", ("night_pain",)),
        Decided(1, "h24", "repeat", provisional=True, fired=fired, protocol_version="v", rung="r1", sessions_done=0),
    )
    before = await case_of(first, patient.id)
    await first.close()
    second = await shop.open()
    assert await case_of(second, patient.id) == before
    await second.close()


@pytest.mark.parametrize("statement", ["UPDATE facts SET kind = 'noted'", "DELETE FROM facts"])
async def test_facts_can_be_neither_changed_nor_deleted(store: Store, statement: str):
    (patient,) = await patients(store)
    await record(store, patient.id, Noted("stays"))
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        async with store._database.transaction() as transaction:
            await transaction.execute(text(statement))
    assert len((await case_of(store, patient.id)).notes) == 1


async def test_facts_cannot_be_replaced_through_their_number(shop: Shop):
    """SQLite's INSERT OR REPLACE deletes behind the back of a trigger, unless recursive triggers are on."""
    if not shop.url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no such statement")
    store = await shop.open()
    (patient,) = await patients(store)
    await record(store, patient.id, Noted("stays"))
    again = text("INSERT OR REPLACE INTO facts SELECT id, person, at, kind, '', cause FROM facts")
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        async with store._database.transaction() as transaction:
            await transaction.execute(again)
    await store.close()


async def test_facts_keep_the_update_that_caused_them(store: Store):
    (patient,) = await patients(store)
    await store.keep_updates([(41, 1001, "{}")])
    async with store.turn(LIBRARY, SETTINGS, update_id=41) as turn:
        await turn.case(patient.id)
        turn.record(patient.id, Noted("caused"))
    async with store._database.transaction() as transaction:
        assert (await transaction.execute(text("SELECT cause FROM facts"))).scalars().all() == [41]
