"""Broadcasts in the store: who is written down for what reason, handed out once, and what became of each."""

from dataclasses import replace
from datetime import timedelta

from bot.care.broadcast import EVERY, Broadcast, Foreseen
from bot.care.ports import Cohort, Lane, Media, Person, Standing
from bot.store.store import Store
from bot.store.turn import StoredTurn
from tests.store.shop import LIBRARY, SETTINGS, SetClock, message

PLAIN = {EVERY: frozenset[str]()}


async def _stands(
    turn: StoredTurn, number: int, *, phase: str = "run_walk", news: bool = True, **columns: object
) -> Person:
    """Store a patient with the standing that the use cases would have worked out."""
    own = {"state": "active", "user_id": 1000 + number, "chat_id": 1000 + number, "language": "en"} | columns
    person = await turn.add_person(Person(0, "patient", f"Patient {number}", timezone="UTC", **own))  # type: ignore[arg-type]  # the values of a test
    await turn.case(person.id)
    turn.stand(Standing(person.id, 8, "on_track", protocol="p", phase=phase, rung="r", news=news, folded=person.name))
    return person


async def _crowd(store: Store) -> dict[str, int]:
    """Store one patient of each kind, and return their ids."""
    async with store.turn(LIBRARY, SETTINGS) as turn:
        physio = await turn.add_person(Person(0, "physio", "Dora", "en", "UTC"))
        own = {"physio": physio.id}
        people = {
            "well": await _stands(turn, 1, **own),
            "spanish": await _stands(turn, 2, language="es", **own),
            "muted": await _stands(turn, 3, news=False, **own),
            "blocked": await _stands(turn, 4, state="blocked", **own),
            "invited": await _stands(turn, 5, state="invited", chat_id=None, **own),
            "stopped": await _stands(turn, 6, state="stopped", **own),
            "alone": await _stands(turn, 7),
            "finished": await _stands(turn, 8, phase="", **own),
        }
    return {name: person.id for name, person in people.items()}


async def _draft(turn: StoredTurn, **details: object) -> Broadcast:
    return await turn.broadcasts.add(replace(Broadcast(0, None, turn.now, texts={EVERY: "Hi"}), **details))  # type: ignore[arg-type]  # the values of a test


async def test_a_broadcast_is_read_back_as_it_was_kept(store: Store):
    async with store.turn(LIBRARY, SETTINGS) as turn:
        draft = await _draft(
            turn,
            cohort=Cohort(protocol="p", statuses=("silent",), within=(3, 4)),
            plan=True,
            media=Media("photo", {"file_id": "x"}),
            texts={"en": "<b>Hi</b>", "es": "¡Hola!"},
            ends=("failed",),
            repeats=7,
        )
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert await turn.broadcasts.find(draft.id) == draft
        await turn.broadcasts.keep(replace(draft, state="done", count=4))
        assert await turn.broadcasts.find(draft.id) == replace(draft, state="done", count=4)
        assert await turn.broadcasts.find(draft.id + 1) is None


async def test_each_is_foreseen_with_the_first_reason_that_leaves_them_out(store: Store):
    people = await _crowd(store)
    needs = {"en": frozenset({"physio", "place"})}
    async with store.turn(LIBRARY, SETTINGS) as turn:
        draft = await _draft(turn, texts={"en": "Hi {physio}, {phase}"})
        found = await turn.broadcasts.foresee(draft, needs)
        assert sorted(found, key=str) == sorted(
            [
                Foreseen("en", "waiting", 1),
                Foreseen("es", "no_text", 1),
                *(Foreseen("en", state, 1) for state in ("muted", "blocked", "not_joined", "stopped")),
                Foreseen("en", "lacks", 2),
            ],
            key=str,
        )
        update = await turn.broadcasts.foresee(replace(draft, plan=True), needs)
        assert Foreseen("en", "waiting", 2) in update
        await turn.broadcasts.freeze(draft, needs)
        assert await turn.broadcasts.ready(draft.id, turn.now, 10) == [people["well"]]


async def test_an_example_has_and_lacks_what_is_asked_for(store: Store):
    people = await _crowd(store)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        draft = await _draft(turn)
        for has, whom in (({"physio": False}, "alone"), ({"physio": True, "place": False}, "finished"), ({}, "well")):
            assert await turn.broadcasts.example(draft, PLAIN, language="en", has=has) == people[whom]
        assert await turn.broadcasts.example(draft, PLAIN, language="fr", has={}) is None


