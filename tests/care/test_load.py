"""Sessions of every kind, rest and frequency as the ladder has them, and everything that was run in the ledger."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care import evidence, load
from bot.care.visit import visit
from bot.content.library import Library
from bot.core.case import Case
from tests.care.clinic_ladders import DAILY, STEPS, with_clinic_ladders
from tests.play import Player
from tests.stage import Stage, plain

GOOD_DAY = ("0", "No pain", "None", "Not stiff", "As normal", "None of these")
GOOD_RUN = ("Done as planned", "0", "0", "No pain", "As normal", "2")
GOOD_JUMPS = ("Done as planned", "0", "0", "No pain", "As normal", "Soft and steady", "2")
OPENING = """\
start    2026-03-02 18:00 Europe/Madrid
people   dora physio Dora
people   ana patient Ana physio=Dora protocol={protocol} rung={rung}
"""


@pytest.fixture(scope="session")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the content with the ladders of a clinic."""
    return with_clinic_ladders(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="session")
def made() -> dict[tuple[str, str], Stage]:
    """Return the stages that have ended with Ana and Dora enrolled, each played once; fork one to go on."""
    return {}


async def _enrol(player: Player, protocol: str, rung: str) -> Stage:
    await player.play(OPENING.format(protocol=protocol, rung=rung))
    stage = player.stage
    assert stage is not None
    for key, agreed in (("dora", ()), ("ana", ("I agree",))):
        for said in (
            f"/start code-of-{key}-long-enough",
            "English",
            *agreed,
            "Europe/Madrid",
            "Never, write at any time",
        ):
            await stage.say(key, said)
    await stage.end()
    return stage


@dataclass
class Opening:
    """Opens stages on which Ana stands at a rung of a clinic's ladder, on a Monday."""

    folder: Path
    library: Library
    made: dict[tuple[str, str], Stage]
    stages: list[Stage]

    async def at(self, protocol: str, rung: str) -> Stage:
        """Return a stage with Ana and Dora enrolled."""
        if (protocol, rung) not in self.made:
            first = self.folder / "first"
            first.mkdir()
            self.made[protocol, rung] = await _enrol(Player(first, self.library, reopens=False), protocol, rung)
        self.stages.append(self.made[protocol, rung].fork(self.folder))
        return self.stages[-1]


@pytest.fixture
async def opens(tmp_path: Path, clinics: Library, made: dict[tuple[str, str], Stage]) -> AsyncIterator[Opening]:
    opening = Opening(tmp_path, clinics, made, [])
    yield opening
    for stage in opening.stages:
        await stage.end()


async def _taps(stage: Stage, *labels: str) -> None:
    for label in labels:
        await stage.tap("ana", label)


def _said(stage: Stage, key: str = "ana") -> list[str]:
    return [plain(message.text) for message in stage.actors[key].phone]


def _newest(stage: Stage, key: str = "ana") -> str:
    return _said(stage, key)[-1]


async def _case(stage: Stage) -> Case:
    return await stage.case("ana")


async def _good_run(stage: Stage) -> None:
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)
    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)


async def _ran_more(stage: Stage, minutes: int) -> None:
    await _taps(stage, "Did more")
    await stage.say("ana", str(minutes))
    await _taps(stage, "0", "0", "No pain", "As normal", "2")


# --- Kinds of sessions ------------------------------------------------------------------------------------------


async def test_a_walk_has_its_own_card_and_its_own_questions(opens: Opening) -> None:
    stage = await opens.at(STEPS, "walk_20")

    card = _newest(stage)
    await stage.tap("ana", "Done as planned")

    assert "Your next walk · 1 of 2" in card
    assert "Walk 20 min" in card
    assert "up and down gently" in card
    assert "briskly" in card
    assert "running" not in card
    check_in = (await _case(stage)).check_ins["1:after_run"]
    assert (check_in.conversation, check_in.window) == ("after_walk", "after_run")


