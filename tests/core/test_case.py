"""A case is nothing but what its facts add up to, in whatever pieces they are added."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.alert_facts import Acknowledged, Alerted
from bot.core.case import Case, run_of
from bot.core.facts import (
    Adding,
    Answered,
    CheckInOpened,
    Decided,
    Enrolled,
    Entry,
    Fact,
    Noted,
    Reasking,
    Resumed,
    RunEndCorrected,
    RunReported,
    Silence,
    Stopped,
)
from bot.core.fold import add, fold
from bot.core.measures import Baseline
from bot.core.orders import KeptClosed, Reopened, Signed
from bot.core.plan import Position

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENROLLED = Enrolled("milestones", "v1", "achilles_tendon", "run_30s", 7, 1, "up_to_15", "usual")


def told(*facts: Fact) -> Case:
    """Return the case of facts that were recorded an hour apart."""
    return fold(entries(*facts))


def entries(*facts: Fact) -> list[Entry]:
    """Return the facts with their instants."""
    return [Entry(START + timedelta(hours=number), fact) for number, fact in enumerate(facts)]


def opened(check_in: str, conversation: str = "") -> CheckInOpened:
    return CheckInOpened(check_in, conversation or check_in.split(":")[1], "v1", START)


def ran(number: int, rung: str = "run_30s") -> RunReported:
    return RunReported(number, rung, 1, START + timedelta(days=2 * number))


def said(outcome: str, *, run: int = 1, rung: str = "run_30s", done: int = 0, **more: Any) -> Decided:
    facts = {"check_in": f"{run}:h48", "provisional": False, "fired": (), "protocol_version": "v1"} | more
    return Decided(run, outcome=outcome, rung=rung, sessions_done=done, **facts)


def test_before_any_fact_there_is_nothing():
    case = told()
    assert case == Case()
    assert case.baseline == Baseline()
    assert (case.position, case.last_run, case.held, case.enrolled) == (None, None, None, None)
    assert case.answers("1:h24") == {}


def test_enrolment_sets_the_place_and_freezes_the_baseline():
    case = told(ENROLLED)
    assert case.position == Position("run_30s")
    assert case.baseline == Baseline(1, "up_to_15", "usual")
    assert case.opened_at == START


def test_a_later_answer_replaces_the_earlier_and_both_are_counted():
    case = told(opened("1:h24"), Answered("1:h24", "pain", 2), Answered("1:h24", "pain", 5))
    assert case.answers("1:h24") == {"pain": 5}
    assert case.check_ins["1:h24"].given["pain"].revision == 1
    assert case.check_ins["1:h24"].last_answer_at == START + timedelta(hours=2)


def test_the_old_answer_counts_until_the_new_one_is_given():
    case = told(opened("1:h24"), Answered("1:h24", "gait", "limp"), Reasking("1:h24", "gait"))
    assert case.answers("1:h24") == {"gait": "limp"}
    assert case.check_ins["1:h24"].reasking == "gait"
    add(case, Entry(START, Answered("1:h24", "gait", "slight")))
    assert case.answers("1:h24") == {"gait": "slight"}
    assert not case.check_ins["1:h24"].reasking


def test_naming_more_things_ends_with_the_next_answer():
    case = told(opened("1:h24"), Answered("1:h24", "flags", ("night_pain",)), Adding("1:h24", "flags"))
    assert case.check_ins["1:h24"].adding == "flags"
    assert case.answers("1:h24") == {"flags": ("night_pain",)}, "what was named counts already"
    add(case, Entry(START, Answered("1:h24", "flags", ("night_pain", "cannot_hop"))))
    assert not case.check_ins["1:h24"].adding


def test_answers_of_two_check_ins_are_kept_apart():
    case = told(opened("1:h24"), opened("1:h48"), Answered("1:h24", "pain", 2), Answered("1:h48", "pain", 0))
    assert (case.answers("1:h24"), case.answers("1:h48")) == ({"pain": 2}, {"pain": 0})
    assert case.check_ins["1:h48"].run == run_of("1:h48") == 1
    assert case.check_ins["1:h48"].window == "h48"


def test_silence_is_remembered_by_its_step():
    assert told(opened("1:h24"), Silence("1:h24", 1), Silence("1:h24", 2)).check_ins["1:h24"].silence == 2


def test_a_skipped_session_is_reported_but_not_run():
    case = told(ENROLLED, ran(1), opened("1:after_run"), Answered("1:after_run", "done", "skipped"), ran(2))
    assert [run.number for run in case.done_runs] == [2]
    assert case.last_run is case.runs[2]


def test_a_corrected_end_moves_the_run():
    case = told(ENROLLED, ran(1), RunEndCorrected(1, START))
    assert case.runs[1].ended_at == START


def test_a_final_decision_moves_the_place_and_a_provisional_one_does_not():
    before = told(ENROLLED, ran(1), said("advance", done=1, provisional=True))
    assert before.position == Position("run_30s")
    after = told(ENROLLED, ran(1), said("advance", done=1, earliest_at=START))
    assert after.position == Position("run_30s", 1)
    assert after.earliest_at == START


def test_a_decision_that_replaces_another_takes_its_place_back():
    """A corrected answer gives a further decision; the plan stands where the later one says, and both are kept."""
    first, second = said("advance", rung="run_1min"), said("repeat", done=5)
    case = told(ENROLLED, ran(1), first, second)
    assert case.position == Position("run_30s", 5)
    assert case.last_decision(1) == second
    assert [decided for _, decided in case.decisions] == [first, second]


def test_a_climb_that_was_taken_back_is_no_climb():
    climb = said("advance", rung="run_1min")
    assert told(ENROLLED, ran(1), climb).climbs(but=0) == [START + timedelta(hours=2)]
    assert told(ENROLLED, ran(1), climb, said("repeat")).climbs(but=0) == []
    assert told(ENROLLED, ran(1), climb).climbs(but=1) == []
    assert told(ENROLLED, ran(1), said("advance", done=1)).climbs(but=0) == [], "the next session is no rung"


def test_a_gap_moves_the_place_but_is_not_a_decision_on_the_run():
    on_run, on_gap = said("advance", rung="run_1min"), said("step_back", check_in="gap")
    case = told(ENROLLED, ran(1), on_run, on_gap)
    assert case.position == Position("run_30s")
    assert case.last_decision(1) == on_run


def test_only_the_physio_opens_a_plan_that_was_stopped():
    stopped = told(ENROLLED, ran(1), said("reassess"), said("advance", done=1), Stopped(), Resumed(), ran(2))
    assert stopped.held == said("reassess")
    again = told(ENROLLED, ran(1), said("reassess"), KeptClosed(7, "still sore"))
    assert (again.held, again.kept_closed) == (said("reassess"), KeptClosed(7, "still sore"))
    add(again, Entry(START + timedelta(days=9), Reopened("run_1min", 7, "settled")))
    assert (again.held, again.kept_closed) == (None, None)
    assert again.position == Position("run_1min")
    assert again.opened_at == again.earliest_at == START + timedelta(days=9)


def test_the_stricter_of_two_stops_is_the_one_that_holds():
    assert told(ENROLLED, ran(1), said("reassess"), said("urgent")).held == said("urgent")
    assert told(ENROLLED, ran(1), said("urgent"), said("reassess")).held == said("urgent")


def test_reopening_closes_what_was_said_of_earlier_runs():
    case = told(ENROLLED, ran(1), said("reassess"), Reopened("run_30s", 7, "settled"), ran(2))
    assert (case.runs[1].closed, case.runs[2].closed) == (True, False)


def test_flags_of_a_report_count_until_the_plan_is_opened_again():
    report = (ENROLLED, ran(1), opened("1:wrong:0", "wrong"), Answered("1:wrong:0", "flags", ("night_pain",)))
    assert told(*report).reported_flags(1) == ("night_pain",)
    assert told(*report).reported_flags(2) == ()
    assert told(*report, Reopened("run_30s", 7, "settled")).reported_flags(1) == ()


def test_an_alert_is_open_until_somebody_takes_it():
    call = (Alerted(1, "urgent", "flags", 1, {"rule": "one_calf"}), Alerted(2, "tell", "decision", 1))
    assert [alert.number for alert in told(*call).untaken_alerts()] == [1, 2]
    taken = told(*call, Acknowledged(1, 7))
    assert [alert.number for alert in taken.untaken_alerts()] == [2]
    assert taken.alerts[1].acknowledged_by == 7
    assert taken.alerts[1].details == {"rule": "one_calf"}


def test_signatures_notes_and_stopping_are_kept():
    case = told(ENROLLED, Signed("a", 7), Signed("b", 7), Noted("it rained"), Stopped())
    assert case.signed == {"a", "b"}
    assert [text for _, text in case.notes] == ["it rained"]
    assert case.stopped
    assert not told(Stopped(), Resumed()).stopped


windows = st.sampled_from(["1:after_run", "1:h24", "1:h48", "1:wrong:0"])
any_fact = st.one_of(
    st.builds(Answered, windows, st.sampled_from(["pain", "gait", "done"]), st.integers(0, 10)),
    st.builds(Reasking, windows, st.just("pain")),
    st.builds(Adding, windows, st.just("flags")),
    st.builds(Silence, windows, st.integers(1, 3)),
    st.builds(ran, st.integers(1, 4), st.sampled_from(["run_30s", "run_1min"])),
    st.builds(RunEndCorrected, st.just(1), st.just(START)),
    st.builds(said, st.sampled_from(["advance", "repeat", "step_back", "reassess", "urgent"]), run=st.integers(1, 2)),
    st.builds(Alerted, st.integers(1, 3), st.just("tell"), st.just("decision"), st.just(1)),
    st.builds(Reopened, st.just("run_1min"), st.just(7), st.just("settled")),
    st.builds(KeptClosed, st.just(7), st.just("sore")),
    st.builds(Signed, st.just("before_run_walk"), st.just(7)),
    st.builds(Noted, st.text(max_size=5)),
    st.just(Stopped()),
    st.just(Resumed()),
)
FIRST: tuple[Fact, ...] = (
    ENROLLED, ran(1), ran(2), *(opened(name) for name in ("1:after_run", "1:h24", "1:h48")),
    opened("1:wrong:0", "wrong"),
)  # fmt: skip


@given(st.lists(any_fact, max_size=15), st.integers(0, 22))
def test_facts_add_up_to_the_same_case_in_whatever_pieces_they_come(facts, cut):
    """What a restart reads back is what was there before it."""
    every = entries(*FIRST, *facts)
    in_two = fold(every[:cut])
    for entry in every[cut:]:
        add(in_two, entry)
    assert in_two == fold(every)


@given(st.lists(any_fact, max_size=15))
def test_no_fact_but_the_physios_ends_a_stop(facts):
    every = entries(*FIRST, said("urgent"), *(fact for fact in facts if not isinstance(fact, Reopened)))
    assert fold(every).held == said("urgent")


@given(st.lists(any_fact, max_size=15))
def test_facts_are_not_changed_by_being_added_up(facts):
    every = entries(*FIRST, *facts)
    copies = [repr(entry) for entry in every]
    fold(every)
    assert [repr(entry) for entry in every] == copies
