"""Measuring: the physio looks at the tests of a gate, and enters what they measured, part by part.

Nothing counts before it was read back and saved. Must never judge a result, nor check who may act on whom: that was
done before.
"""

from dataclasses import dataclass, replace
from typing import Any

from bot.care import asking
from bot.care.known import gates, results
from bot.care.known.cards import SCALE_ROW, option_labels
from bot.care.known.tests_asked import Outcome, finished, questions_of, script, words
from bot.care.orders import giving, preview, refusals, telling
from bot.care.orders.draft import Draft, begin
from bot.care.permissions import may
from bot.care.ports import Button, Keyboard, Person
from bot.care.visit import Visit
from bot.care.voice import button, label, send, tell, text
from bot.content.catalogue import TESTS
from bot.core.answers import Kind, Question, Value, accept, read
from bot.core.conversation import Conversation, next_question
from bot.core.errors import AnswerError
from bot.core.gates import Gate, Result, Test


@dataclass(frozen=True)
class Sheet:
    """One test of a gate that is being measured: its questions, and what was entered so far."""

    gate: Gate
    test: Test
    questions: Conversation
    given: dict[str, Value]

    @property
    def asked(self) -> Question | None:
        """The question that waits; None when all is entered and only has to be saved."""
        return next_question(self.questions, self.given)

    @property
    def outcome(self) -> Outcome | None:
        """What the test came to."""
        return finished(self.test, self.questions, self.given)

    @property
    def place(self) -> int:
        """The place of the test in its gate, as buttons carry it."""
        return self.gate.tests.index(self.test)


async def tapped(target: Visit, carer: Person, parts: list[str]) -> bool:
    """Take a tap on a gate, on one of its tests, on a value, or on the button that saves; False for anything else."""
    gate = gates.find(target, parts[0]) if parts else None
    match parts[1:]:
        case _ if not parts:
            choose_gate(target, carer)
        case [] if gate:
            show(target, carer, gate)
        case _ if not may(carer, "decide", target.person, target.case):
            telling.refused(target, carer, refusals.not_theirs(target, carer, "decide"), "decide")
        case ["save"] if gate:
            return await _save(target, carer, gate)
        case [place] if gate and _is_place(place, len(gate.tests)):
            await _begin(target, carer, gate, gate.tests[int(place)])
        case [place, asked, value] if gate and _is_place(place, len(gate.tests)):
            return await _value_tapped(target, carer, gate.tests[int(place)], (asked, value))
        case _:
            return False
    return True


async def typed(target: Visit, carer: Person, asked: dict[str, Any], said: str) -> bool:
    """Take typed words as the value that was asked for; words that are none are asked for again."""
    sheet = _sheet(target, asked)
    if sheet is None:
        return False
    if sheet.asked is None:
        await _ask(target, carer, sheet)
        return True
    spoken = target.turn.library.language(carer.language)
    known = spoken.words(option_labels(target.turn, carer, TESTS, sheet.asked))
    try:
        value = read(sheet.asked, said, replace(known, minutes=gates.units(target, carer, sheet.asked.id)))
    except AnswerError as error:
        await _ask(target, carer, sheet, preface=text(target.turn, carer, f"replies.{error.reason}"))
        return True
    await _enter(target, carer, sheet, value)
    return True


def choose_gate(target: Visit, carer: Person) -> None:
    """Show the gates of a patient's protocol to choose from; the only one at once."""
    turn, every = target.turn, list(target.protocol.gates())
    if len(every) == 1:
        show(target, carer, every[0])
        return
    rows = tuple(
        (Button(label(turn, carer, f"names.gate__{gate.id}"), f"v|{target.person.id}|{gate.id}"),) for gate in every
    )
    name = "physio.gates" if every else "physio.gate_none"
    tell(turn, carer, name, keyboard=rows, name=target.person.name)


def show(target: Visit, carer: Person, gate: Gate) -> None:
    """Show how every test of a gate stands, with limit and source, and a button to enter each."""
    turn, patient = target.turn, target.person
    name, signed = gates.name(turn, carer, gate), gate.id in target.case.signed
    head = text(turn, carer, "physio.gate", gate=name, name=patient.name, signed=signed)
    first, *others = results.pages(target, carer, gate)
    for part in (f"{head}\n\n{first}", *others)[:-1]:
        send(turn, carer, part)
    last = others[-1] if others else f"{head}\n\n{first}"
    send(turn, carer, last, keyboard=_keyboard(target, carer, gate))


def _keyboard(target: Visit, carer: Person, gate: Gate) -> Keyboard:
    turn, patient = target.turn, target.person.id
    look = (button(turn, carer, "buttons.patient", f"p|{patient}"),)
    if not may(carer, "decide", target.person, target.case):
        return (look,)
    names = [label(turn, carer, f"{TESTS}.{test.id}__short") for test in gate.tests]
    rows = [(Button(f"📏 {said}", f"v|{patient}|{gate.id}|{place}"),) for place, said in enumerate(names)]
    judged = gates.missing(target)
    if judged and judged.gate.id == gate.id and not refusals.is_urgent(target):
        rows.append((button(turn, carer, "buttons.sign_gate", f"g|{patient}|{gate.id}"),))
    return (*rows, look)


async def _begin(target: Visit, carer: Person, gate: Gate, test: Test) -> None:
    """Ask for the first value of a test; what was entered before and not saved is gone."""
    asked = {"action": "measure", "patient": target.person.id, "gate": gate.id, "test": test.id, "given": {}}
    await asking.ask(target.turn, carer, asked)
    sheet = _sheet(target, asked)
    if sheet:
        await _ask(target, carer, sheet)


