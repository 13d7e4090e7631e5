"""What a table begins with: the content as it stands, a session on which nothing was wrong, tests that were passed.

Protocols are built one by one, so that a file that cannot be read fails its own table and no other.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot.content import conversations, protocols
from bot.content.files import FLOOR, File, gather
from bot.content.library import Library
from bot.content.protocols import CONDITIONS, Sources, script_of
from bot.content.rulebooks import book
from bot.content.schema import BookFile, parse
from bot.core.answers import Kind, Question
from bot.core.conversation import Conversation
from bot.core.gates import PHYSIO, Gate, Result, Test
from bot.core.limits import Limit
from bot.core.protocol import Protocol
from tests.core.given import GOOD

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTHING = "none"
"""The name of a condition that adds nothing, so that a table shows what the protocol alone says."""

_NOTHING = File(
    f"{CONDITIONS}{NOTHING}.toml",
    'id = "none"\nabout = "Nothing that would add anything to a protocol."\ntissue = "muscle"\n',
    "0" * 64,
)


@cache
def content() -> Library:
    """Return the shipped content, of which nothing is built yet."""
    files = gather() | {_NOTHING.path: _NOTHING}
    scripts = {
        path.removeprefix("conversations/").removesuffix(".toml"): conversations.build(file)
        for path, file in files.items()
        if path.startswith("conversations/")
    }
    return Library(files, {}, scripts)


@cache
def protocol(name: str, condition: str = NOTHING, filled: tuple[tuple[str, float], ...] = ()) -> Protocol:
    """Return a protocol, or a pair of them, with floor and condition; `filled` fills fields as a clinic would."""
    one = content()
    if not filled:
        return one.protocol(name, condition)
    files = [_filled(one.files[f"protocols/{part}.toml"], dict(filled)) for part in name.split("+")]
    sources = Sources(files[0], one.files[f"{CONDITIONS}{condition}.toml"], *files[1:])
    return protocols.build(sources, one.files, one.conversations)


@cache
def floor_on(name: str, filled: tuple[tuple[str, float], ...] = ()) -> Protocol:
    """Return a protocol that has this ladder and no rules but the floor's."""
    file = content().files[FLOOR]
    only = book(file, parse(file, BookFile), protocols.vocabulary(content().conversations))
    return replace(protocol(name, filled=filled), book=only)


def first_rung(one: Protocol, kind: str = "run") -> str:
    """Return the id of the first rung of a kind; the first of all where there is none of this kind."""
    fitting = [rung.id for rung in one.rungs if rung.kind == kind] or [rung.id for rung in one.rungs]
    return fitting[0] if fitting else ""


def answered(one: Protocol, rung: str, window: str, changed: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of a check-in about a good session, with some of them changed."""
    script = script_on(one, rung, window)
    strange = set(changed) - {question.id for question in script.questions}
    assert not strange, f"{script.id} has no question {sorted(strange)}"
    given: dict[str, Any] = {}
    for question in script.questions:
        if question.id in changed:
            given[question.id] = changed[question.id]
        elif _is_asked(one, script, question) and (question.when is None or question.when.holds(given) is True):
            given[question.id] = GOOD[window].get(question.id, mildest(question))
    return given


def script_on(one: Protocol, rung: str, window: str) -> Conversation:
    """Return the conversation that is held in a check-in after a session of this rung."""
    scripts = content().conversations
    return scripts.get(script_of(window, one.rung(rung).kind)) or scripts[window]


def mildest(question: Question) -> Any:
    """Return the answer that is least reason for concern."""
    if question.kind is Kind.SEVERAL:
        return ()
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return question.high if question.worse == "lower" else question.low
    return question.options[0]


def good_results(gate: Gate) -> dict[str, Result]:
    """Return results with which every test of a gate just keeps its limit."""
    return {test.id: _result(test) for test in gate.tests}


def result(test: Test, values: list[int], pain: int | None, age_days: float) -> Result:
    """Return a result as a table tells it, entered by whoever may enter it."""
    return Result(tuple(values), pain, NOW - timedelta(days=age_days), int(test.by == PHYSIO))


def just_kept(limit: Limit) -> int:
    """Return the whole number nearest to a limit that keeps it; 0 where the limit is empty."""
    if limit.value is None:
        return 0
    step = {"<": -1, ">": 1}.get(limit.operator, 0)
    return int(limit.value) + step


def just_broken(limit: Limit) -> int:
    """Return the whole number nearest to a limit that does not keep it."""
    return just_kept(limit) + (1 if limit.operator in ("<", "<=") else -1)


def _result(test: Test) -> Result:
    kept = just_kept(test.limit)
    values = {"one": [kept], "both": [kept, kept], "compare": [100, kept]}[test.sides]
    return result(test, values, 0, 0)


def _is_asked(one: Protocol, script: Conversation, question: Question) -> bool:
    return not question.optional or f"{script.id}.{question.id}" in one.asks


def _filled(file: File, fields: dict[str, float]) -> File:
    """Return the file with values written into its empty fields, and made active, as a clinic does it."""
    text = file.text.replace("active = false", "active = true", 1)
    for name, value in fields.items():
        text = re.sub(rf"^(\[(?:limits|phases)\.{name}\])$", rf"\1\nvalue = {value:g}", text, flags=re.MULTILINE)
        text = re.sub(rf'^(id = "{name}")$', rf"\1\nvalue = {value:g}", text, flags=re.MULTILINE)
    return File(file.path, text, file.version[::-1])
