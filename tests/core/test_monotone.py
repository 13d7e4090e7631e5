"""A rule can only hold a runner back: over the whole answer space, nothing worse is ever rewarded.

History and baseline stay as they are; one answer of one check-in is made worse, and the outcome must not be milder,
the rest not shorter, the next session not earlier, the place on the ladder not higher. Every protocol is searched
with some conditions, and every condition with some protocol; that each rule alone keeps the order is proved over all
answers that it reads, by `strideback check`.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.care.course.sessions import earliest
from bot.core import plan
from bot.core.conditions import compile_condition
from bot.core.decision import NOTHING_BELOW, Decision, decide, decide_report
from bot.core.measures import Evidence, Series
from bot.core.plan import Position
from bot.core.protocol import WINDOWS, Clearance, Outcome, Protocol, Rulebook
from tests.core.drawing import FLAGS, Way, history, made_worse, search, ways
from tests.core.given import names
from tests.specification import good

WAYS = ways(2)
ENDED = datetime(2026, 6, 1, 16, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)

on_every_way = pytest.mark.parametrize("way", WAYS, ids=str)


def bare(way: Way) -> Protocol:
    """Return the ladder of a way with no rules but the floor's."""
    return replace(way.protocol, book=good.floor_on("milestones").book)


def goes_on(protocol: Protocol, rung: str, decision: Decision, done: int) -> Position | None:
    """Return where the plan goes on; None while it is not released."""
    if decision.provisional or decision.outcome >= Outcome.REASSESS:
        return None
    return plan.after(protocol, Position(rung, done), decision.outcome)


def height(protocol: Protocol, place: Position | None) -> int:
    """Return how far up a place is: nowhere while nothing is released, above everything at the end."""
    if place is None:
        return -1
    rungs = [rung.id for rung in protocol.rungs]
    return len(rungs) * 100 if place.finished else rungs.index(place.rung) * 100 + place.sessions_done


def free_at(protocol: Protocol, rung: str, place: Position, rest_days: int) -> datetime:
    """Return when the session at a place may be done, after one on a rung."""
    run = SimpleNamespace(ended_at=ENDED, rung=rung)
    case = SimpleNamespace(done_runs=[run], last_run=None, earliest_at=None)
    turn = SimpleNamespace(now=ENDED + timedelta(hours=48))
    visit = SimpleNamespace(protocol=protocol, person=SimpleNamespace(timezone="Europe/Madrid"), case=case, turn=turn)
    return earliest(cast("Any", visit), place, rest_days) or NEVER


@on_every_way
def test_a_worse_answer_is_never_rewarded(way):
    protocol = way.protocol
    for chance, before in search(way, 80):
        after = replace(before, run=made_worse(chance, way, before.run))
        mild, strict = decide(protocol, before), decide(protocol, after)
        assert strict.outcome >= mild.outcome, (before, after)
        assert strict.tell_physio >= mild.tell_physio, (before, after)
        assert strict.rest_days >= mild.rest_days, (before, after)
        rung = before.run.rung
        for done in {0, protocol.rung(rung).sessions - 1}:
            here, there = goes_on(protocol, rung, mild, done), goes_on(protocol, rung, strict, done)
            assert height(protocol, there) <= height(protocol, here), (before, after)
            if here and here == there and not here.finished:
                sooner = free_at(protocol, rung, here, mild.rest_days)
                assert free_at(protocol, rung, there, strict.rest_days) >= sooner, (before, after)


@on_every_way
def test_the_search_meets_going_on_and_every_way_of_holding_back(way):
    """A search that never comes near a border would prove nothing."""
    met = {decide(way.protocol, before).outcome for _, before in search(way, 80)}
    assert {Outcome.ADVANCE, Outcome.REPEAT, Outcome.REASSESS, Outcome.URGENT} <= met


@pytest.mark.parametrize("must", ["h48.pain <= h24.pain", "after_run.pain_during <= after_run.pain_before"])
def test_the_search_finds_a_rule_that_compares_two_answers(must):
    """Pain that only must not grow is the classic trap: more pain on the first day then buys the next session."""
    way = Way("delaware_levels", "it_band")
    trap = Clearance("trap", "pain", compile_condition(must, names()), "a trap", "derived")
    trapped = replace(way.protocol, book=Rulebook(clearances=(trap,)))
    assert any(
        decide(trapped, replace(before, run=made_worse(chance, way, before.run))).outcome
        < decide(trapped, before).outcome
        for chance, before in search(way, 1000, whole=True)
    )


@on_every_way
def test_nobody_advances_without_every_check_in(way):
    """Whatever the other answers are: without one required check-in, or with an unfinished one, nobody goes on."""
    for chance, evidence in search(way, 20, whole=True):
        window = chance.choice(way.protocol.windows_of(evidence.run.rung))
        for open_run in (
            replace(evidence.run, **{window: None}),
            replace(evidence.run, **{window: {}}),
            replace(evidence.run, unfinished=frozenset({window})),
        ):
            decision = decide(way.protocol, replace(evidence, run=open_run))
            assert decision.outcome is not Outcome.ADVANCE, open_run


