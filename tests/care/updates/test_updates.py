"""Plan updates: the clinic sees whom a changed content touches, decides for whom it counts, and nobody is hurt."""

import pytest

from bot.care.updates import orders
from bot.care.visit import Visit, visit
from bot.core.facts import Decided
from bot.publishing import shelf
from tests.care.ordering import GOOD_24, taps
from tests.care.updates.acts import at_one_minute, ran, reads, repinned
from tests.care.updates.clinic import (
    EXTRA_QUESTION,
    EXTRA_RULE,
    LONGER_WARM_UP,
    MILESTONES,
    SHARP_STOPS,
    STRICTER_GAIT,
    Clinic,
    changed,
    without_rung,
)
from tests.stage import Stage, plain


def _count(stage: Stage, key: str) -> int:
    return len(stage.actors[key].phone)


async def _visited(stage: Stage) -> Visit:
    async with stage.turn() as turn:
        return await visit(turn, await turn.person(stage.actors["ana"].person))


async def test_new_wording_is_said_once_it_is_published_and_nobody_is_told_of_it(clinic: Clinic) -> None:
    """A changed text touches no plan; it counts for everybody from the next message on."""
    stage = clinic.stage
    clinic.edits("templates/en/h24.j2", "{% block ", "{# changed #}{% block ")
    clinic.edits("templates/en/replies.j2", "{% block unknown_command %}", "{% block unknown_command %}Sorry! ")
    before = _count(stage, "ana")
    await stage.say("ana", "/nonsense")
    assert "Sorry!" not in reads(stage, "ana")

    shown = await clinic.looks()
    await taps(stage, "carla", "New patients only", "✅ Publish")
    await clinic.works()
    await stage.say("ana", "/nonsense")

    assert "No plan is touched" in shown
    assert "wording" in shown
    assert "Sorry!" in reads(stage, "ana")
    assert _count(stage, "ana") == before + 2
    assert not await repinned(stage)


async def test_a_changed_folder_changes_nothing_at_a_restart_and_the_clinic_is_told_once(clinic: Clinic) -> None:
    """Only what was published counts, for new patients as well."""
    clinic.edits(MILESTONES, "value = 2\n", "value = 1\n")

    for _ in range(2):
        await clinic.restarts()
        await clinic.works()

    assert clinic.stage.library.protocol("milestones", "it_band").book.limit("pain").value == 2
    assert reads(clinic.stage, "carla").count("1 file differs from what was published") == 1


@pytest.mark.usefixtures("whole_check")
async def test_a_broken_folder_stops_nobody_and_the_clinic_reads_what_is_wrong(clinic: Clinic) -> None:
    """The bot goes on with the last good content; publishing is refused with file, entry and remedy."""
    stage = clinic.stage
    clinic.edits(MILESTONES, "value = 2\n", 'value = "two"\n')

    await clinic.works()
    shown = await clinic.looks()
    await taps(stage, "ana", "Done as planned", "0")

    assert "cannot be published" in reads(stage, "carla")
    assert "protocols/milestones.toml" in shown
    assert "Not a number" not in shown
    with pytest.raises(LookupError):
        stage.button("carla", "Now")
    assert (await stage.case("ana")).runs


async def test_new_patients_only_leaves_those_under_way_as_they_are(clinic: Clinic) -> None:
    """Ana's limit stays; whoever comes after her gets the new one."""
    clinic.edits(MILESTONES, "value = 2\n", "value = 1\n")

    await clinic.publishes("New patients only")
    await ran(clinic.stage)

    async with clinic.stage.turn() as turn:
        enrolled = (await turn.case(clinic.stage.actors["ana"].person)).enrolled
        own = turn.library.protocol(enrolled.protocol, enrolled.condition, enrolled.protocol_version)
    assert own.book.limit("pain").value == 2
    assert clinic.stage.library.protocol("milestones", "hip_and_glute").book.limit("pain").value == 1
    assert not await repinned(clinic.stage)
    assert "Plans under way stay" in reads(clinic.stage, "carla")


async def test_at_the_next_session_the_plan_follows_before_the_session_is_sent(clinic: Clinic) -> None:
    """Ana hears nothing until her answers are in; then her card is the new one, and she is told why."""
    stage = clinic.stage
    await at_one_minute(stage)
    await taps(stage, "ana", "Done as planned", "0", "0", "No pain", "As normal", "2")
    clinic.edits(MILESTONES, *LONGER_WARM_UP)
    before = _count(stage, "ana")

    await clinic.publishes("At the next session")
    assert _count(stage, "ana") == before
    assert not await repinned(stage)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24)
    await stage.wait(hours=24)
    await taps(stage, "ana", *GOOD_24, "8")

    assert [one.by for one in await repinned(stage)] == [stage.actors["carla"].person]
    assert "Your plan has been updated" in reads(stage, "ana")
    assert "Warm up: 6 min" in plain(stage.actors["ana"].phone[-1].text)


