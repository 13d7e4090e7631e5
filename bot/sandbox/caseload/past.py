"""Time that has gone by: a clock in the past, what falls due on it, and what reaches the phones of the stand-in.

Must never read the clock on the wall, nor leave a turn half done.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.care.doors import dues, reception
from bot.care.ports import Due, Event, Incoming, Row, Turn
from bot.desk import Desk
from bot.sandbox.entities import parse_html, trimmed
from bot.sandbox.model import Json, Message
from bot.sandbox.world import World

Act = Callable[[], Awaitable[None]]
Does = Callable[[Turn], Awaitable[Sequence[Event]]]
Reads = Callable[[Row], None]
AT_ONCE = 100
ROUNDS = 8
FRESH = timedelta(hours=1)


@dataclass
class Clock:
    """A clock that stands where it was put."""

    at: datetime

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.at


class Past:
    """The days before today; whoever acts in them asks for it with `later` and is told with `reads` what came."""

    def __init__(self, desk: Desk, world: World, clock: Clock, *, end: datetime) -> None:
        """Begin where the clock stands, and go on until `end`."""
        self.desk, self.clock, self.end = desk, clock, end
        self.readers: dict[int, Reads] = {}
        self._world = world
        self._acts: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def later(self, at: datetime, act: Act) -> None:
        """Let somebody act at an instant; what would be after the end never happens."""
        heapq.heappush(self._acts, (at, next(self._numbers), act))

    def in_(self, span: timedelta, act: Act) -> None:
        """Let somebody act a while from now."""
        self.later(self.clock.at + span, act)

    async def do(self, user: int, *events: Event, chat: int | None = None) -> None:
        """Let a person do several things in a row."""

        async def these(_: Turn) -> Sequence[Event]:
            return events

        await self.act(user, these, chat=chat)

    async def act(self, user: int, does: Does, *, chat: int | None = None) -> None:
        """Let a person do what they decide on when they see how things are."""
        async with self.desk.turn() as turn:
            for event in await does(turn):
                await reception.receive(turn, Incoming(user, chat or user, event, private=chat is None))
        await self.deliver()

    async def go_by(self) -> None:
        """Let the time go by until the end; everything happens at its own moment."""
        while (at := await self._next()) <= self.end:
            self.clock.at = max(self.clock.at, at)
            while self._acts and self._acts[0][0] <= self.clock.at:
                await heapq.heappop(self._acts)[2]()
            for due in await self.desk.store.due_now(AT_ONCE):
                await self._fall_due(due)
            await self.deliver()
            # The page is served meanwhile, a request takes several rounds, and these statements never wait.
            for _ in range(ROUNDS):
                await asyncio.sleep(0)
        self.clock.at = self.end

    async def _next(self) -> datetime:
        acts = self._acts[0][0] if self._acts else None
        instants = (await self.desk.store.next_due_at(), await self.desk.store.next_waiting_at(), acts)
        return min((one for one in instants if one), default=self.end + timedelta(days=1))

    async def _fall_due(self, due: Due) -> None:
        async with self.desk.turn(due=due) as turn:
            await dues.fall_due(turn, due)

    async def deliver(self) -> None:
        """Carry what waits to the phones; what needs a picture drawn is left out, because it is old by now."""
        while rows := await self.desk.store.next_messages(AT_ONCE):
            shown = [(row, self._show(row)) for row in rows if not self._is_left_to_the_bot(row)]
            await self.desk.store.sent_many([(row.id, number) for row, number in shown])
            for row in rows:
                if row.chat_id in self.readers:
                    self.readers[row.chat_id](row)

    def _is_left_to_the_bot(self, row: Row) -> bool:
        """Return True for a picture that is still news: the bot finds it half sent when it starts, and sends it."""
        return row.media is not None and self.end - self.clock.at < FRESH

    def _show(self, row: Row) -> int:
        if row.media is not None:
            return self._world.next_number("message")
        world, content = self._world, _content(row)
        old = world.message(row.chat_id, row.message_id) if row.message_id else None
        if old is not None:
            world.keep_message(Message(**(old.as_record() | {"content": content, "edited_at": self._seconds()})))
            return old.message_id
        replied = world.message(row.chat_id, row.reply_to) if row.reply_to else None
        if replied is not None:
            content |= {"reply_to_message": world.message_json(replied)}
        number = world.next_number("message")
        made = Message(number, row.chat_id, world.bot.id, from_bot=True, at=self._seconds(), content=content)
        world.keep_message(made)
        return number

    def _seconds(self) -> int:
        return int(self.clock.at.timestamp())


def _content(row: Row) -> Json:
    text, entities = trimmed(*parse_html(row.text))
    keys = [[{"text": button.text, "callback_data": button.data} for button in line] for line in row.keyboard]
    return {"text": text, "entities": entities} | ({"reply_markup": {"inline_keyboard": keys}} if keys else {})
