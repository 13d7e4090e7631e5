"""A newcomer's journey on the page: enrol, run, flare up, reach the physio, kill the bot, go on where one was."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.sandbox.demo import Demo

CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOT = Path(__file__).parent.parent.parent / "docs" / "three-phones.png"
PATIENCE = 15_000

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is found on this system"),
    pytest.mark.timeout(180),
]


@dataclass(frozen=True)
class Desk:
    """The demo and its page in a browser."""

    demo: Demo
    page: Page

    def phone(self, role: str) -> Locator:
        """Return one person's phone."""
        return self.page.locator(f'[data-phone="{role}"]')

    async def tap(self, role: str, *labels: str) -> None:
        """Tap the newest button of each label, as soon as it is there, and wait until it is spent."""
        for label in labels:
            button = self.phone(role).get_by_role("button", name=label, exact=True).last
            await expect(button).to_be_visible(timeout=PATIENCE)
            carried = await button.get_attribute("data-callback")
            await button.click(timeout=PATIENCE)
            # A question that was answered is edited, so its button goes or carries something else.
            spent = self.phone(role).locator(f'[data-callback="{carried}"]')
            await expect(spent).to_have_count(0, timeout=PATIENCE)

    async def press(self, role: str, label: str) -> None:
        """Tap a button that stays where it is."""
        await self.phone(role).get_by_role("button", name=label, exact=True).last.click(timeout=PATIENCE)

    async def reads(self, role: str, words: str) -> None:
        """Wait until a phone shows these words."""
        await expect(self.phone(role).get_by_text(words).last).to_be_visible(timeout=PATIENCE)

    async def skip(self, **span: float) -> None:
        """Move the demo's clock."""
        self.demo.clock.shift(timedelta(**span).total_seconds())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with Demo(tmp_path / "demo") as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM or "", args=ARGUMENTS)
        page = await browser.new_page(
            viewport={"width": 1280, "height": 860}, timezone_id="Europe/Madrid", reduced_motion="reduce"
        )
        await page.goto(demo.sandbox.url)
        yield Desk(demo, page)
        await browser.close()


async def test_a_newcomer_plays_a_flare_to_the_physios_phone(desk: Desk, tmp_path: Path) -> None:
    """From consent to the held plan, through a kill of the bot in the middle of a question, and `/why` says why."""
    await desk.tap("patient", "English", "I agree", "Europe/Madrid", "22:00 to 7:00")
    await desk.reads("physio", "waits for your signature")
    await desk.tap("physio", "✍️ Sign the checkpoint")
    await desk.tap("patient", "Done as planned", "1", "4")

    await _kill(desk.demo)

    await desk.tap("patient", "Grew as I ran", "Sharp or stabbing", "I limped", "6")
    await desk.reads("patient", "No running for now")
    await desk.reads("physio", "Your decision needed: Ana")
    await desk.page.screenshot(path=os.environ.get("STRIDEBACK_SCREENSHOT") or tmp_path / "phones.png")

    await desk.tap("physio", "✅ I take it")
    await desk.press("patient", "Why?")
    await desk.reads("patient", "the milestone guide, as written there.")
    for label in ("Open the plan", "run 30 s, walk 2 min", "I have examined you"):
        await desk.press("physio", label)
    await desk.reads("patient", "Your plan is open.")


async def _kill(demo: Demo) -> None:
    """Kill the bot's process without warning; the demo starts it again."""
    assert demo.bot is not None
    killed = demo.bot
    os.kill(killed.pid, signal.SIGKILL)
    async with asyncio.timeout(20):
        await killed.wait()
