"""Patients with tempers: what each of them answers, and when, on their own phone.

A patient knows only what stands on the phone; which question a button belongs to is read from the button.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.content.library import Library
from bot.core.answers import Kind, Question

GOOD = {
    "done": "as_prescribed",
    "pain_course": "warm_up_only",
    "pain_kind": "none",
    "gait_run": "normal",
    "swelling": "none",
    "stiffness": "none",
    "gait": "normal",
}
"""What somebody without complaints chooses; everything not named here is 0, or the first choice."""


@dataclass(frozen=True)
class Temper:
    """How somebody is: what they answer otherwise than GOOD on which of their runs, and how slowly."""

    name: str
    delay: timedelta = timedelta(minutes=20)
    answers: dict[int, dict[str, object]] = field(default_factory=dict)
    always: dict[str, object] = field(default_factory=dict)
    silent_after: int = 99
    blocks_after: int = 99
    writes_on: tuple[int, ...] = ()
    wrong_on: tuple[int, ...] = ()
    wakes_on: int = -1
    skips: tuple[int, ...] = ()
    language: str = "en"


SWELLS: dict[str, object] = {"swelling": "new", "pain": 2, "pain_kind": "ache"}
HURTS: dict[str, object] = {"pain": 6, "pain_during": 6, "pain_kind": "sharp", "gait": "limp", "gait_run": "limped"}
SORE: dict[str, object] = {"pain": 1, "pain_kind": "muscle", "muscle_soreness": 2, "effort": 3}

TEMPERS = (
    Temper("steady", always={"effort": 3}),
    Temper("steady_es", always={"effort": 2}, language="es"),
    Temper("sore", always=SORE),
    Temper("flares", answers={3: SWELLS}, always={"effort": 4}),
    Temper("hurts", answers={2: HURTS}, always={"effort": 4}, language="es"),
    Temper("late", delay=timedelta(hours=10), always={"effort": 3}),
    Temper("silent", silent_after=2, always={"effort": 3}),
    Temper("blocks", blocks_after=3, always={"effort": 3}),
    Temper("writes", writes_on=(1, 3), always={"effort": 3}),
    Temper("feels_wrong", wrong_on=(2,), always={"effort": 3}, language="es"),
    Temper("wakes", wakes_on=5, always={"effort": 3}),
    Temper("skips", skips=(2, 4), always={"effort": 3}),
    Temper("grumbles", always={"pain": 2, "pain_during": 2, "pain_kind": "ache", "effort": 6}),
)
"""The tempers that share the places of a caseload in turn."""


class Hand:
    """One patient's thumb: which button to tap, from the question it belongs to."""

    def __init__(self, temper: Temper, library: Library, seed: int) -> None:
        """Choose a little differently with every seed."""
        self.temper = temper
        self._library = library
        self._random = random.Random(seed)  # a patient's whims, not a secret
        self.acts_at: datetime | None = None
        self.runs = 0

    def think_until(self, now: datetime) -> datetime:
        """Return when this patient looks at the phone after something came."""
        return now + self.temper.delay * self._random.uniform(0.5, 1.5)

    def choice(self, question: Question, run: int) -> object:
        """Return what the patient answers to a question about a run."""
        mine = GOOD | self.temper.always | self.temper.answers.get(run, {})
        if question.id == "done" and run in self.temper.skips:
            return "skipped"
        if question.kind is Kind.SEVERAL:
            return ()
        if question.id in mine and (question.kind is not Kind.CHOICE or mine[question.id] in question.options):
            return mine[question.id]
        if question.kind is Kind.CHOICE:
            return question.options[0]
        return 0

    def question(self, conversation: str, asks: tuple[str, ...], place: int) -> Question:
        """Return the question at a place of a conversation as it is asked this time."""
        return self._library.conversation(conversation).asking(asks).questions[place]
