"""From a conversation file to a conversation that can be held.

Must never know how questions are worded.
"""

from bot.content.files import File
from bot.content.schema import ConversationFile, QuestionEntry, parse
from bot.core.answers import Kind, Question
from bot.core.conditions import Condition, ConditionError, Term, compile_condition
from bot.core.conversation import Conversation
from bot.core.errors import ContentError


def build(file: File) -> Conversation:
    """Return the conversation; raises ContentError for a double id or a guard that looks forward."""
    parsed = parse(file, ConversationFile)
    name = file.path.removeprefix("conversations/").removesuffix(".toml")
    questions: list[Question] = []
    for entry in parsed.questions:
        if any(entry.id == earlier.id for earlier in questions):
            raise ContentError(file.path, f"questions “{entry.id}”", "This id stands twice.", "Rename one of them.")
        questions.append(_question(file, entry, questions))
    return Conversation(name, tuple(questions), file.version)


def terms(questions: list[Question] | tuple[Question, ...], prefix: str = "") -> dict[str, Term]:
    """Return what each question's answer may hold, by name, for guards and rules."""
    return {prefix + question.id: _term(question) for question in questions}


def _question(file: File, entry: QuestionEntry, earlier: list[Question]) -> Question:
    return Question(
        entry.id,
        Kind(entry.kind),
        options=tuple(entry.options),
        low=entry.low,
        high=entry.high,
        ordered=entry.ordered,
        worse=entry.worse,
        optional=entry.optional,
        when=_guard(file, entry, earlier),
    )


def _guard(file: File, entry: QuestionEntry, earlier: list[Question]) -> Condition | None:
    if entry.when is None:
        return None
    try:
        return compile_condition(entry.when, terms(earlier))
    except ConditionError as error:
        remedy = "A guard may read questions that come before it, and nothing else."
        raise ContentError(file.path, f"questions “{entry.id}” when", str(error), remedy) from None


def _term(question: Question) -> Term:
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return Term("number")
    if question.kind is Kind.CHOICE:
        return Term("option", question.options, question.ordered)
    if question.kind is Kind.SEVERAL:
        return Term("set", question.options)
    return Term("text")
