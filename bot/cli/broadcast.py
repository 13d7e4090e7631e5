"""`strideback broadcast`: a plan update to all active patients; works beside a running bot.

The running bot sends it: this command puts it into the outbox and reports how far it has come.
"""

import asyncio
import json
import secrets
import sys
from html import escape
from pathlib import Path

from bot.beside import desk
from bot.care import clinic
from bot.care.ports import Delivery
from bot.desk import Desk
from bot.outage import ALIVE, NOTED_EVERY

PATIENCE_SECONDS = 30


def broadcast(config: Path, said: str, *, yes: bool, as_json: bool) -> int:
    """Preview, ask, put into the outbox and report; returns the exit status."""
    return asyncio.run(_broadcast(config, said.strip(), yes=yes, as_json=as_json))


async def _broadcast(config: Path, said: str, *, yes: bool, as_json: bool) -> int:
    if not 0 < len(escape(said)) <= clinic.LONGEST_UPDATE:
        print(f"The update must have between 1 and {clinic.LONGEST_UPDATE} characters.", file=sys.stderr)
        return 1
    async with desk(config) as (at, _):
        async with at.turn() as turn:
            count = len(await turn.people("patient"))
        if count == 0:
            print("There is no active patient, so nothing was sent.", file=sys.stderr)
            return 1
        if not yes and not _confirmed(said, count):
            print("Nothing was sent.")
            return 1
        name = f"broadcast:cli:{secrets.token_hex(4)}"
        async with at.turn() as turn:
            sent_to = await clinic.send_update(turn, name, said)
        return await _report(at, name, sent_to, as_json=as_json)


def _confirmed(said: str, count: int) -> bool:
    """Show the update and ask for the number of patients, so that nobody sends it by habit."""
    print(f"Patients will read:\n\n{said}\n")
    if not sys.stdin.isatty():
        print("Run it with --yes to send it without a terminal.", file=sys.stderr)
        return False
    return input(f"Type {count} to send it to {count} active patients: ").strip() == str(count)


async def _report(at: Desk, name: str, count: int, *, as_json: bool) -> int:
    """Watch the running bot send it, for a while, and say who got it and whom it did not reach."""
    state, names = await _watched(at, name)
    missed = state.failed + state.uncertain + state.unreachable
    if as_json:
        report = {"broadcast": name, "patients": count, "sent": state.sent, "waiting": state.waiting, "missed": missed}
        print(json.dumps(report | {"missed_names": names}, ensure_ascii=False))
        return 0
    print(f"Sent to {state.sent} of {count} patients.")
    if state.waiting:
        print(f"{state.waiting} are still in the outbox; the running bot sends them, in quiet hours when these end.")
    if missed:
        print(f"Not delivered, or not certain: {missed} ({', '.join(names)})")
    return 0


async def _watched(at: Desk, name: str) -> tuple[Delivery, list[str]]:
    for _ in range(PATIENCE_SECONDS):
        async with at.turn() as turn:
            state = await turn.delivery(name)
            names = await turn.missed(name, clinic.NAMES_SHOWN)
        if not state.waiting or not await _is_running(at):
            break
        await asyncio.sleep(1)
    return state, names


async def _is_running(at: Desk) -> bool:
    """Whether the bot has noted lately that it is there; without it nothing is sent, so there is nothing to watch."""
    async with at.turn() as turn:
        alive = await turn.note(ALIVE)
        return alive is not None and turn.now.timestamp() - float(alive["at"]) < 2 * NOTED_EVERY.total_seconds()
