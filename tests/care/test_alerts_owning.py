"""Owning: one person takes what is open, puts off what can wait, and says how each thing ended."""

from datetime import timedelta

import pytest

from tests.care import ward
from tests.care.ward import CHEST, LATER, NIGHT, RESOLVE, TAKE, count, newest, reports, with_settings
from tests.stage import Stage, plain

URGENT, WANTED = "URGENT: Ana", "Your decision needed: Ana"


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


async def _called_twice(stage: Stage) -> None:
    """Let Dora and Ben both be called for one urgent alert."""
    with_settings(stage, chain=("Ben",))
    await reports(stage, CHEST)
    await stage.wait(minutes=70)


async def test_whoever_takes_one_alert_takes_all_that_are_open(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await reports(stage, CHEST)

    await stage.tap("dora", TAKE)

    case = await stage.case("ana")
    assert {alert.acknowledged_by for alert in case.open_alerts()} == {stage.actors["dora"].person}
    await stage.wait(hours=3)
    assert not count(stage, "dora", "nobody has taken it")


async def test_everybody_who_was_called_sees_who_has_it(stage: Stage) -> None:
    await _called_twice(stage)

    await stage.tap("ben", TAKE)

    for key in ("dora", "ben"):
        assert "Taken by Ben." in newest(stage, key)
        assert not _buttons(stage, key, TAKE)


async def test_the_second_to_take_an_alert_reads_who_has_it(stage: Stage) -> None:
    await _called_twice(stage)
    number = (await ward.alert_of(stage)).number
    await stage.tap("ben", TAKE)
    kept = await ward.alert_of(stage)

    await stage.tap_data("dora", f"k|{stage.actors['ana'].person}|{number}")

    assert stage.actors["dora"].toast == "Ben has it already."
    assert await ward.alert_of(stage) == kept


async def test_taking_stops_a_card_that_is_still_on_its_way(stage: Stage) -> None:
    """Ben sleeps when he is called; Dora takes it in the night, and in the morning Ben reads only that."""
    with_settings(stage, chain=("Ben",))
    await _change_quiet_hours(stage, "dora", "none")
    await ward.set_clock(stage, 20)
    await reports(stage, NIGHT)
    await stage.wait(minutes=75)
    assert not count(stage, "ben", WANTED)

    await stage.tap("dora", TAKE)
    await ward.set_clock(stage, 9)

    (shown,) = [shown for shown in stage.actors["ben"].phone if WANTED in plain(shown.text)]
    assert "Taken by Dora." in shown.text
    assert not shown.edited  # the card that called him never came


async def test_a_new_alert_goes_to_the_owner_first_and_then_along_the_chain(stage: Stage) -> None:
    with_settings(stage, chain=("Ben",))
    await reports(stage, NIGHT)
    await stage.wait(minutes=70)
    await stage.tap("ben", TAKE)
    before = count(stage, "dora", URGENT), count(stage, "ben", URGENT)
    assert before == (0, 0)

    await reports(stage, CHEST)
    assert (count(stage, "dora", URGENT), count(stage, "ben", URGENT)) == (0, 1)

    await stage.wait(minutes=10)
    assert count(stage, "dora", URGENT) == 1


async def test_an_urgent_alert_is_never_put_off(stage: Stage) -> None:
    await reports(stage, CHEST)
    assert not _buttons(stage, "dora", LATER)

    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|2|s|4")

    assert stage.actors["dora"].toast == "An urgent alert cannot be put off."
    assert (await ward.alert_of(stage)).snoozed_until is None


@pytest.mark.parametrize(("label", "hours"), [("1 hour", 1), ("4 hours", 4)])
async def test_what_is_put_off_comes_back_at_that_time(stage: Stage, label: str, hours: int) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", LATER)
    await stage.tap("dora", label)
    before = _sent(stage, "dora")

    await stage.wait(hours=hours, minutes=-1)
    assert _sent(stage, "dora") == before
    assert "Put off by Dora until" in "\n".join(ward.read(stage, "dora"))

    await stage.wait(minutes=1)
    assert _sent(stage, "dora") == before + 1
    await stage.wait(minutes=10)
    assert _sent(stage, "dora") == before + 2


async def test_what_is_put_off_until_tomorrow_comes_back_in_the_morning(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", LATER)

    await stage.tap("dora", "Tomorrow")

    until = (await ward.alert_of(stage)).snoozed_until
    assert until == stage.clock.at.replace(hour=7, minute=0) + timedelta(days=1)


async def test_putting_off_one_thing_hides_no_other_and_nothing_later(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", LATER)
    await stage.tap("dora", "4 hours")

    await reports(stage, NIGHT)
    await reports(stage, CHEST)

    assert count(stage, "dora", WANTED) == 2
    assert count(stage, "dora", URGENT) == 1


async def test_an_alert_ends_with_an_outcome_in_a_tap(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.wait(minutes=4)
    await stage.tap("dora", TAKE)
    await stage.wait(hours=2)
    await stage.tap("dora", RESOLVE)

    await stage.tap("dora", "Examined")

    alert = await ward.alert_of(stage)
    assert (alert.outcome, alert.resolved_by) == ("examined", stage.actors["dora"].person)
    card = next(said for said in ward.read(stage, "dora") if URGENT in said)
    assert "Resolved by Dora: Examined" in card
    assert "Taken after 4 minutes, resolved after 2 hours." in card


async def test_an_alert_ends_with_a_sentence_that_is_typed(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.tap("dora", RESOLVE)

    await stage.say("dora", "She is with  her doctor <now>")

    alert = await ward.alert_of(stage)
    assert alert.outcome == "She is with her doctor <now>"
    assert alert.acknowledged_by == stage.actors["dora"].person
    assert any("“She is with her doctor <now>”" in said for said in ward.read(stage, "dora"))


async def test_a_sentence_that_is_too_long_ends_nothing(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.tap("dora", RESOLVE)

    await stage.say("dora", "x" * 301)

    assert "300 characters" in newest(stage, "dora")
    assert (await ward.alert_of(stage)).is_open
    await stage.say("dora", "x" * 300)
    assert not (await ward.alert_of(stage)).is_open


async def test_an_alert_that_has_ended_can_be_neither_taken_nor_ended_again(stage: Stage) -> None:
    await _called_twice(stage)
    stem = f"{stage.actors['ana'].person}|{(await ward.alert_of(stage)).number}"
    await stage.tap_data("ben", f"z|{stem}|r|spoke")
    kept = await ward.alert_of(stage)

    for data in (f"k|{stem}", f"z|{stem}|r", f"z|{stem}|r|examined", f"z|{stem}|s|1"):
        await stage.tap_data("dora", data)
        assert stage.actors["dora"].toast == "Ben has ended this already."

    assert await ward.alert_of(stage) == kept


@pytest.mark.parametrize("key", ["eva", "leo", "ana"])
async def test_nobody_else_can_do_anything_about_an_alert(stage: Stage, key: str) -> None:
    """Another physio, another patient, and the patient herself."""
    await reports(stage, CHEST)
    kept, stem = await ward.alert_of(stage), f"{stage.actors['ana'].person}|2"
    before = len(stage.actors[key].phone)

    for data in (f"k|{stem}", f"z|{stem}", f"z|{stem}|r|spoke", f"z|{stem}|s|1", f"u|{stage.actors['ana'].person}"):
        await stage.tap_data(key, data)

    assert await ward.alert_of(stage) == kept
    assert [plain(one.text) for one in stage.actors[key].phone[before:] if "URGENT" in one.text] == []


@pytest.mark.parametrize(
    "rest", ["", "|", "|x", "|999999999999", "|2|r|nonsense", "|2|s|m|m", "|2|s|9", "|-2", "|٢", "|2|q"]
)
async def test_a_broken_button_changes_nothing(stage: Stage, rest: str) -> None:
    await reports(stage, NIGHT)
    kept = await ward.alert_of(stage)

    for verb in ("z", "k"):
        await stage.tap_data("dora", f"{verb}|{stage.actors['ana'].person}{rest}")

    assert await ward.alert_of(stage) == kept


@pytest.mark.parametrize(("flag", "hours"), [(CHEST, 4), (NIGHT, 24)])
async def test_an_owner_who_does_not_end_an_alert_in_time_is_reminded(stage: Stage, flag: str, hours: int) -> None:
    await reports(stage, flag)
    await stage.tap("dora", TAKE)

    await stage.wait(hours=hours, minutes=-1)
    assert not count(stage, "dora", "Not resolved yet")
    await stage.wait(minutes=1)
    assert count(stage, "dora", "Not resolved yet: Ana · alert 2\nDora took it ") == 1
    assert not count(stage, "desk", "Not resolved yet")


async def test_after_two_reminders_the_clinic_sees_it_too(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", TAKE)
    await stage.wait(days=2)
    assert (count(stage, "dora", "Not resolved"), count(stage, "desk", "Not resolved")) == (2, 0)

    await stage.wait(days=1)

    assert (count(stage, "dora", "Not resolved"), count(stage, "desk", "Not resolved")) == (3, 1)
    await stage.tap("desk", "Show alert 2")
    await stage.tap("desk", RESOLVE)
    await stage.tap("desk", "Nothing needed")
    await stage.wait(days=5)
    assert (count(stage, "dora", "Not resolved"), count(stage, "desk", "Not resolved")) == (3, 1)


async def test_late_reminders_come_as_one(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await reports(stage, CHEST)
    await stage.tap("dora", TAKE)
    stage.clock.at += timedelta(days=3, hours=2)

    await stage.tick()

    assert count(stage, "dora", "Not resolved yet: Ana · alerts 2, 3") == 1
    assert count(stage, "dora", "Not resolved") == 1


async def test_a_closed_plan_that_nothing_is_open_about_is_brought_up_each_week(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", RESOLVE)
    await stage.tap("dora", "Advice given")
    await stage.wait(days=6, hours=23)
    assert not any(one.about == "closed" for one in (await stage.case("ana")).alerts.values())

    await stage.wait(hours=1)

    assert (await ward.alert_of(stage)).about == "closed"


async def test_the_list_shows_all_that_is_open_the_strictest_first(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.say("leo", "I have a new pair of shoes")
    await stage.wait(minutes=30)
    await reports(stage, CHEST, "leo")
    await stage.tap("dora", TAKE)

    await stage.say("desk", "/alerts")
    lines = [line for line in newest(stage, "desk").splitlines() if line and line[0] in "🔴🟠🔵"]
    assert [line.split(" · ")[0] for line in lines] == ["🔴 Leo", "🟠 Ana", "🔵 Leo"]
    assert "30 minutes · Dora has it" in lines[1]
    assert "nobody has it" in lines[0]

    await stage.say("dora", "/alerts")
    assert "Leo" not in newest(stage, "dora")
    await stage.say("eva", "/alerts")
    assert newest(stage, "eva") == "No alert is open."


def _buttons(stage: Stage, key: str, label: str) -> list[str]:
    every = (button for one in stage.actors[key].phone for row in one.keyboard for button in row)
    return [button.data for button in every if button.text == label]


def _sent(stage: Stage, key: str) -> int:
    return sum("🟠" in one.text for one in stage.actors[key].phone)


async def _change_quiet_hours(stage: Stage, key: str, hours: str) -> None:
    async with stage.turn() as turn:
        person = await turn.person(stage.actors[key].person)
        turn.update(ward.replace(person, quiet_hours=hours))
