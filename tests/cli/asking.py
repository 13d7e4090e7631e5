"""Running a command as `main` does, and the answers about a session on which nothing was wrong."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import pytest

from bot.cli import main
from bot.core.protocol import WINDOWS
from tests.specification import good

CONDITION = "it_band"


@dataclass(frozen=True)
class Done:
    """What a command printed, and its status."""

    returncode: int
    stdout: str
    stderr: str


def strideback(*arguments: str, given: str = "") -> Done:
    """Run a command as `main` does, and return what came of it."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["strideback", *arguments])
        patch.setattr(sys, "stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def good_case(
    name: str = "milestones", rung: str = "run_30s", *, condition: str = CONDITION, **changed: dict[str, Any] | None
) -> dict[str, Any]:
    """Return the case of a session on which nothing was wrong, with some answers of a window changed, or none."""
    protocol = good.protocol(name, condition)
    run = {
        window: good.answered(protocol, rung, window, changed.get(window) or {})
        for window in WINDOWS
        if changed.get(window, {}) is not None
    }
    return {"protocol": name, "condition": condition, "rung": rung, "run": run}