async def test_now_tells_another_next_session_to_the_patient_alone(clinic: Clinic) -> None:
    """As Carla was told before she said yes: nothing reaches Dora's phone."""
    stage = clinic.stage
    await at_one_minute(stage)
    clinic.edits(MILESTONES, *LONGER_WARM_UP)
    before = _count(stage, "dora")

    await clinic.publishes("Now")

    asked = next(plain(one.text) for one in stage.actors["carla"].phone if "Another next session: 1" in plain(one.text))
    assert "Their physio hears of the first three, and of a checkpoint or tests that wait for a physio." in asked
    assert "Your plan has been updated" in reads(stage, "ana")
    assert "Warm up: 6 min" in plain(stage.actors["ana"].phone[-1].text)
    assert _count(stage, "dora") == before


async def test_now_steps_back_whom_the_new_rules_hold_back_and_tells_patient_and_physio(clinic: Clinic) -> None:
    """Ana's changed gait meant the same session again; under the new rule she goes one rung down, at once."""
    stage = clinic.stage
    await at_one_minute(stage)
    await ran(stage, gait="I ran differently to spare it")
    assert (await stage.case("ana")).position.rung == "run_1min"
    clinic.edits(MILESTONES, *STRICTER_GAIT)

    shown = await clinic.looks()
    await stage.tap("carla", "Now")
    confirmation = plain(stage.actors["carla"].phone[-1].text)
    await stage.tap("carla", "✅ Publish")
    await clinic.works()

    case = await stage.case("ana")
    assert "would step back: 1" in plain(shown)
    assert "Step back: 1." in confirmation
    assert case.position.rung == "run_30s"
    assert "Your clinic has updated its rules" in reads(stage, "ana")
    assert "one step" in reads(stage, "ana")
    assert "updated its rules" in reads(stage, "dora")
    assert "Stepped back: 1" in reads(stage, "carla")


async def test_now_holds_whom_the_new_rules_stop(clinic: Clinic) -> None:
    """Sharp pain led one rung down; under the new rule no running until the physio has looked."""
    stage = clinic.stage
    await at_one_minute(stage)
    await ran(stage, kind="Sharp or stabbing")
    assert not (await stage.case("ana")).held
    clinic.edits(MILESTONES, *SHARP_STOPS)

    await clinic.publishes("Now")

    case = await stage.case("ana")
    assert case.held
    assert case.held.outcome == "reassess"
    assert [alert.severity for alert in case.untaken_alerts() if alert.severity == "reassess"]
    assert "Closed: 1" in reads(stage, "carla")


async def test_a_session_that_changes_comes_when_the_patient_is_awake(clinic: Clinic) -> None:
    """Nothing about it is urgent, so at 23:00 nothing is said; at 08:00 the plan goes on with the new version."""
    stage = clinic.stage
    await at_one_minute(stage)
    await stage.wait(hours=5)
    before = _count(stage, "ana")
    clinic.edits(MILESTONES, *LONGER_WARM_UP)

    await clinic.publishes("Now")
    await stage.wait(hours=8, minutes=59)
    assert (_count(stage, "ana"), await repinned(stage)) == (before, [])
    await stage.wait(minutes=1)

    assert len(await repinned(stage)) == 1
    assert "Your plan has been updated" in reads(stage, "ana")


async def test_a_plan_that_is_closed_stays_closed_whatever_is_published(clinic: Clinic) -> None:
    """A milder version opens nothing; only the physio does."""
    stage = clinic.stage
    await taps(stage, "ana", "⚠️ Something feels wrong", "Pain at night or at rest", "✅ That is all")
    before = _count(stage, "ana")
    clinic.edits(MILESTONES, "value = 2\n", "value = 1\n")

    shown = await clinic.looks()
    await taps(stage, "carla", "Now", "✅ Publish")
    await clinic.works()

    assert "closed, stays closed: 1" in plain(shown)
    assert (await stage.case("ana")).held
    assert len(await repinned(stage)) == 1
    assert _count(stage, "ana") == before


async def test_a_milder_version_moves_nobody_up(clinic: Clinic) -> None:
    """What was decided stays decided: Ana repeats, though the new limit would have let her go on."""
    stage = clinic.stage
    await at_one_minute(stage)
    await taps(
        stage,
        "ana",
        "Done as planned",
        "0",
        "2",
        "Only at the start, then gone",
        "An ache at the injury",
        "As normal",
        "2",
    )
    for ready in ((), ("8",)):
        await stage.wait(hours=24)
        await taps(stage, "ana", *GOOD_24, *ready)
    before = (await stage.case("ana")).position

    files = changed(stage.library, MILESTONES, "value = 2\n", "value = 3\n")
    await clinic.orders(files, "now")
    await clinic.works()

    assert (await stage.case("ana")).position == before
    assert len(await repinned(stage)) == 1


