"""The minute in which an order can be undone: nothing half-done, nothing twice, nothing over what nobody has seen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.orders import Rested
from tests.care.ordering import (
    CHEST,
    CONFIRM,
    GOOD_24,
    NIGHT,
    REASON,
    RUN,
    ana,
    count,
    joins,
    labels,
    newest,
    orders,
    read,
    reports,
    taps,
    with_undo,
)
from tests.stage import Stage, plain

HOLD = ("💤 Hold for days", "3 days", REASON, CONFIRM)


@pytest.fixture
async def minute(tmp_path: Path, opening: Stage) -> AsyncIterator[Stage]:
    """A stage on which orders wait for a minute, reopened before every line, with a second physio and the clinic."""
    stage = with_undo(opening.fork(tmp_path))
    await joins(stage, "desk", "clinic", "Front desk")
    yield stage
    await stage.end()


async def _rests(stage: Stage) -> int:
    return len([order for _, order in (await ana(stage)).orders if isinstance(order, Rested)])


async def test_an_order_takes_effect_after_a_minute_and_not_before(minute: Stage) -> None:
    """At 59 seconds Ana knows nothing, at 60 it is done, once."""
    before = count(minute, "ana")
    await orders(minute, *HOLD)
    assert "told then, not before" in newest(minute, "dora")

    await minute.wait(seconds=59)
    assert (await _rests(minute), count(minute, "ana")) == (0, before)

    await minute.wait(seconds=1)
    assert await _rests(minute) == 1
    assert "Dora holds your plan" in newest(minute, "ana")
    assert "In effect since today" in newest(minute, "dora")
    await minute.wait(seconds=120)
    assert await _rests(minute) == 1


async def test_an_undone_order_never_happened(minute: Stage) -> None:
    """Ana reads nothing, the plan is as it was, and the card says who undid it."""
    before, position = count(minute, "ana"), (await ana(minute)).position
    await orders(minute, *HOLD)

    await minute.tap("dora", "↩️ Undo")
    await minute.wait(minutes=5)

    assert (await _rests(minute), count(minute, "ana"), (await ana(minute)).position) == (0, before, position)
    assert "Undone by Dora" in read(minute, "dora")


async def test_undoing_too_late_says_since_when_and_what_can_be_done_instead(minute: Stage) -> None:
    """The button was still on an old screen; nothing is taken back, and the card is a tap away."""
    await orders(minute, *HOLD)
    data = minute.button("dora", "↩️ Undo")
    await minute.wait(minutes=2)

    await minute.tap_data("dora", data)

    assert "It took effect today" in newest(minute, "dora")
    assert labels(minute, "dora") == ["Show the patient"]
    assert await _rests(minute) == 1


async def test_undoing_twice_does_nothing_more(minute: Stage) -> None:
    """The second tap is an old button."""
    await orders(minute, *HOLD)
    data = minute.button("dora", "↩️ Undo")
    await minute.tap_data("dora", data)

    await minute.tap_data("dora", data)

    assert "from an earlier message" in minute.actors["dora"].toast


async def test_somebody_else_of_the_clinic_may_undo_and_is_named(minute: Stage) -> None:
    """The desk sees what Dora has just decided when it wants to decide itself, and takes it back."""
    before = (await ana(minute)).position
    await orders(minute, "↕️ Another step", "run 20 min without a break", REASON, CONFIRM)

    await orders(minute, "⏸ Pause", key="desk")
    assert "Dora has just decided about Ana: go ahead to: run 20 min" in newest(minute, "desk")
    await minute.tap("desk", "↩️ Undo")
    await minute.wait(minutes=5)

    assert (await ana(minute)).position == before
    assert "Front desk has undone what you had just decided about Ana" in newest(minute, "dora")


async def test_the_desk_takes_back_nothing_that_holds_somebody(minute: Stage) -> None:
    """Undoing a hold lets Ana on: neither is it offered, nor does a forged button do it; its own hold the desk may."""
    await orders(minute, *HOLD)
    undo = minute.button("dora", "↩️ Undo")

    await orders(minute, "⏸ Pause", key="desk")
    assert "Dora has just decided about Ana" in newest(minute, "desk")
    assert "↩️ Undo" not in labels(minute, "desk")
    await minute.tap_data("desk", undo)
    assert "That is for a physio to decide" in newest(minute, "desk")
    await minute.wait(minutes=5)
    assert await _rests(minute) == 1

    await orders(minute, "⏸ Pause", "🤒 Illness", "No date yet", CONFIRM, key="desk")
    await minute.tap("desk", "↩️ Undo")
    await minute.wait(minutes=5)
    assert (await ana(minute)).paused is None


async def test_of_two_who_decide_at_once_the_first_confirmed_counts(minute: Stage) -> None:
    """Both have their preview open; the second learns what the first has decided, and nothing is done twice."""
    await orders(minute, *HOLD[:-1])
    await orders(minute, *HOLD[:-1], key="desk")

    await minute.tap("desk", CONFIRM)
    await minute.tap("dora", CONFIRM)

    assert "Front desk has just decided about Ana" in newest(minute, "dora")
    await minute.wait(minutes=5)
    assert await _rests(minute) == 1


async def test_a_second_tap_on_confirm_does_nothing(minute: Stage) -> None:
    """An impatient thumb gives one order."""
    await orders(minute, *HOLD[:-1])
    data = minute.button("dora", CONFIRM)

    await minute.tap_data("dora", data)
    await minute.tap_data("dora", data)
    await minute.wait(minutes=5)

    assert await _rests(minute) == 1


async def test_a_red_flag_overtakes_an_order_that_waits(minute: Stage) -> None:
    """Dora puts Ana ahead; within the minute Ana reports chest pain: nothing is carried out, and Dora is told."""
    await orders(minute, "↕️ Another step", "run 1 min, walk 2 min", REASON, CONFIRM)
    await minute.wait(seconds=30)
    await reports(minute, CHEST)

    await minute.wait(seconds=60)

    case = await ana(minute)
    assert case.held
    assert not case.orders or case.orders[-1][1].kind != "placed"
    assert "Ana: not carried out" in newest(minute, "dora")
    assert labels(minute, "dora") == ["Show the patient"]
    assert "You go on further up" not in read(minute, "ana")


async def test_a_second_red_flag_overtakes_the_opening_of_a_closed_plan(minute: Stage) -> None:
    """Pain at night had closed the plan; while its opening waits, chest pain comes: it stays closed."""
    await reports(minute, NIGHT)
    await orders(minute, "Open the plan", "run 30 s, walk 2 min", REASON, CONFIRM)
    await reports(minute, CHEST)

    await minute.wait(seconds=60)

    assert (await ana(minute)).held
    assert "Your plan is open" not in read(minute, "ana")


async def test_answers_that_decide_something_do_not_stop_a_hold_that_waits(minute: Stage) -> None:
    """The answers at 48 h lead on by themselves while Dora's hold waits; it holds, and she is asked to look."""
    await taps(minute, "ana", *RUN)
    await minute.wait(hours=24)
    await taps(minute, "ana", *GOOD_24)
    await minute.wait(hours=24)
    await orders(minute, *HOLD)
    await taps(minute, "ana", *GOOD_24, "8")

    await minute.wait(minutes=2)

    assert await _rests(minute) == 1
    assert "Something new has come in about Ana as well" in newest(minute, "dora")


