"""Checking gates: each test can be asked, can be passed and can be failed, and means the same wherever it stands.

Must never hold a figure of a test: what it asks for stands in its protocol, what can be answered in the question bank.
"""

from collections.abc import Iterator

from bot.core.answers import Kind, Question
from bot.core.errors import ContentError
from bot.core.gates import Gate, Test, compared
from bot.core.limits import Limit
from bot.proof.readable import Content

BANK = "tests"
"""The conversation in which every test has its question."""

_MEASURED = (Kind.NUMBER, Kind.SCALE)
_PAINS = range(11)
_YES_OR_NO = ("no", "yes")


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the gates of every protocol."""
    units: dict[str, tuple[str, str]] = {}
    for path, protocol in content.ladders.items():
        for gate in protocol.gates():
            yield from _days(path, f"gates “{gate.id}” fresh", gate.fresh)
            yield from _doubled(path, gate)
            for test in gate.tests:
                yield from _test(content, path, gate, test)
                yield from _unit(path, gate, test, units)


def answers(question: Question) -> tuple[int, ...]:
    """Return every value that a test's question can give: its numbers, or 0 and 1 for no and yes."""
    if question.kind in _MEASURED:
        return tuple(range(question.low, question.high + 1))
    return tuple(range(len(question.options)))


def _test(content: Content, path: str, gate: Gate, test: Test) -> Iterator[ContentError]:
    entry = f"gates “{gate.id}” tests “{test.id}”"
    bank = content.conversations.get(BANK)
    question = bank.question(test.id) if bank else None
    if question is None:
        fault = "No question of this name stands in conversations/tests.toml, so nobody could be asked."
        yield ContentError(path, entry, fault, "Add it there, or check the spelling.")
        return
    if question.kind not in _MEASURED and question.options != _YES_OR_NO:
        fault = "A test is answered by a number or by no and yes."
        yield ContentError(path, entry, fault, 'Make it a number, or a choice with options = ["no", "yes"].')
        return
    if test.sides == "compare" and question.kind not in _MEASURED:
        yield ContentError(path, entry, "No and yes do not compare in percent.", "Ask for a number on each side.")
        return
    yield from _passable(path, entry, test, answers(question))
    if test.pain:
        yield from _pain(path, f"{entry} pain", test.pain)


def _passable(path: str, entry: str, test: Test, possible: tuple[int, ...]) -> Iterator[ContentError]:
    """Yield a limit that no answer keeps or that every answer keeps."""
    if test.limit.value is None:
        return
    pairs = [(value,) * test.values_needed for value in possible]
    if test.sides == "compare":
        pairs += [(value, possible[-1]) for value in possible]
    verdicts = {test.limit.allows(compared(test, values)) for values in pairs}
    if True not in verdicts:
        fault = f"Nobody can pass this: {test.limit} is out of reach of its answers, {possible[0]} to {possible[-1]}."
        yield ContentError(path, entry, fault, "Mend the value or the range of the question.")
    if False not in verdicts:
        fault = f"Nobody can fail this: every answer, {possible[0]} to {possible[-1]}, is {test.limit}."
        yield ContentError(path, entry, fault, "Mend the value or the range of the question.")


def _pain(path: str, entry: str, limit: Limit) -> Iterator[ContentError]:
    if limit.value is None:
        return
    kept = [value for value in _PAINS if limit.allows(value)]
    if not kept or len(kept) == len(_PAINS) or kept[0] != 0:
        fault = f"Pain {limit} is kept by {'no' if not kept else 'every' if len(kept) == len(_PAINS) else 'more'} pain."
        yield ContentError(path, entry, fault, "Let no pain keep it, and the worst pain break it.")


def _days(path: str, entry: str, limit: Limit) -> Iterator[ContentError]:
    if limit.unit != "days":
        yield ContentError(path, entry, f"How long a result counts is told in {limit.unit}.", 'Write unit = "days".')
    if limit.allows(0) is False:
        fault = "A result would be stale at once, so nobody could pass."
        yield ContentError(path, entry, fault, "Let it count for some days.")


def _doubled(path: str, gate: Gate) -> Iterator[ContentError]:
    ids = [test.id for test in gate.tests]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        fault = "This test stands twice in its gate."
        yield ContentError(path, f"gates “{gate.id}” tests “{name}”", fault, "Remove one of them.")


def _unit(path: str, gate: Gate, test: Test, units: dict[str, tuple[str, str]]) -> Iterator[ContentError]:
    """Yield a test that is told in another unit elsewhere; sides that are compared are told in percent."""
    if test.sides == "compare":
        if test.limit.unit != "percent":
            fault = f"Two sides compare in percent, not in {test.limit.unit}."
            yield ContentError(path, f"gates “{gate.id}” tests “{test.id}”", fault, 'Write unit = "percent".')
        return
    unit, where = units.setdefault(test.id, (test.limit.unit, path))
    if unit != test.limit.unit:
        fault = f"This test is told in {test.limit.unit} here and in {unit} in {where}."
        yield ContentError(path, f"gates “{gate.id}” tests “{test.id}”", fault, "Tell it in one unit everywhere.")
