"""Alerts: calling the physio in the same turn that records why, and again until somebody has taken it and ended it.

What the other use cases call stands here; taps, digests and what falls due are known to their doors alone. Must never
know Telegram.
"""

from bot.care.alerts.owning import resolve
from bot.care.alerts.raising import (
    about_decision,
    answers_came_late,
    answers_missing,
    checkpoint_reached,
    checkpoint_waits,
    gate_reached,
    gate_waits,
    ladder_finished,
    note_came,
    raise_alert,
    test_hurt,
)

__all__ = [
    "about_decision", "answers_came_late", "answers_missing", "checkpoint_reached", "checkpoint_waits", "gate_reached",
    "gate_waits", "ladder_finished", "note_came", "raise_alert", "resolve", "test_hurt",
]  # fmt: skip
