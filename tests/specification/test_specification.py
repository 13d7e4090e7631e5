"""Every sentence of the tables holds, and the tables leave out nothing that protocols and conditions say."""

from itertools import product

import pytest

from bot.core.gates import Standing, Test
from bot.core.measures import values
from bot.core.protocol import Outcome, Protocol
from tests.specification import good
from tests.specification.tables import Entry, decide_entry, fault, judge_entry, without
from tests.specification.things import (
    DECIDES,
    ENTRIES,
    Compared,
    Owned,
    about,
    compared,
    gates,
    owned,
    owners,
    place,
    read,
    uncompared,
)

CONTENT = good.content()
PROTOCOLS = sorted(CONTENT.protocol_names())
CONDITIONS = sorted(set(CONTENT.condition_names()) - {good.NOTHING})
LADDER = "milestones"
"""What a protocol without a ladder is paired with here."""

PLAIN, STRICT = "it_band", "tibial_stress"
"""The two conditions under which every protocol is tried against the floor."""

SAID_TWICE = {  # with what says it as well
    "floor-no_new_swelling": "the rules swelling_at_24h and swelling_at_48h are stricter wherever it is answered",
    "floor-single_run_spike": "done_as_prescribed repeats the session as well; this rule tells the physio",
    "milestones-joint_quiet": "the floor's no_new_swelling says the same",
    "milestones-gait_unaffected": "the floor's normal_stride says the same",
    "tibial_stress-bone_without_pain": "bone_hurts_in_run and bone_hurts_later are stricter wherever it is answered",
    "fracture_fixation-bone_without_pain": "bone_hurts_in_run and bone_hurts_later are stricter wherever answered",
    "foot_and_ankle-stride_steady": "the floor's normal_stride says the same",
    "walk_jog_jumps-stride_unchanged": "the floor's normal_stride says the same",
    "walk_jog_jumps-no_swelling_after": "the floor's no_new_swelling says the same",
    "load_and_mechanics-technique_holds": "the floor's normal_stride says the same",
    "thirty_minutes-joint_quiet": "the floor's no_new_swelling says the same",
    "thirty_minutes-gait_unaffected": "the floor's normal_stride says the same",
    "delaware_levels-joint_quiet": "the floor's no_new_swelling says the same",
    "delaware_levels-gait_unaffected": "the floor's normal_stride says the same",
    "weeks_off-joint_quiet": "the floor's no_new_swelling says the same",
    "weeks_off-gait_unaffected": "the floor's normal_stride says the same",
    "tendon_ladder-joint_quiet": "the floor's no_new_swelling says the same",
    "tendon_ladder-gait_unaffected": "the floor's normal_stride says the same",
    "bone_stress-joint_quiet": "the floor's no_new_swelling says the same",
    "bone_stress-gait_unaffected": "the floor's normal_stride says the same",
    "tendon_ladder-pain_trend_flat": "the floor's pain_rises_run_by_run says the same, until a clinic tightens this",
}

LOWEST, HIGHEST = 0, 10
"""No answer, count or time is less than 0, and no scale goes beyond 10."""


def _whole(name: str, condition: str) -> Protocol:
    """Return a protocol that can be run, paired with a ladder where it has none of its own."""
    alone = good.protocol(name, condition)
    return good.protocol(f"{name}+{LADDER}", condition) if alone.needs_ladder else alone


def _pairs() -> list[tuple[str, str]]:
    """Return every protocol with two conditions, and every condition with one protocol."""
    some = set(product(PROTOCOLS, (PLAIN, STRICT))) | {(LADDER, condition) for condition in CONDITIONS}
    return sorted(some)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.file}: {entry.name}")
def test_the_sentence_holds(entry: Entry):
    assert not fault(entry)


@pytest.mark.parametrize(("name", "condition"), _pairs(), ids=lambda word: word)
def test_the_floor_holds_under_every_protocol_and_condition(name: str, condition: str):
    """On a rung of each kind, what the floor alone says is never softened, and none of its reasons is lost."""
    whole = _whole(name, condition)
    bare = good.floor_on(whole.id)
    rungs = {rung.kind: rung.id for rung in reversed(whole.rungs)}
    for entry in (one for one in ENTRIES if one.file == "floor.toml"):
        for rung in rungs.values():
            alone, joined = decide_entry(entry, bare, rung), decide_entry(entry, whole, rung)
            assert joined.outcome >= alone.outcome, (entry.name, rung)
            # That there is no rung below matters only where nothing stricter than a step back is asked for.
            kept = {fired.rule for fired in alone.fired} - {"nothing_below"}
            assert kept <= {fired.rule for fired in joined.fired}, (entry.name, rung)


