"""From protocol, floor and condition files to one protocol that can decide.

Must never hold a figure: what is missing in the files is refused here, never filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.content import ladders, refusals
from bot.content.conversations import terms
from bot.content.files import CLINIC_FLOOR, FLOOR, File
from bot.content.refusals import EXTRA_REST
from bot.content.rulebooks import book, days, refuse_double, refuse_no_days
from bot.content.schema import BookFile, ConditionFile, HabitEntry, ProtocolFile, parse
from bot.core.conditions import Term
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.ladder import Phase
from bot.core.measures import MEASURES
from bot.core.protocol import WINDOWS, Habit, LeftOut, Protocol, Rulebook

CONDITIONS = "protocols/conditions/"
STAMP = 16
SCRIPTS: Mapping[str, Mapping[str, str]] = {
    "after_run": {"run": "after_run", "walk": "after_walk", "jumps": "after_jumps"},
    "h24": {},
    "h48": {},
}
"""The conversation of each check-in, where it differs by what the session consisted of."""


@dataclass(frozen=True)
class Sources:
    """The files a protocol is made of: its own, the condition's, and a ladder where it is paired with one."""

    own: File
    condition: File
    ladder: File | None = None

    @property
    def protocol_files(self) -> tuple[File, ...]:
        """The protocol's own file, and that of the ladder where there is one."""
        return (self.own, self.ladder) if self.ladder else (self.own,)


def script_of(window: str, kind: str) -> str:
    """Return the name of the conversation that is held in a check-in after a session of this kind."""
    return SCRIPTS[window].get(kind, window)


def vocabulary(conversations: Mapping[str, Conversation]) -> dict[str, Term]:
    """Return every name that rules may read: answers as `window.question`, measures, and the flags of all windows."""
    names = {measure.name: measure.term for measure in MEASURES}
    for window in WINDOWS:
        for script in (window, *SCRIPTS[window].values()):
            if script in conversations:
                names |= terms(conversations[script].questions, f"{window}.")
    names["flags"] = names["h48.flags"]
    return names


def build(sources: Sources, files: Mapping[str, File], conversations: Mapping[str, Conversation]) -> Protocol:
    """Return the protocol with the floor and the condition joined in; raises ContentError for what is unsafe."""
    scripts = Versioned.of(conversations)
    own = _read(sources.own, scripts)
    climbed = _read(sources.ladder, scripts) if sources.ladder else None
    injured = _injured(sources.condition, files, scripts)
    floors = [files[path] for path in (FLOOR, CLINIC_FLOOR) if path in files]
    under = [_floor(one, scripts) for one in floors] + [one.book for one in injured]
    joined = _join([*under, own.book], own.file)
    if climbed:
        ladders.refuse_bad_pair(own.file, own.parsed, climbed.parsed)
        _join([*under, climbed.book], climbed.file)
        joined += climbed.book
    made_of = (*sources.protocol_files, *(one.file for one in injured), *floors)
    versions = tuple(one.version for one in made_of)
    return _protocol(own, climbed, joined, versions, injured=injured, conversations=conversations)


@dataclass(frozen=True)
class Versioned:
    """The conversations, compared by their versions, so that a file is read once for all that it is joined with."""

    versions: tuple[tuple[str, str], ...]
    every: Mapping[str, Conversation] = field(compare=False)

    @staticmethod
    def of(conversations: Mapping[str, Conversation]) -> "Versioned":
        """Return the conversations with their versions."""
        versions = ((name, one.version or repr(one.questions)) for name, one in conversations.items())
        return Versioned(tuple(sorted(versions)), conversations)


@lru_cache(maxsize=8)
def _names(scripts: Versioned) -> Mapping[str, Term]:
    return vocabulary(scripts.every)


@lru_cache(maxsize=8)
def _optional(scripts: Versioned) -> frozenset[str]:
    """Return every optional question of the check-ins, as `conversation.question`."""
    asking = {script for window in WINDOWS for script in (window, *SCRIPTS[window].values())} & scripts.every.keys()
    questions = ((name, question) for name in asking for question in scripts.every[name].questions)
    return frozenset(f"{name}.{question.id}" for name, question in questions if question.optional)


@dataclass(frozen=True)
class _Part:
    """A protocol file as it was read, with its own phases, limits, clearances and rules."""

    file: File
    parsed: ProtocolFile
    phases: tuple[Phase, ...]
    book: Rulebook


@dataclass(frozen=True)
class _Injury:
    """A condition file as it was read."""

    file: File
    parsed: ConditionFile
    book: Rulebook

    @property
    def rest_days(self) -> int:
        """The least rest between two runs; 0 where the condition does not say."""
        name = self.parsed.rest
        found = days(self.file, "rest", name, {one.id: one for one in self.book.limits})
        return int(found.value) if found and found.value is not None else 0


@lru_cache(maxsize=256)
def _read(file: File, scripts: Versioned) -> _Part:
    parsed = parse(file, ProtocolFile)
    own = book(file, parsed, _names(scripts))
    if any(one.id == EXTRA_REST for one in own.limits):
        refuse_no_days(file, f"limits {EXTRA_REST}", own.limit(EXTRA_REST))
    refuse_double(file, "habits", (habit.id for habit in parsed.habits))
    refusals.refuse_unknown_questions(file, parsed.asks, _optional(scripts))
    return _Part(file, parsed, ladders.phases(file, parsed), own)


