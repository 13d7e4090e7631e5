"""A talk between the clinic and a patient: who gets which words, and that the script waits and loses nothing."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care.joining.invites import Guest, Plan
from tests.stage import Actor, Shown, Stage, plain

WRONG = "⚠️ Something feels wrong"
GOOD_RUN = ("Done as planned", "0", "0", "No pain", "As normal", "2")
GOOD_24 = ("0", "No pain", "None", "Not stiff", "As normal", "None of these")
END, WRITE = "🏁 End the talk", "✏️ Write"


async def _taps(stage: Stage, key: str, *labels: str) -> None:
    for label in labels:
        await stage.tap(key, label)


def _newest(stage: Stage, key: str) -> str:
    return plain(stage.actors[key].phone[-1].text)


def _read(stage: Stage, key: str, words: str) -> int:
    """Count the messages on a phone that say this."""
    return sum(words in plain(message.text) for message in stage.actors[key].phone)


def _copies(stage: Stage, key: str) -> list[Shown]:
    return [message for message in stage.actors[key].phone if message.media and message.media.kind == "copy"]


async def _writes(stage: Stage, said: str, who: str = "dora") -> None:
    """Let somebody of the clinic begin a talk with Ana, or go on with it."""
    await stage.tap_data(who, f"T|{stage.actors['ana'].person}")
    await stage.say(who, said)


async def _joins(stage: Stage, key: str, role: str, name: str) -> Actor:
    actor = await stage.invite(key, Guest(role, name))
    await stage.say(key, f"/start code-of-{key}-long-enough")
    await _taps(stage, key, "English", "Europe/Madrid", "Never, write at any time")
    return actor


async def _speaks_spanish(stage: Stage, key: str) -> None:
    """Let somebody go on in Spanish, whatever they have read so far."""
    async with stage.turn() as turn:
        turn.update(replace(await turn.person(stage.actors[key].person), language="es"))


async def _opens_journal(stage: Stage) -> None:
    await stage.tap_data("dora", f"J|{stage.actors['ana'].person}")


async def test_words_of_the_physio_reach_the_patient_with_who_writes(stage: Stage) -> None:
    """Dora sees whom she writes to before she types, and that it was sent; Ana reads who wrote."""
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    assert "To Ana" in _newest(stage, "dora")
    await stage.say("dora", "How is <b>it</b> & the calf?")

    assert "Dora from Riverside Physio writes:\nHow is <b>it</b> & the calf?" in _newest(stage, "ana")
    assert "Sent to Ana" in _newest(stage, "dora")
    case = await stage.case("ana")
    assert case.talk
    assert case.talk.by == stage.actors["dora"].person


async def test_a_tap_alone_pauses_nothing(stage: Stage) -> None:
    """Until a word was sent there is no talk, and Ana hears nothing."""
    count = len(stage.actors["ana"].phone)
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")

    assert (await stage.case("ana")).talk is None
    assert len(stage.actors["ana"].phone) == count


async def test_in_a_talk_a_number_is_a_word_and_no_answer(stage: Stage) -> None:
    """While Dora talks with her, Ana's “7” goes to Dora; the open question keeps waiting."""
    await stage.tap("ana", "Done as planned")
    await _writes(stage, "How much does it hurt when you walk?")

    await stage.say("ana", "7")

    assert "pain_before" not in (await stage.case("ana")).answers("1:after_run")
    assert "Ana writes:\n7" in _newest(stage, "dora")
    assert "Dora has got this" in _newest(stage, "ana")


async def test_buttons_of_the_open_question_count_in_a_talk(stage: Stage) -> None:
    await stage.tap("ana", "Done as planned")
    await _writes(stage, "Just answer the questions, please.")

    await _taps(stage, "ana", "0", "0", "No pain", "As normal", "2")

    assert (await stage.case("ana")).last_decision(1)


async def test_commands_work_in_a_talk(stage: Stage) -> None:
    await _writes(stage, "Hello")
    await stage.say("ana", "/plan")
    assert "Hop" in _newest(stage, "ana") or "run 30 s" in _newest(stage, "ana")


