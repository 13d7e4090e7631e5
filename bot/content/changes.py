"""What differs between two sets of content files: which are new, changed or gone, and what kind of file each is.

Must never know what a difference means for anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.content.files import CLINIC_FLOOR, FLOOR, File
from bot.content.library import Succession
from bot.content.protocols import CONDITIONS

Kind = Literal["floor", "protocol", "condition", "conversation", "wording"]
How = Literal["new", "changed", "gone"]
Versions = Mapping[str, str]
"""The hash of each file by its path."""


@dataclass(frozen=True)
class Change:
    """One file that is not what it was."""

    path: str
    kind: Kind
    how: How


def versions(files: Mapping[str, File]) -> dict[str, str]:
    """Return the hash of each file by its path."""
    return {path: file.version for path, file in files.items()}


def changes(before: Versions, after: Versions) -> tuple[Change, ...]:
    """Return what differs, in the order of kinds and paths."""
    paths = sorted({*before, *after}, key=lambda path: (_ORDER.index(kind_of(path)), path))
    return tuple(
        Change(path, kind_of(path), _how(path in before, path in after))
        for path in paths
        if before.get(path) != after.get(path)
    )


def kind_of(path: str) -> Kind:
    """Return what a file of this path is."""
    if path in (FLOOR, CLINIC_FLOOR):
        return "floor"
    if path.startswith(CONDITIONS):
        return "condition"
    room = path.partition("/")[0]
    return _ROOMS.get(room, "wording")


def of_floor(found: Iterable[Change]) -> bool:
    """Say whether the floor under every protocol is among what differs."""
    return any(change.kind == "floor" for change in found)


def succession(
    before: Succession, after: Versions, kept: Iterable[tuple[str, str]], found: Iterable[Change]
) -> dict[str, str]:
    """Return what follows every version ever `kept` (hash, path) of the protocols, conditions and floors found changed.

    Whoever is on a protocol or has a condition whose file is gone stays as they are; a floor that is gone is gone.
    """
    pinned = {change.path for change in found if change.kind in ("protocol", "condition", "floor")}
    lost = {path for path in pinned if path not in after}
    follows = dict(before.follows)
    for version, path in kept:
        if path in pinned - lost or (path == CLINIC_FLOOR and path in lost):
            follows[version] = after.get(path, "")
    return {old: new for old, new in follows.items() if old not in after.values()}


def _how(was: bool, stays: bool) -> How:  # noqa: FBT001  # two plain answers
    return "changed" if was and stays else "new" if stays else "gone"


_ORDER: tuple[Kind, ...] = ("floor", "protocol", "condition", "conversation", "wording")
_ROOMS: dict[str, Kind] = {"protocols": "protocol", "conversations": "conversation", "templates": "wording"}
