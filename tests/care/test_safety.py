"""What fresh eyes found dangerous: red flags in odd moments, stale decisions, and runners left without a next step."""

import pytest

from bot.care.doors.reception import receive
from bot.care.joining.invites import Guest
from bot.care.ports import Incoming, Left
from tests.stage import Stage, plain

CHEST = "Chest pain, or short of breath"
NIGHT = "Pain at night or at rest"
WRONG = "⚠️ Something feels wrong"
GOOD_24 = ("0", "No pain", "None", "Not stiff", "As normal", "None of these")


async def _taps(stage: Stage, key: str, *labels: str) -> None:
    for label in labels:
        await stage.tap(key, label)


async def _reports(stage: Stage, flag: str) -> None:
    await _taps(stage, "ana", WRONG, flag, "✅ That is all")


async def _reopens(stage: Stage, rung: str = "run 30 s, walk 2 min") -> None:
    await _taps(stage, "dora", "Open the plan", rung, "I have examined you", "✅ Confirm")


async def _puts_on(stage: Stage, rung: str) -> None:
    """Let Dora put Ana, whose plan is open, on another rung."""
    await _taps(stage, "dora", "↕️ Another step", rung, "I have examined you", "✅ Confirm")


async def _good_run(stage: Stage) -> None:
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24, "8")


def _alerts(stage: Stage, words: str) -> int:
    """Count the messages on Dora's phone that say this."""
    return sum(words in plain(message.text) for message in stage.actors["dora"].phone)


def _newest(stage: Stage, key: str) -> str:
    return plain(stage.actors[key].phone[-1].text)


async def test_a_red_flag_after_a_reopening_calls_the_physio_again(stage: Stage) -> None:
    """The second chest pain is a new emergency, whatever was told of the first."""
    await _reports(stage, CHEST)
    await _reopens(stage)
    await stage.wait(hours=26)

    await _reports(stage, CHEST)

    case = await stage.case("ana")
    assert [alert.severity for alert in case.untaken_alerts()] == ["urgent"]
    assert case.held


async def test_a_red_flag_reported_again_while_held_gets_the_advice_again(stage: Stage) -> None:
    """Dora had taken the first alert and kept the plan closed; the second report reaches her all the same."""
    await _reports(stage, CHEST)
    await _taps(stage, "dora", "Keep it closed", "I have examined you", "✅ Confirm")
    await stage.wait(hours=26)

    await _reports(stage, CHEST)

    assert (await stage.case("ana")).untaken_alerts()
    assert sum("Stop now" in plain(message.text) for message in stage.actors["ana"].phone) == 2


async def test_a_flag_tapped_on_an_old_card_still_counts(stage: Stage) -> None:
    """The check-in at 24 h opens while the report is on the screen; the tap on it is not lost."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=23)
    await stage.tap("ana", WRONG)
    await stage.wait(hours=1)

    await stage.tap("ana", CHEST)

    assert (await stage.case("ana")).held


async def test_a_flag_tapped_on_a_check_in_that_the_physio_closed_still_counts(stage: Stage) -> None:
    """Dora reopens while the flags are being asked; the old card's buttons still reach her."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24[:-1])
    carried = stage.button("ana", CHEST)
    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟢 Ana")
    await _puts_on(stage, "➡️ run 30 s, walk 2 min")

    await stage.tap_data("ana", carried)

    assert (await stage.case("ana")).held


async def test_bone_pain_in_the_middle_of_a_check_in_calls_the_physio_at_once(stage: Stage) -> None:
    """The alert does not wait for the questions that are still open."""
    await _taps(stage, "ana", "Done as planned", "0", "3", "The same all the time", "One sore point on a bone")

    assert _alerts(stage, "Your decision needed") == 1


async def test_a_reason_typed_after_something_new_came_opens_nothing(stage: Stage) -> None:
    """Dora was asked for a reason; meanwhile Ana reports chest pain, and Dora's words are not taken as one."""
    await _reports(stage, NIGHT)
    await _taps(stage, "dora", "Open the plan", "run 30 s, walk 2 min")
    await _reports(stage, CHEST)

    await stage.say("dora", "Oh dear, I will call her")

    case = await stage.case("ana")
    assert case.held
    assert [alert.severity for alert in case.untaken_alerts()] == ["reassess", "urgent"]


