"""Calling: who is called when an alert is raised, who after them, how often, and what a sleeping physio is spared."""

import pytest

from bot.care.doors import reach
from bot.care.people import membership
from bot.desk import Desk
from bot.outage import Outage, SetBack
from tests.care import ward
from tests.care.ward import CHEST, NIGHT, TAKE, count, newest, reports, with_chat, with_settings
from tests.stage import Stage

URGENT, WANTED = "URGENT: Ana", "Your decision needed: Ana"


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


async def test_an_urgent_alert_is_repeated_at_10_30_and_60_minutes(stage: Stage) -> None:
    """Below each time nothing more comes, and at each time exactly one message does."""
    await reports(stage, CHEST)
    heard = [_sent(stage, "dora")]
    for minutes in (9, 1, 19, 1, 29, 1):
        await stage.wait(minutes=minutes)
        heard.append(_sent(stage, "dora"))

    assert heard == [1, 1, 2, 2, 3, 3, 4]


async def test_the_next_person_is_called_ten_minutes_after_the_last_repeat(stage: Stage) -> None:
    with_settings(stage, chain=("Ben", "Eva"))
    await reports(stage, CHEST)
    await stage.wait(minutes=69)
    assert not count(stage, "ben", URGENT)

    await stage.wait(minutes=1)
    assert count(stage, "ben", URGENT)
    assert not count(stage, "eva", URGENT)

    await stage.wait(minutes=10)
    assert count(stage, "eva", URGENT)
    assert not count(stage, "desk", URGENT)

    await stage.wait(minutes=10)
    assert count(stage, "desk", URGENT)


async def test_the_clinic_and_its_chat_are_called_last_and_together(stage: Stage) -> None:
    await with_chat(stage)
    await reports(stage, CHEST)
    await stage.wait(minutes=69)
    assert (count(stage, "desk", "URGENT"), count(stage, "team", "URGENT")) == (0, 0)

    await stage.wait(minutes=1)

    assert (count(stage, "desk", "URGENT"), count(stage, "team", "URGENT")) == (1, 1)


