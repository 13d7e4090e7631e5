"""The tour that `strideback demo --tour` plays, as a test, over real HTTP."""

import subprocess
import sys

import pytest


@pytest.mark.timeout(120)
def test_the_tour_plays_to_its_end() -> None:
    """The tour exits with 0 after everybody heard what they had to, and says so."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--tour"], capture_output=True, text=True, timeout=110, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "The end: everybody heard what they had to." in done.stdout
