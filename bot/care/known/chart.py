"""The chart of one patient as plain values: runs, how the body took them, decisions and orders, in the reader's words.

What is drawn from it is the business of the pictures. Must never draw, and never fill in what nobody answered.
"""

from datetime import timedelta
from typing import Any

from babel.dates import get_month_names

from bot.care import phrases
from bot.care.known import chart_marks, gates
from bot.care.known.chart_marks import day_of
from bot.care.known.history import GAIT, may_change, worst_gait, worst_swelling
from bot.care.known.ran import minutes_of
from bot.care.ports import Person, Turn
from bot.care.visit import Visit
from bot.care.voice import label
from bot.core.case import Run
from bot.core.measures import SWELLING
from bot.core.protocol import WINDOWS, Outcome

WEEKS = 12
PAINS = frozenset({"after_run.pain_during", "h24.pain", "h48.pain"})
PAIN_UNIT = "of 10"
OUTCOMES = tuple(one.id for one in Outcome)


def of(one: Visit, reader: Person) -> dict[str, Any] | None:
    """Return the last weeks of a patient as the picture of a chart takes them; None as long as nothing was run."""
    since = one.turn.now - timedelta(weeks=WEEKS)
    runs = [run for run in one.case.runs.values() if run.ended_at >= since]
    if not runs or one.case.enrolled is None:
        return None
    first = min(run.ended_at for run in runs)
    return {
        "title": phrases.name_of(one.person),
        "subtitle": _subtitle(one, reader),
        "words": _words(one.turn, reader),
        "runs": [_run(one, run) for run in runs],
        "decisions": chart_marks.decisions(one, first),
        "marks": chart_marks.marks(one, reader, first),
        "baseline_pain": float(one.case.baseline.pain),
        "limits": _limits(one, reader),
        "today": day_of(one, one.turn.now),
    }


def _subtitle(one: Visit, reader: Person) -> str:
    enrolled = one.case.enrolled
    condition = phrases.condition(one.turn, reader, enrolled.condition) if enrolled else ""
    return f"{condition} · {phrases.protocol(one.turn, reader, one.protocol.id)}"


def _run(one: Visit, run: Run) -> dict[str, Any]:
    """Return one run with the worst of its answers; None is what nobody answered."""
    answers = [one.case.answers(f"{run.number}:{window}") for window in WINDOWS]
    decided = one.case.own_decision(run.number)
    pains = [given.get(name) for given, name in zip(answers, ("pain_during", "pain", "pain"), strict=True)]
    known = [pain for pain in pains if isinstance(pain, int)]
    return {
        "day": day_of(one, run.ended_at),
        "minutes": minutes_of(one, run),
        "pain": float(max(known)) if known else None,
        "swelling": _place(worst_swelling(one.case, run), SWELLING),
        "gait": _place(worst_gait(one.case, run), GAIT),
        "decided": decided.outcome if decided else "",
        "so_far": decided is not None and may_change(decided),
        "skipped": not one.case.is_done(run),
    }


def _limits(one: Visit, reader: Person) -> list[dict[str, Any]]:
    """Return the strictest limit that pain has to keep where the patient stands, to go on; none where all is relative.

    Two that share a figure differ by their operator: below 2 is stricter than at most 2.
    """
    position = one.case.position
    if position is None or position.finished:
        return []
    clearances = (about for about in one.protocol.book_of(position.rung).clearances if about.must.names & PAINS)
    limits = [limit for about in clearances for limit in about.must.limits if limit.unit == PAIN_UNIT]
    known = [(limit.value, limit.operator != "<", limit) for limit in limits if limit.value is not None]
    if not known:
        return []
    value, _, strictest = min(known, key=lambda one: one[:2])
    said = label(one.turn, reader, "caseload.chart_limit", limit=gates.limit_said(one.turn, reader, strictest))
    return [{"value": float(value), "label": said}]


def _place(level: str | None, levels: tuple[str, ...]) -> int | None:
    return None if level is None else levels.index(level)


def _words(turn: Turn, reader: Person) -> dict[str, Any]:
    """Return every word of the picture that is the same for all patients."""
    names = ("minutes", "pain", "swelling", "gait", "decisions", "baseline", "unknown", "skipped", "empty", "so_far")
    said: dict[str, Any] = {name: label(turn, reader, f"caseload.chart_{name}") for name in names}
    said["swelling_levels"] = [label(turn, reader, f"caseload.level_swelling__{level}") for level in SWELLING]
    said["gait_levels"] = [label(turn, reader, f"caseload.level_gait__{level}") for level in GAIT]
    said["outcomes"] = {outcome: label(turn, reader, f"names.outcome__{outcome}") for outcome in OUTCOMES}
    months = get_month_names("abbreviated", locale=reader.language)
    return said | {"months": [months[number] for number in range(1, 13)]}
