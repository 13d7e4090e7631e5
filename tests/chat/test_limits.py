"""Telegram's limits, kept by elapsed time."""

import asyncio
from typing import Any

import pytest

from bot.chat import limits as room
from bot.chat.limits import SPACING, Limits

ANA, BEN = 1, 2


class Seconds:
    """Elapsed seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    seconds = Seconds()
    monkeypatch.setattr(room, "_now", lambda: seconds.now)
    return seconds


def test_nothing_is_saved_up_at_the_start(time: Seconds) -> None:
    limits = Limits(25)
    time.now += 0.039
    assert limits.take(16) == 0


def test_no_second_ever_sees_more_than_telegram_takes(time: Seconds) -> None:
    """After any rest, at most 30 new messages go out within one second, and 25 a second in the long run."""
    limits, sent = Limits(25), []
    time.now += 100
    for _ in range(400):
        sent += [time.now] * limits.take(16)
        time.now += 0.01
    most = max(sum(1 for each in sent if start <= each < start + 1) for start in sent)
    assert most <= 30
    assert 99 <= len(sent) <= 106


def test_what_was_not_used_can_be_used_later(time: Seconds) -> None:
    limits = Limits(25)
    time.now += 0.121
    assert limits.take(3) == 3
    limits.give_back(2)
    assert limits.take(3) == 2


def test_a_chat_is_left_alone_from_when_its_message_arrived(time: Seconds) -> None:
    limits = Limits(10)
    limits.note(ANA)
    time.now += 0.8
    limits.arrived(ANA)
    limits.arrived(BEN)
    assert limits.wait_for(ANA, bulk=True) == pytest.approx(SPACING)
    assert limits.wait_for(BEN, bulk=True) == 0


def test_the_next_message_is_as_far_as_the_budget_says(time: Seconds) -> None:
    limits = Limits(10)
    assert limits.next_in == pytest.approx(0.1)
    time.now += 0.1
    assert limits.next_in == 0
    limits.spend(ANA)
    limits.spend(ANA)
    assert limits.next_in == pytest.approx(0.2)


def test_bulk_keeps_its_distance_in_one_chat(time: Seconds) -> None:
    limits = Limits(25)
    limits.note(ANA)
    assert limits.wait_for(ANA, bulk=True) == pytest.approx(SPACING)
    assert limits.wait_for(BEN, bulk=True) == 0
    time.now += SPACING
    assert limits.wait_for(ANA, bulk=True) == pytest.approx(0)


def test_three_alerts_may_come_at_once_and_then_one_a_second(time: Seconds) -> None:
    limits = Limits(25)
    for _ in range(3):
        assert limits.wait_for(ANA, bulk=False) == 0
        limits.note(ANA)
    assert limits.wait_for(ANA, bulk=False) == pytest.approx(SPACING)
    time.now += SPACING
    assert limits.wait_for(ANA, bulk=False) == pytest.approx(0)
    limits.note(ANA)
    assert limits.wait_for(ANA, bulk=False) == pytest.approx(SPACING)


def test_a_pause_is_never_shorter_than_asked_and_never_cut_short(time: Seconds) -> None:
    limits = Limits(25)
    assert 30 < limits.close(30) <= 30.5
    assert limits.close(1) > 29
    time.now += 29.9
    assert limits.closed_for > 0
    time.now += 1
    assert limits.closed_for == 0


def test_chats_are_forgotten_again(time: Seconds) -> None:
    limits = Limits(25)
    for chat in range(5000):
        limits.note(chat)
        time.now += 0.1
    assert len(limits._chats) <= 2001


async def test_the_real_clock_moves_the_budget() -> None:
    limits: Any = Limits(100)
    await asyncio.sleep(0.05)
    assert limits.take(10) >= 3
