"""Where a scripted conversation stands: a pure function of its questions and the answers so far.

There are no jumps, no loops and no stored position. The next question is the first whose guard holds and that has
no answer. So a restart, a changed answer and a changed file need no special code:

- a restart loads the answers and asks `next_question` again;
- a changed answer replaces the old one; a guard that no longer holds takes its question, and the answer already
  given to it, out of `applicable`, and a guard that now holds brings its question up next;
- a file that changed while somebody is answering does not touch them, because the check-in keeps the script version
  it started with, and position is nothing but answers.

A guard may read earlier questions only (the loader refuses anything else), so one pass from top to bottom decides.
A guard over a question that was itself left out is unknown, and an unknown guard does not hold.
Must never know how a question is worded, sent or stored.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.answers import Answers, Question, Value


@dataclass(frozen=True)
class Conversation:
    """An ordered list of questions under an id; `version` is the content hash of the file it came from."""

    id: str
    questions: tuple[Question, ...]
    version: str = ""

    def asking(self, asks: Collection[str]) -> "Conversation":
        """Return the conversation with those optional questions only that are asked for, by their ids."""
        kept = tuple(question for question in self.questions if not question.optional or question.id in asks)
        return self if len(kept) == len(self.questions) else Conversation(self.id, kept, self.version)

    def question(self, question_id: str) -> Question | None:
        """Return the question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


def applicable(conversation: Conversation, answers: Answers) -> dict[str, Value]:
    """Return the answers whose questions still apply, in the order asked, without any that a change left behind."""
    kept: dict[str, Value] = {}
    for question in conversation.questions:
        if question.id in answers and _applies(question, kept):
            kept[question.id] = answers[question.id]
    return kept


def next_question(conversation: Conversation, answers: Answers) -> Question | None:
    """Return the first question that applies and has no answer, or None when the conversation is complete."""
    kept = applicable(conversation, answers)
    for question in conversation.questions:
        if question.id not in kept and _applies(question, kept):
            return question
    return None


def progress(conversation: Conversation, answers: Answers) -> tuple[int, int]:
    """Return how many questions are answered, and how many apply as far as can be said now."""
    kept = applicable(conversation, answers)
    total = sum(_applies(question, kept) for question in conversation.questions)
    return len(kept), total


def _applies(question: Question, earlier: Answers) -> bool:
    return question.when is None or question.when.holds(earlier) is True