async def test_a_reason_is_not_awaited_for_ever(stage: Stage) -> None:
    """What Dora types a day later is no reason, and opens nothing."""
    await _reports(stage, NIGHT)
    await _taps(stage, "dora", "Open the plan", "run 30 s, walk 2 min")
    await stage.wait(hours=20)

    await stage.say("dora", "good morning")

    assert (await stage.case("ana")).held


async def test_signing_a_checkpoint_takes_no_other_alert(stage: Stage) -> None:
    """A warning that closed the plan stays with Dora when she signs something else."""
    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟢 Ana")
    await _puts_on(stage, "run 20 min without a break")
    await _reports(stage, NIGHT)

    await _taps(stage, "dora", "✍️ Sign the checkpoint", "✅ Confirm")

    assert "before_continuous" in (await stage.case("ana")).signed
    assert [alert.severity for alert in (await stage.case("ana")).untaken_alerts()] == ["reassess"]


async def test_a_changed_answer_takes_the_session_back_before_the_rest_is_answered(stage: Stage) -> None:
    """Pain 0 becomes 6 after “go on”: the session that was sent no longer counts, though a question is now open."""
    await _good_run(stage)
    place = next(b for m in stage.actors["ana"].phone if "After your run" in m.text for r in m.keyboard for b in r)
    await stage.tap_data("ana", place.data.rsplit("|", 1)[0] + "|2")

    await stage.tap_data("ana", next(d for d in _buttons(stage, "After your run") if d.endswith("|6")))

    assert (await stage.case("ana")).last_decision(1).outcome != "advance"  # type: ignore[union-attr]  # there is one
    assert any("no longer counts" in message.text for message in stage.actors["ana"].phone)


async def test_a_skipped_session_does_not_shorten_the_rest(stage: Stage) -> None:
    """After swelling there is extra rest; saying “did not run” leaves it as it was."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24, "8")
    before = (await stage.case("ana")).earliest_at

    await stage.tap("ana", "Did not run")

    assert (await stage.case("ana")).earliest_at >= before  # type: ignore[operator]  # there is one


async def test_stopping_and_returning_goes_on_where_one_was(stage: Stage) -> None:
    """The open question comes back, with its reminders, and silence is noticed again."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")
    await stage.wait(hours=20)

    await stage.say("ana", "/start")

    assert "One day after your session" in _newest(stage, "ana")
    await stage.wait(hours=40)
    assert any(alert.about == "missing" for alert in (await stage.case("ana")).alerts.values())


async def test_a_checkpoint_reached_again_is_announced_again(stage: Stage) -> None:
    """Taken without being signed, then reached once more: Dora hears of it, and can sign from the patient's card."""
    for rung in ("run 20 min without a break", "run 30 s, walk 2 min", "run 20 min without a break"):
        await stage.say("dora", "/patients")
        await stage.tap_data("dora", stage.button("dora", _row(stage)))
        await _puts_on(stage, rung)
        await stage.wait(minutes=1)

    assert _alerts(stage, "waits for your signature") == 3
    await stage.say("dora", "/patients")
    await stage.tap_data("dora", stage.button("dora", _row(stage)))
    await _taps(stage, "dora", "✍️ Sign the checkpoint", "✅ Confirm")
    assert "Your next session" in _newest(stage, "ana")


