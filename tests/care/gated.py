"""A stage on which Ana stands before the gates of a small protocol, and what the tests of gates do there."""

import tempfile
from pathlib import Path

from bot.content.library import load
from tests.play import Player
from tests.stage import Stage, plain

OPENING = """\
start    2026-03-02 18:00 Europe/Madrid
people   dora physio Dora
people   eve physio Eve
people   ana patient Ana physio=Dora protocol=thirty_minutes
enrolled dora eve
ana      types /start code-of-ana-long-enough
ana      taps English | I agree
ana      types Europe/Madrid
ana      types none
"""

PROTOCOL = """
id = "thirty_minutes"
source = "A protocol made for tests only."
about = "Two gates, one of which the physio measures, before two short rungs."
windows = ["after_run", "h24", "h48"]
windows_source = "Made for tests only."
{habits}
limits.extra_rest = {{ operator = ">=", value = 1, unit = "days", {why} }}
limits.pain = {{ operator = "<=", value = 2, unit = "of 10", {why} }}
clearances = [
  {{ id = "pain_low", about = "pain", must = "h48.pain in limit.pain", {why} }},
  {{ id = "joint_quiet", about = "swelling", must = 'h48.swelling <= "usual"', {why} }},
  {{ id = "gait_unaffected", about = "gait", must = 'h48.gait == "normal"', {why} }},
]

[[phases]]
id = "week_one"
{gates}
"""

RUNG = """
[[phases.rungs]]
id = "{rung}"
run_seconds = {run}
walk_seconds = 120
cycles = [5]
warm_up_minutes = 5
per_week = 3
rest_days = 1
origin = "derived"
source = "Made for tests only."
"""

WHY = 'origin = "derived", source = "Made for tests only."'

GATE = """
[[phases.gates]]
id = "{gate}"
fresh = {{ operator = "<=", value = 14, unit = "days", origin = "derived", source = "Made for tests only." }}
"""

TEST = """
[[phases.gates.tests]]
id = "{test}"
sides = "{sides}"
by = "{by}"
operator = ">="
value = {value}
unit = "{unit}"
origin = "derived"
source = "Made for tests only."
"""

PAIN = 'pain = { operator = "<", value = 2, unit = "of 10", origin = "derived", source = "Made for tests only." }\n'


def a_test(test: str, value: int, sides: str = "one", by: str = "patient", unit: str = "times") -> str:
    """Return a test as it stands in a protocol file."""
    return TEST.format(test=test, value=value, sides=sides, by=by, unit=unit)


RAISES = a_test("calf_raise", 25, sides="both") + PAIN
PLANK = a_test("plank", 60, unit="s")
STAIRS = a_test("stairs", 1, unit="yes")
STRENGTH = a_test("leg_strength", 70, sides="compare", by="physio", unit="percent")
TOGETHER = GATE.format(gate="strength") + RAISES + PLANK + STRENGTH
ALONE = GATE.format(gate="strength") + RAISES + PLANK
MEASURED = GATE.format(gate="strength") + STRENGTH
TWO = GATE.format(gate="daily_life") + STAIRS + GATE.format(gate="strength") + PLANK

CHECKPOINT = 'checkpoint = "before_run_walk"\ncheckpoint_source = "Made for tests only."\n'
SECOND_PHASE = f'\n[[phases]]\nid = "build"\n{CHECKPOINT}' + RUNG.format(rung="week_2", run=120)

_opened: dict[str, Stage] = {}


async def stage_with(folder: Path, gates: str, habits: str = "", end: str = "") -> Stage:
    """Return a stage on which Ana stands before these gates, forked from one that is set up once for all tests."""
    protocol = PROTOCOL.format(gates=gates, habits=habits, why=WHY) + RUNG.format(rung="day_1", run=60) + end
    if protocol not in _opened:
        _opened[protocol] = await _set_up(Path(tempfile.mkdtemp(dir=folder.parent)), protocol)
    return _opened[protocol].fork(folder)


async def _set_up(folder: Path, protocol: str) -> Stage:
    clinic = folder / "clinic"
    (clinic / "protocols").mkdir(parents=True)
    (clinic / "protocols" / "thirty_minutes.toml").write_text(protocol)
    player = Player(folder, load(clinic), reopens=False)
    await player.play(OPENING)
    assert player.stage is not None
    await player.stage.end()
    return player.stage


def said(stage: Stage, key: str = "ana") -> str:
    """Return all that stands on somebody's phone."""
    return "\n".join(plain(message.text) for message in stage.actors[key].phone)


def last(stage: Stage, key: str = "ana") -> str:
    """Return the newest message on somebody's phone."""
    return plain(stage.actors[key].phone[-1].text)


def sees(stage: Stage, label: str, key: str = "ana") -> bool:
    """Say whether a button with this label stands under any message of somebody."""
    rows = [row for message in stage.actors[key].phone for row in message.keyboard]
    return any(button.text == label for row in rows for button in row)


def has_session(stage: Stage) -> bool:
    """Say whether a session is on Ana's phone that she can report."""
    return sees(stage, "Done as planned")


async def do_tests(stage: Stage, *answers: str) -> None:
    """Do the tests that a patient may do alone, with these answers."""
    await stage.tap("ana", "▶️ Start the tests")
    for answer in answers:
        await stage.say("ana", answer)


async def measure(stage: Stage, *answers: str) -> None:
    """Let Dora measure the strength of both legs and save it."""
    await stage.say("dora", "/patients")
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    await stage.tap("dora", "📏 Tests")
    name = next(b.text for row in stage.actors["dora"].phone[-1].keyboard for b in row if b.text.startswith("📏 "))
    await stage.tap("dora", strength_button(stage) or name)
    for answer in answers:
        await stage.say("dora", answer)
    await stage.tap("dora", "✅ Save")


def strength_button(stage: Stage) -> str:
    """Return the button under which the strength of both legs is measured."""
    said = stage.library.language("en").say("tests.leg_strength__short")
    return f"📏 {said}"


async def results(stage: Stage) -> dict[str, tuple[tuple[int, ...], int | None, int]]:
    """Return values, pain and tester of every test that has a result."""
    case = await stage.case("ana")
    return {test: (result.values, result.pain, result.by) for test, result in case.results.items()}
