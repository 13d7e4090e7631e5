"""What is promised of alerts where several people sleep, leave, take over and put off at the same time."""

import pytest

from bot.core.orders import Paused
from tests.care import ward
from tests.care.ward import CHEST, LATER, NIGHT, TAKE, WRONG, alert_of, count, leaves, newest, reports, with_settings
from tests.stage import Stage

URGENT, SEEN, REMINDER = "URGENT: Ana", "✅ All seen", "Not resolved yet: Ana"


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


async def _sleeps(stage: Stage, key: str, hours: str) -> None:
    async with stage.turn() as turn:
        turn.update(ward.replace(await turn.person(stage.actors[key].person), quiet_hours=hours))


async def _hands_over(stage: Stage, to: str) -> None:
    await stage.tap_data("desk", f"P|h|{stage.actors['ana'].person}|{stage.actors[to].person}|yes")


def _messages(stage: Stage, key: str) -> int:
    return len(ward.read(stage, key))


async def test_for_a_new_physio_the_calls_begin_anew(stage: Stage) -> None:
    """Handed over after an hour: Eva's turn is 70 minutes after that, not ten."""
    with_settings(stage, chain=("Eva",))
    await reports(stage, CHEST)
    await stage.wait(minutes=60)
    await _hands_over(stage, "ben")
    called = [(_messages(stage, "ben"), count(stage, "eva", URGENT))]

    for minutes in (10, 20, 30, 10):
        await stage.wait(minutes=minutes)
        called.append((_messages(stage, "ben"), count(stage, "eva", URGENT)))

    first = called[0][0]
    assert called == [(first, 0), (first + 1, 0), (first + 2, 0), (first + 3, 0), (first + 4, 1)]


async def test_all_seen_leaves_what_somebody_else_owns(stage: Stage) -> None:
    await stage.say("ana", "my knee feels fine today")
    await ward.set_clock(stage, 8)
    await stage.tap_data("desk", f"k|{stage.actors['ana'].person}|2")

    await stage.tap("dora", SEEN)

    assert (await alert_of(stage)).is_open


async def test_all_seen_ends_nothing_about_a_patient_who_was_handed_over_since(stage: Stage) -> None:
    await stage.say("ana", "my knee feels fine today")
    await ward.set_clock(stage, 8)
    data = stage.button("dora", SEEN)
    await _hands_over(stage, "ben")

    await stage.tap_data("dora", data)

    assert (await alert_of(stage)).is_open


async def test_a_digest_leaves_out_what_was_put_off_beyond_its_hour(stage: Stage) -> None:
    await stage.say("ana", "call me on Thursday please")
    await stage.say("ana", "my knee feels fine today")
    await ward.set_clock(stage, 7, 30)
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|2|s|4")

    await ward.set_clock(stage, 8)

    assert "my knee feels fine" in newest(stage, "dora")
    assert "Thursday" not in newest(stage, "dora")


async def test_a_reminder_of_what_was_decided_waits_for_its_owners_morning(stage: Stage) -> None:
    await ward.set_clock(stage, 20, 30)
    await reports(stage, NIGHT)
    await stage.tap("dora", TAKE)
    await _sleeps(stage, "dora", "20-8")

    await stage.wait(hours=35)
    assert not count(stage, "dora", REMINDER)
    await stage.wait(minutes=30)
    assert count(stage, "dora", REMINDER) == 1


async def test_what_ends_in_the_night_is_not_reminded_of_in_the_morning(stage: Stage) -> None:
    await ward.set_clock(stage, 20, 30)
    await reports(stage, NIGHT)
    await stage.tap("dora", TAKE)
    await _sleeps(stage, "dora", "20-8")
    await stage.wait(hours=34)
    await stage.tap_data("desk", f"z|{stage.actors['ana'].person}|2|r|spoke")

    await stage.wait(hours=3)

    assert not count(stage, "dora", REMINDER)


