"""Sessions of every kind have their own card, their own questions and their own rest."""

from datetime import timedelta

from tests.care.clinic_ladders import STEPS
from tests.care.steps import GOOD_DAY, GOOD_JUMPS, GOOD_RUN, Opening, good_run, newest, said_to, taps


async def test_a_walk_has_its_own_card_and_its_own_questions(opens: Opening) -> None:
    stage = await opens.at(STEPS, "walk_20")

    card = newest(stage)
    await stage.tap("ana", "Done as planned")

    assert "Your next walk · 1 of 2" in card
    assert "Walk 20 min" in card
    assert "up and down gently" in card
    assert "briskly" in card
    assert "running" not in card
    check_in = (await stage.case("ana")).check_ins["1:after_run"]
    assert (check_in.conversation, check_in.window) == ("after_walk", "after_run")


async def test_a_walk_that_is_watched_for_a_day_is_decided_on_after_a_day(opens: Opening) -> None:
    """Nothing is asked at 48 h, and the next walk is there after the good answers at 24 h, not before."""
    stage = await opens.at(STEPS, "walk_20")
    await taps(stage, *GOOD_RUN)
    assert not any("2 of 2" in said for said in said_to(stage))

    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)

    decided = (await stage.case("ana")).last_decision(1)
    assert decided is not None
    assert (decided.outcome, decided.provisional, decided.sessions_done) == ("advance", False, 1)
    assert "2 of 2" in newest(stage)
    await stage.wait(hours=48)
    assert "1:h48" not in (await stage.case("ana")).check_ins


async def test_what_a_day_shows_is_said_of_that_day(opens: Opening) -> None:
    """New swelling a day after a walk stands for the last answers; nobody is told of a second day that was none."""
    stage = await opens.at(STEPS, "walk_20")
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)

    await taps(stage, "0", "No pain", "New, or more than before", "Not stiff", "As normal", "None of these")

    decided = (await stage.case("ana")).last_decision(1)
    assert decided is not None
    assert decided.outcome == "reassess"
    assert not any(name.startswith("h48.") for fired in decided.fired for name in fired["values"])
    assert not [said for said in said_to(stage) if "wo days" in said and "Hello" not in said]


async def test_jumps_have_their_exercises_and_ask_how_the_landings_were(opens: Opening) -> None:
    stage = await opens.at(STEPS, "hops")

    card = newest(stage)
    await taps(stage, *GOOD_JUMPS)

    assert "Jumps on the spot, both legs: 3 sets of 20, rest 90 seconds after each" in card
    assert "Hops on one leg: 10 on each leg" in card
    assert "In all: 80 landings" in card
    case = await stage.case("ana")
    assert case.check_ins["1:after_run"].conversation == "after_jumps"
    assert case.answers("1:after_run")["landing"] == "controlled"
    assert case.last_decision(1) is not None


async def test_a_dose_in_metres_is_told_in_metres(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_400m")

    assert "8 times: run 400 m, walk 150 m" in newest(stage)
    assert "In all: 3.2 km of running; with the walking about 45 min, some 24 of them running" in newest(stage)


async def test_hills_and_a_harder_pace_are_said_on_the_card(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_hills")

    assert "Run where there are hills, steadily" in newest(stage)


async def test_the_questions_of_every_kind_can_be_changed_and_explained(opens: Opening) -> None:
    """The pencil and “Why?” know the questions after jumps as well as those after a run."""
    stage = await opens.at(STEPS, "hops")
    await taps(stage, "Done as planned", "0", "4", "Grew as I jumped", "An ache at the injury")
    await taps(stage, "As normal", "Wobbly now and then", "2")
    await stage.tap("ana", "✏️ 3")
    await stage.tap("ana", "3")

    await stage.say("ana", "/why")

    assert (await stage.case("ana")).answers("1:after_run")["pain_during"] == 3
    assert "Pain during (after the session): 3/10" in newest(stage)


async def test_the_physio_opens_the_plan_at_any_rung_of_any_kind(opens: Opening) -> None:
    """The rungs of the kind where Ana stands come first; the other kinds are one tap away."""
    stage = await opens.at(STEPS, "run_400m")
    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟢 Ana")
    await stage.tap("dora", "↕️ Another step")
    shown = [button.text for row in stage.actors["dora"].phone[-1].keyboard for button in row]
    runs = ["➡️ run 400 m, walk 150 m", "run 20 min without a break, hills, steady"]
    assert shown == [*runs, "Walks …", "Jumps …", "✖️ Leave it"]

    for label in ("Walks …", "walk 20 min, gentle ups and downs, brisk", "I have examined you", "✅ Confirm"):
        await stage.tap("dora", label)

    assert (await stage.case("ana")).position.rung == "walk_20"  # type: ignore[union-attr]  # there is one
    assert "Your next walk" in newest(stage)


async def test_the_plan_shows_the_steps_of_ones_own_kind_and_the_others_in_a_line(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_400m")

    await stage.say("ana", "/plan")

    assert "➡️ run 400 m, walk 150 m: 0 of 1 done" in newest(stage)
    assert "✓ walking: 1 step" in newest(stage)
    assert "walk 20 min" not in newest(stage)


async def test_a_phase_that_wants_recovery_waits_for_it_once(opens: Opening) -> None:
    """Three whole days between the last walk and the first jumps; a walk itself may follow the next day."""
    stage = await opens.at(STEPS, "walk_20")
    for _ in range(2):
        await taps(stage, *GOOD_RUN)
        ended = stage.clock.at
        await stage.wait(hours=24)
        await taps(stage, *GOOD_DAY)

    free = (await stage.case("ana")).earliest_at
    assert free is not None
    assert free.astimezone().date() - ended.astimezone().date() >= timedelta(days=3)
    assert "Your next jumps" in newest(stage)
    assert "not before" in newest(stage)


async def test_walks_leave_room_in_the_week_for_the_first_runs(opens: Opening) -> None:
    """Seven walks in a week do not use up the three runs of the next."""
    stage = await opens.at(STEPS, "walk_20")
    await taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await taps(stage, *GOOD_DAY)
    await stage.say("dora", "/patients")
    way = ("🟢 Ana", "↕️ Another step", "Runs …", "run 400 m, walk 150 m", "I have examined you", "✅ Confirm")
    for label in way:
        await stage.tap("dora", label)

    await good_run(stage)

    free = (await stage.case("ana")).earliest_at
    assert free is not None
    assert free <= stage.clock.at
