"""The physio of the month: she sees what is on her phone and taps, and does nothing in any other way.

She looks once an hour by day; at night an urgent alert wakes her. From the facts is read only since when somebody
waits to be examined, which is what she would know from her practice.
"""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.stage import START, Shown, Stage, plain

ZONE = ZoneInfo("Europe/Madrid")
WRITES_ON = 7
EXAMINES_AFTER = timedelta(hours=20)
"""A closed plan is opened on the next day, when the patient has been examined."""

SPOKE, EXAMINED, CONFIRM = "Spoke with the patient", "I have examined you", "✅ Confirm"
SIGN, SIGN_GATE, OPEN = "✍️ Sign the checkpoint", "✍️ Sign in place of the tests", "Open the plan"
MORE, DISCHARGE = "More …", "🎓 Discharge"
FINISHED = "has done the last session"
OF_HER_OWN = {
    4: ("💤 Hold for days", "3 days"),
    6: ("⏸ Pause", "🏖 Holiday", "Until"),
    9: ("↕️ Another step", "run 1 min"),
}
"""What she decides without being asked, on which day of the month, as the taps on a patient's card that lead to it."""


class Physio:
    """One physio's phone, and how she works through it."""

    def __init__(self, stage: Stage, key: str, said: list[str], counts: Counter[str]) -> None:
        """Write down in `said` what comes and what she taps."""
        self._stage, self._key = stage, key
        self._said, self._counts = said, counts
        self._seen: dict[int, str] = {}
        self._next = stage.clock.at
        self._done: set[object] = set()
        self._ordered: set[str] = set()

    @property
    def _phone(self) -> list[Shown]:
        return self._stage.actors[self._key].phone

    async def look(self) -> None:
        """Look at the phone if it is time to, and do what it asks for."""
        now = self._stage.clock.at
        hour = now.astimezone(ZONE).hour
        woken = any("URGENT" in message.text and self._is_new(message) for message in self._phone[-20:])
        if now < self._next and not woken:
            return
        if not 7 <= hour < 20 and not woken:
            return
        self._next = now + timedelta(hours=1)
        self._ordered.clear()
        self._read()
        for message in list(self._phone[-120:]):
            await self._deal_with(message, now)
        await self._decide_of_her_own((now - START).days)
        self._read()

    def _is_new(self, message: Shown) -> bool:
        return message.id not in self._seen

    def _read(self) -> None:
        """Write down what is new on the phone, or reads otherwise than before."""
        for message in self._phone[-120:]:
            said = as_read(message)
            if self._seen.get(message.id) != said:
                if message.id not in self._seen:
                    self._counts["messages"] += 1
                    self._counts[f"day {self._stage.clock.at.astimezone(ZONE):%m-%d}"] += 1
                at = f"{self._stage.clock.at.astimezone(ZONE):%a %d %b %H:%M}"
                self._said.append(f"{at}\n{said}")
                self._seen[message.id] = said

    async def _deal_with(self, message: Shown, now: datetime) -> None:
        if self._button(message, data="k|"):
            await self._tap(message, data="k|")
        if self._button(message, data="dg|"):
            await self._tap(message, data="dg|")
            await self._open_what_is_left(message)
        elif FINISHED in message.text and self._button(message, data="z|", end="|r"):
            await self._discharge(message)
        elif self._button(message, data="v|") and self._button(message, data="z|", end="|r"):
            await self._tap(message, data="v|")
            if self._button(self._phone[-1], label=SIGN_GATE):
                await self._decide(self._phone[-1], SIGN_GATE)
        elif self._button(message, label=SIGN):
            await self._decide(message, SIGN)
        elif self._button(message, label=OPEN):
            if await self._has_examined(message, now) and self._patient(message) not in self._ordered:
                self._ordered.add(self._patient(message))
                await self._decide(message, OPEN)
        elif self._button(message, data="z|", end="|r"):
            await self._tap(message, data="z|", end="|r")
            await self._tap_newest(SPOKE)

    async def _open_what_is_left(self, digest: Shown) -> None:
        """Open whatever needs more than reading; its cards are dealt with like all others."""
        for data in [b.data for row in digest.keyboard for b in row if b.data.startswith("u|")]:
            await self._stage.tap_data(self._key, data)

    async def _discharge(self, message: Shown) -> None:
        """End the care of somebody who has finished."""
        await self._tap(message, data="p|")
        await self._tap(self._phone[-1], label=MORE)
        await self._decide(self._phone[-1], DISCHARGE)

    async def _decide_of_her_own(self, day: int) -> None:
        """Give the order of the day to one of those who are doing well, and write to another."""
        hour = self._stage.clock.at.astimezone(ZONE).hour
        if day in self._done or not 10 <= hour < 18:
            return
        steady = [key for key in self._stage.actors if key.endswith("_steady")]
        if not steady:
            return
        self._done.add(day)
        patient = self._stage.actors[steady[day % len(steady)]].person
        if day in OF_HER_OWN:
            first, *others = OF_HER_OWN[day]
            await self._stage.tap_data(self._key, f"p|{patient}")
            await self._decide(self._phone[-1], first, *others)
        elif day == WRITES_ON:
            await self._stage.tap_data(self._key, f"T|{patient}")
            await self._stage.say(self._key, "How was the week? Sleep and shoes count as well.")
            self._counts["talks"] += 1

    async def _has_examined(self, message: Shown, now: datetime) -> bool:
        """Whether the patient has been at the clinic since the plan was closed."""
        case = await self._case(message)
        since = max((alert.at for alert in case.open_alerts()), default=now)
        return now - since >= EXAMINES_AFTER

    async def _decide(self, message: Shown, label: str, *choices: str) -> None:
        """Take a decision through its questions to its end: these choices or the first, a reason, the confirmation."""
        await self._tap(message, label=label)
        answered = message
        for _ in range(6):
            self._read()
            newest = self._phone[-1]
            if newest is answered or not newest.keyboard:
                return
            wanted = next((one for one in (CONFIRM, EXAMINED, *choices) if self._button(newest, label=one)), "")
            await self._tap(newest, label=wanted or newest.keyboard[0][0].text)
            answered = newest
            if wanted == CONFIRM:
                self._counts["decisions"] += 1
                return

    async def _case(self, message: Shown):  # type: ignore[no-untyped-def]  # the folded case
        number = int(self._patient(message))
        return await self._stage.case(next(k for k, one in self._stage.actors.items() if one.person == number))

    def _patient(self, message: Shown) -> str:
        """Return the number of the patient whom a card is about."""
        data = self._button(message, data="p|") or ""
        return data.removeprefix("p|")

    async def _tap_newest(self, label: str) -> None:
        for message in reversed(self._phone[-6:]):
            if self._button(message, label=label):
                await self._tap(message, label=label)
                return

    async def _tap(self, message: Shown, *, label: str = "", data: str = "", end: str = "") -> None:
        carried = self._button(message, label=label, data=data, end=end)
        if carried is None:
            return
        self._counts["taps"] += 1
        await self._stage.tap_data(self._key, carried)
        toast = self._stage.actors[self._key].toast
        if toast:
            self._said.append(f"  (for a moment: {toast})")

    def _button(self, message: Shown, *, label: str = "", data: str = "", end: str = "") -> str | None:
        """Return what the first fitting button of a message carries."""
        for row in message.keyboard:
            for button in row:
                named = not label or label in button.text
                if named and button.data.startswith(data) and button.data.endswith(end):
                    return button.data
        return None


def as_read(message: Shown) -> str:
    """Return a message as it stands on a phone, with its picture and its buttons."""
    rows = ["  ".join(f"[{button.text}]" for button in row) for row in message.keyboard]
    picture = [f"({message.media.kind})"] if message.media else []
    return "\n".join([*picture, plain(message.text), *rows])
