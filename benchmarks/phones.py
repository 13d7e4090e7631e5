"""The patients' thumbs on the stand-in: they tap, and note when the bot's calls arrive.

Must never know which bot it is that answers.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.clinic import FIRST_USER, TOKEN, USERNAME
from benchmarks.journey import PHYSIO
from bot.sandbox.clock import Clock
from bot.sandbox.journal import Call, Journal
from bot.sandbox.model import User
from bot.sandbox.world import World

GIVE_UP_SECONDS = 20.0
TOO_MANY_REQUESTS = 429
FLAG = ("x", "f|1:wrong:0|0|0|5")
"""The taps with which a patient reports a red flag, on which the physio is alerted at once."""
LOOK_SECONDS = 0.002


class Overheard(Journal):
    """A journal that tells of each call at the moment it is written."""

    def __init__(self, phones: "Phones") -> None:
        """Tell these phones."""
        super().__init__(size=100)
        self._phones = phones

    def add(self, call: Call) -> None:
        """Keep the call and tell of it."""
        super().add(call)
        self._phones.heard(call)


@dataclass(frozen=True)
class Confirmed:
    """One tap: when it was made and when the edit that answers it arrived, in seconds of the loop's clock."""

    tapped: float
    edited: float

    @property
    def seconds(self) -> float:
        """How long the patient waited."""
        return self.edited - self.tapped


@dataclass
class Phones:
    """So many patients; those who are answering have one message from the bot, with the patient's number as its id."""

    count: int
    answering: int
    script: Sequence[str]
    confirmed: list[Confirmed] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    refused: int = 0
    first_message: asyncio.Event = field(default_factory=asyncio.Event)
    _alerts: deque[asyncio.Future[float]] = field(default_factory=deque)
    _waiting: dict[int, deque[asyncio.Future[float]]] = field(default_factory=dict)

    def world(self, clock: Clock, *, limits: bool = False) -> World:
        """Return the stand-in's world with these people in it; with `limits` it refuses what Telegram would."""
        world = World(clock, limits=limits)
        world.journal = Overheard(self)
        bot = world.create_bot(TOKEN, USERNAME, "Figures")
        for user in (1, 2, *range(FIRST_USER, FIRST_USER + self.count)):
            world.keep_user(User(user, f"P{user}", "en", started=True))
        for user in range(FIRST_USER, FIRST_USER + self.answering):
            world.new_message(user, bot.id, {"text": "How are you?"}, from_bot=True)
        self._world = world
        return world

    async def until_polled(self) -> None:
        """Wait for the bot to ask for updates."""
        bell = self._world.queue(self._world.bot.id).bell
        while not bell.waiting:  # noqa: ASYNC110  # the stand-in tells nobody that a long poll has begun
            await asyncio.sleep(LOOK_SECONDS)

    def heard(self, call: Call) -> None:
        """Take note of a call of the bot; a patient's tap is confirmed by the edit of their card."""
        now = asyncio.get_running_loop().time()
        method = call.method.lower()
        self.refused += not call.ok and call.response.get("error_code") == TOO_MANY_REQUESTS
        if method == "sendmessage" and call.ok and int(call.params["chat_id"]) == PHYSIO and self._alerts:
            self._alerts.popleft().set_result(now)
        elif method == "sendmessage" and call.ok:
            self.arrived.append(now)
            self.first_message.set()
        elif method == "editmessagetext" and call.ok:
            waiting = self._waiting.get(int(call.params["chat_id"]))
            if waiting:
                waiting.popleft().set_result(now)

    async def tap(self, number: int, place: int) -> None:
        """Tap the button of one question as one patient, and wait for the edit; raises TimeoutError after a while."""
        loop = asyncio.get_running_loop()
        edited: asyncio.Future[float] = loop.create_future()
        user, tapped = FIRST_USER + number, loop.time()
        self._waiting.setdefault(user, deque()).append(edited)
        self._world.tap(user, number + 1, self.script[place])
        async with asyncio.timeout(GIVE_UP_SECONDS):
            self.confirmed.append(Confirmed(tapped, await edited))

    async def alarm(self, number: int) -> float:
        """Report a red flag as one patient; return the seconds until the alert in words reached the physio's phone."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Future[float] = loop.create_future()
        first, second = FLAG
        self._world.tap(FIRST_USER + number, number + 1, first)
        await asyncio.sleep(LOOK_SECONDS)
        tapped = loop.time()
        self._alerts.append(arrived)
        self._world.tap(FIRST_USER + number, number + 1, second)
        async with asyncio.timeout(GIVE_UP_SECONDS):
            return await arrived - tapped

    async def one_after_the_other(self, width: int) -> None:
        """Let everybody answer all questions as quickly as the bot lets them, so many people at once."""
        numbers = iter(range(self.answering))

        async def people() -> None:
            for number in numbers:
                for place in range(len(self.script)):
                    await self.tap(number, place)

        async with asyncio.TaskGroup() as group:
            for _ in range(width):
                group.create_task(people())

    async def evenly(self, per_second: float) -> None:
        """Tap at even intervals, everybody's first question, then everybody's second, and so on."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.TaskGroup() as group:
            for count in range(self.answering * len(self.script)):
                await asyncio.sleep(began + count / per_second - loop.time())
                group.create_task(self.tap(count % self.answering, count // self.answering))
