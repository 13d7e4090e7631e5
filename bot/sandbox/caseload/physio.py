"""The physio of the past: signs, takes and resolves alerts, and opens plans a day later, by tapping what is offered.

Must never touch what came in just now: that is left for whoever opens the demo.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.care.ports import Row, Tapped
from bot.sandbox.caseload.past import Past

Does = Callable[[str], Awaitable[None]]
LOOKS = timedelta(minutes=25)
EXAMINES = timedelta(hours=21)
LATELY = timedelta(hours=2)
MOST_STEPS = 6


class Physio:
    """Dora as she was; she leaves alone whom she is told to, closed or waiting as they are."""

    def __init__(self, past: Past, user: int) -> None:
        """Read from now on what comes."""
        self._past, self._user = past, user
        self._newest: list[str] = []
        self._shown: dict[str, set[str]] = {}
        self._planned: set[str] = set()
        self.leaves: set[int] = set()
        past.readers[user] = self._read

    async def leave(self, patient: int) -> None:
        """Decide nothing more about somebody."""
        self.leaves.add(patient)

    async def pauses(self, patient: int) -> None:
        """Pause somebody's plan for a while."""
        await self._decide(f"d|{patient}|k|pause")

    def _read(self, row: Row) -> None:
        carried = [button.data for line in row.keyboard for button in line]
        self._newest = carried or self._newest
        self._shown[row.about] = offered = set(carried)
        if self._past.end - self._past.clock.at < LATELY:
            return
        for data in sorted(offered - self._planned):
            self._plan(row.about, data, offered)

    def _plan(self, card: str, data: str, offered: set[str]) -> None:
        verb, *rest = data.split("|")
        if verb in ("I", "dg", "k", "u"):
            self._soon(card, data, LOOKS, self._tap)
        elif verb == "g":
            self._soon(card, data, LOOKS, self._decide)
        elif verb == "o" and any(one.startswith("n|") for one in offered):
            self._soon(card, data, EXAMINES, self._decide)
        elif verb == "z" and rest[2:] == ["r"]:
            self._soon(card, data, EXAMINES + LOOKS, self._resolve)

    def _leaves_alone(self, data: str) -> bool:
        named = data.split("|")[1]
        return named.isdecimal() and int(named) in self.leaves

    def _soon(self, card: str, data: str, span: timedelta, does: Does) -> None:
        """Tap a button after a while, if it is still there by then."""
        self._planned.add(data)

        async def act() -> None:
            self._planned.discard(data)
            still_there = not card or data in self._shown[card]
            if still_there and (does == self._tap or not self._leaves_alone(data)):
                await does(data)

        self._past.in_(span, act)

    async def _decide(self, data: str) -> None:
        """Take a decision through its questions to its end: the first choice each time, and the confirmation."""
        for _ in range(MOST_STEPS):
            offered = await self._tap_and_read(data)
            confirm = next((one for one in offered if one.split("|")[2:3] == ["ok"]), None)
            if confirm:
                await self._tap(confirm)
            if confirm or not offered:
                return
            data = offered[0]

    async def _resolve(self, data: str) -> None:
        for outcome in (await self._tap_and_read(data))[:1]:
            await self._tap(outcome)

    async def _tap_and_read(self, data: str) -> list[str]:
        """Tap, and return what the newest buttons that came carry."""
        self._newest.clear()
        await self._tap(data)
        return list(self._newest)

    async def _tap(self, data: str) -> None:
        await self._past.do(self._user, Tapped(data))