@on_every_way
def test_what_held_a_runner_back_at_24_h_still_does_at_48_h(way):
    """A provisional decision may only restrict, and what it found is never forgotten by a later answer."""
    for _, evidence in search(way, 20, whole=True):
        early = decide(way.protocol, replace(evidence, run=replace(evidence.run, h48=None)))
        late = decide(way.protocol, evidence)
        lost = {fired.rule for fired in early.reasons} - {fired.rule for fired in late.reasons}
        assert lost <= {NOTHING_BELOW}, "which is said of a step back only, and not of anything stricter"
        assert late.outcome >= max((fired.at_least for fired in early.reasons), default=Outcome.ADVANCE)


@on_every_way
def test_an_answer_that_is_missing_is_never_as_good_as_a_good_one(way):
    """Leaving one answer out of a finished check-in never turns “hold” into “go on”."""
    for chance, evidence in search(way, 25, whole=True):
        window = chance.choice(WINDOWS)
        answers = dict(evidence.run.window(window))
        answers.pop(chance.choice(sorted(answers)))
        before = decide(way.protocol, evidence)
        after = decide(way.protocol, replace(evidence, run=replace(evidence.run, **{window: answers})))
        assert before.outcome is Outcome.ADVANCE or after.outcome is not Outcome.ADVANCE, (evidence, answers)


@on_every_way
def test_deciding_is_total_and_says_why(way):
    for _, evidence in search(way, 30):
        decision = decide(way.protocol, evidence)
        assert decide(way.protocol, evidence) == decision, "deciding twice gives the same"
        assert (decision.outcome is Outcome.ADVANCE) == (not decision.fired)
        assert decision.outcome is max((fired.at_least for fired in decision.fired), default=Outcome.ADVANCE)


@on_every_way
def test_a_red_flag_always_stops_the_running_and_reaches_the_physio(way):
    """Also one that is reported in a check-in that nobody had to answer."""
    for chance, evidence in search(way, 20):
        run, at, flag = evidence.run, chance.choice(("h24", "h48", "button")), chance.choice(FLAGS)
        if at == "button":
            flagged = replace(run, reported_flags=(flag,))
        else:
            flagged = replace(run, **{at: dict(run.window(at)) | {"flags": (flag,)}})
        for decision in (
            decide(way.protocol, replace(evidence, run=flagged)),
            decide_report(way.protocol, replace(evidence, run=flagged)),
        ):
            assert decision.outcome >= Outcome.REASSESS, flagged
            assert decision.tell_physio


@on_every_way
def test_only_a_session_done_as_prescribed_can_advance(way):
    for chance, evidence in search(way, 20, whole=True):
        done = chance.choice(("less", "more", "skipped"))
        run = replace(evidence.run, after_run=dict(evidence.run.window("after_run")) | {"done": done})
        assert decide(way.protocol, replace(evidence, run=run)).outcome is not Outcome.ADVANCE


@on_every_way
def test_a_skipped_session_changes_nothing(way):
    for rung in way.protocol.rungs:
        chance = Random(rung.id)
        skipped = Series(rung.id, after_run={"done": "skipped"})
        decision = decide(way.protocol, Evidence(skipped, history=history(chance, rung.id)))
        assert decision.outcome is Outcome.REPEAT
        assert not decision.provisional
        assert not decision.tell_physio
        assert plan.after(way.protocol, Position(rung.id, 0), decision.outcome) == Position(rung.id, 0)


@on_every_way
def test_rules_on_top_of_the_floor_only_make_decisions_stricter(way):
    """Joining in what a condition and a protocol say never makes any decision milder than the floor's."""
    only_floor = bare(way)
    for _, evidence in search(way, 25):
        whole, floor = decide(way.protocol, evidence), decide(only_floor, evidence)
        assert whole.outcome >= floor.outcome
        assert {fired.rule for fired in floor.fired} - {NOTHING_BELOW} <= {fired.rule for fired in whole.fired}


@on_every_way
def test_a_condition_only_makes_a_protocol_stricter(way):
    """Neither the decision nor the rest is ever milder than without the condition."""
    plain = replace(way, condition=good.NOTHING).protocol
    assert way.protocol.rest_days >= plain.rest_days
    assert plain.asks <= way.protocol.asks
    for _, evidence in search(way, 25):
        whole, alone = decide(way.protocol, evidence), decide(plain, evidence)
        assert whole.outcome >= alone.outcome
        assert whole.tell_physio >= alone.tell_physio
        assert whole.rest_days >= alone.rest_days
        assert {fired.rule for fired in alone.fired} - {NOTHING_BELOW} <= {fired.rule for fired in whole.fired}


def test_every_protocol_and_every_condition_is_searched():
    assert {name for way in WAYS for name in way.name.split("+")} == set(good.content().protocol_names())
    assert {way.condition for way in WAYS} == set(good.content().condition_names()) - {good.NOTHING}
