"""Nothing waits unseen: whoever nobody would come upon otherwise is brought up again every week."""

from collections.abc import Awaitable, Callable

import pytest

from tests.care import ward
from tests.care.ward import RESOLVE, leaves, returns
from tests.stage import Stage


async def _ends(stage: Stage, number: int) -> None:
    """Let Dora end an alert by a word with the patient."""
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{number}|r|spoke")


async def _blocked(stage: Stage) -> None:
    await leaves(stage, "ana")


async def _never_begun(stage: Stage) -> None:
    await stage.wait(days=15)


@pytest.mark.parametrize(
    ("happens", "about"), [(_blocked, "unreachable"), (_never_begun, "not_started")], ids=["blocked", "never begun"]
)
async def test_whoever_nothing_is_planned_for_is_brought_up_a_week_after_the_last_alert_ended(
    stage: Stage, happens: Callable[[Stage], Awaitable[None]], about: str
) -> None:
    await happens(stage)
    alert = await ward.alert_of(stage)
    assert alert.about == about
    await _ends(stage, alert.number)
    await stage.wait(days=6, hours=23)
    assert not (await stage.case("ana")).open_alerts()

    await stage.wait(hours=2)

    again = await ward.alert_of(stage)
    assert (again.about, again.is_open) == (about, True)
    assert again.number > alert.number


async def test_a_silent_patient_is_brought_up_again_although_the_news_was_seen(stage: Stage) -> None:
    await stage.say("ana", "/today")
    await stage.report("ana")
    await stage.wait(days=4)
    case = await stage.case("ana")
    assert {alert.about for alert in case.open_alerts()} == {"missing"}
    for alert in case.open_alerts():
        await _ends(stage, alert.number)
    asked = len(case.alerts)

    await stage.wait(days=7, hours=1)

    again = await ward.alert_of(stage)
    assert (again.about, again.number) == ("missing", asked + 1)


async def test_whoever_comes_back_is_not_brought_up_any_more(stage: Stage) -> None:
    await leaves(stage, "ana")
    await _ends(stage, (await ward.alert_of(stage)).number)
    await returns(stage, "ana")

    await stage.wait(days=8)

    unreachable = [one for one in (await stage.case("ana")).alerts.values() if one.about == "unreachable"]
    assert [one.is_open for one in unreachable] == [False]


async def test_a_patient_who_stopped_is_never_brought_up(stage: Stage) -> None:
    await ward.reports(stage, ward.NIGHT)
    await stage.tap("dora", RESOLVE)
    await stage.tap("dora", "Advice given")
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")
    await _ends(stage, (await ward.alert_of(stage)).number)
    told = len((await stage.case("ana")).alerts)

    await stage.wait(days=15)

    assert len((await stage.case("ana")).alerts) == told
