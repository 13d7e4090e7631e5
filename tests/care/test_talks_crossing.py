"""Several patients at once on one physio's phone: whose words go to whom, and what is shown first."""

import pytest

from tests.care.ward import NIGHT, RESOLVE, alert_of, count, newest, with_settings
from tests.stage import Stage, plain

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


def _card(stage: Stage, words: str, key: str = "dora") -> int:
    """Return the number of the latest message on a phone that says this."""
    found = [message.id for message in stage.actors[key].phone if words in plain(message.text)]
    assert found, f"{key} sees nothing that says “{words}”"
    return found[-1]


async def _two_talks(stage: Stage) -> None:
    """Let Dora write to Ana, then to Leo, and both answer."""
    await _writes(stage, "ana", "Hello Ana")
    await _writes(stage, "leo", "Hello Leo")
    for key, said in (("ana", "Ana here"), ("leo", "Leo here")):
        await stage.say(key, said)
        await stage.wait(minutes=1)


@pytest.mark.parametrize(("patient", "other"), [("ana", "leo"), ("leo", "ana")])
async def test_a_reply_to_a_patients_words_goes_to_that_patient_at_once(both: Stage, patient: str, other: str) -> None:
    """Whomever Dora wrote to last, and whatever has come since."""
    await _two_talks(both)

    await both.say("dora", "Yes, gladly", reply_to=_card(both, f"{patient.title()} here"))

    assert count(both, patient, "Dora from Riverside writes:\nYes, gladly") == 1
    assert not count(both, other, "gladly")
    await both.say("dora", "See you on Monday")
    assert count(both, patient, "See you on Monday") == 1


async def test_a_reply_to_a_picture_or_a_note_goes_to_whoever_sent_it_at_once(both: Stage) -> None:
    """Also with a picture, and while other words are awaited for somebody else."""
    with_settings(both, digest_hour=None)
    await both.sends("ana", "photo")
    await both.say("leo", "My calf is thick")
    copy = next(message.id for message in both.actors["dora"].phone if message.media)
    await _writes(both, "leo", "Come by at noon")

    await both.say("dora", "A fine bruise", reply_to=copy)
    assert count(both, "ana", "A fine bruise") == 1

    await both.sends("dora", "photo", "Like this", reply_to=_card(both, "My calf is thick"))
    assert count(both, "leo", "a photo: Like this") == 1
    assert not count(both, "ana", "Like this")


async def test_a_reply_to_any_other_card_of_a_patient_is_shown_first(both: Stage) -> None:
    """An alert about a decision, and the line that says that something was sent."""
    await _writes(both, "leo", "Hello Leo")
    await both.say("ana", "/wrong")
    await both.tap("ana", NIGHT)
    for card in (_card(both, "Ana · alert"), _card(both, "Sent to Leo")):
        await both.say("dora", "Rest until Monday", reply_to=card)
        assert "Shall I send this?" in newest(both, "dora")

    assert not count(both, "ana", "Rest until Monday")
    assert not count(both, "leo", "Rest until Monday")
    assert "To Leo:\nRest until Monday" in newest(both, "dora")


async def test_a_reply_to_a_question_is_its_answer(both: Stage) -> None:
    """Dora says in words how Ana's alert ended, and then answers whom the words are for."""
    await both.say("ana", "/wrong")
    await both.tap("ana", NIGHT)
    await both.tap("dora", RESOLVE)
    await both.say("dora", "Saw her today", reply_to=_card(both, "how did it end"))
    assert not (await alert_of(both)).is_open

    await both.tap_data("dora", f"T|{both.actors['ana'].person}")
    await both.say("dora", "Come on Monday", reply_to=_card(both, "To Ana"))

    assert count(both, "ana", "Come on Monday") == 1


async def test_a_reply_to_a_question_about_one_patient_never_goes_to_another_unseen(both: Stage) -> None:
    """Dora was asked what Ana is to read, then what Leo is; her reply to the first question is shown with Ana."""
    for key in ("ana", "leo"):
        await both.tap_data("dora", f"T|{both.actors[key].person}")

    await both.say("dora", "Come on Monday", reply_to=_card(both, "To Ana"))

    assert "To Ana:\nCome on Monday" in newest(both, "dora")
    assert not count(both, "leo", "Come on Monday")
    await both.tap("dora", SEND_ANA)
    assert count(both, "ana", "Come on Monday") == 1


async def test_a_reply_about_a_patient_of_somebody_else_reaches_nobody(both: Stage) -> None:
    """Ana was handed to Ben meanwhile: Dora's reply goes neither to her nor to Leo, whom Dora writes with."""
    await _two_talks(both)
    ana, ben = (both.actors[key].person for key in ("ana", "ben"))
    await both.tap_data("desk", f"P|h|{ana}|{ben}|yes")
    both.actors["ana"].phone.clear()
    card = _card(both, "Ana here")

    await both.say("dora", "secret", reply_to=card)
    await both.sends("dora", "photo", "secret", reply_to=card)

    assert not count(both, "ana", "secret")
    assert not count(both, "leo", "secret")
    assert count(both, "dora", "passed them on to nobody") == 2


async def test_a_reply_to_nothing_that_is_known_and_a_command_count_as_they_are(both: Stage) -> None:
    await _writes(both, "ana", "Hello Ana")
    await both.say("ana", "Ana here")
    await both.say("dora", "Good", reply_to=999_999)
    assert count(both, "ana", "writes:\nGood") == 1

    await both.say("dora", "/alerts", reply_to=_card(both, "Ana here"))

    assert not count(both, "ana", "/alerts")


async def test_a_reply_that_cannot_be_passed_on_is_said_to_reach_nobody(both: Stage) -> None:
    await _two_talks(both)
    await both.sends("dora", "sticker", reply_to=_card(both, "Ana here"))
    assert "nobody else sees this" in newest(both, "dora")


async def test_a_picture_is_shown_first_as_words_are(both: Stage) -> None:
    """After another patient's card, and as a reply to a card that holds nobody's own words."""
    await _two_talks(both)
    await both.sends("dora", "photo", "Like this")
    assert "To Leo:\n📷 a photo: Like this" in newest(both, "dora")
    await both.sends("dora", "photo", "Or this", reply_to=_card(both, "Sent to Ana"))
    assert "To Ana:\n📷 a photo: Or this" in newest(both, "dora")

    assert not [one for key in ("ana", "leo") for one in both.actors[key].phone if one.media]
    await both.tap("dora", SEND_ANA)
    assert count(both, "ana", "a photo: Or this") == 1
