"""What an update leaves as it is: a rest that was told, a plan that is closed, and whoever it can do nothing for."""

from datetime import timedelta

import pytest

from bot.content.files import File, gather
from bot.content.library import of
from tests.care.ordering import taps
from tests.care.updates.acts import ran, repinned
from tests.care.updates.clinic import (
    EXTRA_QUESTION,
    EXTRA_RULE,
    MILESTONES,
    SHARP_STOPS,
    Clinic,
    changed,
    replaced,
    without_rung,
)
from tests.stage import Stage, plain

pytestmark = pytest.mark.usefixtures("ana_in_the_middle")


async def _resting(stage: Stage, days: int) -> dict[str, File]:
    """Return content in which Ana's condition asks for so many days between two runs."""
    path = f"protocols/conditions/{(await stage.case('ana')).enrolled.condition}.toml"
    text = gather()[path].text.replace('tissue = "', 'rest = "clinic_rest"\ntissue = "', 1)
    limit = f'[limits.clinic_rest]\noperator = ">="\nvalue = {days}\nunit = "days"\n'
    return replaced(stage.library, path, f'{text}\n{limit}origin = "clinic"\nsource = "The clinic."\n')


async def test_a_rest_that_was_told_is_made_no_shorter_by_a_version_that_asks_for_less(clinic: Clinic) -> None:
    """Six days were told; four are enough now, and Ana rests for six."""
    stage = clinic.stage
    await clinic.orders(await _resting(stage, 6), "now")
    await clinic.works()
    await ran(stage)
    told = (await stage.case("ana")).earliest_at

    await clinic.orders(await _resting(stage, 4), "now")
    await clinic.works()

    case = await stage.case("ana")
    assert case.earliest_at == told
    assert told - case.runs[1].ended_at > timedelta(days=5)


async def test_a_plan_that_is_closed_is_neither_decided_on_again_nor_moved(clinic: Clinic) -> None:
    """The physio has it in hand: a rule that has become stricter says nothing new, and the rung that is gone stays."""
    stage = clinic.stage
    await clinic.orders(changed(stage.library, MILESTONES, *SHARP_STOPS), "now")
    await clinic.works()
    await ran(stage, kind="Sharp or stabbing")
    case = await stage.case("ana")
    held, position, decided = case.held, case.position, len(case.decisions)
    assert held

    files = without_rung(stage.library, "run_1min")
    text = files[MILESTONES].text.replace(SHARP_STOPS[1], SHARP_STOPS[1].replace("reassess", "urgent"))
    await clinic.orders(replaced(of(files, ("en", "es")), MILESTONES, text), "now", nearest=True)
    await clinic.works()
    await stage.wait(hours=3)

    after = await stage.case("ana")
    assert (after.held, after.position, len(after.decisions)) == (held, position, decided)


async def test_content_with_which_somebody_could_go_on_nowhere_cannot_be_published(clinic: Clinic) -> None:
    """Ana's old rules read a question that is gone, and so is her rung: each way is refused in a sentence."""
    stage = clinic.stage
    files = changed(stage.library, "conversations/h24.toml", "[[questions]]", EXTRA_QUESTION)
    files[MILESTONES] = changed(stage.library, MILESTONES, "[[rules]]", EXTRA_RULE)[MILESTONES]
    await clinic.orders(files, "now")
    await clinic.works()
    before = await repinned(stage)
    own = clinic.folder / MILESTONES
    own.parent.mkdir(parents=True)
    own.write_text(without_rung(of(gather(), ("en", "es")), "run_1min")[MILESTONES].text)

    await clinic.looks()
    for whom in ("New patients only", "At the next session", "Now"):
        await taps(stage, "carla", whom)
        assert "This cannot be published" in plain(stage.actors["carla"].phone[-1].text)
    await clinic.works()

    assert await repinned(stage) == before
