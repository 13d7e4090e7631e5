"""An export holds everything on record: each kind of fact that there is changes a line of some table."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from bot.care.caseload import figures, tables
from bot.care.caseload.wanted import Wanted
from bot.care.visit import Visit
from bot.core import alert_facts, facts, orders
from bot.core.alert_facts import Acknowledged, Alerted, Escalated, Released, Resolved, Shown, Snoozed
from bot.core.facts import (
    Adding,
    Answered,
    CheckInOpened,
    Decided,
    Enrolled,
    Entry,
    LaidAside,
    Muted,
    Noted,
    Reasking,
    Reminded,
    Resumed,
    RunEndCorrected,
    RunReported,
    Silence,
    Stopped,
)
from tests.stage import Stage

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)
TYPED = "Zanahoria"

RUN = RunReported(1, "run_30s", 1, AT)
ASKED = CheckInOpened("1:h24", "h24", "", LATER)
ALERT = Alerted(1, "reassess", "note", 1, {"note": TYPED}, (1, 2))

SAMPLES: tuple[Any, ...] = (
    *(RUN, ASKED, ALERT),
    Answered("1:h24", "pain", 3),
    LaidAside("1:h24"),
    Silence("1:h24", 2),
    RunEndCorrected(1, AT - timedelta(hours=1)),
    Decided(1, "1:h24", "repeat", provisional=True, fired=(), protocol_version="v", rung="run_30s", sessions_done=0),
    facts.Tested("hop", (3, 4), 1, by=1),
    Noted(TYPED),
    *(Reminded(("sleep",)), Muted(), Stopped(), Resumed()),
    *(
        Escalated(1, 2, (1, 2)),
        Shown(1, 2),
        Acknowledged(1, 1),
        Released(1, 1, (2,)),
        Snoozed(1, 1, LATER),
        Resolved(1, 1, TYPED),
    ),
    orders.Reopened("run_30s", 1, TYPED),
    orders.KeptClosed(1, TYPED),
    orders.Placed("run_30s", 1, TYPED),
    orders.Rested(LATER, 1, TYPED),
    orders.Rebaselined(1, "none", "none", 1, TYPED),
    orders.Moved("milestones", "", "it_band", "run_30s", 1, TYPED),
    orders.Repinned("", 1),
    orders.Paused("illness", 1),
    orders.Unpaused(1),
    orders.Discharged(1, TYPED),
    orders.HandedOver(2, 1),
    orders.Signed("ready", 1),
    *(orders.TalkOpened(1), orders.TalkClosed(1), orders.Wrote(1, TYPED)),
)
WITHOUT_A_LINE = {
    Enrolled: "the line of the patient is made of it",
    Reasking: "a pencil was tapped: what came of it is an answer, or nothing",
    Adding: "the first of several things was named: what came of it is an answer",
}
BEFORE = {
    Answered: (RUN, ASKED),
    **dict.fromkeys((LaidAside, Silence, Decided), (RUN, ASKED)),
    RunEndCorrected: (RUN,),
    **dict.fromkeys((Escalated, Shown, Acknowledged, Released, Snoozed, Resolved), (ALERT,)),
}


def _kinds() -> Iterator[type]:
    """Yield every kind of fact that a module of the core knows."""
    for module in (facts, alert_facts, orders):
        for found in vars(module).values():
            if isinstance(found, type) and "kind" in getattr(found, "__dataclass_fields__", {}):
                yield found


def test_each_kind_of_fact_has_an_example_or_a_reason() -> None:
    assert {type(sample) for sample in SAMPLES} | set(WITHOUT_A_LINE) == set(_kinds())
    assert set(get_args(facts.Fact)) <= set(_kinds())


async def _lines(stage: Stage, *extra: Any, pseudonyms: bool = False) -> list[tuple[str, tuple[Any, ...]]]:
    """Return what the tables hold of Ana as if these facts were on record as well."""
    async with stage.turn() as turn:
        record = await figures.read(turn, await turn.person(stage.actors["ana"].person))
        version = turn.library.conversation("h24").version
        mine = record.one.case.enrolled
        assert mine is not None
        known = [_fitting(fact, version, mine.protocol_version) for fact in extra]
        entries = [*record.entries, *(Entry(turn.now, fact) for fact in known)]
        case, stays = figures.followed(entries)
        more = figures.Record(Visit(turn, record.one.person, case), entries, stays)
        return list(tables.of(more, Wanted(figures.EVER, {1: "Dora"}, pseudonyms)))


def _fitting(fact: Any, version: str, protocol: str) -> Any:
    if isinstance(fact, CheckInOpened):
        return replace(fact, version=version)
    return replace(fact, protocol_version=protocol) if isinstance(fact, orders.Moved | orders.Repinned) else fact


@pytest.mark.parametrize("fact", SAMPLES, ids=lambda fact: fact.kind)
async def test_what_is_on_record_stands_in_a_table(stage: Stage, fact: Any) -> None:
    before = BEFORE.get(type(fact), ())

    assert await _lines(stage, *before, fact) != await _lines(stage, *before)


@pytest.mark.parametrize("fact", [one for one in SAMPLES if TYPED in str(one)], ids=lambda fact: fact.kind)
async def test_typed_words_stand_there_too_and_with_pseudonyms_nowhere(stage: Stage, fact: Any) -> None:
    before = BEFORE.get(type(fact), ())

    assert TYPED in str(await _lines(stage, *before, fact))
    assert TYPED not in str(await _lines(stage, *before, fact, pseudonyms=True))


async def test_runs_decisions_and_orders_have_lines_of_their_own(stage: Stage) -> None:
    decided = next(one for one in SAMPLES if isinstance(one, Decided))
    before = [name for name, _ in await _lines(stage)]
    after = [name for name, _ in await _lines(stage, RUN, ASKED, decided, orders.Signed("ready", 1))]

    for table in ("runs", "decisions", "orders"):
        assert after.count(table) == before.count(table) + 1


async def test_a_picture_that_the_clinic_sent_stands_there_as_one(stage: Stage) -> None:
    lines = await _lines(stage, orders.Wrote(1, TYPED, "photo"))

    assert [line[2:] for table, line in lines if table == "words"] == [("Dora", "photo", TYPED)]


async def test_an_answer_that_was_changed_stands_beside_the_one_that_holds(stage: Stage) -> None:
    lines = await _lines(stage, RUN, ASKED, Answered("1:h24", "pain", 3), Answered("1:h24", "pain", 5))

    assert [line[4] for table, line in lines if table == "answers" and line[2] == "h24"] == [5]
    assert [line[1:5] for table, line in lines if table == "earlier_answers"] == [(1, "h24", "pain", 3)]
