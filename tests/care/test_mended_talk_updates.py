"""An update that is taken to a patient in the middle of a talk: what is stricter counts at once, a session waits."""

from pathlib import Path

import pytest

from bot.content.files import gather
from bot.proof.readable import read
from bot.proof.report import report
from bot.publishing import surveying
from tests.care.publishing import LONGER_WARM_UP, MILESTONES, STRICTER_GAIT, Clinic
from tests.care.test_updates import _at_one_minute, _ran
from tests.stage import Stage


@pytest.fixture
async def clinic(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    """Ana at a rung with others above and below, Dora, and Carla of the clinic; only a light check of the content."""
    monkeypatch.setattr(surveying, "check", lambda folder: report(read(gather(folder)).problems, {}))
    found = Clinic(stage, tmp_path / "content")
    found.folder.mkdir()
    await found.opens()
    await _at_one_minute(stage)
    return found


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
    await _ran(stage, gait="I ran differently to spare it")
    clinic.edits(MILESTONES, *STRICTER_GAIT)
    await _talks(stage)

    await clinic.publishes("Now")
    position = (await stage.case("ana")).position
    assert position
    assert position.rung == "run_30s"
    assert not _offers(stage)

    await _ends(stage)
    assert _offers(stage)
