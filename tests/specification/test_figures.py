"""Nothing of the guides is lost: every figure is shown by a sentence, or left out by a protocol that says why.

The invariants of a safe way back are here as well: shown by a sentence, or kept by a test that is named here.
"""

import ast
import re
import tomllib
from functools import cache

import pytest

from bot.content.schema import ProtocolFile
from tests.specification.tables import FOLDER
from tests.specification.things import ENTRIES, owners

TESTS = FOLDER.parent
LONGEST = 160
OF_A_GUIDE = re.compile(r"S\d\.")
"""What begins otherwise is a figure of a published programme, told in its own words."""

SHOWN = {
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
"""The invariants that can be seen in a single decision."""

KEPT = {
    "3.4.1": ["core/test_monotone.py::test_a_worse_answer_is_never_rewarded"],
    "3.4.6": [
        "proof/test_checks.py::test_broken_content_is_refused_where_it_is_broken",
        "proof/test_bad_content.py::test_a_broken_file_is_refused_with_place_fault_and_remedy",
    ],
    "3.4.7": ["care/test_load.py::test_a_long_run_besides_the_plan_is_explained_and_told_and_decides_nothing"],
    "3.4.9": [
        "core/test_schedule.py::test_rest_days_are_the_days_of_the_place_where_the_patient_is",
        "core/test_schedule.py::test_whoever_waits_as_told_keeps_rest_days_and_the_week",
    ],
    "3.4.15": ["core/test_case.py::test_no_fact_but_the_physios_ends_a_stop"],
    "3.4.17": [
        "core/test_decision.py::test_deciding_twice_gives_the_same_reasons_in_the_same_order",
        "content/test_library.py::test_an_earlier_protocol_is_served_to_whoever_is_on_it",
    ],
    "3.4.18": ["core/test_case.py::test_only_the_physio_opens_a_plan_that_was_stopped"],
    "3.4.19": ["content/test_texts.py::test_an_urgent_text_says_stop_first_whom_to_call_and_not_to_wait"],
    "3.4.20": ["core/test_decision.py::test_every_rule_and_clearance_carries_its_origin_and_source"],
}
"""The invariants that need more than one decision, with the tests that keep them."""


@cache
def figures() -> dict[str, str]:
    """Return every figure of the guides by its number, such as S2.B1."""
    read = tomllib.loads((FOLDER / "figures.toml").read_text(encoding="utf-8"))
    return {f"{guide}.{number}": sentence for guide, own in read.items() for number, sentence in own.items()}


def left_out() -> set[str]:
    """Return the numbers of the figures that some protocol leaves out and says why."""
    protocols = [parsed for parsed in owners().values() if isinstance(parsed, ProtocolFile)]
    return {entry.figure.split()[0].rstrip(":,.") for parsed in protocols for entry in parsed.left_out}


@pytest.mark.parametrize("figure", figures())
def test_every_figure_is_shown_by_a_sentence_or_left_out_with_its_reason(figure: str):
    shown = {name for entry in ENTRIES for name in entry.figures}
    assert figure in shown | left_out(), figures()[figure]


def test_every_figure_that_is_named_exists():
    named = {name for entry in ENTRIES for name in entry.figures} | {one for one in left_out() if OF_A_GUIDE.match(one)}
    assert named <= set(figures())


def test_every_figure_is_told_in_a_short_sentence():
    assert all(sentence.endswith(".") and len(sentence) <= LONGEST for sentence in figures().values())


def test_every_invariant_is_shown_or_kept():
    """The twenty of them, each once."""
    assert set(SHOWN) | set(KEPT) == {f"3.4.{number}" for number in range(1, 21)}
    assert not set(SHOWN) & set(KEPT)


@pytest.mark.parametrize("invariant", SHOWN)
def test_an_invariant_that_a_decision_can_show_is_shown(invariant: str):
    assert invariant in {entry.given.get("invariant") for entry in ENTRIES}


@pytest.mark.parametrize("test", [test for tests in KEPT.values() for test in tests])
def test_the_test_that_keeps_an_invariant_exists(test: str):
    path, _, name = test.partition("::")
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_no_sentence_names_an_invariant_that_is_none():
    assert {entry.given.get("invariant") for entry in ENTRIES} - {None} <= set(SHOWN) | set(KEPT)
