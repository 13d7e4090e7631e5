"""Listening: whether what a patient types may be a red flag, in any language that the clinic offers.

Words too many cost one question, words too few cost much more. Must never say what the words mean: the patient is
asked.
"""

from collections.abc import Iterator

from bot.care.course.checkins import FLAGS, REPORT, waiting
from bot.care.patient import answering
from bot.care.visit import Visit
from bot.care.voice import bare
from bot.core.answers import fold


def sounds_like_a_warning(visit: Visit, said: str) -> bool:
    """Whether typed words hold the label of a red flag, or what people say instead, in whichever language."""
    words = _plain(said)
    return any(_plain(phrase) in words for phrase in _phrases(visit))


def is_alarming(visit: Visit, said: str) -> bool:
    """Say whether words sound like a warning to be followed up; that of somebody who is not here yet cannot be."""
    return visit.person.state == "active" and sounds_like_a_warning(visit, said)


def names_a_flag(visit: Visit, said: str) -> bool:
    """Say whether words name a red flag for the question about them that waits; “none” does not."""
    shown = waiting(visit)
    is_asked = shown is not None and shown.asked is not None and shown.asked.id == FLAGS
    return is_asked and answering.names_one(visit, said)


def answers_what_feels_wrong(visit: Visit, said: str) -> bool:
    """Say whether the words answer the open question about red flags.

    In a talk “none” may be meant for whoever asked there, so that only a report opened in it takes that as its answer.
    """
    shown, talk = waiting(visit), visit.case.talk
    if shown is None or shown.asked is None or shown.asked.id != FLAGS:
        return False
    if names_a_flag(visit, said):
        return True
    is_meant = talk is None or (shown.check_in.window == REPORT and shown.check_in.opened_at >= talk.since)
    return is_meant and answering.is_answer(visit, said)


def is_just_asked(visit: Visit) -> bool:
    """Say whether the question about what feels wrong was opened in this very turn, and still waits."""
    shown = waiting(visit)
    return shown is not None and shown.check_in.window == REPORT and shown.check_in.opened_at == visit.turn.now


def _phrases(visit: Visit) -> Iterator[str]:
    library = visit.turn.library
    questions = library.conversation(REPORT).questions
    flags = [option for question in questions if question.id == FLAGS for option in question.options]
    for language in library.languages.values():
        yield from language.spoken.warnings
        yield from (bare(language.say(f"{REPORT}.{FLAGS}__{flag}")) for flag in flags)


def _plain(said: str) -> str:
    return fold(said).replace("’", "'")
