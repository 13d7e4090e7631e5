"""Finding content files: the shipped ones, with a clinic's own folder laid over them file by file.

Must never know what stands in a file.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import ContentError

ROOMS = ("conversations", "protocols", "templates")
FLOOR = "protocols/floor.toml"
CLINIC_FLOOR = "protocols/floor.toml of the clinic"
LARGEST_FILE = 256 * 1024


@dataclass(frozen=True)
class File:
    """A content file; `path` is relative to the content folder and `version` is the hash of its text."""

    path: str
    text: str
    version: str


def shipped() -> Path:
    """Return the folder with the content that comes with Strideback: in the package, or the checkout's top level."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def gather(folder: Path | None = None) -> dict[str, File]:
    """Return all content files by path; a clinic's file replaces the shipped one of the same path.

    The floor alone is never replaced: a clinic's own is kept beside it. Raises ContentError for unreadable files.
    """
    files = _read_all(shipped())
    if folder is None:
        return files
    if not folder.is_dir():
        raise ContentError(str(folder), "", "The content folder does not exist.", "Create it or remove the setting.")
    own = _read_all(folder)
    if FLOOR in own and own[FLOOR].version != files[FLOOR].version:
        files[CLINIC_FLOOR] = File(CLINIC_FLOOR, own[FLOOR].text, own[FLOOR].version)
    return files | {path: file for path, file in own.items() if path != FLOOR}


def digest(files: Mapping[str, File]) -> str:
    """Return one hash for all files together: it changes with any text and with any name."""
    lines = "".join(f"{path}\n{files[path].version}\n" for path in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def _read_all(root: Path) -> dict[str, File]:
    found = (path for room in ROOMS for path in sorted((root / room).rglob("*")) if path.is_file())
    wanted = (path for path in found if path.suffix in {".toml", ".j2"} and not path.name.startswith("."))
    return {file.path: file for file in (_read(path, root) for path in wanted)}


def _read(path: Path, root: Path) -> File:
    name = path.relative_to(root).as_posix()
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ContentError(name, "", "The file is not UTF-8 text.", "Save it with the encoding UTF-8.") from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise ContentError(name, "", f"The file cannot be read: {reason}.", "Check its permissions.") from None
    if len(raw) > LARGEST_FILE:
        raise ContentError(name, "", "The file is larger than 256 KiB.", "Split it or shorten it.")
    return File(name, text, hashlib.sha256(text.encode()).hexdigest())
