"""One patient taken through the front door by the real use cases, so that every copy of them has real facts.

Must never write a fact by hand.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care.course import sessions
from bot.care.doors import dues, reception
from bot.care.joining.invites import Guest, Plan, invite
from bot.care.ports import Due, Incoming, Said, Tapped
from bot.care.settings import Settings
from bot.care.visit import visit
from bot.content.library import Library
from bot.core.conversation import Conversation
from bot.desk import Desk
from bot.store.store import Store

PHYSIO, PATIENT = 1, 2
WINDOW = "h24"
CHECK_IN = f"1:{WINDOW}"
SIGNING, CONFIRMING = "g|", "|ok|"
NO_QUIET_HOURS = "none"


class LostError(Exception):
    """The patient did not come where the figures need them."""


@dataclass
class Clock:
    """A clock that stands where it was put."""

    at: datetime

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.at


class Journey:
    """A patient and their physio at the stand-in's user ids PATIENT and PHYSIO."""

    def __init__(self, store: Store, clock: Clock, library: Library) -> None:
        """Begin before anybody was invited; the clock is the store's."""
        self._store = store
        self._clock = clock
        self._desk = Desk(store, library, Settings(quiet_hours=NO_QUIET_HOURS, undo_seconds=0))
        self._sent = 0

    async def to_the_first_check_in(self, opened_at: datetime) -> int:
        """Invite, enrol, sign, run once and answer; return the patient's id, 24 h before `opened_at`."""
        self._clock.at = opened_at - timedelta(hours=24)
        patient = await self._enrol()
        async with self._desk.turn() as turn:
            data = sessions.report_data(await visit(turn, await turn.person(patient)), 0)
        await self._tap(PATIENT, data)
        for number in range(1, len(self._questions("after_run"))):
            await self._answer("1:after_run", "after_run", number)
        async with self._desk.turn() as turn:
            if not (await turn.case(patient)).decisions:
                raise LostError("The journey no longer leads to a decision; let it follow the conversations.")
        return patient

    async def open_the_check_in(self, patient: int, opened_at: datetime) -> None:
        """Let the check-in fall due, and be asked."""
        self._clock.at = opened_at
        async with self._desk.turn() as turn:
            await dues.fall_due(turn, Due(patient, "check_in", CHECK_IN, opened_at))
            turn.forget(patient, "check_in", CHECK_IN)
        await self._deliver()

    async def _enrol(self) -> int:
        async with self._desk.turn() as turn:
            await invite(turn, "code-of-the-physio", Guest("physio", "Dora"))
        async with self._desk.turn() as turn:
            plan = Plan("milestones", "hip_and_glute", "Dora", rung="run_30s")
            patient = (await invite(turn, "code-of-the-patient", Guest("patient", "Ana"), plan)).person
        for said in ("/start code-of-the-physio", "English", "UTC", "none"):
            await self._say(PHYSIO, said)
        for said in ("/start code-of-the-patient", "English", "I agree", "UTC", "none"):
            await self._say(PATIENT, said)
        return patient

    async def _answer(self, check_in: str, conversation: str, place: int) -> None:
        """Give the mildest answer to a question; taps on questions that do not apply do nothing."""
        await self._tap(PATIENT, tap_on(check_in, self._questions(conversation), place))

    def _questions(self, conversation: str) -> tuple[str, ...]:
        return kinds(self._desk.library, conversation)

    async def _say(self, user: int, said: str) -> None:
        async with self._desk.turn() as turn:
            await reception.receive(turn, Incoming(user, user, Said(said)))
        await self._deliver()

    async def _tap(self, user: int, data: str) -> None:
        async with self._desk.turn() as turn:
            await reception.receive(turn, Incoming(user, user, Tapped(data)))
        await self._deliver()

    async def _deliver(self) -> None:
        """Mark everything as sent; the physio signs what asks for a signature."""
        while rows := await self._store.next_messages(50):
            for row in rows:
                self._sent += 1
                await self._store.sent(row.id, row.message_id or self._sent)
            asked = [button.data for row in rows for line in row.keyboard for button in line]
            for data in asked:
                if data.startswith(SIGNING) or CONFIRMING in data:
                    await self._tap(PHYSIO, data)


def kinds(library: Library, conversation: str) -> tuple[str, ...]:
    """Return the kinds of the questions that a conversation always asks, in order."""
    return tuple(question.kind.value for question in _always(library, conversation).questions)


def _always(library: Library, conversation: str) -> Conversation:
    """Return a conversation without the questions that only some protocols and conditions ask for."""
    return library.conversation(conversation).asking(frozenset())


def tap_on(check_in: str, questions: tuple[str, ...], place: int) -> str:
    """Return what the button carries that answers a question most mildly."""
    if questions[place] == "several":
        return f"e|{check_in}|{place}|0"
    return f"a|{check_in}|{place}|0|0"


def taps(library: Library) -> list[str]:
    """Return the taps that take a patient without complaints through the check-in."""
    questions = _always(library, WINDOW).questions
    return [
        tap_on(CHECK_IN, kinds(library, WINDOW), place)
        for place, question in enumerate(questions)
        if question.when is None
    ]
