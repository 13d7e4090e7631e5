"""What the tests of broadcasts share: a front desk, patients of every kind, and what stands on a phone."""

from dataclasses import replace

from bot.care.doors.reach import unreachable
from bot.care.joining.invites import Guest
from bot.care.ports import Person
from tests.stage import Actor, Shown, Stage, plain


async def front_desk(stage: Stage, key: str = "desk", name: str = "Front desk") -> None:
    """Let a member of the clinic join."""
    await stage.invite(key, Guest("clinic", name))
    await stage.say(key, f"/start code-of-{key}-long-enough")
    for words in ("English", "Europe/Madrid", "Never, write at any time"):
        await stage.say(key, words)


async def patient(stage: Stage, key: str, name: str, **columns: object) -> int:
    """Add an active patient who is on no protocol yet, and return their id."""
    user = 5000 + len(stage.actors)
    own = {"language": "en", "timezone": "Europe/Madrid", "state": "active", "user_id": user, "chat_id": user} | columns
    async with stage.turn() as turn:
        added = await turn.add_person(Person(0, "patient", name, **own))  # type: ignore[arg-type]  # as above
    stage.actors[key] = Actor(key, user, added.id, str(own["language"]))
    return added.id


async def block(stage: Stage, key: str) -> None:
    """Let Telegram say that somebody has blocked the bot."""
    async with stage.turn() as turn:
        await unreachable(turn, stage.actors[key].person)


async def changes(stage: Stage, key: str, **columns: object) -> None:
    """Let something about somebody be otherwise from now on."""
    async with stage.turn() as turn:
        turn.update(replace(await turn.person(stage.actors[key].person), **columns))  # type: ignore[arg-type]  # as above


def latest(stage: Stage, key: str) -> Shown:
    """Return the latest message on a phone."""
    return stage.actors[key].phone[-1]


def words(stage: Stage, key: str) -> str:
    """Return the latest message as it is read."""
    return plain(latest(stage, key).text)


def screen(stage: Stage, key: str) -> str:
    """Return everything on a phone as it is read."""
    return "\n".join(plain(message.text) for message in stage.actors[key].phone)


def labels(stage: Stage, key: str) -> list[str]:
    """Return the buttons under the latest message."""
    return [button.text for row in latest(stage, key).keyboard for button in row]


def report(stage: Stage, key: str = "desk") -> str:
    """Return the latest report of a broadcast on a phone."""
    shown = [plain(message.text) for message in stage.actors[key].phone]
    return next(text for text in reversed(shown) if "▓" in text or "░" in text)
