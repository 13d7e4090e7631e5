"""The worker: what is due is done, however late the process comes to it.

Theory of operation. A future act is never a job in memory. It is a row that says for whom, what and when,
written in the same transaction as the decision that made it necessary. The scheduler knows none of these
rows. It only ticks: every few seconds it calls `tick`, and a tick compares the instants in the rows with
the injected clock.

That is why nothing is lost. A process that was down, suspended or stopped in a debugger finds at its next
tick the rows that fell due meanwhile. A clock that jumps forward makes more rows due, one that jumps back
makes fewer, and neither makes a row disappear. Lateness is not judged here: the use case that is handed a
due knows what a check-in three hours late is still worth.

Each due gets a turn of its own, which removes the row in the same commit as its effect. So a crash between
two dues repeats nothing, and one that somebody answered, moved or forgot since the page was read is gone
when its turn begins. A turn that raises is rolled back whole; its row stays, is put off for a minute, then
two, then four, and the others go on. It is never given up: what could not be done for a patient must not
vanish.

Rows are read in pages, oldest first, those of one person one after the other and different people side by side,
until a page comes back empty or nothing of it could be done. A tick that takes longer than the interval is not
overtaken by the next one, which is skipped instead (`max_instances=1`, `coalesce`); the rows it would have read
are still there. `misfire_grace_time=None` keeps the scheduler from dropping late ticks.

Once a day, by the injected clock, the worker also empties what is no longer needed: updates that were done
and the texts of messages that were sent. It must never know Telegram.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, date, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.care.ports import Due, Turn
from bot.chat.patience import growing
from bot.clock import Clock, SystemClock
from bot.desk import Desk
from bot.logs import brief
from bot.store.store import GoneError
from bot.store.transaction import BusyError

PAGE = 100
PAGES = 100
WIDTH = 3
"""So many people's dues at once, because turns that wait for one another share a commit."""
GIVE_WAY_SECONDS = 0.03
"""How long a due waits while there is more to send than goes out; short, because an alert may be due behind it."""
FIRST_PAUSE = 60.0
LONGEST_PAUSE = 3600.0
# Telegram may number updates anew after a week of silence, so an old number must be forgotten by then.
KEPT = timedelta(days=6)

FallDue = Callable[[Turn, Due], Awaitable[None]]
AtTick = Callable[[], Awaitable[None]]

_log = logging.getLogger(__name__)


class Worker:
    """Does what is due, tick by tick."""

    def __init__(
        self,
        desk: Desk,
        *,
        clock: Clock,
        fall_due: FallDue,
        also: tuple[AtTick, ...] = (),
        behind: Callable[[], bool] = lambda: False,
    ) -> None:
        """Hand each due to `fall_due`, call what is in `also` at each tick, give way while sending is `behind`."""
        self._desk = desk
        self._clock = clock
        self._fall_due = fall_due
        self._also = also
        self._behind = behind
        self._failures: dict[tuple[int, str, str], int] = {}
        self._emptied: date | None = None
        self._scheduler: _Ticks | None = None
        self._stopping = False
        self._troubles: dict[str, str] = {}
        self._ticking = asyncio.Lock()
        self._width = asyncio.Semaphore(WIDTH)

    def start(self, every_seconds: float) -> None:
        """Tick now and from now on."""
        self._scheduler = _Ticks(every_seconds)
        self._scheduler.add_job(self.tick, "interval", seconds=every_seconds, next_run_time=SystemClock().now())
        self._scheduler.start()

    async def stop(self) -> None:
        """Finish the due under way and tick no more."""
        self._stopping = True
        if self._scheduler is None:
            return
        self._scheduler.pause()
        async with self._ticking:
            self._scheduler.shutdown(wait=False)
        # The scheduler shuts down in the loop's next round.
        await asyncio.sleep(0)
        self._scheduler = None

    async def tick(self) -> None:
        """Do everything that is due by now; raises nothing."""
        async with self._ticking:
            for act in (self._dues, *self._also, self._empty):
                try:
                    await act()
                    self._tell(act, "")
                except Exception as error:  # noqa: BLE001  # no due may stop the others
                    self._tell(act, brief(error))

    def _tell(self, act: AtTick, trouble: str) -> None:
        """Log a trouble once and not at every tick."""
        name = act.__qualname__
        if trouble and self._troubles.get(name) != trouble:
            _log.error("a tick went wrong in %s: %s", name, trouble)
        self._troubles[name] = trouble

    async def _dues(self) -> None:
        for _ in range(PAGES):
            page = await self._desk.store.due_now(PAGE)
            lanes = _by_person(page).values()
            done = await asyncio.gather(*(self._one_after_the_other(lane) for lane in lanes))
            if not any(done):
                return

    async def _one_after_the_other(self, lane: list[Due]) -> bool:
        """Do what is due for one person, in order; False when nothing came of it."""
        async with self._width:
            if self._behind():
                await asyncio.sleep(GIVE_WAY_SECONDS)
            return any([await self._do(due) for due in lane])

    async def _do(self, due: Due) -> bool:
        """Take one due through its turn; False when nothing came of it."""
        if self._stopping:
            return False
        try:
            async with self._desk.turn(due=due) as turn:
                await self._fall_due(turn, due)
        except GoneError:
            return False
        except BusyError:
            # Which is not the due's fault, so it is done at the next tick and not put off.
            _log.error("%s of person %d waits: another process has the database for itself", due.kind, due.person)
            return False
        except Exception as error:  # noqa: BLE001  # no due may stop the others
            await self._put_off(due, error)
            return False
        self._failures.pop(_key(due), None)
        return True

    async def _put_off(self, due: Due, error: Exception) -> None:
        tries = self._failures.get(_key(due), 0)
        self._failures[_key(due)] = tries + 1
        _log.error("%s of person %d failed and is put off: %s", due.kind, due.person, brief(error))
        seconds = growing(tries, first=FIRST_PAUSE, most=LONGEST_PAUSE)
        await self._desk.store.postpone(due, timedelta(seconds=seconds))

    async def _empty(self) -> None:
        today = self._clock.now().date()
        if today != self._emptied:
            await self._desk.store.prune(KEPT)
            self._emptied = today


class _Ticks(AsyncIOScheduler):  # type: ignore[misc]  # the library ships no types
    """A scheduler that also ticks on when the wall clock was set back, instead of waiting for it to catch up."""

    def __init__(self, every_seconds: float) -> None:
        super().__init__(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
        self._every = every_seconds

    def _process_jobs(self) -> float | None:
        wait: float | None = super()._process_jobs()
        if wait is not None and wait > self._every:
            for job in self.get_jobs():
                job.modify(next_run_time=SystemClock().now())
        return wait


def _by_person(page: list[Due]) -> dict[int, list[Due]]:
    lanes: dict[int, list[Due]] = {}
    for due in page:
        lanes.setdefault(due.person, []).append(due)
    return lanes


def _key(due: Due) -> tuple[int, str, str]:
    return due.person, due.kind, due.subject
