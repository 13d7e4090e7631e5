"""Deciding: each order from the first tap to what the patient reads, and what holds after it."""

from datetime import timedelta

import pytest

from bot.core.orders import Discharged, Moved, Paused, Placed, Rebaselined, Rested
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
    session_is_valid,
    taps,
)
from tests.stage import Stage, plain


async def test_the_preview_shows_exactly_what_the_patient_then_reads(stage: Stage) -> None:
    """What stands between the two marks is, word for word, what Ana gets, with the session card behind it."""
    await orders(stage, "↕️ Another step", "run 1 min, walk 2 min", REASON)
    preview, before = newest(stage, "dora"), count(stage, "ana")

    await stage.tap("dora", CONFIRM)

    got = [plain(message.text) for message in stage.actors["ana"].phone[before:]]
    shown = preview.split("Ana will read:", 1)[1].split("▲", 1)[0].strip()
    assert len(got) == 2
    assert shown == "\n\n".join(got)


async def test_nothing_happens_before_an_order_is_confirmed(stage: Stage) -> None:
    """A preview changes nothing and tells Ana nothing; leaving it says so."""
    before = count(stage, "ana")
    await orders(stage, "💤 Hold for days", "3 days", REASON)

    await stage.tap("dora", "✖️ Leave it")

    assert "Nothing has changed" in newest(stage, "dora")
    assert count(stage, "ana") == before
    assert not [order for _, order in (await ana(stage)).orders if isinstance(order, Rested)]


async def test_a_step_back_leads_to_the_rung_that_was_chosen_and_names_the_physio(stage: Stage) -> None:
    """Ana stands on the second rung and is put on the first, with Dora's words."""
    await orders(stage, "↕️ Another step", "run 1 min, walk 2 min", REASON, CONFIRM)
    await orders(stage, "↕️ Another step", "run 30 s, walk 2 min", ">Your calf needs a few more easy days", CONFIRM)

    case = await ana(stage)
    assert case.position
    assert case.position.rung == "run_30s"
    assert "We go back a little" in read(stage, "ana")
    assert "From Dora: Your calf needs a few more easy days" in read(stage, "ana")
    assert isinstance(case.orders[-1][1], Placed)


async def test_a_tapped_reason_is_read_in_the_language_of_the_patient(stage: Stage) -> None:
    """Dora taps in English, Ana has switched to Spanish and reads it in Spanish."""
    await stage.say("ana", "/settings")
    await stage.tap_data("ana", "c|0:enrolment|0")
    await stage.tap("ana", "Español")

    await orders(stage, "💤 Hold for days", "2 days", REASON, CONFIRM)

    assert "De Dora: Te he examinado" in read(stage, "ana")
    assert "I have examined you" not in newest(stage, "ana")


async def test_after_a_run_another_step_is_free_only_after_the_rest_of_the_plan(stage: Stage) -> None:
    """Ana has just run; put one rung up, she may not run again on the same day."""
    await taps(stage, "ana", *RUN)

    await orders(stage, "↕️ Another step", "run 1 min, walk 2 min", REASON, CONFIRM)

    case = await ana(stage)
    assert case.earliest_at
    assert case.earliest_at - stage.clock.at > timedelta(hours=12)
    assert "not before" in newest(stage, "ana")


async def test_going_ahead_is_refused_while_an_urgent_flag_is_open(stage: Stage) -> None:
    """Chest pain closed the plan; it can be opened where it stopped, and not higher."""
    await reports(stage, CHEST)

    await orders(stage, "Open the plan", "run 1 min, walk 2 min")

    assert "Not while an urgent flag is open" in newest(stage, "dora")
    assert (await ana(stage)).held


async def test_a_reassess_is_no_urgent_flag(stage: Stage) -> None:
    """Pain at night closed the plan; Dora has looked, and may open it one rung up."""
    await reports(stage, NIGHT)

    await orders(stage, "Open the plan", "run 1 min, walk 2 min", REASON, CONFIRM)

    case = await ana(stage)
    assert case.held is None
    assert case.position
    assert case.position.rung == "run_1min"


