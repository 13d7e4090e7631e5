"""The bot runs on what was published, not on what happens to lie in the folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.care.settings import Settings
from bot.clock import SystemClock
from bot.content.changes import versions
from bot.content.files import File, gather
from bot.content.library import Library, Succession, of
from bot.publishing import shelf
from bot.publishing.shelf import Published
from bot.store.store import Store
from tests.care.updates.clinic import MILESTONES, changed

WEEK = "templates/en/week.j2"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'shelf.db'}", clock=SystemClock())
    yield opened
    await opened.close()


def _library(files: dict[str, File]) -> Library:
    return of(dict(files), ("en", "es"))


async def _published(store: Store) -> Published | None:
    async with store.turn(shelf.load_nothing(), Settings()) as turn:
        return await shelf.read(turn)


async def test_the_first_start_publishes_what_lies_there(store: Store) -> None:
    """Every file counts: what decides, what is asked and what is said."""
    library = _library(gather())

    await shelf.take_up(store, library)

    found = await _published(store)
    assert found is not None
    assert found.number == 1
    assert found.files == versions(gather())


async def test_a_later_start_goes_on_with_what_was_published(store: Store, library: Library) -> None:
    """Another protocol in the folder, or another wording, changes nothing."""
    await shelf.take_up(store, _library(gather()))
    lying = _library(changed(library, MILESTONES, "value = 2\n", "value = 4\n"))

    await shelf.take_up(store, lying)

    assert lying.protocol("milestones", "it_band").book.limit("pain").value == 2
    assert lying.files == library.files


async def test_nothing_published_leaves_what_lies_in_the_folder(store: Store) -> None:
    """A command before the first start works on the clinic's folder, and publishes nothing."""
    found = await shelf.opened(store, None, ("en", "es"))

    assert found.files == gather()
    assert await _published(store) is None


async def test_a_command_beside_the_bot_goes_by_what_was_published(store: Store, tmp_path: Path) -> None:
    """Whatever lies in the folder, be it broken."""
    await shelf.take_up(store, _library(gather()))
    own = tmp_path / MILESTONES
    own.parent.mkdir(parents=True)
    own.write_text("id = 'milestones'\n")

    found = await shelf.opened(store, tmp_path, ("en", "es"))

    assert found.files == gather()


async def test_what_a_newer_strideback_asks_and_says_is_there_without_publishing(store: Store) -> None:
    """A text or a conversation that never was published is taken as it is shipped; no protocol is."""
    files = {path: file for path, file in gather().items() if path not in (WEEK, MILESTONES)}
    await store.keep_content([(file.version, path, file.text) for path, file in files.items()])
    found = Published(1, versions(files))

    library = shelf.rebuilt(found, await store.contents(), ("en", "es"))

    assert library.language("en").has("week.ran_besides")
    assert "milestones" not in library.protocol_names()


def test_a_text_that_was_taken_out_is_still_said_to_those_who_need_it(library: Library) -> None:
    """The clinic takes a habit's words out; whoever is on the earlier protocol reads them all the same."""
    old = _library(gather())
    files = changed(library, "templates/en/habits.j2", "{% block strength_and_mobility %}", "{% block other %}")
    new = _library(files)

    spare = shelf.lost_texts(old, new, Published(1, versions(old.files)))

    assert spare == (("templates/en/habits.j2", old.files["templates/en/habits.j2"].version),)


def test_what_is_published_is_read_as_it_was_written() -> None:
    """Through a note, which knows only JSON."""
    found = Published(3, {"a": "1"}, (("b", "2"),), Succession({"0": "1"}, nearest=True, by=7))

    assert Published.of(found.note()) == found


async def test_a_language_that_is_new_in_the_config_publishes_nothing_else(store: Store, library: Library) -> None:
    """Its words are taken from the folder; a limit that was changed there meanwhile still waits."""
    await shelf.take_up(store, _library(gather()))
    files = changed(library, MILESTONES, "value = 2\n", "value = 4\n")
    german = {path.replace("/en/", "/de/"): file for path, file in files.items() if path.startswith("templates/en/")}
    files |= {path: File(path, file.text, file.version) for path, file in german.items()}
    lying = of(files, ("en", "de"))

    await shelf.take_up(store, lying)

    assert set(lying.languages) == {"en", "de"}
    assert lying.protocol("milestones", "it_band").book.limit("pain").value == 2
