"""The rota: who is on call, read off the clinic's wall clock, from a weekly pattern or a calendar file."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from bot.care.doors import dues
from bot.care.people import membership, rota_faults
from bot.care.rota import Rota, Shift, Weekly, gaps, overlaps, strangers
from bot.clock import Clock
from bot.config.calendar import RotaFile, shifts
from bot.core.errors import ContentError
from bot.desk import Desk
from bot.duty import Duty
from bot.worker import Worker
from tests.care import ward
from tests.care.ward import CHEST, count, newest, reports, with_settings
from tests.stage import Stage

MADRID = ZoneInfo("Europe/Madrid")
EVERY_DAY = tuple(range(7))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def weekly(*entries: tuple[str, tuple[int, ...], int, int]) -> Rota:
    return Rota(MADRID, tuple(Weekly(name, days, time(start), time(end % 24)) for name, days, start, end in entries))


DAYS = weekly(("Dora", EVERY_DAY, 8, 20), ("Ben", EVERY_DAY, 20, 8))


def _on_call(rota: Rota, at: datetime) -> str:
    """Return whoever is on call; of two at once the first to begin, and nobody's name in a gap."""
    return next(iter(rota.on_duty(at)), "")


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("2026-03-02T07:59", "Ben"), ("2026-03-02T08:00", "Dora"), ("2026-03-02T19:59", "Dora"),
        ("2026-03-02T20:00", "Ben"), ("2026-03-03T00:00", "Ben"), ("2026-03-03T03:00", "Ben"),
    ],
)  # fmt: skip
def test_a_shift_begins_and_ends_to_the_minute(at: str, name: str) -> None:
    assert _on_call(DAYS, local(at)) == name


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"])
def test_there_is_no_gap_in_a_night_in_which_the_clocks_change(day: str) -> None:
    start = local(f"{day}T00:00").astimezone(UTC)

    assert gaps(DAYS, start, start + timedelta(days=2)) == []
    assert {_on_call(DAYS, start + timedelta(minutes=15 * n)) for n in range(192)} == {"Dora", "Ben"}


def test_hours_stay_on_the_wall_when_the_clocks_change() -> None:
    assert [_on_call(DAYS, local(f"2026-03-{day}T08:00")) for day in (28, 29, 30)] == ["Dora"] * 3
    assert [_on_call(DAYS, local(f"2026-03-{day}T07:59")) for day in (28, 29, 30)] == ["Ben"] * 3


def test_gaps_overlaps_and_strangers_are_found() -> None:
    rota = weekly(("Dora", (0, 1), 8, 20), ("Ben", (0,), 18, 22))
    start = local("2026-03-02T00:00")

    found = gaps(rota, start, start + timedelta(days=1))

    assert [(one.astimezone(MADRID).hour, other.astimezone(MADRID).hour) for one, other in found] == [(0, 8), (22, 0)]
    ((one, other),) = overlaps(rota, start, start + timedelta(days=1))
    assert (one.physio, other.physio) == ("Dora", "Ben")
    assert strangers(rota.names, ["DORA ", "Eva"]) == ["Ben"]


def calendar(*entries: str) -> str:
    events = "".join(f"BEGIN:VEVENT\nUID:{number}\n{entry}\nEND:VEVENT\n" for number, entry in enumerate(entries))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{events}END:VCALENDAR\n"


WEEKDAYS = (
    "SUMMARY:Dora\nDTSTART;TZID=Europe/Madrid:20260302T080000\nDTEND;TZID=Europe/Madrid:20260302T200000\n"
    "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\nEXDATE;TZID=Europe/Madrid:20260304T080000"
)
WEEKEND = "SUMMARY:Ben\nDTSTART;VALUE=DATE:20260307\nDTEND;VALUE=DATE:20260309"
FLOATING = "SUMMARY:Eva\nDTSTART:20260304T080000\nDURATION:PT12H"
FAR_AWAY = "SUMMARY:Eva\nDTSTART;TZID=America/New_York:20260302T150000\nDTEND;TZID=America/New_York:20260302T170000"
CANCELLED = "SUMMARY:Ben\nSTATUS:CANCELLED\nDTSTART:20260303T080000\nDURATION:PT12H"


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("2026-03-02T08:00", "Dora"), ("2026-03-02T20:00", ""), ("2026-03-04T10:00", "Eva"),
        ("2026-03-07T00:00", "Ben"), ("2026-03-08T23:59", "Ben"), ("2026-03-09T00:00", ""),
        ("2026-03-30T08:00", "Dora"), ("2026-03-30T07:59", ""), ("2026-03-02T21:30", "Eva"),
        ("2026-03-02T23:00", ""), ("2026-03-03T12:00", "Dora"),
    ],
)  # fmt: skip
def test_a_calendar_says_who_is_on_call(at: str, name: str) -> None:
    """With repeats, an exception, whole days, times without a zone and with another one, and what was cancelled."""
    text = calendar(WEEKDAYS, WEEKEND, FLOATING, FAR_AWAY, CANCELLED)
    span = (local("2026-02-20T00:00"), local("2026-05-01T00:00"))

    rota = Rota(MADRID, shifts=shifts("rota.ics", text, MADRID, span))

    assert _on_call(rota, local(at)) == name


