"""Answering: what a tap or a typed word does to the check-in that is open, and what follows once it is complete.

A tap names check-in, question and revision, and counts only while these are current; anything else redraws the
question. A typed word counts for the question that waits, or is asked again, and never guessed.
"""

from bot.care import alerts, checkins, decisions, enrolment, runs
from bot.care.cards import Card, card, option_labels, show
from bot.care.checkins import is_over, waiting
from bot.care.visit import Visit
from bot.care.voice import label, tell, text
from bot.core.answers import Kind, Question, Value, Words, accept, fold, read
from bot.core.errors import AnswerError
from bot.core.facts import Adding, Answered, Reasking
from bot.core.protocol import WINDOWS

NOTE_FROM_WORDS = 3


def tapped(visit: Visit, data: str) -> None:
    """Take a tap on a card: `a` answers, `f` names one of several, `e` ends the naming, `c` changes an answer."""
    verb, *rest = data.split("|")
    shown, question, parts = _target(visit, rest)
    if shown is None or question is None:
        old_button(visit)
    elif verb == "c":
        change(visit, shown, question)
    elif len(parts) != 2 - (verb == "e") or parts[0] != str(shown.revision(question)) or question != shown.asked:
        old_button(visit)
    elif verb == "e":
        chosen = _chosen(shown, question)
        answered(visit, shown, question, chosen, new=False)
    else:
        _choose(visit, shown, question, verb=verb, value=parts[1])


def typed(visit: Visit, said: str) -> bool:
    """Take typed words as the answer to the question that waits; False when no question does."""
    shown = waiting(visit)
    if shown is None or shown.asked is None:
        return False
    question = shown.asked
    if question.kind is Kind.SEVERAL and _ends_naming(visit, shown, question, said):
        answered(visit, shown, question, _chosen(shown, question), new=True)
        return True
    try:
        value = read(question, said, words_for(visit, shown, question))
    except AnswerError as error:
        _ask_again(visit, shown, error, said)
        return True
    if isinstance(value, tuple):
        named(visit, shown, question, value[0], new=True)
    else:
        answered(visit, shown, question, value, new=True)
    return True


def _ends_naming(visit: Visit, shown: Card, question: Question, said: str) -> bool:
    """Whether typed words mean “none of these” or “that is all”."""
    spoken = visit.turn.library.language(visit.person.language).spoken
    said_so = [label(visit.turn, visit.person, f"{shown.script.id}.{question.id}__nothing")]
    said_so += [label(visit.turn, visit.person, "buttons.that_is_all"), *spoken.synonyms.get("none", [])]
    return fold(said) in {fold(words) for words in said_so}


def words_for(visit: Visit, shown: Card, question: Question) -> Words:
    """Return what people of the patient's language may type for a question."""
    labels = option_labels(visit.turn, visit.person, shown.script.id, question)
    return visit.turn.library.language(visit.person.language).words(labels)


def change(visit: Visit, shown: Card, question: Question) -> None:
    """Ask a question again that was answered before; the old answer counts until the new one is given."""
    visit.turn.record(visit.person.id, Reasking(shown.check_in.id, question.id))
    show(visit.turn, visit.person, shown, new=False)


def named(visit: Visit, shown: Card, question: Question, option: str, *, new: bool) -> None:
    """Take one more of several things, or take it back; what is named counts at once, before “that is all”."""
    chosen = set(_chosen(shown, question)) ^ {option}
    value = tuple(one for one in question.options if one in chosen)
    visit.turn.record(visit.person.id, Answered(shown.check_in.id, question.id, value))
    visit.turn.record(visit.person.id, Adding(shown.check_in.id, question.id))
    show(visit.turn, visit.person, shown, new=new)
    if question.id == "flags" and visit.case.enrolled:
        decisions.flags_raised(visit)


def answered(visit: Visit, shown: Card, question: Question, value: Value, *, new: bool) -> None:
    """Record an answer, do what follows from it, and go on to the next question or the end."""
    visit.turn.record(visit.person.id, Answered(shown.check_in.id, question.id, accept(question, value)))
    carry_on(visit, card(visit.turn, shown.check_in), question, new=new)


