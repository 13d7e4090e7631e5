"""Gates: how the one that stands before a patient is doing, test by test, in the words of whoever reads it.

Must never change anything, and never judge a result: `core` does.
"""

from datetime import datetime, timedelta
from math import floor

from bot.care.known.tests_asked import test_of
from bot.care.ports import Person, Turn
from bot.care.visit import Visit
from bot.care.voice import bound, label, text, when
from bot.content.catalogue import TESTS
from bot.core import plan
from bot.core.answers import Kind, Question, fold
from bot.core.gates import PHYSIO, Check, Gate, Result, Standing, Test, Verdict, compared, judge
from bot.core.ladder import Phase
from bot.core.limits import Limit
from bot.core.plan import Position

WINDOW = "gate_"
"""What the window of a check-in about a gate begins with, before the id of the gate."""


def missing(visit: Visit) -> Verdict | None:
    """Return the gate that has to be passed before the next session, or None where the way is free."""
    case = visit.case
    if case.position is None or (case.position.finished and _is_celebrated(visit)):
        return None
    return plan.missing_gate(
        visit.protocol,
        case.position,
        case.results,
        signed=case.signed,
        now=visit.turn.now,
        started=case.has_started,
    )


def _is_celebrated(visit: Visit) -> bool:
    """Whether the end of the way back was told already; results that go stale afterwards close nothing."""
    return any(alert.about == "finished" for alert in visit.case.alerts_since_opening())


def find(visit: Visit, gate_id: str) -> Gate | None:
    """Return the gate of the patient's protocol with this id."""
    return next((gate for gate in visit.protocol.gates() if gate.id == gate_id), None)


def verdict(visit: Visit, gate: Gate) -> Verdict:
    """Return how a gate stands now."""
    return judge(gate, visit.case.results, visit.turn.now)


def valid_for_now(visit: Visit, judged: Verdict) -> str:
    """Return in words until when everything that is passed so far counts; empty while nothing is."""
    passed = [check.result for check in judged.checks if check.standing is Standing.PASSED and check.result]
    until = min((valid_until(judged.gate, result) for result in passed), default=None)
    return when(visit.turn, visit.person, until) if until else ""


def own_tests(judged: Verdict) -> list[Check]:
    """Return what is not passed yet and the patient may test alone."""
    return [check for check in judged.open if check.test.by != PHYSIO]


def physio_tests(judged: Verdict) -> list[Check]:
    """Return what the physio has to measure: not done yet, or too long ago."""
    waits = (Standing.MISSING, Standing.STALE)
    return [check for check in judged.open if check.test.by == PHYSIO and check.standing in waits]


def is_open(visit: Visit, gate: Gate) -> bool:
    """Say whether a gate is passed now, or signed."""
    return gate.id in visit.case.signed or verdict(visit, gate).passed


def at_hand(visit: Visit, phase: Phase) -> list[Gate]:
    """Return the gates of a phase that are worth a line of the plan: still to come, asked for now, or passed."""
    position, case = visit.case.position, visit.case
    if position is None or phase in _later(visit, position):
        return list(phase.gates)
    asked = plan.gates_at(visit.protocol, position, started=case.has_started)
    return [gate for gate in phase.gates if gate in asked or is_open(visit, gate)]


def awaits_signature(visit: Visit, phase: Phase) -> bool:
    """Say whether the checkpoint of a phase is still to come, or asked for now."""
    position = visit.case.position
    if position is None or phase in _later(visit, position):
        return True
    stages = visit.protocol.stages_on_the_way(position.rung), visit.protocol.stages_before(position.rung)
    return any(phase in some for some in stages)


def _later(visit: Visit, position: Position) -> tuple[Phase, ...]:
    """Return the phases after the one in which the patient stands."""
    phases = visit.protocol.phases
    return phases[phases.index(visit.protocol.phase_of(position.rung)) + 1 :] if position.rung else ()


def valid_until(gate: Gate, result: Result) -> datetime:
    """Return until when a result counts; at once over where the gate does not say."""
    return result.at + timedelta(days=gate.fresh.value or 0)


def all_valid_until(visit: Visit) -> datetime | None:
    """Return when the first result goes stale that keeps a gate open at which the patient stands."""
    position, case = visit.case.position, visit.case
    if position is None:
        return None
    every = plan.gates_at(visit.protocol, position, started=case.has_started)
    gates = [gate for gate in every if gate.id not in case.signed]
    results = [(gate, case.results.get(test.id)) for gate in gates for test in gate.tests]
    return min((valid_until(gate, result) for gate, result in results if result), default=None)


def name(turn: Turn, reader: Person, gate: Gate) -> str:
    """Return what a gate is called inside a sentence."""
    return text(turn, reader, f"names.gate__{gate.id}")


