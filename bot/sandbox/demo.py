"""The demo: the stand-in, three people with phones, and the unchanged bot as a process of its own.

The bot is started like any clinic's, with a config file; it knows nothing of the demo but the clock it is given.
When its process ends, it is started again, so that it can be killed at any moment.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from bot.beside import desk
from bot.care.joining.invites import Guest, Plan, invite
from bot.config import load
from bot.content import library
from bot.sandbox.caseload.cast import CAST
from bot.sandbox.caseload.play import play
from bot.sandbox.clock import FileClock
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.store.engine import open_engine
from bot.store.transaction import Database
from bot.store.whole import next_due_but_for

USERNAME = "strideback_demo_bot"
PATIENT, PHYSIO, CLINIC = 101, 102, 103
PEOPLE = ((PATIENT, "Ana"), (PHYSIO, "Dora"), (CLINIC, "Front desk"))
WITHOUT_PHONES = tuple(character.user for character in CAST)
ZONE, HOUR = ZoneInfo("Europe/Madrid"), 18
CODE_BYTES = 24
TICK_SECONDS = 0.2
SPACING_SECONDS = 0.05
LOOK_SECONDS = 0.3
RESTART_SECONDS = 1.0

CONFIG = """\
# Written by the demo anew at every start: the bot on a local stand-in for Telegram.
[telegram]
token = "{token}"
base_url = "{base_url}"
base_file_url = "{base_file_url}"
username = "{username}"
chat_spacing_seconds = {spacing}

[storage]
url = "sqlite+aiosqlite:///demo.db"

[clinic]
name = "Riverside Physio"
timezone = "Europe/Madrid"

[worker]
tick_seconds = {tick}
"""


@dataclass(frozen=True)
class Place:
    """Where the demo keeps what it needs."""

    folder: Path

    @property
    def config(self) -> Path:
        """The bot's config file."""
        return self.folder / "config.toml"

    @property
    def clock(self) -> Path:
        """The file with the clock's offset."""
        return self.folder / "clock"

    @property
    def database(self) -> str:
        """The address of the bot's database."""
        return f"sqlite+aiosqlite:///{self.folder / 'demo.db'}"

    @property
    def half_done(self) -> Path:
        """The file that is there while the caseload is being played."""
        return self.folder / "half-done"

    def begin_anew_if_half_done(self) -> None:
        """Make the folder; forget what is in it where a demo was stopped before its caseload was ready."""
        if self.half_done.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def token(self) -> str:
        """The token of the demo's bot: made up once, and good for nothing but this folder."""
        file = self.folder / "token"
        if not file.exists():
            file.write_text(f"1:{secrets.token_hex(16)}")
        return file.read_text()


