"""The tour: a whole journey on the real bot over HTTP, printed as a chat, in a few seconds.

Ana enrols, Dora signs her off, two runs go well, a third flares up, a fourth brings a red flag, Dora reopens the plan.
Must never look inside the bot: it taps what is on the phones and reads what they show.
"""

import asyncio
import html
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sandbox.demo import CLINIC, PATIENT, PHYSIO, Demo
from bot.sandbox.model import Message

PATIENCE = 8.0
NONE = "None of these"
Condition = Callable[[], bool]
NAMES = {PATIENT: "Ana", PHYSIO: "Dora", CLINIC: "Clinic"}


class TourError(Exception):
    """Somebody waited in vain for what they had to hear."""


@dataclass
class Tour:
    """The phones: what has been printed of each so far, and what of it stood there when the scene began."""

    demo: Demo
    printed: dict[tuple[int, int], str] = field(default_factory=dict)
    before: dict[tuple[int, int], str] = field(default_factory=dict)

    async def tap(self, user: int, *labels: str) -> None:
        """Tap buttons one after the other, each as soon as it is there."""
        for label in labels:
            message, data = await self._button(user, label)
            print(f"  {NAMES[user]:>6} ▸ [{label}]")
            before = (message.text, message.keyboard, len(self.demo.world.chat(user)))
            self.demo.world.tap(user, message.message_id, data)
            await self._until(self._changed_since(before, user, message.message_id), f"an answer to [{label}]")

    async def hears(self, user: int, words: str) -> None:
        """Wait until somebody's newest messages say this, and print what is new on their phone."""
        await self._until(lambda: self._says(user, words), f"“{words}” for {NAMES[user]}")
        self.print_news(user)

    async def later(self, **span: float) -> None:
        """Move the clock, and give the bot the moment it needs to notice."""
        self.demo.clock.shift(timedelta(**span).total_seconds())
        print(f"\n  ── {self.demo.clock.now():%A %d %B, %H:%M} UTC ──")

    async def confirm(self) -> None:
        """Confirm what the physio has put together, and let the time pass in which it can be undone."""
        await self.tap(PHYSIO, "✅ Confirm")
        await self.hears(PHYSIO, "Takes effect")
        await self.later(minutes=1, seconds=5)

    def hours_until(self, hour: int) -> float:
        """Return the hours from now until the next such hour in Madrid, where the demo's clinic is."""
        local = self.demo.clock.now().astimezone(ZoneInfo("Europe/Madrid"))
        at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        return ((at if at > local else at + timedelta(days=1)) - local).total_seconds() / 3600

    def _changed_since(self, before: tuple[object, ...], user: int, message_id: int) -> Condition:
        return lambda: before != self._now(user, message_id)

    def _says(self, user: int, words: str) -> bool:
        news = [one for one in self.demo.world.chat(user) if self.before.get((user, one.message_id)) != one.text]
        return any(words in one.text for one in news if one.from_bot)

    def begin(self, title: str) -> None:
        """Begin a scene; what came since the last one still belongs to that one."""
        for user in NAMES:
            self.print_news(user)
        self.before = dict(self.printed)
        print(f"\n━━ {title} ━━")

    def print_news(self, user: int) -> None:
        """Print what is new on somebody's phone."""
        for message in self.demo.world.chat(user):
            if message.from_bot and self.printed.get((user, message.message_id)) != message.text:
                self.printed[user, message.message_id] = message.text
                print(_block(f"{NAMES[user]} reads", message.text))

    def _now(self, user: int, message_id: int) -> tuple[object, ...]:
        chat = self.demo.world.chat(user)
        found = next((one for one in chat if one.message_id == message_id), None)
        return (found.text, found.keyboard, len(chat)) if found else ()

    async def _button(self, user: int, label: str) -> tuple[Message, str]:
        found: list[tuple[Message, str]] = []

        def there() -> bool:
            found[:] = [
                (message, str(button["callback_data"]))
                for message in reversed(self.demo.world.chat(user))
                for row in message.keyboard
                for button in row
                if button["text"] == label
            ]
            return bool(found)

        await self._until(there, f"the button [{label}] on {NAMES[user]}'s phone")
        return found[0]

    async def _until(self, holds: Condition, what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TourError(f"{what} did not come within {PATIENCE:g} seconds") from None


def _block(head: str, text: str) -> str:
    plain = html.unescape(re.sub(r"<[^>]+>", "", text))
    lines = plain.splitlines() or [""]
    return "\n".join([f"\n  {head}:", *(f"    │ {line}" for line in lines)])


async def play(folder: Path) -> int:
    """Play the journey and print it; returns 0, or 1 with a sentence when somebody waited in vain."""
    try:
        async with Demo(folder) as demo:
            await _journey(Tour(demo))
    except TourError as error:
        print(f"\nThe tour stopped: {error}.", file=sys.stderr)
        return 1
    print("\nThe end: everybody heard what they had to.")
    return 0


async def _journey(tour: Tour) -> None:
    await _enrolment(tour)
    for _ in range(2):
        await _good_run(tour)
    await _flare(tour)
    await _red_flag(tour)


async def _enrolment(tour: Tour) -> None:
    await tour.later(hours=tour.hours_until(9))
    tour.begin("Ana opens her invite")
    await tour.tap(PATIENT, "English", "I agree", "Europe/Madrid", "22:00 to 7:00")
    await tour.hears(PATIENT, "first run/walk")
    await tour.hears(PHYSIO, "signature")
    await tour.tap(PHYSIO, "✍️ Sign the checkpoint")
    await tour.confirm()
    await tour.hears(PATIENT, "Your next session")


async def _good_run(tour: Tour) -> None:
    tour.begin("A run that goes well")
    await tour.later(hours=tour.hours_until(10))
    await _report(tour, "0", "1", "Only at the start, then gone", "An ache at the injury", "As normal", "2")
    await _next_check_in(
        tour, "One day after", "1", "An ache at the injury", "None", "Not stiff", "1", "As normal", NONE
    )
    await _next_check_in(tour, "Two days after", "0", "No pain", "None", "Not stiff", "0", "As normal", NONE, "8")
    await tour.hears(PATIENT, "you can go on")


async def _flare(tour: Tour) -> None:
    tour.begin("A run that flares up")
    await tour.later(hours=tour.hours_until(10))
    await _report(tour, "1", "3", "Grew as I ran", "An ache at the injury", "As normal", "4")
    await _next_check_in(
        tour, "One day after", "3", "An ache at the injury", "None", "Not stiff", "3", "As normal", NONE
    )
    await _next_check_in(
        tour, "Two days after", "2", "An ache at the injury", "None", "Not stiff", "2", "As normal", NONE, "7"
    )
    await tour.hears(PATIENT, "same session")
    await tour.tap(PATIENT, "Why?")
    await tour.hears(PATIENT, "below 2")


async def _red_flag(tour: Tour) -> None:
    tour.begin("Something feels wrong")
    await tour.tap(PATIENT, "⚠️ Something feels wrong", "Pain at night or at rest")
    await tour.hears(PATIENT, "No running for now")
    await tour.hears(PHYSIO, "Your decision needed")
    await tour.tap(PHYSIO, "✅ I take it")
    tour.begin("Dora opens the plan again")
    await tour.tap(PHYSIO, "Open the plan", "run 30 s, walk 2 min", "I have examined you")
    await tour.confirm()
    await tour.hears(PATIENT, "Your plan is open")
    await tour.hears(PATIENT, "Your next session")


async def _report(tour: Tour, *answers: str) -> None:
    await tour.tap(PATIENT, "Done as planned", *answers)
    await tour.hears(PATIENT, "7/7")


async def _next_check_in(tour: Tour, title: str, *answers: str) -> None:
    """Skip to the check-in and answer it."""
    await tour.later(hours=24, minutes=1)
    await tour.hears(PATIENT, title)
    await tour.tap(PATIENT, *answers)
