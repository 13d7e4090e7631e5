"""A clinic with several people in it, for the tests of alerts: three physios, a desk, a chat, and two patients.

Everybody's quiet hours are from 21 to 8 in Madrid, which is also where the clinic is. It opens on a Monday at 10:00.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.care.doors.reception import receive
from bot.care.joining.invites import Guest, Plan
from bot.care.ports import Incoming, Left, Person, Returned
from bot.care.settings import Settings
from bot.content.library import Library
from bot.core.alert import Alert
from tests.stage import AS_BEFORE, Actor, Stage, plain

OPENS = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRONG = "⚠️ Something feels wrong"
CHEST = "Chest pain, or short of breath"
NIGHT = "Pain at night or at rest"
TAKE, RESOLVE, LATER = "✅ I take it", "☑️ Resolve", "⏰ Later"
SETTINGS = {"clinic": "Riverside", "timezone": "Europe/Madrid", "digest_hour": 8}


async def opened(folder: Path, library: Library) -> Stage:
    """Return a stage with everybody enrolled, which has ended."""
    stage = Stage(folder, library, settings=Settings(**AS_BEFORE | SETTINGS), start=OPENS, reopens=False)
    for key, name in (("dora", "Dora"), ("ben", "Ben"), ("eva", "Eva")):
        await _joins(stage, key, Guest("physio", name))
    await _joins(stage, "desk", Guest("clinic", "Front desk"))
    for key, name, physio in (("ana", "Ana", "Dora"), ("leo", "Leo", "Ben")):
        await stage.invite(key, Guest("patient", name), Plan("milestones", "hip_and_glute", physio, "run_30s"))
        for said in (
            f"/start code-of-{key}-long-enough",
            "English",
            "I agree",
            "Europe/Madrid",
            "Never, write at any time",
        ):
            await stage.say(key, said)
    await _tick_off(stage)
    await stage.end()
    return stage


async def _joins(stage: Stage, key: str, guest: Guest) -> None:
    await stage.invite(key, guest)
    for said in (f"/start code-of-{key}-long-enough", "English", "Europe/Madrid", "21-8"):
        await stage.say(key, said)


async def _tick_off(stage: Stage) -> None:
    """End what the opening raised, and clear the phones, so that a test reads only what it caused."""
    for key, patient in (("dora", "ana"), ("ben", "leo")):
        for alert in (await stage.case(patient)).open_alerts():
            await stage.tap_data(key, f"z|{stage.actors[patient].person}|{alert.number}|r|spoke")
    for actor in stage.actors.values():
        actor.phone.clear()


def with_settings(stage: Stage, **changed: Any) -> Stage:
    """Let the clinic decide otherwise from here on."""
    stage.settings = replace(stage.settings, **changed)
    return stage


async def with_chat(stage: Stage) -> Stage:
    """Give the clinic a chat of its own."""
    async with stage.turn() as turn:
        person = Person(0, "group", "Team", "en", "Europe/Madrid", state="active", chat_id=-100)
        made = await turn.add_person(person)
    stage.actors["team"] = Actor("team", 0, made.id)
    return stage


async def reports(stage: Stage, flag: str, key: str = "ana") -> None:
    """Let a patient report that something feels wrong."""
    await stage.say(key, "/wrong")
    await stage.tap(key, flag)
    await stage.tap(key, "✅ That is all")


async def speaks(stage: Stage, key: str, language: str) -> None:
    """Let somebody read another language from here on."""
    async with stage.turn() as turn:
        turn.update(replace(await turn.person(stage.actors[key].person), language=language))


async def leaves(stage: Stage, key: str) -> None:
    """Let somebody block the bot."""
    await _happens(stage, key, Left())


async def returns(stage: Stage, key: str) -> None:
    """Let somebody unblock the bot and say hello."""
    await _happens(stage, key, Returned())


async def _happens(stage: Stage, key: str, event: Left | Returned) -> None:
    user = stage.actors[key].user_id
    async with stage.turn() as turn:
        await receive(turn, Incoming(user, user, event))
    await stage.deliver()


async def set_clock(stage: Stage, hour: int, minute: int = 0) -> None:
    """Wait until it is this time of day in Madrid."""
    local = stage.clock.at + timedelta(hours=1)
    then = local.replace(hour=hour, minute=minute)
    await stage.wait(seconds=((then - local).total_seconds()) % 86400)


async def alert_of(stage: Stage, number: int = 0, key: str = "ana") -> Alert:
    """Return an alert of a patient, the latest one without a number."""
    alerts = (await stage.case(key)).alerts
    return alerts[number or max(alerts)]


def read(stage: Stage, key: str) -> list[str]:
    """Return everything on somebody's phone as they read it; pictures come without words."""
    return [plain(message.text) for message in stage.actors[key].phone if message.text]


def count(stage: Stage, key: str, words: str) -> int:
    """Return how many messages on somebody's phone say this."""
    return sum(words in said for said in read(stage, key))


def newest(stage: Stage, key: str) -> str:
    """Return the latest message on somebody's phone."""
    return read(stage, key)[-1] if read(stage, key) else ""
