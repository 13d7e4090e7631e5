"""A rule can only hold a runner back: over the whole answer space, nothing worse is ever rewarded.

History and baseline stay as they are; one answer of one check-in is made worse, and the outcome must not be milder,
the next run not earlier, the place on the ladder not higher.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from bot.care.sessions import earliest
from bot.core import plan
from bot.core.answers import Kind, Question, Value
from bot.core.conditions import compile_condition
from bot.core.conversation import applicable
from bot.core.decision import Decision, decide, decide_report
from bot.core.measures import STIFFNESS, SWELLING, Baseline, Evidence, Series
from bot.core.plan import Position
from bot.core.protocol import WINDOWS, Clearance, Outcome, Protocol, Rulebook
from tests.core.given import bare_floor, library, milestones, names

SCRIPTS = {window: library().conversations[window] for window in WINDOWS}
FLAGS = library().conversations["wrong"].questions[0].options
RUNGS = [rung.id for rung in milestones().rungs]
PROTOCOLS = {name: milestones(name) for name in library().condition_names()} | {"the bare floor": bare_floor()}
WITH_RULES = ["achilles_tendon", "tibial_stress", "the bare floor"]
"""Conditions without rules of their own all decide alike, so one of them stands for all."""
ENDED = datetime(2026, 6, 1, 16, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)

# What is worse than what, where the options of a question have no order of their own.
WORSE: dict[str, dict[str, list[str]]] = {
    "done": {"as_prescribed": ["less", "more", "skipped"]},
    "pain_kind": {
        "none": ["muscle", "ache", "bone_point", "sharp"],
        "muscle": ["bone_point", "sharp"],
        "ache": ["bone_point", "sharp"],
    },
    "pain_course": {"none": ["warm_up_only", "came_back", "constant", "built_up", "sudden"]},
}  # fmt: skip


def possible(question: Question) -> st.SearchStrategy[Value]:
    """Return all answers to a question; good ones often, so that many runs are nearly cleared."""
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        good = st.integers(8, 10) if question.worse == "lower" else st.integers(0, 2)
        return st.one_of(good, st.integers(question.low, min(question.high, 90)))
    if question.kind is Kind.SEVERAL:
        some = st.sets(st.sampled_from(question.options), max_size=3).map(lambda chosen: tuple(sorted(chosen)))
        return st.one_of(st.just(()), st.just(()), some)
    return st.one_of(st.just(question.options[0]), st.sampled_from(question.options))


def answered(window: str) -> st.SearchStrategy[dict[str, Value]]:
    """Return the answers of a finished check-in: to every question that applies, and to no other."""
    script = SCRIPTS[window]
    every = st.fixed_dictionaries({question.id: possible(question) for question in script.questions})
    return every.map(lambda answers: applicable(script, answers))


def _run(
    rung: str, after_run: dict[str, Value], h24: dict[str, Value], h48: dict[str, Value], reach: int, flags: set[str]
) -> Series:
    """Return a run whose check-ins are answered up to some point; a skipped one has no later check-ins."""
    if after_run["done"] == "skipped":
        return Series(rung, after_run)
    given_so_far = [one if place < reach else None for place, one in enumerate((after_run, h24, h48))]
    return Series(rung, *given_so_far, reported_flags=tuple(sorted(flags)))


RUN = {
    "rung": st.sampled_from(RUNGS),
    "after_run": answered("after_run"),
    "h24": answered("h24"),
    "h48": answered("h48"),
    "flags": st.one_of(st.just(set()), st.sets(st.sampled_from(FLAGS), max_size=2)),
}
partial_runs = st.builds(_run, **RUN, reach=st.integers(0, 3))
full_runs = st.builds(_run, **RUN, reach=st.just(3))
earlier_runs = st.lists(
    st.builds(
        lambda pain, ready: Series("run_1min", {"pain_during": pain}, {"pain": pain}, {"pain": 0, "ready": ready}),
        st.integers(0, 4),
        st.integers(6, 10),
    ),
    max_size=3,
).map(tuple)
"""History is read for pain and readiness alone."""
baselines = st.builds(Baseline, st.integers(0, 4), st.sampled_from(STIFFNESS), st.sampled_from(SWELLING))


def often_zero(top: float) -> st.SearchStrategy[float]:
    """Return a figure that is nothing in half of the cases."""
    return st.one_of(st.just(0.0), st.floats(0, top))


def _cases(runs: st.SearchStrategy[Series]) -> st.SearchStrategy[Evidence]:
    """Return everything that one decision may look at."""
    return st.builds(
        Evidence,
        run=runs,
        history=earlier_runs,
        baseline=baselines,
        answer_delay=often_zero(48),
        hours_too_early=often_zero(48),
        days_since_run=often_zero(20),
        rungs_climbed=st.integers(0, 4),
    )


partial_cases, full_cases = _cases(partial_runs), _cases(full_runs)
cases = st.one_of(partial_cases, full_cases)


@st.composite
def made_worse(draw: st.DrawFn, series: Series) -> Series:
    """Return the run with exactly one thing worse."""
    ways: list[tuple[str, str, Value]] = []
    for window in WINDOWS:
        for question in SCRIPTS[window].questions:
            value = series.window(window).get(question.id)
            ways += [(window, question.id, worse) for worse in _worse_values(question, value)]
    ways += [("button", "", flag) for flag in FLAGS if flag not in series.reported_flags]
    window, question_id, value = draw(st.sampled_from(ways))
    if window == "button":
        return replace(series, reported_flags=tuple(sorted({*series.reported_flags, str(value)})))
    changed = dict(series.window(window)) | {question_id: value}
    if question_id == "pain_kind" and value == "muscle" and window != "after_run":
        changed["muscle_soreness"] = draw(st.integers(0, 10))
    return replace(series, **{window: changed})


def _worse_values(question: Question, value: Value | None) -> list[Value]:
    if value is None:
        return []
    if question.kind is Kind.SCALE and isinstance(value, int):
        return list(range(question.low, value) if question.worse == "lower" else range(value + 1, question.high + 1))
    if question.kind is Kind.SEVERAL and isinstance(value, tuple):
        return [tuple(sorted({*value, flag})) for flag in question.options if flag not in value]
    if question.kind is Kind.CHOICE and isinstance(value, str):
        if question.ordered:
            return list(question.options[question.options.index(value) + 1 :])
        return list(WORSE[question.id].get(value, []))
    return []


def judge(protocol: Protocol, evidence: Evidence) -> Decision:
    """Return the decision, and see to it that deciding twice gives the same."""
    decision = decide(protocol, evidence)
    assert decide(protocol, evidence) == decision
    return decision


def next_run(protocol: Protocol, evidence: Evidence, decision: Decision, done: int) -> tuple[datetime, int]:
    """Return when running goes on and how far up: never and nowhere while it is not released, freely at the end."""
    if decision.provisional or decision.outcome >= Outcome.REASSESS:
        return NEVER, -1
    place = plan.after(protocol, Position(evidence.run.rung, done), decision.outcome)
    if place.finished:
        return ENDED, len(RUNGS) * 100
    visit = SimpleNamespace(
        protocol=protocol,
        person=SimpleNamespace(timezone="Europe/Madrid"),
        case=SimpleNamespace(done_runs=[SimpleNamespace(ended_at=ENDED)], last_run=None, earliest_at=None),
        turn=SimpleNamespace(now=ENDED + timedelta(hours=48)),
    )
    height = RUNGS.index(place.rung) * 100 + place.sessions_done
    return earliest(cast("Any", visit), place, decision.outcome) or NEVER, height


@pytest.mark.parametrize("name", WITH_RULES)
@given(data=st.data())
@settings(max_examples=150)
def test_a_worse_answer_is_never_rewarded(name, data):
    protocol = PROTOCOLS[name]
    before = data.draw(cases)
    assume(not before.run.skipped)
    after = replace(before, run=data.draw(made_worse(before.run)))
    mild, strict = judge(protocol, before), judge(protocol, after)
    assert strict.outcome >= mild.outcome
    assert strict.tell_physio >= mild.tell_physio
    if after.run.skipped:
        return  # nothing was run, so nothing has to be rested from or waited for
    last = protocol.rung(before.run.rung).sessions - 1
    for done in (0, last):
        free, height = next_run(protocol, before, mild, done)
        later, lower = next_run(protocol, after, strict, done)
        assert later >= free
        assert lower <= height


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Evidence, Evidence]:
    """Return two cases of which the second is worse in one thing."""
    before = draw(full_cases.filter(lambda evidence: not evidence.run.skipped))
    return before, replace(before, run=draw(made_worse(before.run)))


@pytest.mark.parametrize("must", ["h48.pain <= h24.pain", "after_run.pain_during <= after_run.pain_before"])
def test_the_search_finds_a_rule_that_compares_two_answers(must):
    """Pain that only must not grow is the classic trap: more pain on the first day then buys the next session."""
    trap = Clearance("trap", "pain", compile_condition(must, names()), "a trap", "derived")
    trapped = replace(bare_floor(), book=Rulebook(clearances=(trap,)))
    search = settings(max_examples=2000, phases=[Phase.generate])
    mild, strict = find(
        pairs(), lambda pair: decide(trapped, pair[1]).outcome < decide(trapped, pair[0]).outcome, settings=search
    )
    assert mild.run != strict.run


@given(evidence=full_cases, name=st.sampled_from(sorted(PROTOCOLS)), window=st.sampled_from(WINDOWS))
def test_nobody_advances_without_every_check_in(evidence, name, window):
    """Whatever the other answers are: without one required check-in, or with an unfinished one, nobody goes on."""
    for open_run in (
        replace(evidence.run, **{window: None}),
        replace(evidence.run, **{window: {}}),
        replace(evidence.run, unfinished=frozenset({window})),
    ):
        decision = judge(PROTOCOLS[name], replace(evidence, run=open_run))
        assert decision.outcome is not Outcome.ADVANCE
        assert not (decision.provisional and decision.outcome is Outcome.ADVANCE)


@given(evidence=full_cases, name=st.sampled_from(sorted(PROTOCOLS)))
def test_what_held_a_runner_back_at_24_h_still_does_at_48_h(evidence, name):
    """A provisional decision may only restrict, and what it found is never forgotten by a later answer."""
    early = judge(PROTOCOLS[name], replace(evidence, run=replace(evidence.run, h48=None)))
    late = judge(PROTOCOLS[name], evidence)
    assert {fired.rule for fired in early.reasons} <= {fired.rule for fired in late.reasons}
    assert late.outcome >= max((fired.at_least for fired in early.reasons), default=Outcome.ADVANCE)


@given(evidence=full_cases, data=st.data())
def test_an_answer_that_is_missing_is_never_as_good_as_a_good_one(evidence, data):
    """Leaving one answer out of a finished check-in never turns “hold” into “go on”."""
    window = data.draw(st.sampled_from(WINDOWS))
    answers = dict(evidence.run.window(window))
    assume(answers)
    left_out = data.draw(st.sampled_from(sorted(answers)))
    answers.pop(left_out, None)
    before = judge(milestones(), evidence)
    after = judge(milestones(), replace(evidence, run=replace(evidence.run, **{window: answers})))
    assert before.outcome is Outcome.ADVANCE or after.outcome is not Outcome.ADVANCE


@given(evidence=cases, name=st.sampled_from(sorted(PROTOCOLS)))
def test_deciding_is_total_and_says_why(evidence, name):
    decision = judge(PROTOCOLS[name], evidence)
    assert (decision.outcome is Outcome.ADVANCE) == (not decision.fired)
    assert decision.outcome is Outcome.ADVANCE or decision.outcome in {fired.at_least for fired in decision.fired}
    assert decision.outcome is max((fired.at_least for fired in decision.fired), default=Outcome.ADVANCE)


@given(
    evidence=cases,
    name=st.sampled_from(sorted(PROTOCOLS)),
    flag=st.sampled_from(FLAGS),
    at=st.sampled_from(["h24", "h48", "button"]),
)
def test_a_red_flag_always_stops_the_running_and_reaches_the_physio(evidence, name, flag, at):
    run = evidence.run
    if at == "button":
        flagged = replace(run, reported_flags=(flag,))
    else:
        flagged = replace(run, **{at: dict(run.window(at)) | {"flags": (flag,)}})
    for decision in (
        judge(PROTOCOLS[name], replace(evidence, run=flagged)),
        decide_report(PROTOCOLS[name], replace(evidence, run=flagged)),
    ):
        assert decision.outcome >= Outcome.REASSESS
        assert decision.tell_physio


@given(evidence=full_cases, name=st.sampled_from(sorted(PROTOCOLS)), done=st.sampled_from(["less", "more", "skipped"]))
def test_only_a_session_done_as_prescribed_can_advance(evidence, name, done):
    run = replace(evidence.run, after_run=dict(evidence.run.window("after_run")) | {"done": done})
    assert judge(PROTOCOLS[name], replace(evidence, run=run)).outcome is not Outcome.ADVANCE


@given(rung=st.sampled_from(RUNGS), name=st.sampled_from(sorted(PROTOCOLS)), history=earlier_runs)
def test_a_skipped_session_changes_nothing(rung, name, history):
    skipped = Series(rung, after_run={"done": "skipped"})
    decision = judge(PROTOCOLS[name], Evidence(skipped, history=history))
    assert decision.outcome is Outcome.REPEAT
    assert not decision.provisional
    assert not decision.tell_physio
    assert plan.after(PROTOCOLS[name], Position(rung, 0), decision.outcome) == Position(rung, 0)


@given(evidence=cases, data=st.data())
def test_a_condition_only_makes_decisions_stricter(evidence, data):
    """Joining more rules in, of a condition or of a protocol, never makes any decision milder than the floor's."""
    whole = judge(PROTOCOLS[data.draw(st.sampled_from(sorted(PROTOCOLS)))], evidence)
    floor = judge(bare_floor(), evidence)
    assert whole.outcome >= floor.outcome
    assert {fired.rule for fired in floor.fired} <= {fired.rule for fired in whole.fired}