async def test_the_questions_of_a_run_that_never_was_are_over(stage: Stage) -> None:
    """When “done” becomes “did not run”, the check-in at 24 h that is open is not asked any more."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await stage.tap_data("ana", "c|1:after_run|0")
    await stage.tap("ana", "Did not run")

    await stage.say("ana", "/today")

    assert "Your next session" in _newest(stage, "ana")


async def test_a_physio_out_of_reach_hands_the_alerts_to_the_clinic(stage: Stage) -> None:
    """Dora blocks the bot with an alert open; the clinic gets it, and hears why."""
    await stage.invite("desk", Guest("clinic", "Front desk"))
    await stage.say("desk", "/start code-of-desk-long-enough")
    for words in ("English", "Europe/Madrid", "Never, write at any time"):
        await stage.say("desk", words)
    await _reports(stage, CHEST)
    store = await stage.store()
    async with store.turn(stage.library, stage.settings) as turn:
        await receive(turn, Incoming(stage.actors["dora"].user_id, stage.actors["dora"].user_id, Left()))
    await stage.deliver()

    said = "\n".join(plain(message.text) for message in stage.actors["desk"].phone)
    assert "cannot be reached" in said
    assert "URGENT: Ana" in said


async def test_nobody_is_said_to_know_who_could_not_be_reached(stage: Stage) -> None:
    """With Dora gone and no clinic in the chat, Ana is told to call the clinic herself, and that is the truth."""
    store = await stage.store()
    async with store.turn(stage.library, stage.settings) as turn:
        await receive(turn, Incoming(stage.actors["dora"].user_id, stage.actors["dora"].user_id, Left()))

    await stage.tap("ana", WRONG)
    await stage.tap("ana", CHEST)

    said = next(plain(message.text) for message in stage.actors["ana"].phone if "Stop now" in message.text)
    assert "could not reach Dora" in said
    assert "has been told" not in said


@pytest.mark.parametrize("said", ["chest pain", "I cannot breathe", "it hurts at night", "fever"])
@pytest.mark.parametrize("asked", [True, False])
async def test_words_that_may_be_a_warning_are_followed_up_at_once(stage: Stage, said: str, *, asked: bool) -> None:
    """Ana is asked what feels wrong before anything else, and Dora gets the words."""
    if asked:
        await stage.tap("ana", "Done as planned")

    await stage.say("ana", said)

    assert "What is it?" in _newest(stage, "ana")
    assert said in _newest(stage, "dora")


async def test_nobody_is_left_without_a_next_step_after_a_gap_with_answers_open(stage: Stage) -> None:
    """The last answers are missing for ten days: no session with dead buttons, and answering still leads on."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24)
    await stage.wait(days=10)

    await _taps(stage, "ana", *GOOD_24, "8")

    await stage.tap("ana", "Done as planned")
    assert 2 in (await stage.case("ana")).runs


def _buttons(stage: Stage, title: str) -> list[str]:
    cards = [message for message in stage.actors["ana"].phone if title in message.text]
    return [button.data for message in cards for row in message.keyboard for button in row]


def _row(stage: Stage) -> str:
    """Return the label of Ana's row in the newest list of patients."""
    newest = stage.actors["dora"].phone[-1]
    return next(button.text for row in newest.keyboard for button in row if button.text.endswith("Ana"))


async def test_after_an_urgent_stop_nothing_more_is_asked_about_the_run(stage: Stage) -> None:
    """Whoever may be in an ambulance is asked for no effort, reminded of nothing, and reported as silent to nobody."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await _taps(stage, "ana", "1")
    await _reports(stage, CHEST)
    read = len(stage.actors["ana"].phone)

    await stage.wait(hours=48)

    assert "Stop now" in _newest(stage, "ana")
    assert len(stage.actors["ana"].phone) == read
    assert {alert.about for alert in (await stage.case("ana")).open_alerts()} == {"decision"}


async def test_after_an_urgent_flag_in_a_check_in_its_other_questions_are_let_be(stage: Stage) -> None:
    """More warning signs can still be named there; readiness is not asked of somebody with chest pain."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24[:-1], CHEST, "One calf swollen, warm or painful")
    assert (await stage.case("ana")).held

    await stage.tap("ana", "✅ That is all")
    await stage.wait(hours=24)

    told = [plain(message.text) for message in stage.actors["ana"].phone]
    assert not any("Without it your plan has to wait" in said or "How ready" in said for said in told)
    fired = {one["rule"] for _, decided in (await stage.case("ana")).decisions for one in decided.fired}
    assert {"chest_or_breath", "one_calf"} <= fired


async def test_a_flag_left_without_that_is_all_is_not_reminded_of(stage: Stage) -> None:
    """The tap itself was the report; nobody has to come back to the phone to end it."""
    await _taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await stage.wait(hours=24)
    await _taps(stage, "ana", *GOOD_24[:-1], CHEST)

    await stage.wait(hours=24)

    assert not any("A small reminder" in plain(message.text) for message in stage.actors["ana"].phone)
    assert not [alert for alert in (await stage.case("ana")).alerts.values() if alert.about == "missing"]