async def test_a_walk_that_is_watched_for_a_day_is_decided_on_after_a_day(opens: Opening) -> None:
    """Nothing is asked at 48 h, and the next walk is there after the good answers at 24 h, not before."""
    stage = await opens.at(STEPS, "walk_20")
    await _taps(stage, *GOOD_RUN)
    assert not any("2 of 2" in said for said in _said(stage))

    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)

    decided = (await _case(stage)).last_decision(1)
    assert decided is not None
    assert (decided.outcome, decided.provisional, decided.sessions_done) == ("advance", False, 1)
    assert "2 of 2" in _newest(stage)
    await stage.wait(hours=48)
    assert "1:h48" not in (await _case(stage)).check_ins


async def test_what_a_day_shows_is_said_of_that_day(opens: Opening) -> None:
    """New swelling a day after a walk stands for the last answers; nobody is told of a second day that was none."""
    stage = await opens.at(STEPS, "walk_20")
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)

    await _taps(stage, "0", "No pain", "New, or more than before", "Not stiff", "As normal", "None of these")

    decided = (await _case(stage)).last_decision(1)
    assert decided is not None
    assert decided.outcome == "reassess"
    assert not any(name.startswith("h48.") for fired in decided.fired for name in fired["values"])
    assert not [said for said in _said(stage) if "wo days" in said and "Hello" not in said]


async def test_jumps_have_their_exercises_and_ask_how_the_landings_were(opens: Opening) -> None:
    stage = await opens.at(STEPS, "hops")

    card = _newest(stage)
    await _taps(stage, *GOOD_JUMPS)

    assert "Jumps on the spot, both legs: 3 sets of 20, rest 90 seconds after each" in card
    assert "Hops on one leg: 10 on each leg" in card
    assert "In all: 80 landings" in card
    case = await _case(stage)
    assert case.check_ins["1:after_run"].conversation == "after_jumps"
    assert case.answers("1:after_run")["landing"] == "controlled"
    assert case.last_decision(1) is not None


async def test_a_dose_in_metres_is_told_in_metres(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_400m")

    assert "8 times: run 400 m, walk 150 m" in _newest(stage)
    assert "In all: 3.2 km of running; with the walking about 45 min, some 24 of them running" in _newest(stage)


async def test_hills_and_a_harder_pace_are_said_on_the_card(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_hills")

    assert "Run where there are hills, steadily" in _newest(stage)


async def test_the_questions_of_every_kind_can_be_changed_and_explained(opens: Opening) -> None:
    """The pencil and “Why?” know the questions after jumps as well as those after a run."""
    stage = await opens.at(STEPS, "hops")
    await _taps(stage, "Done as planned", "0", "4", "Grew as I jumped", "An ache at the injury")
    await _taps(stage, "As normal", "Wobbly now and then", "2")
    await stage.tap("ana", "✏️ 3")
    await stage.tap("ana", "3")

    await stage.say("ana", "/why")

    assert (await _case(stage)).answers("1:after_run")["pain_during"] == 3
    assert "Pain during (after the session): 3/10" in _newest(stage)


async def test_the_physio_opens_the_plan_at_any_rung_of_any_kind(opens: Opening) -> None:
    """The rungs of the kind where Ana stands come first; the other kinds are one tap away."""
    stage = await opens.at(STEPS, "run_400m")
    await stage.say("dora", "/patients")
    await stage.tap("dora", "🟢 Ana")
    await stage.tap("dora", "Open the plan")
    shown = [button.text for row in stage.actors["dora"].phone[-1].keyboard for button in row]
    assert shown == ["run 400 m, walk 150 m", "run 20 min without a break, hills, steady", "Walks …", "Jumps …"]

    for label in ("Walks …", "walk 20 min, gentle ups and downs, brisk", "I have examined you"):
        await stage.tap("dora", label)

    assert (await _case(stage)).position.rung == "walk_20"  # type: ignore[union-attr]  # there is one
    assert "Your next walk" in _newest(stage)


async def test_the_plan_shows_the_steps_of_ones_own_kind_and_the_others_in_a_line(opens: Opening) -> None:
    stage = await opens.at(STEPS, "run_400m")

    await stage.say("ana", "/plan")

    assert "➡️ run 400 m, walk 150 m: 0 of 1 done" in _newest(stage)
    assert "✓ walking: 1 step" in _newest(stage)
    assert "walk 20 min" not in _newest(stage)


# --- Rest -------------------------------------------------------------------------------------------------------


async def test_a_phase_that_wants_recovery_waits_for_it_once(opens: Opening) -> None:
    """Three whole days between the last walk and the first jumps; a walk itself may follow the next day."""
    stage = await opens.at(STEPS, "walk_20")
    for _ in range(2):
        await _taps(stage, *GOOD_RUN)
        ended = stage.clock.at
        await stage.wait(hours=24)
        await _taps(stage, *GOOD_DAY)

    free = (await _case(stage)).earliest_at
    assert free is not None
    assert free.astimezone().date() - ended.astimezone().date() >= timedelta(days=3)
    assert "Your next jumps" in _newest(stage)
    assert "not before" in _newest(stage)


async def test_walks_leave_room_in_the_week_for_the_first_runs(opens: Opening) -> None:
    """Seven walks in a week do not use up the three runs of the next."""
    stage = await opens.at(STEPS, "walk_20")
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)
    await stage.say("dora", "/patients")
    for label in ("🟢 Ana", "Open the plan", "Runs …", "run 400 m, walk 150 m", "I have examined you"):
        await stage.tap("dora", label)

    await _good_run(stage)

    free = (await _case(stage)).earliest_at
    assert free is not None
    assert free <= stage.clock.at


# --- Days that follow one another -------------------------------------------------------------------------------


async def _first_of_two_days(opens: Opening) -> Stage:
    stage = await opens.at(DAILY, "daily")
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)
    return stage


