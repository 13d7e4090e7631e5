"""The clinic's people: invited, tested, handed over, let go and taken in again, all of it in the chat."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.care.doors.reception import receive
from bot.care.joining.invites import Guest, Plan
from bot.care.joining.watching import TEST, watch_all
from bot.care.ports import Incoming, Left, Person, Returned
from bot.care.rota import Rota, Weekly
from bot.care.settings import Settings
from tests.stage import Actor, Stage, plain


@pytest.fixture
async def clinic(stage: Stage) -> Stage:
    """Return the stage with Carla of the clinic beside Dora and Ana, a bot with a name, and weekly tests."""
    stage.settings = Settings(
        clinic="Riverside Physio", timezone="Europe/Madrid", bot_username="strideback_bot", digest_hour=None
    )
    await joins(stage, "carla", "clinic", "Carla")
    return stage


async def joins(stage: Stage, key: str, role: str, name: str) -> Actor:
    """Let somebody of the staff in."""
    actor = await stage.invite(key, Guest(role, name))
    await stage.say(key, f"/start code-of-{key}-long-enough")
    await taps(stage, key, "English", "Europe/Madrid", "Never, write at any time")
    return actor


async def taps(stage: Stage, key: str, *labels: str) -> None:
    """Let somebody tap one button after another."""
    for label in labels:
        await stage.tap(key, label)


def newest(stage: Stage, key: str) -> str:
    """Return what somebody read last."""
    return plain(stage.actors[key].phone[-1].text)


def reads(stage: Stage, key: str, words: str) -> int:
    """Count the messages on a phone that say this."""
    return sum(words in plain(message.text) for message in stage.actors[key].phone)


async def person(stage: Stage, key: str) -> Person:
    """Return somebody as they are stored now."""
    async with stage.turn() as turn:
        return await turn.person(stage.actors[key].person)


async def called(stage: Stage, role: str, name: str) -> Person:
    """Return the person of this role and name."""
    async with stage.turn() as turn:
        everybody = await turn.people(role, states=("invited", "enrolling", "active", "inactive"))
    return next(one for one in everybody if one.name == name)


async def card(stage: Stage, key: str) -> None:
    """Let Carla open somebody's card."""
    await stage.tap_data("carla", f"P|p|{stage.actors[key].person}")


async def opens(stage: Stage, key: str, user_id: int, link: str) -> Actor:
    """Let somebody new open the link that was passed on to them."""
    code = link.rpartition("?start=")[2].split()[0]
    actor = Actor(key, user_id, 0)
    stage.actors[key] = actor
    async with stage.turn() as turn:
        from bot.care.ports import Said

        await receive(turn, Incoming(user_id, user_id, Said(f"/start {code}"), language="en"))
        known = await turn.person_of_user(user_id)
    actor.person = known.id if known else 0
    actor.asides += [turn.reply.aside] if turn.reply.aside else []
    await stage.deliver()
    return actor


async def _invites(stage: Stage, role: str, name: str) -> str:
    """Let Carla invite somebody of the staff; return the words to pass on."""
    await stage.say("carla", "/people")
    await taps(stage, "carla", "➕ Invite somebody", role)
    await stage.say("carla", name)
    await taps(stage, "carla", "English", "✅ Make the invite")
    return stage.actors["carla"].asides[-1]


async def test_a_physio_is_invited_with_buttons_and_comes_in_with_the_link(clinic: Stage) -> None:
    link = await _invites(clinic, "Physio", "Bo")
    assert "https://t.me/strideback_bot?start=" in link

    bo = await opens(clinic, "bo", 5001, link)

    assert (await called(clinic, "physio", "Bo")).state == "enrolling"
    assert "Hello Bo" in plain(bo.phone[0].text)


