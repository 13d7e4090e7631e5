"""The strictest of all that apply is taken, each reason with what it saw; going on must be earned."""

from dataclasses import replace

import pytest

from bot.core.decision import Decision, Fired, decide, decide_gap, decide_report, stricter
from bot.core.measures import Baseline, Evidence, Series
from bot.core.protocol import WINDOWS, Clearance, Outcome, Protocol, Rule, Rulebook, outcome
from tests.core.given import GOOD, bare_floor, decided, library, milestones, reasons, run, without

CONDITIONS = library().condition_names()


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_run_on_which_nothing_was_wrong_goes_on_and_nobody_is_called(condition):
    decision = decided(run(), protocol=milestones(condition))
    assert decision == Decision(Outcome.ADVANCE, provisional=False, fired=())
    assert not decision.tell_physio


@pytest.mark.parametrize("window", WINDOWS)
def test_nobody_advances_while_a_required_check_in_is_open(window):
    decision = decided(run(unanswered=(window,)))
    assert decision.outcome is Outcome.REPEAT
    assert f"{window}_unanswered" in reasons(decision)
    assert not decision.reasons, "what is not answered yet is no reproach"


def test_a_decision_is_provisional_until_the_last_required_check_in_is_answered():
    assert decided(run(unanswered=WINDOWS[1:])).provisional
    assert decided(run(unanswered=("h48",))).provisional
    assert not decided(run(unanswered=("h24",))).provisional
    assert not decided(run()).provisional


def test_a_protocol_that_requires_less_is_settled_earlier_but_the_floor_still_waits_for_48_h():
    earlier = replace(milestones(), windows=("after_run", "h24"))
    decision = decided(run(unanswered=("h48",)), protocol=earlier)
    assert not decision.provisional
    assert decision.outcome is Outcome.REPEAT


@pytest.mark.parametrize("window", WINDOWS)
def test_an_empty_window_is_no_better_than_none(window):
    assert decided(replace(run(), **{window: {}})).outcome is Outcome.REPEAT


NEVER_DECIDES = {("after_run", "pain_before"), ("h24", "stiffness")}
FLAGS = {("h24", "flags"), ("h48", "flags")}


@pytest.mark.parametrize(
    ("window", "question"),
    [(window, question) for window in WINDOWS for question in GOOD[window] if (window, question) not in NEVER_DECIDES],
)
def test_missing_is_not_zero(window, question):
    """A check-in in which one question that decides was left out never lets the runner go on."""
    decision = decided(without(window, question))
    assert decision.outcome is Outcome.REPEAT
    assert not decision.reasons


@pytest.mark.parametrize(("window", "question"), sorted(FLAGS))
def test_a_check_in_that_is_not_finished_clears_nothing(window, question):
    begun = replace(without(window, question), unfinished=frozenset({window}))
    assert decided(begun).outcome is Outcome.REPEAT
    assert f"{window}_unanswered" in reasons(decided(begun))


@pytest.mark.parametrize("window", WINDOWS[1:])
def test_what_was_answered_in_an_unfinished_check_in_counts_against_going_on(window):
    """A limp that was reported before the patient stopped answering is not forgotten."""
    begun = replace(run({window: {"gait": "limp"}}), unfinished=frozenset({window}))
    assert decided(begun).outcome is Outcome.STEP_BACK
    assert decided(begun).tell_physio


def test_soreness_without_its_figure_holds():
    assert decided(run({"h24": {"pain_kind": "muscle"}})).outcome is Outcome.REPEAT


def test_the_strictest_reason_wins_and_all_others_are_kept():
    decision = decided(
        run({"h24": {"swelling": "new", "flags": ("night_pain", "one_calf", "calf_one_leg")}, "h48": {"pain": 3}})
    )
    assert decision.outcome is Outcome.URGENT
    assert {"one_calf", "night_pain", "swelling_at_24h", "joint_swelling", "pain_low", "pain_at_baseline"} <= reasons(
        decision
    )
    assert [fired.at_least for fired in decision.reasons] == sorted((f.at_least for f in decision.fired), reverse=True)


def test_the_order_of_the_rules_means_nothing():
    protocol, bad = milestones(), run({"h24": {"swelling": "marked", "gait": "limp"}, "h48": {"ready": 2}})
    book = protocol.book
    turned = replace(protocol, book=Rulebook(book.limits[::-1], book.clearances[::-1], book.rules[::-1]))
    one, other = decided(bad, protocol=protocol), decided(bad, protocol=turned)
    assert one.outcome == other.outcome
    assert sorted(one.fired, key=lambda fired: fired.rule) == sorted(other.fired, key=lambda fired: fired.rule)


