"""A broadcast from the first word to the report: drafted, looked at, confirmed by its count, sent once."""

from tests.care.newsroom import block, changes, front_desk, labels, latest, patient, report, screen, words
from tests.stage import Stage


async def test_nothing_is_sent_before_the_count_was_typed(stage: Stage) -> None:
    """The card and the preview are the clinic's alone; anything but the count sends nothing."""
    await front_desk(stage)

    await stage.say("desk", "/broadcast")
    await stage.say("desk", "The track is closed on Friday.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "yes")
    await stage.say("desk", "2")

    assert "The track is closed on Friday." in screen(stage, "desk")
    assert "Nothing was sent. Type 1 to send it to 1" in words(stage, "desk")
    assert "The track" not in screen(stage, "ana")


async def test_a_confirmed_broadcast_reaches_each_patient_once_and_is_reported(stage: Stage) -> None:
    """Typing the count once more, or tapping an old button, sends nothing a second time."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello {first_name}, the track is <b>closed</b> & muddy < 3 days.")
    await stage.tap("desk", "👁 Preview")
    look = stage.button("desk", "🧪 Test to me")

    await stage.say("desk", "1")
    await stage.say("desk", "1")
    await stage.tap_data("desk", look)
    await stage.wait(minutes=1)

    assert screen(stage, "ana").count("Hello Ana, the track is closed & muddy < 3 days.") == 1
    assert "<b>closed</b>" in latest(stage, "ana").text
    assert "done" in report(stage)
    assert "delivered: 1" in report(stage)
    assert "no draft any more" in stage.actors["desk"].toast


async def test_the_report_is_one_message_that_is_edited(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast News.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "1")
    await stage.wait(minutes=2)

    reports = [message for message in stage.actors["desk"].phone if "▓" in message.text or "░" in message.text]

    assert len(reports) == 1
    assert reports[0].edited
    assert "▓▓▓▓▓▓▓▓▓▓ 1 of 1" in reports[0].text


async def test_a_draft_can_be_discarded_and_its_buttons_do_nothing_then(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast The track is closed.")
    await stage.tap("desk", "👁 Preview")
    again = stage.button("desk", "🧪 Test to me")

    await stage.tap("desk", "🗑 Discard")
    await stage.say("desk", "1")
    await stage.tap_data("desk", again)

    assert "discarded" in screen(stage, "desk")
    assert "no draft any more" in stage.actors["desk"].toast
    assert "The track" not in screen(stage, "ana")


async def test_a_draft_that_was_begun_is_found_again(stage: Stage) -> None:
    """Whatever the desk did meanwhile, /broadcast shows the draft with its text."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast The track is closed.")
    await stage.say("desk", "/help")

    await stage.say("desk", "/broadcast")

    assert "English: ✓ 20 characters" in words(stage, "desk")


async def test_a_preview_shows_each_kind_of_recipient(stage: Stage) -> None:
    """Each language, with and without what the text can do without, each as one real recipient reads it."""
    await front_desk(stage)
    dora = stage.actors["dora"].person
    await patient(stage, "luis", "Luis Sol", language="es", physio=dora)
    await patient(stage, "eva", "Eva Mar", language="es")
    await stage.say("desk", "/broadcast Hi {first_name}, {physio|the team} is away.")
    await stage.tap("desk", "✏️ Español")
    await stage.say("desk", "Hola {first_name}: {physio|el equipo} no está.")

    await stage.tap("desk", "👁 Preview")

    seen = screen(stage, "desk")
    for text in ("Hi Ana, Dora is away.", "Hola Luis: Dora no está.", "Hola Eva: el equipo no está."):
        assert text in seen
    assert "Eva Mar (Español, without a physio)" in words(stage, "desk")
    assert "3 patients get it: Español 2, English 1" in words(stage, "desk")