async def test_the_link_is_kept_nowhere(clinic: Stage) -> None:
    """Neither the outbox nor the notes nor anything else in the file holds the code."""
    link = await _invites(clinic, "Physio", "Bo")
    code = link.rpartition("?start=")[2].split()[0]
    await clinic.end()

    files = [clinic.file, *clinic.file.parent.glob("stage.db-*")]
    assert len(code) >= 32
    assert not [file for file in files if code.encode() in file.read_bytes()]


async def test_a_patient_is_invited_with_everything_the_plan_needs(clinic: Stage) -> None:
    """Carla taps protocol, condition, phase, session and baseline; Eva is enrolled on just that."""
    await clinic.say("carla", "/people")
    await taps(clinic, "carla", "➕ Invite somebody", "Patient")
    await clinic.say("carla", "Eva <Ruiz> & Sons")
    await taps(clinic, "carla", "Español", "Dora", "Tendon ladder")
    for _ in range(8):
        message = clinic.actors["carla"].phone[-1]
        if "✅" in message.keyboard[0][0].text:
            break
        await clinic.tap_data("carla", message.keyboard[0][0].data)
    await clinic.tap("carla", "✅ Make the invite")

    eva = await called(clinic, "patient", "Eva <Ruiz> & Sons")
    async with clinic.turn() as turn:
        enrolled = (await turn.case(eva.id)).enrolled
    assert enrolled is not None
    assert (enrolled.protocol, enrolled.physio) == ("tendon_ladder", clinic.actors["dora"].person)
    assert (enrolled.baseline_pain, enrolled.baseline_swelling) == (0, "none")
    assert "Hola, Eva &lt;Ruiz&gt; &amp; Sons" in clinic.actors["carla"].asides[-1]


@pytest.mark.parametrize(
    ("name", "said"),
    [("\u200b", "no name that I can use"), ("x" * 61, "no name that I can use"), ("dora", "a physio called “dora”")],
)
async def test_a_name_that_cannot_be_is_asked_again(clinic: Stage, name: str, said: str) -> None:
    await clinic.say("carla", "/people")
    await taps(clinic, "carla", "➕ Invite somebody", "Physio")
    await clinic.say("carla", name)
    assert said in newest(clinic, "carla")

    await clinic.say("carla", "Bo")

    assert "Which language?" in newest(clinic, "carla")


async def test_a_button_of_an_earlier_question_chooses_nothing(clinic: Stage) -> None:
    await clinic.say("carla", "/people")
    await taps(clinic, "carla", "➕ Invite somebody", "Physio")
    await clinic.say("carla", "Bo")
    for data in ("P|i|role|2", "P|i|language|9", "P|i|language|x", "P|i|go", "P|i|name|0", "P|i|physio|0"):
        await clinic.tap_data("carla", data)
        assert clinic.actors["carla"].toast.startswith("That button")
    await taps(clinic, "carla", "English", "✅ Make the invite")
    assert await called(clinic, "physio", "Bo")


async def test_a_second_tap_on_the_invite_invites_nobody_twice(clinic: Stage) -> None:
    await _invites(clinic, "Physio", "Bo")
    await clinic.tap_data("carla", "P|i|go")
    assert clinic.actors["carla"].toast.startswith("That button")


async def test_an_invite_that_is_dropped_invites_nobody(clinic: Stage) -> None:
    await clinic.say("carla", "/people")
    await taps(clinic, "carla", "➕ Invite somebody", "Clinic")
    await clinic.say("carla", "Ben")
    await clinic.tap("carla", "Invite nobody")
    await clinic.say("carla", "Ben")
    async with clinic.turn() as turn:
        assert not await turn.people("clinic", states=("invited",))


async def test_a_new_link_makes_the_old_one_worthless(clinic: Stage) -> None:
    """One person, one way in: whoever holds the first link is a stranger."""
    old = await _invites(clinic, "Physio", "Bo")
    await clinic.tap("carla", "🔗 New link")
    new = clinic.actors["carla"].asides[-1]

    mallory = await opens(clinic, "mallory", 6001, old)
    bo = await opens(clinic, "bo", 5001, new)

    assert mallory.person == 0
    assert bo.person
    assert "invite" in mallory.asides[-1]


