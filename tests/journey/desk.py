"""The demo and its page in a browser, for journeys and for the pictures of the guides."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import which
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bot.sandbox.demo import Demo

CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREEN = ViewportSize(width=1280, height=860)
PATIENCE = 15_000
PAST_SECONDS = 90
MORNING = 10


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

    async def press(self, role: str, *labels: str) -> None:
        """Tap the newest button that says so, even if it stays where it is; after each, wait for what comes of it."""
        for label in labels:
            shown = self.phone(role).locator(".list")
            before = await shown.inner_text()
            await self.phone(role).locator(".key").filter(has_text=label).last.click(timeout=PATIENCE)
            await expect(shown).not_to_have_text(before, use_inner_text=True, timeout=PATIENCE)

    async def say(self, role: str, words: str) -> None:
        """Write something on a phone."""
        await self.phone(role).get_by_role("textbox").fill(words)
        await self.phone(role).get_by_role("textbox").press("Enter")

    async def reads(self, role: str, words: str) -> None:
        """Wait until a phone shows these words."""
        await expect(self.phone(role).get_by_text(words).last).to_be_visible(timeout=PATIENCE)

    async def skip(self, **span: float) -> None:
        """Move the demo's clock."""
        self.demo.clock.shift(timedelta(**span).total_seconds())


@asynccontextmanager
async def desk_in(folder: Path, *, caseload: bool = False, screen: ViewportSize = SCREEN) -> AsyncIterator[Desk]:
    """Open the demo on a page; it is ten in the morning, or six in the evening with a caseload."""
    async with Demo(folder, caseload=caseload) as demo, async_playwright() as playwright:
        if not caseload:
            local = demo.clock.now().astimezone(ZoneInfo("Europe/Madrid"))
            at = local.replace(hour=MORNING, minute=0, second=0)
            demo.clock.shift(((at if at > local else at + timedelta(days=1)) - local).total_seconds())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM or "", args=ARGUMENTS)
        page = await browser.new_page(viewport=screen, timezone_id="Europe/Madrid", reduced_motion="reduce")
        await page.goto(demo.sandbox.url)
        yield Desk(demo, page)
        await browser.close()
