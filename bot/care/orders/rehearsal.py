"""A rehearsal: an order carried out on a copy, so that exactly what the patient will read can be shown before.

Must never write anything, nor send anything.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any, cast

from bot.care.ports import Due, Message, Person, Reply, Standing, Turn
from bot.care.visit import Visit
from bot.core.case import Case
from bot.core.facts import Entry, Fact
from bot.core.fold import add


class Rehearsal:
    """A turn of which nothing remains: it keeps what would be said, and changes only its own copy of one case."""

    def __init__(self, turn: Turn, person: Person, case: Case) -> None:
        """Begin with a copy of a case."""
        self.now, self.library, self.settings = turn.now, turn.library, turn.settings
        self.reply = Reply()
        self.case = deepcopy(case)
        self.said: list[Message] = []
        self._person = person

    def record(self, person_id: int, fact: Fact) -> None:
        """Add a fact to the copy."""
        if person_id == self._person.id:
            add(self.case, Entry(self.now, fact))

    def say(self, message: Message) -> None:
        """Keep a message."""
        self.said.append(message)

    def update(self, person: Person) -> None:
        """Change nobody."""

    def plan(self, due: Due) -> None:
        """Set nothing."""

    def forget(self, person_id: int, kind: str, subject: str) -> None:
        """Take nothing back."""

    def call_off(self, person_id: int, about: str) -> None:
        """Take back no message."""

    def stand(self, standing: Standing) -> None:
        """Store nothing."""


def rehearse(target: Visit, act: Callable[[Visit], Any]) -> tuple[Case, list[Message]]:
    """Return the case as it would be after an act, and the new messages that the patient would get."""
    rehearsal = Rehearsal(target.turn, target.person, target.case)
    # What is rehearsed asks for nothing that would have to be loaded, so these are all the parts of a turn it needs.
    act(replace(target, turn=cast("Turn", rehearsal), case=rehearsal.case))
    new = [one for one in rehearsal.said if one.to == target.person.id and not one.replaces]
    return rehearsal.case, new