async def test_nobody_is_put_past_a_checkpoint_that_is_not_signed(stage: Stage) -> None:
    """The jumps are behind a signature: their first step can be chosen and waits for it, the one above it cannot."""
    await orders(stage, "↕️ Another step", "Walks …")
    await taps(stage, "dora", labels(stage, "dora")[2], REASON, CONFIRM)
    await orders(stage, "↕️ Another step", "Jumps …")
    first, second = labels(stage, "dora")[:2]

    await stage.tap("dora", second)
    assert "neither passed nor signed" in newest(stage, "dora")

    await stage.tap("dora", "Jumps …")
    await taps(stage, "dora", first, REASON, CONFIRM)
    assert not await session_is_valid(stage)
    assert "wait with the next session until this is signed" in read(stage, "ana")


async def test_a_hold_offers_the_session_again_when_it_is_over(stage: Stage) -> None:
    """Three whole days of rest: no session can be reported, and on the fourth day it comes by itself."""
    await orders(stage, "💤 Hold for days", ">3", REASON, CONFIRM)
    assert "It continues on Friday 6 March" in read(stage, "ana")
    assert "Please leave the session that I sent" in read(stage, "ana")
    assert not await session_is_valid(stage)
    await stage.say("ana", "/today")
    assert "No session for now" in newest(stage, "ana")

    await stage.wait(days=2)
    before = count(stage, "ana")
    await stage.wait(days=2)

    said = [plain(message.text) for message in stage.actors["ana"].phone[before:]]
    assert said[0].startswith("▶️ Your days of rest are over")
    assert "Your next session" in said[1]
    assert await session_is_valid(stage)


async def test_a_hold_can_be_ended_before_its_time_and_is_not_ended_twice(stage: Stage) -> None:
    """Dora ends it after a day; when it would have been over nothing comes a second time."""
    await orders(stage, "💤 Hold for days", "7 days", REASON, CONFIRM)
    await stage.wait(days=1)

    await orders(stage, "▶️ End the hold", REASON, CONFIRM)

    assert "Your next session" in newest(stage, "ana")
    await stage.wait(days=6, hours=20)
    assert "Your days of rest are over" not in read(stage, "ana")


async def test_answers_about_a_run_count_during_a_hold_but_no_session_follows(stage: Stage) -> None:
    """The plan is held after a run; the questions come as always, and “go on” says from when."""
    await taps(stage, "ana", *RUN)
    await orders(stage, "💤 Hold for days", "7 days", REASON, CONFIRM)
    assert "Please leave the session that I sent" not in read(stage, "ana")

    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "8")

    assert (await ana(stage)).decisions[-1][1].outcome == "advance"
    assert "No session for now" in newest(stage, "ana")
    assert not await session_is_valid(stage)


async def test_a_new_baseline_is_frozen_and_told(stage: Stage) -> None:
    """Pain 2, a little stiffness, no swelling: recorded, read by Ana, and nothing else moves."""
    position = (await ana(stage)).position

    await orders(stage, "More …", "📐 New baseline", ">2", "Up to 15 minutes", "None", REASON, CONFIRM)

    case = await ana(stage)
    assert (case.baseline.pain, case.baseline.stiffness, case.baseline.swelling) == (2, "up_to_15", "none")
    assert isinstance(case.orders[-1][1], Rebaselined)
    assert case.position == position
    assert "set your starting point anew" in newest(stage, "ana")


async def test_another_protocol_shows_first_what_would_change(stage: Stage) -> None:
    """Ladder, limits, questions and gates that differ stand there before a rung is chosen, then the plan goes on."""
    await orders(stage, "More …", "🔀 Another protocol", "Thirty minutes")
    shown = newest(stage, "dora")
    assert "What would change" in shown
    assert "Ladder: " in shown
    first = labels(stage, "dora")[0]

    await taps(stage, "dora", first, REASON, CONFIRM)

    case = await ana(stage)
    assert case.enrolled
    assert case.enrolled.protocol == "thirty_minutes"
    assert isinstance(case.orders[-1][1], Moved)
    assert "You go on with another plan: Thirty minutes" in read(stage, "ana")


