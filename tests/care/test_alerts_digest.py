"""The digest: what can wait comes once a day, grouped by patient, and again until it has ended."""

from datetime import timedelta

import pytest

from bot.care.alerts.raising import raise_alert
from bot.care.visit import visit
from bot.core.orders import Placed
from tests.care import ward
from tests.care.ward import NIGHT, count, newest, reports, with_settings
from tests.stage import Stage

DIGEST, SEEN = "What can wait", "✅ All seen"


@pytest.fixture
def stage(clinic_stage: Stage) -> Stage:
    return clinic_stage


async def _stops(stage: Stage, key: str = "ana") -> None:
    await stage.say(key, "/stop")
    await stage.tap(key, "Yes, stop")


async def test_what_can_wait_comes_at_the_hour_of_the_digest(stage: Stage) -> None:
    await _stops(stage)
    assert not stage.actors["dora"].phone

    await ward.set_clock(stage, 7, 59)
    assert not stage.actors["dora"].phone
    await stage.wait(minutes=1)

    assert "What can wait · 1 patient" in newest(stage, "dora")
    assert "• has stopped (22 hours ago)" in newest(stage, "dora")
    assert not count(stage, "ben", DIGEST)


async def test_the_digest_keeps_to_the_physios_own_clock(stage: Stage) -> None:
    """At eight in New York it is two in the afternoon in Madrid."""
    async with stage.turn() as turn:
        person = await turn.person(stage.actors["dora"].person)
        turn.update(ward.replace(person, timezone="America/New_York"))
    await _stops(stage)

    await ward.set_clock(stage, 13, 59)
    assert not count(stage, "dora", DIGEST)
    await stage.wait(minutes=1)
    assert count(stage, "dora", DIGEST) == 1


async def test_all_of_a_day_is_one_message_grouped_by_patient(stage: Stage) -> None:
    async with stage.turn() as turn:
        turn.update(ward.replace(await turn.person(stage.actors["leo"].person), physio=stage.actors["dora"].person))
    await _stops(stage, "leo")
    await stage.wait(minutes=1)
    await stage.say("ana", "my knee feels fine today")
    await _stops(stage)
    await ward.set_clock(stage, 8)

    said = newest(stage, "dora")
    assert "2 patients" in said
    assert said.index("Leo") < said.index("Ana")
    assert "wrote: my knee feels fine today" in said
    assert count(stage, "dora", DIGEST) == 1


async def test_all_seen_ends_what_needs_nothing_more(stage: Stage) -> None:
    await stage.say("ana", "my knee feels fine today")
    await _stops(stage)
    await ward.set_clock(stage, 8)

    await stage.tap("dora", SEEN)

    assert not (await stage.case("ana")).open_alerts()
    assert "Seen: 2 ended." in newest(stage, "dora")
    await stage.wait(days=2)
    assert count(stage, "dora", DIGEST) == 0


@pytest.mark.parametrize("about", ["checkpoint", "unreachable", "finished", "not_started"])
async def test_all_seen_leaves_open_what_needs_more_than_reading(stage: Stage, about: str) -> None:
    await _comes_to(stage, about)

    await _stays_open(stage, about)


@pytest.mark.parametrize("about", ["gate", "gate_waits"])
async def test_all_seen_leaves_open_that_a_gate_waits_for_the_physio(measured: Stage, about: str) -> None:
    with_settings(measured, digest_hour=8)
    for alert in (await measured.case("ana")).open_alerts():
        await measured.tap_data("dora", f"z|{measured.actors['ana'].person}|{alert.number}|r|spoke")
    await _comes_to(measured, about, gate="strength", tests=["leg_strength"])

    await _stays_open(measured, about)


async def _comes_to(stage: Stage, about: str, **details: object) -> None:
    """Let it come to this with Ana, as it would on her way."""
    if about == "unreachable":
        await ward.leaves(stage, "ana")
        return
    async with stage.turn() as turn:
        ana = await visit(turn, await turn.person(stage.actors["ana"].person))
        if about == "finished":
            turn.record(ana.person.id, Placed("", stage.actors["dora"].person, ""))
        raise_alert(ana, "tell", about, **({"checkpoint": "before_run_walk"} if about == "checkpoint" else details))


