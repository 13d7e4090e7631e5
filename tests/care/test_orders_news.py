"""Nobody's care ends, and nothing is settled, over anything that whoever decided has not seen."""

import pytest

from bot.care.doors import reception
from bot.care.ports import Incoming, Said
from tests.care.ordering import CONFIRM, GOOD_24, NIGHT, RUN, chooses, decides, taps
from tests.care.ward import CHEST, TAKE, alert_of, newest, read, reports, set_clock, with_settings
from tests.stage import Stage

DISCHARGE = ("k|discharge", "why|0")
CHEST_PAIN = "I have had chest pain since this morning"


async def _writes(stage: Stage) -> None:
    await stage.say("ana", "My shin hurts a lot more today")


async def _warns(stage: Stage) -> None:
    await stage.say("ana", CHEST_PAIN)


async def _shows(stage: Stage) -> None:
    await stage.sends("ana", "photo", "Look at this")


async def _is_about_to_report(stage: Stage) -> None:
    await stage.say("ana", "/wrong")


@pytest.mark.parametrize("comes", [_writes, _warns, _shows, _is_about_to_report])
async def test_nobodys_care_ends_over_news_and_its_giver_is_asked_to_look_again(clinic_stage: Stage, comes) -> None:
    stage = with_settings(clinic_stage, undo_seconds=60)
    await decides(stage, *DISCHARGE)
    await comes(stage)

    await stage.wait(minutes=2)

    case = await stage.case("ana")
    assert not case.discharged
    assert all(one.is_open for one in case.alerts.values() if one.about == "note")
    assert "Ana: not carried out" in newest(stage, "dora")
    assert not any("Your plan with us ends here" in said for said in read(stage, "ana"))


