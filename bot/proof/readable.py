"""Reading as much content as can be read, and noting each file that cannot: one broken file hides no other.

Must never judge what could be read; the checks do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import TypeVar

from bot.content import conversations, protocols, texts
from bot.content.catalogue import Catalogue, catalogue, of_book
from bot.content.files import CLINIC_FLOOR, FLOOR, File
from bot.content.protocols import CONDITIONS
from bot.content.rulebooks import book
from bot.content.schema import BookFile, ConditionFile, ProtocolFile, parse
from bot.content.texts import SHARED, Language
from bot.core.conditions import Term
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.protocol import WINDOWS, Protocol, Rulebook

Read = TypeVar("Read")
FLOORS = (FLOOR, CLINIC_FLOOR)


@dataclass
class Content:
    """What could be read of all files, and what is wrong with the rest.

    `books` holds limits, clearances and rules by file; `ladders` each protocol by its file, joined with one condition;
    `choices` each way back to running by its name, pairs included. `rests` names the limits that a condition rests by.
    """

    files: Mapping[str, File]
    conversations: dict[str, Conversation] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    books: dict[str, Rulebook] = field(default_factory=dict)
    ladders: dict[str, Protocol] = field(default_factory=dict)
    choices: dict[str, Protocol] = field(default_factory=dict)
    rests: dict[str, frozenset[str]] = field(default_factory=dict)
    problems: list[ContentError] = field(default_factory=list)

    @property
    def expected(self) -> Catalogue:
        """The texts that everything readable asks for."""
        asked = dict(catalogue(self.conversations.values(), self.ladders.values()))
        for own in self.books.values():
            asked.update(of_book(own))
        return asked

    def parts_of(self, choice: str) -> list[str]:
        """Return the files of a way back to running: one, or two where it is a pair."""
        paths = {protocol.id: path for path, protocol in self.ladders.items()}
        return [paths[name] for name in choice.split("+")]

    def path_of(self, choice: str) -> str:
        """Return the file to be blamed for what is wrong with a way back to running."""
        return self.parts_of(choice)[0]

    @property
    def codes(self) -> list[str]:
        """The languages that there is a folder of."""
        folders = (PurePosixPath(path).parts for path in self.files if path.startswith("templates/"))
        return sorted({parts[1] for parts in folders if len(parts) > 2})

    @property
    def doubtful(self) -> set[str]:
        """The template files of which nobody can say what should stand in them, because other files are broken."""
        scripts = {PurePosixPath(path).stem for path in self.files if path.startswith("conversations/")}
        lost = scripts - self.conversations.keys()
        books = {path for path in self.files if path.startswith("protocols/")}
        whole = books == self.books.keys() and {path for path in books if not _is_shared(path)} == self.ladders.keys()
        return lost | ({SHARED} if lost else set()) | (set() if whole else {"names", "reasons", "habits", "session"})

    def attempt(self, read: Callable[[], Read]) -> Read | None:
        """Return what was read, or None after noting what is wrong."""
        try:
            return read()
        except ContentError as problem:
            self.problems.append(problem)
            return None


def read(files: Mapping[str, File]) -> Content:
    """Return everything that can be read, with one problem at least for each file that cannot."""
    content = Content(files)
    _read_conversations(content)
    for code in content.codes:
        _read_language(content, code)
    # Without the check-ins nothing says which names rules may read, so their files would be blamed wrongly.
    if set(WINDOWS) <= content.conversations.keys():
        _read_books(content)
        _read_ladders(content)
        _read_choices(content)
    return content


def _read_conversations(content: Content) -> None:
    for path, file in content.files.items():
        if path.startswith("conversations/"):
            built = content.attempt(partial(conversations.build, file))
            if built:
                content.conversations[built.id] = built


def _read_language(content: Content, code: str) -> None:
    """Read a language as a whole; where that fails, file by file, to blame each that is broken."""
    folder = f"templates/{code}/"
    spoken = [file for path, file in content.files.items() if path == f"{folder}language.toml"]
    own = [file for path, file in content.files.items() if path.startswith(folder) and path.endswith(".j2")]
    try:
        content.languages[code] = _language(code, *spoken, *own)
    except ContentError:
        if content.attempt(partial(_language, code, *spoken)):
            sound = [file for file in own if content.attempt(partial(_language, code, *spoken, file))]
            content.languages[code] = _language(code, *spoken, *sound)


@lru_cache(maxsize=128)
def _language(code: str, *files: File) -> Language:
    return texts.languages({file.path: file for file in files}, (code,))[code]


def _read_books(content: Content) -> None:
    names = protocols.vocabulary(content.conversations)
    for file in _book_files(content):
        built = content.attempt(partial(_book, file, names))
        if built:
            content.books[file.path] = built
            if file.path.startswith(CONDITIONS):
                rest = parse(file, ConditionFile).rest
                content.rests[file.path] = frozenset((rest,)) if rest else frozenset()


def _book(file: File, names: Mapping[str, Term]) -> Rulebook:
    model = BookFile if file.path in FLOORS else ConditionFile if _is_shared(file.path) else ProtocolFile
    return book(file, parse(file, model), names)


def _read_ladders(content: Content) -> None:
    """Join each protocol with the floors and each condition, among those that could be read alone."""
    sound = {path: content.files[path] for path in content.books}
    if FLOOR not in sound:
        return
    injuries = _injuries(content)
    for path, file in sound.items():
        for injury in injuries if not _is_shared(path) else ():
            sources = protocols.Sources(file, injury)
            joined = content.attempt(partial(protocols.build, sources, sound, content.conversations))
            if joined:
                content.ladders.setdefault(path, joined)


def _injuries(content: Content) -> list[File]:
    """Return the conditions that can be read, but those whose group is broken and has been blamed already."""
    sound = [path for path in content.books if path.startswith(CONDITIONS)]
    groups = {path: parse(content.files[path], ConditionFile).group for path in sound}
    paths = {path: f"{CONDITIONS}{group}.toml" for path, group in groups.items() if group}
    broken = {path for path, group in paths.items() if group in content.files and group not in content.books}
    return [content.files[path] for path in sound if path not in broken]


def _read_choices(content: Content) -> None:
    """Join each protocol without a ladder with each that has one, and take the others as they are."""
    sound = {path: content.files[path] for path in content.books}
    injuries = _injuries(content)
    whole = {path: one for path, one in content.ladders.items() if not one.needs_ladder}
    content.choices.update((one.id, one) for one in whole.values())
    for path, frame in content.ladders.items():
        for climbed in whole if frame.needs_ladder else ():
            sources = protocols.Sources(sound[path], injuries[0], sound[climbed])
            joined = content.attempt(partial(protocols.build, sources, sound, content.conversations))
            if joined:
                content.choices[joined.id] = joined


def _book_files(content: Content) -> Iterator[File]:
    return (file for path, file in content.files.items() if path.startswith("protocols/"))


def _is_shared(path: str) -> bool:
    return path in FLOORS or path.startswith(CONDITIONS)
