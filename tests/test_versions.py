"""Whoever is on a protocol or in a conversation goes on with the version they started with, also after a restart."""

import asyncio
from pathlib import Path

import pytest

from bot.app import App
from bot.care.visit import visit
from bot.cli.sound import refuse_unsound
from bot.clock import SystemClock
from bot.config import load as load_config
from bot.content.files import shipped
from bot.content.library import Library, load
from tests.stage import Stage


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A clinic's own folder with nothing in it yet."""
    folder = tmp_path / "content"
    (folder / "protocols").mkdir(parents=True)
    (folder / "conversations").mkdir()
    return folder


def _loosen(folder: Path) -> None:
    """Raise the limit for pain from 2 to 4 in the clinic's own copy of the milestones."""
    text = (shipped() / "protocols" / "milestones.toml").read_text()
    assert "value = 2\n" in text
    (folder / "protocols" / "milestones.toml").write_text(text.replace("value = 2\n", "value = 4\n", 1))


async def test_a_changed_protocol_does_not_reach_those_who_are_under_way(stage: Stage, content: Path) -> None:
    """After the restart Ana's limit is still 2, while a new patient would get 4."""
    await _kept(stage, stage.library)
    _loosen(content)
    stage.library = await _restarted(stage, load(content))

    async with stage.turn() as turn:
        came = await visit(turn, await turn.person(stage.actors["ana"].person))
        limit = came.protocol.book.limit("pain").value

    assert limit == 2
    assert stage.library.protocol("milestones", "it_band").book.limit("pain").value == 4


async def test_a_conversation_in_progress_keeps_its_script(stage: Stage, content: Path) -> None:
    """A question that is gone from the file is still asked of whoever was in the middle of it."""
    await _kept(stage, stage.library)
    await stage.tap("ana", "Did less")
    text = (shipped() / "conversations" / "after_run.toml").read_text()
    start = text.index('[[questions]]\nid = "minutes_run"')
    shortened = text[:start] + text[text.index("[[questions]]", start + 1) :]
    (content / "conversations" / "after_run.toml").write_text(shortened)
    stage.library = await _restarted(stage, load(content))

    await stage.say("ana", "12")

    assert "Minutes run: <b>12</b>" in stage.actors["ana"].phone[-1].text


async def test_the_app_takes_earlier_versions_up_at_its_start(tmp_path: Path, content: Path) -> None:
    """What an earlier run put into safekeeping is in the library of the next one."""
    config = tmp_path / "config.toml"
    config.write_text('[telegram]\ntoken = "1:abcdefgh"\nbase_url = "http://127.0.0.1:9/bot"\n')
    before = load()
    await _start_and_stop(config, before)
    _loosen(content)
    after = load(content)

    await _start_and_stop(config, after)

    old = before.protocol("milestones", "it_band").version
    assert after.protocol("milestones", "it_band", old).book.limit("pain").value == 2


async def test_the_app_goes_on_with_what_was_published(tmp_path: Path, content: Path) -> None:
    """A folder that was changed between two starts decides about nobody, neither new nor under way."""
    config = tmp_path / "config.toml"
    config.write_text('[telegram]\ntoken = "1:abcdefgh"\nbase_url = "http://127.0.0.1:9/bot"\n')
    await _start_and_stop(config, load())
    _loosen(content)
    after = load(content)

    await _start_and_stop(config, after)

    assert after.protocol("milestones", "it_band").book.limit("pain").value == 2


def test_a_clinics_own_content_that_the_check_refuses_is_not_run(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bot does not start, and says file, entry, fault and remedy."""
    (content / "protocols" / "milestones.toml").write_text("id = 'milestones'\n")

    with pytest.raises(SystemExit):
        refuse_unsound(content)

    assert "protocols/milestones.toml" in capsys.readouterr().err


async def _kept(stage: Stage, library: Library) -> None:
    store = await stage.store()
    await store.keep_content(library.versions())


async def _restarted(stage: Stage, library: Library) -> Library:
    store = await stage.store()
    await store.keep_content(library.versions())
    library.keep_all(await store.contents())
    return library


async def _start_and_stop(config: Path, library: Library) -> None:
    """Start the app as far as it comes without Telegram, and stop it."""
    app = App(load_config(config), SystemClock(), library)
    starting = asyncio.create_task(app.start())
    async with asyncio.timeout(20):
        while not (hasattr(app, "bot") or starting.done()):
            await asyncio.sleep(0.01)
    await app.stop()
    await starting
