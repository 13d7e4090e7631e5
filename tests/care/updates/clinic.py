"""A clinic that changes its content while people are under way: a folder to edit, and the publisher at work."""

import copy
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.care.joining.invites import Guest
from bot.care.updates import orders
from bot.content.changes import versions
from bot.content.files import File, digest, gather
from bot.content.library import Library, of
from bot.desk import Desk
from bot.publishing import shelf
from bot.publishing.publisher import Publisher, publish
from tests.stage import Stage

MILESTONES = "protocols/milestones.toml"
STRICTER_GAIT = (
    'when = \'after_run.gait_run >= "limped" or h24.gait == "limp"',
    'when = \'after_run.gait_run >= "changed" or h24.gait == "limp"',
)
"""Somebody whose gait was only changed would step back by this."""

SHARP_STOPS = (
    'h48.pain_kind == "sharp"\'\nat_least = "step_back"',
    'h48.pain_kind == "sharp"\'\nat_least = "reassess"',
)
"""Somebody with sharp pain would be held by this, instead of stepping back."""

_ONE_MINUTE = "run_seconds = 60\nwalk_seconds = 120\ncycles = [8, 8, 9, 9, 10, 10]\nwarm_up_minutes = "
LONGER_WARM_UP = (f"{_ONE_MINUTE}5", f"{_ONE_MINUTE}6")
"""The sessions of the second running rung begin with a longer walk by this."""

EXTRA_QUESTION = '[[questions]]\nid = "extra"\nkind = "scale"\n\n[[questions]]'
EXTRA_RULE = """[[rules]]
id = "extra"
when = "h24.extra not in limit.pain"
at_least = "repeat"
origin = "clinic"
source = "A rule that reads a question which only this content asks."

[[rules]]"""


Order = dict[str, Any]


@dataclass
class Clinic:
    """A stage with a content folder and somebody of the clinic on the phone."""

    stage: Stage
    folder: Path

    @classmethod
    async def opened(cls, stage: Stage, folder: Path) -> "Clinic":
        """Return the clinic of a stage, at work on what is shipped, with an empty folder for its own content."""
        folder.mkdir()
        clinic = cls(stage, folder)
        await clinic.opens()
        return clinic

    async def opens(self) -> None:
        """Publish what is shipped, and let Carla of the clinic join."""
        stage = self.stage
        stage.library = of(dict(stage.library.files), ("en", "es"))
        await shelf.take_up(await stage.store(), stage.library)
        await stage.invite("carla", Guest("clinic", "Carla"))
        await stage.say("carla", "/start code-of-carla-long-enough")
        await stage.tap("carla", "English")
        await stage.say("carla", "Europe/Madrid")
        await stage.tap("carla", "Never, write at any time")

    def edits(self, path: str, old: str, new: str) -> None:
        """Change a file of the clinic's own folder, which is a copy of the shipped one at first."""
        own = self.folder / path
        text = own.read_text() if own.exists() else gather()[path].text
        assert old in text, f"{path} has no {old!r}"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(text.replace(old, new, 1))

    async def works(self) -> None:
        """Let the publisher of the running bot do what is asked for, and what falls due by it."""
        publisher = Publisher(await self.desk(), self.folder)
        for _ in range(3):
            await publisher.work()
            await self.stage.tick()

    async def restarts(self) -> None:
        """Stop the bot and start it on what lies in the folder now; only the database goes on."""
        self.stage.library = of(gather(self.folder), ("en", "es"))
        await shelf.take_up(await self.stage.store(), self.stage.library)

    async def desk(self) -> Desk:
        """Return where turns are opened."""
        return Desk(await self.stage.store(), self.stage.library, self.stage.settings)

    async def looks(self) -> str:
        """Let Carla ask what waits; return what she reads."""
        await self.stage.say("carla", "/updates")
        await self.works()
        return self.stage.actors["carla"].phone[-1].text

    async def publishes(self, whom: str) -> None:
        """Let Carla look, choose and confirm."""
        await self.looks()
        await self.stage.tap("carla", whom)
        await self.stage.tap("carla", "✅ Publish")
        await self.works()

    async def orders(self, files: dict[str, File], mode: str, *, nearest: bool = False) -> None:
        """Publish content that no check has seen, for what the shipped ladders do not allow."""
        await publish(await self.desk(), await self.ordered(files, mode, nearest=nearest))

    async def ordered(self, files: dict[str, File], mode: str, *, nearest: bool = False, by: str = "") -> Order:
        """Leave an order to publish this, given by somebody on sight of what is published now."""
        desk = await self.desk()
        await desk.store.keep_content([(file.version, path, file.text) for path, file in files.items()])
        async with desk.turn() as turn:
            published = await shelf.read(turn)
            assert published is not None
            about = {"digest": digest(files), "number": published.number, "files": versions(files)}
            who = self.stage.actors[by].person if by else 0
            ordered = about | {"mode": mode, "nearest": nearest, "by": who}
            await turn.put_note(orders.ORDER, ordered)
        return ordered


def changed(library: Library, path: str, old: str, new: str) -> dict[str, File]:
    """Return the files of a library with one of them edited."""
    text = library.files[path].text
    assert old in text, f"{path} has no {old!r}"
    return replaced(library, path, text.replace(old, new, 1))


def replaced(library: Library, path: str, text: str) -> dict[str, File]:
    """Return the files of a library with another text in the place of one."""
    files = copy.copy(library.files)
    files[path] = File(path, text, hashlib.sha256(text.encode()).hexdigest())
    return files


def without_rung(library: Library, rung: str) -> dict[str, File]:
    """Return the files of a library with one rung less in the milestones."""
    text = library.files[MILESTONES].text
    start = text.index(f'[[phases.rungs]]\nid = "{rung}"')
    end = text.index("[[phases.rungs]]", start + 1)
    return replaced(library, MILESTONES, text[:start] + text[end:])
