"""What an update puts before a session that is on offer: a checkpoint, or a shorter gap; no run is lost by it."""

import pytest

from tests.care.ordering import taps
from tests.care.updates.acts import at_one_minute, ran, reads
from tests.care.updates.clinic import MILESTONES, Clinic
from tests.stage import plain

pytestmark = pytest.mark.usefixtures("ana_in_the_middle")


def _another_signature(clinic: Clinic) -> None:
    """Ask for a signature before the phase in which Ana runs that nobody has given yet."""
    clinic.edits(MILESTONES, 'checkpoint = "before_run_walk"', 'checkpoint = "before_running"')
    for language in ("en", "es"):
        old = "{% block checkpoint__before_run_walk %}"
        new = "{% block checkpoint__before_running %}the new check{% endblock %}"
        clinic.edits(f"templates/{language}/names.j2", old, f"{new}\n{old}")


async def test_a_new_checkpoint_takes_the_session_back_in_sight_of_everybody(clinic: Clinic) -> None:
    """The clinic is told before it publishes; Ana reads what comes first, and Dora that a signature is waited for."""
    stage = clinic.stage
    await ran(stage)
    _another_signature(clinic)

    shown = plain(await clinic.looks())
    await taps(stage, "carla", "Now")
    told = plain(stage.actors["carla"].phone[-1].text)
    await taps(stage, "carla", "✅ Publish")
    await clinic.works()

    assert "waits for a checkpoint or tests before the next session: 1" in shown
    assert "Wait for a checkpoint or tests: 1" in told
    assert "Waits for a checkpoint or tests: 1" in reads(stage, "carla")
    assert "Please wait with this session" in reads(stage, "ana")
    assert "Next comes: the new check" in plain(stage.actors["ana"].phone[-1].text)
    assert [alert.about for alert in (await stage.case("ana")).open_alerts()] == ["checkpoint"]
    assert "the new check" in reads(stage, "dora")


@pytest.mark.parametrize("whom", ["Now", "At the next session"])
async def test_a_run_done_before_a_new_checkpoint_came_can_still_be_told(clinic: Clinic, whom: str) -> None:
    """It is followed up and decided on as any other; only the next one waits for the signature."""
    stage = clinic.stage
    await ran(stage)
    _another_signature(clinic)
    await clinic.publishes(whom)
    await stage.say("ana", "/today")

    await ran(stage)

    case = await stage.case("ana")
    assert len(case.runs) == 2
    assert case.position.sessions_done == 2
    assert "Next comes: the new check" in plain(stage.actors["ana"].phone[-1].text)
    assert "checkpoint" in [alert.about for alert in case.open_alerts()]


async def test_what_an_update_has_put_off_cannot_be_reported_once_the_physio_has_placed_anew(clinic: Clinic) -> None:
    """A card from before belongs to a plan that is over, though run and place have the same numbers."""
    stage = clinic.stage
    _another_signature(clinic)
    await clinic.publishes("Now")
    card = next(one for one in stage.actors["ana"].phone if "Please wait with this session" in plain(one.text))
    data = card.keyboard[0][0].data

    await at_one_minute(stage)
    await stage.tap_data("ana", data)

    assert not (await stage.case("ana")).runs


GAP_OF_FOUR = """id = "floor"
[limits.gap]
operator = "<="
value = 4
unit = "days"
origin = "clinic"
source = "The clinic wants a step back after four days without a run."

[[rules]]
id = "clinic_gap"
when = "days_since_run not in limit.gap"
at_least = "step_back"
tell = true
origin = "clinic"
source = "The clinic wants a step back after four days without a run."
"""


async def test_a_shorter_gap_counts_for_a_session_that_is_on_offer_already(clinic: Clinic) -> None:
    """Ana's next session is the same by the update; left for five days, it is one rung lower."""
    stage = clinic.stage
    await ran(stage)
    own = clinic.folder / "protocols/floor.toml"
    own.parent.mkdir(parents=True)
    own.write_text(GAP_OF_FOUR)
    for language in ("en", "es"):
        old = "{% block long_gap %}"
        clinic.edits(f"templates/{language}/reasons.j2", old, "{% block clinic_gap %}Too long.{% endblock %}\n" + old)

    await clinic.publishes("Now")
    for _ in range(4):
        await stage.wait(hours=24)

    case = await stage.case("ana")
    assert case.decisions[-1][1].check_in == "gap"
    assert case.position.rung == "run_30s"


REST_OF_FOUR = """
[limits.clinic_rest]
operator = ">="
value = 4
unit = "days"
origin = "clinic"
source = "The clinic wants four days between two runs."
"""


async def test_a_longer_rest_is_told_before_as_another_next_session(clinic: Clinic) -> None:
    """The session is the same and comes four days later; the clinic reads so, and so does Ana."""
    stage = clinic.stage
    await ran(stage)
    free = (await stage.case("ana")).earliest_at
    condition = (await stage.case("ana")).enrolled.condition
    path = f"protocols/conditions/{condition}.toml"
    clinic.edits(path, 'tissue = "', 'rest = "clinic_rest"\ntissue = "')
    own = clinic.folder / path
    own.write_text(own.read_text() + REST_OF_FOUR)

    shown = plain(await clinic.looks())
    await taps(stage, "carla", "Now", "✅ Publish")
    await clinic.works()

    assert "next session differs: 1" in shown
    assert (await stage.case("ana")).earliest_at > free
    assert "Another next session: 1" in reads(stage, "carla")


GAIT_FLOOR = """id = "floor"
[[rules]]
id = "clinic_gait"
when = 'after_run.gait_run >= "changed"'
at_least = "step_back"
tell = true
origin = "clinic"
source = "The clinic wants a step back after a changed gait, whatever the protocol."
"""


async def test_decisions_of_the_past_are_made_again_under_the_first_floor_of_a_clinics_own(clinic: Clinic) -> None:
    """It changes every protocol, though not the file that a plan is pinned to."""
    stage = clinic.stage
    await ran(stage, gait="I ran differently to spare it")
    await ran(stage)
    own = clinic.folder / "protocols/floor.toml"
    own.parent.mkdir(parents=True)
    own.write_text(GAIT_FLOOR)

    shown = plain(await clinic.looks())

    assert "Different: 3." in shown
    assert "clinic_gait" in str(next(one.media for one in reversed(stage.actors["carla"].phone) if one.media))
