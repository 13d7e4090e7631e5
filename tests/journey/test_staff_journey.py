"""A day of the staff on the page, with a caseload: the physio's alert from its picture to its end, and a broadcast."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.caseload.cast import CAST
from bot.sandbox.faults import Fault
from tests.journey.desk import CHROMIUM, PAST_SECONDS, PATIENCE, Desk, desk_in

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is found on this system"),
    pytest.mark.timeout(240),
]
MARTA = next(one.user for one in CAST if one.name == "Marta Vidal")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path_factory.mktemp("staff") / "demo", caseload=True) as desk:
        async with asyncio.timeout(PAST_SECONDS):
            await desk.demo.prepared.wait()
        yield desk


async def test_a_physio_takes_an_alert_to_its_end_on_the_phone(desk: Desk) -> None:
    """The alert with its picture; take it, look at the patient, decide, undo, and say how it ended."""
    await desk.reads("physio", "URGENT: Tom Berger")
    picture = desk.phone("physio").locator('[data-kind="photo"] img').last
    await expect(picture).to_be_visible(timeout=PATIENCE)
    await expect(picture).not_to_have_js_property("naturalWidth", 0)
    await desk.press("physio", "I take it")
    await desk.reads("physio", "Taken by Dora")

    await desk.press("physio", "Show the patient")
    await desk.reads("physio", "Baseline:")
    await desk.press("physio", "Open the plan", "run 30 s, walk 2 min", "I have examined you")
    await desk.reads("physio", "Nothing has happened yet.")
    await desk.press("physio", "Confirm", "Undo")
    await desk.reads("physio", "Nothing has changed, and Tom Berger was told nothing.")

    await desk.press("physio", "Resolve", "Examined")
    await desk.reads("physio", "Resolved by Dora: Examined")


async def test_a_clinic_sends_a_broadcast_by_typing_the_count_and_stops_it(desk: Desk) -> None:
    """Those who can be reached get it once; the one whom Telegram keeps refusing gets nothing after the stop."""
    desk.demo.world.add_fault(Fault(method="sendMessage", kind="error", times=-1, chat_id=MARTA))
    said, spanish = "The track is closed on Friday.", "El viernes la pista está cerrada."
    await desk.say("clinic", "/broadcast")
    await desk.reads("clinic", "draft")
    await desk.say("clinic", said)
    await desk.press("clinic", "Español")
    await desk.say("clinic", spanish)
    await desk.press("clinic", "To whom", "Status", "on track", "Back", "Preview")
    await desk.reads("clinic", "Type 2 to send it.")
    await desk.say("clinic", "3")
    await desk.say("clinic", "2")

    await desk.reads("clinic", "1 of 2")
    await desk.press("clinic", "Stop")
    await desk.reads("clinic", "stopped")
    await desk.press("clinic", "Each recipient")
    await expect(desk.phone("clinic").locator('[data-kind="document"]').last).to_be_visible(timeout=PATIENCE)
    texts = {one.name: " ".join(message.text for message in desk.demo.world.chat(one.user)) for one in CAST}
    assert [name for name, read in texts.items() if said in read or spanish in read] == ["Pau Serra"]
