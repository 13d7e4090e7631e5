"""Out of sight: patients about whom no alert is open, and for whom nothing will happen until somebody looks.

Each of them is brought up again every week. Must never raise anything itself.
"""

from datetime import datetime, timedelta

from bot.care.known.cards import card
from bot.care.visit import Visit
from bot.core.case import CheckIn
from bot.core.protocol import WINDOWS

WEEKLY = timedelta(days=7)
AFTER_THE_LAST = timedelta(days=30)
"""So long after the last session of a plan nobody is asked to discharge the patient."""


def why(visit: Visit) -> str:
    """Return what an alert about a patient out of sight would be about; empty where something is still to come.

    Somebody invited never came, or never answered the first questions; a plan is closed, finished, or paused without an
    end, the patient is out of reach, the answers that the next session needs never came, or the first session was never
    run although the physio has seen that.
    """
    case, state = visit.case, visit.person.state
    if case.stopped or case.discharged or case.enrolled is None or case.open_alerts():
        return ""
    ways = (
        ("", state == "inactive"),
        ("not_joined", state == "invited"),
        ("not_enrolled", state == "enrolling"),
        ("closed", case.held is not None),
        ("not_discharged", case.position is not None and case.position.finished),
        ("unreachable", state == "blocked"),
        ("paused", _is_paused_for_good(visit)),
        ("", case.paused is not None),
        ("missing", is_silent(visit)),
        ("not_started", _has_not_begun(visit)),
    )
    return next((about for about, holds in ways if holds), "")


def bring_up_at(visit: Visit) -> datetime | None:
    """Return when a patient out of sight is brought up again, a week after the last alert ended; None for others.

    Somebody who has finished is left alone for a month after the last session.
    """
    about, case = why(visit), visit.case
    if not about:
        return None
    closed = (at for at, decided in case.decisions if decided is case.held)
    ends = (one.resolved_at for one in case.alerts.values() if one.resolved_at)
    kept = (at for at, order in case.orders if order is case.kept_closed)
    paused = (at for at, order in case.orders if order is case.paused)
    came = (one.opened_at for one in case.check_ins.values() if one.window == "enrolment" and about == "not_enrolled")
    opened = (at for at in (case.opened_at,) if at and about == "not_joined")
    at = max((*closed, *ends, *kept, *paused, *came, *opened), default=visit.turn.now) + WEEKLY
    last = case.last_run.ended_at if case.last_run and about == "not_discharged" else None
    return max(at, last + AFTER_THE_LAST) if last else at


def last_asked(visit: Visit) -> CheckIn | None:
    """Return the latest check-in about a run that was done, or None before the first."""
    case = visit.case
    asked = [one for one in case.check_ins.values() if one.window in WINDOWS and case.is_done(case.runs[one.run])]
    return asked[-1] if asked else None


def is_silent(visit: Visit) -> bool:
    """Say whether the latest check-in about a run still lacks answers, all or some, although the patient was reminded.

    Nobody goes on before they have come, so that one half-answered holds the plan as much as one left alone.
    """
    last = last_asked(visit)
    if last is None or last.laid_aside or not card(visit.turn, last).lacks:
        return False
    run = visit.case.runs[last.run]
    is_over = run.closed or visit.case.is_decided(run)
    return not is_over and last.silence > len(visit.turn.settings.reminders_after_hours)


def _is_paused_for_good(visit: Visit) -> bool:
    """Whether a plan is paused until somebody says otherwise, or beyond the day on which that should have ended."""
    paused = visit.case.paused
    return paused is not None and (paused.until is None or paused.until <= visit.turn.now)


def _has_not_begun(visit: Visit) -> bool:
    told = any(alert.about == "not_started" for alert in visit.case.alerts.values())
    return told and not visit.case.done_runs
