"""What a table may say of a rung: the dose, the phase it stands in, and what comes with it."""

from typing import Any

from bot.core.protocol import Protocol

PRESCRIBED = {
    "kind", "run_seconds", "walk_seconds", "run_metres", "walk_metres", "cycles", "warm_up_minutes", "per_week",
    "rest_days", "contacts", "pace", "terrain", "phase", "stage", "checkpoint", "windows", "recovery_days",
    "expected", "gates", "habits",
}  # fmt: skip
"""The names that an entry with `asks = "rung"` may expect something of."""


def prescribed(protocol: Protocol, rung_id: str) -> dict[str, Any]:
    """Return what stands on a rung and in its phase, as a table writes it.

    Gates and checkpoint are those before the rung, `expected` is [low, high, unit], `habits` the times in a week.
    """
    rung, phase = protocol.rung(rung_id), protocol.phase_of(rung_id)
    stages, told = protocol.stages_before(rung_id), phase.expected
    own = {name: getattr(rung, name) for name in PRESCRIBED if hasattr(rung, name)}
    return own | {
        "cycles": list(rung.cycles),
        "phase": phase.id,
        "stage": phase.stage,
        "checkpoint": next((stage.checkpoint for stage in stages if stage.checkpoint), ""),
        "windows": list(protocol.windows_of(rung_id)),
        "recovery_days": phase.recovery_days,
        "expected": [told.low, told.high, told.unit] if told else [],
        "gates": [gate.id for stage in stages for gate in stage.gates],
        "habits": {habit.id: habit.per_week for habit in protocol.habits},
    }