def test_a_rule_of_the_protocol_cannot_soften_the_floor():
    assert decided(run({"h24": {"swelling": "new"}}), protocol=bare_floor()).outcome is Outcome.REST_AND_REPEAT
    assert decided(run({"h24": {"swelling": "new"}}), protocol=milestones()).outcome is Outcome.STEP_BACK


def test_a_reason_says_what_it_saw_and_where_its_figure_comes_from():
    decision = decided(run({"h24": {"pain": 2}}))
    (low,) = [fired for fired in decision.fired if fired.rule == "pain_low"]
    assert low.values == {"after_run.pain_during": 0, "h24.pain": 2, "h48.pain": 0}
    assert low.limit == "< 2 of 10"
    assert low.because.startswith("not met: ")
    assert low.origin == "seed"
    assert low.source
    assert low.clearance
    assert not low.unanswered
    assert not low.tell


def test_a_rule_says_the_condition_that_held():
    (fired,) = [f for f in decided(run(), days_since_run=9.0).fired if f.rule == "long_gap"]
    assert fired.because == "days_since_run not in limit.gap"
    assert fired.values == {"days_since_run": 9.0}
    assert fired.limit == "<= 7 days"
    assert fired.tell
    assert not fired.clearance


def test_a_clearance_that_fails_is_no_longer_merely_unanswered():
    (low,) = [
        f for f in decided(run({"after_run": {"pain_during": 5}}, unanswered=("h48",))).fired if f.rule == "pain_low"
    ]
    assert not low.unanswered
    assert [fired.rule for fired in decided(run({"after_run": {"pain_during": 5}}, unanswered=("h48",))).reasons] == [
        "pain_low"
    ]


@pytest.mark.parametrize("done", ["skipped", "less", "more"])
def test_a_session_that_was_not_done_as_prescribed_is_repeated_and_nobody_is_called(done):
    decision = decided(run({"after_run": {"done": done}}))
    assert decision.outcome is Outcome.REPEAT
    assert not decision.tell_physio


def test_a_skipped_session_is_settled_at_once_and_waits_for_no_check_in():
    decision = decided(Series("run_1min", after_run={"done": "skipped"}))
    assert decision.outcome is Outcome.REPEAT
    assert not decision.provisional
    assert reasons(decision) == {"done_as_prescribed"}


def test_a_red_flag_counts_on_a_skipped_session_too():
    decision = decided(Series("run_1min", after_run={"done": "skipped"}, reported_flags=("night_pain",)))
    assert decision.outcome is Outcome.REASSESS
    assert decision.tell_physio


def test_a_step_back_from_the_first_rung_goes_to_the_physio():
    decision = decided(run({"h24": {"gait": "limp"}}, rung="run_30s"))
    assert decision.outcome is Outcome.REASSESS
    assert decision.tell_physio
    assert "nothing_below" in reasons(decision)


def test_the_physio_is_told_from_reassess_on_even_where_no_rule_asks_for_it():
    silent = Fired("quiet", Outcome.REASSESS, "", {}, "", "derived")
    assert Decision(Outcome.REASSESS, provisional=False, fired=(silent,)).tell_physio
    assert not Decision(Outcome.STEP_BACK, provisional=False, fired=(silent,)).tell_physio
    assert Decision(Outcome.REPEAT, provisional=False, fired=(replace(silent, tell=True),)).tell_physio


def test_a_rule_that_cannot_be_read_does_not_fire():
    assert "limp_after_run" not in reasons(decided(run(unanswered=("h24", "h48"))))


@pytest.mark.parametrize("flag", library().conversations["wrong"].questions[0].options)
def test_every_flag_from_the_button_stops_the_running_at_once_and_calls_the_physio(flag):
    report = decide_report(milestones(), Evidence(Series("run_1min", reported_flags=(flag,))))
    assert report.outcome >= Outcome.REASSESS
    assert report.tell_physio
    assert report.provisional


def test_a_report_without_a_flag_decides_nothing():
    report = decide_report(milestones(), Evidence(Series("run_1min")))
    assert report == Decision(Outcome.REPEAT, provisional=True, fired=())


def test_a_report_sees_the_limp_of_an_earlier_answer():
    limping = run({"after_run": {"gait_run": "limped"}}, unanswered=("h24", "h48"), button=("deep_groin",))
    assert decide_report(milestones(), Evidence(limping)).outcome is Outcome.URGENT


def test_a_report_judges_no_run():
    worst = run({"after_run": {"pain_during": 10, "pain_kind": "sharp"}}, unanswered=("h24", "h48"))
    assert not decide_report(milestones(), Evidence(worst)).fired


