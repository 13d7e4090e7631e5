"""A figure that the clinic has set is told as the clinic's own, to the patient and to the physio."""

from pathlib import Path

from bot.content.library import load
from tests.conftest import OPENING, Edit
from tests.play import Player
from tests.stage import Stage, plain

AS_SHIPPED = """value = 2
unit = "of 10"
origin = "seed"
source = "Milestone guide: consistent pain scores below 2 of 10 mean that the load is tolerated."
"""
OURS = "Our clinic, team meeting of 3 March 2026: no pain at all at first."
AS_SET = f"""value = 1
unit = "of 10"
origin = "clinic"
source = "{OURS}"
"""
RAN_WITH_PAIN = (
    *("Done as planned", "0", "1", "Only at the start, then gone", "An ache at the injury", "As normal", "2"),
)


def _told(stage: Stage, key: str) -> str:
    return "\n".join(plain(message.text) for message in stage.actors[key].phone)


async def test_a_limit_that_the_clinic_has_set_is_told_with_the_clinics_source(clinic: Edit, tmp_path: Path) -> None:
    """The guide says below 2; whoever asks why 1 was too much is not sent to the guide."""
    player = Player(tmp_path, load(clinic("protocols/milestones.toml", AS_SHIPPED, AS_SET)))
    await player.play(OPENING)
    stage = player.stage
    assert stage is not None
    for label in RAN_WITH_PAIN:
        await stage.tap("ana", label)

    await stage.say("ana", "/why")

    assert "Pain reached 1 of 10. To move on it has to be below 1." in _told(stage, "ana")
    assert f"From: {OURS}" in _told(stage, "ana")
    assert "as written there" not in _told(stage, "ana")
    await stage.end()
