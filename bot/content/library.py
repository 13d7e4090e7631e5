"""The library: all content, read once, and asked by name and version afterwards.

Must never know Telegram or SQL; texts of earlier versions are handed in by `keep`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from bot.content import conversations, protocols, texts
from bot.content.files import CLINIC_FLOOR, FLOOR, File, gather
from bot.content.protocols import CONDITIONS
from bot.content.texts import Language
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.protocol import Protocol


@dataclass(frozen=True)
class Succession:
    """What takes the place of earlier versions for those who are under way, as the clinic decided at publishing.

    `follows` holds for the hash of an earlier version the one that takes its place at the next session, empty where
    the file is gone; `nearest` says that whoever stands on a rung that is gone goes on from the nearest one below,
    and otherwise stays on the earlier version; `by` published it.
    """

    follows: Mapping[str, str] = field(default_factory=dict)
    nearest: bool = False
    by: int = 0


@dataclass(repr=False)  # it would be a book
class Library:
    """Everything a clinic owns, ready for use; versions that are no longer current are found in `older`."""

    files: dict[str, File]
    languages: dict[str, Language]
    conversations: dict[str, Conversation]
    older: dict[str, File] = field(default_factory=dict)
    succession: Succession = field(default_factory=Succession)
    _protocols: dict[tuple[str, ...], Protocol] = field(default_factory=dict)
    _scripts: dict[str, Conversation] = field(default_factory=dict)

    def language(self, code: str) -> Language:
        """Return the language, or the first of the clinic's where this one is not offered."""
        return self.languages.get(code) or next(iter(self.languages.values()))

    def conversation(self, name: str, version: str = "") -> Conversation:
        """Return the conversation in this version, or in the current one; raises KeyError for an unknown name."""
        current = self.conversations[name]
        if version in ("", current.version) or version not in self.older:
            return current
        if version not in self._scripts:
            self._scripts[version] = conversations.build(self.older[version])
        pinned = self._scripts[version]
        return pinned if self._can_say(pinned) else current

    def protocol(self, name: str, condition: str, version: str = "") -> Protocol:
        """Return the protocol with floor and condition joined in; raises ContentError where one is not known.

        `four_stages+milestones` names a protocol that is paired with the ladder of another. Where a version reads what
        is not asked any more, the one that follows it takes its place.
        """
        try:
            return self.pinned(name, condition, version)
        except ContentError:
            following = self.renewed(version)
            if following == version:
                raise
            return self.pinned(name, condition, following)

    def pinned(self, name: str, condition: str, version: str) -> Protocol:
        """Return the protocol in exactly this version; raises ContentError where it cannot be had any more."""
        found = self._pinned(version)
        own, *ladder = (self._of_protocol(one, found) for one in name.split("+", maxsplit=1))
        injured = self._file(f"{CONDITIONS}{condition}.toml", "condition", found, self.condition_names)
        key = (name, condition, *(one.version for one in (own, *ladder)), *(file.version for file in found.values()))
        if key not in self._protocols:
            sources = protocols.Sources(own, injured, ladder[0] if ladder else None)
            self._protocols[key] = protocols.build(sources, self.files | found, self.conversations)
        return self._protocols[key]

    def renewed(self, version: str) -> str:
        """Return the version on which a plan goes on from its next session; the same where nothing follows it."""
        targets = (self.succession.follows.get(one, one) for one in version.split("+"))
        return "+".join(dict.fromkeys(target for target in targets if target))

    def become(self, other: "Library") -> None:
        """Hold what another library holds, in one step, for everybody who has this one in hand."""
        for one in fields(self):
            setattr(self, one.name, getattr(other, one.name))

    def _pinned(self, version: str) -> dict[str, File]:
        """Return the files that a version names, by path, as far as they are earlier ones."""
        found = (self.older[one] for one in version.split("+") if one in self.older)
        return {file.path: file for file in found if file.version != self._current(file.path)}

    def _current(self, path: str) -> str:
        return self.files[path].version if path in self.files else ""

    def _of_protocol(self, name: str, found: Mapping[str, File]) -> File:
        return self._file(f"protocols/{name}.toml", "protocol", found, self.protocol_names)

    def protocol_names(self) -> list[str]:
        """Return the ids of all protocols."""
        return [
            path.removeprefix("protocols/").removesuffix(".toml")
            for path in self.files
            if path.startswith("protocols/") and not path.startswith(CONDITIONS) and path not in (FLOOR, CLINIC_FLOOR)
        ]

    def condition_names(self) -> list[str]:
        """Return the ids of all conditions."""
        return [
            path.removeprefix(CONDITIONS).removesuffix(".toml") for path in self.files if path.startswith(CONDITIONS)
        ]

    def choices(self) -> list[str]:
        """Return every way back to running: protocols with a ladder, and pairs of one without and one with."""
        first = self.condition_names()[0]
        names = self.protocol_names()
        frames = [name for name in names if self.protocol(name, first).needs_ladder]
        whole = [name for name in names if name not in frames]
        return [*whole, *(f"{frame}+{ladder}" for frame in frames for ladder in whole)]

    def versions(self) -> list[tuple[str, str, str]]:
        """Return version, path and text of every file, for safekeeping."""
        return [(file.version, path, file.text) for path, file in self.files.items()]

    def keep(self, version: str, path: str, text: str) -> None:
        """Take in the text of an earlier version, so that whoever runs on it goes on with it."""
        self.older[version] = File(path, text, version)

    def keep_all(self, versions: Iterable[tuple[str, str, str]]) -> None:
        """Take in every earlier version out of the safekeeping, as (version, path, text)."""
        for version, path, text in versions:
            self.keep(version, path, text)

    def _file(self, path: str, what: str, found: Mapping[str, File], known: Callable[[], list[str]]) -> File:
        if path in found:
            return found[path]
        if path not in self.files:
            raise ContentError(path, "", f"There is no such {what}.", f"Choose one of: {', '.join(sorted(known()))}.")
        return self.files[path]

    def _can_say(self, script: Conversation) -> bool:
        """Whether every language still has words for every question of an earlier script."""
        return all(
            language.has(f"{script.id}.{question.id}")
            for language in self.languages.values()
            for question in script.questions
        )


def load(folder: Path | None = None, languages: tuple[str, ...] = ("en", "es")) -> Library:
    """Return the library, with a clinic's own folder laid over the shipped content; raises ContentError."""
    return of(gather(folder), languages)


def of(files: dict[str, File], languages: tuple[str, ...], spare: Sequence[File] = ()) -> Library:
    """Return the library made of these files; raises ContentError.

    `spare` are templates in which a text is looked for that the files do not have, the first of them first.
    """
    scripts = {
        script.id: script
        for path, file in files.items()
        if path.startswith("conversations/")
        for script in [conversations.build(file)]
    }
    library = Library(files, texts.languages(files, languages, spare), scripts)
    _refuse_what_cannot_be_joined(library)
    return library


def _refuse_what_cannot_be_joined(library: Library) -> None:
    """Join every protocol with every condition, and every pair with one, so that no patient meets a fault first."""
    conditions = library.condition_names()
    for name in library.protocol_names():
        for condition in conditions:
            library.protocol(name, condition)
    for name in library.choices() if conditions else ():
        library.protocol(name, conditions[0])
