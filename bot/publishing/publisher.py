"""The publisher: looks at each tick whether somebody wants to see what waits or has ordered it, and carries that out.

The content changes in one step between two turns, in the same commit that records it; everything heavy is done beside
the turns. What a crash interrupts is still in the notes and is done at the next start. Must never hold up a tick.
"""

import asyncio
import copy
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.care.ports import Turn
from bot.care.updates import orders, page, talk
from bot.care.updates.survey import Survey
from bot.care.visit import TAKE
from bot.care.voice import send, tell
from bot.content.changes import changes, succession
from bot.content.files import File
from bot.content.library import Library, Succession, of
from bot.core.errors import ContentError
from bot.desk import Desk
from bot.logs import brief
from bot.publishing import shelf
from bot.publishing.shelf import Published
from bot.publishing.surveying import survey, waits

TOLD = "updates:told"
"""The hash of the content that the clinic was told of last."""

PATIENCE = timedelta(hours=1)
"""After so long an update is reported although it could not be taken to somebody; it is still tried."""

_log = logging.getLogger(__name__)


class Publisher:
    """Carries out what is asked for in the notes, one thing at a time, in a task of its own."""

    def __init__(self, desk: Desk, folder: Path | None) -> None:
        """Publish what lies in this folder over the shipped content."""
        self._desk = desk
        self._folder = folder
        self._task: asyncio.Task[None] | None = None
        self._has_looked = False

    async def look(self) -> None:
        """Begin what is asked for, unless something is being done already."""
        if self._task is not None and not self._task.done():
            return
        self._task = asyncio.create_task(self._safely())

    async def stop(self) -> None:
        """Break off what is being done; what was asked for stays asked for."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _safely(self) -> None:
        try:
            await self.work()
        except Exception as error:  # noqa: BLE001  # tried again at the next tick, and the bot goes on meanwhile
            _log.error("an update of the content could not be dealt with: %s", brief(error))

    async def work(self) -> None:
        """Do everything that is asked for now."""
        if not self._has_looked:
            self._has_looked = True
            await tell_what_waits(self._desk, self._folder)
        async with self._desk.turn() as turn:
            looked, ordered, running = [await turn.note(name) for name in (orders.LOOK, orders.ORDER, orders.RUNNING)]
        if ordered:
            await publish(self._desk, ordered)
        elif running:
            await finish(self._desk)
        if looked:
            await show(self._desk, self._folder, looked["by"])


async def tell_what_waits(desk: Desk, folder: Path | None) -> None:
    """Tell everybody of the clinic once that the content in the folder differs from what was published."""
    found = await waits(desk, folder)
    if not found.changes and not found.problems:
        return
    seen = {"digest": found.digest, "problems": list(found.problems)}
    async with desk.turn() as turn:
        members = await turn.people("clinic")
        if not members or await turn.note(TOLD) == seen:
            return
        await turn.put_note(TOLD, seen)
        for member in members:
            if found.problems:
                send(turn, member, page.refused(turn, member, found, "updates.broken"))
            else:
                tell(turn, member, "updates.waiting", count=len(found.changes))


async def show(desk: Desk, folder: Path | None, asked: list[int]) -> None:
    """Show what waits to all who asked; where that fails they are told so instead, and may ask again."""
    try:
        found = await _surveyed(desk, folder)
    except Exception:
        async with desk.turn() as turn:
            for one in asked:
                await orders.looked(turn, one)
                tell(turn, await turn.person(one), "updates.failed")
        raise
    for one in asked:
        async with desk.turn() as turn:
            await talk.show(turn, await turn.person(one), found)


async def _surveyed(desk: Desk, folder: Path | None) -> Survey:
    try:
        return await survey(desk, folder)
    except ContentError as problem:
        _log.warning("what lies in the content folder cannot be read: %s", problem.file)
        return await waits(desk, folder)


async def publish(desk: Desk, ordered: dict[str, Any]) -> None:
    """Publish what was ordered: from the commit on the bot runs on it, and it is taken to those it is for."""
    before = copy.copy(desk.library)
    kept = await desk.store.contents()
    async with desk.turn() as turn:
        current = await shelf.read(turn)
    if current is None or current.number != ordered["number"]:
        await _give_up(desk, ordered, "updates.overtaken")
        return
    try:
        following = await asyncio.to_thread(_following, desk.library, current, ordered, kept)
        library = await asyncio.to_thread(shelf.rebuilt, following, kept, tuple(desk.library.languages))
    except ContentError:
        await _give_up(desk, ordered, "updates.failed")
        return
    try:
        async with desk.turn() as turn:
            if await turn.note(orders.ORDER) != ordered:
                return
            await turn.put_note(shelf.NOTE, following.note())
            await orders.begin(turn, ordered)
            desk.library.become(library)
    except BaseException:
        desk.library.become(before)
        raise
    _log.info("content number %d is published", following.number)


async def finish(desk: Desk) -> None:
    """Report once an update was taken to everybody, except to those who are not to be disturbed, or away."""
    left = await desk.store.dues_of(TAKE)
    async with desk.turn() as turn:
        running = await turn.note(orders.RUNNING)
        is_late = running is not None and turn.now.timestamp() - running["at"] > PATIENCE.total_seconds()
        if running is None or (any(due.at <= turn.now for due in left) and not is_late):
            return
        await turn.put_note(orders.RUNNING, None)
        await _to_whoever_ordered(turn, running)


async def _to_whoever_ordered(turn: Turn, running: dict[str, Any]) -> None:
    for one in orders.told_of(running):
        talk.report(turn, await turn.person(one), running)


async def _give_up(desk: Desk, ordered: dict[str, Any], why: str) -> None:
    async with desk.turn() as turn:
        await turn.put_note(orders.ORDER, None)
        for one in orders.told_of(ordered):
            tell(turn, await turn.person(one), why)


def _following(
    old: Library, current: Published, ordered: dict[str, Any], kept: list[tuple[str, str, str]]
) -> Published:
    """Return what is published by an order, with what follows what for those under way."""
    files = ordered["files"]
    found = changes(current.files, files)
    known = [(version, path) for version, path, _ in kept]
    follows = succession(current.succession, files, known, found if ordered["mode"] != "new" else ())
    texts = {version: text for version, _, text in kept}
    new = of({path: File(path, texts[version], version) for path, version in files.items()}, tuple(old.languages))
    how = Succession(nearest=ordered["nearest"], by=ordered["by"]) if ordered["mode"] != "new" else current.succession
    spare = shelf.lost_texts(old, new, current)
    return Published(current.number + 1, files, spare, replace(how, follows=follows))