async def test_nothing_is_offered_before_the_answers_at_24_hours(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _taps(stage, *GOOD_RUN)

    await stage.wait(hours=23)
    await stage.say("ana", "/today")

    assert "Your next session" not in _newest(stage)
    await stage.tap_data("ana", "r|2|0")
    assert 2 not in (await _case(stage)).runs


async def test_the_day_after_a_good_day_the_same_session_may_be_repeated(opens: Opening) -> None:
    """The 48 h questions are still to come: session 1 once more, and the message says why."""
    stage = await _first_of_two_days(opens)

    decided = (await _case(stage)).last_decision(1)
    assert decided is not None
    assert decided.may_repeat
    assert (decided.outcome, decided.sessions_done) == ("repeat", 0)
    assert "the same session once more" in _said(stage)[-2]
    assert "1 of 3" in _newest(stage)


@pytest.mark.parametrize(
    "answers",
    [
        ("1", "An ache at the injury", "None", "Not stiff", "As normal", "None of these"),
        ("0", "No pain", "None", "Up to 15 minutes", "As normal", "None of these"),
        ("0", "No pain", "None", "Not stiff", "A little different", "None of these"),
    ],
)
async def test_what_would_hold_the_plan_back_on_the_second_day_waits_for_it(
    opens: Opening, answers: tuple[str, ...]
) -> None:
    """The answers at 24 h have to do in place of the last ones, or nothing is offered before these."""
    stage = await opens.at(DAILY, "daily")
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)

    await _taps(stage, *answers)

    assert "Your next session" not in _newest(stage)
    assert not (await _case(stage)).last_decision(1).may_repeat  # type: ignore[union-attr]  # there is one


async def test_a_condition_that_wants_rest_days_takes_the_days_in_a_row_away(tmp_path: Path, clinics: Library) -> None:
    """A tendon rests two days between runs, whatever the rung says."""
    stage = Stage(tmp_path, clinics)
    protocol = clinics.protocol(DAILY, "achilles_tendon")
    assert protocol.rest_days > 0
    assert protocol.rung("daily").rest_days == 0
    await stage.end()


