"""Comparing: a change of a protocol is told by the sessions that it decides differently."""

import json

import pytest

from bot.cli.check import compare as command
from bot.content.files import shipped
from bot.core.errors import ContentError
from bot.proof.compare import Comparison, compare, side
from bot.proof.told import told
from tests.conftest import Edit

MILES = "protocols/milestones.toml"


def compared(first: str, second: str, condition: str = "it_band") -> Comparison:
    return compare(side(first, None, condition), side(second, None, condition))


@pytest.fixture
def looser(clinic: Edit) -> str:
    """The milestones with a looser pain limit, in a folder of a clinic."""
    folder = clinic(MILES, "value = 2\n", "value = 4\n")
    return f"{folder}:milestones"


def test_a_protocol_and_itself_decide_everything_alike():
    found = compared("milestones", "milestones")

    assert found.same
    assert found.tried > 40
    assert "Nothing differs" in told(found, 5)


def test_a_changed_limit_is_told_by_the_answers_around_it(looser):
    """Pain of 2 and 3 of 10 held a runner back, and would not any more."""
    found = compared("milestones", looser)
    alone = {each.answers[0]: each.outcomes for each in found.differences if len(each.answers) == 1}

    assert alone["after_run.pain_during", 2] == ("repeat", "advance")
    assert ("after_run.pain_during", 1) not in alone
    assert ("after_run.pain_during", 4) not in alone
    assert "limit pain: below 2 of 10 | below 4 of 10" in found.lines


def test_the_differences_are_told_in_the_words_of_the_questions(looser):
    words = told(compared("milestones", looser), 20)

    assert "same session again | go on" in words
    assert "Pain during: 2 of 10" in words
    assert "pain_low | nothing" in words


def test_a_rule_on_one_side_only_is_named(clinic: Edit):
    text = '\n[[rules]]\nid = "any_change"\nwhen = \'h24.gait >= "slight"\'\nat_least = "reassess"\n'
    folder = clinic(MILES, "", text + 'origin = "clinic"\nsource = "Our clinic looks at it."\n')
    found = compared("milestones", f"{folder}:milestones")

    assert f"only {folder}:milestones: any_change" in found.lines
    assert any(each.answers == (("h24.gait", "slight"),) for each in found.differences)


def test_a_changed_step_gate_and_checkpoint_are_named(clinic: Edit):
    clinic(MILES, 'checkpoint = "before_continuous"', 'checkpoint = "before_run_walk_again"')
    clinic(MILES, "value = 25\n", "value = 20\n")
    folder = clinic(MILES, "run_seconds = 30\n", "run_seconds = 20\n")
    lines = compared("milestones", f"{folder}:milestones").lines

    assert any("run 30 s" in line and "run 20 s" in line for line in lines)
    assert any("calf_raise at least 25 times" in line for line in lines)
    assert any("checkpoint before_run_walk_again" in line for line in lines)


def test_a_single_file_compares_with_a_protocol(tmp_path):
    copy = tmp_path / "ours.toml"
    copy.write_text((shipped() / MILES).read_text().replace("value = 2\n", "value = 4\n", 1))

    assert compared("milestones", str(copy)).differences


def test_two_answers_are_told_only_where_neither_alone_makes_the_difference(looser):
    found = compared("milestones", looser)
    alone = {each.answers[0] for each in found.differences if len(each.answers) == 1}

    assert not [each for each in found.differences if len(each.answers) == 2 and alone & set(each.answers)]


def test_a_protocol_without_a_ladder_asks_for_a_pair():
    with pytest.raises(ContentError, match="no ladder of its own"):
        side("four_stages", None, "it_band")


def test_two_pairs_compare():
    assert compared("four_stages+milestones", "milestones").differences


def test_the_command_prints_words_and_json(looser, capsys):
    assert command(None, "milestones", looser, condition="it_band", as_json=False) == 0
    assert "decided differently" in capsys.readouterr().out

    assert command(None, "milestones", looser, condition="it_band", as_json=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["condition"] == "it_band"
    assert {"answers", "outcomes", "reasons"} == set(shown["differences"][0])