async def test_words_that_sound_like_a_warning_open_the_red_flags_in_a_talk(stage: Stage) -> None:
    """They reach Dora twice, as her talk and as an alert, and Ana is asked at once."""
    await _writes(stage, "How are you?")

    await stage.say("ana", "I have chest pain")

    assert _read(stage, "dora", "Ana writes:\nI have chest pain")
    assert (await stage.case("ana")).untaken_alerts()
    await stage.say("ana", "Chest pain, or short of breath")
    case = await stage.case("ana")
    assert case.held
    assert [alert.severity for alert in case.open_alerts()][-1] == "urgent"


async def test_a_red_flag_tapped_in_a_talk_calls_the_physio_at_once(stage: Stage) -> None:
    await _writes(stage, "How are you?")
    await _taps(stage, "ana", WRONG, "Felt a pop, or can’t put weight on it")
    assert _read(stage, "dora", "URGENT: Ana")


async def test_a_question_that_falls_due_in_a_talk_waits_until_it_ends(stage: Stage) -> None:
    """The questions after one day are asked when Dora ends the talk, and the decision goes the usual way."""
    await _taps(stage, "ana", *GOOD_RUN)
    await stage.wait(hours=23, minutes=30)
    await _writes(stage, "Can you come by at noon?")
    await stage.wait(hours=1)
    assert "1:h24" not in (await stage.case("ana")).check_ins

    await stage.tap("dora", END)
    await stage.wait(minutes=1)

    opened = (await stage.case("ana")).check_ins["1:h24"]
    run = (await stage.case("ana")).runs[1]
    assert opened.due_at == run.ended_at + timedelta(hours=24)
    assert "Back to your plan" in " ".join(plain(one.text) for one in stage.actors["ana"].phone[-2:])
    await _taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24, "8")
    assert (await stage.case("ana")).last_decision(1).outcome in ("advance", "repeat")  # type: ignore[union-attr]  # decided


async def test_the_open_question_is_asked_again_when_the_talk_ends(stage: Stage) -> None:
    """And silence on it has its reminders again, counted from then."""
    await stage.wait(hours=15)
    await stage.tap("ana", "Done as planned")
    await _writes(stage, "Wait a moment.")
    await stage.wait(minutes=90)
    await stage.say("ana", "Sure")
    await stage.tap("dora", END)

    assert "just before the run" in _newest(stage, "ana")
    count = len(stage.actors["ana"].phone)
    await stage.wait(hours=2, minutes=50)
    assert len(stage.actors["ana"].phone) == count
    await stage.wait(minutes=20)
    assert len(stage.actors["ana"].phone) == count + 1
    assert (await stage.case("ana")).check_ins["1:after_run"].silence == 1


async def test_a_reminder_that_falls_due_in_a_talk_comes_after_it(stage: Stage) -> None:
    await stage.wait(hours=15)
    await stage.tap("ana", "Done as planned")
    await stage.wait(hours=2)
    await _writes(stage, "Wait a moment.")
    await stage.wait(minutes=80)
    assert (await stage.case("ana")).check_ins["1:after_run"].silence == 0

    await stage.wait(hours=5)

    case = await stage.case("ana")
    assert case.talk is None
    assert case.check_ins["1:after_run"].silence == 1


@pytest.mark.parametrize(("minutes", "open_"), [(119, True), (120, False), (121, False)])
async def test_a_talk_ends_by_itself_after_two_hours_without_a_word(stage: Stage, minutes: int, *, open_: bool) -> None:
    """The last word of either counts; both are told."""
    await stage.wait(hours=15)
    await _writes(stage, "Hello")
    await stage.wait(minutes=60)
    await stage.say("ana", "Hello!")

    await stage.wait(minutes=minutes)

    assert ((await stage.case("ana")).talk is not None) is open_
    assert bool(_read(stage, "dora", "the talk with Ana is over")) is not open_
    assert bool(_read(stage, "ana", "Back to your plan")) is not open_