async def _stays_open(stage: Stage, about: str) -> None:
    """Let Dora tap "All seen" in the morning, and see that the one thing in the list is left."""
    await ward.set_clock(stage, 8)
    await stage.tap("dora", SEEN)

    assert "Still open, because it needs more than reading: 1." in newest(stage, "dora")
    assert [one.about for one in (await stage.case("ana")).open_alerts()] == [about]


async def test_all_seen_ends_nothing_that_came_after_the_list(stage: Stage) -> None:
    await stage.say("ana", "my knee feels fine today")
    await ward.set_clock(stage, 8)
    await stage.say("ana", "now it hurts when I sit for long")

    await stage.tap("dora", SEEN)

    assert [one.details["note"] for one in (await stage.case("ana")).open_alerts()] == [
        "now it hurts when I sit for long"
    ]


@pytest.mark.parametrize("changed", ["the hour", "the clock"])
async def test_a_second_digest_on_one_day_comes_and_has_a_list_of_its_own(stage: Stage, changed: str) -> None:
    """At nine the clinic sets another hour, or Dora goes to New York: today's hour comes once more."""
    await stage.say("ana", "my knee feels fine today")
    await ward.set_clock(stage, 8)
    first = stage.button("dora", SEEN)
    await stage.wait(hours=1)
    if changed == "the hour":
        with_settings(stage, digest_hour=14)
    else:
        async with stage.turn() as turn:
            dora = await turn.person(stage.actors["dora"].person)
            turn.update(ward.replace(dora, timezone="America/New_York", quiet_hours="none"))
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")

    await stage.wait(hours=8)

    assert count(stage, "dora", DIGEST) == 2
    assert "stopped" in newest(stage, "dora")
    await stage.tap_data("dora", first)
    assert "Nothing was changed." in stage.actors["dora"].toast
    assert [one.about for one in (await stage.case("ana")).open_alerts()] == ["note", "stopped"]


async def test_all_seen_leaves_what_was_put_off_meanwhile(stage: Stage) -> None:
    await stage.say("ana", "call me on Thursday please")
    await _stops(stage)
    await ward.set_clock(stage, 8)
    number = next(one.number for one in (await stage.case("ana")).open_alerts() if one.about == "note")
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|{number}|s|m")

    await stage.tap("dora", SEEN)

    assert [one.about for one in (await stage.case("ana")).open_alerts()] == ["note"]
    assert "Still open" not in newest(stage, "dora")


async def test_a_list_is_ticked_off_once_and_never_an_old_one(stage: Stage) -> None:
    await ward.leaves(stage, "ana")
    await ward.set_clock(stage, 8)
    old = stage.button("dora", SEEN)
    await stage.wait(days=1)

    await stage.tap_data("dora", old)
    assert stage.actors["dora"].toast == "That list is done, or is an older one. Nothing was changed."

    data = stage.button("dora", SEEN)
    await stage.tap("dora", SEEN)
    await stage.tap_data("dora", data)
    assert stage.actors["dora"].toast == "That list is done, or is an older one. Nothing was changed."


@pytest.mark.parametrize("data", ["dg", "dg|1772521200", "dg|1772521200|x", "dg|x|0", "dg|1772521200|-1", "dg|||"])
async def test_a_forged_tick_ends_nothing(stage: Stage, data: str) -> None:
    await _stops(stage)
    await ward.set_clock(stage, 8)

    for key in ("dora", "ben", "eva", "desk", "leo"):
        await stage.tap_data(key, data if key == "dora" else "dg|1772521200|0")

    assert (await ward.alert_of(stage)).is_open


async def test_what_is_still_open_comes_again_the_next_day(stage: Stage) -> None:
    await _stops(stage)
    await stage.wait(days=4)

    assert count(stage, "dora", DIGEST) == 4


async def test_what_was_put_off_is_left_out_until_then(stage: Stage) -> None:
    await ward.leaves(stage, "ana")
    await ward.set_clock(stage, 20)
    await stage.tap_data("dora", f"z|{stage.actors['ana'].person}|2|s|m")
    before = count(stage, "dora", DIGEST)
    await ward.set_clock(stage, 7, 59)
    assert count(stage, "dora", DIGEST) == before

    await stage.wait(days=1, minutes=1)

    assert count(stage, "dora", DIGEST) >= 1


