"""`strideback decide`: what would the rules say? JSON in, JSON out, without a bot and without a patient."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.content.library import Library, load
from bot.core import plan
from bot.core.answers import Value, accept
from bot.core.decision import Decision
from bot.core.decision import decide as apply_rules
from bot.core.errors import AnswerError, StridebackError
from bot.core.measures import STIFFNESS, SWELLING, Baseline, Evidence, Series
from bot.core.plan import Position
from bot.core.protocol import WINDOWS, Protocol
from bot.core.whatif import Change, would_change

Given = dict[str, int | str | list[str]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class BaselineIn(_Strict):
    """The frozen baseline."""

    pain: int = 0
    stiffness: str = "none"
    swelling: str = "none"


class RunIn(_Strict):
    """A run's answers; a history run names its rung as well."""

    rung: str = ""
    after_run: Given | None = None
    h24: Given | None = None
    h48: Given | None = None


class CaseIn(_Strict):
    """What is asked."""

    protocol: str
    condition: str
    rung: str
    run: RunIn
    sessions_done: int = 0
    baseline: BaselineIn = BaselineIn()
    history: list[RunIn] = []


class CaseError(StridebackError):
    """The JSON does not describe a case that could be decided."""


def decide(text: str, *, content: Path | None) -> int:
    """Print the decision on the case in the text; returns the exit status, 2 for a case that makes no sense."""
    library = load(content)
    try:
        case = CaseIn.model_validate_json(text)
        protocol, evidence = _case(library, case)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the JSON"
        print(f"{place}: {first['msg']}.", file=sys.stderr)
        return 2
    except CaseError as error:
        print(error, file=sys.stderr)
        return 2
    decision = apply_rules(protocol, evidence)
    scripts = {window: library.conversation(window) for window in WINDOWS}
    changes = would_change(protocol, evidence, decision, scripts)
    print(_json(protocol, case, decision, changes))
    return 0


def _case(library: Library, case: CaseIn) -> tuple[Protocol, Evidence]:
    protocol = library.protocol(case.protocol, case.condition)
    rungs = [rung.id for rung in protocol.rungs]
    if case.rung not in rungs:
        raise CaseError(f"rung: “{case.rung}” is not on the ladder. Choose one of: {', '.join(rungs)}.")
    if not 0 <= case.sessions_done < protocol.rung(case.rung).sessions:
        raise CaseError(f"sessions_done: this rung has {protocol.rung(case.rung).sessions} sessions.")
    _refuse_impossible(case, rungs)
    baseline = Baseline(case.baseline.pain, case.baseline.stiffness, case.baseline.swelling)
    history = tuple(_series(library, run, run.rung or case.rung) for run in case.history)
    return protocol, Evidence(run=_series(library, case.run, case.rung), history=history, baseline=baseline)


def _refuse_impossible(case: CaseIn, rungs: list[str]) -> None:
    """Refuse a baseline that no answer could give, and a history on rungs that are not there."""
    if not 0 <= case.baseline.pain <= 10:
        raise CaseError("baseline.pain: this is a whole number from 0 to 10.")
    if case.baseline.stiffness not in STIFFNESS:
        raise CaseError(f"baseline.stiffness: choose one of: {', '.join(STIFFNESS)}.")
    if case.baseline.swelling not in SWELLING:
        raise CaseError(f"baseline.swelling: choose one of: {', '.join(SWELLING)}.")
    if unknown := [run.rung for run in case.history if run.rung and run.rung not in rungs]:
        raise CaseError(f"history: “{unknown[0]}” is not on the ladder. Choose one of: {', '.join(rungs)}.")


def _series(library: Library, run: RunIn, rung: str) -> Series:
    after_run, h24, h48 = (_answers(library, window, getattr(run, window)) for window in WINDOWS)
    return Series(rung, after_run, h24, h48)


def _answers(library: Library, window: str, given: Given | None) -> dict[str, Value] | None:
    if given is None:
        return None
    answers: dict[str, Value] = {}
    for name, raw in given.items():
        question = library.conversation(window).question(name)
        if question is None:
            raise CaseError(f"{window}.{name}: there is no such question.")
        try:
            answers[name] = accept(question, tuple(raw) if isinstance(raw, list) else raw)
        except AnswerError:
            raise CaseError(f"{window}.{name}: {raw!r} is not one of its answers.") from None
    return answers


def _json(protocol: Protocol, case: CaseIn, decision: Decision, changes: tuple[Change, ...]) -> str:
    fired = [asdict(one) | {"at_least": one.at_least.id} for one in decision.fired]
    answer = {
        "outcome": decision.outcome.id,
        "provisional": decision.provisional,
        "fired": fired,
        "tell_physio": decision.tell_physio,
        "next": _next(protocol, case, decision),
        "would_change": [asdict(change) for change in changes],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _next(protocol: Protocol, case: CaseIn, decision: Decision) -> dict[str, Any] | None:
    """Return the session that would follow; none while the decision is provisional or the physio must decide."""
    position = plan.after(protocol, Position(case.rung, case.sessions_done), decision.outcome)
    if decision.provisional or decision.outcome.id in ("reassess", "urgent") or position.finished:
        return None
    session = plan.session(protocol, position)
    enters = protocol.phase_of(position.rung) != protocol.phase_of(case.rung)
    checkpoint = plan.missing_checkpoint(protocol, position, frozenset()) if enters else ""
    return {
        "rung": position.rung,
        "session": session.number,
        "run_seconds": session.rung.run_seconds,
        "walk_seconds": session.rung.walk_seconds,
        "cycles": session.cycles,
        "checkpoint": checkpoint or None,
    }
