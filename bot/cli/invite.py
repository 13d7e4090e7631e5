"""`strideback invite`: a link that works once, and its QR code in the terminal; works beside a running bot."""

import asyncio
import json
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.beside import bot_username, desk
from bot.care.joining.invites import Guest, Plan
from bot.care.joining.invites import invite as make_invite
from bot.cli.sound import published, refuse_unsound
from bot.config import load

CODE_BYTES = 24


@dataclass(frozen=True)
class Made:
    """An invite as the command shows it."""

    kind: str
    name: str
    code: str
    link: str
    expires_at: datetime


def invite(config: Path, guest: Guest, plan: Plan | None, *, as_json: bool) -> int:
    """Make the invite and print it; returns the exit status. Nobody is put on a protocol that the check refuses."""
    if plan and asyncio.run(published(load(config))) is None:
        refuse_unsound(load(config).clinic.content)
    made = asyncio.run(_make(config, guest, plan))
    print(_as_json(made) if as_json else _as_text(made))
    if not as_json:
        _print_qr(made.link)
    return 0


async def _make(config: Path, guest: Guest, plan: Plan | None) -> Made:
    code = secrets.token_urlsafe(CODE_BYTES)
    async with desk(config) as (at, loaded):
        username = await bot_username(at, loaded)
        async with at.turn() as turn:
            stored = await make_invite(turn, code, guest, plan)
            person = await turn.person(stored.person)
    return Made(guest.role, person.name, code, f"https://t.me/{username}?start={code}", stored.expires_at)


def _as_json(made: Made) -> str:
    fields = {"kind": made.kind, "name": made.name, "code": made.code, "link": made.link}
    return json.dumps(fields | {"expires_at": made.expires_at.isoformat()}, ensure_ascii=False)


def _as_text(made: Made) -> str:
    until = f"{made.expires_at:%Y-%m-%d %H:%M} UTC"
    return f"Invite for {made.name} ({made.kind}), good once and until {until}:\n\n{made.link}\n"


def _print_qr(link: str) -> None:
    import segno

    segno.make(link, error="m").terminal(out=sys.stdout, compact=True)
