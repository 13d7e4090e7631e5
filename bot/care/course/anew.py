"""What a check-in says anew, however often the same was said before: whoever says it again has to be heard again.

Must never decide what it means for the running.
"""

from bot.care.course import weighing
from bot.care.known.cards import card
from bot.care.visit import Visit
from bot.core.facts import Decided
from bot.core.measures import Evidence, Series
from bot.core.protocol import WINDOWS, Outcome, outcome


def stopped_by(visit: Visit, check_in: str) -> frozenset[str]:
    """Return the rules that stop the running for what one check-in says by itself."""
    opened, case = visit.case.check_ins.get(check_in), visit.case
    if opened is None:
        return frozenset()
    answers, run = card(visit.turn, opened).answers, case.runs.get(opened.run)
    rung = run.rung if run and not run.closed else case.position.rung if case.position else ""
    alone = Series(rung)
    if opened.window in WINDOWS:
        alone = alone.with_window(opened.window, answers)
    else:
        flags = answers.get("flags", ())
        alone = Series(rung, reported_flags=flags if isinstance(flags, tuple) else ())
    return weighing.stops(visit, Evidence(run=alone, baseline=case.baseline))


def reasons_of(decided: Decided) -> frozenset[str]:
    """Return what a decision holds the runner back for; where running is stopped, only what stops it."""
    stopped = outcome(decided.outcome) >= Outcome.REASSESS
    said = [fired for fired in decided.fired if not fired["unanswered"]]
    return frozenset(one["rule"] for one in said if not stopped or outcome(one["at_least"]) >= Outcome.REASSESS)


def of(visit: Visit, decided: Decided, given: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return what stops the running and did not, before this decision, on the check-in that it is made on.

    That is all that a new check-in says by itself, whatever earlier ones said; `given` was said again in the same one.
    Must be asked before the decision is recorded.
    """
    before, reasons = visit.case.last_decision_at(decided.check_in), reasons_of(decided)
    news = stopped_by(visit, decided.check_in) if before is None else reasons - reasons_of(before)
    return (news | given) & reasons
