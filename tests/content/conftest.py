"""A clinic's own content folder, made from shipped files with small edits."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.files import shipped

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def clinic(tmp_path: Path) -> Edit:
    """Return a function that puts an edited copy of a shipped file, or a new file, into the clinic's folder."""

    def edit(path: str, old: str, new: str) -> Path:
        target, source = tmp_path / path, shipped() / path
        text = target.read_text() if target.exists() else source.read_text() if source.exists() else ""
        assert old in text, f"{path} has no {old!r} to replace"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace(old, new, 1) if old else text + new)
        return tmp_path

    return edit