async def test_a_run_before_the_last_answers_takes_the_place_of_their_questions(opens: Opening) -> None:
    """Nobody is asked twice on one day: a day after the second run counts for both, and then leads on by one."""
    stage = await _first_of_two_days(opens)
    await _taps(stage, *GOOD_RUN)

    await stage.wait(hours=24)
    assert "1:h48" not in (await _case(stage)).check_ins
    await _taps(stage, *GOOD_DAY)
    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)

    case = await _case(stage)
    assert case.last_decision(2).outcome == "advance"  # type: ignore[union-attr]  # there is one
    assert case.position.sessions_done == 1  # type: ignore[union-attr]  # two runs, one session further
    assert "1:h48" not in case.check_ins


async def test_what_comes_out_on_the_second_day_is_not_lost(opens: Opening) -> None:
    """Swelling a day after the second run is swelling two days after the first: one step back, not a day of rest."""
    stage = await _first_of_two_days(opens)
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=24)

    await _taps(stage, "0", "No pain", "New, or more than before", "Not stiff", "As normal", "None of these")

    decided = (await _case(stage)).last_decision(2)
    assert decided is not None
    assert "swelling_at_48h" in {fired["rule"] for fired in decided.fired}
    assert decided.outcome == "reassess", "there is no rung below the first"


async def test_a_session_not_done_before_the_last_answers_leaves_them_as_they_were(opens: Opening) -> None:
    stage = await _first_of_two_days(opens)

    await stage.tap("ana", "Did not run")
    assert "No problem" in _newest(stage)
    assert 2 not in (await _case(stage)).runs
    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)

    assert (await _case(stage)).last_decision(1).outcome == "advance"  # type: ignore[union-attr]  # there is one
    assert "2 of 3" in _newest(stage)


async def test_the_old_card_is_dead_once_the_last_answers_lead_on(opens: Opening) -> None:
    """The card of the repeated session says so, so that nobody does session 1 and is counted for session 2."""
    stage = await _first_of_two_days(opens)
    await stage.wait(hours=24)

    await _taps(stage, *GOOD_DAY)

    assert any("This session no longer counts" in said for said in _said(stage))
    assert not any("1 of 3" in said for said in _said(stage))


async def test_the_last_questions_come_back_when_the_second_run_was_none_after_all(opens: Opening) -> None:
    stage = await _first_of_two_days(opens)
    await _taps(stage, *GOOD_RUN)
    await stage.tap_data("ana", "c|2:after_run|0")
    await stage.tap("ana", "Did not run")

    await stage.wait(hours=24)

    assert "1:h48" in (await _case(stage)).check_ins
    await _taps(stage, *GOOD_DAY)
    assert (await _case(stage)).last_decision(1).outcome == "advance"  # type: ignore[union-attr]  # there is one


async def test_a_changed_answer_takes_the_repeated_session_back(opens: Opening) -> None:
    """Pain after all on the first day: the session that was offered no longer counts."""
    stage = await _first_of_two_days(opens)
    await stage.tap_data("ana", "c|1:h24|0")

    await stage.tap("ana", "2")

    assert any("This session no longer counts" in said for said in _said(stage))
    await stage.tap_data("ana", "r|2|0")
    assert 2 not in (await _case(stage)).runs


async def test_after_as_many_runs_as_the_week_holds_the_last_answers_come_first(opens: Opening) -> None:
    """Three a week: the third day in a row is followed by rest, and so by the answers that lead on."""
    stage = await _first_of_two_days(opens)
    for _ in range(2):
        await _taps(stage, *GOOD_RUN)
        await stage.wait(hours=24)
        await _taps(stage, *GOOD_DAY)

    assert not (await _case(stage)).last_decision(3).may_repeat  # type: ignore[union-attr]  # there is one
    await stage.wait(hours=24)
    await _taps(stage, *GOOD_DAY)
    assert "2 of 3" in _newest(stage)


# --- The ledger -------------------------------------------------------------------------------------------------