ENDLESS_ZONE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VTIMEZONE
TZID:Here
BEGIN:STANDARD
DTSTART:20200101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=0
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
"""
BAD_CALENDARS = {
    "nothing": ("", "not a calendar"),
    "words": ("hello", "not a calendar"),
    "cut off": (calendar(WEEKDAYS)[:120], "not a calendar"),
    "no name": (calendar("DTSTART:20260302T080000\nDURATION:PT1H"), "no summary"),
    "no start": (calendar("SUMMARY:Dora"), "when it begins"),
    "no time": (calendar("SUMMARY:Dora\nDTSTART:99"), "cannot be read"),
    "backwards": (calendar("SUMMARY:Dora\nDTSTART:20260302T080000\nDTEND:20260302T070000"), "ends before"),
    "no length": (calendar("SUMMARY:Dora\nDTSTART:20260302T080000\nDTEND:20260302T080000"), "ends before"),
    "no rule": (calendar("SUMMARY:Dora\nDTSTART:20260302T080000\nDURATION:PT1H\nRRULE:FREQ=FOO"), "cannot be read"),
    "no step": (
        calendar("SUMMARY:Dora\nDTSTART:20260302T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=0"),
        "no end",
    ),
    "a step back": (
        calendar("SUMMARY:Dora\nDTSTART:20260302T080000\nDURATION:PT1H\nRRULE:INTERVAL=\n -1;FREQ=DAILY"),
        "no end",
    ),
    "no step in a zone": (ENDLESS_ZONE, "line 10"),
    "beyond all days": (calendar("SUMMARY:Dora\nDTSTART:99991231T230000\nDURATION:PT5H"), "cannot be read"),
    "every second": (calendar("SUMMARY:Dora\nDTSTART:20260302T080000\nDURATION:PT1H\nRRULE:FREQ=SECONDLY"), "minute"),
}


@pytest.mark.parametrize("name", BAD_CALENDARS)
def test_a_calendar_that_cannot_be_followed_says_what_is_wrong(name: str) -> None:
    text, words = BAD_CALENDARS[name]

    with pytest.raises(ContentError, match=words) as caught:
        shifts("rota.ics", text, MADRID, (local("2026-03-01T00:00"), local("2026-03-20T00:00")))

    assert str(caught.value).startswith("rota.ics")
    assert caught.value.remedy.endswith(".")


def test_a_file_is_read_again_only_when_it_has_changed_or_a_day_has_passed(tmp_path: Path) -> None:
    path, now = tmp_path / "rota.ics", local("2026-03-02T10:00")
    path.write_text(calendar(WEEKDAYS))
    file = RotaFile(path)

    assert file.read(MADRID, now)
    assert file.read(MADRID, now) is None
    assert file.read(MADRID, now + timedelta(days=1))
    path.write_text(calendar(WEEKEND))
    found = file.read(MADRID, now + timedelta(days=1))
    assert found
    assert {one.physio for one in found[1]} == {"Ben"}


def test_a_name_that_is_longer_than_any_is_cut() -> None:
    text = calendar(f"SUMMARY:{'x' * 4200}\nDTSTART:20260302T080000\nDURATION:PT1H")

    (found,) = shifts("rota.ics", text, MADRID, (local("2026-03-01T00:00"), local("2026-03-20T00:00")))

    assert found.physio == "x" * 60 + "…"


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


async def test_whoever_is_on_call_is_called_first(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Ben", EVERY_DAY, 0, 24)))

    await reports(stage, CHEST)

    assert (count(stage, "ben", "URGENT: Ana"), count(stage, "dora", "URGENT: Ana")) == (1, 0)
    assert "Ben has been told just now." in "\n".join(ward.read(stage, "ana"))


async def test_the_own_physio_is_called_first_where_several_are_on_call(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Ben", EVERY_DAY, 0, 24), ("Dora", EVERY_DAY, 9, 17)))

    await reports(stage, CHEST)

    assert (count(stage, "ben", "URGENT: Ana"), count(stage, "dora", "URGENT: Ana")) == (0, 1)


@pytest.mark.parametrize("name", ["Nobody", "Front desk", "Ana"])
async def test_in_a_gap_and_for_an_unknown_name_the_own_physio_is_called(stage: Stage, name: str) -> None:
    with_settings(stage, rota=weekly((name, EVERY_DAY, 0, 24), ("Ben", (5,), 8, 20)))

    await reports(stage, CHEST)

    assert count(stage, "dora", "URGENT: Ana") == 1


async def test_a_change_of_the_rota_changes_nothing_about_an_alert_that_is_out(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Ben", EVERY_DAY, 0, 24)))
    await reports(stage, CHEST)
    with_settings(stage, rota=weekly(("Eva", EVERY_DAY, 0, 24)))

    await stage.wait(minutes=30)

    assert (count(stage, "ben", "URGENT"), count(stage, "eva", "URGENT")) == (1, 0)


async def test_the_clinic_is_told_once_of_what_is_wrong_with_the_rota(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Dora", (0,), 8, 20), ("Nobody", (1,), 8, 20)), chain=("Nowhere",))
    for _ in range(3):
        async with stage.turn() as turn:
            assert await rota_faults.tell(turn)
        await stage.deliver()

    (said,) = ward.read(stage, "desk")
    assert "“Nobody” is in the rota or the chain" in said
    assert "“Nowhere” is in the rota or the chain" in said
    assert "Nobody is on call from" in said

    with_settings(stage, rota=weekly(("Dora", (0, 1), 8, 20)))
    async with stage.turn() as turn:
        await rota_faults.tell(turn)
    await stage.deliver()
    assert len(ward.read(stage, "desk")) == 2


async def test_a_calendar_that_runs_out_is_reported_two_weeks_before_and_when_it_has(
    stage: Stage, tmp_path: Path
) -> None:
    """It was full when the bot started; neither a restart nor any day says it a third time."""
    path, duty = await _kept(stage, tmp_path, "SUMMARY:Ben\nDTSTART;VALUE=DATE:20260301\nDTEND;VALUE=DATE:20260401")
    told = []
    for day in range(2, 45):
        await _looks(duty, stage)
        if len(ward.read(stage, "desk")) > len(told):
            told.append(day)
        duty = Duty(await _desk(stage), RotaFile(path), clock=_as_clock(stage))
        await stage.wait(days=1)

    assert told == [18, 32]
    assert "Nobody is on call from Wednesday 1 April at 00:00 on." in ward.read(stage, "desk")[0]


async def test_gaps_that_come_each_week_are_told_once(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Dora", (0, 1, 2, 3, 4), 8, 20), ("Ben", (2,), 19, 22)))
    for hours in (0, 5, 9, 24, 3, 24, 24, 50, 24, 24, 100, 7, 24):
        await stage.wait(hours=hours)
        async with stage.turn() as turn:
            assert await rota_faults.tell(turn)
        await stage.deliver()

    assert count(stage, "desk", "rota needs a look") == 1


async def test_whoever_is_on_call_and_leaves_the_clinic_is_reported_the_next_day(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Eva", EVERY_DAY, 0, 24)))
    duty = Duty(await _desk(stage), None, clock=_as_clock(stage))
    await _looks(duty, stage)
    async with stage.turn() as turn:
        await membership.deactivate(turn, await turn.person(stage.actors["eva"].person))

    for _ in range(5):
        await stage.wait(days=1)
        await _looks(duty, stage)

    assert count(stage, "desk", "“Eva” is in the rota or the chain") == 1


async def test_what_nobody_was_there_to_be_told_of_is_told_when_somebody_is(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Nobody", EVERY_DAY, 0, 24)))
    await ward.leaves(stage, "desk")
    duty = Duty(await _desk(stage), None, clock=_as_clock(stage))
    await _looks(duty, stage)
    await ward.returns(stage, "desk")

    await stage.wait(days=1)
    await _looks(duty, stage)

    assert count(stage, "desk", "“Nobody” is in the rota or the chain") == 1


async def test_shifts_of_two_people_at_once_are_reported(stage: Stage) -> None:
    with_settings(stage, rota=weekly(("Dora", EVERY_DAY, 0, 24), ("Ben", (4,), 18, 22)))

    async with stage.turn() as turn:
        assert await rota_faults.tell(turn)
    await stage.deliver()

    assert "Dora and Ben are on call at the same time from Friday at 18:00" in newest(stage, "desk")


async def test_a_rota_without_a_fault_is_not_mentioned(stage: Stage) -> None:
    with_settings(stage, rota=DAYS)
    async with stage.turn() as turn:
        assert not await rota_faults.tell(turn)
    await stage.deliver()

    assert not stage.actors["desk"].phone


async def test_a_file_that_breaks_leaves_the_last_good_one_and_is_reported(stage: Stage, tmp_path: Path) -> None:
    path, duty = await _kept(stage, tmp_path, BEN_ALWAYS)

    path.write_text("broken")
    for _ in range(3):
        await _looks(duty, stage)

    assert _on_call(stage.settings.rota, stage.clock.at) == "Ben"
    assert "cannot be read" in newest(stage, "desk")
    assert count(stage, "desk", "cannot be read") == 1


async def test_a_calendar_that_is_never_read_to_its_end_stops_no_tick(stage: Stage, tmp_path: Path) -> None:
    """The last good rota counts meanwhile, the clinic is told once, and alerts are repeated as ever."""
    path, _ = await _kept(stage, tmp_path, BEN_ALWAYS)
    release, begun = Event(), []
    duty = Duty(await _desk(stage), _Endless(path, release, begun), clock=_as_clock(stage), patience=0)
    worker = Worker(await _desk(stage), clock=_as_clock(stage), fall_due=dues.fall_due, also=(duty.look,))
    await reports(stage, CHEST)
    try:
        for minutes in (0, 10, 20):
            stage.clock.at += timedelta(minutes=minutes)
            await worker.tick()
            await stage.deliver()
    finally:
        release.set()

    assert len(ward.read(stage, "ben")) == 3
    assert count(stage, "desk", "takes longer to follow") == 1
    assert len(begun) == 1

    await _looks(duty, stage)
    assert _on_call(stage.settings.rota, stage.clock.at) == "Eva"


async def test_what_goes_wrong_in_reading_is_the_files_fault_and_not_the_bots(stage: Stage, tmp_path: Path) -> None:
    path, _ = await _kept(stage, tmp_path, BEN_ALWAYS)
    duty = Duty(await _desk(stage), _Raising(path), clock=_as_clock(stage))

    await _looks(duty, stage)

    assert "RecursionError" in newest(stage, "desk")


BEN_ALWAYS = "SUMMARY:Ben\nDTSTART;VALUE=DATE:20260301\nDTEND;VALUE=DATE:20260701"


class _Endless(RotaFile):
    """A file whose reading comes to no end until it is released."""

    def __init__(self, path: Path, release: Event, begun: list[int]) -> None:
        super().__init__(path)
        self._release, self._begun = release, begun

    def read(self, _zone: ZoneInfo, now: datetime) -> tuple[str, tuple[Shift, ...]] | None:
        self._begun.append(1)
        self._release.wait(20)
        return "another", (Shift(now - timedelta(days=1), now + timedelta(days=30), "Eva"),)


class _Raising(RotaFile):
    def read(self, _zone: ZoneInfo, _now: datetime) -> tuple[str, tuple[Shift, ...]] | None:
        raise RecursionError


async def _desk(stage: Stage) -> Desk:
    return Desk(await stage.store(), stage.library, stage.settings)


async def _kept(stage: Stage, folder: Path, entry: str) -> tuple[Path, Duty]:
    """Let the clinic keep its rota in a file, which has been read; return both."""
    path = folder / "rota.ics"
    path.write_text(calendar(entry))
    with_settings(stage, rota=Rota(MADRID, source=str(path)))
    duty = Duty(await _desk(stage), RotaFile(path), clock=_as_clock(stage))
    await _looks(duty, stage)
    assert _on_call(stage.settings.rota, stage.clock.at) == "Ben"
    return path, duty


async def _looks(duty: Duty, stage: Stage) -> None:
    """Let what is being read come to its end, and look at it."""
    await duty.ready()
    await duty.look()
    await stage.deliver()


def _as_clock(stage: Stage) -> Clock:
    return stage.clock
