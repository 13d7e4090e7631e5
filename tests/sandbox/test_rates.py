"""Promises about Telegram's sending limits."""

from typing import Any

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.rates import Rates


def sent(rates: Rates, chat_ids: list[int]) -> int:
    for count, chat_id in enumerate(chat_ids):
        try:
            rates.spend(chat_id)
        except ApiError:
            return count
    return len(chat_ids)


@pytest.fixture
def rates(clock: Any) -> Rates:
    """Give limits that are kept."""
    return Rates(lambda: clock.now().timestamp(), enforced=True)


def test_a_chat_takes_three_at_once_and_one_a_second(rates: Rates, clock: Any) -> None:
    assert sent(rates, [1] * 5) == 3
    clock.shift(1)
    assert sent(rates, [1] * 5) == 1


def test_a_group_takes_twenty_a_minute(rates: Rates, clock: Any) -> None:
    taken = 0
    for _ in range(40):
        taken += sent(rates, [-1])
        clock.shift(1.4)

    assert taken == 20


def test_all_chats_together_take_thirty_a_second(rates: Rates) -> None:
    assert sent(rates, list(range(1, 50))) == 30


def test_the_refusal_says_how_long_to_wait(rates: Rates) -> None:
    sent(rates, [1] * 3)

    with pytest.raises(ApiError) as caught:
        rates.spend(1)
    assert (caught.value.code, caught.value.parameters) == (429, {"retry_after": 1})


def test_unless_asked_for_nothing_is_too_fast(clock: Any) -> None:
    rates = Rates(lambda: clock.now().timestamp(), enforced=False)

    assert sent(rates, [1] * 1000) == 1000
