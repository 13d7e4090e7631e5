"""The one place where the parts meet: config, store, content, clock, Telegram and the use cases.

Must never decide anything; it starts what does, in order, and stops it in order.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self, TypeVar

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.care.caseload import standing, weekly
from bot.care.doors import commands, dues, reach, reception
from bot.care.joining.watching import watch_all
from bot.care.talking.uncopied import could_not_copy
from bot.chat.bot import NAME, build_bot
from bot.chat.fate import Listeners, Uncopied, Unreachable
from bot.chat.lanes import Lanes
from bot.chat.limits import Limits
from bot.chat.menus import Menu, Menus
from bot.chat.patience import Backoff, StoppedError, once_free, pause, unless
from bot.chat.poll import Poller
from bot.chat.sender import Sender
from bot.chat.turns import Receive, Turns
from bot.clock import Clock
from bot.config import Config
from bot.config.calendar import RotaFile
from bot.content.library import Library
from bot.desk import Desk
from bot.duty import Duty
from bot.logs import brief
from bot.outage import Outage, SetBack
from bot.pictures.plain import PictureError
from bot.pictures.studio import Studio
from bot.publishing import shelf
from bot.publishing.publisher import Publisher
from bot.signals import stop_on_signal
from bot.store.lock import Held, only_one
from bot.store.store import Store
from bot.worker import AtTick, FallDue, Worker

T = TypeVar("T")
LANES_SECONDS = 10.0
SENDER_SECONDS = 5.0
LISTED_A_TICK = 50
"""So many patients are listed at a tick after an upgrade, which leaves the others their turns."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Care:
    """The use cases that the app calls; a test may put others in their place."""

    receive: Receive = reception.receive
    fall_due: FallDue = dues.fall_due
    unreachable: Unreachable = reach.unreachable
    menu: Menu = commands.menu
    could_not: Receive = reception.could_not
    uncopied: Uncopied = could_not_copy
    undelivered: Unreachable = reach.undelivered


