"""Who is in the demo's caseload: what each of them answers, and when. Plain values that nobody acts on here."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

Answers = dict[str, Any]

GOOD: Answers = {"pain_course": "warm_up_only", "effort": 3, "ready": 8}
"""What somebody without complaints answers; everything not named is 0, or the first choice."""

ACHE: Answers = {"pain": 1, "pain_during": 1, "pain_kind": "ache"}
MORE: Answers = {"pain_during": 3, "pain": 3, "pain_kind": "ache", "pain_course": "built_up"}
SWOLLEN: Answers = {"swelling": "new", "pain": 2, "pain_kind": "ache"}
SHARP: Answers = {"pain_during": 6, "pain": 5, "pain_kind": "sharp", "gait_run": "limped", "gait": "limp"}


@dataclass(frozen=True)
class Character:
    """A patient of the demo; `days` is how long ago they joined, `at` the hours after midnight at which they run.

    `answers` holds what they answer otherwise than `usual`, by run; `warns` is the flag that they report today, a day
    after a run; `falls_silent` the run about which they answer no more; `says` what they write of their own accord, by
    run. About who is `left_alone` the physio decides nothing in the last days.
    """

    user: int
    name: str
    condition: str
    days: int
    rung: str = "run_30s"
    protocol: str = "milestones"
    language: str = "en"
    at: timedelta = timedelta(hours=12)
    usual: Answers = field(default_factory=dict)
    answers: dict[int, Answers] = field(default_factory=dict)
    runs: int = 99
    falls_silent: int = 99
    warns: str = ""
    says: dict[int, str] = field(default_factory=dict)
    left_alone: bool = False
    pauses: bool = False


CAST = (
    Character(
        201, "Marta Vidal", "hip_and_glute", 26, rung="run_2min_walk_2min", answers={2: MORE, 4: ACHE, 6: SWOLLEN}
    ),
    Character(202, "Tom Berger", "tibial_stress", 16, at=timedelta(hours=17, minutes=50), warns="calf_one_leg"),
    Character(203, "Kai Lindqvist", "patellofemoral", 14, usual=ACHE, answers={5: SHARP}, left_alone=True),
    Character(204, "Lena Hofer", "it_band", 13, at=timedelta(hours=9), falls_silent=4),
    Character(
        205,
        "Pau Serra",
        "achilles_midportion",
        20,
        rung="run_1min",
        language="es",
        at=timedelta(hours=8),
        usual=ACHE,
        says={5: "¿Puedo nadar los días sin carrera?"},
    ),
    Character(206, "Noah Jansen", "hip_flexor", 1, left_alone=True),
    Character(207, "Iris Novak", "plantar_fascia", 12, usual=ACHE, pauses=True),
    Character(208, "Omar Haddad", "it_band", 27, rung="run_20min"),
)
"""On track again after a step back; an urgent alert just come in; a closed plan; silent; on track in Spanish; waiting
for a signature; paused; and back to running without a break."""
