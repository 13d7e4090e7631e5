"""The card of a check-in: answered questions as lines, the open one with its buttons, and how far it is.

One card is one message that is edited as answers come, so that showing it twice does no harm.
Buttons carry places in lists, never words: `a|12:h24|3|0|7` is check-in, question, revision, value.
Must never record anything.
"""

from dataclasses import dataclass

from bot.care.known import tests_asked
from bot.care.ports import Button, Keyboard, Lane, Person, Turn
from bot.care.voice import button, label, send, text, wrong_button
from bot.content.catalogue import TESTS
from bot.core.answers import Kind, Question, Value
from bot.core.case import CheckIn
from bot.core.conversation import Conversation, applicable, next_question, progress

SCALE_ROW = 6
CHANGES_A_ROW = 6


@dataclass(frozen=True)
class Card:
    """A check-in with the script it runs on."""

    check_in: CheckIn
    script: Conversation

    @property
    def asked(self) -> Question | None:
        """The question that waits for an answer now; None when the check-in is complete."""
        waiting = self.check_in.reasking or self.check_in.adding
        return self.script.question(waiting) if waiting else next_question(self.script, self.check_in.answers)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to ask."""
        return self.asked is None

    @property
    def lacks(self) -> bool:
        """Whether a question has never been answered; one that is being changed has its old answer until then."""
        return next_question(self.script, self.check_in.answers) is not None

    @property
    def answers(self) -> dict[str, Value]:
        """The answers whose questions still apply, without any that a change left behind."""
        return applicable(self.script, self.check_in.answers)

    def place(self, question: Question) -> int:
        """Return the place of a question in the script."""
        return self.script.questions.index(question)

    def revision(self, question: Question) -> int:
        """Return how many answers the question has had."""
        given = self.check_in.given.get(question.id)
        return given.revision + 1 if given else 0


def card(turn: Turn, check_in: CheckIn) -> Card:
    """Return the card of a check-in, on the script it was opened with."""
    script = turn.library.conversation(check_in.conversation, check_in.version)
    asked = tests_asked.script(script, check_in.asks) if script.id == TESTS else script.asking(check_in.asks)
    return Card(check_in, asked)


def show(turn: Turn, person: Person, shown: Card, *, new: bool, preface: str = "", lane: Lane = Lane.ANSWER) -> None:
    """Send the card as it stands: as a new message, or in place of the one that is there."""
    said = words(turn, person, shown)
    send(
        turn,
        person,
        f"{preface}\n\n{said}" if preface else said,
        lane=lane,
        keyboard=keyboard(turn, person, shown),
        about=shown.check_in.id,
        replaces=not new,
    )


def words(turn: Turn, person: Person, shown: Card) -> str:
    """Return what the card says: its title with the progress, the answers, and the open question."""
    _, total = progress(shown.script, shown.check_in.answers)
    name, done = shown.script.id, len(_answered(shown))
    title = text(turn, person, f"{name}.title", done=done, total=total)
    lines = [
        f"{number}. {answer_line(turn, person, shown, question)}"
        for number, question in enumerate(_answered(shown), start=1)
    ]
    asked = shown.asked
    question = _asking(turn, person, name, asked) if asked else text(turn, person, f"{name}.complete")
    return "\n\n".join(part for part in (title, "\n".join(lines), question) if part)


def _asking(turn: Turn, person: Person, name: str, question: Question) -> str:
    if name == TESTS:
        return tests_asked.words(turn, person, question)
    return text(turn, person, f"{name}.{question.id}", emergency=turn.settings.emergency_number)


def answer_line(turn: Turn, person: Person, shown: Card, question: Question) -> str:
    """Return an answered question as one line, such as `Swelling: none`."""
    value = shown.check_in.given[question.id].value
    name = shown.script.id
    return text(
        turn,
        person,
        "checkin.line",
        short=_short(turn, person, name, question),
        answer=shown_value(turn, person, name, question, value),
    )


def _short(turn: Turn, person: Person, name: str, question: Question) -> str:
    if name == TESTS:
        return tests_asked.short(turn, person, question.id)
    return text(turn, person, f"{name}.{question.id}__short")


def shown_value(turn: Turn, person: Person, name: str, question: Question, value: Value) -> str:
    """Return an answer in the person's words."""
    if isinstance(value, tuple):
        chosen = [
            label(turn, person, f"{name}.{question.id}__{option}") for option in question.options if option in value
        ]
        return ", ".join(chosen) or label(turn, person, f"{name}.{question.id}__nothing")
    if question.kind is Kind.SCALE:
        return f"{value}/{question.high}"
    if isinstance(value, str) and value in question.options:
        return label(turn, person, f"{name}.{tests_asked.test_of(question.id)}__{_block(value)}")
    return str(value)