async def test_a_run_far_beyond_its_plan_is_told_and_explained_and_holds_the_plan(stage: Stage) -> None:
    await _ran_more(stage, 20)

    decided = (await _case(stage)).last_decision(1)
    assert decided is not None
    spike = next(fired for fired in decided.fired if fired["rule"] == "single_run_spike")
    assert spike["values"]["above_longest"] == pytest.approx(400), "20 minutes where 4 were planned"
    assert "400 percent longer" in _newest(stage)
    assert "400 percent longer" in _newest(stage, "dora")


async def test_a_little_more_than_planned_is_repeated_and_nobody_is_called(opens: Opening) -> None:
    """22 minutes instead of 20 are 10 percent, which the limit still allows."""
    stage = await opens.at(DAILY, "daily")

    await _ran_more(stage, 22)

    decided = (await _case(stage)).last_decision(1)
    assert decided is not None
    assert [fired["rule"] for fired in decided.fired if not fired["unanswered"]] == ["done_as_prescribed"]
    assert not (await _case(stage)).untaken_alerts()


async def test_the_ledger_knows_what_was_planned_and_what_was_run(opens: Opening) -> None:
    """As planned, more, less, and not at all; minutes that a walk took are no minutes of running."""
    stage = await opens.at(DAILY, "daily")
    await _good_run(stage)
    await _ran_more(stage, 30)
    async with stage._turn() as turn:
        found = load.entries(await visit(turn, await turn.person(stage.actors["ana"].person)))

    assert [(one.minutes, one.planned, one.earned) for one in found] == [(20, 20, 20), (30, 20, 20)]


async def test_walks_are_no_minutes_of_running(opens: Opening) -> None:
    stage = await opens.at(STEPS, "walk_20")
    await _taps(stage, *GOOD_RUN)
    async with stage._turn() as turn:
        came = await visit(turn, await turn.person(stage.actors["ana"].person))
        assert load.entries(came) == []
        assert evidence.about_run(came, came.case.runs[1]).above_longest == 0