async def test_what_was_held_in_a_talk_that_ends_at_night_waits_for_the_morning(stage: Stage) -> None:
    """Ana's quiet hours hold back the question, not the talk."""
    await _taps(stage, "ana", *GOOD_RUN)
    await stage.wait(hours=2, minutes=30)
    await _writes(stage, "Good night!")
    count = len(stage.actors["ana"].phone)

    await stage.wait(hours=3)
    assert (await stage.case("ana")).talk is None
    assert len(stage.actors["ana"].phone) == count

    await stage.wait(hours=9)
    assert _read(stage, "ana", "Back to your plan") == 1


async def test_after_the_talk_words_are_answers_again(stage: Stage) -> None:
    await stage.tap("ana", "Done as planned")
    await _writes(stage, "Hello")
    await stage.tap("dora", END)

    await stage.say("ana", "3")

    assert (await stage.case("ana")).answers("1:after_run")["pain_before"] == 3


async def test_what_the_physio_types_after_the_talk_goes_to_nobody(stage: Stage) -> None:
    await _writes(stage, "Hello")
    await stage.tap("dora", END)
    count = len(stage.actors["ana"].phone)

    await stage.say("dora", "What a day")

    assert len(stage.actors["ana"].phone) == count
    assert "passed them on to nobody" in _newest(stage, "dora")


async def test_a_second_tap_on_the_end_says_that_it_is_over(stage: Stage) -> None:
    await _writes(stage, "Hello")
    await _taps(stage, "dora", END, END)
    assert stage.actors["dora"].toast == "That talk is over already."
    assert _read(stage, "ana", "Back to your plan") == 1


async def test_words_long_after_the_last_are_shown_before_they_go(stage: Stage) -> None:
    """Sixteen minutes after the last exchange Dora is asked whether this is for Ana; a second tap sends nothing."""
    await _writes(stage, "Hello")
    await stage.wait(minutes=16)
    await stage.say("dora", "Stop the tablets")
    assert not _read(stage, "ana", "tablets")

    await stage.tap("dora", "📨 Send to Ana")
    await stage.tap("dora", "📨 Send to Ana")

    assert _read(stage, "ana", "Stop the tablets") == 1
    assert stage.actors["dora"].toast.startswith("That button")


async def test_words_that_are_dropped_go_to_nobody(stage: Stage) -> None:
    await stage.say("dora", "/write ana Hello there")
    await stage.tap("dora", "Do not send")
    assert not _read(stage, "ana", "Hello there")
    assert (await stage.case("ana")).talk is None


async def test_the_command_shows_who_gets_the_words(stage: Stage) -> None:
    """Typed with a name, without accents or capitals; nothing goes before the tap."""
    await stage.say("dora", "/write ANA How is the calf?")
    assert not _read(stage, "ana", "calf")
    assert "To Ana:\nHow is the calf?" in _newest(stage, "dora")

    await stage.tap("dora", "📨 Send to Ana")

    assert _read(stage, "ana", "How is the calf?") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [("/write", "Write like this"), ("/write Bo hello", "no patient of yours called"), ("/write ana", "To Ana")],
)
async def test_the_command_without_a_patient_or_words_says_what_is_missing(stage: Stage, typed: str, said: str) -> None:
    await stage.say("dora", typed)
    assert said in _newest(stage, "dora")


async def test_two_patients_of_one_name_are_told_apart_by_a_tap(stage: Stage) -> None:
    plan = Plan("milestones", "hip_and_glute", "Dora")
    await stage.invite("ana2", Guest("patient", "Ana María"), plan)
    await stage.say("dora", "/write ana hello")
    assert [row[0].text for row in stage.actors["dora"].phone[-1].keyboard] == ["Ana", "Ana María"]

    await stage.tap("dora", "Ana María")

    assert "has not joined yet" in _newest(stage, "dora")


async def test_words_that_are_too_long_are_not_sent(stage: Stage) -> None:
    await _writes(stage, "x" * 3001)
    assert "3000 is the most" in _newest(stage, "dora")
    assert (await stage.case("ana")).talk is None


async def test_a_patient_who_stopped_is_not_written_to(stage: Stage) -> None:
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")
    count = len(stage.actors["ana"].phone)

    await _writes(stage, "Hello?")

    assert len(stage.actors["ana"].phone) == count
    assert _read(stage, "dora", "has stopped using the bot and gets no messages")


