"""What the tests of the core begin with: the shipped content, a protocol, and a run that went well.

A test changes one thing about the good run and says what follows.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from bot.content import protocols
from bot.content.files import FLOOR
from bot.content.library import Library, load
from bot.content.rulebooks import book
from bot.content.schema import BookFile, parse
from bot.core.conditions import Term
from bot.core.decision import Decision, decide
from bot.core.measures import Baseline, Evidence, Series
from bot.core.protocol import WINDOWS, Protocol

RUNG = "run_1min"

GOOD: dict[str, dict[str, Any]] = {
    "after_run": {
        "done": "as_prescribed",
        "pain_before": 0,
        "pain_during": 0,
        "pain_kind": "none",
        "gait_run": "normal",
        "effort": 3,
    },
    "h24": {
        "pain": 0,
        "pain_kind": "none",
        "swelling": "none",
        "stiffness": "none",
        "gait": "normal",
        "flags": (),
    },
    "h48": {
        "pain": 0,
        "pain_kind": "none",
        "swelling": "none",
        "stiffness": "none",
        "gait": "normal",
        "flags": (),
        "ready": 9,
    },
}
"""The answers about a run on which nothing at all was wrong."""


@cache
def library() -> Library:
    """Return the shipped content, read once."""
    return load(languages=("en", "es"))


@cache
def good(window: str) -> Mapping[str, Any]:
    """Return the good answers of a check-in, with the mildest one to each question that only some are asked."""
    some = (question for question in library().conversations[window].questions if question.optional)
    return {question.id: question.options[0] if question.options else question.low for question in some} | GOOD[window]


@cache
def names() -> dict[str, Term]:
    """Return every name that rules may read."""
    return protocols.vocabulary(library().conversations)


@cache
def milestones(condition: str = "achilles_tendon") -> Protocol:
    """Return the shipped protocol with the floor and a condition joined in."""
    return library().protocol("milestones", condition)


@cache
def bare_floor() -> Protocol:
    """Return a protocol that has the shipped ladder and no rules but the floor's."""
    file = library().files[FLOOR]
    return replace(milestones(), book=book(file, parse(file, BookFile), names()))


def run(
    changed: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    rung: str = RUNG,
    unanswered: tuple[str, ...] = (),
    button: tuple[str, ...] = (),
) -> Series:
    """Return the good run with some answers changed, some windows unanswered, and flags from the button."""
    deltas = changed or {}
    given = {window: None if window in unanswered else {**good(window), **deltas.get(window, {})} for window in WINDOWS}
    return Series(rung, given["after_run"], given["h24"], given["h48"], button)


def without(window: str, *questions: str) -> Series:
    """Return the good run with some questions of a window left unanswered."""
    left = {name: value for name, value in good(window).items() if name not in questions}
    return replace(run(), **{window: left})


def decided(series: Series, *, protocol: Protocol | None = None, **about: Any) -> Decision:
    """Return what the protocol decides on a run; `about` is the rest of the evidence."""
    if "baseline" in about and isinstance(about["baseline"], dict):
        about["baseline"] = Baseline(**about["baseline"])
    return decide(protocol or milestones(), Evidence(run=series, **about))


def reasons(decision: Decision) -> set[str]:
    """Return the ids of all rules that fired and clearances that were not met."""
    return {fired.rule for fired in decision.fired}
