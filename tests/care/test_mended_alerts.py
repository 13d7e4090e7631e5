"""Alerts outlive whoever has them: people who are lost, come back, join late, or hand their patients over."""

import pytest

from bot.care.joining.invites import Guest, Plan
from tests.care import ward
from tests.care.ward import CHEST, NIGHT, RESOLVE, TAKE, alert_of, count, leaves, newest, read, reports, returns
from tests.stage import Stage

JOINING = ("English", "Europe/Madrid", "21-8")
ENROLLING = ("English", "I agree", "Europe/Madrid", "Never, write at any time")


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


def clear(stage: Stage) -> None:
    for actor in stage.actors.values():
        actor.phone.clear()


async def hands_over(stage: Stage, patient: str, to: str) -> None:
    ids = stage.actors[patient].person, stage.actors[to].person
    await stage.tap_data("desk", f"P|h|{ids[0]}|{ids[1]}|yes")


async def comes_in(stage: Stage, key: str, said: tuple[str, ...]) -> None:
    for words in (f"/start code-of-{key}-long-enough", *said):
        await stage.say(key, words)


async def test_an_owner_who_is_lost_and_comes_back_is_no_owner_but_called_at_once(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.tap("dora", TAKE)
    await stage.wait(minutes=60)
    await leaves(stage, "dora")
    assert count(stage, "desk", "Nobody has it now") == 1
    await stage.wait(hours=3, minutes=30)
    clear(stage)

    await returns(stage, "dora")

    assert count(stage, "dora", "URGENT: Ana") == 1
    assert (await alert_of(stage)).acknowledged_by is None
    await stage.wait(hours=2)
    for key in ("dora", "desk"):
        assert count(stage, key, "sent again below") >= 1
        assert "URGENT: Ana" in newest(stage, key)


async def test_an_alert_that_others_took_meanwhile_stays_theirs_when_its_first_owner_comes_back(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.tap("dora", TAKE)
    await leaves(stage, "dora")
    await stage.tap("desk", TAKE)
    clear(stage)
    await returns(stage, "dora")
    assert (await alert_of(stage)).acknowledged_by == stage.actors["desk"].person
    assert count(stage, "dora", "nobody has taken it") == 0


async def test_repeats_to_others_do_not_put_off_the_reminder_of_a_new_owner(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.wait(minutes=50)
    await stage.tap("dora", TAKE)
    await hands_over(stage, "leo", "dora")
    await stage.wait(hours=4, minutes=5)
    assert count(stage, "dora", "Not resolved yet: Ana") == 1


async def test_a_new_physio_is_called_for_what_the_old_one_owned_until_they_take_it(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.tap("dora", TAKE)
    await stage.wait(minutes=20)
    ben = len(stage.actors["ben"].phone)

    await hands_over(stage, "ana", "ben")

    assert count(stage, "ben", "URGENT: Ana") == 1
    assert len(stage.actors["ben"].phone) > ben
    assert (await alert_of(stage)).acknowledged_by is None
    assert count(stage, "dora", "with Ben now") >= 1
    assert not [one for one in stage.actors["dora"].phone if any(TAKE in b.text for row in one.keyboard for b in row)]
    await stage.wait(minutes=11)
    assert count(stage, "ben", "sent again, nobody has taken it") == 1
    await stage.tap("ben", TAKE)
    clear(stage)
    await stage.wait(hours=3)
    assert read(stage, "ben") == read(stage, "dora") == []


async def test_a_new_physio_has_a_live_card_of_what_somebody_else_owns(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.tap_data("desk", f"k|{stage.actors['ana'].person}|{(await alert_of(stage)).number}")
    clear(stage)
    await hands_over(stage, "ana", "ben")
    assert count(stage, "ben", "Taken by Front desk") == 1
    assert stage.button("ben", RESOLVE)
    assert (await alert_of(stage)).acknowledged_by == stage.actors["desk"].person


async def test_a_new_physio_who_was_called_before_gets_the_card_anew(stage: Stage) -> None:
    ward.with_settings(stage, chain=("Ben",))
    await reports(stage, CHEST)
    await stage.wait(minutes=75)
    assert count(stage, "ben", "URGENT: Ana") == 1
    await stage.tap("dora", TAKE)
    before = len(stage.actors["ben"].phone)
    await hands_over(stage, "ana", "ben")
    assert any("URGENT: Ana" in said for said in read(stage, "ben")[before:])
    assert stage.button("ben", TAKE)


async def test_handed_to_somebody_who_has_not_joined_an_alert_calls_everybody_else_at_once(stage: Stage) -> None:
    ward.with_settings(stage, chain=("Eva",))
    await stage.invite("flo", Guest("physio", "Flo"))
    await reports(stage, CHEST)
    await stage.tap("dora", TAKE)
    await stage.wait(minutes=20)
    clear(stage)
    await hands_over(stage, "ana", "flo")
    assert count(stage, "desk", "URGENT: Ana") == count(stage, "eva", "URGENT: Ana") == 1
    await comes_in(stage, "flo", JOINING)
    await stage.wait(seconds=1)
    assert count(stage, "flo", "URGENT: Ana") == 1


async def test_what_can_wait_comes_again_once_its_physio_is_back(stage: Stage) -> None:
    await stage.tap_data("ana", "q|yes")
    await leaves(stage, "dora")
    await stage.wait(hours=30)
    await returns(stage, "dora")
    clear(stage)
    await stage.wait(days=2)
    assert count(stage, "dora", "What can wait") == 2


async def test_what_can_wait_reaches_a_physio_who_joins_later(stage: Stage) -> None:
    await stage.invite("flo", Guest("physio", "Flo"))
    await stage.invite("mia", Guest("patient", "Mia"), Plan("milestones", "hip_and_glute", "Flo", "run_30s"))
    await comes_in(stage, "mia", ENROLLING)
    await stage.tap_data("mia", "q|yes")
    await stage.wait(minutes=1)
    await comes_in(stage, "flo", JOINING)
    await stage.wait(days=1)
    assert count(stage, "flo", "What can wait") == 1


async def test_what_can_wait_goes_along_to_a_new_physio(stage: Stage) -> None:
    await stage.tap_data("ana", "q|yes")
    await stage.tap_data("dora", f"k|{stage.actors['ana'].person}|{(await alert_of(stage)).number}")
    await hands_over(stage, "ana", "ben")
    clear(stage)
    await stage.wait(days=1)
    assert count(stage, "ben", "What can wait") == 1
    assert count(stage, "dora", "What can wait") == 0


async def test_a_physio_taken_in_again_is_called_for_what_waits(stage: Stage) -> None:
    ward.with_settings(stage, chain=("Eva",))
    await reports(stage, CHEST)
    await stage.wait(minutes=75)
    eva = stage.actors["eva"].person
    await stage.tap_data("desk", f"P|x|{eva}|yes")
    clear(stage)
    await stage.tap_data("desk", f"P|r|{eva}")
    assert count(stage, "eva", "URGENT: Ana") == 1


async def test_somebody_of_the_clinic_who_comes_back_to_a_group_alone_is_called_at_once(stage: Stage) -> None:
    await ward.with_chat(stage)
    for key in ("dora", "ben", "eva", "desk"):
        await leaves(stage, key)
    await reports(stage, CHEST)
    await stage.wait(hours=5)
    clear(stage)
    await returns(stage, "desk")
    assert count(stage, "desk", "URGENT: Ana") == 1


async def test_where_nobody_was_there_at_all_the_first_who_comes_back_has_one_card(stage: Stage) -> None:
    for key in ("dora", "ben", "eva", "desk"):
        await leaves(stage, key)
    clear(stage)
    await reports(stage, NIGHT)
    await stage.wait(hours=5)
    await returns(stage, "dora")
    assert count(stage, "dora", "Your decision needed: Ana") == 1


async def test_the_choice_of_an_outcome_has_no_buttons_once_the_alert_has_ended(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await stage.tap("dora", RESOLVE)
    asked = stage.actors["dora"].phone[-1]
    assert "how did it end?" in asked.text
    await stage.tap("dora", "Advice given")
    assert not count(stage, "dora", "how did it end?")
    assert any("Advice given" in said for said in read(stage, "dora"))
