"""Bad input to orders: stale, foreign and forged buttons, and words that are no answer; nothing is ever half-done."""

import pytest

from bot.care.joining.invites import Plan
from tests.care.ordering import CONFIRM, REASON, ana, count, joins, labels, newest, orders, taps
from tests.stage import Stage

DAYS = "Please give a whole number of days, from 1 to 60."


async def _same(stage: Stage) -> tuple[object, ...]:
    case = await ana(stage)
    return case.position, len(case.orders), case.paused, case.rests_until, case.enrolled, case.discharged


@pytest.mark.parametrize("said", ["0", "400", "61", "-3", "3.5", "three or four", "soon", ""])
async def test_a_hold_of_no_possible_length_is_asked_for_again(stage: Stage, said: str) -> None:
    """A sentence says what is possible, and nothing changes."""
    before = await _same(stage)
    await orders(stage, "💤 Hold for days")

    await stage.say("dora", said)

    assert DAYS in newest(stage, "dora")
    assert await _same(stage) == before


@pytest.mark.parametrize("said", ["1", "60", "seven", "7 days"])
async def test_the_shortest_and_the_longest_hold_are_taken(stage: Stage, said: str) -> None:
    """At the ends of what is possible, and in words."""
    await orders(stage, "💤 Hold for days", f">{said}")
    assert "why?" in newest(stage, "dora") or DAYS in newest(stage, "dora")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("2.3.2026", "not in the future"),
        ("1.3.", "not in the future"),
        ("2026-03-02", "not in the future"),
        ("2025-12-31", "not in the future"),
        ("3.3.2027", "more than a year ahead"),
        ("31.2.", "cannot read that as a day"),
        ("9/4/2026", "cannot read that as a day"),
        ("9/4", "cannot read that as a day"),
        ("23/4.2026", "cannot read that as a day"),
        ("next week", "cannot read that as a day"),
        ("", "cannot read that as a day"),
    ],
)
async def test_a_pause_until_an_impossible_day_is_asked_for_again(stage: Stage, said: str, sentence: str) -> None:
    """Past, too far, or no day at all."""
    before = await _same(stage)
    await orders(stage, "⏸ Pause", "🏖 Holiday")

    await stage.say("dora", said)

    assert sentence in newest(stage, "dora")
    assert await _same(stage) == before


@pytest.mark.parametrize("said", ["23/3/2026", "23/3", "23.3.", "23.3.2026", "2026-3-23"])
async def test_a_day_that_can_be_read_in_one_way_only_is_taken(stage: Stage, said: str) -> None:
    await orders(stage, "⏸ Pause", "🏖 Holiday", f">{said}")

    assert "Monday 23 March" in newest(stage, "dora")


@pytest.mark.parametrize(
    ("said", "sentence"), [("   ", "no reason yet"), ("…?!", "no reason yet"), ("x" * 301, "301 characters")]
)
async def test_a_reason_that_is_none_is_asked_for_again(stage: Stage, said: str, sentence: str) -> None:
    """Nothing is cut off silently."""
    await orders(stage, "💤 Hold for days", "3 days")

    await stage.say("dora", said)

    assert sentence in newest(stage, "dora")
    await taps(stage, "dora", REASON, CONFIRM)
    assert (await ana(stage)).rests_until


@pytest.mark.parametrize(
    "data",
    [
        "d|{ana}|rung|999", "d|{ana}|rung|-1", "d|{ana}|why|0", "d|{ana}|days|0", "d|{ana}|ok|00000000", "d|{ana}|ok|",
        "d|{ana}|k|measure", "d|{ana}|k|sign", "d|{ana}|k|nothing", "d|{ana}|g|walk|", "d|{ana}|no", "un|{ana}|99",
        "un|{ana}|x", "o|{ana}|0", "n|{ana}|1", "g|{ana}", "d", "d|", "un", "d|{ana}|rung|٣", "y|{ana}|0",
    ],
)  # fmt: skip
async def test_a_forged_button_answers_a_word_and_changes_nothing(stage: Stage, data: str) -> None:
    """Nothing is being put together, so none of these means anything."""
    before, messages = await _same(stage), count(stage, "ana")

    await stage.tap_data("dora", data.format(ana=stage.actors["ana"].person))

    assert stage.actors["dora"].toast
    assert (await _same(stage), count(stage, "ana")) == (before, messages)