async def test_this_weeks_minutes_stand_under_the_plan(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _good_run(stage)

    await stage.say("ana", "/plan")

    assert "This week: 20 of 40 min of running." in _newest(stage)


async def test_the_physio_sees_the_last_four_weeks(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _good_run(stage)
    await stage.wait(days=5)

    await stage.say("dora", "/patients")
    await stage.tap("dora", next(b.text for row in stage.actors["dora"].phone[-1].keyboard for b in row))

    lines = _newest(stage, "dora").splitlines()
    assert "Running minutes by week (run / planned)" in lines
    assert "• from 2 Mar: 20 / 20" in lines
    assert "• from 9 Mar: 0 / 0" in lines
    assert sum(line.startswith("• from ") for line in lines) == 4


# --- Once a week ------------------------------------------------------------------------------------------------


def _asked_about_the_week(stage: Stage) -> int:
    return sum("Your week" in said for said in _said(stage))


async def _until_sunday(stage: Stage) -> None:
    """Go from the Monday on which the tests begin to Sunday evening."""
    await stage.wait(days=6, minutes=30)


async def test_on_sunday_evening_the_week_is_asked_about_once(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await stage.wait(days=5, hours=23)
    assert not _asked_about_the_week(stage)

    await stage.wait(hours=2)

    assert _asked_about_the_week(stage) == 1
    await stage.wait(days=3)
    assert _asked_about_the_week(stage) == 1


async def test_no_is_one_tap(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _until_sunday(stage)

    await stage.tap("ana", "No, only the plan")

    assert "keeps the plan clear" in _newest(stage)
    assert not (await _case(stage)).untaken_alerts()


async def _ran_besides(stage: Stage, minutes: int, longest: int) -> None:
    await _until_sunday(stage)
    await stage.tap("ana", "Yes, I ran more")
    await stage.say("ana", str(minutes))
    await stage.say("ana", str(longest))


async def test_a_short_run_besides_the_plan_is_counted_and_no_more(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")

    await _ran_besides(stage, 30, 22)

    assert "I have counted that" in _newest(stage)
    assert not (await _case(stage)).untaken_alerts()
    await stage.say("ana", "/plan")
    assert "This week: 30 of 20 min of running, 30 of them besides the plan." in _newest(stage)


async def test_a_long_run_besides_the_plan_is_explained_and_told_and_decides_nothing(opens: Opening) -> None:
    """23 minutes where the longest, and the session at hand, is 20."""
    stage = await opens.at(DAILY, "daily")
    before = await _case(stage)
    stood, decisions = before.position, len(before.decisions)

    await _ran_besides(stage, 23, 23)

    case = await _case(stage)
    assert "15 % more running" in _newest(stage)
    assert [alert.about for alert in case.untaken_alerts()] == ["week"]
    assert "23 min in all" in _newest(stage, "dora")
    assert (case.position, len(case.decisions), case.held) == (stood, decisions, None)


async def test_the_same_week_is_told_once_and_again_only_when_it_was_more(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _ran_besides(stage, 40, 40)
    for minutes in ("40", "60"):
        await stage.tap("ana", "✏️ 3")
        await stage.say("ana", minutes)

    assert [alert.details["longest"] for alert in (await _case(stage)).untaken_alerts()] == ["40", "60"]


async def test_nobody_is_asked_about_the_week_while_the_plan_is_closed(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _taps(stage, "⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")

    await _until_sunday(stage)

    assert not _asked_about_the_week(stage)


async def test_the_weeks_go_on_being_asked_about_after_the_plan_is_opened_again(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _taps(stage, "⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")
    await stage.wait(days=9)
    for label in ("Open the plan", "run 20 min without a break", "I have examined you"):
        await stage.tap("dora", label)

    await stage.wait(days=6)

    assert _asked_about_the_week(stage) == 1


async def test_nobody_who_only_walks_is_asked_about_running(opens: Opening) -> None:
    stage = await opens.at(STEPS, "walk_20")

    await _until_sunday(stage)

    assert not _asked_about_the_week(stage)


async def test_the_question_about_the_week_stands_behind_every_other(opens: Opening) -> None:
    """A typed number answers the check-in, /today shows the session, and the week can still be tapped."""
    stage = await opens.at(DAILY, "daily")
    await stage.wait(days=5)
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=25)
    assert _asked_about_the_week(stage) == 1

    await stage.say("ana", "3")

    assert (await _case(stage)).answers("1:h24") == {"pain": 3}
    await stage.tap("ana", "No, only the plan")
    assert "keeps the plan clear" in " ".join(_said(stage))


async def test_the_week_once_begun_is_ended_by_typing_though_a_check_in_is_open(opens: Opening) -> None:
    """Ana taps “yes” and types the minutes; they are not taken for the pain that is asked for as well."""
    stage = await opens.at(DAILY, "daily")
    await stage.wait(days=5)
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=25)

    await stage.tap("ana", "Yes, I ran more")
    await stage.say("ana", "8")
    await stage.say("ana", "8")

    case = await _case(stage)
    assert case.answers("1:h24") == {}
    assert case.answers("0:week:2026-03-08") == {"ran_besides": "yes", "minutes": 8, "longest": 8}
    assert "One day after your session" in _newest(stage)


async def test_with_the_week_unanswered_today_still_shows_the_session(opens: Opening) -> None:
    stage = await opens.at(DAILY, "daily")
    await _until_sunday(stage)

    await stage.say("ana", "/today")

    assert "Your next session" in _newest(stage)


async def test_the_growth_of_the_week_is_known_to_the_decision(opens: Opening) -> None:
    """Runs of 20 minutes on days 0, 2 and 8, and the next would take 30: a quarter more than the first seven days."""
    stage = await opens.at(DAILY, "daily")
    await _good_run(stage)
    await _good_run(stage)
    await stage.wait(days=4)
    await _taps(stage, *GOOD_RUN)
    await stage.wait(hours=47)
    async with stage._turn() as turn:
        came = await visit(turn, await turn.person(stage.actors["ana"].person))
        found = evidence.about_run(came, came.case.runs[3])

    assert found.weekly_change == pytest.approx(25)
