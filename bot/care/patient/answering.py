"""Answering: what a tap or a typed word does to the check-in that is open, and what follows once it is complete.

A tap names check-in, question and revision, and counts only while these are current; anything else redraws the
question. A typed word counts for the question that waits, or is asked again, and never guessed.
"""

from dataclasses import replace

from bot.care import alerts
from bot.care.course import anew, checkins, decisions, runs, testing, weeks
from bot.care.course.checkins import is_over, waiting
from bot.care.joining import enrolment
from bot.care.known import gates, load
from bot.care.known.cards import Card, card, option_labels, show
from bot.care.patient import notes
from bot.care.visit import Visit
from bot.care.voice import label, tell, text
from bot.content.catalogue import TESTS
from bot.core.answers import Kind, Question, Value, Words, accept, fold, read
from bot.core.errors import AnswerError
from bot.core.facts import Adding, Answered, Reasking
from bot.core.protocol import WINDOWS

NOTE_FROM_WORDS = 2


def tapped(visit: Visit, data: str) -> None:
    """Take a tap on a card: `a` answers, `f` names one of several, `e` ends the naming, `c` changes an answer."""
    verb, *rest = data.split("|")
    shown, question, parts = _target(visit, rest)
    if verb == "f" and rest and _is_gone_past(visit, rest[0]):
        _report_anew(visit, parts=rest)
    elif shown is None or question is None:
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


def is_answer(visit: Visit, said: str) -> bool:
    """Say whether typed words can be read as an answer to the question that waits."""
    shown = waiting(visit)
    if shown is None or shown.asked is None:
        return False
    if shown.asked.kind is Kind.SEVERAL and _ends_naming(visit, shown, shown.asked, said):
        return True
    return _is_read(visit, shown, shown.asked, said)


def names_one(visit: Visit, said: str) -> bool:
    """Say whether typed words name one of several things that the question that waits asks for, not none."""
    shown = waiting(visit)
    if shown is None or shown.asked is None or shown.asked.kind is not Kind.SEVERAL:
        return False
    return not _ends_naming(visit, shown, shown.asked, said) and _is_read(visit, shown, shown.asked, said)


def _is_read(visit: Visit, shown: Card, question: Question, said: str) -> bool:
    try:
        read(question, said, words_for(visit, shown, question))
    except AnswerError:
        return False
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
    words = visit.turn.library.language(visit.person.language).words(labels)
    return replace(words, minutes=gates.units(visit, visit.person, question.id)) if shown.script.id == TESTS else words


def change(visit: Visit, shown: Card, question: Question) -> None:
    """Ask a question again that was answered before; the old answer counts until the new one is given."""
    visit.turn.record(visit.person.id, Reasking(shown.check_in.id, question.id))
    show(visit.turn, visit.person, shown, new=False)


def named(visit: Visit, shown: Card, question: Question, option: str, *, new: bool) -> None:
    """Take one more of several things, or take it back; what is named counts at once, before “that is all”."""
    chosen = set(_chosen(shown, question)) ^ {option}
    value = tuple(one for one in question.options if one in chosen)
    is_flag, name = question.id == "flags" and visit.case.enrolled is not None, shown.check_in.id
    before = anew.stopped_by(visit, name) if is_flag else frozenset()
    visit.turn.record(visit.person.id, Answered(name, question.id, value))
    visit.turn.record(visit.person.id, Adding(name, question.id))
    show(visit.turn, visit.person, shown, new=new)
    if is_flag:
        decisions.flags_raised(visit, name, anew.stopped_by(visit, name) - before)


def answered(visit: Visit, shown: Card, question: Question, value: Value, *, new: bool) -> None:
    """Record an answer, do what follows from it, and go on to the next question or the end."""
    visit.turn.record(visit.person.id, Answered(shown.check_in.id, question.id, accept(question, value)))
    carry_on(visit, card(visit.turn, shown.check_in), question, new=new)
    if shown.check_in.window in WINDOWS and not shown.complete:
        _decide_at_once(visit, shown, question)


def _decide_at_once(visit: Visit, shown: Card, question: Question) -> None:
    """Act in the middle of a check-in on what cannot wait: a red flag, or a change to what was decided on before."""
    stopped = decisions.flags_raised(visit, shown.check_in.id)
    was_changed = shown.check_in.given[question.id].revision > 0
    if was_changed and not stopped and visit.case.last_decision_at(shown.check_in.id):
        decisions.conclude(visit, shown.check_in)
        checkins.remind_later(visit, shown.check_in.id)


