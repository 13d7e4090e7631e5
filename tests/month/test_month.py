"""A short month: eight patients of different tempers for ten days, from their phones, with every promise looked up."""

from pathlib import Path

import pytest

from bot.content.library import Library
from tests.month.play import Month
from tests.month.promises import broken

PATIENTS, DAYS = 8, 10


@pytest.mark.timeout(240)
async def test_in_ten_days_of_a_clinic_nothing_waits_unseen(tmp_path: Path, library: Library) -> None:
    month = await Month(tmp_path, library, PATIENTS).play(DAYS)
    faults = await broken(month)
    await month.stage.end()
    assert faults == []
    assert month.counts["runs"] > PATIENTS * 2
    assert month.counts["decisions"] > 0
    assert month.counts["alerts reassess decision"] > 0
