"""A link opened: by somebody the bot knows already, once more, or by somebody who guesses."""

from dataclasses import replace

import pytest

from bot.care.invites import Guest, Plan
from bot.care.ports import Incoming, Person, Said
from bot.care.reception import receive
from tests.care.ordering import CONFIRM
from tests.care.ward import count, leaves, newest
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
    event = Said(f"/start code-of-{of}-long-enough")
    async with stage.turn() as turn:
        await receive(turn, Incoming(user, user, event, name=f"{key} on Telegram", language="en"))
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
