"""A run that is being answered while the clinic publishes: what is stricter counts, and nothing lets anybody go on."""

from datetime import timedelta

import pytest

from bot.content.files import File, gather
from tests.care.ordering import GOOD_24, taps
from tests.care.updates.acts import ran, reads, repinned
from tests.care.updates.clinic import (
    EXTRA_QUESTION,
    EXTRA_RULE,
    MILESTONES,
    SHARP_STOPS,
    STRICTER_GAIT,
    Clinic,
    changed,
    replaced,
)
from tests.stage import Stage, plain

pytestmark = pytest.mark.usefixtures("ana_in_the_middle")

ACHE_OF_TWO = ("Done as planned", "0", "2", "Only at the start, then gone", "An ache at the injury", "As normal", "2")
MILDER = ("value = 2\n", "value = 4\n")
"""Pain of two holds nobody any more by this."""


async def _answers(stage: Stage, *, days: int = 2, ready: str = "8") -> None:
    for last in ((), (ready,))[:days]:
        await stage.wait(hours=24)
        await taps(stage, "ana", *GOOD_24, *last)


async def _corrects(stage: Stage, line: str, new: str) -> None:
    """Let Ana change the answer that one of her cards shows in this line."""
    card = next(one for one in reversed(stage.actors["ana"].phone) if line in plain(one.text))
    number = next(said.split(".")[0] for said in plain(card.text).splitlines() if line in said)
    buttons = [button for row in card.keyboard for button in row]
    await stage.tap_data("ana", next(one.data for one in buttons if one.text == f"✏️ {number}"))
    buttons = [button for row in card.keyboard for button in row]
    await stage.tap_data("ana", next(one.data for one in buttons if one.text == new))


@pytest.mark.parametrize("whom", ["Now", "At the next session"])
async def test_a_milder_version_lets_nobody_go_on_by_another_answer_that_is_changed(clinic: Clinic, whom: str) -> None:
    """Ana repeats because of her pain; it is her readiness that she corrects, and the old limit still holds her."""
    stage = clinic.stage
    await taps(stage, "ana", *ACHE_OF_TWO)
    await _answers(stage, ready="10")
    clinic.edits(MILESTONES, *MILDER)

    await clinic.publishes(whom)
    await stage.wait(hours=1)
    await stage.say("ana", "/today")
    await _corrects(stage, "Readiness: 10/10", "8")

    case = await stage.case("ana")
    assert case.enrolled.protocol_version != case.runs[1].terms.protocol_version
    assert case.decisions[-1][1].outcome == "repeat"
    assert case.position.sessions_done == 0


async def test_a_milder_version_lets_nobody_go_on_by_answers_that_were_still_to_come(clinic: Clinic) -> None:
    """Ana's pain was told before the clinic published, the last answers come after it."""
    stage = clinic.stage
    await taps(stage, "ana", *ACHE_OF_TWO)
    await _answers(stage, days=1)
    clinic.edits(MILESTONES, *MILDER)

    await clinic.publishes("Now")
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "10")

    decided = (await stage.case("ana")).decisions[-1][1]
    assert (decided.outcome, decided.provisional) == ("repeat", False)
    assert "stay with the same session" in plain(stage.actors["ana"].phone[-2].text)


async def test_a_version_in_between_that_was_stricter_goes_on_counting_for_its_runs(clinic: Clinic) -> None:
    """Pain of one was fine, then too much, then fine again; a changed answer does not undo what was in between."""
    stage = clinic.stage
    await taps(stage, "ana", "Done as planned", "0", "1", *ACHE_OF_TWO[3:])
    await _answers(stage, ready="10")
    await clinic.orders(changed(stage.library, MILESTONES, "value = 2\n", "value = 1\n"), "now")
    await clinic.works()
    assert (await stage.case("ana")).decisions[-1][1].outcome == "repeat"
    await clinic.orders(changed(stage.library, MILESTONES, "value = 1\n", "value = 4\n"), "now")
    await clinic.works()

    await _corrects(stage, "Readiness: 10/10", "8")

    assert (await stage.case("ana")).decisions[-1][1].outcome == "repeat"


async def test_a_run_is_not_judged_on_what_it_was_never_asked(clinic: Clinic) -> None:
    """The new rules read a question that came after Ana's answers; her next step is not kept from her for it."""
    stage = clinic.stage
    await taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await _answers(stage, days=1)
    files = changed(stage.library, "conversations/h24.toml", "[[questions]]", EXTRA_QUESTION)
    files[MILESTONES] = changed(stage.library, MILESTONES, "[[rules]]", EXTRA_RULE)[MILESTONES]

    await clinic.orders(files, "now")
    await clinic.works()
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "8")

    assert (await stage.case("ana")).decisions[-1][1].outcome == "advance"


async def test_check_ins_that_a_version_leaves_out_are_still_waited_for(clinic: Clinic) -> None:
    """The clinic wants no questions after two days any more; Ana's run began with them and is decided by them."""
    stage = clinic.stage
    await taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    shorter = 'id = "run_walk"\nwindows = ["after_run", "h24"]\nwindows_source = "The clinic."\n'
    await clinic.orders(changed(stage.library, MILESTONES, 'id = "run_walk"\n', shorter), "now")
    await clinic.works()

    await _answers(stage, days=1)
    after_one_day = (await stage.case("ana")).decisions[-1][1]
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "8")

    assert after_one_day.provisional
    decided = (await stage.case("ana")).decisions[-1][1]
    assert (decided.outcome, decided.provisional) == ("advance", False)