def option_labels(turn: Turn, person: Person, name: str, question: Question) -> dict[str, str]:
    """Return the label of each option of a question."""
    stem = f"{name}.{tests_asked.test_of(question.id)}"
    return {option: label(turn, person, f"{stem}__{_block(option)}") for option in question.options}


def keyboard(turn: Turn, person: Person, shown: Card) -> Keyboard:
    """Return the buttons of the open question, one to change each answer, and the one that is always there."""
    asked = shown.asked
    rows: list[tuple[Button, ...]] = list(_question_rows(turn, person, shown, asked)) if asked else []
    changes = [
        Button(f"✏️ {number}", f"c|{shown.check_in.id}|{shown.place(question)}")
        for number, question in enumerate(_answered(shown), start=1)
    ]
    rows += [tuple(changes[i : i + CHANGES_A_ROW]) for i in range(0, len(changes), CHANGES_A_ROW)]
    if shown.check_in.window == "after_run" and shown.check_in.answers.get("done") != "skipped":
        rows.append((button(turn, person, "buttons.ended_at_another_time", f"t|{shown.check_in.run}"),))
    if shown.script.id == TESTS and asked:
        rows.append((button(turn, person, "buttons.not_today", f"l|{shown.check_in.id}"),))
    if shown.script.id not in ("wrong", "enrolment", "joining"):
        rows.append((wrong_button(turn, person),))
    return tuple(rows)


def _answered(shown: Card) -> list[Question]:
    answers, asked = shown.answers, shown.asked
    return [one for one in shown.script.questions if one.id in answers and one != asked]


def _question_rows(turn: Turn, person: Person, shown: Card, question: Question) -> Keyboard:
    place, revision = shown.place(question), shown.revision(question)
    stem = f"{shown.check_in.id}|{place}|{revision}"
    if question.kind is Kind.SCALE:
        return _scale_rows(question, stem)
    if question.kind is Kind.ZONE:
        return ((Button(turn.settings.timezone, f"a|{stem}|0"),),)
    if question.kind is Kind.SEVERAL:
        return _several_rows(turn, person, shown, question)
    labels = option_labels(turn, person, shown.script.id, question)
    return tuple((Button(said, f"a|{stem}|{number}"),) for number, said in enumerate(labels.values()))


def _scale_rows(question: Question, stem: str) -> Keyboard:
    buttons = [Button(str(value), f"a|{stem}|{value}") for value in range(question.low, question.high + 1)]
    return tuple(tuple(buttons[i : i + SCALE_ROW]) for i in range(0, len(buttons), SCALE_ROW))


def _several_rows(turn: Turn, person: Person, shown: Card, question: Question) -> Keyboard:
    place, revision = shown.place(question), shown.revision(question)
    stem = f"{shown.check_in.id}|{place}|{revision}"
    given = shown.check_in.given.get(question.id)
    chosen = given.value if given and isinstance(given.value, tuple) and shown.check_in.adding else ()
    labels = option_labels(turn, person, shown.script.id, question)
    rows = [
        (Button(f"☑️ {said}" if option in chosen else said, f"f|{stem}|{number}"),)
        for number, (option, said) in enumerate(labels.items())
    ]
    name = "buttons.that_is_all" if chosen else f"{shown.script.id}.{question.id}__nothing"
    return ((button(turn, person, name, f"e|{stem}"),), *rows)


def _block(option: str) -> str:
    """Return the option as it stands in the name of a template block, which knows no minus."""
    return option.replace("-", "_")
