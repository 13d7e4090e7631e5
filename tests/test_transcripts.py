"""Golden transcripts: whole conversations that a physio can read and dispute, played with the database reopened."""

from pathlib import Path

import pytest

from bot.content.library import Library
from tests.play import Player

pytestmark = pytest.mark.usefixtures("nothing_to_wait_for")

FOLDER = Path(__file__).parent / "transcripts"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("**/*.txt")), ids=lambda path: path.stem)
async def test_a_conversation_goes_as_written(
    path: Path, tmp_path: Path, library: Library, request: pytest.FixtureRequest
) -> None:
    """Played line by line, everybody reads exactly what the transcript says."""
    script = path.read_text()

    played = await Player(tmp_path, library).play(script)

    if request.config.getoption("--rewrite-transcripts"):
        path.write_text(played)
    assert played == script
