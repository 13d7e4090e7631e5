"""Writing by name, albums, names that stay hidden, and what is said when people come and go: nothing that misleads."""

from dataclasses import replace

import pytest

from bot.care.joining.invites import Guest, Plan
from bot.care.ports import Person
from tests.care.ward import count, newest, read, with_settings
from tests.stage import Stage

RECEIPT = "Dora will see this"


async def _comes(stage: Stage, key: str, name: str) -> None:
    """Let another patient of Dora's join."""
    await stage.invite(key, Guest("patient", name), Plan("milestones", "hip_and_glute", "Dora", "run_30s"))
    for said in (
        f"/start code-of-{key}-long-enough",
        "English",
        "I agree",
        "Europe/Madrid",
        "Never, write at any time",
    ):
        await stage.say(key, said)


async def _changed(stage: Stage, key: str, **changed: object) -> Person:
    async with stage.turn() as turn:
        person = replace(await turn.person(stage.actors[key].person), **changed)  # type: ignore[arg-type]  # by name
        turn.update(person)
    return person


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/write Maria José Ruiz Come by at noon.\nBring your shoes.", "Come by at noon.\nBring your shoes."),
        ("/write maria  josé\nCome by.", "Come by."),
        ("/write\nMaria Come by.", "Come by."),
    ],
)
async def test_a_name_may_have_several_words_and_a_line_may_end_anywhere(
    clinic_stage: Stage, typed: str, said: str
) -> None:
    await _comes(clinic_stage, "maria", "Maria José Ruiz")

    await clinic_stage.say("dora", typed)

    assert f"To Maria José Ruiz:\n{said}\n\nShall I send this?" in newest(clinic_stage, "dora")


async def test_a_name_without_a_letter_is_nobodys(clinic_stage: Stage) -> None:
    await clinic_stage.say("dora", "/write ? hello")
    assert "I find no patient of yours called “?”" in newest(clinic_stage, "dora")


async def test_words_for_one_of_several_are_kept_until_it_is_said_for_whom(clinic_stage: Stage) -> None:
    await _comes(clinic_stage, "anabel", "Anabel")
    await clinic_stage.say("dora", "/write Ana Come by at noon.")
    assert "Which “Ana”?" in newest(clinic_stage, "dora")

    await clinic_stage.tap("dora", "Anabel")
    assert "To Anabel:\nCome by at noon." in newest(clinic_stage, "dora")
    await clinic_stage.tap("dora", "📨 Send to Anabel")

    assert "Come by at noon." in newest(clinic_stage, "anabel")
    assert count(clinic_stage, "ana", "Come by") == 0


async def test_kept_words_are_for_none_but_those_who_were_offered(clinic_stage: Stage) -> None:
    await _comes(clinic_stage, "anabel", "Anabel")
    await _comes(clinic_stage, "tim", "Tim")
    await clinic_stage.say("dora", "/write Ana Come by at noon.")

    await clinic_stage.tap_data("dora", f"T|{clinic_stage.actors['tim'].person}")

    assert "Type what Tim is to read" in newest(clinic_stage, "dora")


async def test_an_album_has_one_receipt(clinic_stage: Stage) -> None:
    clinic_stage.actors["ana"].phone.clear()
    await clinic_stage.sends("ana", "photo", "my knee")
    for _ in range(3):
        await clinic_stage.sends("ana", "photo")
    assert count(clinic_stage, "ana", RECEIPT) == 1

    await clinic_stage.wait(minutes=11)
    await clinic_stage.sends("ana", "photo")
    assert count(clinic_stage, "ana", RECEIPT) == 2


async def test_a_picture_after_words_has_a_receipt_of_its_own(clinic_stage: Stage) -> None:
    clinic_stage.actors["ana"].phone.clear()
    await clinic_stage.say("ana", "Look at this")
    await clinic_stage.sends("ana", "photo")
    assert count(clinic_stage, "ana", RECEIPT) == 2


