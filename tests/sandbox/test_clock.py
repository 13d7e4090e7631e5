"""Promises about the clock that two processes share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox.clock import FileClock


def test_without_a_file_it_is_the_real_time(tmp_path: Path) -> None:
    before = datetime.now(UTC)

    assert before <= FileClock(tmp_path / "clock").now() <= datetime.now(UTC)


def test_a_shift_is_seen_by_every_clock_on_the_file(tmp_path: Path) -> None:
    mine, theirs = FileClock(tmp_path / "clock"), FileClock(tmp_path / "clock")

    for _ in range(20):
        mine.shift(3600)
        assert theirs.offset == mine.offset

    assert theirs.offset == 72_000
    assert theirs.now() - datetime.now(UTC) > timedelta(hours=19)


def test_a_file_that_makes_no_sense_or_vanishes_means_no_offset(tmp_path: Path) -> None:
    clock = FileClock(tmp_path / "clock")
    (tmp_path / "clock").write_text("soon")
    assert clock.offset == 0

    clock.shift(5)
    assert clock.offset == 5
    (tmp_path / "clock").unlink()
    assert clock.offset == 0
