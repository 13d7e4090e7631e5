"""What the tests of updates share: a clinic that edits its content, with Ana at a rung in the middle of a ladder."""

from pathlib import Path

import pytest

from bot.content.files import gather
from bot.proof.readable import read
from bot.proof.report import report
from bot.publishing import surveying
from tests.care.updates.acts import at_one_minute
from tests.care.updates.clinic import Clinic
from tests.stage import Stage


@pytest.fixture(autouse=True)
def _light_check(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the check see only whether files can be read and joined, except where the whole of it is what is tested."""
    if "whole_check" not in request.fixturenames:
        monkeypatch.setattr(surveying, "check", lambda folder: report(read(gather(folder)).problems, {}))


@pytest.fixture
def whole_check() -> None:
    """Ask for the whole check, which takes seconds."""


@pytest.fixture
async def clinic(stage: Stage, tmp_path: Path) -> Clinic:
    """Ana and Dora, and Carla of the clinic, whose content folder is still empty."""
    return await Clinic.opened(stage, tmp_path / "content")


@pytest.fixture
async def ana_in_the_middle(clinic: Clinic) -> None:
    """Put Ana on a rung that has others above and below."""
    await at_one_minute(clinic.stage)
