"""What `strideback decide` is asked: JSON to a case, with a sentence for whatever makes no sense.

Must never decide anything, and never guess what was meant.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.content.faults import entry_name
from bot.content.library import Library
from bot.content.protocols import script_of
from bot.core.answers import Question, Value, accept
from bot.core.errors import AnswerError, ContentError
from bot.core.measures import STIFFNESS, SWELLING, Baseline, Evidence, Series
from bot.core.protocol import WINDOWS, Protocol

Given = dict[str, int | str | list[str]]
ASKED = "the case"
"""What stands for a file in the sentence about a case that makes no sense."""

_WORDS = {
    "literal_error": ("This is not one of the words allowed here.", "Use one of: {expected}."),
    "missing": ("This must be given.", "Add it."),
    "extra_forbidden": ("This name is not known here.", "Remove it, or check its spelling."),
    "int_type": ("This is not a whole number.", "Write it as a number, without quotation marks."),
    "string_type": ("This is not text.", "Write it in quotation marks."),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class BaselineIn(_Strict):
    """The frozen baseline."""

    pain: int = 0
    stiffness: str = "none"
    swelling: str = "none"


class RunIn(_Strict):
    """A session's answers, and the flags from the button; one of the history names its rung as well."""

    rung: str = ""
    after_run: Given | None = None
    h24: Given | None = None
    h48: Given | None = None
    button: list[str] = []


class LoadIn(_Strict):
    """What the ledger and the clock would say; nothing conspicuous where it is left out."""

    weekly_change: float = 0
    above_longest: float = 0
    answer_delay: float = Field(default=0, ge=0)
    hours_too_early: float = Field(default=0, ge=0)
    days_since_run: float = Field(default=0, ge=0)
    rungs_climbed: int = Field(default=0, ge=0)


