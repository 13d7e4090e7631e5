"""`strideback publish` beside a bot that is not running: it shows, refuses and orders; the bot does it at its start."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.beside import desk
from bot.care.updates import orders
from bot.cli import proved
from bot.content.files import shipped
from bot.publishing import shelf
from tests.cli.asking import strideback

CONFIG = '[telegram]\ntoken = "1:abcdefgh"\n[clinic]\ncontent = "own"\n[storage]\nurl = "sqlite+aiosqlite:///c.db"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A clinic whose shipped content is published, and whose own folder has a stricter limit since."""
    path, own = tmp_path / "config.toml", tmp_path / "own" / "protocols"
    path.write_text(CONFIG)
    own.mkdir(parents=True)
    asyncio.run(_first_start(path))
    text = (shipped() / "protocols" / "milestones.toml").read_text()
    (own / "milestones.toml").write_text(text.replace("value = 2\n", "value = 1\n", 1))
    return path


async def _first_start(config: Path) -> None:
    async with desk(config) as (at, _):
        await shelf.take_up(at.store, at.library)


async def _order(config: Path) -> dict[str, object] | None:
    async with desk(config) as (at, _), at.turn() as turn:
        return await turn.note(orders.ORDER)


def test_it_says_what_waits_as_data_and_publishes_nothing(config: Path) -> None:
    """Without --for, or with --dry, a script learns what is changed and how many it touches."""
    done = strideback("publish", "--config", str(config), "--dry", "--for", "now", "--json")

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert [change["path"] for change in said["changes"]] == ["protocols/milestones.toml"]
    assert said["counts"]["touched"] == 0
    assert not said["proved"]
    assert asyncio.run(_order(config)) is None


def test_it_orders_what_the_bot_then_publishes_and_says_so(config: Path) -> None:
    """A second one is refused until the first is done; without --yes and a terminal nothing is ordered."""
    asked = strideback("publish", "--config", str(config), "--for", "next")
    done = strideback("publish", "--config", str(config), "--for", "next", "--yes")
    again = strideback("publish", "--config", str(config), "--for", "now", "--yes")

    assert (asked.returncode, done.returncode, again.returncode) == (1, 0, 1), done.stderr
    assert "--yes" in asked.stderr
    assert "as soon as it runs" in done.stdout
    assert "under way already" in again.stderr
    ordered = asyncio.run(_order(config))
    assert ordered is not None
    assert ordered["mode"] == "next"


def test_what_the_check_refuses_cannot_be_published(config: Path) -> None:
    """With file, entry, fault and remedy."""
    own = config.parent / "own" / "protocols" / "milestones.toml"
    own.write_text(own.read_text().replace("value = 1\n", 'value = "one"\n', 1))

    done = strideback("publish", "--config", str(config), "--for", "now", "--yes")

    assert done.returncode == 1
    assert "protocols/milestones.toml" in done.stdout
    assert asyncio.run(_order(config)) is None


def test_an_unknown_wish_is_asked_for_wrongly(config: Path) -> None:
    """With the words that may stand there."""
    done = strideback("publish", "--config", str(config), "--for", "everybody")

    assert done.returncode == 2
    assert "new, next, now" in done.stderr


def test_it_says_whether_the_long_proof_was_run_on_exactly_this_content(config: Path) -> None:
    """One more blank line, and it was not."""
    own = config.parent / "own"
    proved.note(config, proved.hash_of(own))

    before = strideback("publish", "--config", str(config), "--json")
    changed = own / "protocols" / "milestones.toml"
    changed.write_text(changed.read_text() + "\n")
    after = strideback("publish", "--config", str(config), "--json")

    assert json.loads(before.stdout)["proved"]
    assert not json.loads(after.stdout)["proved"]
