"""Broadcasts as the whole clinic sees them: drafts are personal, what was sent is everybody's to follow and stop."""

from bot.care.broadcast import EVERY, Broadcast
from bot.care.broadcasts import sending
from tests.care.newsroom import front_desk, patient, report, screen, words
from tests.stage import Stage


async def test_every_member_of_the_clinic_may_follow_and_stop_what_another_sent(stage: Stage) -> None:
    """Nothing that was held goes out then, and both see it on their own report."""
    await front_desk(stage)
    await front_desk(stage, "boss", "The boss")
    await patient(stage, "eva", "Eva Mar")
    await stage.wait(hours=5)
    await _send(stage, "From the desk.", "2")
    await stage.say("boss", "/broadcast")
    await stage.tap("boss", "📊 Sent lately")
    assert "under way" in report(stage, "boss")
    assert "held until quiet hours end: 1" in report(stage, "boss")

    await stage.tap("boss", "⏹ Stop")
    await stage.wait(days=1)

    for key in ("boss", "desk"):
        assert "stopped" in report(stage, key)
        assert "called off: 1" in report(stage, key)
    assert "From the desk." not in screen(stage, "ana")
    await stage.tap("boss", "📄 Each recipient")
    assert "for each of 2" in words(stage, "boss")


async def test_what_the_command_line_sent_can_be_read_and_stopped_in_the_chat(stage: Stage) -> None:
    """It has no sender in the chat; the whole clinic is in charge of it."""
    await front_desk(stage)
    await patient(stage, "eva", "Eva Mar")
    await stage.wait(hours=5)
    async with stage.turn() as turn:
        await sending.start(turn, await turn.broadcasts.add(Broadcast(0, None, turn.now, texts={EVERY: "By script."})))
    await stage.wait(minutes=1)
    await stage.say("desk", "/broadcast")
    await stage.tap("desk", "📊 Sent lately")

    await stage.tap("desk", "⏹ Stop")
    await stage.wait(days=1)

    assert "called off: 1" in report(stage)
    assert "By script." in screen(stage, "eva")
    assert "By script." not in screen(stage, "ana")


async def test_the_broadcast_of_another_that_failed_is_repeated_under_ones_own_name(stage: Stage) -> None:
    """The draft belongs to whoever asked for it, so nobody finds one that they did not begin."""
    await front_desk(stage)
    await front_desk(stage, "boss", "The boss")
    await _send(stage, "Hello.", "1")
    number = stage.button("desk", "📄 Each recipient").split("|")[1]

    await stage.tap_data("boss", f"b|{number}|again")

    async with stage.turn() as turn:
        begun = [await turn.broadcasts.draft_of(stage.actors[key].person) for key in ("boss", "desk")]
    assert begun[0] is not None
    assert (begun[0].repeats, begun[0].ends) == (int(number), ("failed",))
    assert begun[1] is None


async def test_before_anything_was_sent_there_is_no_report(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello.")

    await stage.tap("desk", "📊 Sent lately")

    assert stage.actors["desk"].toast == "Nothing has been sent yet."


async def test_the_preview_for_a_spanish_recipient_has_the_spanish_button(stage: Stage) -> None:
    """So has the test to oneself: both are exactly what a patient gets."""
    await front_desk(stage)
    await patient(stage, "luis", "Luis Sol", language="es")
    await stage.say("desk", "/broadcast Hi {first_name}.")
    await stage.tap("desk", "✏️ Español")
    await stage.say("desk", "Hola {first_name}.")

    for button in ("👁 Preview", "🧪 Test to me"):
        await stage.tap("desk", button)
        seen = [message for message in stage.actors["desk"].phone if "Hola " in message.text][-1]
        assert [key.text for row in seen.keyboard for key in row] == ["🔕 No quiero novedades"]


async def _send(stage: Stage, said: str, count: str) -> None:
    await stage.say("desk", f"/broadcast {said}")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", count)
    await stage.wait(minutes=1)
