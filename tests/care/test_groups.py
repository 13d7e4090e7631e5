"""The clinic's group chat: taken in with a word in private, followed when it grows, told nothing it may not read."""

from dataclasses import replace

import pytest

from bot.care.doors.reach import unreachable
from bot.care.doors.reception import receive
from bot.care.ports import Event, Grew, Incoming, Left, Returned, Said, Sent, Tapped
from bot.care.settings import Settings
from tests.care.test_people import joins, newest, reads, taps
from tests.stage import Actor, Stage

CHAT, OTHER, GROWN = -500, -600, -1001234567890


@pytest.fixture
async def clinic(stage: Stage) -> Stage:
    """Return the stage with Carla of the clinic."""
    stage.settings = Settings(clinic="Riverside Physio", timezone="Europe/Madrid", bot_username="strideback_bot")
    await joins(stage, "carla", "clinic", "Carla")
    return stage


async def in_group(stage: Stage, key: str, event: Event, chat: int = CHAT) -> str:
    """Let something happen in a group; return what the one who did it sees for a moment."""
    user = stage.actors[key].user_id if key in stage.actors else 987
    async with stage.turn() as turn:
        await receive(turn, Incoming(user, chat, event, private=False))
    await stage.deliver()
    assert not turn.reply.aside
    return str(turn.reply.toast)


async def group(stage: Stage) -> Actor | None:
    """Return the clinic's group, with what was written into it."""
    async with stage.turn() as turn:
        found = await turn.people("group", states=("active", "blocked", "inactive"))
    return next((one for one in stage.actors.values() if found and one.person == found[0].id), None)


async def chat_of(stage: Stage) -> tuple[int | None, str]:
    """Return where the group is, and how it stands."""
    async with stage.turn() as turn:
        (found,) = await turn.people("group", states=("active", "blocked", "inactive"))
    return found.chat_id, found.state


async def _taken_in(stage: Stage) -> Actor:
    await in_group(stage, "carla", Said("/here"))
    await stage.tap("carla", "✅ Yes, this group")
    found = await group(stage)
    assert found is not None
    return found


async def test_a_group_is_taken_in_only_after_a_word_in_private(clinic: Stage) -> None:
    """Nothing is written into the group before Carla says yes to her own phone."""
    await in_group(clinic, "carla", Said("/here@strideback_bot"))
    assert await group(clinic) is None
    assert "no name and no word about health" in newest(clinic, "carla")

    await clinic.tap("carla", "✅ Yes, this group")

    found = await group(clinic)
    assert found is not None
    assert "Carla has set this up" in found.phone[-1].text
    assert "Patients are not talked about here" in found.phone[-1].text
    assert await chat_of(clinic) == (CHAT, "active")


@pytest.mark.parametrize("names", [True, False])
async def test_a_group_that_reads_details_is_promised_nothing_else(clinic: Stage, *, names: bool) -> None:
    """Carla hears what everybody in it will read, names only where alerts have them."""
    clinic.settings = replace(clinic.settings, details_in_groups=True, names_in_alerts=names)
    await in_group(clinic, "carla", Said("/here"))
    assert ("reads names and health details" if names else "reads health details") in newest(clinic, "carla")

    await clinic.tap("carla", "✅ Yes, this group")

    found = await group(clinic)
    assert found is not None
    assert "Patients are not talked about here" not in found.phone[-1].text


async def test_a_second_tap_takes_nothing_in_twice(clinic: Stage) -> None:
    found = await _taken_in(clinic)
    await clinic.tap("carla", "✅ Yes, this group")
    assert clinic.actors["carla"].toast.startswith("That button")
    assert len(found.phone) == 1


async def test_a_group_that_is_not_wanted_gets_nothing(clinic: Stage) -> None:
    await in_group(clinic, "carla", Said("/here"))
    await clinic.tap("carla", "No")
    assert await group(clinic) is None


@pytest.mark.parametrize("who", ["dora", "ana", "nobody"])
@pytest.mark.parametrize("said", ["/here", "/here off", "/start", "/patients", "/help", "hello", "/people", "/write x"])
async def test_in_a_group_nobody_else_is_answered(clinic: Stage, who: str, said: str) -> None:
    await _taken_in(clinic)
    counts = {key: len(actor.phone) for key, actor in clinic.actors.items()}
    await in_group(clinic, who, Said(said))
    assert {key: len(actor.phone) for key, actor in clinic.actors.items()} == counts


@pytest.mark.parametrize("said", ["/patients", "/people", "hello", "/here@another_bot", "/week", "/broadcast hi"])
async def test_in_a_group_the_clinic_is_answered_only_to_here(clinic: Stage, said: str) -> None:
    await _taken_in(clinic)
    counts = {key: len(actor.phone) for key, actor in clinic.actors.items()}
    await in_group(clinic, "carla", Said(said))
    assert {key: len(actor.phone) for key, actor in clinic.actors.items()} == counts


