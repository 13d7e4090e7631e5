"""What was run: the sessions of the plan as they were done, with the minutes that were told.

Must never know what was run besides the plan, nor whether it was too much.
"""

from collections.abc import Sequence

from bot.care.visit import Visit
from bot.care.voice import zone
from bot.core.case import Run
from bot.core.ledger import Ran
from bot.core.plan import Session


def minutes_of(visit: Visit, run: Run) -> float:
    """Return the minutes run in a session as far as they were told; 0 for walks, jumps and what was skipped."""
    own = of_runs(visit, [run])
    return own[0].minutes if own else 0.0


def of_runs(visit: Visit, runs: Sequence[Run]) -> list[Ran]:
    """Return the sessions of running among these as they were run."""
    found = ((run, visit.rung_of(run)) for run in runs)
    return [_of_run(visit, run, Session(rung, run.session)) for run, rung in found if rung and rung.kind == "run"]


def _of_run(visit: Visit, run: Run, session: Session) -> Ran:
    """Return a session as it was run; minutes that were not told are those of the plan."""
    answers, planned = visit.case.answers(f"{run.number}:after_run"), session.running_minutes
    told, done = answers.get("minutes_run"), planned
    if answers.get("done") == "skipped":
        done = 0.0
    elif isinstance(told, int) and answers.get("done") == "less":
        done = min(float(told), planned)
    elif isinstance(told, int) and answers.get("done") == "more":
        done = max(float(told), planned)
    return Ran(run.ended_at.astimezone(zone(visit.person)).date(), done, planned, done)
