"""A note of which content the long proof was run on, for those who publish it later.

Must never prove anything.
"""

import asyncio
from pathlib import Path

from bot.beside import desk
from bot.config import load
from bot.content.files import digest, gather
from bot.publishing.shelf import PROVED


def folder_of(config: Path) -> Path | None:
    """Return the content folder that a config names; raises ConfigError."""
    return load(config).clinic.content


def hash_of(content: Path | None) -> str:
    """Return the hash of the content as it lies there now; raises ContentError."""
    return digest(gather(content))


def note(config: Path, proved: str) -> None:
    """Keep the hash of what was proved in the clinic's database."""
    asyncio.run(_note(config, proved))


async def _note(config: Path, proved: str) -> None:
    async with desk(config) as (at, _), at.turn() as turn:
        await turn.put_note(PROVED, {"digest": proved})