async def test_something_new_between_choosing_and_confirming_is_looked_at_first(minute: Stage) -> None:
    """Dora has the preview open while Ana writes to her; her tap changes nothing."""
    await orders(minute, *HOLD[:-1])
    data = minute.button("dora", CONFIRM)
    await reports(minute, NIGHT)

    await minute.tap_data("dora", data)
    await minute.wait(minutes=2)

    assert await _rests(minute) == 0
    assert "Something new has come in about Ana" in newest(minute, "dora")


async def test_an_order_of_somebody_who_may_no_longer_give_it_is_not_carried_out(minute: Stage) -> None:
    """The desk is deactivated within the minute; Dora, whose patient it is, hears of it."""
    await orders(minute, *HOLD, key="desk")
    store = await minute.store()
    async with store.turn(minute.library, minute.settings) as turn:
        desk = await turn.person(minute.actors["desk"].person)
        turn.update(replace(desk, state="inactive"))

    await minute.wait(minutes=2)

    assert await _rests(minute) == 0
    assert "Front desk had decided: hold the plan for 3 days" in newest(minute, "dora")


async def test_a_signature_waits_for_its_minute_as_well(minute: Stage) -> None:
    """The session does not come before the minute is over."""
    await orders(minute, "↕️ Another step", "run 20 min without a break", REASON, CONFIRM)
    await minute.wait(minutes=1)
    await orders(minute, "✍️ Sign the checkpoint", CONFIRM)
    before = count(minute, "ana")

    await minute.wait(seconds=59)
    assert count(minute, "ana") == before
    await minute.wait(seconds=1)
    assert "Your next session" in newest(minute, "ana")


async def test_results_that_are_measured_one_after_another_wait_side_by_side(minute: Stage) -> None:
    """Two tests of a gate, entered within a minute: both count, and neither is in the way of the other."""
    gate = next(iter(minute.library.protocol("milestones", "hip_and_glute").gates()))
    for place in (0, 1):
        await minute.tap_data("dora", f"v|{minute.actors['ana'].person}|{gate.id}|{place}")
        while "✅ Save" not in labels(minute, "dora"):
            shown = minute.actors["dora"].phone[-1].keyboard
            await (minute.tap_data("dora", shown[0][0].data) if shown else minute.say("dora", "20"))
        assert "Ana will read" in newest(minute, "dora")
        await minute.tap("dora", "✅ Save")
    assert not {test.id for test in gate.tests[:2]} & set((await ana(minute)).results)

    await minute.wait(minutes=2)

    assert {test.id for test in gate.tests[:2]} <= set((await ana(minute)).results)


async def test_a_change_by_the_clinic_overtakes_an_order_that_waits(minute: Stage) -> None:
    """Two orders are never carried out one over the other: what waits first comes first, then one looks again."""
    await orders(minute, *HOLD[:-1], key="desk")
    stale = minute.button("desk", CONFIRM)
    await orders(minute, "⏸ Pause", "🤒 Illness", "No date yet", CONFIRM)
    await minute.wait(minutes=1)

    await minute.tap_data("desk", stale)

    assert "Something new has come in about Ana" in newest(minute, "desk")
    await minute.wait(minutes=2)
    assert await _rests(minute) == 0


async def test_an_order_survives_every_restart_in_between(minute: Stage) -> None:
    """The database is closed and opened between all lines; a tick long after the minute still carries it out once."""
    await orders(minute, *HOLD)
    minute.clock.at = minute.clock.at.replace(hour=23)

    await minute.tick()
    await minute.tick()

    assert await _rests(minute) == 1
    assert sum("Dora holds your plan" in plain(one.text) for one in minute.actors["ana"].phone) == 1
