"""Checking conversations: every path walked, and nothing missing that the use cases rely on.

A path is the order in which questions come up. Questions that no guard reads branch nowhere, so one answer stands for
all of theirs; where a guard reads a number, the values around every number it names are tried.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bot.content.conversations import build
from bot.content.files import FLOOR, gather
from bot.core.answers import Answers, Kind, Question, Value, is_quiet_hours, is_time
from bot.core.conversation import Conversation, applicable, next_question
from bot.core.errors import ContentError
from bot.proof.readable import FLOORS, Content

Needs = dict[str, tuple[Kind, tuple[str, ...]]]
_FLAGS: Needs = {"flags": (Kind.SEVERAL, ())}
_WINDOW: Needs = {
    "pain": (Kind.SCALE, ()),
    "pain_kind": (Kind.CHOICE, ("none", "muscle", "bone_point", "sharp")),
    "swelling": (Kind.CHOICE, ("none", "usual", "new", "marked")),
    "stiffness": (Kind.CHOICE, ("none", "up_to_15", "up_to_30", "up_to_60", "over_60")),
    "gait": (Kind.CHOICE, ("normal", "limp")),
} | _FLAGS
_ABOUT: Needs = {"language": (Kind.CHOICE, ()), "timezone": (Kind.ZONE, ())}
_AFTER: Needs = {
    "done": (Kind.CHOICE, ("as_prescribed", "less", "more", "skipped")),
    "pain_during": (Kind.SCALE, ()),
    "pain_kind": (Kind.CHOICE, ("none", "muscle", "bone_point", "sharp")),
    "gait_run": (Kind.CHOICE, ("normal", "limped")),
}
RELIED_ON: Mapping[str, Needs] = {
    "after_run": _AFTER,
    "after_walk": _AFTER,
    "after_jumps": _AFTER | {"landing": (Kind.CHOICE, ("controlled", "wobbly", "collapsed"))},
    "h24": _WINDOW,
    "h48": _WINDOW,
    "wrong": _FLAGS,
    "run_end": {"ended": (Kind.TIME, ())},
    "tests": {},
    "week": {
        "ran_besides": (Kind.CHOICE, ("no", "yes")),
        "minutes": (Kind.NUMBER, ()),
        "longest": (Kind.NUMBER, ()),
    },
    "enrolment": _ABOUT | {"consent": (Kind.CHOICE, ("yes", "no")), "quiet_hours": (Kind.QUIET_HOURS, ())},
    "joining": _ABOUT | {"quiet_hours": (Kind.QUIET_HOURS, ())},
}
"""Questions by which the use cases go, with their kind and the options they know; a clinic may add, not remove."""


@dataclass(frozen=True)
class Walk:
    """All ways through one conversation: each path with answers that lead along it, and what went wrong on the way."""

    paths: Mapping[tuple[str, ...], Answers]
    ways: int
    problems: tuple[ContentError, ...]


def problems(content: Content) -> Iterator[ContentError]:
    """Yield what is wrong with the conversations that could be read."""
    for name, conversation in content.conversations.items():
        yield from walk(conversation).problems
        if name not in RELIED_ON:
            fault = "Nobody asks this conversation."
            yield ContentError(_file(conversation), "", fault, "Remove it, or check the name of the file.")
            continue
        yield from _missing(conversation, RELIED_ON[name])
        yield from _loosened(conversation, RELIED_ON[name])
        yield from _options(content, conversation)
    yield from _unread_flags(content)


def walk(conversation: Conversation) -> Walk:
    """Walk every path of a conversation."""
    found: list[ContentError] = []
    paths: dict[tuple[str, ...], Answers] = {}
    read = {name for question in conversation.questions if question.when for name in question.when.names}
    ways = 0
    waiting: list[tuple[dict[str, Value], int]] = [({}, 1)]
    while waiting:
        answers, count = waiting.pop()
        asked = next_question(conversation, answers)
        if asked is None:
            paths[tuple(answers)] = answers
            ways += count
            found += _unknown_guards(conversation, answers)
            continue
        branches = values(conversation, asked)
        chosen = branches if asked.id in read else branches[:1]
        weight = count if asked.id in read else count * len(branches)
        waiting += [(answers | {asked.id: value}, weight) for value in chosen]
    found += _never_asked(conversation, paths)
    return Walk(paths, ways, tuple(found))


def values(conversation: Conversation, question: Question) -> list[Value]:
    """Return the answers to try: every option, each thing alone and all together, the bounds and what guards name."""
    if question.kind in (Kind.SCALE, Kind.NUMBER):
        named = {int(number) for guard in _guards(conversation) for number in re.findall(r"\b\d+\b", guard)}
        tried = {question.low, question.high} | {number + step for number in named for step in (-1, 0, 1)}
        return sorted(number for number in tried if question.low <= number <= question.high)
    if question.kind is Kind.SEVERAL:
        return [(), *((option,) for option in question.options), question.options]
    return list(question.options) or ["UTC"]


def _guards(conversation: Conversation) -> list[str]:
    return [question.when.text for question in conversation.questions if question.when]


def _unknown_guards(conversation: Conversation, answers: Answers) -> Iterator[ContentError]:
    """Yield guards that a question left out on this path makes unknown, so that their own question is lost with it."""
    kept = applicable(conversation, answers)
    for question in conversation.questions:
        if question.when and question.when.holds(kept) is None:
            left_out = ", ".join(sorted(question.when.names - kept.keys()))
            fault = f"On some path this guard reads {left_out}, which is not asked there."
            remedy = "Read only questions that are asked on every path, or repeat their guard with `and` in front."
            yield ContentError(_file(conversation), f"questions “{question.id}” when", fault, remedy)


def _never_asked(conversation: Conversation, paths: Iterable[tuple[str, ...]]) -> Iterator[ContentError]:
    asked = {name for path in paths for name in path}
    for question in conversation.questions:
        if question.id not in asked:
            entry, fault = f"questions “{question.id}”", "No path comes to this question."
            yield ContentError(_file(conversation), entry, fault, "Mend its guard, or remove it.")


def _missing(conversation: Conversation, needs: Needs) -> Iterator[ContentError]:
    """Yield what the use cases and the safety floor go by and do not find."""
    for name, (kind, options) in needs.items():
        question, entry = conversation.question(name), f"questions “{name}”"
        if question is None or question.kind is not kind:
            fault = f"A question of this name and the kind {kind} is needed here."
            yield ContentError(_file(conversation), entry, fault, "Put it back as it was shipped.")
        elif not set(options) <= set(question.options):
            gone = ", ".join(option for option in options if option not in question.options)
            fault = f"The answers {gone} are needed here."
            yield ContentError(_file(conversation), entry, fault, "Put them back as they were shipped.")
    if conversation.id == "after_run" and conversation.questions[0].id != "done":
        fault, remedy = "The buttons under a session answer this question.", "Put it first."
        yield ContentError(_file(conversation), "questions “done”", fault, remedy)


def _loosened(conversation: Conversation, needs: Needs) -> Iterator[ContentError]:
    """Yield what would make the safety floor read less than it does: options in another order, or a narrower guard."""
    shipped = _shipped(conversation.id)
    for name in needs:
        ours, theirs = shipped.question(name), conversation.question(name)
        if ours is None or theirs is None:
            continue
        entry = f"questions “{name}”"
        kept = [option for option in theirs.options if option in ours.options]
        if ours.ordered and kept != [option for option in ours.options if option in kept]:
            fault = "The options stand in another order than the shipped ones, from mild to bad."
            yield ContentError(_file(conversation), f"{entry} options", fault, "Put them back in their order.")
        if theirs.when and theirs.when != ours.when:
            fault = "The safety floor reads this question, so it must be asked as it was shipped."
            yield ContentError(_file(conversation), f"{entry} when", fault, "Put the guard back as it was shipped.")


@cache
def _shipped(name: str) -> Conversation:
    return build(gather()[f"conversations/{name}.toml"])


def _options(content: Content, conversation: Conversation) -> Iterator[ContentError]:
    """Yield options that mean nothing to the kind of their question."""
    for question in conversation.questions:
        for option in question.options:
            if not _means_something(content, question, option):
                fault = f"The option “{option}” is not one that {question.kind} can have."
                remedy = "Write hours as 21-8 or none, times as 18:05 or ago-60, and languages by their folder."
                yield ContentError(_file(conversation), f"questions “{question.id}” options", fault, remedy)


def _means_something(content: Content, question: Question, option: str) -> bool:
    if question.kind is Kind.QUIET_HOURS:
        return is_quiet_hours(option)
    if question.kind is Kind.TIME:
        return is_time(option) or re.fullmatch(r"ago-\d{1,4}", option) is not None
    if question.id == "language":
        return option in content.codes
    return re.fullmatch(r"[a-z][a-z0-9_]*", option) is not None


def _unread_flags(content: Content) -> Iterator[ContentError]:
    """Yield red flags that no rule of the floor acts on: asked about, and then nothing follows."""
    if FLOOR not in content.books:
        return
    read = " ".join(rule.when.text for path in FLOORS if path in content.books for rule in content.books[path].rules)
    for conversation in content.conversations.values():
        question = conversation.question("flags")
        for option in question.options if question else ():
            if f'"{option}"' not in read and f"'{option}'" not in read:
                fault = f"No rule of the safety floor reads “{option}”, so nothing would follow from it."
                remedy = "Add a rule for it to your own protocols/floor.toml."
                yield ContentError(_file(conversation), "questions “flags” options", fault, remedy)


def _file(conversation: Conversation) -> str:
    return f"conversations/{conversation.id}.toml"