async def test_an_album_in_the_middle_of_questions_asks_once_more_and_no_more(stage: Stage) -> None:
    await stage.tap("ana", "Done as planned")
    seen = len(stage.actors["ana"].phone)
    for _ in range(3):
        await stage.sends("ana", "photo")
    assert len(stage.actors["ana"].phone) == seen + 1
    assert "just before the run" in newest(stage, "ana")


async def test_with_names_switched_off_no_card_of_a_talk_or_a_hand_over_names_the_patient(clinic_stage: Stage) -> None:
    """Only what the physio chose themselves does: whom they write to."""
    with_settings(clinic_stage, names_in_alerts=False)
    ana = clinic_stage.actors["ana"].person
    await clinic_stage.tap_data("dora", f"T|{ana}")
    await clinic_stage.say("dora", "Hello")
    seen = len(read(clinic_stage, "dora"))
    await clinic_stage.say("ana", "Hello Dora")
    await clinic_stage.sends("ana", "photo", "my knee")
    await clinic_stage.wait(hours=3)
    await clinic_stage.tap_data("desk", f"P|h|{ana}|{clinic_stage.actors['ben'].person}|yes")

    told = [*read(clinic_stage, "dora")[seen:], *read(clinic_stage, "ben")]
    assert [said for said in told if "Ana" in said] == []
    assert f"Patient {ana} writes:\nHello Dora" in told[0]
    assert sum(f"with you now: Patient {ana}" in said for said in told) == 1


@pytest.mark.parametrize("state", ["discharged", "stopped"])
async def test_with_names_switched_off_the_words_of_whoever_has_left_name_nobody(
    clinic_stage: Stage, state: str
) -> None:
    with_settings(clinic_stage, names_in_alerts=False)
    ana = await _changed(clinic_stage, "ana", state=state)

    await clinic_stage.say("ana", "Hello Dora")

    assert f"Patient {ana.id}, who has" in newest(clinic_stage, "dora")
    assert count(clinic_stage, "dora", "Ana") == 0


async def test_a_hand_over_tells_of_as_many_as_it_asked_for(clinic_stage: Stage) -> None:
    """Somebody discharged goes along, and is neither counted nor named."""
    await _comes(clinic_stage, "tim", "Tim")
    await _changed(clinic_stage, "tim", state="discharged")
    dora, ben = (clinic_stage.actors[key].person for key in ("dora", "ben"))

    await clinic_stage.tap_data("desk", f"P|h|{dora}|{ben}")
    assert "1 patient" in newest(clinic_stage, "desk") or "one patient" in newest(clinic_stage, "desk")
    await clinic_stage.tap_data("desk", f"P|h|{dora}|{ben}|yes")

    assert "A patient is with you now: Ana" in newest(clinic_stage, "ben")
    assert count(clinic_stage, "ben", "you now: Ana, Tim") == count(clinic_stage, "dora", "with Ben now: Ana, Tim") == 0
    assert (await _changed(clinic_stage, "tim")).physio == ben


@pytest.mark.parametrize(("chain", "says"), [(("eva",), True), (("Ben",), False), ((), False)])
async def test_letting_somebody_of_the_chain_go_says_that_it_names_them(
    clinic_stage: Stage, chain: tuple[str, ...], *, says: bool
) -> None:
    with_settings(clinic_stage, chain=chain)
    await clinic_stage.tap_data("desk", f"P|x|{clinic_stage.actors['eva'].person}|yes")
    assert "Eva is deactivated." in newest(clinic_stage, "desk")
    assert ("still names Eva" in newest(clinic_stage, "desk")) is says


@pytest.mark.parametrize("typed", ["josé", "JOSE", "maria  jos"])
async def test_people_are_found_with_and_without_accents(clinic_stage: Stage, typed: str) -> None:
    await _comes(clinic_stage, "maria", "Maria José Ruiz")
    await clinic_stage.say("desk", f"/people {typed}")
    labels = [button.text for row in clinic_stage.actors["desk"].phone[-1].keyboard for button in row]
    assert [label for label in labels if "Maria José Ruiz" in label] != []