async def test_a_call_after_the_end_of_care_stays_open_until_somebody_ends_it(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await decides(stage, *DISCHARGE)
    async with stage.turn() as turn:
        user = stage.actors["ana"].user_id
        await reception.could_not(turn, Incoming(user, user, Said(CHEST_PAIN)))
    await stage.deliver()

    await stage.wait(minutes=30)

    (alert,) = (await stage.case("ana")).open_alerts()
    assert alert.severity == "reassess"
    assert alert.step > 1
    assert "Ana" in newest(stage, "dora")


async def test_a_red_flag_tapped_after_the_end_of_care_is_passed_on_like_words(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await stage.say("ana", "/wrong")
    flag, back = stage.button("ana", CHEST), stage.button("ana", "None of these")
    await decides(stage, *DISCHARGE)

    await stage.tap_data("ana", flag)

    assert "who has been discharged, reports: Chest pain" in newest(stage, "dora")
    assert "I have passed your words on to Dora" in newest(stage, "ana")
    assert "In an emergency, call 112" in newest(stage, "ana")
    heard = len(read(stage, "dora"))
    await stage.tap_data("ana", back)
    assert len(read(stage, "dora")) == heard
    assert "In an emergency, call 112" in newest(stage, "ana")


async def test_words_that_sound_like_a_warning_after_the_end_of_care_are_answered_with_the_way_to_help(
    clinic_stage: Stage,
) -> None:
    stage = clinic_stage
    await decides(stage, *DISCHARGE)

    await stage.say("ana", CHEST_PAIN)

    assert "In an emergency, call 112" in newest(stage, "ana")
    assert CHEST_PAIN in newest(stage, "dora")


BLOOD_THINNERS = "My surgeon has put me on blood thinners"
SWOLLEN_24 = ("0", "No pain", "New, or more than before", *GOOD_24[3:])
HERE, UP, PAUSE = "rung|23", "rung|24", ("k|pause", "cause|1", "until|1")
BASELINE = ("k|baseline", "pain|0", "stiffness|0", "swelling|0", "why|0")
TELL_ORDERS = [
    PAUSE,
    BASELINE,
    ("k|rest", "days|2", "why|0"),
    ("k|place", HERE, "why|0"),
    ("k|condition", "condition|1", HERE, "why|0"),
    DISCHARGE,
]


async def _swells(stage: Stage) -> None:
    """Let Ana run, and report new swelling a day later: news that waits for the digest."""
    await stage.tap_data("dora", f"g|{stage.actors['ana'].person}|before_run_walk")
    await stage.tap("dora", CONFIRM)
    await decides(stage, "k|place", UP, "why|0")
    await taps(stage, "ana", *RUN)
    await stage.wait(hours=24)
    await taps(stage, "ana", *SWOLLEN_24)
    assert (await alert_of(stage)).severity == "tell"


@pytest.mark.parametrize("order", TELL_ORDERS)
async def test_news_that_nobody_has_seen_stays_open_whatever_is_ordered(clinic_stage: Stage, order) -> None:
    """The digest brings it the next morning, as if nothing had been ordered."""
    stage = clinic_stage
    await _swells(stage)

    await decides(stage, *order)
    await stage.wait(hours=24)

    assert (await alert_of(stage, 2)).is_open
    assert any("What can wait" in said and "newly swollen" in said for said in read(stage, "dora"))


@pytest.mark.parametrize("order", TELL_ORDERS)
async def test_news_that_stood_in_the_digest_is_settled_by_an_order_that_answers_it(clinic_stage: Stage, order) -> None:
    stage = clinic_stage
    await _swells(stage)
    await stage.wait(hours=23)

    await decides(stage, *order)

    assert not (await alert_of(stage, 2)).is_open


@pytest.mark.parametrize("way", ["z", "alerts", "k"])
async def test_news_that_somebody_has_opened_taken_or_listed_is_settled_by_their_order(
    clinic_stage: Stage, way: str
) -> None:
    stage = clinic_stage
    await _swells(stage)
    await (stage.say("dora", "/alerts") if way == "alerts" else _taps_alert(stage, way, 2))

    await decides(stage, *PAUSE)

    assert not (await alert_of(stage, 2)).is_open


async def test_what_one_has_seen_another_does_not_settle(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await _swells(stage)
    await _taps_alert(stage, "z", 2)

    await decides(stage, *PAUSE, key="desk")

    assert (await alert_of(stage, 2)).is_open


async def _taps_alert(stage: Stage, verb: str, number: int) -> None:
    await stage.tap_data("dora", f"{verb}|{stage.actors['ana'].person}|{number}")


@pytest.mark.parametrize("takes", [True, False])
async def test_words_that_wait_for_the_morning_are_read_though_the_plan_was_kept_closed_at_night(
    clinic_stage: Stage, takes: bool
) -> None:
    """The urgent call woke Dora; the note of before was still on its way, also where she owns everything now."""
    stage = clinic_stage
    await set_clock(stage, 22)
    await stage.say("ana", BLOOD_THINNERS)
    await reports(stage, CHEST)
    if takes:
        await stage.tap("dora", TAKE)

    await stage.tap_data("dora", f"n|{stage.actors['ana'].person}")
    await decides(stage, "why|1")

    (note,) = [one for one in (await stage.case("ana")).alerts.values() if one.about == "note"]
    assert note.is_open
    stage.actors["dora"].phone.clear()
    await stage.wait(hours=11)
    assert any(BLOOD_THINNERS in said for said in read(stage, "dora"))


async def test_the_preview_names_what_an_order_settles_and_what_stays_open(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await _swells(stage)
    await stage.wait(hours=23)
    await stage.say("ana", BLOOD_THINNERS)

    await chooses(stage, "k|rest", "days|2", "why|0")

    settled, _, left = newest(stage, "dora").partition("Settled by this:")[2].partition("Stays open:")
    assert "newly swollen" in settled
    assert BLOOD_THINNERS in left
    assert BLOOD_THINNERS not in settled


@pytest.mark.parametrize("flag", [NIGHT, CHEST])
@pytest.mark.parametrize("order", [PAUSE, BASELINE])
async def test_a_call_that_closed_the_plan_ends_only_by_an_order_about_the_closed_plan(
    clinic_stage: Stage, order, flag: str
) -> None:
    stage = clinic_stage
    await reports(stage, flag)
    await _taps_alert(stage, "z", (await alert_of(stage)).number)

    await decides(stage, *order)

    assert (await alert_of(stage)).is_open


async def test_the_journal_says_to_whom_an_alert_was_shown(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await _swells(stage)
    await _taps_alert(stage, "z", 2)

    await stage.tap_data("desk", f"J|{stage.actors['ana'].person}")

    assert "Alert 2 shown to Dora" in newest(stage, "desk")


async def test_a_preview_with_more_news_than_a_message_holds_names_less_of_it(clinic_stage: Stage) -> None:
    stage = clinic_stage
    for _ in range(12):
        await stage.say("ana", "<&>" * 60)

    await chooses(stage, "k|rest", "days|2")
    await stage.say("dora", "a<&>" * 75)

    said = stage.actors["dora"].phone[-1].text
    assert "Stays open" in said
    assert "more" in said
    assert len(said) <= 4096


OPENS = ("k|reopen", HERE, "why|0")


async def _resolves(stage: Stage, key: str) -> None:
    alert = await alert_of(stage)
    await stage.tap_data(key, f"z|{stage.actors['ana'].person}|{alert.number}|r")
    await stage.say(key, "Surgeon rang: suspected fracture, she must not run")


async def _writes_to_ana(stage: Stage, key: str) -> None:
    await stage.tap_data(key, f"T|{stage.actors['ana'].person}")
    await stage.say(key, "Ana, please do not run before the scan")


@pytest.mark.parametrize("before_confirming", [True, False])
@pytest.mark.parametrize("does", [_resolves, _writes_to_ana])
async def test_what_a_colleague_says_or_writes_meanwhile_stops_an_order_that_lets_somebody_on(
    clinic_stage: Stage, does, before_confirming: bool
) -> None:
    stage = with_settings(clinic_stage, undo_seconds=60)
    await reports(stage, NIGHT)
    await chooses(stage, *OPENS)
    confirm = stage.button("dora", CONFIRM)
    if before_confirming:
        await does(stage, "desk")
    await stage.tap_data("dora", confirm)
    if not before_confirming:
        await does(stage, "desk")

    await stage.wait(minutes=2)

    assert (await stage.case("ana")).held
    assert any("Something new" in said for said in read(stage, "dora"))


@pytest.mark.parametrize("does", [_resolves, _writes_to_ana])
async def test_what_somebody_says_or_writes_themselves_is_no_news_to_them(clinic_stage: Stage, does) -> None:
    stage = with_settings(clinic_stage, undo_seconds=60)
    await reports(stage, NIGHT)
    await decides(stage, *OPENS)
    await does(stage, "dora")

    await stage.wait(minutes=2)

    assert (await stage.case("ana")).held is None
