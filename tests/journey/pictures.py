"""`python -m tests.journey.pictures docs/pictures`: draw the pictures of the guides anew, from the demo as it is.

Must never show anybody but the people of the demo.
"""

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, ViewportSize, expect

from tests.journey.desk import PAST_SECONDS, PATIENCE, Desk, desk_in

SCREEN = ViewportSize(width=1280, height=940)
SETTLES_MS = 900


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one phone at a time into a folder."""

    desk: Desk
    folder: Path

    async def take(self, role: str, name: str, *, top: Locator | None = None) -> None:
        """Take a phone as it stands, or with a message at its top."""
        if top is not None:
            await top.evaluate("item => item.scrollIntoView({block: 'start'})")
        await self.desk.page.mouse.move(0, 0)
        await self.desk.page.wait_for_timeout(SETTLES_MS)
        await self.desk.phone(role).locator(".device").screenshot(path=self.folder / f"{name}.png")

    async def asked(self, role: str, said: str, words: str) -> Locator:
        """Write something and return the message with these words that comes of it."""
        await self.desk.say(role, said)
        return await self.message(role, words)

    async def message(self, role: str, words: str) -> Locator:
        """Return the newest message with these words, as soon as it is there."""
        found = self.desk.phone(role).locator("[data-message-id]").filter(has_text=words).last
        await expect(found).to_be_visible(timeout=PATIENCE)
        return found


async def draw(folder: Path) -> None:
    """Play what the guides tell of and take each picture on the way."""
    with tempfile.TemporaryDirectory() as state:
        async with desk_in(Path(state) / "demo", caseload=True, screen=SCREEN) as desk:
            async with asyncio.timeout(PAST_SECONDS):
                await desk.demo.prepared.wait()
            camera = Camera(desk, folder)
            await _physio(camera, desk)
            await _clinic(camera, desk)


async def _physio(camera: Camera, desk: Desk) -> None:
    alert = await camera.message("physio", "The patient has been told to stop now")
    await expect(desk.phone("physio").locator('[data-kind="photo"] img').last).to_be_visible(timeout=PATIENCE)
    await desk.page.wait_for_timeout(SETTLES_MS)
    await camera.take("physio", "alert", top=alert)
    await camera.take("physio", "alert_picture", top=await camera.message("physio", "URGENT: Tom Berger"))
    await desk.page.screenshot(path=camera.folder.parent / "three-phones.png")
    await camera.take("physio", "roster", top=await camera.asked("physio", "/patients", "Your patients: 9"))
    await desk.press("physio", "Marta Vidal")
    await camera.take("physio", "card", top=await camera.message("physio", "Baseline:"))
    await desk.press("physio", "Chart")
    await camera.take("physio", "chart", top=await camera.message("physio", "Marta Vidal: the last weeks"))
    await desk.press("physio", "Journal")
    await camera.take("physio", "journal", top=await camera.message("physio", "newest first"))
    await camera.asked("physio", "/patients kai", "in the name")
    await desk.press("physio", "Kai Lindqvist")
    await camera.message("physio", "The plan is closed since")
    await desk.press("physio", "Open the plan", "run 30 s, walk 2 min", "I have examined you")
    await camera.take("physio", "deciding", top=await camera.message("physio", "Nothing has happened yet"))
    await desk.press("physio", "Leave it")
    await camera.asked("physio", "/week", "Need somebody now")
    await camera.take("physio", "week", top=await camera.message("physio", "The week,"))


async def _clinic(camera: Camera, desk: Desk) -> None:
    await desk.say("clinic", "/broadcast")
    await camera.message("clinic", "draft")
    await desk.say("clinic", "Good morning {first_name}, the track is closed on Friday.")
    await desk.press("clinic", "Español")
    await desk.say("clinic", "Hola {first_name}: el viernes la pista está cerrada.")
    await desk.press("clinic", "To whom", "Status", "on track", "Back", "Preview")
    await camera.take("clinic", "broadcast", top=await camera.message("clinic", "to send it."))
    await camera.take("clinic", "figures", top=await camera.asked("clinic", "/figures", "Figures of the clinic"))
    await camera.take("clinic", "people", top=await camera.asked("clinic", "/people", "People at"))


def main() -> int:
    """Draw them into the folder that was named."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
