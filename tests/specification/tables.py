"""Reading the tables: each entry is a sentence, what was answered, and what must be decided.

An entry names only what differs from a session on which nothing was wrong, or from tests that were all passed.
At the top a table says whose it is: `protocol` (one, or a pair as "four_stages+milestones"), `condition`, the `rung`
of its entries, and with `filled` the values that a clinic writes into the fields its source is silent on.
"""

import tomllib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.core.decision import Decision, decide, decide_gap, decide_report
from bot.core.gates import Gate, Verdict, judge
from bot.core.measures import Baseline, Evidence, Series
from bot.core.plan import Position, after, session
from bot.core.protocol import WINDOWS, Clearance, Outcome, Protocol, Rule, Rulebook
from tests.specification import good
from tests.specification.prescribed import PRESCRIBED, prescribed

FOLDER = Path(__file__).parent
NO_TABLES = {"figures.toml"}
TOP = {"book", "protocol", "condition", "rung", "filled", "entries"}
KNOWN = {
    "name", "invariant", "source_rule", "asks", "protocol", "condition", "rung", "sessions_done", "after_run", "h24",
    "h48", "unanswered", "left_out", "button", "baseline", "history", "delay_hours", "early_hours", "gap_days",
    "climbed", "weekly_change", "above_longest", "gate", "results", "pain", "age_days", "expect",
}  # fmt: skip
EXPECTED = {
    "run": {"outcome", "because", "tell", "provisional", "next", "rest_days"},
    "gate": {"passed", "open"},
    "rung": PRESCRIBED,
}
EXPECTED |= {"report": EXPECTED["run"], "gap": EXPECTED["run"]}
"""What can be expected of each thing that an entry `asks` about; `rung` shows what is prescribed there."""


@dataclass(frozen=True)
class Entry:
    """One line of a table; what the table says at its top stands in every line."""

    file: str
    given: dict[str, Any] = field(compare=False)

    @property
    def name(self) -> str:
        """The sentence."""
        return str(self.given["name"])

    @property
    def asks(self) -> str:
        """What is asked about: a run, what the button reports, a gap, a gate or what a rung prescribes."""
        return str(self.given.get("asks", "run"))

    @property
    def expect(self) -> dict[str, Any]:
        """What must be decided."""
        return dict(self.given["expect"])

    @property
    def because(self) -> list[str]:
        """The rules and clearances that must be among the reasons."""
        return list(self.expect.get("because", []))

    @property
    def figures(self) -> list[str]:
        """The numbers of the source's figures that the entry shows."""
        named = self.given.get("source_rule", [])
        return [named] if isinstance(named, str) else list(named)

    @property
    def owners(self) -> tuple[str, ...]:
        """The protocol and the condition that the table is about; of a pair it is the first, which has no ladder."""
        return (self.given["protocol"].split("+")[0], self.given["condition"])

    @property
    def protocol(self) -> Protocol:
        """What the entry is decided on."""
        name, filled = self.given["protocol"], tuple(sorted(self.given.get("filled", {}).items()))
        if self.given.get("book") == "floor":
            return good.floor_on(name, filled)
        return good.protocol(name, self.given["condition"], filled)

    @property
    def rung(self) -> str:
        """The rung that it is about."""
        return str(self.given.get("rung") or good.first_rung(self.protocol))

    @property
    def gate(self) -> Gate:
        """The gate that it is about."""
        return {gate.id: gate for gate in self.protocol.gates()}[self.given["gate"]]

    @cached_property
    def evidence(self) -> Evidence:
        """What the decision may look at."""
        return evidence_on(self, self.protocol, self.rung)

    @cached_property
    def decision(self) -> Decision:
        """What is decided on the entry's own protocol."""
        return decide_entry(self)


def entries() -> list[Entry]:
    """Return the entries of all tables."""
    paths = (path for path in sorted(FOLDER.glob("*.toml")) if path.name not in NO_TABLES)
    return [entry for path in paths for entry in _read(path)]


def evidence_on(entry: Entry, protocol: Protocol, rung: str) -> Evidence:
    """Return what an entry tells, as it would be told on another protocol or another rung."""
    given = entry.given
    return Evidence(
        run=_run(given, protocol, rung),
        history=tuple(_earlier(one, protocol, rung) for one in given.get("history", [])),
        baseline=Baseline(**given.get("baseline", {})),
        answer_delay=given.get("delay_hours", 0.0),
        hours_too_early=given.get("early_hours", 0.0),
        days_since_run=given.get("gap_days", 0.0),
        rungs_climbed=given.get("climbed", 0),
        weekly_change=given.get("weekly_change", 0.0),
        above_longest=given.get("above_longest", 0.0),
    )


def decide_entry(entry: Entry, protocol: Protocol | None = None, rung: str = "") -> Decision:
    """Return the decision that an entry is about, on its own protocol and rung or on another."""
    on, step = protocol or entry.protocol, rung or entry.rung
    evidence = evidence_on(entry, on, step) if rung else entry.evidence
    match entry.asks:
        case "report":
            return decide_report(on, evidence)
        case "gap":
            return decide_gap(on, step, evidence.days_since_run)
        case _:
            return decide(on, evidence)