async def test_a_cohort_is_spread_by_what_occurs(store: Store):
    people = await _crowd(store)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert await turn.broadcasts.spread(Cohort(), "language") == {"en": 7, "es": 1}
        assert await turn.broadcasts.spread(Cohort(language="es"), "status") == {"on_track": 1}
        assert await turn.broadcasts.spread(Cohort(), "phase") == {"run_walk": 7}
        assert await turn.broadcasts.spread(Cohort(within=(people["alone"],)), "physio") == {}


async def test_nobody_is_handed_out_twice_and_who_is_held_comes_on_time(store: Store, clock: SetClock):
    people = await _crowd(store)
    morning = clock.now() + timedelta(hours=9)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        draft = await _draft(turn)
        await turn.broadcasts.freeze(draft, PLAIN)
        first = await turn.broadcasts.ready(draft.id, turn.now, 2)
        await turn.broadcasts.mark(draft.id, "queued", {first[0]: None})
        await turn.broadcasts.mark(draft.id, "held", {first[1]: morning})
        left = await turn.broadcasts.ready(draft.id, turn.now, 10)
        assert set(left) == {people["alone"], people["finished"]}
        assert await turn.broadcasts.next_at(draft.id) == morning
    clock.forward(hours=9)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert first[1] in await turn.broadcasts.ready(draft.id, turn.now, 10)


async def test_every_outcome_is_told_and_a_repeat_means_exactly_the_failed(store: Store):
    people = await _crowd(store)
    order = ["well", "spanish", "alone", "finished"]
    async with store.turn(LIBRARY, SETTINGS) as turn:
        draft = await _draft(turn)
        await turn.broadcasts.freeze(draft, PLAIN)
        await turn.broadcasts.mark(draft.id, "queued", dict.fromkeys(people[name] for name in order))
        for name in order:
            turn.say(message(await turn.person(people[name]), "Hi", Lane.BROADCAST, about=draft.about))
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert await turn.broadcasts.in_outbox(draft.id) == 4
    rows = {row.person: row.id for row in await store.next_messages(10)}
    await store.sent(rows[people["well"]], 1)
    await store.failed(rows[people["spanish"]], "refused")
    await store.failed(rows[people["alone"]], "unreachable")
    await store.uncertain(rows[people["finished"]])
    async with store.turn(LIBRARY, SETTINGS) as turn:
        each = {one.person: one.outcome for one in await turn.broadcasts.recipients(draft.id)}
        told = {name: each[number] for name, number in people.items()}
        assert told == {
            "well": "delivered",
            "spanish": "failed",
            "alone": "blocked",
            "finished": "uncertain",
            "muted": "muted",
            "blocked": "blocked",
            "invited": "not_joined",
            "stopped": "stopped",
        }
        assert (await turn.broadcasts.outcomes(draft.id))["blocked"] == 2
        for ends, count in ((("failed",), 1), (("failed", "uncertain"), 2)):
            again = await _draft(turn, repeats=draft.id, ends=ends)
            assert sum(one.count for one in await turn.broadcasts.foresee(again, PLAIN)) == count


async def test_a_stop_takes_back_all_that_is_not_under_way(store: Store):
    people = await _crowd(store)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        draft = await _draft(turn)
        await turn.broadcasts.freeze(draft, PLAIN)
        await turn.broadcasts.mark(draft.id, "queued", dict.fromkeys([people["well"], people["alone"]]))
        for name in ("well", "alone"):
            turn.say(message(await turn.person(people[name]), "Hi", Lane.BROADCAST, about=draft.about))
    (flying,) = await store.next_messages(1)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        await turn.broadcasts.call_off(draft.id, turn.now)
    assert await store.next_messages(10) == []
    await store.sent(flying.id, 1)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        counts = await turn.broadcasts.outcomes(draft.id)
        assert (counts["delivered"], counts["called_off"]) == (1, 3)


async def test_what_waits_for_somebody_out_of_reach_is_ended_and_never_comes_late(store: Store):
    people = await _crowd(store)
    async with store.turn(LIBRARY, SETTINGS) as turn:
        draft = await _draft(turn)
        await turn.broadcasts.freeze(draft, PLAIN)
        await turn.broadcasts.mark(draft.id, "queued", {people["well"]: None})
        person = await turn.person(people["well"])
        turn.say(message(person, "Hi", Lane.BROADCAST, about=draft.about))
        turn.update(replace(person, state="blocked"))
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert (await turn.broadcasts.outcomes(draft.id))["blocked"] == 2
        await turn.broadcasts.close(draft.id, turn.now)
        turn.update(replace(person, state="active"))
    assert await store.next_messages(10) == []
    async with store.turn(LIBRARY, SETTINGS) as turn:
        assert await turn.broadcasts.in_outbox(draft.id) == 0
