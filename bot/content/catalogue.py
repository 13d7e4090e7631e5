"""The closed list of all texts: which a language must have, and with which values each of them is asked for.

What follows from conversations and protocols is derived from them; everything else stands in `notices`.
Must never know a language.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.content import samples
from bot.content.gate_notices import GATE_MESSAGES, GATE_PARTS
from bot.content.library import Library, load
from bot.content.notices import (
    ALERTS,
    AT,
    BUTTONS,
    MENU,
    MESSAGES,
    PARTS,
    PHYSIO,
    REASONS,
    SENT,
    TOASTS,
    Sample,
    Samples,
)
from bot.core.answers import Kind, Question
from bot.core.conditions import Condition
from bot.core.conversation import Conversation
from bot.core.measures import MEASURES
from bot.core.protocol import WINDOWS, Outcome, Protocol, Rulebook

COMPLETE = "complete"
"""The block of a conversation that stands on its card when nothing is left to ask."""

UNANSWERED = (*(f"{window}_unanswered" for window in WINDOWS), "nothing_below")
"""Reasons that no rule gives: a check-in that is not answered, and a step back where there is no rung below."""

TESTS = "tests"
"""The conversation that holds the tests of all gates."""

_WITH_OPTIONS = (Kind.CHOICE, Kind.SEVERAL, Kind.QUIET_HOURS, Kind.TIME)


class Place(StrEnum):
    """Where a text stands, which says what Telegram lets it hold."""

    MESSAGE = "message"
    PART = "part"
    BUTTON = "button"
    TOAST = "toast"
    MENU = "menu"


@dataclass(frozen=True)
class Expected:
    """What the use cases expect of one text; an optional text may be missing, because something stands in for it."""

    samples: Samples
    place: Place = Place.MESSAGE
    optional: bool = False

    @property
    def variables(self) -> frozenset[str]:
        """The names that the text may use, which are the same in every sample."""
        return frozenset(self.samples[0])


Catalogue = Mapping[str, Expected]
_PLAIN: Samples = ({},)
_QUESTION: Samples = ({"emergency": "112"},)
"""What every question to a person may name, whether it does or not."""


def catalogue(conversations: Iterable[Conversation], protocols: Iterable[Protocol]) -> Catalogue:
    """Return every text that these conversations and protocols can ask for, with the notices."""
    found: dict[str, Expected] = dict(_notices())
    for conversation in conversations:
        found.update(_of_conversation(conversation))
    found.update(_of_outcomes())
    found.update(_names())
    conditions: dict[str, Condition] = {}
    for protocol in protocols:
        found.update(_of_protocol(protocol))
        conditions |= _conditions(protocol.book)
    # Most rules stand in many protocols, and are asked for once.
    found.update(_of_conditions(conditions))
    return found


def of_library(library: Library) -> Catalogue:
    """Return the catalogue of everything in a library."""
    protocols = [
        library.protocol(name, condition)
        for name in library.protocol_names()
        for condition in library.condition_names()
    ]
    return catalogue(library.conversations.values(), protocols)


def expects(name: str) -> frozenset[str]:
    """Return the values with which a text of the shipped content is asked for; raises KeyError for an unknown text."""
    return _shipped()[name].variables


def block_of(option: str) -> str:
    """Return an option as it stands in the name of a template block, which knows no minus."""
    return option.replace("-", "_")


def labels_of(conversation: Conversation, question: Question) -> list[str]:
    """Return the names of the labels that one question shows as buttons."""
    stem = f"{conversation.id}.{question.id}__"
    if question.kind not in _WITH_OPTIONS:
        return []
    nothing = [f"{stem}nothing"] if question.kind is Kind.SEVERAL else []
    return [stem + block_of(option) for option in question.options] + nothing


@cache
def _shipped() -> Catalogue:
    return of_library(load())


def _notices() -> Iterator[tuple[str, Expected]]:
    for name, given in (MESSAGES | GATE_MESSAGES | ALERTS | samples.of_kind("MESSAGES")).items():
        yield name, Expected(given)
    for name, given in (PARTS | GATE_PARTS | samples.of_kind("PARTS")).items():
        yield name, Expected(given, Place.PART)
    for name, given in (BUTTONS | samples.of_kind("BUTTONS")).items():
        yield name, Expected(given, Place.BUTTON)
    for name in (*TOASTS, *samples.toasts()):
        yield name, Expected(_PLAIN, Place.TOAST)
    for name in (*MENU, *samples.commands()):
        yield f"commands.{name}", Expected(_PLAIN, Place.MENU)
    for name in SENT:
        yield f"replies.sent_{name}", Expected(_PLAIN, optional=True)


def _of_conversation(conversation: Conversation) -> Iterator[tuple[str, Expected]]:
    yield f"{conversation.id}.title", Expected(({"done": 2, "total": 6},))
    yield f"{conversation.id}.{COMPLETE}", Expected(_PLAIN)
    for question in conversation.questions:
        yield f"{conversation.id}.{question.id}", Expected(_PLAIN if conversation.id == TESTS else _QUESTION)
        yield f"{conversation.id}.{question.id}__short", Expected(_PLAIN, Place.PART)
        for name in labels_of(conversation, question):
            yield name, Expected(_PLAIN, Place.BUTTON)


def _of_outcomes() -> Iterator[tuple[str, Expected]]:
    both = (False, True)
    for outcome in Outcome:
        yield f"names.outcome__{outcome.id}", Expected(_PLAIN, Place.PART)
        yield f"why.{outcome.id}", Expected(tuple({"at": AT, "provisional": is_so} for is_so in both))
        yield f"alert.outcome_{outcome.id}", Expected(tuple({"provisional": is_so, "opens": is_so} for is_so in both))
        yield f"decision.{outcome.id}", Expected(tuple(_told(outcome)))


def _told(outcome: Outcome) -> Iterator[Sample]:
    """Return how a patient is told of an outcome; only the mildest may come without a reason."""
    given = ("",) if outcome is Outcome.ADVANCE else (REASONS, "") if outcome is Outcome.REPEAT else (REASONS,)
    for reasons in given:
        told = {"reasons": reasons, "physio": PHYSIO}
        if outcome >= Outcome.REASSESS:
            for reached in (True, False):
                yield told | {"emergency": "112", "reached": reached}
        else:
            yield from (told | {"corrects": corrects} for corrects in (False, True))


def _names() -> Iterator[tuple[str, Expected]]:
    for window in WINDOWS:
        yield f"names.window__{window}", Expected(_PLAIN, Place.PART)
    for measure in MEASURES:
        yield f"names.measure__{measure.name.replace('.', '_')}", Expected(_PLAIN, Place.PART)
    for reason in UNANSWERED:
        yield from _reason(reason, {"value": "", "least": "", "limit": ""})


def _of_protocol(protocol: Protocol) -> Iterator[tuple[str, Expected]]:
    for part in protocol.id.split("+"):
        yield f"names.protocol__{part}", Expected(_PLAIN, Place.PART)
        yield f"names.source__{part}", Expected(_PLAIN, Place.PART)
    for checkpoint in protocol.checkpoints():
        yield f"names.checkpoint__{checkpoint}", Expected(_PLAIN, Place.PART)
    for gate in protocol.gates():
        yield f"names.gate__{gate.id}", Expected(_PLAIN, Place.PART)
    for phase in protocol.phases:
        if phase.id != f"{phase.stage}_entry":
            yield f"names.phase__{phase.id}", Expected(_PLAIN, Place.PART)
    for exercise in dict.fromkeys(move.exercise for rung in protocol.rungs for move in rung.moves):
        yield f"session.move__{exercise}", Expected(_PLAIN, Place.PART)
    for habit in protocol.habits:
        yield f"habits.{habit.id}", Expected(_PLAIN)


def of_book(book: Rulebook) -> Iterator[tuple[str, Expected]]:
    """Yield the texts that the rules and clearances of a book ask for."""
    yield from _of_conditions(_conditions(book))


def _conditions(book: Rulebook) -> dict[str, Condition]:
    return {thing.id: thing.condition for thing in book.things}


def _of_conditions(conditions: Mapping[str, Condition]) -> Iterator[tuple[str, Expected]]:
    for name, condition in conditions.items():
        yield from _reason(name, _figures(condition))


def _figures(condition: Condition) -> dict[str, str]:
    """Return what a reason may show: figures, and the phrase of a limit where the condition has one."""
    return {"value": "3", "least": "1", "limit": "below 2" if condition.limits else ""}


def _reason(name: str, figures: dict[str, str]) -> Iterator[tuple[str, Expected]]:
    yield f"reasons.{name}", Expected((figures,), Place.PART)
    yield f"reasons.{name}__source", Expected(_PLAIN, Place.PART, optional=True)
