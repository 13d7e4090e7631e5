"""What an order takes out of the patient's hand: the session on offer, and questions that nobody needs any more."""

from tests.care.ordering import CONFIRM, RUN, orders, taps
from tests.stage import Shown, Stage, plain


def _with_button(stage: Stage, label: str) -> list[Shown]:
    """Return the messages on Ana's phone that carry this button."""
    phone = stage.actors["ana"].phone
    return [one for one in phone if any(button.text == label for row in one.keyboard for button in row)]


async def test_a_pause_takes_back_the_session_on_offer(stage: Stage) -> None:
    """Its card says so where it stands, and there is nothing on it to report."""
    (card,) = _with_button(stage, "Done as planned")

    await orders(stage, "⏸ Pause", "🏖 Holiday", "No date yet", CONFIRM)

    assert "This session no longer counts" in plain(card.text)
    assert not _with_button(stage, "Done as planned")


async def test_a_discharge_ends_the_questions_that_are_open_where_they_stand(stage: Stage) -> None:
    """Nothing is left to tap for somebody whose answers nobody watches over any more."""
    await taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    (card,) = _with_button(stage, "10")

    await orders(stage, "More …", "🎓 Discharge", ">You are running again, well done", CONFIRM)

    assert "These questions are over" in plain(card.text)
    assert not card.keyboard