def judge_entry(entry: Entry) -> Verdict:
    """Return how the gate that an entry is about stands."""
    given, results = entry.given, good.good_results(entry.gate)
    pain, ages, told = given.get("pain", {}), given.get("age_days", {}), given.get("results", {})
    strange = ({*pain} | {*ages} | {*told}) - {*results}
    assert not strange, f"the gate {entry.gate.id} has no test {sorted(strange)}"
    for name, passed in results.items():
        values = told.get(name, list(passed.values))
        results[name] = good.result(entry.gate.test(name), values, pain.get(name, passed.pain), ages.get(name, 0))
    return judge(entry.gate, results, good.NOW)


def fault(entry: Entry, protocol: Protocol | None = None) -> str:
    """Return in a sentence how the decision differs from what is expected; nothing when it does not."""
    if entry.asks in ("gate", "rung"):
        return _gate_fault(entry) if entry.asks == "gate" else _rung_fault(entry)
    decision, expect = decide_entry(entry, protocol) if protocol else entry.decision, entry.expect
    found = sorted(fired.rule for fired in decision.fired)
    if decision.outcome.id != expect["outcome"]:
        return f"decided {decision.outcome.id}, because {found}"
    if not set(entry.because) <= set(found):
        return f"expected {entry.because} among the reasons, found {found}"
    if decision.tell_physio is not expect.get("tell", False):
        return f"the physio is {'' if decision.tell_physio else 'not '}told, because {found}"
    if decision.provisional is not expect.get("provisional", False):
        return f"provisional is {decision.provisional}"
    if "rest_days" in expect and decision.rest_days != expect["rest_days"]:
        return f"{decision.rest_days} days of rest are added"
    if "next" in expect and _next(entry, decision) != expect["next"]:
        return f"next is {_next(entry, decision)}"
    return ""


def without(protocol: Protocol, thing: Rule | Clearance) -> Protocol:
    """Return the protocol with one rule or clearance taken out of its book."""
    book = protocol.book
    rules = tuple(rule for rule in book.rules if rule != thing)
    clearances = tuple(clearance for clearance in book.clearances if clearance != thing)
    return replace(protocol, book=Rulebook(book.limits, clearances, rules))


def _gate_fault(entry: Entry) -> str:
    verdict, expect = judge_entry(entry), entry.expect
    stand_open = [check.test.id for check in verdict.open]
    if verdict.passed is not expect["passed"]:
        return f"the gate is {'' if verdict.passed else 'not '}passed, open: {stand_open}"
    if sorted(stand_open) != sorted(expect.get("open", [])):
        return f"open are {stand_open}"
    return ""


def _rung_fault(entry: Entry) -> str:
    found = {name: value for name, value in prescribed(entry.protocol, entry.rung).items() if name in entry.expect}
    return "" if found == entry.expect else f"found {found}"


def _read(path: Path) -> list[Entry]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(table) <= TOP, f"{path.name}: unknown {sorted(set(table) - TOP)}"
    top = {"protocol": "milestones", "condition": good.NOTHING} | {k: v for k, v in table.items() if k != "entries"}
    made = []
    for given in table["entries"]:
        strange = set(given) - KNOWN | set(given["expect"]) - EXPECTED[given.get("asks", "run")]
        assert not strange, f"{path.name}, “{given['name']}”: unknown {sorted(strange)}"
        made.append(Entry(path.name, top | given))
    return made


def _run(given: dict[str, Any], protocol: Protocol, rung: str) -> Series:
    told: dict[str, Any] = {}
    for window in WINDOWS:
        answers = good.answered(protocol, rung, window, _tuples(given.get(window, {})))
        left_out = {place.partition(".")[2] for place in given.get("left_out", []) if place.startswith(f"{window}.")}
        told[window] = {name: value for name, value in answers.items() if name not in left_out}
        if window in given.get("unanswered", []):
            told[window] = None
    return Series(rung, told["after_run"], told["h24"], told["h48"], tuple(given.get("button", [])))


def _earlier(one: dict[str, Any], protocol: Protocol, rung: str) -> Series:
    """Return an earlier run, of which mostly only the worst pain and the readiness are told."""
    after_run = {"pain_during": one.get("pain", 0)} | one.get("after_run", {})
    ready = {"ready": one["ready"]} if "ready" in one else {}
    deltas = {"after_run": after_run, "h24": one.get("h24", {}), "h48": ready | one.get("h48", {})}
    return _run(deltas, protocol, one.get("rung", rung))


def _tuples(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in answers.items()}


def _next(entry: Entry, decision: Decision) -> str:
    if decision.provisional or decision.outcome >= Outcome.REASSESS:
        return "nothing"
    place = after(entry.protocol, Position(entry.rung, entry.given.get("sessions_done", 0)), decision.outcome)
    return "finished" if place.finished else f"{place.rung}, session {session(entry.protocol, place).number}"