class Demo:
    """The running demo, for the length of an `async with`."""

    def __init__(self, folder: Path, *, port: int = 0, caseload: bool = False) -> None:
        """Keep everything in this folder and serve the page on this port; 0 means any free one.

        With a caseload there are eight more patients with weeks behind them, ready some seconds after the page is.
        """
        self.place = Place(folder.resolve())
        self.place.begin_anew_if_half_done()
        self._caseload = caseload
        self.clock = FileClock(self.place.clock)
        self.world = World(self.clock, state=self.place.folder / "world")
        self.sandbox = Sandbox(self.world, port=port)
        self.bot: asyncio.subprocess.Process | None = None
        self.prepared = asyncio.Event()
        self._started = asyncio.Event()
        self._due: datetime | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Start the stand-in, invite the three people if that was not done before, and start the bot."""
        self.world.create_bot(self.place.token, USERNAME, "Strideback")
        await self.sandbox.__aenter__()
        self._write_config()
        self.world.next_due = lambda: self._due
        self.world.bot_running = lambda: self.bot is not None and self.bot.returncode is None
        self._tasks = [asyncio.create_task(self._prepare_and_run())]
        if not self._caseload:
            await self.prepared.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the bot gently, then the stand-in."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stop_bot()
        await self.sandbox.__aexit__(kind, error, trace)

    async def bot_process(self) -> int:
        """Return the number of the bot's process, once it has one."""
        await self._started.wait()
        return self.bot.pid if self.bot else 0

    def _write_config(self) -> None:
        text = CONFIG.format(
            token=self.place.token,
            base_url=self.sandbox.base_url,
            base_file_url=self.sandbox.base_file_url,
            username=USERNAME,
            tick=TICK_SECONDS,
            spacing=SPACING_SECONDS,
        )
        self.place.config.write_text(text)

    async def _prepare_and_run(self) -> None:
        """Fill a fresh demo with people, then keep the bot running, and in mind what it will do next."""
        if not self.world.users:
            await (self._play_the_past() if self._caseload else self._invite_staff())
            await self._invite_patient()
        self.prepared.set()
        await asyncio.gather(self._keep_bot_running(), self._watch_dues())

    async def _play_the_past(self) -> None:
        """Let four weeks go by for eight patients, on a day that stands at six in the evening."""
        self.place.half_done.touch()
        self.world.being_prepared = True
        local = self.clock.now().astimezone(ZONE)
        self.clock.shift((local.replace(hour=HOUR, minute=0, second=0, microsecond=0) - local).total_seconds())
        for user, name in PEOPLE:
            self.world.keep_user(replace(self.world.create_user(name, user_id=user), started=user != PATIENT))
        group = self.world.create_group("Riverside team", CLINIC, members=(PHYSIO,))
        self.world.add_bot(group.id, CLINIC)
        config = load(self.place.config)
        content = await asyncio.to_thread(library.load)
        settings = replace(config.settings(), bot_username=USERNAME)
        await play(
            self.place.database, content, settings, world=self.world, users=(PHYSIO, CLINIC), now=self.clock.now()
        )
        self.world.being_prepared = False
        self.place.half_done.unlink()

    async def _invite_staff(self) -> None:
        """Invite physio and clinic through the front door; their questions are answered for them."""
        codes = {user: secrets.token_urlsafe(CODE_BYTES) for user in (PHYSIO, CLINIC)}
        async with desk(self.place.config) as (at, _), at.turn() as turn:
            await invite(turn, codes[PHYSIO], Guest("physio", "Dora"))
            await invite(turn, codes[CLINIC], Guest("clinic", "Front desk"))
        for user, name in PEOPLE:
            self.world.create_user(name, user_id=user)
        for user, code in codes.items():
            for said in (f"/start {code}", "English", "Europe/Madrid", "Never, write at any time"):
                self.world.say(user, said)

    async def _invite_patient(self) -> None:
        """Invite Ana, who has everything before her."""
        code = secrets.token_urlsafe(CODE_BYTES)
        async with desk(self.place.config) as (at, _), at.turn() as turn:
            plan = Plan("milestones", "achilles_tendon", "Dora", rung="run_30s", baseline_pain=1)
            await invite(turn, code, Guest("patient", "Ana"), plan)
        self.world.say(PATIENT, f"/start {code}")

    async def _keep_bot_running(self) -> None:
        """Start the bot, and start it again whenever its process has ended."""
        arguments = ["-m", "bot", "run", "--config", str(self.place.config), "--clock-file", str(self.place.clock)]
        log = (self.place.folder / "bot.log").open("ab")
        with log:
            while True:
                # A session of its own keeps a Ctrl-C in the terminal from reaching the bot before the demo stops it.
                self.bot = await asyncio.create_subprocess_exec(
                    sys.executable, *arguments, stdout=log, stderr=log, start_new_session=True
                )
                self._started.set()
                self.world.changed.ring()
                await self.bot.wait()
                self.world.changed.ring()
                await asyncio.sleep(RESTART_SECONDS)

    async def _stop_bot(self) -> None:
        if self.bot is None or self.bot.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.bot.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.bot.wait(), timeout=10)
        except TimeoutError:
            os.kill(self.bot.pid, signal.SIGKILL)
            await self.bot.wait()

    async def _watch_dues(self) -> None:
        """Keep in mind when the bot has something to do next, for the button that skips there.

        What the patients without a phone wait for does not count: their days go by meanwhile.
        """
        database = Database(open_engine(self.place.database))
        try:
            while True:
                due = await next_due_but_for(database, WITHOUT_PHONES)
                if due != self._due:
                    self._due = due
                    self.world.changed.ring()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await database.close()