async def test_the_button_of_a_patient_shows_what_is_open_about_them(stage: Stage) -> None:
    await _stops(stage)
    await ward.set_clock(stage, 8)

    await stage.tap("dora", "Ana")

    assert "Ana has stopped using the bot" in newest(stage, "dora")
    await stage.tap("dora", "☑️ Resolve")
    await stage.tap("dora", "Spoke with the patient")
    assert not (await stage.case("ana")).open_alerts()


async def test_news_comes_at_once_but_never_in_quiet_hours(stage: Stage) -> None:
    await stage.say("ana", "may I swim instead?")
    assert count(stage, "dora", "may I swim instead?") == 1

    await ward.set_clock(stage, 23)
    await stage.say("ana", "and what about cycling?")
    await ward.set_clock(stage, 7, 59)
    assert count(stage, "dora", "and what about cycling?") == 0

    await stage.wait(minutes=1)
    assert count(stage, "dora", "and what about cycling?") == 2  # the message itself, and its line in the digest


async def test_where_the_physio_is_not_there_the_clinic_gets_the_digest(stage: Stage) -> None:
    await ward.leaves(stage, "dora")
    await _stops(stage)
    await ward.set_clock(stage, 8)

    assert "has stopped" in newest(stage, "desk")
    await stage.tap("desk", SEEN)
    assert not (await stage.case("ana")).open_alerts()


async def test_a_digest_that_was_late_is_sent_once(stage: Stage) -> None:
    await _stops(stage)
    stage.clock.at += timedelta(days=3)

    await stage.tick()
    await stage.wait(hours=1)

    assert count(stage, "dora", DIGEST) == 1


async def test_without_an_hour_everything_comes_at_once(stage: Stage) -> None:
    with_settings(stage, digest_hour=None)

    await _stops(stage)

    assert count(stage, "dora", "Ana has stopped using the bot") == 1


async def test_a_long_digest_comes_in_pages_that_each_fit(stage: Stage) -> None:
    """Forty patients who stopped: every one of them is named, and no message is too long."""
    from bot.care.joining.invites import Guest, Plan

    for number in range(40):
        key = f"p{number}"
        name = f"Patient {'<&>' * 8} {number}"
        await stage.invite(key, Guest("patient", name), Plan("milestones", "hip_and_glute", "Dora", "run_30s"))
        for said in (f"/start code-of-{key}-long-enough", "English", "I do not agree"):
            await stage.say(key, said)
    stage.actors["dora"].phone.clear()
    await ward.set_clock(stage, 8)

    pages = [one for one in stage.actors["dora"].phone if DIGEST in one.text]
    assert len(pages) >= 5
    assert all(len(one.text) <= 4096 for one in pages)
    assert all(any(f"{number}\n" in said for said in ward.read(stage, "dora")) for number in range(40))


async def test_late_answers_end_the_alert_that_they_were_missing(stage: Stage) -> None:
    with_settings(stage, reminders_after_hours=(1.0,), missing_after_hours=2.0)
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    await _confirm(stage)
    await stage.tap("ana", "Done as planned")
    await stage.wait(hours=3)
    assert [one.about for one in (await stage.case("ana")).open_alerts()] == ["missing"]

    for label in ("0", "0", "No pain", "As normal", "2"):
        await stage.tap("ana", label)

    missing = next(one for one in (await stage.case("ana")).alerts.values() if one.about == "missing")
    assert (missing.resolved_by, missing.outcome) == (0, "answered")


async def test_a_patient_who_comes_back_ends_the_alert_about_it(stage: Stage) -> None:
    await ward.leaves(stage, "ana")
    await ward.returns(stage, "ana")
    assert not (await stage.case("ana")).open_alerts()
    assert "the patient is back" in newest(stage, "dora")

    await _stops(stage)
    await stage.say("ana", "/start")
    assert not (await stage.case("ana")).open_alerts()


async def test_a_decision_wakes_nobody_through_the_digest(stage: Stage) -> None:
    """What is pressing never stands in the digest; it is called about instead."""
    await reports(stage, NIGHT)
    await ward.set_clock(stage, 8)

    assert count(stage, "dora", DIGEST) == 0


async def _confirm(stage: Stage) -> None:
    """Confirm the signature where it is asked for."""
    for row in stage.actors["dora"].phone[-1].keyboard:
        for button in row:
            if "✅" in button.text:
                await stage.tap_data("dora", button.data)
                return