@pytest.mark.parametrize("thing", owned(), ids=str)
def test_taking_out_any_rule_or_clearance_turns_a_sentence_false(thing: Owned):
    named = [entry for entry in about(thing.owner) if thing.id in entry.because]
    assert named, f"no sentence names {thing}"
    assert any(fault(entry, without(entry.protocol, thing.on(entry.protocol))) for entry in named)


@pytest.mark.parametrize("thing", [one for one in owned() if str(one) not in SAID_TWICE], ids=str)
def test_every_rule_and_clearance_decides_some_sentence_alone(thing: Owned):
    """Without it, the outcome of at least one sentence would be milder."""
    assert any(_is_milder_without(entry, thing) for entry in about(thing.owner))


@pytest.mark.parametrize("one", compared(), ids=str)
def test_every_limit_is_tried_below_at_and_above(one: Compared):
    tried: set[str] = set()
    for entry in about(one.thing.owner):
        limit = {limit.id: limit for limit in one.thing.on(entry.protocol).condition.limits}[one.limit]
        value = read(one.expression, _values(entry))
        tried |= set() if value is None else {place(value, limit)}
        tried |= {"below"} if limit.value == LOWEST else set()
        tried |= {"above"} if limit.value == HIGHEST else set()
    assert tried >= {"below", "at", "above"}


@pytest.mark.parametrize("owner", sorted(owners()))
def test_every_limit_is_compared_with_something(owner: str):
    assert not uncompared(owner)


@pytest.mark.parametrize(("owner", "gate"), gates(), ids=lambda word: word)
def test_every_test_of_a_gate_is_tried_at_its_limit_and_just_short_of_it(owner: str, gate: str):
    """So are the pain during it, the two sides, and the days after which a result goes stale."""
    shown = [entry for entry in ENTRIES if entry.asks == "gate" and owner in entry.owners and entry.gate.id == gate]
    assert shown, "no sentence is about this gate"
    assert any(judge_entry(entry).passed for entry in shown)
    for test in shown[0].gate.tests:
        seen = {_seen(entry, test) for entry in shown}
        assert ("kept", Standing.PASSED) in seen, f"{test.id} is not shown at its limit"
        assert ("broken", Standing.FAILED) in seen, f"{test.id} is not shown just short of its limit"
        assert test.pain is None or ("hurts", Standing.FAILED) in seen, f"{test.id} is not shown with too much pain"
    standings = {_age(entry) for entry in shown}
    assert {"at", "above"} <= standings, "no sentence is about results on their last day, and a day later"


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_protocol_can_be_read_under_every_condition(name: str):
    for condition in CONDITIONS:
        assert good.protocol(name, condition).id == name


@pytest.mark.parametrize("owner", [*PROTOCOLS, *CONDITIONS])
def test_every_protocol_and_every_condition_has_a_table(owner: str):
    """A condition that adds nothing of its own needs none, nor does a group whose members show its rules."""
    parsed = owners()[owner]
    adds = owner in PROTOCOLS or parsed.rules or parsed.clearances
    assert not adds or about(owner)


def test_every_outcome_is_reached():
    decided = {entry.expect["outcome"] for entry in ENTRIES if entry.asks in DECIDES}
    assert decided == {outcome.id for outcome in Outcome}


def test_sentences_are_sentences_and_none_stands_twice():
    names = [(entry.file, entry.name) for entry in ENTRIES]
    assert len(set(names)) == len(names)
    assert all(
        (name[0].isupper() or name[0].isdigit()) and name.endswith(".") and len(name.split()) >= 4 for _, name in names
    )


def _is_milder_without(entry: Entry, thing: Owned) -> bool:
    if thing.id not in {fired.rule for fired in entry.decision.fired}:
        return False
    return decide_entry(entry, without(entry.protocol, thing.on(entry.protocol))).outcome < entry.decision.outcome


def _values(entry: Entry) -> dict[str, object]:
    return dict(values(entry.evidence, entry.protocol.windows_of(entry.rung)))


def _seen(entry: Entry, test: Test) -> tuple[str, Standing]:
    """Return on which side of the limit an entry shows a test, one unit at most from it, and how it stands then."""
    check = next(check for check in judge_entry(entry).checks if check.test.id == test.id)
    kept, broken = good.just_kept(test.limit), good.just_broken(test.limit)
    if check.value == kept and test.pain and check.result and check.result.pain == good.just_broken(test.pain):
        return "hurts", check.standing
    return {kept: "kept", broken: "broken"}.get(int(check.value or 0), ""), check.standing


def _age(entry: Entry) -> str:
    """Say on which side of the last day on which results count an entry lies."""
    ages = entry.given.get("age_days", {}).values()
    return place(max(ages), entry.gate.fresh) if ages else ""
