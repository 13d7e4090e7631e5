"""`strideback decide`: what would the rules say? JSON in, JSON or words out, without a bot and without a patient."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.cli import decide_gate, decide_words
from bot.cli.decide_in import CaseError, CaseIn, RunCase, protocol_of, read, run_case
from bot.content.library import Library, load
from bot.content.protocols import script_of
from bot.core import plan
from bot.core.conversation import Conversation
from bot.core.decision import Decision
from bot.core.decision import decide as apply_rules
from bot.core.ladder import Rung
from bot.core.plan import Position
from bot.core.protocol import WINDOWS, Outcome, Protocol
from bot.core.whatif import Change, would_change


def decide(text: str, *, content: Path | None, explain: str = "") -> int:
    """Print the answer to the case in the text; returns the exit status, 2 for a case that makes no sense."""
    library = load(content)
    try:
        case = read(text)
        print(_answer(library, case, explain))
    except CaseError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _answer(library: Library, case: CaseIn, language: str) -> str:
    speaker = decide_words.Speaker(library, language) if language else None
    if case.gate:
        protocol = protocol_of(library, case)
        verdict = decide_gate.judged(protocol, case.gate)
        return speaker.gate(protocol, verdict) if speaker else _dump(decide_gate.as_json(protocol, verdict))
    about = run_case(library, case)
    decision = apply_rules(about.protocol, about.evidence)
    changes = would_change(about.protocol, about.evidence, decision, _scripts(library, about))
    following = next_session(about, decision)
    if speaker:
        return speaker.run(about, decision, changes, following)
    return _dump(_as_json(about.protocol, decision, changes, following))


def _scripts(library: Library, about: RunCase) -> Mapping[str, Conversation]:
    kind = about.protocol.rung(about.evidence.run.rung).kind
    return {window: library.conversation(script_of(window, kind)) for window in WINDOWS}


def _as_json(
    protocol: Protocol, decision: Decision, changes: tuple[Change, ...], following: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "outcome": decision.outcome.id,
        "provisional": decision.provisional,
        "fired": [asdict(one) | {"at_least": one.at_least.id} for one in decision.fired],
        "tell_physio": decision.tell_physio,
        "rest_days": decision.rest_days,
        "next": following,
        "would_change": [asdict(change) for change in changes],
        "active": protocol.active,
        "unfilled": list(protocol.unfilled),
    }


def next_session(about: RunCase, decision: Decision) -> dict[str, Any] | None:
    """Return the session that would follow, with the gate and the checkpoint that stand before it.

    There is none while the decision is provisional, where the physio must decide, and after the last session of all.
    """
    protocol, rung = about.protocol, about.evidence.run.rung
    if decision.provisional or decision.outcome >= Outcome.REASSESS:
        return None
    position = plan.after(protocol, Position(rung, about.sessions_done), decision.outcome)
    before = _before(protocol, rung, position)
    if position.finished:
        return {"rung": None, **before} if any(before.values()) else None
    session = plan.session(protocol, position)
    dose = asdict(session.rung)
    return {
        "rung": position.rung,
        "session": session.number,
        **{name: dose[name] for name in ("kind", "run_seconds", "walk_seconds")},
        "cycles": session.cycles,
        **{name: dose[name] for name in ("run_metres", "walk_metres", "moves", "pace", "terrain")},
        "rest_days": _rest_days(protocol, rung, session.rung) + decision.rest_days,
        **before,
    }


def _rest_days(protocol: Protocol, rung: str, following: Rung) -> int:
    """Return the least rest before the next session, as the plan keeps it; a condition asks none before a walk."""
    phase = protocol.phase_of(following.id)
    recovery = phase.recovery_days if phase != protocol.phase_of(rung) else 0
    asked = 0 if following.kind == "walk" else protocol.rest_days
    return max(following.rest_days, asked, recovery)


def _before(protocol: Protocol, rung: str, position: Position) -> dict[str, str | None]:
    """Return what has to be passed or signed on the way into another phase."""
    if not position.finished and protocol.phase_of(position.rung) == protocol.phase_of(rung):
        return {"gate": None, "checkpoint": None}
    verdict = plan.missing_gate(protocol, position, {}, signed=frozenset(), now=decide_gate.NOW)
    checkpoint = plan.missing_checkpoint(protocol, position, frozenset())
    return {"gate": verdict.gate.id if verdict else None, "checkpoint": checkpoint or None}


def _dump(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)
