"""Whatever is tapped, typed and waited: nothing that presses waits unseen, and nothing that was taken is repeated."""

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care.doors.reception import receive
from bot.care.ports import Incoming, Tapped
from bot.core.alert import Alert
from bot.core.alert_facts import Acknowledged, Escalated
from bot.desk import Desk
from tests.care import ward
from tests.care.ward import CHEST, NIGHT
from tests.stage import Stage

REPORTS = st.tuples(st.just("report"), st.sampled_from([CHEST, NIGHT]))
WAITS = st.tuples(st.just("wait"), st.sampled_from([1, 10, 29, 61, 240, 700, 1500]))
LATE = st.tuples(st.just("late"), st.sampled_from([45, 300, 3000]))
TAPS = st.tuples(
    st.sampled_from(["dora", "ben", "desk"]),
    st.sampled_from(["k", "z", "r", "s"]),
    st.integers(min_value=1, max_value=6),
)
WORDS = st.tuples(st.just("say"), st.sampled_from(["hello", "it hurts at night", "/alerts", "/today"]))
GOES = st.tuples(st.sampled_from(["leaves", "returns"]), st.sampled_from(["dora", "ben", "desk"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.one_of(REPORTS, REPORTS, WAITS, LATE, TAPS, TAPS, WORDS, GOES), max_size=12))
def test_every_pressing_alert_is_on_its_way_until_it_is_taken_and_never_after(
    ward_opened: Stage, acts: list[tuple[object, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_played(ward_opened.fork(Path(folder)), acts))


async def _played(stage: Stage, acts: list[tuple[object, ...]]) -> None:
    ward.with_settings(stage, chain=("Ben",))
    gone = {stage.actors[str(key)].person for act, key, *_ in (one for one in acts if len(one) == 2) if act == "leaves"}
    try:
        for act in acts:
            await _act(stage, act)
            await _nothing_waits_unseen(stage)
        await _nobody_is_called_after_it_was_taken(stage, gone)
    finally:
        await stage.end()


async def _act(stage: Stage, act: tuple[object, ...]) -> None:
    match act:
        case "report", str(flag):
            await ward.reports(stage, flag)
        case "wait", int(minutes):
            await stage.wait(minutes=minutes)
        case "late", int(minutes):
            stage.clock.at += timedelta(minutes=minutes)
            await stage.tick()
        case "say", str(said):
            await stage.say("ana", said)
        case "leaves", str(key):
            await ward.leaves(stage, key)
        case "returns", str(key):
            await ward.returns(stage, key)
        case str(key), str(verb), int(number):
            tail = {"r": "|r|spoke", "s": "|s|1"}.get(verb, "")
            await stage.tap_data(key, f"{'k' if verb == 'k' else 'z'}|{stage.actors['ana'].person}|{number}{tail}")


async def _nothing_waits_unseen(stage: Stage) -> None:
    case, store = await stage.case("ana"), await stage.store()
    planned = [due for kind in ("alert_repeat", "alert_remind") for due in await store.dues_of(kind)]
    kinds = {due.kind for due in planned if due.person == stage.actors["ana"].person}
    for alert in case.open_alerts():
        if alert.is_pressing and alert.is_untaken:
            assert "alert_repeat" in kinds, alert
        elif alert.is_pressing:
            assert kinds & {"alert_repeat", "alert_remind"}, alert
        elif alert.details:
            assert await store.dues_of("digest"), alert


async def _nobody_is_called_after_it_was_taken(stage: Stage, gone: set[int]) -> None:
    """After somebody took an alert, only its reminders may follow, hours later; unless its owner went."""
    async with stage.turn() as turn:
        entries = await turn.entries(stage.actors["ana"].person)
    taken: dict[int, tuple[datetime, int]] = {}
    for entry in entries:
        match entry.fact:
            case Acknowledged(alert, by):
                taken[alert] = entry.at, by
            case Escalated(alert, _, to) if to and alert in taken and taken[alert][1] not in gone:
                assert entry.at - taken[alert][0] >= timedelta(hours=4), entry


def test_an_alert_with_an_owner_is_not_untaken() -> None:
    alert = Alert(1, "urgent", "decision", 0, ward.OPENS, acknowledged_by=3)

    assert not alert.is_untaken
    assert alert.is_open


@pytest.mark.parametrize("key", ["dora", "ben"])
async def test_twenty_taps_at_once_make_one_owner(clinic_stage: Stage, key: str) -> None:
    """All in hand at the same time; whoever was first owns it, and the others read who that is."""
    stage = ward.with_settings(clinic_stage, chain=("Ben",))
    await ward.reports(stage, CHEST)
    await stage.wait(minutes=70)
    desk, names = Desk(await stage.store(), stage.library, stage.settings), (key, "ben" if key == "dora" else "dora")

    toasts = await asyncio.gather(*(_takes(desk, stage, names[number % 2]) for number in range(20)))

    owner = (await ward.alert_of(stage)).acknowledged_by
    async with stage.turn() as turn:
        entries = await turn.entries(stage.actors["ana"].person)
    assert [one.fact.by for one in entries if isinstance(one.fact, Acknowledged) and one.fact.alert == 2] == [owner]
    first = next(name for name in names if stage.actors[name].person == owner)
    assert {said for who, said in toasts if who != first} == {f"{first.capitalize()} has it already."}


async def _takes(desk: Desk, stage: Stage, key: str) -> tuple[str, str]:
    """Let somebody tap, in a turn of its own; return what they read of it."""
    user = stage.actors[key].user_id
    async with desk.turn() as turn:
        await receive(turn, Incoming(user, user, Tapped(f"k|{stage.actors['ana'].person}|2")))
    return key, turn.reply.toast
