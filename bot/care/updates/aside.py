"""A patient seen aside: as they would stand with another version of the content, or as they stood at another time.

Nothing can be written or said in it, so that weighing a version changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from bot.care.course.renewal import on
from bot.care.ports import Person, Turn
from bot.care.settings import Settings
from bot.care.visit import Visit
from bot.content.library import Library
from bot.core.case import Case


@dataclass(frozen=True)
class View:
    """What weighing needs of a turn: which content, whose choices, and when."""

    library: Library
    settings: Settings
    now: datetime

    def of(self, person: Person, case: Case) -> Visit:
        """Return the patient as seen from here, on the version that they are pinned to."""
        return Visit(cast("Turn", self), person, case)

    def renewed(self, person: Person, case: Case) -> Visit:
        """Return the patient as seen from here, on the version that follows the one they are pinned to."""
        seen, enrolled = self.of(person, case), case.enrolled
        return on(seen, self.library.renewed(enrolled.protocol_version)) if enrolled else seen
