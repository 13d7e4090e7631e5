"""The README keeps to what is there: its chat is a played transcript, and its map is the tree."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()


def test_the_recorded_chat_is_played_in_the_tests() -> None:
    """Every line of the chat stands in the transcript it is taken from, in the same order."""
    name, chat = re.findall(r"<!-- recorded: (\w+) -->\n```\n(.*?)```", README, flags=re.DOTALL)[0]
    transcript = (ROOT / "tests" / "transcripts" / f"{name}.txt").read_text()

    assert chat.strip()
    assert chat in transcript


def test_every_place_on_the_map_exists() -> None:
    """Each path of the house's map is in the tree."""
    block = README.split("## The house\n\n```\n")[1].split("```")[0]
    places = [line.split()[0] for line in block.splitlines() if line.strip()]

    assert len(places) > 10
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_command_stands_in_the_table() -> None:
    """And nothing else does."""
    table = README.split("## Commands\n\n")[1].split("\n\n")[0]
    told = re.findall(r"^\| `(?:strideback )?(\w+)", table, flags=re.MULTILINE)

    assert set(told) == set(get_command(app).commands)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)h][^)]*)\)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