class ResultIn(_Strict):
    """What a test came to: one value, or left and right; the pain during it, and how many days ago.

    A number or a pair alone is a result of today, on which no pain was told. `by` is whoever may enter it otherwise.
    """

    values: list[int] = Field(min_length=1, max_length=2)
    pain: int | None = Field(default=None, ge=0, le=10)
    age_days: float = Field(default=0, ge=0)
    by: Literal["patient", "physio"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _spelt_out(cls, given: Any) -> Any:
        """Take `25` for `{"values": [25]}`, and `[25, 24]` for `{"values": [25, 24]}`."""
        if isinstance(given, dict):
            return given
        return {"values": given if isinstance(given, list) else [given]}


class GateIn(_Strict):
    """A gate by its id, which may be left out where the tests tell it; a test without a result was not done."""

    id: str = ""
    results: dict[str, ResultIn] = {}


class CaseIn(_Strict):
    """What is asked: about a session (`rung` and `run`) or about a `gate`."""

    protocol: str
    condition: str
    rung: str = ""
    run: RunIn | None = None
    gate: GateIn | None = None
    sessions_done: int = 0
    baseline: BaselineIn = BaselineIn()
    history: list[RunIn] = []
    load: LoadIn = LoadIn()


@dataclass(frozen=True)
class RunCase:
    """A session with all that the decision on it may look at."""

    protocol: Protocol
    evidence: Evidence
    sessions_done: int


class CaseError(ContentError):
    """The JSON does not describe a case that could be decided."""


def refuse(entry: str, fault: str, remedy: str) -> CaseError:
    """Return the fault of a case, with its place and remedy."""
    return CaseError(ASKED, entry, fault, remedy)


def read(text: str) -> CaseIn:
    """Return the case in the text; raises CaseError for what is no JSON or does not fit."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise refuse(place, "This is not JSON.", "Give one object in braces, such as {…}.") from None
    try:
        return CaseIn.model_validate(data)
    except ValidationError as error:
        raise _sentence(error, data) from None


def protocol_of(library: Library, case: CaseIn) -> Protocol:
    """Return the protocol of a case; raises CaseError where it, its pair or the condition is not known."""
    try:
        return library.protocol(case.protocol, case.condition)
    except ContentError as error:
        raise CaseError(error.file, error.entry, error.fault, error.remedy) from None


def run_case(library: Library, case: CaseIn) -> RunCase:
    """Return the session that a case is about; raises CaseError for what could not be."""
    protocol = protocol_of(library, case)
    if case.run is None:
        raise refuse("", "It asks neither about a run nor about a gate.", "Add run (with its rung), or gate.")
    if protocol.needs_ladder:
        fault = f"“{case.protocol}” has no ladder of its own."
        raise refuse("protocol", fault, f"Pair it with one that has, such as {case.protocol}+milestones.")
    rungs = [rung.id for rung in protocol.rungs]
    for place, rung in _rungs(case):
        if rung not in rungs:
            raise refuse(place, f"“{rung}” is not on the ladder.", f"Choose one of: {', '.join(rungs)}.")
    sessions = protocol.rung(case.rung).sessions
    if not 0 <= case.sessions_done < sessions:
        remedy = f"Give a whole number from 0 to {sessions - 1}."
        raise refuse("sessions_done", f"This rung has {sessions} sessions.", remedy)
    history = [_series(library, protocol, run, place=f"history entry {n}", rung=run.rung or case.rung)
               for n, run in enumerate(case.history, start=1)]  # fmt: skip
    run = _series(library, protocol, case.run, place="run", rung=case.rung)
    evidence = Evidence(run=run, history=tuple(history), baseline=_baseline(case.baseline), **case.load.model_dump())
    return RunCase(protocol, evidence, case.sessions_done)


def _rungs(case: CaseIn) -> list[tuple[str, str]]:
    named = [(f"history entry {n} rung", run.rung) for n, run in enumerate(case.history, start=1) if run.rung]
    return [("rung", case.rung), *named]


def _baseline(given: BaselineIn) -> Baseline:
    if not 0 <= given.pain <= 10:  # the ends of the scale on which pain is told
        raise refuse("baseline pain", f"{given.pain} is no figure for pain.", "Give a whole number from 0 to 10.")
    for name, value, known in (("stiffness", given.stiffness, STIFFNESS), ("swelling", given.swelling, SWELLING)):
        if value not in known:
            raise refuse(f"baseline {name}", f"“{value}” is not an answer.", f"Choose one of: {', '.join(known)}.")
    return Baseline(given.pain, given.stiffness, given.swelling)


def _series(library: Library, protocol: Protocol, run: RunIn, *, place: str, rung: str) -> Series:
    kind = protocol.rung(rung).kind
    told = {}
    for window in WINDOWS:
        given: Given | None = getattr(run, window)
        script = script_of(window, kind)
        told[window] = None if given is None else _answers(library, script, given, f"{place} {window}")
    flags = library.conversation("wrong").question("flags")
    button = _answer(flags, run.button, f"{place} button") if flags and run.button else ()
    return Series(rung, told["after_run"], told["h24"], told["h48"], button if isinstance(button, tuple) else ())


def _answers(library: Library, script: str, given: Given, place: str) -> dict[str, Value]:
    questions = {question.id: question for question in library.conversation(script).questions}
    answers: dict[str, Value] = {}
    for name, raw in given.items():
        if name not in questions:
            fault = f"There is no question “{name}” in the conversation {script}."
            raise refuse(place, fault, f"Choose from: {', '.join(questions)}.")
        answers[name] = _answer(questions[name], raw, f"{place} {name}")
    return answers


def _answer(question: Question, raw: Any, place: str) -> Value:
    try:
        return accept(question, tuple(raw) if isinstance(raw, list) else raw)
    except AnswerError:
        numbers = f"Give a whole number from {question.low} to {question.high}."
        remedy = f"Choose from: {', '.join(question.options)}." if question.options else numbers
        raise refuse(place, f"{json.dumps(raw, ensure_ascii=False)} is not one of its answers.", remedy) from None


def _sentence(error: ValidationError, data: Any) -> CaseError:
    first = error.errors()[0]
    fault, remedy = _WORDS.get(first["type"], (f"{first['msg']}.", "Correct it."))
    return refuse(entry_name(first["loc"], data), fault, remedy.format(**first.get("ctx", {})))
