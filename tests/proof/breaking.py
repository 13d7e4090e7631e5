"""A clinic's own small content, and what the check says after one edit of it.

The content stands in tests/proof/clinic; the shipped conversations and the shipped floor are all that is under it,
so that a case takes a moment.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.content.files import FLOOR, File, gather
from bot.core.errors import ContentError
from bot.proof.checks import problems
from bot.proof.readable import read

CLINIC = Path(__file__).parent / "clinic"
OURS, FRAME = "protocols/ours.toml", "protocols/our_frame.toml"
GROUP, INJURY = "protocols/conditions/our_group.toml", "protocols/conditions/our_hamstring.toml"


@dataclass(frozen=True)
class Edit:
    """One edit of one of the clinic's files (or, without `old`, an addition at its end), and what must be said of it.

    `entry`, `fault` and `remedy` are parts of the sentence; `blamed` is the file, where it is not the edited one.
    """

    path: str
    old: str
    new: str
    entry: str
    fault: str
    remedy: str
    blamed: str = ""


def sound() -> dict[str, File]:
    """Return the clinic's content before any edit."""
    shipped = {path: file for path, file in gather().items() if path.startswith("conversations/") or path == FLOOR}
    own = (path for path in sorted(CLINIC.rglob("*.toml")))
    return shipped | {name: _file(name, path.read_text()) for path in own for name in [str(path.relative_to(CLINIC))]}


def found(edit: Edit | None) -> list[ContentError]:
    """Return what is wrong after an edit, without what lies in the texts being left out here."""
    files = sound()
    if edit:
        text = files[edit.path].text if edit.path in files else ""
        assert edit.old in text, f"{edit.path} has no {edit.old!r}"
        files[edit.path] = _file(edit.path, text.replace(edit.old, edit.new, 1) if edit.old else text + edit.new)
    return [one for one in problems(read(files)) if str(one) not in (_without_texts() if edit else ())]


@cache
def _without_texts() -> frozenset[str]:
    return frozenset(str(one) for one in found(None))


def _file(path: str, text: str) -> File:
    return File(path, text, sha256(text.encode()).hexdigest())
