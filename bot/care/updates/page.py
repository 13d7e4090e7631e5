"""The survey in words: a short table for the chat, and a document with everything in it.

Must never decide anything, nor leave anything of the survey out of the document.
"""

from collections.abc import Iterator

from bot.care.ports import Media, Person, Turn
from bot.care.updates.impact import FATES, Impact
from bot.care.updates.replay import Difference
from bot.care.updates.survey import Survey
from bot.care.voice import label, text, when
from bot.content.changes import Change

SHOWN_FILES = 6
SHOWN_PROBLEMS = 3
LONGEST_PROBLEM = 300


def table(turn: Turn, reader: Person, survey: Survey) -> str:
    """Return which files are changed, what the check says, and how many patients come to what."""
    counts = survey.counts
    parts = [
        text(turn, reader, "updates.title", count=len(survey.changes)),
        _files(turn, reader, survey.changes),
        text(turn, reader, "updates.check", proved=survey.proved),
        _patients(turn, reader, survey),
        text(turn, reader, "updates.in_talk", count=counts["in_talk"]) if counts["in_talk"] else "",
        text(turn, reader, "updates.replayed", tried=counts["tried"], differing=counts["differing"], days=survey.days),
    ]
    return "\n\n".join(part for part in parts if part)


def refused(turn: Turn, reader: Person, survey: Survey, which: str = "updates.unsound") -> str:
    """Return the first problems that the check found, for somebody who wanted to publish."""
    shown = [problem[:LONGEST_PROBLEM] for problem in survey.problems[:SHOWN_PROBLEMS]]
    lines = "\n".join(f"• {problem}" for problem in shown)
    return text(turn, reader, which, problems=lines, more=len(survey.problems) - len(shown))


def document(turn: Turn, reader: Person, survey: Survey) -> Media:
    """Return everything as a file: each file, each patient touched, each decision that would have been another."""
    lines = [label(turn, reader, "updates.document_title", clinic=turn.settings.clinic), ""]
    lines += [_file(turn, reader, change) for change in survey.changes]
    lines += ["", label(turn, reader, "updates.document_patients"), ""]
    lines += [line for one in survey.touched for line in _patient(turn, reader, one)] or ["–"]
    lines += [
        "",
        label(turn, reader, "updates.document_decisions", left_out=survey.counts["left_out"], days=survey.days),
        "",
    ]
    lines += [_decision(turn, reader, one, each) for one, each in _differences(survey)] or ["–"]
    return Media("file", {"name": f"update-{survey.digest[:8]}.txt", "text": "\n".join(lines) + "\n"})


def fates(turn: Turn, reader: Person, survey: Survey) -> str:
    """Return how many patients come to what, one line each."""
    counts = survey.counts
    shown = [fate for fate in FATES if fate != "untouched" and counts[fate]]
    return "\n".join(text(turn, reader, f"updates.fate__{fate}", count=counts[fate]) for fate in shown)


def _patients(turn: Turn, reader: Person, survey: Survey) -> str:
    if not survey.touched:
        return text(turn, reader, "updates.nobody_touched")
    return f"{text(turn, reader, 'updates.patients', count=len(survey.touched))}\n{fates(turn, reader, survey)}"


def _files(turn: Turn, reader: Person, changes: tuple[Change, ...]) -> str:
    lines = [_file(turn, reader, change) for change in changes[:SHOWN_FILES]]
    left = len(changes) - SHOWN_FILES
    return "\n".join([*lines, text(turn, reader, "updates.more_files", count=left)] if left > 0 else lines)


def _file(turn: Turn, reader: Person, change: Change) -> str:
    how = text(turn, reader, f"updates.how__{change.how}")
    kind = text(turn, reader, f"updates.kind__{change.kind}")
    return text(turn, reader, "updates.file", how=how, kind=kind, path=change.path)


def _patient(turn: Turn, reader: Person, one: Impact) -> Iterator[str]:
    yield label(
        turn,
        reader,
        "updates.document_patient",
        name=one.person.name,
        fate=text(turn, reader, f"updates.fate_of_one__{one.fate}"),
        rules=", ".join(one.rules),
        rung=one.rung,
        place=one.place,
        harder=one.is_harder,
        in_talk=one.in_talk,
    )


def _differences(survey: Survey) -> Iterator[tuple[Impact, Difference]]:
    return ((one, each) for one in survey.impacts for each in one.replayed.differences)


def _decision(turn: Turn, reader: Person, one: Impact, each: Difference) -> str:
    return label(
        turn,
        reader,
        "updates.document_decision",
        name=one.person.name,
        run=each.run,
        at=when(turn, reader, each.at),
        before=text(turn, reader, f"names.outcome__{each.before.id}"),
        after=text(turn, reader, f"names.outcome__{each.after.id}"),
        rules=", ".join(each.rules),
    )