async def test_an_invite_of_somebody_deactivated_lets_nobody_in(clinic: Stage) -> None:
    link = await _invites(clinic, "Physio", "Bo")
    bo = await called(clinic, "physio", "Bo")
    await clinic.tap_data("carla", f"P|x|{bo.id}|yes")
    assert (await opens(clinic, "bo", 5001, link)).person == 0

    await clinic.tap_data("carla", f"P|r|{bo.id}")

    assert (await opens(clinic, "bo", 5001, clinic.actors["carla"].asides[-1])).person == bo.id


async def test_people_are_listed_by_role_with_how_they_stand(clinic: Stage) -> None:
    await clinic.say("carla", "/people")
    assert [row[0].text for row in clinic.actors["carla"].phone[-1].keyboard] == [
        "Physios (1)", "Clinic (1)", "Patients (1)", "➕ Invite somebody",
    ]  # fmt: skip
    await clinic.tap("carla", "Patients (1)")
    assert clinic.button("carla", "🟢 Ana") == f"P|p|{clinic.actors['ana'].person}"
    await taps(clinic, "carla", "🟢 Ana")
    assert "Looked after by Dora" in newest(clinic, "carla")


async def test_people_are_found_by_a_part_of_their_name(clinic: Stage) -> None:
    await clinic.say("carla", "/people aN")
    assert clinic.button("carla", "🟢 Ana")
    await clinic.say("carla", "/people zz")
    assert "Nobody here is called “zz”" in newest(clinic, "carla")


async def test_many_people_are_shown_page_by_page(clinic: Stage) -> None:
    for number in range(20):
        await clinic.invite(f"p{number}", Guest("physio", f"Physio {number:02}"))
    await clinic.say("carla", "/people")
    await taps(clinic, "carla", "Physios (21)", "▶️", "▶️")
    assert "page 3 of 3" in newest(clinic, "carla")
    assert len(clinic.actors["carla"].phone[-1].keyboard) == 5 + 2
    await clinic.tap_data("carla", "P|l|physio|3")
    assert clinic.actors["carla"].toast.startswith("That button")


async def test_a_physio_with_patients_is_not_let_go_before_they_are_handed_over(clinic: Stage) -> None:
    """Dora has Ana: first Bo takes over, then Dora may go; Ana, Bo and Dora are told."""
    await joins(clinic, "bo", "physio", "Bo")
    await card(clinic, "dora")
    await clinic.tap("carla", "🔒 Deactivate")
    assert "looks after 1 patient" in newest(clinic, "carla")
    await clinic.tap_data("carla", f"P|x|{clinic.actors['dora'].person}|yes")
    assert (await person(clinic, "dora")).state == "active"

    await taps(clinic, "carla", "🤝 Hand over", "→ Bo", "🤝 Yes, hand over")

    bo = clinic.actors["bo"].person
    assert (await person(clinic, "ana")).physio == bo
    assert (await clinic.case("ana")).enrolled.physio == bo  # type: ignore[union-attr]  # enrolled
    assert reads(clinic, "ana", "From today Bo at Riverside Physio looks after you")
    assert reads(clinic, "bo", "A patient is with you now: Ana")
    assert reads(clinic, "dora", "A patient of yours is with Bo now: Ana")
    await card(clinic, "dora")
    await taps(clinic, "carla", "🔒 Deactivate", "🔒 Yes, deactivate")
    assert (await person(clinic, "dora")).state == "inactive"


async def test_open_alerts_go_along_when_a_patient_is_handed_over(clinic: Stage) -> None:
    """Ana reported chest pain; Bo, who takes over, gets the alert with its button."""
    await joins(clinic, "bo", "physio", "Bo")
    await taps(clinic, "ana", "⚠️ Something feels wrong", "Chest pain, or short of breath", "✅ That is all")
    await clinic.tap_data("carla", f"P|h|{clinic.actors['ana'].person}|{clinic.actors['bo'].person}|yes")

    assert reads(clinic, "bo", "URGENT: Ana") == 1
    await clinic.tap("bo", "✅ I take it")
    assert (await clinic.case("ana")).alerts[max((await clinic.case("ana")).alerts)].acknowledged_by


