"""An update that is taken to a patient in the middle of a talk: what is stricter counts at once, a session waits."""

import pytest

from tests.care.updates.acts import ran
from tests.care.updates.clinic import LONGER_WARM_UP, MILESTONES, STRICTER_GAIT, Clinic
from tests.stage import Stage

pytestmark = pytest.mark.usefixtures("ana_in_the_middle")


async def _talks(stage: Stage) -> None:
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.say("dora", "Please wait with running")
    stage.actors["ana"].phone.clear()


async def _ends(stage: Stage) -> None:
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}|end")
    await stage.tick()


def _offers(stage: Stage) -> bool:
    shown = (button for one in stage.actors["ana"].phone for row in one.keyboard for button in row)
    return any(button.data.startswith("r|") for button in shown)


async def test_another_session_by_an_update_comes_when_the_talk_has_ended(clinic: Clinic) -> None:
    stage = clinic.stage
    clinic.edits(MILESTONES, *LONGER_WARM_UP)
    await _talks(stage)

    await clinic.publishes("Now")
    assert not stage.actors["ana"].phone

    await _ends(stage)
    assert _offers(stage)


async def test_a_step_back_by_an_update_counts_in_a_talk_and_its_session_comes_behind_it(clinic: Clinic) -> None:
    stage = clinic.stage
    await ran(stage, gait="I ran differently to spare it")
    clinic.edits(MILESTONES, *STRICTER_GAIT)
    await _talks(stage)

    await clinic.publishes("Now")
    position = (await stage.case("ana")).position
    assert position
    assert position.rung == "run_30s"
    assert not _offers(stage)

    await _ends(stage)
    assert _offers(stage)