async def test_somebody_in_the_middle_of_a_conversation_ends_it_as_it_began(clinic: Clinic) -> None:
    """The question that is gone from the new file is still asked of Ana, and her answer counts."""
    stage = clinic.stage
    await stage.tap("ana", "Did less")
    text = stage.library.files["conversations/after_run.toml"].text
    start = text.index('[[questions]]\nid = "minutes_run"')
    gone = text[start : text.index("[[questions]]", start + 1)]
    files = changed(stage.library, "conversations/after_run.toml", gone, "")

    await clinic.orders(files, "now")
    await clinic.works()
    await stage.say("ana", "12")

    assert "Minutes run: 12" in plain(stage.actors["ana"].phone[-1].text)


async def test_whose_rung_is_gone_goes_on_from_the_nearest_below_or_stays(clinic: Clinic) -> None:
    """The clinic says which; nobody is moved up, and what was run stays on record."""
    stage = clinic.stage
    await at_one_minute(stage)
    await ran(stage)
    files = without_rung(stage.library, "run_1min")

    await clinic.orders(files, "now")
    await clinic.works()
    stayed = (await stage.case("ana")).position
    async with stage.turn() as turn:
        await turn.put_note(orders.RUNNING, None)
    await clinic.orders(changed(stage.library, MILESTONES, "# Milestones", "# The milestones"), "now", nearest=True)
    await clinic.works()
    moved = await stage.case("ana")

    assert (stayed.rung, stayed.sessions_done) == ("run_1min", 1)
    assert (moved.position.rung, moved.position.sessions_done) == ("run_30s", 0)
    assert moved.runs[1].rung == "run_1min"
    assert "run 30 s" in plain(stage.actors["ana"].phone[-1].text) or "30 seconds" in reads(stage, "ana")
    await stage.say("dora", "/patients")


async def test_the_clinic_is_asked_where_those_go_on_whose_rung_is_gone(clinic: Clinic) -> None:
    """The answer stands in what is ordered; the count of those for whom a nearest rung exists is told."""
    stage = clinic.stage
    await at_one_minute(stage)
    own = clinic.folder / MILESTONES
    own.parent.mkdir(parents=True)
    own.write_text(without_rung(stage.library, "run_1min")[MILESTONES].text)

    shown = plain(await clinic.looks())
    await stage.tap("carla", "Now")
    asked = plain(stage.actors["carla"].phone[-1].text)
    await taps(stage, "carla", "Go on from the nearest step", "✅ Publish")
    await clinic.works()

    assert "step no longer there: 1" in shown
    assert "possible for 1" in asked
    assert (await stage.case("ana")).position.rung == "run_30s"
    assert "Your plan has been updated" in reads(stage, "ana")


async def test_a_crash_in_the_middle_is_taken_up_at_the_next_start(clinic: Clinic) -> None:
    """The order is on record before anything is done, and each patient's part after that; nothing is done twice."""
    stage = clinic.stage
    await at_one_minute(stage)
    await ran(stage, gait="I ran differently to spare it")
    clinic.edits(MILESTONES, *STRICTER_GAIT)
    await clinic.looks()
    await taps(stage, "carla", "Now", "✅ Publish")

    await clinic.restarts()
    assert not await repinned(stage)
    await clinic.works()
    await clinic.restarts()
    await clinic.works()

    decisions = [one for _, one in (await stage.case("ana")).decisions if isinstance(one, Decided)]
    assert len(await repinned(stage)) == 1
    assert [one.outcome for one in decisions].count("step_back") == 1
    async with stage.turn() as turn:
        published = await shelf.read(turn)
        assert published is not None
        assert published.number == 2
        assert not await orders.is_under_way(turn)


async def test_a_second_tap_and_a_foreign_tap_publish_nothing(clinic: Clinic) -> None:
    """The button is Carla's, once; anybody else's tap is answered in a sentence and changes nothing."""
    stage = clinic.stage
    clinic.edits(MILESTONES, "value = 2\n", "value = 1\n")
    await clinic.looks()
    await stage.tap("carla", "Now")
    yes = stage.button("carla", "✅ Publish")

    for who in ("dora", "ana"):
        await stage.tap_data(who, yes)
        assert "U|" not in stage.actors[who].toast
    await stage.tap_data("carla", yes)
    await stage.tap_data("carla", yes)

    assert stage.actors["carla"].toast
    await clinic.works()
    async with stage.turn() as turn:
        published = await shelf.read(turn)
    assert published is not None
    assert published.number == 2
    assert len(await repinned(stage)) == 1


