"""Any crash point and any duplicate delivery gives the same facts once."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.care.doors import reception
from bot.care.ports import Incoming, Said, Tapped
from bot.store.store import GoneError, Store
from bot.store.turn import StoredTurn
from tests.stage import Stage

AFTER_RUN = "1:after_run"
JOURNEY = [
    "r|1|0|23.0",
    f"a|{AFTER_RUN}|2|0|1",
    "2",
    f"a|{AFTER_RUN}|4|0|1",
    f"a|{AFTER_RUN}|5|0|2",
    f"a|{AFTER_RUN}|6|0|2",
    f"a|{AFTER_RUN}|7|0|3",
    "x",
    "f|1:wrong:0|0|0|0",
]


class Crash(BaseException):
    """The process is gone; nothing after this line happens."""


@dataclass
class Bomb:
    """Goes off at the n-th thing that a turn writes down."""

    left: int

    def tick(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Crash


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crashes=st.lists(st.integers(1, 6), max_size=12), doubles=st.lists(st.booleans(), min_size=9, max_size=9))
async def test_crashes_and_duplicates_leave_the_same_facts(
    opening: Stage, crashes: list[int], doubles: list[bool]
) -> None:
    """Ana's journey, killed anywhere inside its turns and delivered twice, ends in the facts of a quiet journey."""
    quiet = await _facts_after(opening, [], [False] * len(JOURNEY))

    assert await _facts_after(opening, crashes, doubles) == quiet


async def _facts_after(opening: Stage, crashes: list[int], doubles: list[bool]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        stage = opening.fork(Path(folder))
        bombs = list(crashes)
        for number, (what, twice) in enumerate(zip(JOURNEY, doubles, strict=True), start=1):
            for _ in range(2 if twice else 1):
                await _deliver(stage, number, what, bombs)
        facts = await _facts(stage)
        await stage.end()
        return facts


async def _deliver(stage: Stage, number: int, what: str, bombs: list[int]) -> None:
    """Deliver an update until a turn has finished it, as after every restart."""
    while True:
        store = await stage.store()
        await store.keep_updates([(number, stage.actors["ana"].user_id, json.dumps(what))])
        try:
            await _turn(stage, store, number, what, bombs.pop() if bombs else 0)
        except Crash:
            await stage.end()
            continue
        except GoneError:
            pass
        return


async def _turn(stage: Stage, store: Store, number: int, what: str, fuse: int) -> None:
    actor = stage.actors["ana"]
    event = Tapped(what) if "|" in what or what == "x" else Said(what)
    async with store.turn(stage.library, stage.settings, update_id=number) as turn, _armed(turn, Bomb(fuse)):
        await reception.receive(turn, Incoming(actor.user_id, actor.user_id, event))


@asynccontextmanager
async def _armed(turn: StoredTurn, bomb: Bomb) -> AsyncIterator[None]:
    """Let every write of a turn bring the bomb one step nearer."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("record", "say", "plan", "forget"):
            written = getattr(turn, name)

            def write(*given: object, written: object = written) -> None:
                bomb.tick()
                written(*given)  # type: ignore[operator]  # a bound method of the turn

            patch.setattr(turn, name, write, raising=True)
        yield


async def _facts(stage: Stage) -> list[str]:
    """Return the answers, decisions and alerts as they stand, without their times."""
    case = await stage.case("ana")
    answers = [f"{name}: {sorted(check_in.answers.items())}" for name, check_in in sorted(case.check_ins.items())]
    decisions = [f"{decided.run} {decided.check_in} {decided.outcome}" for _, decided in case.decisions]
    alerts = [f"{alert.number} {alert.severity} {alert.about}" for alert in case.alerts.values()]
    await stage.deliver()
    phones = [message.text for actor in stage.actors.values() for message in actor.phone]
    return [*answers, *decisions, *alerts, *phones]