async def test_after_a_hand_over_the_old_physio_may_do_nothing_about_the_patient(clinic: Stage) -> None:
    await joins(clinic, "bo", "physio", "Bo")
    ana = clinic.actors["ana"].person
    await clinic.tap_data("carla", f"P|h|{ana}|{clinic.actors['bo'].person}|yes")
    await clinic.tap_data("dora", f"T|{ana}")
    assert clinic.actors["dora"].toast.startswith("That button")


async def test_a_hand_over_is_asked_before_it_is_done_and_a_second_tap_does_nothing(clinic: Stage) -> None:
    await joins(clinic, "bo", "physio", "Bo")
    ana, bo = clinic.actors["ana"].person, clinic.actors["bo"].person
    await clinic.tap_data("carla", f"P|h|{ana}|{bo}")
    assert (await person(clinic, "ana")).physio == clinic.actors["dora"].person
    await taps(clinic, "carla", "🤝 Yes, hand over", "🤝 Yes, hand over")
    assert clinic.actors["carla"].toast.startswith("That button")
    assert reads(clinic, "bo", "is with you now") == 1


async def test_without_another_physio_nobody_is_handed_over(clinic: Stage) -> None:
    await clinic.tap_data("carla", f"P|h|{clinic.actors['ana'].person}")
    assert "There is no other physio" in newest(clinic, "carla")


async def test_somebody_deactivated_can_do_nothing_and_gets_nothing(clinic: Stage) -> None:
    """Taps, words, commands and coming back change nothing, and no message arrives, until they are taken in again."""
    bo = await joins(clinic, "bo", "physio", "Bo")
    await card(clinic, "bo")
    await taps(clinic, "carla", "🔒 Deactivate", "🔒 Yes, deactivate")
    count = len(bo.phone)
    await clinic.say("bo", "/patients")
    await clinic.say("bo", "hello")
    await clinic.sends("bo", "photo")
    await clinic.tap_data("bo", "I")
    for event in (Left(), Returned()):
        async with clinic.turn() as turn:
            await receive(turn, Incoming(bo.user_id, bo.user_id, event))
    await clinic.wait(days=9)
    assert len(bo.phone) == count
    assert (await person(clinic, "bo")).state == "inactive"

    await clinic.tap_data("carla", f"P|r|{bo.person}")
    await clinic.say("bo", "/help")

    assert len(bo.phone) > count


async def test_whose_invitation_was_withdrawn_is_not_on_track_and_keeps_no_physio_from_leaving(clinic: Stage) -> None:
    bo = await joins(clinic, "bo", "physio", "Bo")
    await clinic.invite("lea", Guest("patient", "Lea"), Plan("milestones", "it_band", "Bo"))
    await clinic.tap_data("carla", f"P|x|{clinic.actors['lea'].person}|yes")

    await clinic.say("bo", "/patients")
    assert newest(clinic, "bo").splitlines()[-1] == "🚪 Lea: invitation withdrawn"
    await clinic.say("carla", "/figures")
    assert reads(clinic, "carla", "Figures of the clinic: 1 patient")

    await clinic.tap_data("carla", f"P|x|{bo.person}|yes")
    assert (await person(clinic, "bo")).state == "inactive"


async def test_the_last_of_the_clinic_cannot_be_let_go(clinic: Stage) -> None:
    await card(clinic, "carla")
    await clinic.tap("carla", "🔒 Deactivate")
    assert "the only one of the clinic" in newest(clinic, "carla")
    await clinic.tap_data("carla", f"P|x|{clinic.actors['carla'].person}|yes")
    assert (await person(clinic, "carla")).state == "active"

    await joins(clinic, "ben", "clinic", "Ben")
    await card(clinic, "carla")
    await clinic.tap("carla", "🔒 Deactivate")
    await clinic.tap("carla", "🔒 Yes, deactivate")
    assert (await person(clinic, "carla")).state == "inactive"


