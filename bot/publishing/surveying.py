"""Surveying: reading the clinic's folder, checking it, and working out for every patient what it would change.

One patient after the other, each read in a short turn of their own, so that nobody waits for it. Must never publish.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.care.ports import Person
from bot.care.updates.aside import View
from bot.care.updates.impact import Impact, impact
from bot.care.updates.orders import WHO
from bot.care.updates.survey import Survey
from bot.content.changes import changes, succession, versions
from bot.content.files import File, digest, gather
from bot.content.library import Library, Succession, of
from bot.core.errors import ContentError
from bot.desk import Desk
from bot.proof.checks import check
from bot.publishing.shelf import PROVED, Published, read

MANY, RECENTLY = 100, timedelta(days=14)
"""With more patients than that only decisions of the last days are made again, so that nobody waits long."""


async def survey(desk: Desk, folder: Path | None, *, is_thorough: bool = False) -> Survey:
    """Return what waits in the folder, whether it is sound, and what it would do to whom; raises ContentError.

    A survey that `is_thorough` makes every decision of the past again, however many there are.
    """
    files = await asyncio.to_thread(gather, folder)
    async with desk.turn() as turn:
        published, proof = await read(turn), await turn.note(PROVED)
    before = published or Published(0, {})
    found = Survey(digest(files), before.number, changes(before.files, versions(files)), files=versions(files))
    if not found.changes:
        return found
    found = replace(found, proved=bool(proof and proof["digest"] == found.digest))
    report = await asyncio.to_thread(check, folder)
    if not report.clean:
        return replace(found, problems=tuple(str(problem) for problem in report.problems))
    await desk.store.keep_content([(file.version, path, file.text) for path, file in files.items()])
    library = await asyncio.to_thread(_followed, desk.library, files, found)
    async with desk.turn() as turn:
        people, now = await turn.people("patient", states=WHO), turn.now
    since = now - RECENTLY if len(people) > MANY and not is_thorough else None
    old, new = (View(one, desk.settings, now) for one in (desk.library, library))
    impacts = [await _impact(desk, person, old, new, since=since) for person in people]
    return replace(found, impacts=tuple(impacts), days=RECENTLY.days if since else 0)


async def waits(desk: Desk, folder: Path | None) -> Survey:
    """Return what waits in the folder and what the check has against it, without looking at anybody."""
    try:
        files = await asyncio.to_thread(gather, folder)
    except ContentError as problem:
        return Survey("", 0, problems=(str(problem),))
    async with desk.turn() as turn:
        published = await read(turn)
    before = published or Published(0, {})
    found = Survey(digest(files), before.number, changes(before.files, versions(files)))
    report = await asyncio.to_thread(check, folder) if found.changes else None
    return replace(found, problems=tuple(str(one) for one in report.problems)) if report else found


def _followed(current: Library, files: dict[str, File], found: Survey) -> Library:
    """Return the content that waits as a library in which it follows everything that it changes."""
    library = of(files, tuple(current.languages))
    library.older = current.older | {file.version: file for file in current.files.values()}
    kept = [(version, file.path) for version, file in library.older.items()]
    follows = succession(current.succession, found.files, kept, found.changes)
    library.succession = Succession(follows)
    return library


async def _impact(desk: Desk, person: Person, old: View, new: View, *, since: datetime | None) -> Impact:
    async with desk.turn() as turn:
        entries = await turn.entries(person.id)
    return await asyncio.to_thread(impact, person, entries, old, new, since=since)