class App:
    """A running Strideback; `run` it, or use it as a context manager that has started inside the block."""

    store: Store
    bot: Bot
    desk: Desk
    worker: Worker

    def __init__(self, config: Config, clock: Clock, library: Library, *, care: Care | None = None) -> None:
        """Put nothing into motion yet."""
        self._config = config
        self._clock = clock
        self._library = library
        self._care = care or Care()
        self._stop = asyncio.Event()
        self._stack = AsyncExitStack()
        self._closing = asyncio.Lock()
        self._lost = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> int:
        """Run until SIGTERM or SIGINT; return 0, or 1 where a part of it broke down."""
        stop_on_signal(self._stop)
        async with self:
            told, lost = (asyncio.create_task(event.wait()) for event in (self._stop, self._lost))
            await asyncio.wait({told, lost, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
            asked = self._stop.is_set()
            told.cancel()
            lost.cancel()
        return 0 if asked else 1

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start everything; raises AlreadyRunning where another bot has the database.

        Waits for Telegram and for the database as long as it takes, or until `stop`.
        """
        try:
            with suppress(StoppedError):
                await self._start()
        except BaseException:
            await self.stop()
            raise
        if self._stop.is_set():
            # Whoever stopped us was too early for what was opened after that.
            await self.stop()

    async def stop(self) -> None:
        """Stop everything in the order of the data's way, so that nothing in hand is lost; twice does no harm."""
        self._stop.set()
        async with self._closing:
            await self._stack.aclose()

    async def _start(self) -> None:
        url = self._config.storage.url
        held = await self._stack.enter_async_context(only_one(url))
        self.store = store = await self._once_free(lambda: Store.open(url, clock=self._clock))
        self._stack.push_async_callback(store.close)
        await self._once_free(store.recover_sending)
        await self._once_free(lambda: shelf.take_up(store, self._library))
        self.bot = build_bot(self._config)
        self._stack.push_async_callback(self.bot.shutdown)
        if await self._introduce():
            await self._set_in_motion(held)

    async def _once_free(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do a part of the start, again while another process has the database: nothing of it ends the bot."""
        return await once_free(self._stop, act)

    async def _introduce(self) -> bool:
        """Ask Telegram who we are, again while it does not answer; False when told to stop meanwhile."""
        backoff = Backoff()
        while not self._stop.is_set():
            try:
                await unless(self._stop, self.bot.initialize())
            except InvalidToken:
                _log.error("Telegram refuses the token; check [telegram] in the config; trying again")
            except TelegramError as error:
                _log.error("Telegram cannot be reached (%s); trying again", type(error).__name__)
            else:
                return not self._stop.is_set()
            await pause(self._stop, backoff.next())
        return False

    async def _set_in_motion(self, held: Held) -> None:
        """Start sender, worker, lanes and poller; the stack stops them the other way round."""
        username = self.bot.username
        settings = replace(self._config.settings(), bot_username=username)
        self.desk = desk = Desk(self.store, self._library, settings)
        await self._once_free(lambda: _note_name(desk, username))
        telegram = self._config.telegram
        limits = Limits(telegram.messages_per_second, spacing=telegram.chat_spacing_seconds)
        studio = Studio()
        self._stack.push_async_callback(studio.close)
        care = self._care
        listeners = Listeners(care.unreachable, care.undelivered, care.uncopied)
        sender = Sender(desk, self.bot, limits, clock=self._clock, listeners=listeners, draw=studio.draw)
        self._send(sender)
        outage = Outage(desk, clock=self._clock)
        if count := await self._once_free(outage.offer_again):
            _log.warning("after an outage %d open questions are offered again", count)
        rota = self._config.rota.file
        duty = Duty(desk, RotaFile(rota) if rota else None, clock=self._clock)
        await duty.ready()
        self._work(
            desk,
            held,
            (SetBack(desk, clock=self._clock).look, duty.look, outage.note_alive),
            behind=lambda: sender.behind,
        )
        turns = Turns(desk, self.bot, limits, receive=self._care.receive, could_not=self._care.could_not)
        lanes = Lanes(turns.take)
        self._stack.push_async_callback(lanes.drain, LANES_SECONDS)
        self._poll(lanes)
        # Not one of the tasks whose end is the end of the bot.
        warming = asyncio.create_task(_warm(studio))
        self._stack.callback(warming.cancel)
        _log.info("Strideback is running as @%s", username)

    def _send(self, sender: Sender) -> None:
        stop = asyncio.Event()
        task = self._spawn(sender.run(stop))

        async def end() -> None:
            stop.set()
            await asyncio.wait({task})
            await sender.finish(SENDER_SECONDS)

        self._stack.push_async_callback(end)

    def _work(self, desk: Desk, held: Held, at_ticks: tuple[AtTick, ...], *, behind: Callable[[], bool]) -> None:
        menus = Menus(desk, self.bot, menu=self._care.menu)

        async def still_alone() -> None:
            if not await held.still():
                _log.error("the lock on the database was lost; stopping")
                self._lost.set()

        publisher = Publisher(desk, self._config.clinic.content)
        self._stack.push_async_callback(publisher.stop)
        also = (*at_ticks, menus.refresh, still_alone, _Lister(desk).list_some, publisher.look)
        self.worker = Worker(desk, clock=self._clock, fall_due=self._care.fall_due, also=also, behind=behind)
        self._stack.push_async_callback(self.worker.stop)
        self.worker.start(self._config.worker.tick_seconds)

    def _poll(self, lanes: Lanes) -> None:
        poller = Poller(self.bot, self.store, lanes, clock=self._clock)
        task = self._spawn(poller.run(self._stop))

        async def end() -> None:
            await asyncio.wait({task})

        self._stack.push_async_callback(end)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        task.add_done_callback(_report)
        self._tasks.append(task)
        return task


class _Lister:
    """Lists, some at each tick, the patients of whom it is not known how they stand, such as after an upgrade.

    When that is done, every physio's next weekly letter is set.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._done = False

    async def list_some(self) -> None:
        if self._done:
            return
        async with self._desk.turn() as turn:
            self._done = await standing.fill_in(turn, LISTED_A_TICK) < LISTED_A_TICK
            if self._done:
                await weekly.watch_all(turn)


async def _note_name(desk: Desk, username: str) -> None:
    async with desk.turn() as turn:
        await turn.put_note(NAME, {"username": username})
        await watch_all(turn)


async def _warm(studio: Studio) -> None:
    """Begin the process that draws before the first picture is wanted; without it, pictures only come later."""
    try:
        await studio.warm()
    except PictureError as error:
        _log.warning("pictures cannot be drawn yet: %s", brief(error))


def _report(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _log.error("a part of the bot broke down: %s", brief(error))