async def test_after_the_clinic_it_goes_on_every_hour_until_somebody_takes_it(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.wait(minutes=70)
    before = _sent(stage, "dora"), _sent(stage, "desk")
    await stage.wait(hours=5)
    assert (_sent(stage, "dora"), _sent(stage, "desk")) == (before[0] + 5, before[1] + 5)

    await stage.tap("desk", TAKE)
    stopped = _sent(stage, "dora"), _sent(stage, "desk")
    await stage.wait(hours=3)

    assert (_sent(stage, "dora"), _sent(stage, "desk")) == stopped


async def test_whoever_is_not_there_is_skipped_at_once(stage: Stage) -> None:
    """Dora has blocked the bot: Ben is the first, not the second after an hour."""
    with_settings(stage, chain=("Ben",))
    await ward.leaves(stage, "dora")

    await reports(stage, CHEST)

    assert count(stage, "ben", URGENT) == 1
    assert "Ben has been told" in "\n".join(ward.read(stage, "ana"))


async def test_whoever_goes_while_they_are_called_is_followed_by_the_next_one_at_once(stage: Stage) -> None:
    with_settings(stage, chain=("Ben",))
    await reports(stage, CHEST)
    await stage.wait(minutes=3)

    await ward.leaves(stage, "dora")

    assert count(stage, "ben", URGENT) == 1


async def test_an_owner_who_goes_leaves_the_alert_to_the_others(stage: Stage) -> None:
    with_settings(stage, chain=("Ben",))
    await reports(stage, CHEST)
    await stage.tap("dora", TAKE)

    await ward.leaves(stage, "dora")
    await stage.wait(minutes=1)

    assert "cannot be reached" in newest(stage, "ben")
    await stage.tap("ben", TAKE)
    assert (await ward.alert_of(stage)).acknowledged_by == stage.actors["ben"].person


async def test_an_owner_whom_the_clinic_lets_go_leaves_nothing_behind(stage: Stage) -> None:
    """Eva took Ana's alert in place of Dora; when she leaves the clinic, Dora is called again in the same minute."""
    with_settings(stage, chain=("Eva",))
    await reports(stage, CHEST)
    await stage.wait(minutes=70)
    await stage.tap("eva", TAKE)
    async with stage.turn() as turn:
        await membership.deactivate(turn, await turn.person(stage.actors["eva"].person))
    await stage.deliver()
    await stage.wait(minutes=1)

    assert "Eva had taken it and cannot be reached." in newest(stage, "dora")
    await stage.tap("dora", TAKE)
    assert (await ward.alert_of(stage)).acknowledged_by == stage.actors["dora"].person


async def test_an_alert_that_a_member_of_the_clinic_took_goes_to_others_when_they_block_the_bot(stage: Stage) -> None:
    await reports(stage, CHEST)
    await stage.wait(minutes=70)
    await stage.tap("desk", TAKE)

    await ward.leaves(stage, "desk")
    await stage.wait(minutes=1)

    assert count(stage, "dora", "Front desk had taken it and cannot be reached.")


async def test_where_nobody_can_be_reached_the_messages_wait_and_it_goes_on(stage: Stage, caplog: object) -> None:
    for key in ("dora", "desk", "ben", "eva"):
        await ward.leaves(stage, key)
    await reports(stage, CHEST)
    await stage.wait(hours=6)
    assert "reaches nobody" in caplog.text  # type: ignore[attr-defined]  # the fixture's own type is private
    assert "Ana" not in caplog.text  # type: ignore[attr-defined]  # as above

    await ward.returns(stage, "desk")
    await stage.wait(hours=1)

    assert 1 <= count(stage, "desk", URGENT) <= 2


async def test_where_nobody_of_the_chain_is_there_every_other_physio_is_called_at_once(stage: Stage) -> None:
    for key in ("dora", "desk"):
        await ward.leaves(stage, key)

    await reports(stage, CHEST)

    assert (count(stage, "ben", URGENT), count(stage, "eva", URGENT)) == (1, 1)
    assert "Ben has been told just now." in "\n".join(ward.read(stage, "ana"))
    await stage.tap("eva", TAKE)
    assert (await ward.alert_of(stage)).acknowledged_by == stage.actors["eva"].person


async def test_when_the_last_of_the_chain_goes_every_other_physio_is_called_at_once(stage: Stage) -> None:
    await ward.leaves(stage, "dora")
    await reports(stage, CHEST)
    assert (count(stage, "desk", URGENT), count(stage, "ben", URGENT)) == (1, 0)

    await ward.leaves(stage, "desk")

    assert (count(stage, "ben", URGENT), count(stage, "eva", URGENT)) == (1, 1)


async def test_when_the_chat_goes_others_are_called_for_what_only_it_had(stage: Stage) -> None:
    await with_chat(stage)
    for key in ("dora", "desk"):
        await ward.leaves(stage, key)
    await reports(stage, CHEST)
    assert (count(stage, "team", "URGENT"), count(stage, "ben", URGENT)) == (1, 0)

    async with stage.turn() as turn:
        await reach.unreachable(turn, stage.actors["team"].person)
    await stage.deliver()

    assert count(stage, "ben", URGENT) == 1


async def test_any_physio_who_comes_back_is_called_for_what_reaches_nobody(stage: Stage) -> None:
    for key in ("dora", "desk", "ben", "eva"):
        await ward.leaves(stage, key)
    await reports(stage, CHEST)
    await stage.wait(hours=1)

    await ward.returns(stage, "eva")

    assert count(stage, "eva", URGENT) == 1


async def test_where_no_member_of_the_clinic_is_there_the_physios_hear_who_is_out_of_reach(stage: Stage) -> None:
    await ward.leaves(stage, "desk")

    await ward.leaves(stage, "dora")

    assert count(stage, "ben", "Dora cannot be reached") == 1


async def test_somebody_else_hears_once_that_an_alert_was_given_up(stage: Stage) -> None:
    async with stage.turn() as turn:
        for key in ("dora", "dora", "ana"):
            await reach.undelivered(turn, stage.actors[key].person)
    await stage.deliver()

    assert count(stage, "desk", "Something urgent for Dora was given up") == 1
    assert count(stage, "dora", "Something urgent for Ana was given up") == 1
    assert count(stage, "dora", "for Dora") == 0

    async with stage.turn() as turn:
        await reach.undelivered(turn, stage.actors["desk"].person)
    await stage.deliver()
    assert count(stage, "ben", "Something urgent for Front desk was given up") == 1


@pytest.mark.parametrize("restarts", [False, True])
async def test_an_alert_raised_on_a_clock_that_was_ahead_is_called_anew_once_it_is_set_back(
    stage: Stage, restarts: bool
) -> None:
    with_settings(stage, chain=("Ben",))
    clocks = await _clocks_run(stage, days=1)
    await reports(stage, CHEST)
    before = _sent(stage, "dora")

    if restarts:
        clocks = await _clocks(stage)
    stage.clock.at -= ward.timedelta(days=1)
    await _look(stage, clocks)
    heard = [_sent(stage, "dora") - before]
    for minutes in (9, 1, 60):
        await stage.wait(minutes=minutes)
        await _look(stage, clocks)
        heard.append(_sent(stage, "dora") - before)

    assert heard == [1, 1, 2, 5]
    assert count(stage, "ben", URGENT) == 1


async def test_an_alert_called_on_a_clock_that_was_ahead_is_called_anew_once_it_is_set_back(stage: Stage) -> None:
    await reports(stage, CHEST)
    clocks = await _clocks_run(stage, days=1)
    await stage.tick()
    before = _sent(stage, "dora")

    stage.clock.at -= ward.timedelta(days=1)
    await _look(stage, clocks)
    await stage.wait(minutes=10)

    assert _sent(stage, "dora") == before + 2


async def _clocks(stage: Stage) -> tuple[SetBack, Outage]:
    desk = Desk(await stage.store(), stage.library, stage.settings)
    return SetBack(desk, clock=stage.clock), Outage(desk, clock=stage.clock)


async def _clocks_run(stage: Stage, *, days: int) -> tuple[SetBack, Outage]:
    """Let a tick pass, set the clock ahead, and let another one pass."""
    clocks = await _clocks(stage)
    await _look(stage, clocks)
    stage.clock.at += ward.timedelta(days=days)
    await _look(stage, clocks)
    return clocks


async def _look(stage: Stage, clocks: tuple[SetBack, Outage]) -> None:
    await clocks[0].look()
    await clocks[1].note_alive()
    await stage.deliver()


async def test_a_late_tick_calls_everybody_once(stage: Stage) -> None:
    """The process was down for five hours; nobody gets the five messages that they have missed."""
    with_settings(stage, chain=("Ben", "Eva"))
    await reports(stage, CHEST)
    stage.clock.at += ward.timedelta(hours=5)

    await stage.tick()

    assert [_sent(stage, key) for key in ("dora", "ben", "eva", "desk")] == [2, 1, 1, 1]


async def test_a_sleeping_physio_is_woken_for_an_urgent_alert_alone(stage: Stage) -> None:
    await ward.set_clock(stage, 22)
    await reports(stage, NIGHT)
    await stage.wait(hours=2)
    assert not count(stage, "dora", WANTED)

    await reports(stage, CHEST)

    assert count(stage, "dora", URGENT) == 1


@pytest.mark.parametrize(("hour", "minute", "waits"), [(20, 59, False), (21, 0, True), (7, 59, True), (8, 0, False)])
async def test_a_decision_waits_exactly_for_the_quiet_hours(stage: Stage, hour: int, minute: int, waits: bool) -> None:
    await ward.set_clock(stage, hour, minute)

    await reports(stage, NIGHT)

    assert count(stage, "dora", WANTED) == (0 if waits else 1)


async def test_repeats_of_what_was_raised_at_night_count_from_the_morning(stage: Stage) -> None:
    """Raised at 23:00: at 8:00 Dora hears of it, and nobody else is called in the night."""
    with_settings(stage, chain=("Ben",))
    await ward.set_clock(stage, 23)
    await reports(stage, NIGHT)
    await ward.set_clock(stage, 7, 59)
    assert _sent(stage, "dora") == _sent(stage, "ben") == 0

    await stage.wait(minutes=1)
    assert (_sent(stage, "dora"), _sent(stage, "ben")) == (1, 0)
    await stage.wait(minutes=9)
    assert _sent(stage, "dora") == 1
    await stage.wait(minutes=1)
    assert _sent(stage, "dora") == 2


async def test_a_night_between_the_repeats_calls_nobody_else(stage: Stage) -> None:
    """Raised at 20:30, repeated at 20:40, and then not before 8:00, with one message for the night."""
    with_settings(stage, chain=("Ben",))
    await ward.set_clock(stage, 20, 30)
    await reports(stage, NIGHT)
    await ward.set_clock(stage, 7, 59)
    assert (_sent(stage, "dora"), _sent(stage, "ben")) == (2, 0)

    await stage.wait(minutes=1)

    assert (_sent(stage, "dora"), _sent(stage, "ben")) == (3, 0)


async def test_later_alerts_come_as_a_reply_and_say_what_else_is_open(stage: Stage) -> None:
    await reports(stage, NIGHT)
    await reports(stage, CHEST)

    first, second = (one for one in stage.actors["dora"].phone if "alert" in one.text)
    assert second.reply_to == first.id
    assert "Also open: 🟠 alert 2." in newest(stage, "dora")


async def test_several_alerts_share_one_series_and_the_strictest_leads(stage: Stage) -> None:
    """Ten minutes after both there is one message, about the urgent one."""
    await reports(stage, NIGHT)
    await stage.wait(minutes=5)
    await reports(stage, CHEST)
    before = _sent(stage, "dora")

    await stage.wait(minutes=10)

    assert _sent(stage, "dora") == before + 1
    assert URGENT in newest(stage, "dora")


async def test_a_new_urgent_alert_starts_the_repeats_again(stage: Stage) -> None:
    """After half a day of hourly repeats, a second urgent one is repeated after ten minutes, between two of those."""
    await reports(stage, CHEST)
    await stage.wait(hours=12, minutes=20)
    await reports(stage, CHEST)
    before = _sent(stage, "dora")

    await stage.wait(minutes=10)

    assert _sent(stage, "dora") == before + 1


async def test_new_urgent_alerts_never_hold_up_the_next_person(stage: Stage) -> None:
    """Ana reports every eight minutes; Ben is called all the same, when the first one says so."""
    with_settings(stage, chain=("Ben",))
    for _ in range(9):
        await reports(stage, CHEST)
        await stage.wait(minutes=8)

    assert count(stage, "ben", URGENT)


async def test_everybody_who_was_called_hears_of_a_later_alert_at_once(stage: Stage) -> None:
    with_settings(stage, chain=("Ben",))
    await reports(stage, NIGHT)
    await stage.wait(minutes=70)
    assert count(stage, "ben", WANTED) == 1

    await reports(stage, CHEST)

    assert count(stage, "ben", URGENT) == 1


async def test_the_chain_is_fixed_when_the_alert_is_raised(stage: Stage) -> None:
    """The clinic names another chain afterwards; this alert goes on as it began, and the next one does not."""
    with_settings(stage, chain=("Ben",))
    await reports(stage, CHEST)
    with_settings(stage, chain=("Eva",))

    await stage.wait(minutes=70)

    assert (count(stage, "ben", URGENT), count(stage, "eva", URGENT)) == (1, 0)


async def test_a_name_in_the_chain_that_nobody_has_holds_nothing_up(stage: Stage) -> None:
    with_settings(stage, chain=("Nobody", "Ben"))
    await reports(stage, CHEST)

    await stage.wait(minutes=70)

    assert count(stage, "ben", URGENT) == 1


def _sent(stage: Stage, key: str) -> int:
    """Return how many messages about alerts have arrived on somebody's phone, folded ones as well."""
    return sum("🔴" in one.text or "🟠" in one.text for one in stage.actors[key].phone if one.media is None)
