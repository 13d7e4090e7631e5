"""Words under a picture: a warning in them is heard as if it had been typed, and they are never lost."""

import pytest

from bot.care.ports import Media
from bot.care.voice import bare
from tests.care.ward import CHEST, TAKE, alert_of, count, newest, read, with_settings
from tests.stage import Stage

PAIN = "I have chest pain and cannot breathe"


def _copies(stage: Stage, key: str = "dora") -> list[Media]:
    """Return the pictures that were handed on to somebody."""
    return [one.media for one in stage.actors[key].phone if one.media and one.media.kind == "copy"]


async def _notes(stage: Stage) -> list[str]:
    """Return the words of the notes that nobody has ended."""
    return [str(one.details["note"]) for one in (await stage.case("ana")).open_alerts() if one.about == "note"]


async def _writes(stage: Stage, said: str) -> None:
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.say("dora", said)


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    """Return the ward without a digest, so that every note comes at once."""
    return with_settings(clinic_stage, digest_hour=None)


@pytest.mark.parametrize("in_a_talk", [False, True])
@pytest.mark.parametrize("what", ["photo", "voice", "document"])
async def test_a_warning_under_a_picture_asks_what_is_wrong(stage: Stage, what: str, *, in_a_talk: bool) -> None:
    """Ana is asked at once, Dora gets the picture and an alert with the words, and the answer closes the plan."""
    if in_a_talk:
        await _writes(stage, "How is it?")
    await stage.sends("ana", what, PAIN)

    assert "this sounds as if it may be serious" in newest(stage, "ana").lower()
    assert "What is it?" in newest(stage, "ana")
    (note,) = await _notes(stage)
    assert PAIN in note
    assert len(_copies(stage)) == 1

    await stage.tap("ana", CHEST)
    assert (await stage.case("ana")).held


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("flag", ["night_pain", "calf_one_leg", "numb_or_weak", "pop_or_no_weight"])
async def test_the_label_of_a_red_flag_under_a_picture_is_a_warning(stage: Stage, flag: str, language: str) -> None:
    await stage.sends("ana", "photo", bare(stage.library.language(language).say(f"wrong.flags__{flag}")))
    assert "What is it?" in newest(stage, "ana")


@pytest.mark.parametrize("in_a_talk", [False, True])
async def test_words_under_a_picture_answer_the_open_question_about_red_flags(stage: Stage, *, in_a_talk: bool) -> None:
    """The plan is closed and Dora called, and the picture is handed on as well."""
    await stage.say("ana", "/wrong")
    if in_a_talk:
        await stage.wait(minutes=1)
        await _writes(stage, "What is it?")
    await stage.sends("ana", "photo", "chest pain")

    assert (await stage.case("ana")).held
    assert (await alert_of(stage)).severity == "urgent"
    assert len(_copies(stage)) == 1


@pytest.mark.parametrize("said", ["none", "no", "None of these"])
async def test_a_picture_is_never_taken_as_nothing_wrong(stage: Stage, said: str) -> None:
    """What stands under it may mean the picture, so the question stays open."""
    await stage.say("ana", "/wrong")
    await stage.sends("ana", "photo", said)
    assert "What is it?" in newest(stage, "ana")
    assert not (await stage.case("ana")).check_ins["0:wrong:0"].given


async def test_a_warning_under_what_cannot_be_handed_on_is_heard_all_the_same(stage: Stage) -> None:
    """A forwarded picture is copied to nobody, but its words raise a note and the question."""
    await stage.sends("ana", "forwarded", PAIN)
    assert await _notes(stage) == [PAIN]
    assert "What is it?" in newest(stage, "ana")
    assert not _copies(stage)

    await stage.sends("ana", "forwarded", CHEST)
    assert (await stage.case("ana")).held


async def test_a_picture_with_words_of_its_own_raises_its_own_note(stage: Stage) -> None:
    """Within the ten minutes in which pictures without words join the last note."""
    await stage.say("ana", "Hello, all fine")
    await stage.sends("ana", "document", "MRI report: stress fracture suspected")
    await stage.sends("ana", "photo")

    assert await _notes(stage) == ["Hello, all fine", "MRI report: stress fracture suspected"]
    assert count(stage, "dora", "stress fracture suspected")
    assert len(_copies(stage)) == 2


async def test_words_under_a_picture_that_are_no_warning_ask_nothing(stage: Stage) -> None:
    await stage.sends("ana", "photo", "My new shoes")
    assert "Dora will see this" in newest(stage, "ana")
    assert not [said for said in read(stage, "ana") if "What is it?" in said]
    await stage.tap("dora", TAKE)
