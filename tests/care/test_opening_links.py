"""A link opened: by somebody the bot knows already, once more, or by somebody who guesses."""

from dataclasses import replace

import pytest

from bot.care.doors.reception import receive
from bot.care.joining.invites import Guest, Plan
from bot.care.ports import Incoming, Person, Said
from tests.care.ordering import CONFIRM
from tests.care.ward import count, leaves, newest, read
from tests.stage import Actor, Stage, plain

PLAN = Plan("milestones", "hip_and_glute", "Dora", "run_30s")


async def _person(stage: Stage, key: str) -> Person:
    async with stage.turn() as turn:
        return await turn.person(stage.actors[key].person)


async def _invited_anew(stage: Stage, key: str, guest: Guest, plan: Plan | None = None) -> Actor:
    """Invite somebody once more as another person, on the same Telegram account; their phone shows both."""
    actor = stage.actors[key]
    again = await stage.invite(f"{key}2", guest, plan, user_id=actor.user_id)
    again.phone = actor.phone
    return again


async def _opens(stage: Stage, key: str, of: str) -> str:
    """Let somebody open the link that was made for somebody; return what a stranger would read."""
    user = stage.actors[key].user_id if key in stage.actors else 900_000 + len(key)
    return await _tries(stage, user, f"code-of-{of}-long-enough", name=f"{key} on Telegram")


async def _tries(stage: Stage, user: int, code: str, name: str = "") -> str:
    """Let an account try a code; return what a stranger would read."""
    async with stage.turn() as turn:
        await receive(turn, Incoming(user, user, Said(f"/start {code}"), name=name, language="en"))
    await stage.deliver()
    return plain(turn.reply.aside)


async def _discharge(stage: Stage, key: str) -> None:
    """Let Dora end the care of a patient."""
    for step in ("k|discharge", "why|0"):
        await stage.tap_data("dora", f"d|{stage.actors[key].person}|{step}")
    await stage.tap("dora", CONFIRM)
    assert (await stage.case(key)).discharged


async def test_a_discharged_patient_with_a_new_invite_starts_anew(clinic_stage: Stage) -> None:
    """On a plan of their own; the old record keeps what is on it, and nobody can take it up over their head."""
    await _discharge(clinic_stage, "ana")
    before = (await clinic_stage.case("ana")).enrolled
    await _invited_anew(clinic_stage, "ana", Guest("patient", "Ana"), replace(PLAN, condition="it_band"))

    assert await _opens(clinic_stage, "ana", "ana2") == ""
    for said in ("English", "I agree", "Europe/Madrid", "Never, write at any time"):
        await clinic_stage.say("ana2", said)

    old, new = await _person(clinic_stage, "ana"), await _person(clinic_stage, "ana2")
    assert (old.state, old.user_id, old.chat_id) == ("discharged", None, None)
    assert (new.state, new.user_id) == ("active", clinic_stage.actors["ana"].user_id)
    assert (await clinic_stage.case("ana")).enrolled == before
    assert (await clinic_stage.case("ana2")).enrolled.condition == "it_band"  # type: ignore[union-attr]  # enrolled
    await clinic_stage.tap_data("dora", f"o|{old.id}")
    assert "Nothing was changed" in newest(clinic_stage, "dora")


async def test_a_physio_who_was_let_go_comes_in_with_a_new_link(clinic_stage: Stage) -> None:
    await clinic_stage.tap_data("desk", f"P|x|{clinic_stage.actors['eva'].person}|yes")
    await _invited_anew(clinic_stage, "eva", Guest("physio", "Eva B"))

    assert await _opens(clinic_stage, "eva", "eva2") == ""

    assert (await _person(clinic_stage, "eva")).user_id is None
    assert (await _person(clinic_stage, "eva2")).state == "enrolling"
    assert "Hello Eva B" in plain(clinic_stage.actors["eva"].phone[-2].text)


async def test_somebody_still_at_the_door_comes_in_with_another_link(clinic_stage: Stage) -> None:
    """Tim was invited twice; the first record waits for somebody to come, who is asked for consent anew."""
    await clinic_stage.invite("tim", Guest("patient", "Tim"), PLAN)
    for said in ("/start code-of-tim-long-enough", "English", "I agree"):
        await clinic_stage.say("tim", said)
    await _invited_anew(clinic_stage, "tim", Guest("physio", "Tim P"))

    assert await _opens(clinic_stage, "tim", "tim2") == ""

    first = await _person(clinic_stage, "tim")
    assert (first.state, first.user_id) == ("invited", None)
    assert (await _person(clinic_stage, "tim2")).state == "enrolling"
    await clinic_stage.tap_data("desk", f"P|n|{first.id}")
    code = clinic_stage.actors["desk"].asides[-1].split("/start ")[-1].split()[0]
    clinic_stage.actors["tim"].user_id = 777_777
    await clinic_stage.say("tim", f"/start {code}")
    assert "I agree" in [button.text for row in clinic_stage.actors["tim"].phone[-1].keyboard for button in row]