async def test_a_patient_who_has_joined_is_not_deactivated(clinic: Stage) -> None:
    await clinic.tap_data("carla", f"P|x|{clinic.actors['ana'].person}|yes")
    assert "is discharged instead" in newest(clinic, "carla")
    assert (await person(clinic, "ana")).state == "active"


async def test_only_the_clinic_manages_people(clinic: Stage) -> None:
    for data in ("P", "P|l|patient|0", "P|i", f"P|p|{clinic.actors['ana'].person}", "P|g|yes"):
        await clinic.tap_data("dora", data)
        assert clinic.actors["dora"].toast.startswith("That button")
    await clinic.say("dora", "/people")
    assert "do not know that command" in newest(clinic, "dora")


async def _until_monday(stage: Stage) -> None:
    """Wait for the next Monday at ten."""
    await stage.wait(days=6, hours=16)


async def _starts_anew(stage: Stage) -> None:
    """Let the bot start anew, which sets the weekly tests of whoever was there before."""
    async with stage.turn() as turn:
        await watch_all(turn)


async def test_every_physio_gets_a_test_each_monday_and_shows_that_it_arrives(clinic: Stage) -> None:
    """Set at the start for those of before an upgrade; a second start moves nothing."""
    await _starts_anew(clinic)
    await _until_monday(clinic)
    await _starts_anew(clinic)
    assert reads(clinic, "dora", "Weekly test") == 1
    await clinic.tap("dora", "👋 It reaches me")
    assert reads(clinic, "dora", "Messages reach you") == 1

    await clinic.wait(days=7)

    assert reads(clinic, "dora", "Weekly test") == 1
    assert not reads(clinic, "carla", "Dora has")


@pytest.mark.parametrize(("minutes", "told"), [(47 * 60 + 59, 0), (48 * 60, 1)])
async def test_a_test_that_is_not_answered_in_48_hours_is_told_to_the_clinic(
    clinic: Stage, minutes: int, told: int
) -> None:
    """It says that Dora has never answered one, and how many patients are hers."""
    await _starts_anew(clinic)
    await _until_monday(clinic)
    await clinic.wait(minutes=minutes)
    assert reads(clinic, "carla", "Dora has never answered a test message") == told
    if told:
        assert "1 patient is theirs" in newest(clinic, "carla")
        await clinic.tap("dora", "👋 It reaches me")
        assert reads(clinic, "carla", "Dora can be reached again") == 1


async def test_who_answered_before_is_said_not_to_have_answered_this_time(clinic: Stage) -> None:
    await _starts_anew(clinic)
    await _until_monday(clinic)
    await clinic.tap("dora", "👋 It reaches me")
    await clinic.wait(days=9, hours=1)
    assert reads(clinic, "carla", "Dora has not answered the weekly test") == 1


async def test_a_physio_who_blocked_the_bot_is_reported_at_once_and_when_back(clinic: Stage) -> None:
    dora = clinic.actors["dora"]
    for event in (Left(), Left(), Returned()):
        async with clinic.turn() as turn:
            await receive(turn, Incoming(dora.user_id, dora.user_id, event))
    await clinic.deliver()
    assert reads(clinic, "carla", "Dora cannot be reached") == 1
    assert reads(clinic, "carla", "Dora can be reached again") == 1


