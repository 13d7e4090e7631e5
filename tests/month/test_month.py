"""A short month: twelve patients of different tempers for a week, from their phones, with every promise looked up."""

from pathlib import Path

import pytest

from bot.content.library import Library
from tests.month.play import Month
from tests.month.promises import broken

pytestmark = pytest.mark.usefixtures("nothing_to_wait_for")

PATIENTS, DAYS = 12, 7


@pytest.mark.timeout(240)
async def test_in_a_week_of_a_clinic_nothing_waits_unseen(tmp_path: Path, library: Library) -> None:
    month = await Month(tmp_path, library, PATIENTS).play(DAYS)
    faults = await broken(month)
    await month.stage.end()
    assert faults == []
    assert month.counts["runs"] > PATIENTS * 2
    assert month.counts["decisions"] > 0
    assert month.counts["alerts reassess decision"] > 0
    assert month.counts["alerts urgent decision"] > 0
