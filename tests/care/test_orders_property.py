"""Whatever is ordered, answered and waited for: nobody runs while their plan is still, and nobody climbs unearned."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.case import Case
from bot.core.facts import Decided
from bot.core.orders import Moved, Placed, Reopened
from tests.care.ordering import NIGHT, RUN, WRONG, taps, with_undo
from tests.stage import Stage

ORDERS = (
    ("k|place", "rung|23"),
    ("k|place", "rung|24"),
    ("k|place", "rung|25"),
    ("k|reopen", "rung|23"),
    ("k|reopen", "rung|25"),
    ("k|rest", "days|0"),
    ("k|rest", "days|3"),
    ("k|unrest",),
    ("k|pause", "cause|0", "until|0"),
    ("k|pause", "cause|1", "until|1"),
    ("k|unpause",),
    ("k|baseline", "pain|2", "stiffness|1", "swelling|1"),
    ("k|condition", "condition|3", "rung|23"),
    ("k|keep",),
    ("k|discharge",),
)
GOOD = ("0", "No pain", "None", "Not stiff", "As normal", "None of these", "8")
BAD = (
    "4",
    "An ache at the injury",
    "New, or more than before",
    "16 to 30 minutes",
    "With a limp",
    "None of these",
    "8",
)
FLAG = (WRONG, NIGHT, "✅ That is all")
MINUTES = (1, 60, 25 * 60, 49 * 60, 8 * 24 * 60)
STEPS = st.one_of(
    st.tuples(st.just("order"), st.sampled_from(ORDERS)),
    st.tuples(st.just("run"), st.just(RUN)),
    st.tuples(st.just("answer"), st.sampled_from((GOOD, BAD))),
    st.tuples(st.just("wait"), st.sampled_from(MINUTES)),
    st.tuples(st.just("undo"), st.just(("↩️ Undo",))),
    st.tuples(st.just("flag"), st.just(FLAG)),
)


@dataclass
class Story:
    """One story of Ana and Dora, looked at after every step."""

    stage: Stage
    told: list[str] = field(default_factory=list)

    async def step(self, what: str, given: object) -> None:
        """Do one thing, and see whether everything is still as it has to be."""
        before = await self.stage.case("ana")
        was, orders, decisions = _place(self.stage, before), len(before.orders), len(before.decisions)
        await self._do(what, given)
        self.told.append(f"{what} {given}")
        after = await self.stage.case("ana")
        self._nobody_climbs_unearned(after, was, (orders, decisions))
        await self._nobody_runs_while_still(after)

    async def _do(self, what: str, given: object) -> None:
        stage, ana = self.stage, self.stage.actors["ana"].person
        if what == "wait":
            await stage.wait(minutes=given)  # type: ignore[arg-type]  # a wait comes with a number
        elif what == "order":
            for tap in (*given, "why|0"):  # type: ignore[misc]  # an order comes with its taps
                await stage.tap_data("dora", f"d|{ana}|{tap}")
            await _tap_if_there(stage, "dora", "✅ Confirm")
        else:
            for label in given:  # type: ignore[attr-defined]  # all else comes with labels
                await _tap_if_there(stage, "dora" if what == "undo" else "ana", label)

    def _nobody_climbs_unearned(self, case: Case, was: tuple[str, int], seen: tuple[int, int]) -> None:
        """Going up takes an order that leads there, or a decision to go on, which leads up by one rung at most."""
        protocol, now = _place(self.stage, case)
        orders = [one for _, one in case.orders[seen[0] :] if isinstance(one, Placed | Reopened | Moved)]
        earned = [one for _, one in case.decisions[seen[1] :] if _leads_on(one)]
        if orders or protocol != was[0]:
            assert orders, self.told
            assert case.position, self.told
            assert earned or now <= _rungs(self.stage, case).index(orders[-1].rung), self.told
        elif now > was[1]:
            assert earned, self.told
            assert now == was[1] + 1, self.told

    async def _nobody_runs_while_still(self, case: Case) -> None:
        """No card on the phone can be reported on while the plan is closed, paused, ended or resting."""
        now = self.stage.clock.at
        resting = case.rests_until is not None and case.rests_until > now
        if not (case.held or case.paused or case.discharged or resting):
            return
        runs = len(case.runs)
        for data in {b.data for m in self.stage.actors["ana"].phone for row in m.keyboard for b in row}:
            if data.startswith("r|"):
                await self.stage.tap_data("ana", data)
        await self.stage.report("ana")
        assert len((await self.stage.case("ana")).runs) == runs, self.told


def _leads_on(decided: Decided) -> bool:
    return decided.outcome == "advance" and not decided.provisional


def _place(stage: Stage, case: Case) -> tuple[str, int]:
    """Return the protocol and how far up its ladder somebody stands."""
    assert case.enrolled
    assert case.position
    rungs = _rungs(stage, case)
    return case.enrolled.protocol, rungs.index(case.position.rung) if case.position.rung else len(rungs)


def _rungs(stage: Stage, case: Case) -> list[str]:
    assert case.enrolled
    return [rung.id for rung in stage.library.protocol(case.enrolled.protocol, case.enrolled.condition).rungs]


async def _tap_if_there(stage: Stage, key: str, label: str) -> None:
    """Tap a button of one of the newest messages, if there is one with this label."""
    for message in reversed(stage.actors[key].phone[-6:]):
        found = next((b.data for row in message.keyboard for b in row if b.text == label), "")
        if found:
            await stage.tap_data(key, found)
            return


@pytest.mark.parametrize("answers", [GOOD, BAD], ids=["good", "bad"])
async def test_the_answers_of_the_stories_are_on_buttons_and_finish_every_check_in(stage: Stage, answers) -> None:
    """A label that nobody reads would be left out in silence, and no story would ever hear of a bad run."""
    await taps(stage, "ana", *RUN)
    for window in ("h24", "h48"):
        await stage.wait(hours=24)
        asked = answers if window == "h48" else answers[:-1]
        await taps(stage, "ana", *asked)
        decided = (await stage.case("ana")).decisions[-1][1]
        assert decided.check_in == f"1:{window}"
    assert not decided.provisional
    assert _leads_on(decided) is (answers == GOOD)


@pytest.mark.timeout(300)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=12), seconds=st.sampled_from((0, 60)))
def test_nobody_runs_while_their_plan_is_still_and_nobody_climbs_unearned(
    opening: Stage, steps: list[tuple[str, object]], seconds: int
) -> None:
    """Random orders, answers, red flags, undone orders and days of waiting, in any order."""

    async def play(folder: Path) -> None:
        stage = with_undo(opening.fork(folder), seconds)
        story = Story(stage)
        for what, chosen in steps:
            await story.step(what, chosen)
        await stage.end()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder)))