async def _begun(target: Visit, carer: Person) -> Sheet | None:
    """Return what the physio is measuring with this patient, unless they began it too long ago."""
    asked = await asking.asked_of(target.turn, carer)
    return _sheet(target, asked) if asked and asking.is_awaited(target.turn, asked) else None


def _sheet(target: Visit, asked: dict[str, Any]) -> Sheet | None:
    """Return what is being measured, or None where it is nothing of this patient, or the protocol knows it no more."""
    if asked.get("action") != "measure" or asked.get("patient") != target.person.id:
        return None
    gate = gates.find(target, str(asked["gate"]))
    test = next((test for test in gate.tests if test.id == asked["test"]), None) if gate else None
    if gate is None or test is None:
        return None
    bank = target.turn.library.conversation(TESTS)
    return Sheet(gate, test, script(bank, questions_of(test)), dict(asked["given"]))


async def _ask(target: Visit, carer: Person, sheet: Sheet, preface: str = "") -> None:
    """Ask for the value that comes next, or read everything back before it is saved."""
    turn, name = target.turn, gates.test_name(target.turn, carer, sheet.test)
    about = {"name": target.person.name, "test": name, "goal": gates.goal(turn, carer, sheet.test)}
    if sheet.asked:
        said = f"{text(turn, carer, 'physio.measure', **about)}\n\n{words(turn, carer, sheet.asked)}"
        rows, card = _values(target, carer, sheet, sheet.asked), ""
    else:
        said = text(turn, carer, "physio.measured", value=_read_back(target, carer, sheet), **about)
        before = await giving.measured_before(target)
        said = f"{said}\n\n{preview.patient_reads(target, carer, _draft(target, carer, sheet), before)}"
        rows, card = _saving(target, carer, sheet), telling.card(target, _draft(target, carer, sheet))
    send(turn, carer, f"{preface}\n\n{said}" if preface else said, keyboard=rows, about=card)


def _read_back(target: Visit, carer: Person, sheet: Sheet) -> str:
    values, pain = sheet.outcome or ((), None)
    value = gates.shown(target.turn, carer, sheet.test, Result(values, pain, target.turn.now))
    return value if pain is None else f"{value}, {text(target.turn, carer, 'gates.test_pain', pain=f'{pain}/10')}"


def _values(target: Visit, carer: Person, sheet: Sheet, question: Question) -> Keyboard:
    asked = sheet.questions.questions.index(question)
    stem = f"v|{target.person.id}|{sheet.gate.id}|{sheet.place}|{asked}"
    if question.kind is Kind.SCALE:
        scale = [Button(str(value), f"{stem}|{value}") for value in range(question.low, question.high + 1)]
        return tuple(tuple(scale[i : i + SCALE_ROW]) for i in range(0, len(scale), SCALE_ROW))
    labels = option_labels(target.turn, carer, TESTS, question)
    return tuple((Button(said, f"{stem}|{number}"),) for number, said in enumerate(labels.values()))


def _saving(target: Visit, carer: Person, sheet: Sheet) -> Keyboard:
    turn, stem = target.turn, f"v|{target.person.id}|{sheet.gate.id}"
    again = button(turn, carer, "buttons.enter_again", f"{stem}|{sheet.place}")
    return ((button(turn, carer, "buttons.save", f"{stem}|save"),), (again,))


async def _value_tapped(target: Visit, carer: Person, test: Test, tap: tuple[str, str]) -> bool:
    """Take a tapped value, if it answers what is asked now."""
    sheet = await _begun(target, carer)
    waits = sheet.asked if sheet and sheet.test == test else None
    place, value = (int(part) if part.isascii() and part.isdecimal() else -1 for part in tap)
    if sheet is None or waits is None or sheet.questions.questions.index(waits) != place:
        return False
    chosen = waits.options[value] if 0 <= value < len(waits.options) else value
    try:
        await _enter(target, carer, sheet, accept(waits, chosen))
    except AnswerError:
        return False
    return True


async def _enter(target: Visit, carer: Person, sheet: Sheet, value: Value) -> None:
    waits = sheet.asked
    given = sheet.given | ({waits.id: value} if waits else {})
    asked = {"action": "measure", "patient": target.person.id, "gate": sheet.gate.id, "test": sheet.test.id}
    await asking.ask(target.turn, carer, asked | {"given": given})
    await _ask(target, carer, replace(sheet, given=given))


async def _save(target: Visit, carer: Person, gate: Gate) -> bool:
    """Give what was entered and read back as an order."""
    sheet = await _begun(target, carer)
    if sheet is None or sheet.gate.id != gate.id or sheet.outcome is None:
        return False
    await asking.forget(target.turn, carer)
    if await giving.give(target, carer, _draft(target, carer, sheet)):
        show(target, carer, gate)
    return True


def _draft(target: Visit, carer: Person, sheet: Sheet) -> Draft:
    """Return what was entered as an order, which is shown, confirmed and undone like any other."""
    values, pain = sheet.outcome or ((), None)
    about = {"gate": sheet.gate.id, "test": sheet.test.id}
    return begin("measure", target.case, carer.id, **about, result=list(values), hurt=pain)


def _is_place(place: str, many: int) -> bool:
    return place.isascii() and place.isdecimal() and int(place) < many
