"""Reading the tables: each entry is a sentence, what was answered, and what must be decided.

An entry names only what differs from a run on which nothing was wrong.
"""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.core.decision import Decision, decide, decide_gap, decide_report
from bot.core.measures import Baseline, Evidence, Series
from bot.core.plan import Position, after, session
from bot.core.protocol import WINDOWS, Clearance, Outcome, Protocol, Rule, Rulebook
from tests.core.given import bare_floor, milestones, run

FOLDER = Path(__file__).parent
KNOWN = {
    "name", "invariant", "source_rule", "asks", "condition", "rung", "sessions_done", "after_run", "h24", "h48",
    "unanswered", "left_out", "button", "baseline", "history", "delay_hours", "early_hours", "gap_days", "climbed",
    "expect",
}  # fmt: skip
EXPECTED = {"outcome", "because", "tell", "provisional", "next"}


@dataclass(frozen=True)
class Entry:
    """One line of a table, with the protocol that it is about."""

    file: str
    protocol: Protocol
    given: dict[str, Any] = field(compare=False)

    @property
    def name(self) -> str:
        """The sentence."""
        return str(self.given["name"])

    @property
    def expect(self) -> dict[str, Any]:
        """What must be decided."""
        return dict(self.given["expect"])

    @property
    def because(self) -> list[str]:
        """The rules and clearances that must be among the reasons."""
        return list(self.expect.get("because", []))

    @property
    def evidence(self) -> Evidence:
        """What the decision may look at."""
        given = self.given
        return Evidence(
            run=_run(given),
            history=tuple(_earlier(one) for one in given.get("history", [])),
            baseline=Baseline(**given.get("baseline", {})),
            answer_delay=given.get("delay_hours", 0.0),
            hours_too_early=given.get("early_hours", 0.0),
            days_since_run=given.get("gap_days", 0.0),
            rungs_climbed=given.get("climbed", 0),
        )


def entries() -> list[Entry]:
    """Return the entries of all tables."""
    return [entry for path in sorted(FOLDER.glob("*.toml")) for entry in _read(path)]


def decide_entry(entry: Entry, protocol: Protocol | None = None) -> Decision:
    """Return the decision that an entry is about, on its own protocol or on another."""
    on, evidence = protocol or entry.protocol, entry.evidence
    match entry.given.get("asks", "run"):
        case "report":
            return decide_report(on, evidence)
        case "gap":
            return decide_gap(on, evidence.run.rung, evidence.days_since_run)
        case _:
            return decide(on, evidence)


def fault(entry: Entry, protocol: Protocol | None = None) -> str:
    """Return in a sentence how the decision differs from what is expected; nothing when it does not."""
    decision, expect = decide_entry(entry, protocol), entry.expect
    found = sorted(fired.rule for fired in decision.fired)
    if decision.outcome.id != expect["outcome"]:
        return f"decided {decision.outcome.id}, because {found}"
    if not set(entry.because) <= set(found):
        return f"expected {entry.because} among the reasons, found {found}"
    if decision.tell_physio is not expect.get("tell", False):
        return f"the physio is {'' if decision.tell_physio else 'not '}told, because {found}"
    if decision.provisional is not expect.get("provisional", False):
        return f"provisional is {decision.provisional}"
    if "next" in expect and _next(entry, decision) != expect["next"]:
        return f"next is {_next(entry, decision)}"
    return ""


def without(protocol: Protocol, thing: Rule | Clearance) -> Protocol:
    """Return the protocol with one rule or clearance taken out of its book."""
    book = protocol.book
    rules = tuple(rule for rule in book.rules if rule != thing)
    clearances = tuple(clearance for clearance in book.clearances if clearance != thing)
    return replace(protocol, book=Rulebook(book.limits, clearances, rules))


def _read(path: Path) -> list[Entry]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    made = []
    for given in table["entries"]:
        strange = set(given) - KNOWN | set(given["expect"]) - EXPECTED
        assert not strange, f"{path.name}, “{given['name']}”: unknown {sorted(strange)}"
        whole = milestones(given.get("condition", table.get("condition", "achilles_tendon")))
        made.append(Entry(path.name, bare_floor() if table["book"] == "floor" else whole, given))
    return made


def _run(given: dict[str, Any]) -> Series:
    deltas = {window: _tuples(given.get(window, {})) for window in WINDOWS}
    made = run(
        deltas,
        rung=given.get("rung", "run_1min"),
        unanswered=tuple(given.get("unanswered", [])),
        button=tuple(given.get("button", [])),
    )
    for place in given.get("left_out", []):
        window, question = place.split(".")
        kept = {name: value for name, value in made.window(window).items() if name != question}
        made = replace(made, **{window: kept})
    return made


def _earlier(one: dict[str, Any]) -> Series:
    """Return an earlier run of which only the worst pain and the readiness are told."""
    return run({"after_run": {"pain_during": one.get("pain", 0)}, "h48": {"ready": one.get("ready", 9)}})


def _tuples(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in answers.items()}


def _next(entry: Entry, decision: Decision) -> str:
    if decision.provisional or decision.outcome >= Outcome.REASSESS:
        return "nothing"
    place = after(
        entry.protocol, Position(entry.evidence.run.rung, entry.given.get("sessions_done", 0)), decision.outcome
    )
    return "finished" if place.finished else f"{place.rung}, session {session(entry.protocol, place).number}"