async def test_another_condition_brings_its_rules_and_questions(stage: Stage) -> None:
    """The iliotibial band asks about stairs; the difference is shown, and it holds afterwards."""
    await orders(stage, "More …", "🩹 Another condition")
    await stage.say("dora", next(label for label in labels(stage, "dora") if "band" in label.lower()))
    assert "Questions: also" in newest(stage, "dora")

    await taps(stage, "dora", "run 30 s, walk 2 min", REASON, CONFIRM)

    enrolled = (await ana(stage)).enrolled
    assert enrolled
    assert enrolled.condition == "it_band"
    assert "Your plan now fits" in read(stage, "ana")


async def test_no_protocol_can_be_chosen_while_an_urgent_flag_is_open(stage: Stage) -> None:
    """A change of the plan would open it; chest pain comes first."""
    await reports(stage, CHEST)
    await orders(stage, "More …")

    assert "🔀 Another protocol" not in labels(stage, "dora")
    await stage.tap_data("dora", f"d|{stage.actors['ana'].person}|k|protocol")
    assert "Not while an urgent flag is open" in newest(stage, "dora")


async def test_a_pause_without_a_date_lasts_until_somebody_ends_it(stage: Stage) -> None:
    """For ten days nothing is offered and nobody is reminded; Dora ends it, and the gap rule has its say."""
    await _one_good_run(stage)
    await orders(stage, "⏸ Pause", "🤒 Illness", "No date yet", CONFIRM)
    before = count(stage, "ana")

    await stage.wait(days=12)

    assert count(stage, "ana") == before
    assert not await session_is_valid(stage)
    await orders(stage, "▶️ End the pause", CONFIRM)
    assert "Your pause is over" in read(stage, "ana")
    assert "since your last session" in read(stage, "ana")
    assert (await ana(stage)).decisions[-1][1].check_in == "gap"


async def test_a_pause_ends_by_itself_on_its_day(stage: Stage) -> None:
    """A holiday until 9 March: on that morning the plan goes on, without anybody doing anything."""
    await orders(stage, "⏸ Pause", "🏖 Holiday", ">9.3.", CONFIRM)
    assert "It continues on Monday 9 March" in newest(stage, "ana")
    assert "Please leave the session that I sent" in newest(stage, "ana")

    await stage.wait(days=6)
    assert not await session_is_valid(stage)
    await stage.wait(days=1)

    case = await ana(stage)
    assert case.paused is None
    assert case.orders[-1][1].by == 0
    assert "Your next session" in newest(stage, "ana")


async def test_a_run_already_done_is_asked_about_during_a_pause(stage: Stage) -> None:
    """The questions at 24 h come although the plan is paused."""
    await taps(stage, "ana", *RUN)
    await orders(stage, "⏸ Pause", "🏖 Holiday", "No date yet", CONFIRM)
    assert "Please leave the session" not in read(stage, "ana")

    await stage.wait(hours=25)

    assert "1:h24" in (await ana(stage)).check_ins


async def test_red_flags_work_during_a_pause_and_after_it_the_plan_stays_closed(stage: Stage) -> None:
    """Chest pain on holiday calls Dora at once; the end of the pause opens nothing."""
    await orders(stage, "⏸ Pause", "🏖 Holiday", ">9.3.", CONFIRM)
    await reports(stage, CHEST)
    assert [alert.severity for alert in (await ana(stage)).untaken_alerts()] == ["urgent"]

    await stage.wait(days=8)

    assert (await ana(stage)).held
    assert not await session_is_valid(stage)
    assert "still no running until Dora opens your plan" in read(stage, "ana")