async def test_a_reminder_waits_for_the_morning_of_everybody_who_reads_it(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", TAKE)
    await _sleeps(stage, "desk", "9-12")

    await stage.wait(days=3)
    assert (count(stage, "dora", REMINDER), count(stage, "desk", REMINDER)) == (3, 0)
    await stage.wait(hours=2)
    assert count(stage, "desk", REMINDER) == 1


async def test_a_reminder_waits_until_what_was_put_off_comes_back(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", TAKE)
    await stage.wait(hours=23)
    await stage.tap("dora", LATER)
    await stage.tap("dora", "4 hours")

    await stage.wait(hours=3, minutes=59)
    assert not count(stage, "dora", REMINDER)
    await stage.wait(minutes=1)
    assert count(stage, "dora", REMINDER) == 1


async def test_a_card_on_a_sleeping_phone_changes_in_the_morning(stage: Stage) -> None:
    with_settings(stage, chain=("Ben",))
    await reports(stage, NIGHT)
    await stage.wait(minutes=70)
    await _sleeps(stage, "ben", "10-18")

    await stage.tap("dora", TAKE)

    assert "Taken by Dora" not in newest(stage, "ben")
    await ward.set_clock(stage, 18)
    assert "Taken by Dora" in newest(stage, "ben")


@pytest.mark.parametrize("details", [False, True])
async def test_a_chat_sees_the_picture_only_where_the_clinic_lets_it_read_details(
    stage: Stage, *, details: bool
) -> None:
    with_settings(stage, details_in_groups=details)
    await ward.with_chat(stage)
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    await stage.tap("dora", "✅ Confirm")
    for label in ("Done as planned", "0", "3", "Grew as I ran", "An ache at the injury", "I limped", "2"):
        await stage.tap("ana", label)
    await stage.tap("ana", WRONG)
    await stage.tap("ana", CHEST)

    await stage.wait(minutes=70)

    assert count(stage, "team", "URGENT")
    assert any(one.media is not None for one in stage.actors["team"].phone) == details


async def test_when_an_owner_goes_whoever_was_called_is_called_again_at_once(stage: Stage) -> None:
    with_settings(stage, chain=("Ben",))
    await reports(stage, CHEST)
    await stage.wait(minutes=71)
    await stage.tap("dora", TAKE)
    before = _messages(stage, "ben")

    await leaves(stage, "dora")

    assert _messages(stage, "ben") == before + 1
    assert "Dora had taken it and cannot be reached." in newest(stage, "ben")


async def test_when_a_member_of_the_clinic_goes_what_they_owned_calls_others_at_once(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.tap_data("desk", f"k|{stage.actors['ana'].person}|2")

    await leaves(stage, "desk")

    assert count(stage, "dora", "Front desk had taken it and cannot be reached.") == 1
    assert count(stage, "dora", "sent again below") == 1


async def test_when_the_own_physio_goes_the_clinic_gets_what_still_waits_for_the_digest(stage: Stage) -> None:
    await stage.say("ana", "my knee feels fine today")
    await leaves(stage, "dora")

    await ward.set_clock(stage, 8)

    assert "my knee feels fine" in newest(stage, "desk")


async def test_where_nobody_is_there_the_chain_is_those_at_its_end(stage: Stage) -> None:
    for key in ("dora", "ben", "eva", "desk"):
        await leaves(stage, key)

    await reports(stage, CHEST)

    assert (await alert_of(stage)).chain == (stage.actors["desk"].person, stage.actors["dora"].person)


async def test_a_pause_without_an_end_is_brought_up_every_week(stage: Stage) -> None:
    async with stage.turn() as turn:
        await turn.case(stage.actors["ana"].person)
        turn.record(stage.actors["ana"].person, Paused("illness", stage.actors["dora"].person))
    told = []
    for day in range(1, 16):
        await stage.wait(days=1)
        for alert in (await stage.case("ana")).open_alerts():
            told.append((day, alert.about))
            await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{alert.number}|r|spoke")

    assert told == [(7, "paused"), (14, "paused")]
