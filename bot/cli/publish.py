"""`strideback publish`: what waits in the content folder, whom it touches and how, and publishing it.

Works beside a running bot, which carries it out; without one, the bot does so at its next start.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.beside import desk
from bot.care.ports import Person
from bot.care.updates import orders, page
from bot.care.updates.replay import Difference
from bot.care.updates.survey import MODES, Mode, Survey
from bot.content.library import Library
from bot.desk import Desk
from bot.outage import is_running
from bot.publishing.surveying import survey

PATIENCE_SECONDS = 120
__all__ = ["MODES", "Wish", "publish"]

CALLED_OFF = "Nothing was published."


@dataclass(frozen=True)
class Wish:
    """What is asked for on the command line; without `mode` nothing is published."""

    mode: Mode | None
    nearest: bool = False
    yes: bool = False
    as_json: bool = False


def publish(config: Path, wish: Wish) -> int:
    """Show what waits, ask, order it and report; returns the exit status."""
    return asyncio.run(_publish(config, wish))


async def _publish(config: Path, wish: Wish) -> int:
    async with desk(config) as (at, loaded):
        found = await survey(at, loaded.clinic.content, is_thorough=True)
        if wish.mode is None or not found.is_sound:
            await _show(at, found, as_json=wish.as_json)
            return 1 if found.problems else 0
        if refusal := await _refusal(at, found, wish.mode):
            print(refusal, file=sys.stderr)
            return 1
        if not wish.as_json:
            await _show(at, found, as_json=False)
        if not wish.yes and not _confirmed(found):
            print(CALLED_OFF, file=sys.stderr)
            return 1
        if not await _order(at, found, wish):
            print("An update is under way already. Nothing was published.", file=sys.stderr)
            return 1
        return await _report(at, found, as_json=wish.as_json)


async def _refusal(at: Desk, found: Survey, mode: Mode) -> str:
    why = found.refusal(mode)
    async with at.turn() as turn:
        if await orders.is_under_way(turn):
            return "An update is under way already. Nothing was published."
    return at.library.language("en").say(f"updates.refused__{why}") if why else ""


async def _order(at: Desk, found: Survey, wish: Wish) -> bool:
    if wish.mode is None:
        return False
    async with at.turn() as turn:
        if await orders.is_under_way(turn):
            return False
        await orders.order(turn, orders.on_sight_of(found), wish.mode, nearest=wish.nearest, by=0)
    return True


def _confirmed(found: Survey) -> bool:
    """Ask for the number of plans it touches, so that nobody publishes by habit."""
    if not sys.stdin.isatty():
        print("Run it with --yes to publish without a terminal.", file=sys.stderr)
        return False
    count = len(found.touched)
    return input(f"Type {count} to publish; so many plans follow: ").strip() == str(count)


async def _show(at: Desk, found: Survey, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_as_data(found), ensure_ascii=False, indent=2))
    elif found.problems:
        print("This cannot be published:\n")
        print("\n".join(found.problems))
    elif not found.changes:
        print("Nothing waits: what lies in the content folder is what was published.")
    else:
        async with at.turn() as turn:
            shown = page.document(turn, _reader(at.library, at.settings.timezone), found)
        print(shown.data["text"])
        print("Long proof run on exactly this content:", "yes" if found.proved else "no (strideback check --config …)")
        print(", ".join(f"{name}: {count}" for name, count in found.counts.items() if count))


def _reader(library: Library, zone: str) -> Person:
    """Return who reads a terminal: nobody of the clinic's people, in English where that is offered."""
    return Person(0, "clinic", "", "en" if "en" in library.languages else next(iter(library.languages)), zone)


def _as_data(found: Survey) -> dict[str, Any]:
    return {
        "digest": found.digest,
        "changes": [vars(change) for change in found.changes],
        "problems": list(found.problems),
        "proved": found.proved,
        "counts": found.counts,
        "patients": [
            {"person": one.person.id, "fate": one.fate, "before": one.before, "after": one.after}
            | {"rules": list(one.rules), "rung": one.rung, "place": one.place, "in_talk": one.in_talk}
            | {"harder": one.is_harder}
            | {"decisions": [_decision(each) for each in one.replayed.differences]}
            for one in found.touched
        ],
    }


def _decision(each: Difference) -> dict[str, Any]:
    shown = vars(each) | {"at": each.at.isoformat(), "before": each.before.id, "after": each.after.id}
    return shown | {"rules": list(each.rules)}


async def _report(at: Desk, found: Survey, *, as_json: bool) -> int:
    """Watch the running bot take it up, for a while, and say how far it has come."""
    state = await _watched(at)
    if as_json:
        print(json.dumps(_as_data(found) | {"state": state}, ensure_ascii=False, indent=2))
    else:
        print(SAID[state])
    return 0


SAID: Mapping[str, str] = {
    "ordered": "Ordered. The bot publishes it as soon as it runs.",
    "running": "Published. The bot is taking it to the patients.",
    "done": "Published.",
}


async def _watched(at: Desk) -> str:
    state = "ordered"
    for _ in range(PATIENCE_SECONDS):
        async with at.turn() as turn:
            ordered, running = await turn.note(orders.ORDER), await turn.note(orders.RUNNING)
            is_there = await is_running(turn)
        state = "ordered" if ordered else "running" if running else "done"
        if state == "done" or not is_there:
            break
        await asyncio.sleep(1)
    return state
