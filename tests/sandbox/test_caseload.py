"""The demo's caseload: eight patients with weeks behind them, each standing as the guides tell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.care.ports import Cohort
from bot.care.settings import Settings
from bot.content.library import Library
from bot.desk import Desk
from bot.sandbox.caseload.cast import CAST
from bot.sandbox.caseload.past import Clock
from bot.sandbox.caseload.play import play
from bot.sandbox.clock import FileClock
from bot.sandbox.world import World
from bot.store.store import Store
from bot.store.turn import StoredTurn

NOW = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)
DORA, DESK = 102, 103
SETTINGS = Settings(clinic="Riverside Physio", timezone="Europe/Madrid", bot_username="demo_bot")


@dataclass(frozen=True)
class Played:
    """A clinic after its four weeks."""

    url: str
    world: World
    library: Library

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[StoredTurn]:
        """Look into the database."""
        store = await Store.open(self.url, clock=Clock(NOW))
        try:
            async with Desk(store, self.library, SETTINGS).turn() as turn:
                yield turn
        finally:
            await store.close()


async def played(folder: Path, library: Library) -> Played:
    world = World(FileClock(folder / "clock"))
    world.create_bot("1:caseload", "demo_bot", "Strideback")
    for user, name in ((101, "Ana"), (DORA, "Dora"), (DESK, "Front desk")):
        world.create_user(name, user_id=user)
    group = world.create_group("Riverside team", DESK, members=(DORA,))
    world.add_bot(group.id, DESK)
    url = f"sqlite+aiosqlite:///{folder / 'demo.db'}"
    await play(url, library, SETTINGS, world=world, users=(DORA, DESK), now=NOW)
    return Played(url, world, library)


async def test_every_patient_of_the_caseload_stands_as_the_guides_tell(tmp_path: Path, library: Library) -> None:
    """One of each kind, so that the roster shows what it is for; and only what the use cases said is on the phones."""
    clinic = await played(tmp_path, library)
    async with clinic.turn() as turn:
        stands = {person.name: standing.status for person, standing in await turn.standings(Cohort())}
        language = {person.name: person.language for person, _ in await turn.standings(Cohort())}
        unresolved = [
            alert
            for person, _ in await turn.standings(Cohort())
            for alert in (await turn.case(person.id)).open_alerts()
        ]

    assert stands == {
        "Marta Vidal": "on_track",
        "Tom Berger": "urgent",
        "Kai Lindqvist": "alert",
        "Lena Hofer": "silent",
        "Pau Serra": "on_track",
        "Noah Jansen": "waiting",
        "Iris Novak": "paused",
        "Omar Haddad": "finished",
    }
    assert language["Pau Serra"] == "es"
    assert [alert.severity for alert in unresolved].count("urgent") == 1
    assert all(clinic.world.chat(one.user) for one in CAST)
    assert "URGENT" in clinic.world.chat(DORA)[-1].text
    assert not any("has not answered" in message.text for message in clinic.world.chat(DESK))
