"""One patient of the caseload: what they do when something reaches their phone, and when they run.

Must never know more than stands on the phone, save which questions there are and on which day a run may be.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care.course import sessions
from bot.care.ports import Event, Row, Said, Tapped, Turn
from bot.care.visit import visit
from bot.core.answers import Kind, Question
from bot.core.conversation import Conversation
from bot.sandbox.caseload.cast import GOOD, Character
from bot.sandbox.caseload.past import Past

ZONE = ZoneInfo("Europe/Madrid")
THINKS = timedelta(minutes=5)
RESTS = timedelta(minutes=30)
JOINING = {"en": ("English", "I agree"), "es": ("Español", "Acepto")}
NEVER_QUIET = Tapped("a|0:enrolment|3|0|3")
ASKED = ("h24", "h48")


class Patient:
    """A character with a phone; `person` is who they are for the bot."""

    def __init__(self, past: Past, character: Character, person: int) -> None:
        """Read from now on what comes."""
        self.character, self.person = character, person
        self._past = past
        self._begun: set[str] = set()
        past.readers[character.user] = self._read

    async def join(self, code: str) -> None:
        """Open the invite and answer what a newcomer is asked."""
        language, agreed = JOINING[self.character.language]
        await self._do(Said(f"/start {code}"))
        await self._do(Said(language), Said(agreed), Said("Europe/Madrid"), NEVER_QUIET)

    def _read(self, row: Row) -> None:
        for data in (button.data for line in row.keyboard for button in line):
            verb, _, rest = data.partition("|")
            which = rest.split("|")[0]
            if verb in ("a", "e") and which.partition(":")[2] in ASKED and self._is_new(which):
                if int(which.partition(":")[0]) < self.character.falls_silent:
                    self._past.in_(THINKS, lambda which=which: self._answer(which))  # type: ignore[misc]
            elif verb == "r" and self._is_new(f"run {which}") and int(which) <= self.character.runs:
                self._past.in_(RESTS, lambda which=which: self._look_for_a_day(int(which)))  # type: ignore[misc]

    def _is_new(self, what: str) -> bool:
        known = what in self._begun
        self._begun.add(what)
        return not known

    async def _look_for_a_day(self, number: int) -> None:
        """Run at the usual hour of the first day that the plan allows."""
        async with self._past.desk.turn() as turn:
            earliest = (await turn.case(self.person)).earliest_at
        from_ = max(self._past.clock.at, earliest or self._past.clock.at).astimezone(ZONE)
        midnight = from_.replace(hour=0, minute=0, second=0, microsecond=0)
        days = (midnight + timedelta(days=day) + self.character.at for day in range(2))
        self._past.later(next(day for day in days if day >= from_), lambda: self._run(number))

    async def _run(self, number: int) -> None:
        """Run as planned, and answer at once what is asked after it."""
        async with self._past.desk.turn() as turn:
            data = sessions.report_data(await visit(turn, await turn.person(self.person)), 0)
        await self._do(Tapped(data))
        await self._answer(f"{number}:after_run")
        if number in self.character.says:
            await self._do(Said(self.character.says[number]))

    async def _answer(self, which: str) -> None:
        """Answer a whole check-in; taps on questions that do not apply do nothing."""

        async def taps(turn: Turn) -> Sequence[Event]:
            opened = (await turn.case(self.person)).check_ins.get(which)
            if opened is None:
                return ()
            script = turn.library.conversation(opened.conversation).asking(opened.asks)
            return self._taps(which, script, self._answers(which), warns=self._warns(which))

        await self._past.act(self.character.user, taps)

    def _answers(self, which: str) -> dict[str, object]:
        return GOOD | self.character.usual | self.character.answers.get(int(which.partition(":")[0]), {})

    def _warns(self, which: str) -> str:
        is_last = self._past.end - self._past.clock.at < timedelta(hours=1)
        return self.character.warns if is_last and which.endswith("h24") else ""

    def _taps(self, which: str, script: Conversation, answers: dict[str, object], *, warns: str) -> list[Event]:
        events: list[Event] = []
        for place, question in enumerate(script.questions):
            stem = f"{which}|{place}|0"
            if question.kind is not Kind.SEVERAL:
                events.append(Tapped(f"a|{stem}|{_value(question, answers.get(question.id))}"))
                continue
            if warns:
                events.append(Tapped(f"f|{stem}|{question.options.index(warns)}"))
            events.append(Tapped(f"e|{stem}"))
        return events

    async def _do(self, *events: Event) -> None:
        await self._past.do(self.character.user, *events)


def _value(question: Question, chosen: object) -> int:
    """Return what the button carries; what the question does not offer becomes its first answer."""
    if question.kind is Kind.CHOICE:
        return question.options.index(str(chosen)) if chosen in question.options else 0
    return int(str(chosen or 0))


def came_at(character: Character, end: datetime) -> datetime:
    """Return when a character was invited."""
    return end - timedelta(days=character.days, hours=2)
