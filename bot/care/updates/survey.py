"""The survey of content that waits to be published: what is changed, whether it is sound, whom it touches and how.

Must never know where content lies; problems come in as the sentences that the check found.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.care.updates.impact import FATES, Impact
from bot.content.changes import Change, of_floor

Mode = Literal["new", "next", "now"]
"""For whom an update takes effect: new patients only, everybody at their next session, everybody now."""

MODES: tuple[Mode, ...] = ("new", "next", "now")


@dataclass(frozen=True)
class Survey:
    """What a clinic sees before it publishes; `number` is the publication that it was compared with.

    `proved` says whether the long proof was run on exactly this content, `files` holds the hash of each file.
    """

    digest: str
    number: int
    changes: tuple[Change, ...] = ()
    problems: tuple[str, ...] = ()
    proved: bool = False
    impacts: tuple[Impact, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    days: int = 0
    """How many days back decisions were made again; 0 where all were."""

    @property
    def is_sound(self) -> bool:
        """Whether there is something to publish that the check has nothing against."""
        return bool(self.changes) and not self.problems

    @property
    def touched(self) -> tuple[Impact, ...]:
        """The patients whose plan another version would follow, the strictest first."""
        found = (one for one in self.impacts if one.fate != "untouched")
        return tuple(sorted(found, key=lambda one: (FATES.index(one.fate), one.person.name)))

    @property
    def counts(self) -> dict[str, int]:
        """How many patients come to what, and how many conversations and past decisions are concerned."""
        fates = Counter(one.fate for one in self.impacts)
        differing = sum(len(one.replayed.differences) for one in self.impacts)
        return {
            **{fate: fates[fate] for fate in FATES},
            "touched": len(self.touched),
            "in_talk": sum(one.in_talk for one in self.impacts),
            "displaced": sum(bool(one.rung) for one in self.impacts),
            "moved": sum(bool(one.rung and one.place) for one in self.impacts),
            "differing": differing,
            "tried": sum(one.replayed.tried for one in self.impacts),
            "left_out": sum(one.replayed.left_out for one in self.impacts),
        }

    def refusal(self, mode: Mode) -> str:
        """Return the name of the sentence that says why this cannot be published so; empty where it can."""
        if any(one.is_stuck for one in self.impacts):
            return "stuck"
        if mode == "new" and of_floor(self.changes):
            return "floor_is_for_all"
        if mode != "now" and any(one.cannot_stay for one in self.impacts):
            return "cannot_stay"
        return ""