async def test_somebody_else_of_the_clinic_takes_a_talk_over(stage: Stage) -> None:
    """Ana's next words go to Carla; Dora is told who talks with Ana now."""
    await _joins(stage, "carla", "clinic", "Carla")
    await _writes(stage, "Hello")
    await _writes(stage, "Carla here", who="carla")
    await stage.say("ana", "Hello Carla")

    assert _read(stage, "dora", "Carla talks with Ana now")
    assert _read(stage, "carla", "Ana writes:\nHello Carla") == 1
    assert not _read(stage, "dora", "Hello Carla")


async def test_a_physio_cannot_write_to_somebody_elses_patient(stage: Stage) -> None:
    """Neither the button, nor the command, nor words meant for a patient handed over meanwhile."""
    await _joins(stage, "bo", "physio", "Bo")
    count = len(stage.actors["ana"].phone)
    for data in ("", "|end", "|yes", "|no"):
        await stage.tap_data("bo", f"T|{stage.actors['ana'].person}{data}")
        assert stage.actors["bo"].toast.startswith("That button")
    await stage.say("bo", "/write ana hello")
    await stage.say("bo", "hello")

    assert len(stage.actors["ana"].phone) == count


async def test_a_talk_with_somebody_who_may_not_any_more_ends_with_the_next_word(stage: Stage) -> None:
    """Dora has blocked the bot: what Ana writes becomes a note to the clinic, and her script goes on."""
    carla = await _joins(stage, "carla", "clinic", "Carla")
    await _writes(stage, "Hello")
    async with stage.turn() as turn:
        from bot.care.doors.reach import unreachable

        await unreachable(turn, stage.actors["dora"].person)

    await stage.say("ana", "Are you still there?")

    case = await stage.case("ana")
    assert case.talk is None
    assert [alert.details["note"] for alert in case.untaken_alerts() if alert.about == "note"] == [
        "Are you still there?"
    ]
    assert any("Are you still there?" in one.text for one in carla.phone)


async def test_a_picture_of_the_physio_reaches_the_patient_in_a_talk(stage: Stage) -> None:
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.sends("dora", "video", "Like this")

    assert "Dora from Riverside Physio sends:\n🎬 a video: Like this" in plain(stage.actors["ana"].phone[-2].text)
    copied = _copies(stage, "ana")[-1]
    assert copied.media is not None
    assert copied.media.data["chat_id"] == stage.actors["dora"].user_id
    assert copied.reply_to == stage.actors["ana"].phone[-2].id


@pytest.mark.parametrize("what", ["photo", "voice", "video", "document", "video_note", "audio", "animation"])
async def test_what_a_patient_shows_arrives_with_the_physio_under_a_line_that_says_from_whom(
    stage: Stage, what: str
) -> None:
    """It is an alert like any note, the copy hangs under it, and Ana is told who will see it."""
    await stage.sends("ana", what, "my <knee>")

    case = await stage.case("ana")
    assert "my <knee>" in plain(stage.actors["dora"].phone[-2].text)
    copied = _copies(stage, "dora")
    assert [one.media.data["chat_id"] for one in copied if one.media] == [stage.actors["ana"].user_id]
    assert copied[0].reply_to == stage.actors["dora"].phone[-2].id
    assert [alert.about for alert in case.untaken_alerts()] == ["note"]
    assert [said for _, said in case.notes] == ["my <knee>"]
    assert "Dora will see this" in _newest(stage, "ana")


@pytest.mark.parametrize("caption", ["", "my knee"])
async def test_what_was_sent_is_told_to_each_reader_in_their_language(stage: Stage, caption: str) -> None:
    """On the card, in the list and in the journal; what is kept is which kind of thing it was."""
    await stage.sends("ana", "photo", caption)
    behind = f": {caption}" if caption else ""
    assert f"Ana sends:\n📷 a photo{behind}" in plain(stage.actors["dora"].phone[-2].text)

    await _speaks_spanish(stage, "dora")
    await stage.say("dora", "/alerts")
    assert f"ha enviado: 📷 una foto{behind}" in _newest(stage, "dora")
    await stage.tap("dora", "🔵 Ana · 2")
    assert f"Ana envía:\n📷 una foto{behind}" in _newest(stage, "dora")
    await _opens_journal(stage)
    assert "✏️ Ana envió 📷 una foto" + (f": «{caption}»" if caption else "") in _newest(stage, "dora")


