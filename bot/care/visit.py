"""A visit: one turn with one patient, their case and the people who look after them, loaded together.

Must never decide or speak; it is what the use cases of a patient are handed.
"""

from dataclasses import dataclass

from bot.care.chain import chain, reached
from bot.care.ports import Person, Turn
from bot.core.case import Case, Run
from bot.core.ladder import Rung
from bot.core.protocol import Protocol

TAKE = "update"
"""The kind of what is due where a version that follows is to be taken to a patient at once."""

LATER = "later"
"""Its subject once the rules of that version count already, and the rest waits for the patient's answers."""


@dataclass(frozen=True)
class Visit:
    """The patient and what is known of them in this turn.

    `carers` are told what is new, the physio first; `staff` is everybody of the clinic and its chats. One who `takes`
    is behind an update that counts for them already, whatever their plan is still pinned to. `lent` is a version of the
    protocol with rungs that it does not have itself, for weighing runs that were done on them.
    """

    turn: Turn
    person: Person
    case: Case
    carers: tuple[Person, ...] = ()
    staff: tuple[Person, ...] = ()
    takes: bool = False
    lent: Protocol | None = None

    @property
    def physio(self) -> str:
        """The physio's name as the patient reads it."""
        return self.carers[0].name if self.carers else self.turn.settings.clinic

    @property
    def is_reached(self) -> bool:
        """Whether anybody who would be called about the patient can be reached through the bot."""
        return any(one.state == "active" for one in self.called_now)

    @property
    def called(self) -> str:
        """The name, as the patient reads it, of whoever is called first if something is wrong now."""
        first = next((one for one in self.called_now if one.state == "active" and one.role != "group"), None)
        return first.name if first and first.role == "physio" else self.turn.settings.clinic if first else self.physio

    @property
    def called_now(self) -> tuple[Person, ...]:
        """Who would be called about the patient now, one after another."""
        return reached(self.chain_now, self.staff)

    @property
    def chain_now(self) -> tuple[Person, ...]:
        """Those who are fixed as the chain of an alert raised now; where they are not there, others are called."""
        return chain(self.person, self.staff, self.turn.settings, self.turn.now)

    @property
    def protocol(self) -> Protocol:
        """The protocol in the version the patient is on; raises LookupError before enrolment."""
        enrolled = self.case.enrolled
        if enrolled is None:
            raise LookupError("this person is on no protocol")
        return self.lent or self.turn.library.protocol(enrolled.protocol, enrolled.condition, enrolled.protocol_version)

    def rung_of(self, run: Run) -> Rung | None:
        """Return the rung of a run as it was when it was run, whatever has been published since."""
        terms = run.terms
        if terms is None:
            return None
        then = self.turn.library.protocol(terms.protocol, terms.condition, terms.protocol_version)
        return next((rung for rung in then.rungs if rung.id == run.rung), None)


async def visit(turn: Turn, person: Person) -> Visit:
    """Load the visit; where the physio has not joined or cannot be reached, the clinic is told what is new as well."""
    staff = await turn.staff()
    carers = [one for one in staff if one.id == person.physio]
    if not carers or carers[0].state != "active":
        carers += [one for one in staff if one.role == "clinic" and one.state == "active"]
    takes = bool({TAKE, LATER} & await turn.planned(person.id, TAKE))
    return Visit(turn, person, await turn.case(person.id), tuple(carers), tuple(staff), takes=takes)