def carry_on(visit: Visit, shown: Card, question: Question, *, new: bool) -> None:
    """Show the next question, or conclude the check-in when nothing is left to ask."""
    if shown.script.id == "after_run" and question.id == "done":
        runs.heard_how_much(visit, shown.check_in)
    if shown.script.id in ("enrolment", "joining"):
        visit = enrolment.settle(visit, question.id)
    show(visit.turn, visit.person, shown, new=new)
    if shown.complete:
        _concluded(visit, shown, question)


def _concluded(visit: Visit, shown: Card, question: Question) -> None:
    check_in, name = shown.check_in, shown.script.id
    visit.turn.forget(visit.person.id, checkins.REMINDER, check_in.id)
    if name in WINDOWS:
        if question.id == "flags" or check_in.answers.get("flags"):
            decisions.flags_raised(visit)
        decisions.conclude(visit, check_in)
        if check_in.silence > len(visit.turn.settings.reminders_after_hours):
            alerts.answers_came_late(visit, check_in.id)
        return
    if name == "wrong":
        _reported(visit)
    elif name == "run_end":
        runs.end_corrected(visit, check_in)
    else:
        enrolment.finished(visit, check_in)
    show_waiting(visit)


def show_waiting(visit: Visit) -> None:
    """Show the question that still waits, if there is one, as the newest message."""
    still = waiting(visit)
    if still:
        show(visit.turn, visit.person, still, new=True)


def _reported(visit: Visit) -> None:
    """End a report of something wrong: red flags have been acted on; without one the physio is a message away."""
    if not decisions.flags_raised(visit):
        tell(visit.turn, visit.person, "wrong.nothing_chosen", physio=visit.physio)


def _target(visit: Visit, parts: list[str]) -> tuple[Card | None, Question | None, list[str]]:
    """Find the card and the question that a tap names; nothing where either does not exist or is over."""
    check_in = visit.case.check_ins.get(parts[0]) if parts else None
    if check_in is None or len(parts) < 2 or is_over(visit.case, check_in):
        return None, None, []
    shown = card(visit.turn, check_in)
    place = int(parts[1]) if parts[1].isascii() and parts[1].isdigit() else -1
    found = shown.script.questions[place] if 0 <= place < len(shown.script.questions) else None
    return shown, found, parts[2:]


def _choose(visit: Visit, shown: Card, question: Question, *, verb: str, value: str) -> None:
    number = int(value) if value.isascii() and value.isdigit() else -1
    if verb == "f" and question.kind is Kind.SEVERAL and 0 <= number < len(question.options):
        named(visit, shown, question, question.options[number], new=False)
        return
    chosen = _value(visit, question, number)
    if verb != "a" or chosen is None:
        old_button(visit)
        return
    answered(visit, shown, question, chosen, new=False)


def _value(visit: Visit, question: Question, number: int) -> Value | None:
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        return number if question.low <= number <= question.high else None
    if question.kind is Kind.ZONE:
        return visit.turn.settings.timezone if number == 0 else None
    if question.kind is Kind.SEVERAL:
        return None
    return question.options[number] if 0 <= number < len(question.options) else None


def _chosen(shown: Card, question: Question) -> tuple[str, ...]:
    given = shown.check_in.given.get(question.id)
    naming = shown.check_in.adding == question.id
    return given.value if given and naming and isinstance(given.value, tuple) else ()


def old_button(visit: Visit) -> None:
    """Answer a tap on an old button: say so, and show what is being asked now where it stands."""
    visit.turn.reply.toast = text(visit.turn, visit.person, "replies.old_button")
    shown = waiting(visit)
    if shown:
        show(visit.turn, visit.person, shown, new=False)


def _ask_again(visit: Visit, shown: Card, error: AnswerError, said: str) -> None:
    """Ask again, kindly; several words are passed on to the physio as well, so that nothing said is lost."""
    preface = text(visit.turn, visit.person, f"replies.{error.reason}")
    if len(said.split()) >= NOTE_FROM_WORDS and visit.case.enrolled:
        alerts.note_came(visit, said)
        preface = text(visit.turn, visit.person, "replies.noted", physio=visit.physio)
    show(visit.turn, visit.person, shown, new=True, preface=preface)
