"""Tests as questions: which a test makes, in whose words they are asked, and what the answers come to.

`calf_raise__left` asks for the left side of the test `calf_raise`, `calf_raise__pain` for the pain during it.
Must never know a patient, nor what a gate asks for.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.care.ports import Person, Turn
from bot.care.voice import text
from bot.content.catalogue import TESTS
from bot.core.answers import Answers, Kind, Question, Value
from bot.core.conversation import Conversation
from bot.core.gates import Test

SIDES = ("left", "right")
PAIN = "pain"
_JOINT = "__"

Outcome = tuple[tuple[int, ...], int | None]
"""The values of a finished test, and the worst pain during it where that was asked."""


def script(bank: Conversation, asks: Iterable[str]) -> Conversation:
    """Return the questions that are asked this time, in this order; one of no known test falls away."""
    made = (_question(bank, name) for name in asks)
    return Conversation(bank.id, tuple(question for question in made if question), bank.version)


def questions_of(test: Test) -> tuple[str, ...]:
    """Return the ids of the questions that a test makes: one value or two sides, and the pain where it has a limit."""
    values = (test.id,) if test.sides == "one" else tuple(f"{test.id}{_JOINT}{side}" for side in SIDES)
    return (*values, f"{test.id}{_JOINT}{PAIN}") if test.pain else values


def test_of(question_id: str) -> str:
    """Return the test that a question belongs to; any other question is its own."""
    return question_id.partition(_JOINT)[0]


def part_of(question_id: str) -> str:
    """Return `left`, `right` or `pain`, or an empty string where a test has one value only."""
    return question_id.partition(_JOINT)[2]


def finished(test: Test, asked: Conversation, answers: Answers) -> Outcome | None:
    """Return what a test came to, or None while one of its questions has no answer."""
    questions = [asked.question(name) for name in questions_of(test)]
    read = [number(question, answers[question.id]) for question in questions if question and question.id in answers]
    if len(read) < len(questions):
        return None
    return (tuple(read[:-1]), read[-1]) if test.pain else (tuple(read), None)


def number(question: Question, value: Value) -> int:
    """Return an answer as a number: of options, their place, so that no is 0 and yes is 1."""
    return value if isinstance(value, int) else question.options.index(str(value))


def words(turn: Turn, person: Person, question: Question) -> str:
    """Return how a question is asked: what to do, which side it is about, and how to answer."""
    part = part_of(question.id)
    if part == PAIN:
        return "\n".join((text(turn, person, f"{TESTS}.pain_in_test"), f"<i>{_name(turn, person, question.id)}</i>"))
    lines = [text(turn, person, f"{TESTS}.{test_of(question.id)}")]
    if part:
        lines.append(text(turn, person, f"{TESTS}.side_now__{part}"))
    if question.kind is Kind.NUMBER:
        lines.append(text(turn, person, f"{TESTS}.type_number"))
    return "\n\n".join(lines)


def short(turn: Turn, person: Person, question_id: str) -> str:
    """Return the name of a question in a list of answers, such as `Calf raises, left`."""
    name, part = _name(turn, person, question_id), part_of(question_id)
    if part == PAIN:
        return text(turn, person, f"{TESTS}.pain_in_test__short", test=name)
    if not part:
        return name
    return text(turn, person, f"{TESTS}.side_short", test=name, side=text(turn, person, f"{TESTS}.side__{part}"))


def _name(turn: Turn, person: Person, question_id: str) -> str:
    return text(turn, person, f"{TESTS}.{test_of(question_id)}__short")


def _question(bank: Conversation, question_id: str) -> Question | None:
    entry = bank.question(test_of(question_id))
    if entry and part_of(question_id) == PAIN:
        return Question(question_id, Kind.SCALE)
    return replace(entry, id=question_id, optional=False) if entry else None
