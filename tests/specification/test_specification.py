"""Every sentence of the tables holds, and the tables leave out nothing that the protocols say."""

import re

import pytest

from bot.core.measures import values
from bot.core.protocol import Clearance, Outcome, Protocol, Rule
from tests.core.given import bare_floor, library, milestones
from tests.specification.tables import Entry, decide_entry, entries, fault, without

ENTRIES = entries()
CONDITIONS = sorted(library().condition_names())

INVARIANTS = {
    "3.4.2": "Nobody advances before every required check-in is answered.",
    "3.4.3": "An answer that is missing is not a zero.",
    "3.4.4": "A skipped session changes nothing; a long gap steps back.",
    "3.4.5": "More than prescribed never advances.",
    "3.4.8": "At most two rungs up in seven days, and never below the first rung.",
    "3.4.10": "A red flag always reaches the physio.",
    "3.4.11": "The safety floor cannot be loosened.",
    "3.4.12": "Pain on bone stops the running, whatever a tendon may bear.",
    "3.4.13": "Sore muscles alone that are gone within the protocol's window do not hold anybody back.",
    "3.4.14": "Pain that rises over three runs steps back even below the limit; one bump does not.",
    "3.4.16": "Every limit is tried below, at and above.",
}
"""The promises that can be seen in a single decision; the others are kept by the tests of the core and of the care."""

SEED_RULES = {
    "response: 24 to 48 h",
    "response: mild muscle soreness",
    "response: sharp pain",
    "response: joint swelling",
    "response: gait",
    "response: readiness above 7",
    "response: pain below 2",
    "response: falling readiness",
}
"""What the milestone guide says of the response to a session."""

SAID_TWICE = {  # with what says it as well
    "no_new_swelling": "the rules swelling_at_24h and swelling_at_48h are stricter wherever it is answered",
    "joint_quiet": "the floor's no_new_swelling says the same",
    "gait_unaffected": "the floor's normal_stride says the same",
}

NEVER_BELOW = {"early_run": "nobody is early by less than nothing", "bone_pain": "pain is never below 0"}
NOT_COMPARED = {"extra_rest": "it is a number of days to add, tried with the sessions"}


def _things(protocol: Protocol) -> tuple[Rule | Clearance, ...]:
    return (*protocol.book.rules, *protocol.book.clearances)


def _books() -> dict[str, Protocol]:
    return {"the bare floor": bare_floor()} | {name: milestones(name) for name in CONDITIONS}


def _every_thing() -> list[tuple[str, Rule | Clearance]]:
    """Return each rule and clearance once, with the book in which it first stands."""
    seen: dict[str, tuple[str, Rule | Clearance]] = {}
    for book, protocol in _books().items():
        for thing in _things(protocol):
            seen.setdefault(thing.id, (book, thing))
    return list(seen.values())


EVERY_THING = _every_thing()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.file}: {entry.name}")
def test_the_sentence_holds(entry: Entry):
    assert not fault(entry)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("entry", [one for one in ENTRIES if one.file == "floor.toml"], ids=lambda entry: entry.name)
def test_the_floor_holds_under_every_protocol_and_condition(entry: Entry, condition: str):
    """What the floor alone says is never softened, and none of its reasons is lost."""
    floor, whole = decide_entry(entry), decide_entry(entry, milestones(condition))
    assert whole.outcome >= floor.outcome
    assert {fired.rule for fired in floor.fired} <= {fired.rule for fired in whole.fired}


@pytest.mark.parametrize("book_and_thing", EVERY_THING, ids=lambda pair: pair[1].id)
def test_taking_out_any_rule_or_clearance_turns_a_sentence_false(book_and_thing):
    _, thing = book_and_thing
    named = [entry for entry in ENTRIES if thing.id in entry.because and thing in _things(entry.protocol)]
    assert named, f"no sentence names {thing.id}"
    assert any(fault(entry, without(entry.protocol, thing)) for entry in named)


@pytest.mark.parametrize(
    "book_and_thing", [pair for pair in EVERY_THING if pair[1].id not in SAID_TWICE], ids=lambda pair: pair[1].id
)
def test_every_rule_and_clearance_decides_some_sentence_alone(book_and_thing):
    """Without it, the outcome of at least one sentence would be milder."""
    _, thing = book_and_thing
    about = [entry for entry in ENTRIES if thing in _things(entry.protocol)]
    assert any(
        decide_entry(entry, without(entry.protocol, thing)).outcome < decide_entry(entry).outcome for entry in about
    )


def _compared() -> dict[str, set[str]]:
    """Return the names that each limit is compared with, over all books."""
    found: dict[str, set[str]] = {}
    for _, thing in EVERY_THING:
        text = thing.when.text if isinstance(thing, Rule) else thing.must.text
        for name, limit in re.findall(r"([\w.]+) (?:not )?in limit\.(\w+)", text):
            found.setdefault(limit, set()).add(name)
    return found


@pytest.mark.parametrize(
    ("limit", "name"), sorted((limit, name) for limit, names in _compared().items() for name in names)
)
def test_every_limit_is_tried_below_at_and_above(limit, name):
    tried: set[str] = set()
    for entry in ENTRIES:
        known = {one.id: one for one in entry.protocol.book.limits}
        value = values(entry.evidence).get(name)
        if limit in known and isinstance(value, int | float):
            border = known[limit].value
            tried.add("below" if value < border else "above" if value > border else "at")
    assert tried | ({"below"} if limit in NEVER_BELOW else set()) == {"below", "at", "above"}


def test_every_limit_is_compared_with_something():
    every = {limit.id for protocol in _books().values() for limit in protocol.book.limits}
    assert every - set(_compared()) == set(NOT_COMPARED)


def test_every_promise_that_a_decision_can_show_is_shown():
    assert {entry.given.get("invariant") for entry in ENTRIES} - {None} == set(INVARIANTS)


def test_every_rule_of_the_guide_is_shown():
    assert {entry.given.get("source_rule") for entry in ENTRIES} - {None} == SEED_RULES


def test_every_outcome_is_reached():
    assert {entry.expect["outcome"] for entry in ENTRIES} == {outcome.id for outcome in Outcome}


def test_every_condition_with_rules_of_its_own_has_a_table():
    plain = set(_things(milestones("it_band")))
    own = {name for name in CONDITIONS if set(_things(milestones(name))) - plain}
    assert own <= {entry.file.removesuffix(".toml") for entry in ENTRIES}


def test_sentences_are_sentences_and_none_stands_twice():
    names = [entry.name for entry in ENTRIES]
    assert len(set(names)) == len(names)
    assert all(name[0].isupper() and name.endswith(".") and len(name.split()) >= 4 for name in names)