async def test_a_physio_with_patients_who_never_comes_is_reported(clinic: Stage) -> None:
    """After three days, and again each week; a physio without patients is not missed."""
    await clinic.invite("bo", Guest("physio", "Bo"))
    await clinic.invite("cleo", Guest("physio", "Cleo"))
    await clinic.invite("eva", Guest("patient", "Eva"), Plan("milestones", "hip_and_glute", "Bo"))
    await clinic.wait(days=2, hours=23)
    assert not reads(clinic, "carla", "has not joined yet")
    await clinic.wait(hours=2)
    assert reads(clinic, "carla", "Bo has not joined yet, and 1 patient is theirs") == 1
    await clinic.wait(days=7)
    assert reads(clinic, "carla", "Bo has not joined yet") == 2
    assert not reads(clinic, "carla", "Cleo has not joined")


async def test_a_new_physio_is_tested_the_monday_after_they_joined(clinic: Stage) -> None:
    await joins(clinic, "bo", "physio", "Bo")
    await _until_monday(clinic)
    assert reads(clinic, "bo", "Weekly test") == 1


async def _happens(stage: Stage, key: str, event: Left | Returned) -> None:
    """Let somebody block the bot, or come back."""
    user = stage.actors[key].user_id
    async with stage.turn() as turn:
        await receive(turn, Incoming(user, user, event))
    await stage.deliver()


async def _planned(stage: Stage, key: str) -> bool:
    """Say whether a test of somebody is planned."""
    return stage.actors[key].person in [due.person for due in await (await stage.store()).dues_of(TEST)]


async def _forgotten(stage: Stage, key: str) -> None:
    """Let no test of somebody be planned any more, as in a database in which it was lost."""
    async with stage.turn() as turn:
        turn.forget(stage.actors[key].person, TEST, TEST)


async def test_a_physio_who_is_away_over_a_monday_is_tested_on_those_to_come(clinic: Stage) -> None:
    await _starts_anew(clinic)
    await _until_monday(clinic)
    await _happens(clinic, "dora", Left())
    await clinic.wait(days=8)
    assert reads(clinic, "dora", "Weekly test") == 1
    assert await _planned(clinic, "dora")

    await _forgotten(clinic, "dora")
    await _happens(clinic, "dora", Returned())

    for count in (2, 3):
        await clinic.wait(days=7)
        assert reads(clinic, "dora", "Weekly test") == count


async def test_a_physio_who_was_let_go_over_a_monday_is_tested_when_taken_in_again(clinic: Stage) -> None:
    await joins(clinic, "bo", "physio", "Bo")
    await clinic.tap_data("carla", f"P|x|{clinic.actors['bo'].person}|yes")
    await clinic.wait(days=8)
    assert not reads(clinic, "bo", "Weekly test")
    assert await _planned(clinic, "bo")

    await _forgotten(clinic, "bo")
    await clinic.tap_data("carla", f"P|r|{clinic.actors['bo'].person}")

    await clinic.wait(days=14)
    assert reads(clinic, "bo", "Weekly test") == 2


async def test_somebody_in_the_rota_or_the_chain_who_never_comes_is_reported(clinic: Stage) -> None:
    shift = Weekly("Bo", tuple(range(7)), time(0), time(0))
    clinic.settings = replace(clinic.settings, rota=Rota(ZoneInfo("Europe/Madrid"), (shift,)), chain=("CLEO",))
    for key, name in (("bo", "Bo"), ("cleo", "Cleo"), ("max", "Max")):
        await clinic.invite(key, Guest("physio", name))

    await clinic.wait(days=3, hours=1)

    assert reads(clinic, "carla", "Bo has not joined yet, and stands in the rota or the chain.") == 1
    assert reads(clinic, "carla", "Cleo has not joined yet, and stands in the rota or the chain.") == 1
    assert not reads(clinic, "carla", "Max has not joined")


async def test_a_test_that_the_clinic_wants_again_is_set_at_the_next_start(clinic: Stage) -> None:
    """At first it wants none, then one, then none for a while."""
    for wanted in (False, True, False, True):
        clinic.settings = replace(clinic.settings, weekly_test=wanted)
        await _starts_anew(clinic)
        await clinic.wait(days=7)
        assert reads(clinic, "dora", "Weekly test") == wanted
        clinic.actors["dora"].phone.clear()