@pytest.mark.parametrize(("days", "result"), [(6.9, Outcome.REPEAT), (7, Outcome.REPEAT), (7.1, Outcome.STEP_BACK)])
def test_a_gap_steps_back_above_its_limit(days, result):
    gap = decide_gap(milestones(), "run_1min", days)
    assert gap.outcome is result
    assert gap.tell_physio is (result is Outcome.STEP_BACK)


def test_a_gap_on_the_first_rung_repeats_it_and_still_tells_the_physio():
    gap = decide_gap(milestones(), "run_30s", 30)
    assert gap.outcome is Outcome.REPEAT
    assert gap.tell_physio


def test_outcomes_are_ordered_from_mild_to_strict_and_named_in_small_letters():
    words = ["advance", "repeat", "rest_and_repeat", "step_back", "reassess", "urgent"]
    assert [one.id for one in sorted(Outcome)] == words
    assert [outcome(word) for word in words] == sorted(Outcome)
    with pytest.raises(KeyError):
        outcome("stop")


def test_joining_rulebooks_keeps_everything():
    floor, whole = bare_floor().book, milestones("tibial_stress").book
    for part in ("limits", "clearances", "rules"):
        assert set(getattr(floor, part)) <= set(getattr(whole, part))
    assert whole.limit("bone_pain").value == 0
    with pytest.raises(KeyError):
        floor.limit("bone_pain")


def test_the_ladder_knows_its_neighbours_phases_and_checkpoints():
    protocol = milestones()
    assert protocol.neighbours("run_30s")[0] is None
    assert protocol.neighbours("run_20min")[1] is None
    assert [rung.id for rung in protocol.neighbours("run_1min") if rung] == ["run_30s", "run_2min_walk_2min"]
    assert protocol.phase_of("run_20min").id == "continuous"
    assert list(protocol.checkpoints()) == ["before_plyometrics", "before_run_walk", "before_continuous"]
    with pytest.raises(KeyError):
        protocol.rung("marathon")


def test_deciding_twice_gives_the_same_reasons_in_the_same_order():
    bad = run({"h24": {"swelling": "marked", "gait": "limp", "flags": ("night_pain", "cannot_hop")}})
    about = Evidence(bad, baseline=Baseline(1), days_since_run=8, rungs_climbed=3, answer_delay=25, hours_too_early=1)
    assert decide(milestones(), about) == decide(milestones(), about)


def test_every_rule_and_clearance_carries_its_origin_and_source():
    protocol: Protocol = milestones("tibial_stress")
    things: tuple[Rule | Clearance, ...] = (*protocol.book.rules, *protocol.book.clearances)
    assert all(thing.source and thing.origin in {"seed", "published", "derived", "clinic"} for thing in things)


def test_a_decision_made_stricter_by_another_version_is_never_milder_nor_its_rest_shorter():
    """The same rule counts with the stricter outcome, whichever version it stands in."""
    mild, strict = _fired("pain", Outcome.REPEAT), _fired("pain", Outcome.STEP_BACK)
    rests = Decision(Outcome.REST_AND_REPEAT, False, (_fired("gait", Outcome.REST_AND_REPEAT), mild), rest_days=3)
    steps = Decision(Outcome.STEP_BACK, False, (strict,), rest_days=1)

    for own, other in ((rests, steps), (steps, rests)):
        made = stricter(own, other, waits=True)
        assert (made.outcome, made.rest_days) == (Outcome.STEP_BACK, 3)
        assert {one.rule: one.at_least for one in made.fired}["pain"] is Outcome.STEP_BACK
        assert reasons(made) == {"pain", "gait"}


def test_what_another_version_was_never_told_holds_nobody_but_a_check_in_it_waits_for_does():
    """A question that the run was never asked counts for nothing; a whole check-in only while it may still come."""
    never_asked = replace(_fired("ready", Outcome.REPEAT), unanswered=True, values={"h48.ready": None})
    to_come = replace(_fired("h48_unanswered", Outcome.REPEAT), unanswered=True)
    own, other = decided(run()), Decision(Outcome.REPEAT, True, (never_asked, to_come))

    assert stricter(own, other, waits=False) == own
    waiting = stricter(own, other, waits=True)
    assert (waiting.outcome, waiting.provisional) == (Outcome.REPEAT, True)
    assert reasons(waiting) == {"h48_unanswered"}


def _fired(rule: str, at_least: Outcome) -> Fired:
    return Fired(rule, at_least, "", {}, "", "derived")
