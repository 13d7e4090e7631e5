"""Stages on which Ana stands at a rung of a clinic's ladder, and what the tests of sessions do and look at there."""

from dataclasses import dataclass
from pathlib import Path

from bot.content.library import Library
from tests.play import Player
from tests.stage import Stage, plain

GOOD_DAY = ("0", "No pain", "None", "Not stiff", "As normal", "None of these")
GOOD_RUN = ("Done as planned", "0", "0", "No pain", "As normal", "2")
GOOD_JUMPS = ("Done as planned", "0", "0", "No pain", "As normal", "Soft and steady", "2")
OPENING = """\
start    2026-03-02 18:00 Europe/Madrid
people   dora physio Dora
people   ana patient Ana physio=Dora protocol={protocol} rung={rung}
"""


async def _enrol(player: Player, protocol: str, rung: str) -> Stage:
    await player.play(OPENING.format(protocol=protocol, rung=rung))
    stage = player.stage
    assert stage is not None
    for key, agreed in (("dora", ()), ("ana", ("I agree",))):
        for said in (
            f"/start code-of-{key}-long-enough",
            "English",
            *agreed,
            "Europe/Madrid",
            "Never, write at any time",
        ):
            await stage.say(key, said)
    await stage.end()
    return stage


@dataclass
class Opening:
    """Opens stages on which Ana stands at a rung of a clinic's ladder, on a Monday."""

    folder: Path
    library: Library
    made: dict[tuple[str, str], Stage]
    stages: list[Stage]

    async def at(self, protocol: str, rung: str) -> Stage:
        """Return a stage with Ana and Dora enrolled."""
        if (protocol, rung) not in self.made:
            first = self.folder / "first"
            first.mkdir()
            self.made[protocol, rung] = await _enrol(Player(first, self.library, reopens=False), protocol, rung)
        self.stages.append(self.made[protocol, rung].fork(self.folder))
        return self.stages[-1]


async def taps(stage: Stage, *labels: str) -> None:
    """Let Ana tap these buttons, one after the other."""
    for label in labels:
        await stage.tap("ana", label)


def said_to(stage: Stage, key: str = "ana") -> list[str]:
    """Return every message on somebody's phone that says anything; pictures come without words."""
    return [plain(message.text) for message in stage.actors[key].phone if message.text]


def newest(stage: Stage, key: str = "ana") -> str:
    """Return the newest message on somebody's phone."""
    return said_to(stage, key)[-1]


async def good_run(stage: Stage) -> None:
    """Run a session of which nothing at all is wrong in any of its three check-ins."""
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)


async def ran_more(stage: Stage, minutes: int) -> None:
    """Run longer than was planned, and report nothing else."""
    await taps(stage, "Did more")
    await stage.say("ana", str(minutes))
    await taps(stage, "0", "0", "No pain", "As normal", "2")