async def test_what_nobody_answered_in_a_talk_is_a_note_that_says_what_was_sent(stage: Stage) -> None:
    """Two hours later the talk is over, and Ana's words and her photo are one alert for whoever reads it."""
    await _writes(stage, "How is it?")
    await stage.say("ana", "Look at this")
    await stage.sends("ana", "photo", "my knee")
    await _speaks_spanish(stage, "dora")

    await stage.wait(hours=2, minutes=2)

    (note,) = [one for one in (await stage.case("ana")).open_alerts() if one.about == "note"]
    photo = next(one.media.data["message_id"] for one in stage.actors["dora"].phone if one.media)
    parts = [["text", "Look at this"], ["photo", "my knee"]]
    assert note.details == {"note": "Look at this\nmy knee", "parts": parts, "shown": [photo]}
    await stage.say("dora", "/alerts")
    await stage.tap("dora", f"🔵 Ana · {note.number}")
    assert "Ana envía:\nLook at this\n📷 una foto: my knee" in _newest(stage, "dora")


async def test_what_was_kept_before_as_words_alone_is_a_note_of_words(stage: Stage) -> None:
    await _writes(stage, "How is it?")
    async with stage.turn() as turn:
        await turn.put_note(f"talk:{stage.actors['ana'].person}", {"unanswered": ["Better", "thank you"]})

    await stage.wait(hours=2, minutes=2)

    notes = [one.details for one in (await stage.case("ana")).open_alerts() if one.about == "note"]
    assert notes == [{"note": "Better\nthank you"}]


async def test_a_picture_of_the_physio_stands_in_the_journal_as_what_it_was(stage: Stage) -> None:
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.sends("dora", "voice")
    await _speaks_spanish(stage, "dora")

    await _opens_journal(stage)

    assert "✉️ Dora envió 🎙 un mensaje de voz\n" in _newest(stage, "dora") + "\n"


async def test_an_answer_ends_the_note_that_it_answers(stage: Stage) -> None:
    """And nothing else: what is open about the plan stays open."""
    await _taps(stage, "ana", WRONG, "Pain at night or at rest", "✅ That is all")
    await stage.say("ana", "Can we talk about it?")
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.say("dora", "Of course")

    left = {alert.about: alert.is_open for alert in (await stage.case("ana")).alerts.values()}
    assert left["note"] is False
    assert left["decision"] is True


_WORDS = st.sampled_from(["7", "0", "hello", "no pain", "my chest hurts", "/today", "/why", "none of these"])
_MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("ana"), st.integers(0, 40)),
        st.tuples(st.just("says"), _WORDS),
        st.tuples(st.just("writes"), st.just("Hello")),
        st.tuples(st.just("ends"), st.just("")),
        st.tuples(st.just("sends"), st.sampled_from(["photo", "sticker"])),
        st.tuples(st.just("waits"), st.sampled_from([0.2, 1, 2, 5, 23])),
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=_MOVES)
async def test_whatever_happens_in_talks_no_question_is_lost(opening: Stage, moves: list) -> None:
    """Three days after the last word every talk has ended, and all that is asked about a run was asked."""
    with tempfile.TemporaryDirectory() as folder:
        stage = opening.fork(Path(folder))
        try:
            await stage.wait(hours=15)
            await _taps(stage, "ana", *GOOD_RUN)
            for move in moves:
                await _move(stage, *move)
            await stage.wait(days=3)
            case = await stage.case("ana")
        finally:
            await stage.end()

    assert case.talk is None
    last = case.done_runs[-1]
    urgent = case.held is not None and case.held.outcome == "urgent"
    assert urgent or last.closed or case.stopped or f"{last.number}:h48" in case.check_ins
    flagged = {"chest_or_breath", "pop_or_no_weight"} & set(case.reported_flags(last.number))
    assert not flagged or case.held


