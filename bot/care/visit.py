"""A visit: one turn with one patient, their case and the people who look after them, loaded together.

Must never decide or speak; it is what the use cases of a patient are handed.
"""

from dataclasses import dataclass

from bot.care.ports import Person, Turn
from bot.core.case import Case
from bot.core.protocol import Protocol


@dataclass(frozen=True)
class Visit:
    """The patient and what is known of them in this turn; `carers` hear the alerts, the physio first."""

    turn: Turn
    person: Person
    case: Case
    carers: tuple[Person, ...] = ()

    @property
    def physio(self) -> str:
        """The physio's name as the patient reads it."""
        return self.carers[0].name if self.carers else self.turn.settings.clinic

    @property
    def is_reached(self) -> bool:
        """Whether anybody who looks after the patient can be reached through the bot."""
        return any(carer.state == "active" for carer in self.carers)

    @property
    def protocol(self) -> Protocol:
        """The protocol in the version the patient started with; raises LookupError before enrolment."""
        enrolled = self.case.enrolled
        if enrolled is None:
            raise LookupError("this person is on no protocol")
        return self.turn.library.protocol(enrolled.protocol, enrolled.condition, enrolled.protocol_version)


async def visit(turn: Turn, person: Person) -> Visit:
    """Load the visit; where the physio has not joined or cannot be reached, the clinic hears the alerts as well."""
    carers = []
    if person.physio is not None:
        carers.append(await turn.person(person.physio))
    if not carers or carers[0].state != "active":
        carers += await turn.people("clinic")
    return Visit(turn, person, await turn.case(person.id), tuple(carers))