@pytest.mark.parametrize("private", [True, False])
async def test_the_group_is_let_go_with_a_word(clinic: Stage, *, private: bool) -> None:
    found = await _taken_in(clinic)
    if private:
        await clinic.say("carla", "/here off")
    else:
        await in_group(clinic, "carla", Said("/here off"))
    assert (await chat_of(clinic))[1] == "inactive"
    assert "Nothing goes to the group any more" in newest(clinic, "carla")
    assert len(found.phone) == 1


async def test_another_group_takes_the_place_of_the_first(clinic: Stage) -> None:
    await _taken_in(clinic)
    await in_group(clinic, "carla", Said("/here"), OTHER)
    assert "gets them no more" in newest(clinic, "carla")
    await clinic.tap("carla", "✅ Yes, this group")
    assert await chat_of(clinic) == (OTHER, "active")


async def test_a_group_that_becomes_a_supergroup_keeps_its_alerts(clinic: Stage) -> None:
    """Telegram says so in both chats; the old chat id is never used again."""
    await _taken_in(clinic)
    for _ in range(2):
        await in_group(clinic, "nobody", Grew(GROWN))
    assert await chat_of(clinic) == (GROWN, "active")


async def test_a_foreign_group_that_grows_moves_nothing(clinic: Stage) -> None:
    await _taken_in(clinic)
    await in_group(clinic, "nobody", Grew(GROWN), OTHER)
    assert await chat_of(clinic) == (CHAT, "active")


@pytest.mark.parametrize("by_sending", [True, False])
async def test_the_clinic_is_told_once_when_it_is_put_out_of_the_group(clinic: Stage, *, by_sending: bool) -> None:
    """Whether Telegram says so, or refuses a message."""
    found = await _taken_in(clinic)
    for _ in range(2):
        if by_sending:
            async with clinic.turn() as turn:
                await unreachable(turn, found.person)
            await clinic.deliver()
        else:
            await in_group(clinic, "nobody", Left())
    assert (await chat_of(clinic))[1] == "blocked"
    assert reads(clinic, "carla", "removed from the clinic’s group, or may not write there") == 1


async def test_being_put_out_of_some_other_group_means_nothing(clinic: Stage) -> None:
    await _taken_in(clinic)
    await in_group(clinic, "nobody", Left(), OTHER)
    await in_group(clinic, "nobody", Returned(), OTHER)
    assert await chat_of(clinic) == (CHAT, "active")


async def _urgent_in_group(stage: Stage) -> Actor:
    """Bring an urgent alert as far as the clinic's group."""
    found = await _taken_in(stage)
    await taps(stage, "ana", "⚠️ Something feels wrong", "Chest pain, or short of breath", "✅ That is all")
    await stage.wait(hours=3)
    return found


async def test_in_the_group_an_alert_says_only_that_somebody_is_wanted(clinic: Stage) -> None:
    """No name, no word about health; Dora, who taps there, gets the whole of it in private."""
    found = await _urgent_in_group(clinic)
    said = " ".join(message.text for message in found.phone)
    assert len(found.phone) > 1
    for word in ("Ana", "chest", "Chest", "pain", "breath", "run"):
        assert word not in said.replace("Riverside", "")

    carried = found.phone[-1].keyboard[0][0].data
    await in_group(clinic, "dora", Tapped(carried))

    case = await clinic.case("ana")
    assert case.alerts[max(case.alerts)].acknowledged_by == clinic.actors["dora"].person


@pytest.mark.parametrize("who", ["ana", "nobody"])
async def test_in_the_group_a_stranger_and_a_patient_tap_in_vain(clinic: Stage, who: str) -> None:
    """They see nothing, not even for a moment."""
    found = await _urgent_in_group(clinic)
    carried = found.phone[-1].keyboard[0][0].data
    assert await in_group(clinic, who, Tapped(carried)) == ""
    case = await clinic.case("ana")
    assert case.alerts[max(case.alerts)].is_untaken


async def test_a_button_that_is_not_an_alerts_does_nothing_in_a_group(clinic: Stage) -> None:
    """Whatever a tap in a group carries, only the buttons of alerts work there, and only in the clinic's own."""
    await _taken_in(clinic)
    ana = clinic.actors["ana"].person
    counts = {key: len(actor.phone) for key, actor in clinic.actors.items()}
    for data in (f"p|{ana}", f"T|{ana}", "P", "P|i", f"o|{ana}|0", "R|0", "b|x", "I"):
        await in_group(clinic, "carla", Tapped(data))
    await in_group(clinic, "carla", Tapped(f"k|{ana}|1"), OTHER)
    await in_group(clinic, "carla", Sent("photo"))
    assert {key: len(actor.phone) for key, actor in clinic.actors.items()} == counts
