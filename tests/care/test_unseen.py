"""Nothing waits unseen: whoever nobody would come upon otherwise is brought up again every week."""

from collections.abc import Awaitable, Callable

import pytest

from bot.care.joining.invites import Guest, Plan
from bot.care.people import membership
from tests.care import ward
from tests.care.clinic_ladders import STEPS
from tests.care.ordering import CONFIRM, REASON, orders
from tests.care.steps import GOOD_DAY, GOOD_RUN, Opening, newest, taps
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


async def _half_a_run(stage: Stage) -> None:
    """Answer everything about a run but what comes after the first question of the last day."""
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24, minutes=5)
    await taps(stage, *GOOD_DAY)
    await stage.wait(hours=24)
    await stage.tap("ana", "0")


async def _half_a_walk(stage: Stage) -> None:
    """Answer everything about a walk but what comes after the first question of its only later day."""
    await taps(stage, "Done as planned", "0", "0", "No pain", "As normal")
    await stage.wait(hours=24, minutes=5)
    await stage.tap("ana", "0")


async def _changed(stage: Stage) -> None:
    """Answer everything, then change an answer so that one more question is asked, and leave that alone."""
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24, minutes=5)
    await taps(stage, *GOOD_DAY)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)
    card = next(message for message in reversed(stage.actors["ana"].phone) if "Two days after" in message.text)
    await stage.tap_data("ana", next(one.data for row in card.keyboard for one in row if one.text == "✏️ 2"))
    await stage.tap("ana", "Sore muscles, as after sport")


@pytest.mark.parametrize(
    ("rung", "happens"),
    [("run_400m", _half_a_run), ("walk_20", _half_a_walk), ("run_400m", _changed)],
    ids=["half of the last day", "half of a walk's only day", "one more question after a change"],
)
async def test_who_answers_a_part_and_no_more_is_silent_and_brought_up_every_week(
    opens: Opening, rung: str, happens: Callable[[Stage], Awaitable[None]]
) -> None:
    """No session comes before the other answers, so that nobody would ever come upon such a patient."""
    stage = await opens.at(STEPS, rung)
    await happens(stage)
    await stage.wait(days=2)
    for alert in (await stage.case("ana")).open_alerts():
        await _ends(stage, alert.number)

    await stage.say("dora", "/patients")
    assert "🔕 Ana: silent, 2 days" in newest(stage, "dora")
    for _ in range(2):
        await stage.wait(days=7, hours=1)
        again = await ward.alert_of(stage)
        assert (again.about, again.is_open) == ("missing", True)
        await _ends(stage, again.number)


async def test_who_was_silent_is_not_any_more_once_the_physio_has_put_them_elsewhere(stage: Stage) -> None:
    """The questions about the run before are over then, and a session is on offer."""
    await _half_a_run(stage)
    await stage.wait(days=2)
    await _ends(stage, (await ward.alert_of(stage)).number)
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    for label in ("↕️ Another step", "run 1 min, walk 2 min", "I have examined you", "✅ Confirm"):
        await stage.tap("dora", label)

    await stage.say("dora", "/patients")
    assert "🟢 Ana: on track" in newest(stage, "dora")
    await stage.wait(days=6)
    assert not (await stage.case("ana")).open_alerts()


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


async def _invited(stage: Stage) -> None:
    await stage.invite("leo", Guest("patient", "Leo"), Plan("milestones", "it_band", "Dora"))


async def _comes(stage: Stage) -> None:
    await stage.say("leo", "/start code-of-leo-long-enough")


async def _enrols(stage: Stage) -> None:
    for said in ("English", "I agree", "Europe/Madrid", "Never, write at any time"):
        await stage.say("leo", said)


async def test_whoever_never_opens_the_link_or_never_ends_the_first_questions_is_brought_up(stage: Stage) -> None:
    await _invited(stage)
    await stage.wait(days=6, hours=23)
    assert not (await stage.case("leo")).alerts

    await stage.wait(hours=2)
    assert ward.count(stage, "dora", "Leo was invited a week ago or more and has not opened the link.") == 1
    await _comes(stage)
    assert not (await stage.case("leo")).open_alerts()

    await stage.wait(days=7, hours=1)
    assert ward.count(stage, "dora", "has not answered the first questions") == 1
    await _enrols(stage)
    assert "not_enrolled" not in {alert.about for alert in (await stage.case("leo")).open_alerts()}


async def test_whose_invitation_was_withdrawn_is_brought_up_no_more(stage: Stage) -> None:
    await _invited(stage)
    async with stage.turn() as turn:
        await membership.deactivate(turn, await turn.person(stage.actors["leo"].person))

    await stage.wait(days=30)

    assert not (await stage.case("leo")).alerts


async def _finished(opens: Opening) -> Stage:
    """Return a stage on which Ana has done the last session of the last rung, and Dora has seen that."""
    stage = await opens.at(STEPS, "run_hills")
    await taps(stage, *GOOD_RUN)
    for _ in range(2):
        await stage.wait(hours=24, minutes=5)
        await taps(stage, *GOOD_DAY)
    return stage


async def test_whoever_has_finished_is_no_weekly_task_and_is_brought_up_after_a_month_until_discharged(
    opens: Opening,
) -> None:
    stage = await _finished(opens)
    await leaves(stage, "ana")
    for alert in (await stage.case("ana")).open_alerts():
        await _ends(stage, alert.number)
    told = len((await stage.case("ana")).alerts)
    await stage.say("dora", "/patients")
    assert "🏁 Ana: finished the plan" in newest(stage, "dora")
    await stage.wait(days=27)
    assert len((await stage.case("ana")).alerts) == told

    await stage.wait(days=3)

    assert ward.count(stage, "dora", "did the last session of the plan a month ago or more") == 1
    await orders(stage, "🎓 Discharge", REASON, CONFIRM)
    assert not (await stage.case("ana")).open_alerts()
