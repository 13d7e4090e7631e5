"""Two ladders that a clinic wrote: one with a session of every kind, and one with runs on days that follow one another.

They are small and keep to what the tests need; what is shipped is tried by its own specifications.
"""

from pathlib import Path

from bot.content.files import shipped
from bot.content.library import Library, load

_HEAD = """
id = "{id}"
source = "The clinic's own ladder, for these tests."
about = "A small ladder that shows one thing, with clearances for pain, swelling and gait."
windows = ["after_run", "h24", "h48"]
windows_source = "Both days count, as the floor has it."

[limits.extra_rest]
operator = ">="
value = 1
unit = "days"
origin = "clinic"
source = "One day, as elsewhere."

[[clearances]]
id = "pain_low"
about = "pain"
must = "after_run.pain_during <= baseline.pain and h24.pain <= baseline.pain and h48.pain <= baseline.pain"
origin = "clinic"
source = "No pain above the baseline."

[[clearances]]
id = "joint_quiet"
about = "swelling"
must = 'h24.swelling <= "usual" and h48.swelling <= "usual"'
origin = "clinic"
source = "No new swelling."

[[clearances]]
id = "gait_unaffected"
about = "gait"
must = 'after_run.gait_run == "normal" and h24.gait == "normal" and h48.gait == "normal"'
origin = "clinic"
source = "A normal stride."
"""

_OFTEN = """
warm_up_minutes = 5
per_week = 3
rest_days = {rest_days}
origin = "clinic"
source = "The clinic itself."
"""
_RESTED = _OFTEN.format(rest_days=1)
_IN_A_ROW = _OFTEN.format(rest_days=0) + 'accepted = "Days that follow one another are what is tried here."\n'

_STEPS = f"""
[[phases]]
id = "walking"
kind = "walk"
windows = ["after_run", "h24"]
windows_source = "Walks are daily."
[[phases.rungs]]
id = "walk_20"
walk_seconds = 1200
cycles = [1, 1]
warm_up_minutes = 0
per_week = 7
rest_days = 0
terrain = "incline"
pace = "brisk"
origin = "clinic"
source = "The clinic itself."

[[phases]]
id = "jumps"
kind = "jumps"
recovery = {{ operator = ">=", value = 3, unit = "days", origin = "clinic", source = "Rest before jumps." }}
[[phases.rungs]]
id = "hops"
moves = [
    {{ exercise = "double_leg_jumps", count = 20, sets = 3, rest_seconds = 90 }},
    {{ exercise = "single_leg_hops", count = 10, each = "side" }},
]
cycles = [1]
{_RESTED}
[[phases]]
id = "runs"
[[phases.rungs]]
id = "run_400m"
run_seconds = 180
walk_seconds = 120
run_metres = 400
walk_metres = 150
cycles = [8]
{_RESTED}
[[phases.rungs]]
id = "run_hills"
run_seconds = 1200
cycles = [1]
terrain = "hills"
pace = "steady"
{_RESTED}accepted = "Two things at once, for the tests."
"""

_DAILY = f"""
[[phases]]
id = "daily_runs"
[[phases.rungs]]
id = "daily"
run_seconds = 1200
cycles = [1, 1, 1]
{_IN_A_ROW}
[[phases.rungs]]
id = "daily_more"
run_seconds = 1800
cycles = [1, 1]
{_IN_A_ROW}"""

STEPS, DAILY = "steps", "daily"
_NAMES = ("protocol__steps", "protocol__daily", "phase__runs", "phase__daily_runs")


def with_clinic_ladders(folder: Path) -> Library:
    """Return the shipped content with the two ladders of the clinic."""
    (folder / "protocols").mkdir(parents=True, exist_ok=True)
    for name, rest in ((STEPS, _STEPS), (DAILY, _DAILY)):
        (folder / "protocols" / f"{name}.toml").write_text(_HEAD.format(id=name) + rest)
    for language in ("en", "es"):
        names = f"templates/{language}/names.j2"
        (folder / names).parent.mkdir(parents=True, exist_ok=True)
        own = "".join(f"{{% block {name} %}}{name}{{% endblock %}}\n" for name in _NAMES)
        (folder / names).write_text((shipped() / names).read_text() + own)
    return load(folder)
