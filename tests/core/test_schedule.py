"""Elapsed hours for the body, wall-clock hours for sleep, through every night on which the clocks change."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.course.sessions import earliest
from bot.core.decision import decide
from bot.core.ladder import Rung
from bot.core.measures import Evidence
from bot.core.plan import Position
from bot.core.schedule import QuietHours, check_in_due, earliest_next_run, held_over
from tests.core.given import milestones, run

MADRID = ZoneInfo("Europe/Madrid")
ZONES = [
    "UTC", "Europe/Madrid", "America/New_York", "America/Havana", "America/St_Johns", "Asia/Kathmandu", "Asia/Kolkata",
    "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe", "Asia/Beirut", "Africa/Casablanca",
]  # fmt: skip
RUNG = Rung("r", 60, 120, (8,), warm_up_minutes=5, per_week=3, rest_days=1, origin="seed", source="a source")

instants = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
zones = st.sampled_from(ZONES).map(ZoneInfo)
hours = st.integers(0, 23)


def at(text: str, zone: ZoneInfo = MADRID) -> datetime:
    """Return the instant of a wall-clock time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def wall(instant: datetime, zone: ZoneInfo = MADRID) -> str:
    """Return what the clock on the wall shows."""
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("window", "elapsed"), [("after_run", 0), ("h24", 24), ("h48", 48)])
@pytest.mark.parametrize("ended", ["2026-03-28 09:00", "2026-10-24 09:00", "2026-06-01 09:00"])
def test_a_check_in_is_due_after_elapsed_hours_whatever_the_clocks_do(ended, window, elapsed):
    assert check_in_due(at(ended), window) - at(ended) == timedelta(hours=elapsed)


def test_24_hours_over_a_clock_change_show_another_time_on_the_wall():
    assert wall(check_in_due(at("2026-03-28 09:00"), "h24")) == "2026-03-29 10:00"
    assert wall(check_in_due(at("2026-10-24 09:00"), "h24")) == "2026-10-25 08:00"


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        ("21-8", "2026-06-01 20:59", "2026-06-01 20:59"), ("21-8", "2026-06-01 21:00", "2026-06-02 08:00"),
        ("21-8", "2026-06-02 00:00", "2026-06-02 08:00"), ("21-8", "2026-06-02 07:59", "2026-06-02 08:00"),
        ("21-8", "2026-06-02 08:00", "2026-06-02 08:00"), ("13-15", "2026-06-01 14:00", "2026-06-01 15:00"),
        ("13-15", "2026-06-01 15:00", "2026-06-01 15:00"), ("13-15", "2026-06-01 12:59", "2026-06-01 12:59"),
        ("0-7", "2026-06-01 00:30", "2026-06-01 07:00"), ("0-7", "2026-06-01 23:30", "2026-06-01 23:30"),
        ("22-0", "2026-06-01 23:30", "2026-06-02 00:00"), ("none", "2026-06-01 03:00", "2026-06-01 03:00"),
        # the night on which an hour is left out
        ("21-8", "2026-03-28 23:00", "2026-03-29 08:00"), ("21-8", "2026-03-29 03:30", "2026-03-29 08:00"),
        ("23-2", "2026-03-29 01:30", "2026-03-29 03:00"), ("23-3", "2026-03-29 01:30", "2026-03-29 03:00"),
        # the night on which an hour comes twice
        ("21-8", "2026-10-24 23:00", "2026-10-25 08:00"), ("21-8", "2026-10-25 02:30", "2026-10-25 08:00"),
        ("23-2", "2026-10-25 01:30", "2026-10-25 02:00"), ("23-3", "2026-10-25 02:30", "2026-10-25 03:00"),
    ],
)  # fmt: skip
def test_what_falls_into_quiet_hours_waits_for_their_end(quiet, moment, expected):
    assert wall(held_over(at(moment), QuietHours.parse(quiet), MADRID)) == expected


def test_the_second_of_two_equal_hours_is_as_quiet_as_the_first():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert wall(second) == "2026-10-25 02:30"
    assert wall(held_over(second, QuietHours(23, 3), MADRID)) == "2026-10-25 03:00"
    assert held_over(second, QuietHours(23, 2), MADRID) == second


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        ("Pacific/Kiritimati", "2026-06-01 23:00", "2026-06-02 08:00"),
        ("Pacific/Pago_Pago", "2026-06-01 23:00", "2026-06-02 08:00"),
        ("Asia/Kathmandu", "2026-06-01 23:45", "2026-06-02 08:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:15", "2026-04-05 08:00"),
        ("Australia/Lord_Howe", "2026-10-04 01:45", "2026-10-04 08:00"),
        ("America/Havana", "2026-03-07 23:30", "2026-03-08 08:00"),
    ],
)  # fmt: skip
def test_quiet_hours_are_the_patients_own_wherever_they_are(zone, moment, expected):
    place = ZoneInfo(zone)
    assert wall(held_over(at(moment, place), QuietHours(21, 8), place), place) == expected


def test_a_traveller_is_left_asleep_where_they_are_now():
    due = at("2026-06-01 12:00")
    assert held_over(due, QuietHours(21, 8), MADRID) == due
    tokyo = ZoneInfo("Asia/Tokyo")
    assert wall(held_over(due + timedelta(hours=3), QuietHours(21, 8), tokyo), tokyo) == "2026-06-02 08:00"