@pytest.mark.parametrize(("key", "role"), [("leo", "Patient"), ("ben", "Physio"), ("desk", "Clinic")])
@pytest.mark.parametrize("guest", ["patient", "physio"])
async def test_the_account_of_somebody_who_is_here_stays_theirs(
    clinic_stage: Stage, key: str, role: str, guest: str
) -> None:
    """They read whose it is, the clinic reads it once, and the link still works for whom it is for."""
    name = (await _person(clinic_stage, key)).name
    await clinic_stage.invite("new", Guest(guest, "Newcomer"), PLAN if guest == "patient" else None)
    before = await _person(clinic_stage, key)

    for _ in range(2):
        assert await _opens(clinic_stage, key, "new") == ""

    assert count(clinic_stage, key, f"already belongs to {name} here ({role})") == 2
    assert count(clinic_stage, "desk", f"The link for Newcomer was opened with the account of {name} ({role})") == 1
    assert await _person(clinic_stage, key) == before
    await _opens(clinic_stage, "new", "new")
    assert (await _person(clinic_stage, "new")).state == "enrolling"


async def test_somebody_who_stopped_stays_stopped_when_opening_another_link(clinic_stage: Stage) -> None:
    await clinic_stage.say("leo", "/stop")
    await clinic_stage.tap_data("leo", "q|yes")
    await clinic_stage.invite("new", Guest("physio", "Newcomer"))

    await _opens(clinic_stage, "leo", "new")

    assert (await _person(clinic_stage, "leo")).state == "stopped"
    assert "already belongs to Leo" in newest(clinic_stage, "leo")


async def test_somebody_who_had_blocked_the_bot_is_back_and_reads_whose_account_it_is(clinic_stage: Stage) -> None:
    await leaves(clinic_stage, "ben")
    await clinic_stage.invite("new", Guest("patient", "Newcomer"), PLAN)

    await _opens(clinic_stage, "ben", "new")

    assert (await _person(clinic_stage, "ben")).state == "active"
    assert count(clinic_stage, "ben", "already belongs to Ben")


@pytest.mark.parametrize("code", ["code-of-ana-long-enough", "nonsense"])
async def test_a_link_that_is_good_for_nothing_is_a_greeting_to_somebody_who_is_here(
    clinic_stage: Stage, code: str
) -> None:
    """Ana opens her own link again, or one that was never made: she reads where she stands, as with /start."""
    await clinic_stage.say("ana", "/start")
    plain_start = newest(clinic_stage, "ana")
    await clinic_stage.say("ana", f"/start {code}")
    assert newest(clinic_stage, "ana") == plain_start


async def test_somebody_let_go_reads_that_a_link_does_not_work(clinic_stage: Stage) -> None:
    await clinic_stage.tap_data("desk", f"P|x|{clinic_stage.actors['eva'].person}|yes")
    assert "this invite no longer works" in await _opens(clinic_stage, "eva", "nobody")
    await clinic_stage.say("eva", "/start")
    assert not clinic_stage.actors["eva"].phone


@pytest.mark.parametrize(("days", "comes_in"), [(13.9, True), (14, False)])
async def test_a_link_that_is_too_old_lets_nobody_in(clinic_stage: Stage, days: float, *, comes_in: bool) -> None:
    await clinic_stage.invite("bo", Guest("physio", "Bo"))
    await clinic_stage.wait(days=days)
    said = await _opens(clinic_stage, "bo", "bo")
    assert ("this invite no longer works" in said) is not comes_in
    assert ((await _person(clinic_stage, "bo")).user_id is not None) is comes_in


NO_GOOD = "this invite no longer works"