async def test_a_test_goes_to_oneself_alone(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello {name}, {physio} is away.")
    await stage.tap("desk", "👁 Preview")

    await stage.tap("desk", "🧪 Test to me")

    assert "Hello Front desk, Dora is away." in words(stage, "desk")
    assert "is away" not in screen(stage, "ana")
    await stage.tap("desk", "🔕 No more news")
    assert "On a patient’s phone" in stage.actors["desk"].toast


async def test_it_waits_for_the_end_of_a_patients_quiet_hours(stage: Stage) -> None:
    """At night nobody is woken for news; it comes in the morning, and is reported as held until then."""
    await front_desk(stage)
    await stage.wait(hours=5)
    await stage.say("desk", "/broadcast Good news.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "1")
    await stage.wait(minutes=1)
    assert "Good news." not in screen(stage, "ana")
    assert "held until quiet hours end: 1" in report(stage)

    await stage.wait(hours=10)

    assert screen(stage, "ana").count("Good news.") == 1
    assert "delivered: 1" in report(stage)


async def test_somebody_who_goes_while_it_is_held_is_reported_and_gets_nothing_late(stage: Stage) -> None:
    """Who blocked the bot after the count was confirmed is counted as such, and is not written to when back."""
    await front_desk(stage)
    await stage.wait(hours=5)
    await stage.say("desk", "/broadcast Good news.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "1")
    await block(stage, "ana")

    await stage.wait(hours=10)
    await stage.say("ana", "/start")

    assert "has blocked the bot: 1" in report(stage)
    assert "Good news." not in screen(stage, "ana")


async def test_whatever_changes_about_a_recipient_while_it_is_held_counts(stage: Stage) -> None:
    """Muted, discharged, without the physio that the text names, in a language without a text: each is left out."""
    await front_desk(stage)
    dora = stage.actors["dora"].person
    for key in ("mia", "dan", "una", "luz"):
        await patient(stage, key, key.title(), physio=dora, quiet_hours="21-8")
    await stage.wait(hours=5)
    await stage.say("desk", "/broadcast {physio} is away.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "5")

    await stage.tap_data("mia", "B|off")
    for key, change in (("dan", {"state": "discharged"}), ("una", {"physio": None}), ("luz", {"language": "es"})):
        await changes(stage, key, **change)
    await stage.wait(hours=10)

    assert [key for key in ("ana", "mia", "dan", "una", "luz") if "is away" in screen(stage, key)] == ["ana"]
    left_out = ("wants no news", "discharged", "lacks what the text names", "no text in their language")
    assert [one for one in ("delivered", *left_out) if f"{one}: 1" not in report(stage)] == []


async def test_it_can_be_stopped_and_what_was_held_never_goes(stage: Stage) -> None:
    await front_desk(stage)
    await patient(stage, "eva", "Eva Mar")
    await stage.wait(hours=5)
    await stage.say("desk", "/broadcast Good news.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "2")

    stop = stage.button("desk", "⏹ Stop")
    await stage.tap_data("desk", stop)
    await stage.tap_data("desk", stop)
    await stage.wait(hours=12)

    assert "has ended already" in stage.actors["desk"].toast
    assert "Good news." in screen(stage, "eva")
    assert "Good news." not in screen(stage, "ana")
    assert "stopped" in report(stage)
    assert "delivered: 1" in report(stage)
    assert "called off: 1" in report(stage)


async def test_each_recipient_stands_in_a_table_in_which_nothing_is_a_formula(stage: Stage) -> None:
    await front_desk(stage)
    await patient(stage, "eva", "=HYPERLINK(1)")
    await patient(stage, "max", "Max", state="invited", chat_id=None, user_id=None)
    await stage.say("desk", "/broadcast News.")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "2")
    await stage.wait(minutes=1)

    await stage.tap("desk", "📄 Each recipient")

    sent = latest(stage, "desk").media
    assert sent is not None
    assert sent.data["name"].endswith(".csv")
    lines = sent.data["text"].splitlines()
    assert lines[0] == "name,language,outcome,delivered"
    assert any(line.startswith("'=HYPERLINK(1),en,delivered,") for line in lines)
    assert "Max,en,has not joined yet," in lines
    assert len(lines) == 4


async def test_it_can_be_repeated_for_exactly_those_who_failed(stage: Stage) -> None:
    """The uncertain one is left alone unless the clinic says so, and those who have it never get it again."""
    await front_desk(stage)
    for key, name in (("eva", "Eva"), ("max", "Max")):
        await patient(stage, key, name)
    await _confirm_without_delivery(stage, "News.", "3")
    await _fates(stage, {"eva": "failed", "max": "uncertain"})
    await stage.wait(minutes=1)
    assert "failed: 1" in report(stage)
    assert "uncertain, not repeated: 1" in report(stage)
    assert labels(stage, "desk")[-2:] == ["🔁 Again to the 1 failed", "🔁 Again to 2, uncertain ones too"]

    repeat = stage.button("desk", "🔁 Again to the 1 failed")
    await stage.tap_data("desk", repeat)
    await stage.tap_data("desk", repeat)
    await stage.say("desk", "1")
    await stage.say("desk", "1")
    await stage.wait(minutes=1)

    assert [screen(stage, key).count("News.") for key in ("ana", "eva", "max")] == [1, 1, 0]


async def test_a_patient_mutes_news_and_never_their_own_plan(stage: Stage) -> None:
    """One tap under the news; /settings offers them again."""
    await front_desk(stage)
    await _send(stage, "First news.", "1")
    await stage.tap("ana", "🔕 No more news")
    assert "Everything about your own plan comes as before." in words(stage, "ana")

    await stage.say("desk", "/broadcast Second news.")
    await stage.tap("desk", "👁 Preview")
    assert "Nobody would get this" in words(stage, "desk")
    assert "wants no news: 1" in words(stage, "desk")
    await stage.tap("desk", "📋 Make it a plan update")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "1")

    assert "About your plan, from Riverside Physio\n\nSecond news." in words(stage, "ana")
    assert labels(stage, "ana") == []
    await stage.say("ana", "/settings")
    await stage.tap("ana", "🔔 Send me news again")
    await _send(stage, "Third news.", "1")
    assert "Third news." in words(stage, "ana")


async def test_a_picture_goes_along_with_its_words(stage: Stage) -> None:
    """What is written under it becomes the text; it is kept by Telegram's name for it and nowhere else."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast")
    await stage.sends("desk", "photo", "Our <b>new</b> track, {first_name}.")
    assert "🖼 With a picture" in words(stage, "desk")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", "1")

    media = latest(stage, "ana").media
    assert media is not None
    assert (media.kind, media.data["file_id"][:5]) == ("photo", "file-")
    assert "Our new track, Ana." in words(stage, "ana")


async def test_two_members_of_the_clinic_do_not_touch_each_others_drafts(stage: Stage) -> None:
    """Both may have a draft at once; a button of the other's says so and changes nothing."""
    await front_desk(stage)
    await front_desk(stage, "boss", "The boss")
    await stage.say("desk", "/broadcast From the desk.")
    await stage.say("boss", "/broadcast From the boss.")

    for word in ("see", "drop", "kind", "stop", "list_of", "again", "every", "set|language|abc"):
        number = stage.button("desk", "👁 Preview").split("|")[1]
        await stage.tap_data("boss", f"b|{number}|{word}")
        assert stage.actors["boss"].toast == "Somebody else began this broadcast."
    for key, text in (("desk", "From the desk."), ("boss", "From the boss.")):
        await stage.tap(key, "👁 Preview")
        await stage.say(key, "1")
        assert text in words(stage, "ana")


async def test_a_patient_or_a_physio_cannot_send_a_broadcast(stage: Stage) -> None:
    """Only the clinic has the command; for others it is unknown, and so are its buttons."""
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello all.")
    number = stage.button("desk", "👁 Preview").split("|")[1]
    for key in ("ana", "dora"):
        await stage.say(key, "/broadcast hello")
        for word in ("see", "drop", "stop", "list_of", "test"):
            await stage.tap_data(key, f"b|{number}|{word}")

    assert "hello" not in screen(stage, "ana").replace("Hello", "")
    assert "Hello all." not in screen(stage, "ana") + screen(stage, "dora")
    assert "draft" in words(stage, "desk")


async def test_a_forged_button_changes_nothing(stage: Stage) -> None:
    await front_desk(stage)
    await stage.say("desk", "/broadcast Hello all.")
    number = stage.button("desk", "👁 Preview").split("|")[1]
    before = words(stage, "desk")
    for rest in (
        "",
        "nothing",
        "set|protocol|zzz",
        "set|rung|x",
        "to|rung",
        "to|nothing",
        "text|xx",
        "stop",
        "again|1",
    ):
        await stage.tap_data("desk", f"b|{number}|{rest}")
        assert stage.actors["desk"].toast.startswith("That button")
    for data in ("b", "b|1", "b|²|see", "b|99999|see", f"b|{'9' * 40}|see", "B", "b|-1|stop"):
        await stage.tap_data("desk", data)
    assert words(stage, "desk") == before


async def _send(stage: Stage, said: str, count: str) -> None:
    await stage.say("desk", f"/broadcast {said}")
    await stage.tap("desk", "👁 Preview")
    await stage.say("desk", count)
    await stage.wait(minutes=1)


async def test_a_repeat_leaves_out_whoever_has_it_by_now_whichever_report_it_is_asked_from(stage: Stage) -> None:
    """The repeat reached Eva and not Max; neither the first report nor an old button of it sends it to her again."""
    await front_desk(stage)
    await front_desk(stage, "boss", "The boss")
    for key, name in (("eva", "Eva"), ("max", "Max")):
        await patient(stage, key, name)
    await _confirm_without_delivery(stage, "News.", "3")
    await _fates(stage, {"eva": "failed", "max": "failed"})
    await stage.wait(minutes=1)
    first = stage.button("desk", "🔁 Again to the 2 failed")
    await stage.tap_data("desk", first)
    await _type_without_delivery(stage, "2")
    await _fates(stage, {"max": "failed"})
    await stage.wait(minutes=1)
    assert screen(stage, "eva").count("News.") == 1

    await stage.say("boss", "/broadcast")
    await stage.tap("boss", "📊 Sent lately")
    shown = [button.text for one in stage.actors["boss"].phone for row in one.keyboard for button in row]
    assert shown.count("🔁 Again to the 1 failed") == 2
    await stage.tap_data("boss", first)
    await stage.say("boss", "1")
    await stage.wait(minutes=1)
    await stage.tap_data("desk", first)

    assert [screen(stage, key).count("News.") for key in ("ana", "eva", "max")] == [1, 1, 1]
    assert "nobody" in words(stage, "desk").lower()


async def _type_without_delivery(stage: Stage, said: str) -> None:
    """Let the desk write something while nothing reaches Telegram."""
    from bot.care.doors import reception
    from bot.care.ports import Incoming, Said

    user = stage.actors["desk"].user_id
    async with stage.turn() as turn:
        await reception.receive(turn, Incoming(user, user, Said(said)))


async def _confirm_without_delivery(stage: Stage, said: str, count: str) -> None:
    """Let the count be typed while nothing reaches Telegram."""
    await stage.say("desk", f"/broadcast {said}")
    await stage.tap("desk", "👁 Preview")
    await _type_without_delivery(stage, count)


async def _fates(stage: Stage, fates: dict[str, str]) -> None:
    """Let messages to some people fail, or be uncertain, at Telegram; those to others go on waiting."""
    people = {stage.actors[key].person: fate for key, fate in fates.items()}
    store = await stage.store()
    for row in await store.next_messages(50):
        fate = people.get(row.person)
        if fate == "failed":
            await store.failed(row.id, "refused")
        elif fate == "uncertain":
            await store.uncertain(row.id)
        else:
            await store.later(row.id, stage.clock.at, "flood")
    await stage.end()