@given(instants, hours, hours, zones)
def test_waiting_ends_outside_the_quiet_hours_within_a_day_and_needs_no_second_wait(moment, start, end, zone):
    if (start - end) % 24 <= 2:  # an hour that is left out may then be the only one that is not quiet
        return
    quiet = QuietHours(start, end)
    held = held_over(moment, quiet, zone)
    assert moment <= held <= moment + timedelta(hours=25)
    assert not quiet.cover(held.astimezone(zone))
    assert held_over(held, quiet, zone) == held


@given(instants, zones)
def test_without_quiet_hours_nothing_waits(moment, zone):
    assert held_over(moment, QuietHours.parse("none"), zone) == moment
    assert held_over(moment, QuietHours(8, 8), zone) == moment


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (["2026-06-01 18:00"], "2026-06-03 00:00"),
        (["2026-06-01 00:10"], "2026-06-03 00:00"),
        (["2026-06-01 23:59"], "2026-06-03 00:00"),
        (["2026-06-01 18:00", "2026-06-03 18:00"], "2026-06-05 00:00"),
        (["2026-06-01 18:00", "2026-06-03 18:00", "2026-06-05 18:00"], "2026-06-08 18:00"),
        (["2026-05-20 18:00", "2026-06-03 18:00", "2026-06-05 18:00"], "2026-06-07 00:00"),
        (["2026-03-28 18:00"], "2026-03-30 00:00"),
        (["2026-10-24 18:00"], "2026-10-26 00:00"),
        (["2026-10-20 18:00", "2026-10-22 18:00", "2026-10-24 18:00"], "2026-10-27 17:00"),
    ],
)
def test_the_next_run_waits_for_rest_days_and_for_a_place_in_the_week(ends, expected):
    assert wall(earliest_next_run(RUNG, [at(end) for end in ends], zone=MADRID)) == expected


def test_extra_rest_days_come_on_top():
    assert wall(earliest_next_run(RUNG, [at("2026-06-01 18:00")], zone=MADRID, extra_rest_days=1)) == "2026-06-04 00:00"


def test_rest_days_are_the_days_of_the_place_where_the_patient_is():
    ended = [datetime(2026, 6, 1, 22, 30, tzinfo=UTC)]
    assert wall(earliest_next_run(RUNG, ended, zone=MADRID)) == "2026-06-04 00:00", "it was past midnight in Madrid"
    assert wall(earliest_next_run(RUNG, ended, zone=ZoneInfo("UTC")), ZoneInfo("UTC")) == "2026-06-03 00:00"


def test_a_midnight_that_the_clocks_leave_out_is_the_moment_after():
    havana = ZoneInfo("America/Havana")
    assert wall(earliest_next_run(RUNG, [at("2026-03-06 18:00", havana)], zone=havana), havana) == "2026-03-08 01:00"


def test_before_the_first_run_nothing_has_to_be_waited_for():
    assert earliest_next_run(RUNG, [], zone=MADRID) < at("1900-01-01 00:00")


@given(st.lists(st.integers(0, 400), max_size=6), zones, st.integers(1, 7), st.integers(0, 3))
def test_whoever_waits_as_told_keeps_rest_days_and_the_week(waits, zone, per_week, rest_days):
    """Each run comes some hours after it was free: no seven days then hold more runs than the rung allows."""
    rung = Rung(
        "r", 60, 120, (8,), warm_up_minutes=5, per_week=per_week, rest_days=rest_days, origin="seed", source="s"
    )
    ends = [datetime(2026, 3, 20, 12, tzinfo=UTC)]
    for wait in waits:
        free = earliest_next_run(rung, ends, zone=zone)
        assert free >= ends[-1].astimezone(UTC)
        ends.append(free + timedelta(hours=wait))
        days = (ends[-1].astimezone(zone).date() - ends[-2].astimezone(zone).date()).days
        assert days > rest_days
    for index in range(len(ends) - per_week):
        assert ends[index + per_week] - ends[index] >= timedelta(days=7)


def test_a_stricter_outcome_never_shortens_the_rest():
    protocol, ended = milestones("it_band"), at("2026-06-01 18:00")
    visit = SimpleNamespace(
        protocol=protocol,
        person=SimpleNamespace(timezone="Europe/Madrid"),
        case=SimpleNamespace(
            done_runs=[SimpleNamespace(ended_at=ended, rung="run_1min")], last_run=None, earliest_at=None
        ),
        turn=SimpleNamespace(now=ended),
    )
    worse = ({"h48": {"ready": 5}}, {"h24": {"swelling": "new"}}, {"h48": {"gait": "limp"}})
    decisions = [decide(protocol, Evidence(run(one))) for one in worse]
    assert [one.outcome for one in decisions] == sorted(one.outcome for one in decisions)
    waits = [earliest(cast("Any", visit), Position("run_1min"), one.rest_days) for one in decisions]
    assert waits == sorted(cast("list[datetime]", waits))
    assert wall(cast("datetime", waits[0])) == "2026-06-03 00:00"
    assert wall(cast("datetime", waits[1])) == "2026-06-04 00:00"
