"""A plan update to all active patients: previewed, counted, confirmed, sent once, and reported."""

from tests.stage import Stage, plain


async def _clinic(stage: Stage) -> None:
    from bot.care.invites import Guest

    await stage.invite("desk", Guest("clinic", "Front desk"))
    await stage.say("desk", "/start code-of-desk-long-enough")
    for words in ("English", "Europe/Madrid", "Never, write at any time"):
        await stage.say("desk", words)


def _screen(stage: Stage, key: str) -> str:
    return "\n".join(plain(message.text) for message in stage.actors[key].phone)


async def test_nothing_is_sent_before_it_is_confirmed(stage: Stage) -> None:
    """The preview goes to the clinic alone, with the number of patients who would get it."""
    await _clinic(stage)

    await stage.say("desk", "/broadcast")
    await stage.say("desk", "The track is closed on Friday.")

    assert "The track is closed on Friday." in _screen(stage, "desk")
    assert stage.button("desk", "📣 Send to 1")
    assert "The track" not in _screen(stage, "ana")


async def test_a_confirmed_update_reaches_each_patient_once_and_is_reported(stage: Stage) -> None:
    """A second tap on the same button sends nothing, and the report names how many got it."""
    await _clinic(stage)
    await stage.say("desk", "/broadcast The track is <b>closed</b> & muddy.")
    confirm = stage.button("desk", "📣 Send to 1")

    await stage.tap_data("desk", confirm)
    await stage.tap_data("desk", confirm)
    await stage.wait(minutes=1)

    assert _screen(stage, "ana").count("The track is <b>closed</b> & muddy.") == 1
    assert "Sent: 1" in _screen(stage, "desk")
    assert "Still to send: 0" in _screen(stage, "desk")


async def test_an_update_can_be_called_off(stage: Stage) -> None:
    await _clinic(stage)
    await stage.say("desk", "/broadcast The track is closed.")

    await stage.tap("desk", "Do not send")
    await stage.tap_data("desk", "b|nothing|yes")

    assert "The track" not in _screen(stage, "ana")


async def test_an_update_waits_for_the_end_of_a_patients_quiet_hours(stage: Stage) -> None:
    """At night nobody is woken for news; it comes in the morning."""
    await _clinic(stage)
    await stage.wait(hours=5)
    await stage.say("desk", "/broadcast Good news.")
    await stage.tap("desk", "📣 Send to 1")
    assert "Good news." not in _screen(stage, "ana")

    await stage.wait(hours=10)

    assert "Good news." in _screen(stage, "ana")


async def test_somebody_out_of_reach_is_named_in_the_report(stage: Stage) -> None:
    """Who blocked the bot after the update was confirmed is counted and named as missed."""
    from bot.care.reach import unreachable

    await _clinic(stage)
    await stage.wait(hours=5)
    await stage.say("desk", "/broadcast Good news.")
    await stage.tap("desk", "📣 Send to 1")
    store = await stage._open()
    async with store.turn(stage.library, stage.settings) as turn:
        await unreachable(turn, stage.actors["ana"].person)

    await stage.wait(hours=10)

    assert "Not delivered, or not certain: 1 (Ana)" in _screen(stage, "desk")


async def test_a_patient_or_a_physio_cannot_send_an_update(stage: Stage) -> None:
    """Only the clinic has the command; for others it is unknown."""
    for key in ("ana", "dora"):
        await stage.say(key, "/broadcast hello")

    assert "hello" not in _screen(stage, "ana").replace("Hello", "")


async def test_an_update_that_is_too_long_is_refused_with_its_length(stage: Stage) -> None:
    """Markup counts as much as it takes up, so that no update breaks on its way."""
    await _clinic(stage)

    await stage.say("desk", "/broadcast " + "<" * 2000)

    assert "📣" not in "".join(b.text for row in stage.actors["desk"].phone[-1].keyboard for b in row)
    assert "3000" in plain(stage.actors["desk"].phone[-1].text)
