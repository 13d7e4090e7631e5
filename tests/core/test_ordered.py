"""What an order does to a case: it never shortens a rest, and a rest that is cut short counts no longer than it was."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Decided, Enrolled, Entry, Fact, RunReported
from bot.core.fold import fold
from bot.core.orders import Moved, Paused, Placed, Reopened, Rested, Unpaused
from bot.core.plan import Position

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENROLLED = Enrolled("milestones", "v1", "hip_and_glute", "run_30s", 7)
HELD = Decided(1, "1:h24", "urgent", provisional=True, fired=(), protocol_version="v1", rung="run_30s", sessions_done=0)


def _told(*facts: Fact):
    """Return the case of facts that were recorded a day apart."""
    return fold(Entry(START + timedelta(days=number), fact) for number, fact in enumerate(facts))


@given(free=st.integers(-5, 20), until=st.integers(-5, 20))
def test_another_rung_never_makes_a_rest_shorter(free: int, until: int):
    """Whichever is later: what was set before, the rest of the plan on the new rung, or now."""
    before = START + timedelta(days=free)
    decided = Decided(1, "1:h48", "rest_and_repeat", provisional=False, fired=(), protocol_version="v1", rung="run_30s",
                      sessions_done=0, earliest_at=before)  # fmt: skip
    own = START + timedelta(days=until)

    case = _told(ENROLLED, RunReported(1, "run_30s", 1, START), decided, Placed("run_1min", 7, "spoke", own))

    assert case.earliest_at == max(before, own, START + timedelta(days=3))
    assert case.position == Position("run_1min")
    assert case.runs[1].closed


def test_a_plan_that_is_opened_or_moved_is_free_after_the_rest_that_the_order_names():
    at = START + timedelta(days=9)
    reopened = _told(ENROLLED, RunReported(1, "run_30s", 1, START), HELD, Reopened("run_30s", 7, "spoke", at))
    moved = _told(ENROLLED, HELD, Moved("weeks_off", "v2", "hip_and_glute", "week_1", 7, "spoke", at))

    assert (reopened.held, reopened.earliest_at) == (None, at)
    assert (moved.held, moved.earliest_at) == (None, at)


def test_a_rest_spares_nobody_the_rule_on_long_gaps():
    """The physio looked at the runner when they gave it, and not on the day on which it ends."""
    long = Rested(START + timedelta(days=60), 7, "examined")
    end = START + timedelta(days=2)

    cut = _told(ENROLLED, long, Rested(end, 7, "examined"))
    reopened = _told(ENROLLED, long, Reopened("run_30s", 7, "spoke"))

    assert max(_told(ENROLLED, long).looked_at) == START + timedelta(days=1)
    assert cut.rests_until == end
    assert max(cut.looked_at) == end
    assert reopened.rests_until is None
    assert max(reopened.looked_at) == START + timedelta(days=1)


def test_a_pause_ends_only_by_its_end():
    """Nothing but the end of a pause lets sessions be offered again, not even another rung."""
    paused = _told(ENROLLED, Paused("illness", 7), Placed("run_1min", 7, "spoke"))

    assert paused.is_off
    assert not _told(ENROLLED, Paused("illness", 7), Unpaused(7)).is_off


def test_nobody_has_started_on_a_protocol_before_they_run_on_it():
    """Neither on another one, nor on their own again; another condition leaves them where they were."""
    ran, again = RunReported(1, "run_30s", 1, START), RunReported(2, "week_1", 1, START)
    over = Moved("weeks_off", "v2", "hip_and_glute", "week_1", 7, "spoke")
    back = Moved("milestones", "v1", "hip_and_glute", "run_30s", 7, "spoke")
    injured = Moved("milestones", "v1", "it_band", "run_30s", 7, "spoke")

    assert _told(ENROLLED, ran).has_started
    assert _told(ENROLLED, ran, injured).has_started
    assert not _told(ENROLLED, ran, over).has_started
    assert _told(ENROLLED, ran, over, again).has_started
    assert not _told(ENROLLED, ran, over, again, back).has_started
