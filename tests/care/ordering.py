"""What the tests of orders share: opening a patient's card, tapping through an order, and a second physio."""

from dataclasses import replace

from bot.care.joining.invites import Guest
from bot.core.case import Case
from tests.stage import Stage, plain

CONFIRM = "✅ Confirm"
REASON = "I have examined you"
WRONG = "⚠️ Something feels wrong"
CHEST = "Chest pain, or short of breath"
NIGHT = "Pain at night or at rest"
GOOD_24 = ("0", "No pain", "None", "Not stiff", "As normal", "None of these")
RUN = ("Done as planned", "0", "0", "No pain", "As normal", "2")


def with_undo(stage: Stage, seconds: float = 60) -> Stage:
    """Let orders on this stage wait for so long before they take effect."""
    stage.settings = replace(stage.settings, undo_seconds=seconds)
    return stage


async def taps(stage: Stage, key: str, *labels: str) -> None:
    """Let somebody tap one button after another."""
    for label in labels:
        await stage.tap(key, label)


async def opens_card(stage: Stage, key: str = "dora", patient: str = "ana") -> None:
    """Let somebody of the clinic open a patient's card."""
    await stage.tap_data(key, f"p|{stage.actors[patient].person}")


async def orders(stage: Stage, *labels: str, key: str = "dora", patient: str = "ana") -> None:
    """Let somebody of the clinic give an order from the card: taps, and words behind a `>`."""
    await opens_card(stage, key, patient)
    for label in labels:
        if label.startswith(">"):
            await stage.say(key, label.removeprefix(">"))
        else:
            await stage.tap(key, label)


async def chooses(stage: Stage, *steps: str, key: str = "dora") -> None:
    """Let somebody of the clinic put an order about Ana together, by what its buttons carry, such as `k|rest`."""
    for step in steps:
        await stage.tap_data(key, f"d|{stage.actors['ana'].person}|{step}")


async def decides(stage: Stage, *steps: str, key: str = "dora") -> None:
    """Let somebody of the clinic put an order about Ana together and confirm it."""
    await chooses(stage, *steps, key=key)
    await stage.tap(key, CONFIRM)


async def reports(stage: Stage, flag: str, key: str = "ana") -> None:
    """Let a patient report something wrong."""
    await taps(stage, key, WRONG, flag, "✅ That is all")


async def joins(stage: Stage, key: str, role: str, name: str) -> None:
    """Take somebody of the clinic through the front door."""
    await stage.invite(key, Guest(role, name))
    await stage.say(key, f"/start code-of-{key}-long-enough")
    for words in ("English", "Europe/Madrid", "Never, write at any time"):
        await stage.say(key, words)


def newest(stage: Stage, key: str) -> str:
    """Return what somebody read last."""
    return plain(stage.actors[key].phone[-1].text)


def read(stage: Stage, key: str) -> str:
    """Return everything somebody can read on their phone."""
    return "\n".join(plain(message.text) for message in stage.actors[key].phone)


def count(stage: Stage, key: str) -> int:
    """Return how many messages are on a phone."""
    return len(stage.actors[key].phone)


def labels(stage: Stage, key: str) -> list[str]:
    """Return the buttons under the newest message of a phone."""
    return [button.text for row in stage.actors[key].phone[-1].keyboard for button in row]


async def ana(stage: Stage) -> Case:
    """Return Ana's case."""
    return await stage.case("ana")


async def session_is_valid(stage: Stage, key: str = "ana") -> bool:
    """Say whether the newest session card can be reported on, by tapping it, which begins a run where it can."""
    case = await stage.case(key)
    number = max(case.runs, default=0) + 1
    await stage.report(key)
    return number in (await stage.case(key)).runs
