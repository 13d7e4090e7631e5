"""Signatures: the physio signs a checkpoint, or a gate in place of its tests.

Must never sign what is not asked for now.
"""

from bot.care import alerts, gates, sessions
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import tell, text
from bot.core import plan
from bot.core.facts import Signed


def sign(target: Visit, carer: Person, which: str) -> None:
    """Take the physio's signature; what is not to be signed, or was signed already, answers with a word."""
    if which in target.case.signed or not (_is_checkpoint(target, which) or _is_gate_ahead(target, which)):
        target.turn.reply.toast = text(target.turn, carer, "replies.old_button")
        return
    is_gate = not _is_checkpoint(target, which)
    target.turn.record(target.person.id, Signed(which, carer.id))
    name = text(target.turn, target.person, f"names.{'gate' if is_gate else 'checkpoint'}__{which}")
    tell(target.turn, target.person, "decision.signed", physio=carer.name, checkpoint=name)
    alerts.take_about(target, carer, about="gate" if is_gate else "checkpoint", which=which)
    tell(target.turn, carer, "physio.signed", name=target.person.name)
    sessions.offer(target)


def _is_checkpoint(target: Visit, which: str) -> bool:
    position = target.case.position
    if position is None or which not in target.protocol.checkpoints():
        return False
    return which == plan.missing_checkpoint(target.protocol, position, target.case.signed)


def _is_gate_ahead(target: Visit, which: str) -> bool:
    judged = gates.missing(target)
    return judged is not None and judged.gate.id == which