@lru_cache(maxsize=16)
def _floor(file: File, scripts: Versioned) -> Rulebook:
    return _filled(file, parse(file, BookFile), _names(scripts))


def _filled(file: File, parsed: BookFile, names: Mapping[str, Term]) -> Rulebook:
    """Return the book of a file that stands under every protocol, in which nothing may be left empty."""
    for name, entry in parsed.limits.items():
        if entry.value is None:
            raise ContentError(file.path, f"limits {name}", "This limit has no value.", "Fill it in.")
    made = book(file, parsed, names)
    refusals.refuse_phases(file, made)
    return made


@lru_cache(maxsize=256)
def _injury(file: File, scripts: Versioned) -> _Injury:
    parsed = parse(file, ConditionFile)
    if file.path != f"{CONDITIONS}{parsed.id}.toml":
        fault = f"The id “{parsed.id}” is not the name of the file."
        raise ContentError(file.path, "id", fault, "Give the file and its id the same name.")
    refusals.refuse_unknown_questions(file, parsed.asks, _optional(scripts))
    return _Injury(file, parsed, _filled(file, parsed, _names(scripts)))


def _injured(condition: File, files: Mapping[str, File], scripts: Versioned) -> list[_Injury]:
    """Return the condition, after the group of conditions that it belongs to."""
    own = _injury(condition, scripts)
    if own.parsed.group is None:
        return [own]
    file = files.get(f"{CONDITIONS}{own.parsed.group}.toml")
    group = _injury(file, scripts) if file else None
    if group is None or group.parsed.group:
        fault = f"There is no group of conditions “{own.parsed.group}”."
        raise ContentError(condition.path, "group", fault, "Name a condition that belongs to no group itself.")
    return [group, own]


def _protocol(
    own: _Part,
    climbed: _Part | None,
    joined: Rulebook,
    versions: tuple[str, ...],
    *,
    injured: list[_Injury],
    conversations: Mapping[str, Conversation],
) -> Protocol:
    parts = [own, climbed] if climbed else [own]
    phases = ladders.phases(own.file, own.parsed, climbed.phases) if climbed else own.phases
    needs_ladder = ladders.has_place(own.parsed) and climbed is None
    if not needs_ladder:
        refusals.refuse_uncleared(own.file, [part.book for part in parts])
        refusals.refuse_no_rest(own.file, [part.book for part in parts])
    refusals.refuse_unknown_phases(own.file, joined, {name for one in phases for name in (one.id, one.stage, one.kind)})
    windows = {window for part in parts for window in part.parsed.windows}
    asking: list[ProtocolFile | ConditionFile] = [*(part.parsed for part in parts), *(one.parsed for one in injured)]
    return Protocol(
        "+".join(part.parsed.id for part in parts),
        "+".join(versions),
        own.parsed.source,
        tuple(window for window in WINDOWS if window in windows) if climbed else tuple(own.parsed.windows),
        phases,
        joined,
        max(_extra_rest(part) for part in parts),
        stamp="+".join(one[:STAMP] for one in versions),
        active=all(part.parsed.active for part in parts),
        unfilled=tuple(name for part in parts for name in _empty(part)),
        asks=_asks(joined, conversations) | {name for parsed in asking for name in parsed.asks},
        habits=tuple(_habit(habit) for part in parts for habit in part.parsed.habits),
        rest_days=max(one.rest_days for one in injured),
        left_out=tuple(LeftOut(entry.figure, entry.why) for entry in own.parsed.left_out),
        about=own.parsed.about,
        condition=injured[-1].parsed.id,
        needs_ladder=needs_ladder,
    )


def _empty(part: _Part) -> tuple[str, ...]:
    """Return what was left empty; raises ContentError where the protocol may be chosen all the same."""
    empty = tuple(ladders.empty_fields(part.parsed))
    if empty and part.parsed.active:
        fault = f"This protocol is active, and {', '.join(empty)} {'has' if len(empty) == 1 else 'have'} no value."
        raise ContentError(part.file.path, empty[0], fault, "Fill it in, or write active = false.")
    return empty


def _asks(joined: Rulebook, conversations: Mapping[str, Conversation]) -> frozenset[str]:
    """Return the optional questions that rules and clearances read, as `conversation.question`."""
    read = {name for thing in joined.things for name in thing.condition.names}
    return frozenset(
        f"{script}.{question.id}"
        for window in WINDOWS
        for script in {window, *SCRIPTS[window].values()} & conversations.keys()
        for question in conversations[script].questions
        if question.optional and f"{window}.{question.id}" in read
    )


def _extra_rest(part: _Part) -> int:
    entry = part.parsed.limits.get(EXTRA_REST)
    return int(entry.value) if entry and entry.value is not None else 0


def _habit(entry: HabitEntry) -> Habit:
    return Habit(entry.id, entry.per_week, entry.origin, entry.source)


def _join(books: list[Rulebook], file: File) -> Rulebook:
    """Add the books together; an id that two of them use would make reasons ambiguous and is refused."""
    joined = books[0]
    for one in books[1:]:
        joined += one
    refuse_double(file, "rules and clearances", [thing.id for thing in joined.things])
    return joined