def carry_on(visit: Visit, shown: Card, question: Question, *, new: bool) -> None:
    """Show the next question, or conclude the check-in when nothing is left to ask."""
    if shown.check_in.window == "after_run" and question.id == "done":
        runs.heard_how_much(visit, shown.check_in)
    if shown.script.id in ("enrolment", "joining"):
        visit = enrolment.settle(visit, question.id)
    if shown.script.id == TESTS:
        testing.carry_on(visit, shown, question, new=new)
        return
    if not shown.complete and shown.check_in.window in WINDOWS and checkins.is_stopped(visit.case):
        checkins.lay_aside(visit, shown.check_in.id)
        return
    show(visit.turn, visit.person, shown, new=new)
    if shown.complete:
        _concluded(visit, shown)


def _concluded(visit: Visit, shown: Card) -> None:
    check_in, name = shown.check_in, shown.check_in.window
    visit.turn.forget(visit.person.id, checkins.REMINDER, check_in.id)
    if name in WINDOWS:
        decisions.conclude(visit, check_in)
        if check_in.silence > len(visit.turn.settings.reminders_after_hours):
            alerts.answers_came_late(visit, check_in.id)
        return
    if name == "wrong":
        _reported(visit, check_in.id)
    elif name == "run_end":
        _decide_on_end(visit, runs.end_corrected(visit, check_in))
    elif name == load.WEEK:
        weeks.told(visit, check_in)
    else:
        enrolment.finished(visit, check_in)
    show_waiting(visit)


def remind_waiting(visit: Visit) -> None:
    """Let silence on the question that waits have its reminders again."""
    still = waiting(visit)
    if still and still.check_in.window in WINDOWS:
        checkins.remind_later(visit, still.check_in.id)


def show_waiting(visit: Visit) -> None:
    """Show the question that still waits, if there is one, as the newest message."""
    still = waiting(visit)
    if still:
        show(visit.turn, visit.person, still, new=True)


def _decide_on_end(visit: Visit, number: int) -> None:
    """Decide anew on a run whose end was corrected, because it may have come too early after all."""
    after_run = visit.case.check_ins[f"{number}:after_run"]
    if card(visit.turn, after_run).complete:
        decisions.conclude(visit, after_run)


def _reported(visit: Visit, check_in: str) -> None:
    """End a report of something wrong: red flags have been acted on; without one the physio is a message away."""
    if not decisions.flags_raised(visit, check_in):
        tell(visit.turn, visit.person, "wrong.nothing_chosen", physio=visit.physio)


def _is_gone_past(visit: Visit, name: str) -> bool:
    """Whether a red flag is tapped on a check-in that time or the physio has gone past."""
    check_in = visit.case.check_ins.get(name)
    return check_in is not None and visit.case.enrolled is not None and is_over(visit.case, check_in)


def _report_anew(visit: Visit, parts: list[str]) -> None:
    """Count a red flag tapped on an old card as a new report, because no red flag is ever lost."""
    feels_wrong(visit)
    shown = waiting(visit)
    question = shown.asked if shown else None
    number = int(parts[-1]) if parts[-1].isascii() and parts[-1].isdecimal() else -1
    if shown and question and 0 <= number < len(question.options):
        named(visit, shown, question, question.options[number], new=False)


def feels_wrong(visit: Visit, preface: str = "") -> None:
    """Ask at once what feels wrong, whatever else was being asked."""
    last = visit.case.last_run
    earlier = sum(1 for one in visit.case.check_ins.values() if one.window == "wrong")
    opened = checkins.open_quietly(visit, f"{last.number if last else 0}:wrong:{earlier}", "wrong", visit.turn.now)
    show(visit.turn, visit.person, card(visit.turn, opened), new=True, preface=preface)


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
    is_note = len(said.split()) >= NOTE_FROM_WORDS or shown.script.id == "wrong"
    if is_note and visit.case.enrolled:
        notes.came(visit, said)
        preface = text(visit.turn, visit.person, "replies.noted", physio=visit.physio)
    show(visit.turn, visit.person, shown, new=True, preface=preface)
