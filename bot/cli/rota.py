"""`strideback rota`: who is on call in the days to come, and what is wrong with it; works beside a running bot."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.beside import desk
from bot.care.people import rota_faults
from bot.care.people.rota_faults import Faults
from bot.care.rota import Rota, Shift
from bot.clock import SystemClock
from bot.config.calendar import RotaFile


@dataclass(frozen=True)
class Plan:
    """The rota as the command shows it."""

    kept: Rota
    shifts: tuple[Shift, ...]
    faults: Faults


def rota(config: Path, *, days: int, as_json: bool) -> int:
    """Print who is on call; returns 1 where there is a gap, an overlap or a name that nobody has."""
    plan = asyncio.run(_plan(config, days))
    print(_as_json(plan) if as_json else _as_text(plan))
    return 1 if plan.faults else 0


async def _plan(config: Path, days: int) -> Plan:
    now = SystemClock().now()
    span = (now, now + timedelta(days=days))
    async with desk(config) as (at, loaded):
        kept = at.settings.rota
        if loaded.rota.file:
            _, kept.shifts = RotaFile(loaded.rota.file).read(kept.zone, now) or ("", ())
        async with at.turn() as turn:
            staff = await turn.staff()
    faults = rota_faults.of(kept, at.settings.chain, staff, span)
    return Plan(kept, tuple(kept.between(*span)), faults)


def _as_text(plan: Plan) -> str:
    if not plan.kept.is_kept:
        lines = ["No rota is kept: alerts go to each patient's own physio."]
    else:
        lines = [f"{_local(plan, one.start)} – {_local(plan, one.end)}  {one.physio}" for one in plan.shifts]
    faults = plan.faults
    lines += [f"Nobody is on call from {_local(plan, start)} to {_local(plan, end)}." for start, end in faults.gaps]
    lines += [f"“{name}” is no physio here. Check the spelling, or invite them." for name in faults.strangers]
    lines += [
        f"{one.physio} and {other.physio} are on call at once from {_local(plan, other.start)}."
        for one, other in faults.overlaps
    ]
    return "\n".join(lines)


def _as_json(plan: Plan) -> str:
    faults = plan.faults
    found: dict[str, Any] = {
        "shifts": [_shift(one) for one in plan.shifts],
        "gaps": [{"start": start.isoformat(), "end": end.isoformat()} for start, end in faults.gaps],
        "unknown": list(faults.strangers),
        "overlaps": [[_shift(one), _shift(other)] for one, other in faults.overlaps],
    }
    return json.dumps(found, ensure_ascii=False)


def _shift(one: Shift) -> dict[str, str]:
    return {"physio": one.physio, "start": one.start.isoformat(), "end": one.end.isoformat()}


def _local(plan: Plan, at: datetime) -> str:
    return f"{at.astimezone(plan.kept.zone):%a %Y-%m-%d %H:%M}"