def test_name(turn: Turn, reader: Person, test: Test) -> str:
    """Return what a test is called in a list."""
    return text(turn, reader, f"{TESTS}.{test.id}__short")


def question_of(turn: Turn, question_id: str) -> Question | None:
    """Return the entry of the bank of tests that a question was made from."""
    return turn.library.conversation(TESTS).question(test_of(question_id))


def lines(visit: Visit, reader: Person, judged: Verdict) -> str:
    """Return one line for each test of a gate, in the order of the gate."""
    return "\n".join(line(visit, reader, judged.gate, check) for check in judged.checks)


def line(visit: Visit, reader: Person, gate: Gate, check: Check) -> str:
    """Return how one test stands: what it came to, what it has to come to, and until when that counts."""
    turn, test, result = visit.turn, check.test, check.result
    hurt = check.standing is Standing.FAILED and result and too_painful(test, result)
    return text(
        turn,
        reader,
        f"gates.line__{check.standing}",
        test=test_name(turn, reader, test),
        value=shown(turn, reader, test, result) if result else "",
        goal=goal(turn, reader, test),
        pain=_pain(turn, reader, test, result) if hurt and result else "",
        until=when(turn, reader, valid_until(gate, result)) if result else "",
        physio=visit.physio if test.by == PHYSIO else "",
    )


def shown(turn: Turn, reader: Person, test: Test, result: Result) -> str:
    """Return what a test came to: a number with both sides where there are two, or the words of the answer."""
    said = [_value(turn, reader, test, value) for value in result.values]
    if len(said) == 1:
        return said[0]
    if test.sides == "compare":
        # Rounded down, so that what is short of the goal never reads as if it were there.
        percent = floor(compared(test, result.values) * 10) / 10
        return text(turn, reader, "gates.compared", left=said[0], right=said[1], percent=f"{percent:g}")
    return text(turn, reader, "gates.sides", left=said[0], right=said[1])


def goal(turn: Turn, reader: Person, test: Test) -> str:
    """Return what a test has to come to, such as `at least 25`; its name says of what."""
    question = question_of(turn, test.id)
    if question and question.kind is Kind.CHOICE:
        fine = [option for place, option in enumerate(question.options) if test.limit.allows(place)]
        return ", ".join(label(turn, reader, f"{TESTS}.{test.id}__{option}") for option in fine)
    if test.sides == "compare":
        return text(turn, reader, "gates.goal_compared", limit=limit_said(turn, reader, test.limit))
    return limit_said(turn, reader, test.limit)


def too_painful(test: Test, result: Result) -> bool:
    """Say whether a test hurt more than its gate allows."""
    return test.pain is not None and result.pain is not None and test.pain.allows(result.pain) is not True


def progress(visit: Visit, reader: Person, gate: Gate) -> str:
    """Return a gate as one line of the plan: passed and until when, signed, or how many tests are passed."""
    judged, signed = verdict(visit, gate), gate.id in visit.case.signed
    results = [check.result for check in judged.checks if check.result]
    until = min((valid_until(gate, result) for result in results), default=visit.turn.now)
    passed = judged.passed or signed
    return text(
        visit.turn,
        reader,
        "gates.plan",
        gate=name(visit.turn, reader, gate),
        passed=passed,
        signed=signed,
        done=len(judged.checks) - len(judged.open),
        of=len(judged.checks),
        until=when(visit.turn, reader, until) if judged.passed and not signed else "",
    )


def units(visit: Visit, reader: Person, question_id: str) -> tuple[str, ...]:
    """Return what people type after the number of a test, such as `reps`; nothing where another unit could be meant."""
    tests = (test for gate in visit.protocol.gates() for test in gate.tests if test.id == test_of(question_id))
    kinds = {(test.limit.unit, test.sides) for test in tests if test.sides != "compare"}
    if len(kinds) != 1:
        return ()
    spoken = visit.turn.library.language(reader.language).spoken
    return tuple(fold(word) for word in spoken.units.get(next(iter(kinds))[0], ()))


def _value(turn: Turn, reader: Person, test: Test, value: int) -> str:
    question = question_of(turn, test.id)
    if question and question.kind is Kind.CHOICE and 0 <= value < len(question.options):
        return label(turn, reader, f"{TESTS}.{test.id}__{question.options[value]}")
    return str(value)


def limit_said(turn: Turn, reader: Person, limit: Limit) -> str:
    """Return a limit as a phrase, such as `below 2`."""
    figure = "…" if limit.value is None else f"{limit.value:g}"
    return bound(turn, reader, limit.operator, figure)


def _pain(turn: Turn, reader: Person, test: Test, result: Result) -> str:
    if test.pain is None:
        return ""
    return text(turn, reader, "gates.pain", pain=f"{result.pain}/10", limit=limit_said(turn, reader, test.pain))
