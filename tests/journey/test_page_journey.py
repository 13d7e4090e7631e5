"""A newcomer's journey on the page: enrol, run, flare up, reach the physio, kill the bot, go on where one was."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.demo import Demo
from tests.journey.desk import CHROMIUM, Desk, desk_in

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is found on this system"),
    pytest.mark.timeout(180),
]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path / "demo") as desk:
        yield desk


async def test_a_newcomer_plays_a_flare_to_the_physios_phone(desk: Desk, tmp_path: Path) -> None:
    """From consent to the held plan, through a kill of the bot in the middle of a question, and `/why` says why."""
    await desk.tap("patient", "English", "I agree", "Europe/Madrid", "22:00 to 7:00")
    await desk.reads("physio", "waits for your signature")
    await desk.press("physio", "✍️ Sign the checkpoint")
    await desk.press("physio", "✅ Confirm")
    await desk.reads("physio", "told then, not before")
    await desk.skip(seconds=61)
    await desk.tap("patient", "Done as planned", "1", "4")

    await _kill(desk.demo)

    await desk.tap("patient", "Grew as I ran", "Sharp or stabbing", "I limped", "6")
    await desk.reads("patient", "No running for now")
    await desk.reads("physio", "Your decision needed: Ana")
    await desk.page.screenshot(path=os.environ.get("STRIDEBACK_SCREENSHOT") or tmp_path / "phones.png")

    await desk.tap("physio", "✅ I take it")
    await desk.press("patient", "Why?")
    await desk.reads("patient", "the milestone guide, as written there.")
    await desk.press("physio", "Open the plan", "run 30 s, walk 2 min", "I have examined you", "✅ Confirm")
    await desk.reads("physio", "Takes effect")
    await desk.skip(minutes=1, seconds=5)
    await desk.skip(seconds=61)
    await desk.reads("patient", "Your plan is open.")


async def _kill(demo: Demo) -> None:
    """Kill the bot's process without warning; the demo starts it again."""
    assert demo.bot is not None
    killed = demo.bot
    os.kill(killed.pid, signal.SIGKILL)
    async with asyncio.timeout(20):
        await killed.wait()
