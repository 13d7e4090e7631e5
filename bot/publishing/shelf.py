"""The shelf: which content was published last, kept in the database with the text of every file.

A folder that is changed, broken or gone therefore changes nothing until somebody publishes it. Must never look at a
patient.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.care.ports import Turn
from bot.care.settings import Settings
from bot.content.changes import Versions, versions
from bot.content.files import File, gather
from bot.content.library import Library, Succession, load, of
from bot.core.errors import ContentError
from bot.store.store import Store

NOTE = "published"
PROVED = "proved"
"""The note with the hash of the content that the long proof was run on last."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """What was published: the hash of each file, and earlier templates with texts that the newer ones lack."""

    number: int
    files: Versions
    spare: tuple[tuple[str, str], ...] = ()
    succession: Succession = field(default_factory=Succession)

    @staticmethod
    def of(note: Mapping[str, Any]) -> "Published":
        """Return what a note holds."""
        spare = tuple((path, version) for path, version in note["spare"])
        return Published(note["number"], note["files"], spare, Succession(**note["succession"]))

    def note(self) -> dict[str, Any]:
        """Return it as a note holds it."""
        return asdict(self)


async def read(turn: Turn) -> Published | None:
    """Return what was published last, or None before the first time."""
    note = await turn.note(NOTE)
    return Published.of(note) if note else None


async def published(store: Store, languages: tuple[str, ...]) -> Library | None:
    """Return the library that was published last, or None before the first time; raises ContentError."""
    async with store.turn(load_nothing(), Settings()) as turn:
        found = await read(turn)
    return rebuilt(found, await store.contents(), languages) if found else None


async def opened(store: Store, folder: Path | None, languages: tuple[str, ...]) -> Library:
    """Return the published library, or what lies in the folder where nothing is published; raises ContentError."""
    found = await published(store, languages)
    if found:
        return found
    library = load(folder, languages)
    await store.keep_content(library.versions())
    library.keep_all(await store.contents())
    return library


async def take_up(store: Store, library: Library) -> None:
    """Let a library hold what was published; at the very first start, publish what it holds.

    Where the published texts cannot be read any more by this version of Strideback, those at hand take their place.
    """
    await store.keep_content(library.versions())
    kept = await store.contents()
    library.keep_all(kept)
    async with store.turn(library, Settings()) as turn:
        found = await read(turn)
        if found is None:
            await turn.put_note(NOTE, Published(1, versions(library.files)).note())
            return
    if not found.spare and found.files == versions(library.files):
        library.succession = found.succession
        return
    try:
        library.become(rebuilt(found, kept, tuple(library.languages), library.files))
    except ContentError as error:
        _log.error("what was published cannot be read any more: %s", error)
        async with store.turn(library, Settings()) as turn:
            renewed = Published(found.number + 1, versions(library.files), found.spare, found.succession)
            await turn.put_note(NOTE, renewed.note())


def rebuilt(
    found: Published,
    kept: Iterable[tuple[str, str, str]],
    languages: tuple[str, ...],
    lying: Mapping[str, File] | None = None,
) -> Library:
    """Return the library made of published texts; raises ContentError.

    Texts and conversations that a newer version of Strideback brings along, and that were never published, are taken
    as they are shipped, so that no sentence is ever missing; a language that is new in the config, as it is `lying`.
    """
    every = list(kept)
    texts = {version: text for version, _, text in every}
    own = {path: File(path, texts[version], version) for path, version in found.files.items()}
    shipped = gather()
    files = {path: file for path, file in shipped.items() if not path.startswith("protocols/")} | own
    known = {_folder(path) for path in files}
    files |= {path: file for path, file in (lying or {}).items() if _folder(path) not in known}
    spare = [File(path, texts[version], version) for path, version in found.spare]
    spare += [file for path, file in shipped.items() if path.endswith(".j2") and files[path].version != file.version]
    library = of(files, languages, spare)
    library.keep_all(every)
    library.succession = found.succession
    return library


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def lost_texts(old: Library, new: Library, before: Published) -> tuple[tuple[str, str], ...]:
    """Return the earlier templates, as (path, hash), with texts that the newer ones do not have."""
    found: dict[tuple[str, str], None] = {}
    for code, language in old.languages.items():
        newer = new.languages.get(code)
        for name, sheet in language.templates.items():
            path = f"templates/{code}/{name}.j2"
            lacks = newer is None or name not in newer.templates or sheet.blocks - newer.templates[name].blocks
            if lacks and path in before.files:
                found[path, before.files[path]] = None
    return tuple({**found, **dict.fromkeys(before.spare)})


def load_nothing() -> Library:
    """Return an empty library, for a turn that asks for notes alone."""
    return Library({}, {}, {})
