"""The library: all content, read once, and asked by name and version afterwards.

Must never know Telegram or SQL; texts of earlier versions are handed in by `keep`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.content import conversations, protocols, texts
from bot.content.files import CLINIC_FLOOR, FLOOR, File, gather
from bot.content.protocols import CONDITIONS
from bot.content.texts import Language
from bot.core.conversation import Conversation
from bot.core.errors import ContentError
from bot.core.protocol import Protocol


@dataclass
class Library:
    """Everything a clinic owns, ready for use; versions that are no longer current are found in `older`."""

    files: dict[str, File]
    languages: dict[str, Language]
    conversations: dict[str, Conversation]
    older: dict[str, File] = field(default_factory=dict)
    _protocols: dict[tuple[str, str], Protocol] = field(default_factory=dict)
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

        `four_stages+milestones` names a protocol that is paired with the ladder of another.
        """
        own, *ladder = self._protocol_files(name, version)
        injured = self._file(f"{CONDITIONS}{condition}.toml", "condition", self.condition_names())
        key = ("+".join(file.version for file in (own, *ladder)), condition)
        if key not in self._protocols:
            sources = protocols.Sources(own, injured, ladder[0] if ladder else None)
            self._protocols[key] = protocols.build(sources, self.files, self.conversations)
        return self._protocols[key]

    def _protocol_files(self, name: str, version: str) -> list[File]:
        names, versions = name.split("+", maxsplit=1), version.split("+")
        pinned = [self.older.get(one) for one in versions] if len(versions) == len(names) else [None] * len(names)
        return [
            older or self._file(f"protocols/{one}.toml", "protocol", self.protocol_names())
            for one, older in zip(names, pinned, strict=True)
        ]

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
        """Return version, path and text of every conversation and protocol, for safekeeping."""
        rooms = ("conversations/", "protocols/")
        return [(file.version, path, file.text) for path, file in self.files.items() if path.startswith(rooms)]

    def keep(self, version: str, path: str, text: str) -> None:
        """Take in the text of an earlier version, so that whoever runs on it goes on with it."""
        self.older[version] = File(path, text, version)

    def keep_all(self, versions: Iterable[tuple[str, str, str]]) -> None:
        """Take in every earlier version out of the safekeeping, as (version, path, text)."""
        for version, path, text in versions:
            self.keep(version, path, text)

    def _file(self, path: str, what: str, known: list[str]) -> File:
        if path not in self.files:
            raise ContentError(path, "", f"There is no such {what}.", f"Choose one of: {', '.join(sorted(known))}.")
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
    files = gather(folder)
    scripts = {
        script.id: script
        for path, file in files.items()
        if path.startswith("conversations/")
        for script in [conversations.build(file)]
    }
    library = Library(files, texts.languages(files, languages), scripts)
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
