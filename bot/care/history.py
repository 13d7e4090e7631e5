"""The last runs as a few short lines, for the physio's eyes.

Must never judge; it repeats what was answered.
"""

from typing import Any

from bot.care.dose import rung_name
from bot.care.ports import Person
from bot.care.visit import Visit
from bot.care.voice import text, when
from bot.core.case import Run
from bot.core.facts import Decided
from bot.core.protocol import Outcome, outcome

SHOWN = 6


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
        swelling=_worst(visit, reader, answers, "swelling"),
        gait=_worst(visit, reader, answers, "gait"),
        outcome=text(turn, reader, f"names.outcome__{decided.outcome}") if decided else "",
        so_far=decided is not None and may_change(decided),
    )


def may_change(decided: Decided) -> bool:
    """Say whether a decision is not final, as answers lack; one that stops the running is final at once."""
    return decided.provisional and outcome(decided.outcome) < Outcome.REASSESS


def _shown(value: Any) -> str:
    return "–" if value is None else str(value)


def _worst(visit: Visit, reader: Person, answers: dict[str, Any], question_id: str) -> str:
    """Return the worse of the two later answers as its label, or a dash when neither was given."""
    question = visit.turn.library.conversation("h24").question(question_id)
    given = [answers[window].get(question_id) for window in ("h24", "h48")]
    known = [value for value in given if value is not None]
    if question is None or not known:
        return "–"
    worst = max(known, key=question.options.index)
    return text(visit.turn, reader, f"h24.{question_id}__{worst}")