async def test_after_a_discharge_nothing_is_asked_and_every_answer_says_so(stage: Stage) -> None:
    """Open questions end, alerts are settled, and Ana is told whom to call."""
    await taps(stage, "ana", *RUN)
    await stage.wait(hours=25)

    await orders(stage, "More …", "🎓 Discharge", ">You are running again, well done", CONFIRM)

    case, before = await ana(stage), count(stage, "ana")
    assert isinstance(case.orders[-1][1], Discharged)
    assert not case.open_alerts()
    assert "nobody watches over answers here any more" in newest(stage, "ana")
    await stage.wait(days=30)
    assert count(stage, "ana") == before
    await stage.say("ana", "my knee hurts again")
    assert "I have passed your words on to Dora" in newest(stage, "ana")
    assert "call 112" in newest(stage, "ana")
    assert "my knee hurts again" in newest(stage, "dora")


async def test_a_discharged_patient_can_be_taken_up_again(stage: Stage) -> None:
    """From the card, at a rung, with a reason; the next session follows."""
    await orders(stage, "More …", "🎓 Discharge", REASON, CONFIRM)

    await orders(stage, "🔓 Take up again", "run 30 s, walk 2 min", REASON, CONFIRM)

    assert not (await ana(stage)).discharged
    assert "Your next session" in newest(stage, "ana")
    assert await session_is_valid(stage)


async def test_the_own_physio_hears_of_what_somebody_else_decided(stage: Stage) -> None:
    """The clinic's desk holds the plan; Dora reads who, what and why."""
    await joins(stage, "desk", "clinic", "Front desk")

    await orders(stage, "💤 Hold for days", "3 days", ">Called in sick", CONFIRM, key="desk")

    assert "Front desk has decided about your patient Ana" in newest(stage, "dora")
    assert "Reason: Called in sick" in newest(stage, "dora")


@pytest.mark.parametrize(
    ("kind", "flag"), [(("Open the plan", "run 30 s, walk 2 min"), CHEST), (("Keep it closed",), NIGHT)]
)
async def test_deciding_on_a_closed_plan_ends_the_alerts_that_closed_it(
    stage: Stage, kind: tuple[str, ...], flag: str
) -> None:
    """Nobody has to say twice that it was dealt with."""
    await reports(stage, flag)

    await orders(stage, *kind, REASON, CONFIRM)

    assert not (await ana(stage)).open_alerts()


async def test_why_says_who_decided_when_and_why_and_what_the_rules_said_before(stage: Stage) -> None:
    """The order first, then the engine's own decision, which stays on record."""
    await _one_good_run(stage)
    await orders(stage, "💤 Hold for days", "3 days", ">Let us wait for the scan", CONFIRM)

    await stage.say("ana", "/why")

    said = newest(stage, "ana")
    assert "Your plan was held until" in said
    assert "Dora decided this today" in said
    assert "From Dora: Let us wait for the scan" in said
    assert "Before that, the rules said" in said
    assert "You can go on." in said


@pytest.mark.parametrize(
    ("taps_", "said"),
    [
        (("💤 Hold for days", "7 days", REASON, CONFIRM), "No session for now"),
        (("⏸ Pause", "🤒 Illness", "No date yet", CONFIRM), "Your plan is paused while you get well"),
    ],
)
async def test_today_and_plan_say_what_keeps_the_plan_still(stage: Stage, taps_: tuple[str, ...], said: str) -> None:
    """Both commands of the patient, in words."""
    await orders(stage, *taps_)
    for command in ("/today", "/plan"):
        await stage.say("ana", command)
        assert said in newest(stage, "ana"), command


async def test_a_paused_patient_is_not_asked_about_the_week_nor_reminded_of_a_session(stage: Stage) -> None:
    """Two Sundays pass without the question about the week."""
    await _one_good_run(stage)
    await orders(stage, "⏸ Pause", "🏖 Holiday", "No date yet", CONFIRM)

    await stage.wait(days=15)

    assert not [name for name in (await ana(stage)).check_ins if ":week:" in name]
    assert isinstance((await ana(stage)).paused, Paused)


async def _one_good_run(stage: Stage) -> None:
    await taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "8")
