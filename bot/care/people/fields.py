"""What is asked when somebody is invited: one field after another, each with what can be chosen.

The order is fixed, and what comes next follows from what is given. Must never store or invite anybody.
"""

from collections.abc import Iterator
from typing import Any

from bot.care import phrases
from bot.care.known import dose
from bot.care.ports import Person, Turn
from bot.care.voice import bare, label
from bot.core.errors import ContentError
from bot.core.ladder import Phase
from bot.core.measures import STIFFNESS, SWELLING
from bot.core.protocol import Protocol

ROLES = ("patient", "physio", "clinic")
FIELDS = {
    "patient": (
        *("role", "name", "language", "physio", "protocol", "condition", "phase", "rung"),
        *("pain", "stiffness", "swelling"),
    ),
    "physio": ("role", "name", "language"),
    "clinic": ("role", "name", "language"),
}
CHOSEN_FROM = ("invited", "enrolling", "active", "blocked")
"""The states of a physio to whom patients may be given; one who is not there yet is reported if they stay away."""

Given = dict[str, Any]
Choices = list[tuple[str, str]]


def missing(given: Given) -> str:
    """Return the field that is asked next; empty when everything is given."""
    wanted = FIELDS[str(given["role"])] if "role" in given else ("role",)
    return next((field for field in wanted if field not in given), "")


async def choices(turn: Turn, member: Person, field: str, given: Given) -> Choices:
    """Return what can be chosen for a field, each as its value and its label; nothing where it is typed."""
    match field:
        case "role":
            return [(role, label(turn, member, f"people.role__{role}")) for role in ROLES]
        case "language":
            return [(code, turn.library.language(code).name) for code in turn.settings.languages]
        case "physio":
            physios = await turn.people("physio", states=CHOSEN_FROM)
            return [(one.name, one.name) for one in physios]
        case "pain":
            return [(str(value), str(value)) for value in range(11)]
        case "stiffness" | "swelling":
            options = STIFFNESS if field == "stiffness" else SWELLING
            return [(option, label(turn, member, f"people.{field}__{option}")) for option in options]
        case "name":
            return []
        case _:
            return list(_of_plan(turn, member, field, given))


def _of_plan(turn: Turn, member: Person, field: str, given: Given) -> Iterator[tuple[str, str]]:
    """Give what can be chosen about the way back to running."""
    library = turn.library
    first = library.condition_names()[0]
    match field:
        case "protocol":
            for name in library.choices():
                if library.protocol(name, first).active:
                    yield name, bare(phrases.protocol(turn, member, name))
        case "condition":
            for name in library.condition_names():
                yield name, bare(phrases.condition(turn, member, name))
        case "phase":
            for phase in _phases(turn, given):
                yield phase.id, label(turn, member, f"names.phase__{phase.id}")
        case "rung" if protocol := _protocol_of(turn, given):
            for rung in next((one.rungs for one in _phases(turn, given) if one.id == given["phase"]), ()):
                yield rung.id, dose.name_in(turn, member, protocol, rung.id)


def _phases(turn: Turn, given: Given) -> list[Phase]:
    """Return the phases that have sessions; none where the protocol is not there any more."""
    protocol = _protocol_of(turn, given)
    return [phase for phase in protocol.phases if phase.rungs] if protocol else []


def _protocol_of(turn: Turn, given: Given) -> Protocol | None:
    """Return the protocol that was chosen, or None where it is not there any more."""
    try:
        return turn.library.protocol(str(given["protocol"]), str(given["condition"]))
    except ContentError:
        return None