@pytest.mark.parametrize("which", ["", "nothing", "before_run_walk", "before_continuous"])
async def test_what_is_not_asked_for_cannot_be_signed(stage: Stage, which: str) -> None:
    """Unknown, signed already, or still to come."""
    before = await _same(stage)

    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|{which}")

    assert "nothing of that name to sign now" in newest(stage, "dora")
    assert await _same(stage) == before


async def test_nobody_decides_about_the_patient_of_somebody_else(stage: Stage) -> None:
    """Ben is another physio: neither buttons nor words do anything, and he learns nothing."""
    await joins(stage, "ben", "physio", "Ben")
    before, patient = await _same(stage), stage.actors["ana"].person
    for data in ("o|{}", "n|{}", "g|{}|before_continuous", "d|{}", "d|{}|k|rest", "d|{}|k|discharge", "un|{}|1"):
        await stage.tap_data("ben", data.format(patient))
        assert stage.actors["ben"].toast
        assert "Ana" not in newest(stage, "ben")
    assert await _same(stage) == before


async def test_a_patient_cannot_give_an_order(stage: Stage) -> None:
    """Not even about themselves."""
    before = await _same(stage)
    for data in ("o|{}", "d|{}|k|rest", "d|{}|days|0", "un|{}|1", "g|{}|before_continuous"):
        await stage.tap_data("ana", data.format(stage.actors["ana"].person))
    assert await _same(stage) == before


async def test_a_button_of_an_older_preview_confirms_nothing_else(stage: Stage) -> None:
    """Dora had three days on the screen, then chose seven; the old “Confirm” does not confirm the new one."""
    await orders(stage, "💤 Hold for days", "3 days", REASON)
    old = stage.button("dora", CONFIRM)
    await orders(stage, "💤 Hold for days", "7 days", REASON)

    await stage.tap_data("dora", old)

    assert (await ana(stage)).rests_until is None
    await stage.tap("dora", CONFIRM)
    assert (await ana(stage)).rests_until


async def test_a_preview_is_not_confirmed_hours_later(stage: Stage) -> None:
    """What was shown an hour ago is shown anew first."""
    await orders(stage, "💤 Hold for days", "3 days", REASON)
    old = stage.button("dora", CONFIRM)
    await stage.wait(hours=1)

    await stage.tap_data("dora", old)

    assert (await ana(stage)).rests_until is None


async def test_what_cannot_be_ordered_as_things_stand_says_why(stage: Stage) -> None:
    """Each with its own sentence, from a forged or forgotten button."""
    stem = f"d|{stage.actors['ana'].person}|k"
    for kind, sentence in (
        ("keep", "not closed"),
        ("reopen", "not closed"),
        ("unrest", "not held for days"),
        ("unpause", "not paused"),
    ):
        await stage.tap_data("dora", f"{stem}|{kind}")
        assert sentence in newest(stage, "dora"), kind
    await orders(stage, "⏸ Pause", "🤒 Illness", "No date yet", CONFIRM)
    await stage.tap_data("dora", f"{stem}|pause")
    assert "paused already" in newest(stage, "dora")


async def test_only_protocols_that_can_be_run_are_offered(stage: Stage) -> None:
    """None that is switched off or has no ladder of its own, and not the one in use; a forged place offers none."""
    await orders(stage, "More …", "🔀 Another protocol")
    offered = labels(stage, "dora")
    assert "Milestones" not in offered
    assert offered
    await stage.tap_data("dora", f"d|{stage.actors['ana'].person}|protocol|999")
    assert stage.actors["dora"].toast
    assert (await ana(stage)).enrolled.protocol == "milestones"  # type: ignore[union-attr]  # she is enrolled


async def test_nothing_can_be_ordered_of_somebody_who_has_not_joined(stage: Stage) -> None:
    """Bea is invited only; the sentence says so."""
    from bot.care.joining.invites import Guest

    await stage.invite("bea", Guest("patient", "Bea"), Plan("milestones", "hip_and_glute", "Dora", "run_30s"))

    await stage.tap_data("dora", f"d|{stage.actors['bea'].person}|k|rest")

    assert "not here yet" in newest(stage, "dora")