async def _move(stage: Stage, kind: str, what: object) -> None:
    match kind, what:
        case "ana", int(place):
            carried = [one.data for message in stage.actors["ana"].phone for row in message.keyboard for one in row]
            await stage.tap_data("ana", carried[-1 - place % len(carried)])
        case "writes", str(said):
            await _writes(stage, said)
        case "ends", _:
            await stage.tap_data("dora", f"T|{stage.actors['ana'].person}|end")
        case "sends", str(thing):
            await stage.sends("ana", thing)
        case "waits", int() | float() as hours:
            await stage.wait(hours=hours)
        case _:
            await stage.say("ana", str(what))


async def test_an_alert_and_the_card_of_a_patient_carry_the_button(stage: Stage) -> None:
    await stage.say("ana", "Can we talk?")
    await stage.tap("dora", WRITE)
    assert "To Ana" in _newest(stage, "dora")
    await stage.tap_data("dora", f"p|{stage.actors['ana'].person}")
    assert any(button.text == WRITE for row in stage.actors["dora"].phone[-1].keyboard for button in row)


async def test_an_album_is_one_alert(stage: Stage) -> None:
    for _ in range(4):
        await stage.sends("ana", "photo")
    assert len((await stage.case("ana")).untaken_alerts()) == 1
    assert len(_copies(stage, "dora")) == 4


async def test_a_picture_is_no_answer_and_the_question_is_asked_again(stage: Stage) -> None:
    await stage.tap("ana", "Done as planned")
    await stage.sends("ana", "photo")
    assert "Dora will see this" in _newest(stage, "ana")
    assert "just before the run" in _newest(stage, "ana")


async def test_a_picture_at_the_physios_night_waits_for_the_morning_and_says_so(stage: Stage) -> None:
    """Dora's quiet hours hold back all but what is urgent; Ana reads when Dora will see it."""
    await stage.say("dora", "/settings")
    await stage.tap("dora", "✏️ 3")
    await stage.say("dora", "21-8")
    await stage.wait(hours=5)
    await stage.sends("ana", "photo")

    assert "will see this when quiet hours are over: tomorrow at 08:00" in _newest(stage, "ana")
    assert not _copies(stage, "dora")
    await stage.wait(hours=9)
    assert len(_copies(stage, "dora")) == 1
    assert "photo" in stage.actors["dora"].phone[-2].text


async def test_a_physio_awake_in_a_talk_gets_the_answer_at_once_at_any_hour(stage: Stage) -> None:
    """Half an hour after Dora's last word her quiet hours count again."""
    await stage.say("dora", "/settings")
    await stage.tap("dora", "✏️ 3")
    await stage.say("dora", "21-8")
    await stage.wait(hours=6)
    await _writes(stage, "Still awake?")
    await stage.wait(minutes=30)
    await stage.say("ana", "Yes")
    assert _read(stage, "dora", "Ana writes:\nYes") == 1

    await stage.wait(minutes=1)
    await stage.say("ana", "Not any more")

    assert _read(stage, "ana", "when quiet hours are over") == 1
    assert not _read(stage, "dora", "Not any more")
    await stage.wait(hours=9)
    assert _read(stage, "dora", "Ana writes:\nNot any more") == 1


async def test_pictures_of_somebody_who_has_not_agreed_yet_go_to_nobody(stage: Stage) -> None:
    await stage.invite("eva", Guest("patient", "Eva"), Plan("milestones", "hip_and_glute", "Dora"))
    await stage.say("eva", "/start code-of-eva-long-enough")
    await stage.sends("eva", "photo")
    assert not _copies(stage, "dora")
    assert "nobody else sees this one" in _newest(stage, "eva")


async def test_a_talk_survives_a_restart_and_reads_the_same_in_spanish(stage: Stage) -> None:
    """The stage opens the database anew before each line; Ana reads Dora in her own language."""
    await stage.say("ana", "/settings")
    await stage.tap("ana", "✏️ 1")
    await stage.tap("ana", "Español")
    await _writes(stage, "¿Qué tal?")
    await stage.say("ana", "Bien")

    assert _read(stage, "ana", "Dora, de Riverside Physio, te escribe:\n¿Qué tal?") == 1
    assert _read(stage, "ana", "Ya le ha llegado a Dora") == 1
    assert _read(stage, "dora", "Ana writes:\nBien") == 1