async def _stops(stage: Stage) -> None:
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")


async def test_whoever_comes_back_reads_what_the_new_rules_decided_before_any_session(clinic: Clinic) -> None:
    """Ana was away when it was published; what would have let her go on is decided anew first, and Dora hears of it."""
    stage = clinic.stage
    await ran(stage, gait="I ran differently to spare it")
    await _stops(stage)
    clinic.edits(MILESTONES, *STRICTER_GAIT)
    await clinic.publishes("Now")
    await stage.wait(hours=12)
    before = len(stage.actors["ana"].phone)

    await stage.say("ana", "/start")

    read = [plain(one.text) for one in stage.actors["ana"].phone[before:]]
    assert (await stage.case("ana")).position.rung == "run_30s"
    assert ["updated its rules" in said for said in read] == [False, True, False, False]
    assert "We go back one step" in read[2]
    assert "run 30 seconds" in read[3]
    assert "the last decision was made again under them: one step back" in reads(stage, "dora")


@pytest.mark.parametrize("days", [1, 12])
async def test_whoever_the_new_rules_stop_is_sent_no_session_however_long_they_were_away(
    clinic: Clinic, days: int
) -> None:
    """After a long time without a run it would have been a gentler start; now it is none before Dora has looked."""
    stage = clinic.stage
    await ran(stage, kind="Sharp or stabbing")
    await _stops(stage)
    clinic.edits(MILESTONES, *SHARP_STOPS)
    await clinic.publishes("Now")
    await stage.wait(days=days)
    before = len(stage.actors["ana"].phone)

    await stage.say("ana", "/start")
    await stage.wait(hours=3)

    case = await stage.case("ana")
    assert case.held
    assert [one.severity for one in case.untaken_alerts() if one.severity == "reassess"] == ["reassess"]
    buttons = [button for one in stage.actors["ana"].phone[before:] for row in one.keyboard for button in row]
    assert not [one for one in buttons if one.data.startswith("r|")]


async def test_answers_at_night_are_weighed_by_what_was_published_that_evening(clinic: Clinic) -> None:
    """Nothing was stricter when it was published, so it waits for the morning; Ana's answers come before that."""
    stage = clinic.stage
    await taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    await _answers(stage, days=1)
    await stage.wait(hours=29)
    old = 'or h48.gait == "limp"\'\nat_least = "step_back"'
    clinic.edits(MILESTONES, old, old.replace('== "limp"', '>= "slight"'))
    await clinic.publishes("Now")

    await taps(stage, "ana", *GOOD_24[:4], "A little different", "None of these", "8")

    case = await stage.case("ana")
    assert case.decisions[-1][1].outcome == "step_back"
    assert case.position.rung == "run_30s"


async def test_a_plan_that_waits_for_answers_follows_when_they_are_in_and_the_new_rules_count_before(
    clinic: Clinic,
) -> None:
    """Ana is in the middle of the two days; her plan stays where it is, and what she answers is weighed by both."""
    stage = clinic.stage
    await taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    clinic.edits(MILESTONES, *STRICTER_GAIT)
    clinic.edits(MILESTONES, "value = 2\n", "value = 1\n")

    await clinic.publishes("Now")
    assert not await repinned(stage)
    assert "Without anything to feel: 1" in reads(stage, "carla")
    await stage.wait(hours=24)
    await taps(stage, "ana", "1", "An ache at the injury", *GOOD_24[2:])
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "8")

    case = await stage.case("ana")
    assert case.decisions[-1][1].outcome == "repeat"
    assert len(await repinned(stage)) == 1
    await stage.wait(hours=25)
    async with stage.turn() as turn:
        assert not await turn.planned(stage.actors["ana"].person, "update")


RESTS = ('at_least = "rest_and_repeat"', "value = 4")
STEPS = ('at_least = "step_back"', "value = 1")


def _gait_rule(files: dict[str, File], then: tuple[str, str]) -> str:
    """Return the milestones with what follows from a changed gait, and how many days of rest a rule adds."""
    text = files[MILESTONES].text.replace(*STRICTER_GAIT)
    rule = text.index(STRICTER_GAIT[1])
    text = text[:rule] + text[rule:].replace('at_least = "step_back"', then[0], 1)
    limit = text.index("[limits.extra_rest]")
    return text[:limit] + text[limit:].replace("value = 1", then[1], 1)


async def test_a_rest_that_was_told_is_not_made_shorter_by_deciding_again(clinic: Clinic) -> None:
    """Four days and the same session again become one step back; the four days are rested all the same."""
    stage = clinic.stage
    await clinic.orders(replaced(stage.library, MILESTONES, _gait_rule(stage.library.files, RESTS)), "now")
    await clinic.works()
    await ran(stage, gait="I ran differently to spare it")
    told = (await stage.case("ana")).earliest_at

    await clinic.orders(replaced(stage.library, MILESTONES, _gait_rule(gather(), STEPS)), "now")
    await clinic.works()

    case = await stage.case("ana")
    assert case.decisions[-1][1].outcome == "step_back"
    assert case.earliest_at >= told
    assert told - case.runs[1].ended_at > timedelta(days=4)
