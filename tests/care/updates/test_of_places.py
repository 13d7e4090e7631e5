"""A new ladder for people who stand on the old one: nobody is moved up, and the new rules count for what they ran."""

import pytest

from bot.care.joining.invites import Guest, Plan
from bot.content.library import Library
from tests.care.ordering import taps
from tests.care.updates.acts import ran, reads, repinned
from tests.care.updates.clinic import MILESTONES, SHARP_STOPS, Clinic, replaced, without_rung
from tests.stage import Stage, plain

pytestmark = pytest.mark.usefixtures("ana_in_the_middle")

DELAWARE = "protocols/delaware_levels.toml"


def _document(stage: Stage) -> str:
    sent = next(one.media for one in reversed(stage.actors["carla"].phone) if one.media)
    return str(sent.data["text"])


def _harder(clinic: Clinic) -> None:
    """Let the sessions of Ana's rung have ten cycles from the first one on."""
    old = "run_seconds = 60\nwalk_seconds = 120\ncycles = [8, 8, 9, 9, 10, 10]"
    clinic.edits(MILESTONES, old, old.replace("8, 8, 9, 9, ", "10, 10, 10, 10, "))


@pytest.mark.parametrize("whom", ["Now", "At the next session"])
async def test_nobody_gets_a_larger_session_because_the_clinic_changed_its_ladder(clinic: Clinic, whom: str) -> None:
    """Ana stays on the version she is on, as the clinic chose, and keeps the session she has."""
    stage = clinic.stage
    _harder(clinic)
    before = len(stage.actors["ana"].phone)

    shown = plain(await clinic.looks())
    told = _document(stage)
    await taps(stage, "carla", whom, "Stay on the old version", "✅ Publish")
    await clinic.works()
    await stage.say("ana", "/today")

    assert "next session would be harder: 1" in shown
    assert "Ana: next session would be harder; run_1min asks for more now, nearest: run_30s" in told
    assert not await repinned(stage)
    assert "8 times: run 1 minute" in plain(stage.actors["ana"].phone[-1].text)
    assert len(stage.actors["ana"].phone) == before + 1


async def test_whoever_would_get_a_larger_session_goes_on_from_the_nearest_place_below(clinic: Clinic) -> None:
    """The clinic chose so, and Ana is told with the session that she gets."""
    stage = clinic.stage
    _harder(clinic)
    await clinic.looks()

    await taps(stage, "carla", "Now", "Go on from the nearest step", "✅ Publish")
    await clinic.works()

    assert (await stage.case("ana")).position.rung == "run_30s"
    assert "Your plan has been updated" in reads(stage, "ana")
    assert "run 30 seconds" in plain(stage.actors["ana"].phone[-1].text)
    assert "Another next session: 1" in reads(stage, "carla")


async def _joins(stage: Stage, key: str, plan: Plan) -> None:
    await stage.invite(key, Guest("patient", key.title(), language="en", timezone="Europe/Madrid"), plan)
    await stage.say(key, f"/start code-of-{key}-long-enough")
    await taps(stage, key, "English", "I agree")
    await stage.say(key, "Europe/Madrid")
    await stage.tap(key, "Never, write at any time")


def _levels_moved_down(library: Library) -> str:
    """Return the levels without the first, each of the others under the name of the one below it."""
    text = library.files[DELAWARE].text
    start = text.index('[[phases.rungs]]\nid = "level_1"')
    text = text[:start] + text[text.index('[[phases.rungs]]\nid = "level_2"') :]
    for level in range(2, 9):
        text = text.replace(f'id = "level_{level}"', f'id = "level_{level - 1}"')
    return text


async def test_levels_that_are_named_anew_leave_everybody_with_the_session_they_had(clinic: Clinic) -> None:
    """What was level 2 is level 1 now; Bob goes on with what he had, and the button under his card works."""
    stage = clinic.stage
    await _joins(stage, "bob", Plan("delaware_levels", "hip_and_glute", "Dora", "level_2"))
    had = plain(stage.actors["bob"].phone[-1].text).split("When:")[0]

    files = replaced(stage.library, DELAWARE, _levels_moved_down(stage.library))
    await clinic.orders(files, "now", nearest=True)
    await clinic.works()

    assert (await stage.case("bob")).position.rung == "level_1"
    assert plain(stage.actors["bob"].phone[-1].text).split("When:")[0] == had
    await stage.tap("bob", "Done as planned")
    assert (await stage.case("bob")).runs[1].rung == "level_1"


async def test_a_run_counts_by_the_new_rules_though_its_rung_is_gone(clinic: Clinic) -> None:
    """Ana stepped back because of sharp pain on a rung that is gone now; the new rules stop her for it."""
    stage = clinic.stage
    await ran(stage, kind="Sharp or stabbing")
    assert (await stage.case("ana")).position.rung == "run_30s"
    own = clinic.folder / MILESTONES
    own.parent.mkdir(parents=True)
    own.write_text(without_rung(stage.library, "run_1min")[MILESTONES].text.replace(*SHARP_STOPS, 1))

    shown = plain(await clinic.looks())
    await taps(stage, "carla", "Now", "✅ Publish")
    await clinic.works()

    case = await stage.case("ana")
    assert "would be closed: 1" in shown
    assert case.held
    assert case.held.outcome == "reassess"
    assert "Closed: 1" in reads(stage, "carla")


async def test_of_a_gone_rung_and_a_stricter_decision_the_clinic_is_told_the_stricter(clinic: Clinic) -> None:
    """Ana's own rung is gone, and the new rules stop her: she is held before she could go on from anywhere."""
    stage = clinic.stage
    await ran(stage, kind="Sharp or stabbing")
    own = clinic.folder / MILESTONES
    own.parent.mkdir(parents=True)
    own.write_text(without_rung(stage.library, "run_30s")[MILESTONES].text.replace(*SHARP_STOPS, 1))

    shown = plain(await clinic.looks())
    await taps(stage, "carla", "Now", "Stay on the old version", "✅ Publish")
    await clinic.works()

    assert "would be closed: 1" in shown
    assert (await stage.case("ana")).held


async def test_whose_own_rung_is_there_follows_though_the_one_they_ran_is_gone(clinic: Clinic) -> None:
    """Ana stepped back to a rung that stays; nothing is asked about her, and her card goes on counting."""
    stage = clinic.stage
    await ran(stage, kind="Sharp or stabbing")
    own = clinic.folder / MILESTONES
    own.parent.mkdir(parents=True)
    own.write_text(without_rung(stage.library, "run_1min")[MILESTONES].text)
    before = len(stage.actors["ana"].phone)

    await clinic.publishes("Now")

    case = await stage.case("ana")
    assert "Where do they go on" not in reads(stage, "carla")
    assert len(await repinned(stage)) == 1
    assert case.position.rung == "run_30s"
    assert len(stage.actors["ana"].phone) == before
    await stage.wait(hours=24)
    await stage.tap("ana", "Done as planned")
    assert (await stage.case("ana")).runs[2].rung == "run_30s"