async def test_while_one_update_is_under_way_another_waits(clinic: Clinic) -> None:
    """It is refused in a sentence, and can be published afterwards."""
    stage = clinic.stage
    clinic.edits(MILESTONES, "value = 2\n", "value = 1\n")
    await clinic.looks()
    await taps(stage, "carla", "Now", "✅ Publish")

    await stage.say("carla", "/updates")

    assert "under way already" in plain(stage.actors["carla"].phone[-1].text)
    await clinic.works()
    assert "Nothing waits" in await clinic.looks()


async def test_a_changed_floor_is_for_everybody(clinic: Clinic) -> None:
    """A clinic cannot make its safety floor stricter for new patients alone."""
    stage = clinic.stage
    own = clinic.folder / "protocols" / "floor.toml"
    own.parent.mkdir()
    own.write_text('id = "floor"\n')

    await clinic.looks()
    await stage.tap("carla", "New patients only")

    assert "holds for everybody" in plain(stage.actors["carla"].phone[-1].text)


async def test_the_document_lists_each_past_decision_that_would_have_been_another(clinic: Clinic) -> None:
    """Patient, run, before, after and the rules; decisions that stay the same are not in it."""
    stage = clinic.stage
    await at_one_minute(stage)
    await ran(stage)
    await ran(stage, gait="I ran differently to spare it")
    await ran(stage)
    clinic.edits(MILESTONES, *STRICTER_GAIT)

    shown = plain(await clinic.looks())
    sent = next(one.media for one in reversed(stage.actors["carla"].phone) if one.media)
    told = [line for line in sent.data["text"].splitlines() if "→" in line]

    assert "Past decisions made again" in shown
    assert told
    assert all("run 2" in line and "gait_affected" in line for line in told)


async def test_whoever_cannot_stay_on_the_old_version_is_not_left_on_it(clinic: Clinic) -> None:
    """Ana's rules read a question that the new content leaves out; “new patients only” is refused, “now” takes her."""
    stage = clinic.stage
    files = changed(stage.library, "conversations/h24.toml", "[[questions]]", EXTRA_QUESTION)
    files[MILESTONES] = changed(stage.library, MILESTONES, "[[rules]]", EXTRA_RULE)[MILESTONES]
    await clinic.orders(files, "now")
    await clinic.works()
    assert "extra" in {thing.id for thing in (await _visited(stage)).protocol.book.things}

    await clinic.looks()
    for refused in ("New patients only", "At the next session"):
        await stage.tap("carla", refused)
        assert "cannot stay" in plain(stage.actors["carla"].phone[-1].text)
    await taps(stage, "carla", "Now", "✅ Publish")
    await clinic.works()

    assert "extra" not in {thing.id for thing in (await _visited(stage)).protocol.book.things}


async def test_the_clinic_sees_who_is_in_the_middle_of_a_conversation(clinic: Clinic) -> None:
    """It touches the questions, so Ana's open one is counted."""
    stage = clinic.stage
    await stage.tap("ana", "Done as planned")
    clinic.edits("conversations/h24.toml", "[[questions]]", "# the same questions\n[[questions]]")

    shown = plain(await clinic.looks())

    assert "1 patient is in the middle of a conversation" in shown
    assert "questions" in shown


async def test_whoever_is_away_is_not_taken_along_until_they_are_back(clinic: Clinic) -> None:
    """Ana stopped; nothing is sent to her, and the new version waits for her return."""
    stage = clinic.stage
    await stage.say("ana", "/stop")
    await stage.tap("ana", "Yes, stop")
    before = _count(stage, "ana")
    clinic.edits(MILESTONES, "value = 2\n", "value = 1\n")

    await clinic.publishes("Now")
    assert not await repinned(stage)
    assert _count(stage, "ana") == before
    await stage.say("ana", "/start")
    await stage.wait(hours=3)

    assert len(await repinned(stage)) == 1


async def test_weighing_a_version_changes_nothing(clinic: Clinic) -> None:
    """However often Carla looks, no fact is recorded and nobody else reads anything."""
    stage = clinic.stage
    await at_one_minute(stage)
    await ran(stage, gait="I ran differently to spare it")
    clinic.edits(MILESTONES, *STRICTER_GAIT)
    async with stage.turn() as turn:
        before = await turn.entries(stage.actors["ana"].person)
    read_before = {key: reads(stage, key) for key in ("ana", "dora")}

    for _ in range(2):
        await clinic.looks()

    async with stage.turn() as turn:
        assert await turn.entries(stage.actors["ana"].person) == before
    assert {key: reads(stage, key) for key in ("ana", "dora")} == read_before


async def test_a_physio_cannot_publish(clinic: Clinic) -> None:
    """The command is the clinic's."""
    await clinic.stage.say("dora", "/updates")

    async with clinic.stage.turn() as turn:
        assert await turn.note(orders.LOOK) is None
