"""Session cards: only the newest one can be tapped, and a card of another session counts nowhere."""

from tests.care.ordering import CONFIRM, REASON, ana, orders
from tests.stage import Shown, Stage

DONE = "Done as planned"
PLACE = "↕️ Another step"
HIGHER = "run 1 min, walk 2 min"


def _cards(stage: Stage) -> list[Shown]:
    """Return the cards on Ana's phone under which a session can be reported."""
    return [
        one for one in stage.actors["ana"].phone if any(b.data.startswith("r|") for row in one.keyboard for b in row)
    ]


async def test_asking_for_the_session_again_takes_the_buttons_off_the_earlier_card(stage: Stage) -> None:
    for _ in range(3):
        await stage.say("ana", "/today")

    assert len(_cards(stage)) == 1
    assert _cards(stage)[0] is stage.actors["ana"].phone[-1]


async def test_a_card_of_a_step_that_the_physio_took_back_counts_nowhere(stage: Stage) -> None:
    await orders(stage, PLACE, HIGHER, REASON, CONFIRM)
    old = stage.button("ana", DONE)
    await orders(stage, PLACE, "run 30 s, walk 2 min", REASON, CONFIRM)

    await stage.tap_data("ana", old)

    assert not (await ana(stage)).runs
    assert "earlier message" in stage.actors["ana"].toast
    assert len(_cards(stage)) == 1


async def test_the_card_of_the_session_on_offer_counts_once(stage: Stage) -> None:
    await stage.say("ana", "/today")
    card = stage.button("ana", DONE)

    await stage.tap_data("ana", card)
    await stage.tap_data("ana", card)

    assert list((await ana(stage)).runs) == [1]
