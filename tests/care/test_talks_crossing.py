"""Several patients at once on one physio's phone: whose words go to whom, and what is shown first."""

import pytest

from tests.care.ward import NIGHT, alert_of, count, newest, with_settings
from tests.stage import Stage

SEND_ANA, SEND_LEO = "📨 Send to Ana", "📨 Send to Leo"


@pytest.fixture
async def both(clinic_stage: Stage) -> Stage:
    """Return the ward with Ana and Leo both looked after by Dora."""
    leo, dora = (clinic_stage.actors[key].person for key in ("leo", "dora"))
    await clinic_stage.tap_data("desk", f"P|h|{leo}|{dora}|yes")
    for actor in clinic_stage.actors.values():
        actor.phone.clear()
    return clinic_stage


async def _writes(stage: Stage, patient: str, said: str) -> None:
    """Let Dora begin a talk with a patient, a minute after whatever was before."""
    await stage.wait(minutes=1)
    await stage.tap_data("dora", f"T|{stage.actors[patient].person}")
    await stage.say("dora", said)
    await stage.wait(minutes=1)


async def test_an_answer_to_one_patient_does_not_go_to_the_other_unseen(both: Stage) -> None:
    """Dora wrote to Ana, then to Leo; Ana answers, and what Dora types then is shown first with Leo's name."""
    await _writes(both, "ana", "Hello Ana")
    await _writes(both, "leo", "Hello Leo")
    await both.say("ana", "I am pregnant, may I run?")
    await both.wait(minutes=1)

    await both.say("dora", "Congratulations on the pregnancy!")

    assert not count(both, "leo", "pregnancy")
    assert "To Leo:\nCongratulations on the pregnancy!" in newest(both, "dora")
    await both.tap("dora", SEND_LEO)
    assert count(both, "leo", "pregnancy") == 1


@pytest.mark.parametrize("what", ["note", "report", "photo"])
async def test_words_awaited_for_one_patient_are_shown_first_when_another_ones_card_came_between(
    both: Stage, what: str
) -> None:
    """Dora taps Write under Ana's card; before she has typed, Leo's alert arrives."""
    with_settings(both, digest_hour=None)
    await both.tap_data("dora", f"T|{both.actors['ana'].person}")
    await both.wait(minutes=1)
    if what == "report":
        await both.say("leo", "/wrong")
        await both.tap("leo", NIGHT)
    elif what == "photo":
        await both.sends("leo", "photo")
    else:
        await both.say("leo", "My calf is thick")
    await both.wait(minutes=1)

    await both.say("dora", "Rest until Monday")

    assert not count(both, "ana", "Rest until Monday")
    assert "To Ana:\nRest until Monday" in newest(both, "dora")
    await both.tap("dora", SEND_ANA)
    assert count(both, "ana", "Rest until Monday") == 1


async def test_the_patients_own_answer_does_not_hide_what_came_between(both: Stage) -> None:
    """Leo's card came after Dora's last words to Ana; Ana answers after it, and Dora's next words are shown first."""
    await _writes(both, "leo", "Hello Leo")
    await _writes(both, "ana", "Hello Ana")
    await both.say("leo", "My calf is thick")
    await both.wait(minutes=1)
    await both.say("ana", "Hello Dora")
    await both.wait(minutes=1)

    await both.say("dora", "Rest until Monday")

    assert not count(both, "ana", "Rest until Monday")
    assert "To Ana" in newest(both, "dora")


async def test_nothing_is_asked_while_only_one_patient_writes(both: Stage) -> None:
    """Cards from before Dora's last words do not count, nor do Ana's own answers, nor cards that only change."""
    await both.say("leo", "/wrong")
    await both.tap("leo", NIGHT)
    await _writes(both, "ana", "Hello Ana")
    await both.say("ana", "Hello Dora")
    await both.wait(minutes=1)
    await both.tap_data("desk", f"k|{both.actors['leo'].person}|{(await alert_of(both, key='leo')).number}")
    assert count(both, "dora", "Taken by Front desk")
    await both.wait(minutes=1)

    await both.say("dora", "How is the calf?")

    assert count(both, "ana", "How is the calf?") == 1


async def test_what_waits_for_the_physios_morning_has_not_come_between(both: Stage) -> None:
    """At night Leo's words wait in the outbox; Dora, who writes with Ana, has not seen them."""
    await _writes(both, "leo", "Hello Leo")
    await both.wait(hours=11, minutes=30)
    await _writes(both, "ana", "Still awake?")
    await both.say("leo", "Good night")
    await both.wait(minutes=1)
    assert not count(both, "dora", "Good night")

    await both.say("dora", "Sleep well")

    assert count(both, "ana", "Sleep well") == 1
