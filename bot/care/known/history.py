"""The last runs as a few short lines, for the physio's eyes.

Must never judge; it repeats what was answered.
"""

from collections.abc import Iterable
from typing import Any

from bot.care.known.dose import rung_name
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import text, when
from bot.core.answers import Answers
from bot.core.case import Case, Run
from bot.core.facts import Decided
from bot.core.measures import SWELLING
from bot.core.protocol import WINDOWS, Outcome, outcome

SHOWN = 6
LATER = WINDOWS[1:]
GAIT = ("normal", "slight", "limp")
IN_THE_RUN = {"changed": "slight", "limped": "limp", "had_to_stop": "limp"}
"""How somebody ran, as the answers of the days after say it; a normal stride says nothing of how they walk then."""

_STRIDES = ("gait_run", "gait_early", "gait_late")


def last_runs(visit: Visit, reader: Person) -> str:
    """Return up to six runs, the latest first: when, what, pain in each window, swelling, gait, and the decision."""
    runs = sorted(visit.case.runs.values(), key=lambda run: -run.number)[:SHOWN]
    if not runs:
        return text(visit.turn, reader, "history.none")
    lines = [_line(visit, reader, run) for run in runs]
    return "\n".join([text(visit.turn, reader, "history.title"), *lines])


def _line(visit: Visit, reader: Person, run: Run) -> str:
    turn, case = visit.turn, visit.case
    answers = {window: case.answers(f"{run.number}:{window}") for window in ("after_run", "h24", "h48")}
    decided = case.own_decision(run.number)
    return text(
        turn,
        reader,
        "history.line",
        at=when(turn, reader, run.ended_at),
        rung=rung_name(visit, reader, run.rung),
        session=run.session,
        skipped=answers["after_run"].get("done") == "skipped",
        during=_shown(answers["after_run"].get("pain_during")),
        h24=_shown(answers["h24"].get("pain")),
        h48=_shown(answers["h48"].get("pain")),
        swelling=_level(visit, reader, "swelling", worst_swelling(case, run)),
        gait=_level(visit, reader, "gait", worst_gait(case, run)),
        outcome=text(turn, reader, f"names.outcome__{decided.outcome}") if decided else "",
        so_far=decided is not None and may_change(decided),
    )


def may_change(decided: Decided) -> bool:
    """Say whether a decision is not final, as answers lack; one that stops the running is final at once."""
    return decided.provisional and outcome(decided.outcome) < Outcome.REASSESS


def _shown(value: Any) -> str:
    return "–" if value is None else str(value)


def worst_swelling(case: Case, run: Run) -> str | None:
    """Return the worse of the two later answers about swelling, or None where nobody said."""
    return _worst(SWELLING, [_answers(case, run, window).get("swelling") for window in LATER])


def worst_gait(case: Case, run: Run) -> str | None:
    """Return the worst of how somebody moved in the run and walked on the days after, or None where nobody said."""
    ran = _answers(case, run, "after_run")
    strides = (IN_THE_RUN.get(str(ran.get(name))) for name in _STRIDES)
    return _worst(GAIT, [*strides, *(_answers(case, run, window).get("gait") for window in LATER)])


def _answers(case: Case, run: Run, window: str) -> Answers:
    return case.answers(f"{run.number}:{window}")


def _worst(levels: tuple[str, ...], given: Iterable[Any]) -> str | None:
    return max((value for value in given if value in levels), key=levels.index, default=None)


def _level(visit: Visit, reader: Person, question: str, worst: str | None) -> str:
    return "–" if worst is None else text(visit.turn, reader, f"h24.{question}__{worst}")
