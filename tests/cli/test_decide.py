"""`strideback decide` answers about every protocol and every gate, and says what makes no sense in a case."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.core.gates import Standing
from tests.cli.asking import CONDITION, good_case, strideback
from tests.specification import good

PROTOCOLS = good.content().protocol_names()
FRAMES = [name for name in PROTOCOLS if good.protocol(name).needs_ladder]
CAN_BE_RUN = [name if name not in FRAMES else f"{name}+milestones" for name in PROTOCOLS]
GATES = [(name, gate.id) for name in PROTOCOLS for gate in good.protocol(name).gates()]
ALL_GOOD = {"outcome": "advance", "fired": [], "provisional": False, "tell_physio": False, "would_change": []}


def _ask(case: dict[str, Any], *options: str) -> dict[str, Any]:
    done = strideback("decide", *options, given=json.dumps(case))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _refusal(case: dict[str, Any] | str, *options: str) -> str:
    given = case if isinstance(case, str) else json.dumps(case)
    done = strideback("decide", *options, given=given)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def _passed(name: str, gate_id: str) -> dict[str, Any]:
    """Return a case in which every test of a gate is just passed."""
    gate = next(gate for gate in good.protocol(name).gates() if gate.id == gate_id)
    results = {test: {"values": list(one.values), "pain": 0} for test, one in good.good_results(gate).items()}
    return {"protocol": name, "condition": CONDITION, "gate": {"id": gate_id, "results": results}}


def test_after_a_good_run_it_goes_on_and_names_the_next_session():
    answer = _ask(good_case())

    assert ALL_GOOD.items() <= answer.items()
    assert (answer["rest_days"], answer["active"], answer["unfilled"]) == (0, True, [])
    following = answer["next"]
    assert (following["rung"], following["session"], following["kind"]) == ("run_30s", 2, "run")
    assert (following["run_seconds"], following["walk_seconds"], following["cycles"]) == (30, 120, 8)
    assert (following["rest_days"], following["gate"], following["checkpoint"]) == (1, None, None)


@pytest.mark.parametrize("name", CAN_BE_RUN)
def test_a_good_session_of_every_kind_is_judged_on_every_protocol(name: str):
    """Whatever the protocol asks, the answers are taken; one whose fields are empty lets nobody through."""
    protocol = good.protocol(name, CONDITION)
    for rung in {rung.kind: rung.id for rung in protocol.rungs}.values():
        answer = _ask(good_case(name, rung))
        assert answer["active"] is protocol.active
        assert answer["unfilled"] == list(protocol.unfilled)
        assert answer["outcome"] == "advance" or protocol.unfilled


def test_what_would_have_changed_the_outcome_is_said():
    """Pain at the limit repeats; one less would have gone on."""
    answer = _ask(good_case(after_run={"pain_during": 2, "pain_course": "constant"}))

    assert answer["outcome"] == "repeat"
    changed = {"answer": "after_run.pain_during", "given": 2, "instead": 1, "outcome": "advance"}
    assert answer["would_change"] == [changed]


def test_without_the_last_answers_it_is_provisional_and_names_no_session():
    answer = _ask(good_case(h48=None))

    assert (answer["outcome"], answer["provisional"], answer["next"]) == ("repeat", True, None)


def test_history_baseline_load_and_button_count():
    """Each of them alone changes the answer."""
    rising = [good_case(after_run={"pain_during": pain})["run"] for pain in (0, 1)]
    hurt = good_case(after_run={"pain_during": 2}) | {"history": rising, "rung": "run_1min"}
    assert "pain_rises_run_by_run" in {one["rule"] for one in _ask(hurt)["fired"]}

    ached = good_case(h48={"pain": 1})
    assert _ask(ached)["outcome"] == "repeat"
    assert _ask(ached | {"baseline": {"pain": 1}})["outcome"] == "advance"

    assert "not_too_fast" in {one["rule"] for one in _ask(good_case() | {"load": {"rungs_climbed": 3}})["fired"]}
    case = good_case()
    case["run"]["button"] = ["night_pain"]
    assert _ask(case)["outcome"] == "reassess"


def test_the_next_session_says_which_gate_and_checkpoint_stand_before_it():
    """On the last good session of a phase, what has to be passed and signed before the next one is named."""
    protocol = good.protocol("milestones", CONDITION)
    for phase, following in zip(protocol.phases, protocol.phases[1:], strict=False):
        if not (phase.rungs and following.rungs):
            continue
        last = phase.rungs[-1]
        named = _ask(good_case(rung=last.id) | {"sessions_done": last.sessions - 1})["next"]
        assert named["rung"] == following.rungs[0].id
        assert named["gate"] == (following.gates[0].id if following.gates else None)
        assert named["checkpoint"] == (following.checkpoint or None)
        assert named["rest_days"] >= following.recovery_days


def test_the_last_session_of_the_way_has_none_after_it():
    last = good.protocol("milestones", CONDITION).rungs[-1]

    answer = _ask(good_case(rung=last.id) | {"sessions_done": last.sessions - 1})

    assert (answer["outcome"], answer["next"]) == ("advance", None)


@pytest.mark.parametrize(("name", "gate"), GATES)
def test_every_gate_is_passed_at_its_limits_and_open_without_results(name: str, gate: str):
    """Each open test says what would have passed it."""
    protocol, case = good.protocol(name), _passed(name, gate)
    if not protocol.unfilled:
        passed = _ask(case)
        assert (passed["passed"], passed["open"], passed["would_change"]) == (True, [], [])

    untested = _ask(case | {"gate": {"id": gate}})

    tests = [check["test"] for check in untested["checks"]]
    assert (untested["passed"], untested["open"]) == (False, tests)
    assert {check["standing"] for check in untested["checks"]} == {Standing.MISSING}
    assert [change["test"] for change in untested["would_change"]] == tests


def test_a_gate_says_what_is_open_and_what_would_have_passed_it():
    case = _passed("milestones", "strength")
    case["gate"]["results"] |= {
        "calf_raise": {"values": [25, 24], "pain": 0},
        "plank": {"values": [90], "pain": 3},
        "single_leg_squat": {"values": [15, 15], "pain": 0, "age_days": 400},
    }

    answer = _ask(case)

    assert answer["open"] == ["calf_raise", "single_leg_squat", "plank"]
    changes = {change["test"]: (change["what"], change["given"]) for change in answer["would_change"]}
    assert changes["calf_raise"] == ("value", 24)
    assert changes["plank"] == ("pain", 3)
    assert changes["single_leg_squat"] == ("age_days", 400)
    check = next(check for check in answer["checks"] if check["test"] == "calf_raise")
    assert (check["standing"], check["limit"], check["by"]) == ("failed", ">= 25 times", "patient")
    assert check["source"]


def test_a_gate_is_found_by_its_tests_and_a_plain_number_is_a_result():
    """Pain that was not told has not been little, so the result alone passes nothing that asks for it."""
    case = {"protocol": "milestones", "condition": CONDITION, "gate": {"results": {"calf_raise": [25, 25]}}}

    answer = _ask(case)

    assert answer["gate"] == "strength"
    pain = {"test": "calf_raise", "what": "pain", "given": None}
    assert pain.items() <= answer["would_change"][0].items()


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_the_decision_in_words(language: str):
    """With the reasons that a patient reads, the answers behind them, their source, and the other way round."""
    case = good_case(after_run={"pain_during": 2, "pain_course": "constant"})

    said = strideback("decide", "--explain", language, given=json.dumps(case))

    assert said.returncode == 0, said.stderr
    words = {
        "en": ("same session again", "Pain reached 2 of 10", "From:", "What would have changed it"),
        "es": ("la misma sesión", "El dolor llegó a 2 de 10", "De dónde viene:", "Qué habría cambiado"),
    }
    assert all(word in said.stdout for word in words[language])
    assert "<" not in said.stdout


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "gate"), GATES)
def test_it_says_every_gate_in_words(name: str, gate: str, language: str):
    """With and without results, and nothing is left of the markup."""
    case = _passed(name, gate)
    for asked in (case, case | {"gate": {"id": gate}}):
        said = strideback("decide", "--explain", language, given=json.dumps(asked))
        assert said.returncode == 0, said.stderr
        assert len(said.stdout.splitlines()) >= len(case["gate"]["results"])
        assert "<b>" not in said.stdout


@pytest.mark.parametrize("name", [name for name in CAN_BE_RUN if not good.protocol(name).active])
def test_a_protocol_with_empty_fields_is_answered_with_their_names(name: str):
    protocol = good.protocol(name, CONDITION)
    answer = _ask(good_case(name, protocol.rungs[0].id))

    assert (answer["active"], answer["unfilled"]) == (False, list(protocol.unfilled))
    words = strideback("decide", "--explain", "en", given=json.dumps(good_case(name, protocol.rungs[0].id))).stdout
    assert all(field in words for field in protocol.unfilled)


NO_CASE = {
    "nothing": ("", "This is not JSON. Give one object"),
    "words": ("nonsense", "line 1: This is not JSON."),
    "an empty object": ({}, "the case, protocol: This must be given."),
    "a number for a name": (good_case() | {"protocol": 1}, "protocol: This is not text."),
    "neither run nor gate": ({"protocol": "milestones", "condition": "it_band"}, "neither about a run nor"),
    "an unknown key": (good_case() | {"colour": "red"}, "colour: This name is not known here."),
    "an unknown protocol": (good_case() | {"protocol": "magic"}, "There is no such protocol. Choose one of:"),
    "an unknown condition": (good_case() | {"condition": "magic"}, "There is no such condition. Choose one of:"),
    "an unknown rung": (good_case() | {"rung": "sprint"}, "the case, rung: “sprint” is not on the ladder. Choose"),
    "a rung of the history": (good_case() | {"history": [{"rung": "sprint"}]}, "history entry 1 rung: “sprint” is not"),
    "too many sessions": (good_case() | {"sessions_done": 6}, "has 6 sessions. Give a whole number from 0 to 5."),
    "a number as text": (good_case() | {"sessions_done": "2"}, "sessions_done: This is not a whole number."),
    "an unknown question": (good_case() | {"run": {"h24": {"mood": 3}}}, "There is no question “mood” in the conv"),
    "an answer off the scale": (good_case() | {"run": {"h24": {"pain": 11}}}, "run h24 pain: 11 is not one of its"),
    "an unknown option": (good_case() | {"run": {"h24": {"gait": "fine"}}}, "Choose from: normal, slight, limp."),
    "an unknown flag": (good_case() | {"run": {"button": ["dizzy"]}}, 'run button: ["dizzy"] is not one of its'),
    "a baseline off the scale": (good_case() | {"baseline": {"pain": 11}}, "baseline pain: 11 is no figure for pain."),
    "an unknown stiffness": (good_case() | {"baseline": {"stiffness": "much"}}, "baseline stiffness: “much” is not"),
    "less than no delay": (good_case() | {"load": {"answer_delay": -1}}, "load answer_delay:"),
    "an unknown gate": (_passed("milestones", "strength") | {"gate": {"id": "x"}}, "“x” is no gate of this protocol."),
    "no gate named": (_passed("milestones", "strength") | {"gate": {}}, "The tests do not tell which gate it is."),
    "an unknown test": (
        _passed("milestones", "strength") | {"gate": {"id": "strength", "results": {"sprint": 3}}},
        "gate results sprint: The gate “strength” has no test of this name. Choose from: calf_raise",
    ),
    "one side of two": (
        _passed("milestones", "strength") | {"gate": {"id": "strength", "results": {"calf_raise": 25}}},
        "gate results calf_raise: This test has 2 values, left and right.",
    ),
    "pain off the scale": (
        _passed("milestones", "strength")
        | {"gate": {"id": "strength", "results": {"plank": {"values": [90], "pain": 11}}}},
        "gate results plank pain:",
    ),
    "two ladders": (good_case() | {"protocol": "milestones+milestones"}, "has a ladder of its own and cannot be"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_CASE)
def test_a_case_that_makes_no_sense_is_refused_with_place_and_remedy(name: str):
    case, words = NO_CASE[name]

    assert words in _refusal(case)


@pytest.mark.parametrize("name", FRAMES)
def test_a_protocol_without_a_ladder_is_asked_about_a_run_in_a_pair_only(name: str):
    case = good_case() | {"protocol": name}

    assert f"“{name}” has no ladder of its own. Pair it with one that has" in _refusal(case)


def test_a_language_that_is_not_offered_is_refused():
    assert "The language “fr” is not offered. Choose one of: en, es." in _refusal(good_case(), "--explain", "fr")


def test_a_clinics_own_limit_is_the_one_that_decides(tmp_path: Path):
    """The clinic's copy of the protocol allows more pain, and the same run goes on."""
    own = tmp_path / "protocols" / "milestones.toml"
    own.parent.mkdir()
    own.write_text(good.content().files["protocols/milestones.toml"].text.replace("value = 2\n", "value = 3\n", 1))
    case = good_case(after_run={"pain_during": 2, "pain_course": "constant"})

    assert _ask(case)["outcome"] == "repeat"
    assert _ask(case, "--content", str(tmp_path))["outcome"] == "advance"