@pytest.mark.parametrize(("wrong", "comes_in"), [(9, True), (10, False)])
async def test_after_ten_wrong_codes_an_account_gets_in_with_no_code_for_an_hour(
    clinic_stage: Stage, wrong: int, *, comes_in: bool
) -> None:
    """It reads the same words as before, others come in as ever, and an hour after the first it may try again."""
    await clinic_stage.invite("bo", Guest("physio", "Bo"))
    await clinic_stage.invite("cy", Guest("physio", "Cy"))
    for number in range(wrong):
        assert NO_GOOD in await _tries(clinic_stage, 666, f"guess-{number}")

    said = await _tries(clinic_stage, 666, "code-of-bo-long-enough")
    assert (said == "") is comes_in
    assert ((await _person(clinic_stage, "bo")).user_id == 666) is comes_in
    if not comes_in:
        assert NO_GOOD in said
        assert await _opens(clinic_stage, "cy", "cy") == ""
        await clinic_stage.wait(minutes=60)
        assert await _tries(clinic_stage, 666, "code-of-bo-long-enough") == ""


@pytest.mark.parametrize(("wrong", "comes_in"), [(199, True), (200, False)])
async def test_after_two_hundred_wrong_codes_of_all_nobody_gets_in_for_an_hour(
    clinic_stage: Stage, wrong: int, *, comes_in: bool
) -> None:
    await clinic_stage.invite("bo", Guest("physio", "Bo"))
    for number in range(wrong):
        await _tries(clinic_stage, 1_000_000 + number, "guess")

    assert (NO_GOOD in await _opens(clinic_stage, "bo", "bo")) is not comes_in

    if not comes_in:
        await clinic_stage.wait(minutes=60)
        assert await _opens(clinic_stage, "bo", "bo") == ""


async def test_what_is_known_of_guesses_does_not_grow(clinic_stage: Stage) -> None:
    """Three hundred guesses of one account, and what is kept is ten of them."""
    for number in range(300):
        await _tries(clinic_stage, 666, f"guess-{number}")
    async with clinic_stage.turn() as turn:
        assert len((await turn.note("wrong codes"))["tried"]) == 10  # type: ignore[index]  # it is there


async def test_ones_own_link_opened_again_is_no_guess(clinic_stage: Stage) -> None:
    """Nor is anybody told of it."""
    for _ in range(12):
        await _opens(clinic_stage, "ana", "ana")
    async with clinic_stage.turn() as turn:
        assert await turn.note("wrong codes") is None
    assert not count(clinic_stage, "desk", "was opened again")


@pytest.mark.parametrize(
    ("key", "guest", "way"),
    [("tim", Guest("patient", "Tim"), "end the care here"), ("bo", Guest("physio", "Bo"), "take the access away")],
)
async def test_the_clinic_is_told_when_a_link_is_opened_a_second_time(
    clinic_stage: Stage, key: str, guest: Guest, way: str
) -> None:
    """Once for each account, with what that calls itself, and with the way to end the access of whoever was first."""
    await clinic_stage.invite(key, guest, PLAN if guest.role == "patient" else None)
    assert await _tries(clinic_stage, 666, f"code-of-{key}-long-enough", name="Mal\u202elory <b>") == ""
    for _ in range(2):
        assert NO_GOOD in await _opens(clinic_stage, "real", key)

    told = [said for said in read(clinic_stage, "desk") if "was opened again" in said]
    assert len(told) == 1
    assert f"The link for {guest.name} was opened again, by an account called “real on Telegram”" in told[0]
    assert way in told[0]
    buttons = [button.data for row in clinic_stage.actors["desk"].phone[-1].keyboard for button in row]
    person = clinic_stage.actors[key].person
    assert buttons == [f"p|{person}" if guest.role == "patient" else f"P|x|{person}"]


@pytest.mark.parametrize(("role", "shown"), [("physio", "Physio"), ("clinic", "Clinic")])
async def test_the_clinic_reads_who_of_the_staff_has_come_in(clinic_stage: Stage, role: str, shown: str) -> None:
    """With what the account calls itself, and the button that takes the access away again."""
    await clinic_stage.invite("bo", Guest(role, "Bo"))

    await _tries(clinic_stage, 666, "code-of-bo-long-enough", name="Mal\u202elory <b>")

    said = f"Bo ({shown}) has opened the link. On Telegram the account is called “Mallory <b>”"
    assert said in newest(clinic_stage, "desk")
    await clinic_stage.tap("desk", "🔒 Deactivate")
    await clinic_stage.tap("desk", "🔒 Yes, deactivate")
    assert (await _person(clinic_stage, "bo")).state == "inactive"


async def test_of_a_patient_who_comes_in_the_clinic_is_told_nothing(clinic_stage: Stage) -> None:
    await clinic_stage.invite("tim", Guest("patient", "Tim"), PLAN)
    await _opens(clinic_stage, "tim", "tim")
    assert not clinic_stage.actors["desk"].phone
