"""How patients stand, as rows that lists and cohorts are made of.

Must never say how a standing is worked out.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Standing:
    """How a patient stands, as one row that lists and cohorts are made of; worked out anew after every turn.

    `need` sorts: the smaller, the sooner somebody of the clinic is wanted. `status` is one of `STATUSES`, `since` when
    what is waited for began, `news` whether the patient takes news of the clinic, `folded` the name as it is searched,
    `called` the ids of those who are called for an open alert, each between blanks.
    """

    person: int
    need: int
    status: str
    protocol: str = ""
    condition: str = ""
    phase: str = ""
    rung: str = ""
    alerts: int = 0
    news: bool = True
    since: datetime | None = None
    folded: str = ""
    called: str = ""


STATUSES = (
    "urgent",
    "alert",
    "held",
    "waiting",
    "blocked",
    "silent",
    "news",
    "resting",
    "tests",
    "on_track",
    "finished",
    "paused",
    "enrolling",
    "invited",
    "stopped",
    "discharged",
    "inactive",
)
"""How a patient can stand, by need: an urgent alert, another pressing one, a closed plan without one, a checkpoint or a
test of the physio, out of reach, silent, an open `tell`, a hold for days, own tests still to do, nothing at all, the
end of the ladder, a pause, and those who are not there (yet)."""


@dataclass(frozen=True)
class Cohort:
    """Which patients are meant: all that fit every field that is given; nothing given means everybody.

    `within` are ids of people; `search` are parts of a name, in any order. `statuses` are those of `Standing`.
    `seen_by` is a physio whose own patients are meant, and those for whom they are called.
    """

    protocol: str = ""
    condition: str = ""
    phase: str = ""
    rung: str = ""
    language: str = ""
    physio: int | None = None
    statuses: tuple[str, ...] = ()
    within: tuple[int, ...] | None = None
    search: str = ""
    seen_by: int | None = None
