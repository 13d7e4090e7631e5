"""Position is derived from the answers alone: no answer is lost, none counts that no longer applies, and all ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers import Answers, Kind, Question, Value
from bot.core.conditions import Term, compile_condition
from bot.core.conversation import Conversation, applicable, next_question, progress
from tests.core.given import library

SHIPPED = sorted(library().conversations)
AFTER_RUN = library().conversations["after_run"].asking(frozenset())
H24 = library().conversations["h24"].asking(frozenset())


def possible(question: Question) -> st.SearchStrategy[Value]:
    """Return all answers that a question may get."""
    match question.kind:
        case Kind.SCALE | Kind.NUMBER:
            return st.integers(question.low, question.high)
        case Kind.CHOICE:
            return st.sampled_from(question.options)
        case Kind.SEVERAL:
            return st.sets(st.sampled_from(question.options)).map(lambda chosen: tuple(sorted(chosen)))
        case Kind.TIME | Kind.QUIET_HOURS:
            return st.sampled_from(question.options)
        case _:
            return st.just("Europe/Madrid")


def asked(conversation: Conversation, answers: Answers) -> str | None:
    question = next_question(conversation, answers)
    return question.id if question else None


def test_the_first_question_comes_first_and_the_order_is_the_files():
    answers: dict[str, Value] = {}
    order = []
    while question := next_question(H24, answers):
        order.append(question.id)
        answers[question.id] = question.options[0] if question.kind is Kind.CHOICE else 0
    assert order == ["pain", "pain_kind", "swelling", "stiffness", "gait", "flags"]


def test_a_guard_that_holds_brings_its_question_up():
    assert asked(H24, {"pain": 2, "pain_kind": "muscle"}) == "muscle_soreness"
    assert asked(H24, {"pain": 2, "pain_kind": "ache"}) == "swelling"


def test_a_skipped_session_is_asked_nothing_more():
    assert asked(AFTER_RUN, {"done": "skipped"}) is None


def test_a_question_whose_guard_cannot_be_known_yet_waits():
    assert asked(AFTER_RUN, {"done": "as_prescribed", "pain_during": 3}) == "pain_before"


def test_a_guard_over_a_question_that_was_left_out_does_not_hold():
    first = Question("first", Kind.SCALE)
    numbers = {"first": Term("number"), "second": Term("number")}
    second = Question("second", Kind.SCALE, when=compile_condition("first > 5", numbers))
    third = Question("third", Kind.SCALE, when=compile_condition("not second > 5", numbers))
    script = Conversation("chain", (first, second, third))
    assert asked(script, {"first": 1}) is None
    assert asked(script, {"first": 1, "second": 0}) is None, "a left-out answer counts for nothing"
    assert asked(script, {"first": 9, "second": 0}) == "third"


def test_zero_is_an_answer():
    assert asked(H24, {"pain": 0}) == "pain_kind"


def test_an_empty_list_of_flags_is_an_answer():
    everything = {
        "pain": 0,
        "pain_kind": "none",
        "swelling": "none",
        "stiffness": "none",
        "gait": "normal",
        "flags": (),
    }
    assert asked(H24, everything) is None


def test_a_changed_answer_takes_the_answer_behind_it_out_and_changing_back_brings_it_in():
    given_so_far = {"pain": 2, "pain_kind": "muscle", "muscle_soreness": 6}
    changed = given_so_far | {"pain_kind": "ache"}
    assert "muscle_soreness" not in applicable(H24, changed)
    assert applicable(H24, changed | {"pain_kind": "muscle"}) == given_so_far


def test_an_answer_to_a_question_that_the_script_does_not_have_is_ignored():
    assert applicable(H24, {"pain": 1, "mood": 9}) == {"pain": 1}
    assert asked(H24, {"mood": 9}) == "pain"


def test_applicable_answers_stand_in_the_order_asked():
    assert list(applicable(H24, {"gait": "normal", "pain": 1, "swelling": "none"})) == ["pain", "swelling", "gait"]


def test_progress_counts_only_what_applies():
    assert progress(AFTER_RUN, {}) == (0, 1)
    assert progress(AFTER_RUN, {"done": "skipped", "pain_during": 9}) == (1, 1)
    assert progress(AFTER_RUN, {"done": "as_prescribed"}) == (1, 6)
    assert progress(AFTER_RUN, {"done": "less"}) == (1, 7)


def test_a_question_is_found_by_its_id():
    assert H24.question("gait") is H24.questions[5]
    assert H24.question("mood") is None


@pytest.mark.parametrize("name", SHIPPED)
@given(data=st.data())
def test_any_answers_in_any_order_come_to_an_end(name, data):
    """However people answer, change and go back, each new answer brings the end nearer or changes an old one."""
    script = library().conversations[name]
    answers: dict[str, Value] = {}
    for _ in range(data.draw(st.integers(0, 5))):
        some = data.draw(st.sampled_from(script.questions))
        answers[some.id] = data.draw(possible(some))
    steps = 0
    while question := next_question(script, answers):
        assert question.id not in applicable(script, answers)
        answers[question.id] = data.draw(possible(question))
        steps += 1
        assert steps <= len(script.questions)
    done, total = progress(script, answers)
    assert done == total == len(applicable(script, answers))


@pytest.mark.parametrize("name", SHIPPED)
@given(data=st.data())
def test_position_does_not_remember_the_way(name, data):
    """Answers given one by one, given in another order, and read back after a restart lead to the same question."""
    script = library().conversations[name]
    given_in_turn = [
        (question.id, data.draw(possible(question)))
        for question in data.draw(st.lists(st.sampled_from(script.questions), max_size=12))
    ]
    latest: dict[str, Value] = dict(given_in_turn)
    shuffled = dict(data.draw(st.permutations(list(latest.items()))))
    assert asked(script, shuffled) == asked(script, latest)
    assert applicable(script, shuffled) == applicable(script, latest)
    assert applicable(script, applicable(script, latest)) == applicable(script, latest)
    assert asked(script, applicable(script, latest)) == asked(script, latest)


@pytest.mark.parametrize("name", SHIPPED)
def test_guards_look_back_only(name):
    seen: set[str] = set()
    for question in library().conversations[name].questions:
        assert question.when is None or question.when.names <= seen
        seen.add(question.id)
