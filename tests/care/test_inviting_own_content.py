"""Inviting in the chat at a clinic that has added to the content: a condition of its own, or another language."""

import shutil
from pathlib import Path

from bot.content.files import shipped
from bot.content.library import Library, load
from tests.care import ward
from tests.stage import Stage

OUTER_KNEE = "protocols/conditions/peroneal_tendon.toml"


def _with_a_condition(folder: Path) -> Library:
    """Return the content with one condition more, for which no template has a name."""
    known = (shipped() / "protocols/conditions/it_band.toml").read_text()
    target = folder / OUTER_KNEE
    target.parent.mkdir(parents=True)
    target.write_text(known.replace('id = "it_band"', 'id = "peroneal_tendon"'))
    return load(folder)


def _with_french(folder: Path) -> Library:
    """Return the content with a third language, in which everything still stands as in the first."""
    shutil.copytree(shipped() / "templates/en", folder / "templates/fr")
    spoken = folder / "templates/fr/language.toml"
    spoken.write_text(spoken.read_text().replace('name = "English"', 'name = "Français"'))
    return load(folder, ("en", "es", "fr"))


async def _begins(stage: Stage, role: str) -> None:
    """Let the desk begin to invite Nora."""
    await stage.say("desk", "/people")
    await stage.tap("desk", "➕ Invite somebody")
    await stage.tap("desk", role)
    await stage.say("desk", "Nora")


async def _invites_a_patient(stage: Stage, *chosen: str) -> None:
    """Let the desk invite her, with these buttons on the way and otherwise the first of each question."""
    await _begins(stage, "Patient")
    labels = iter(("English", "Dora", "Milestones", *chosen))
    while "Is this right?" not in ward.newest(stage, "desk"):
        first = stage.actors["desk"].phone[-1].keyboard[0][0].text
        await stage.tap("desk", next(labels, first))
    await stage.tap("desk", "✅ Make the invite")


async def test_a_patient_is_invited_with_a_condition_that_the_clinic_has_added(
    clinic_stage: Stage, tmp_path: Path
) -> None:
    """It goes by its id until the clinic gives it a name."""
    clinic_stage.library = _with_a_condition(tmp_path / "content")

    await _invites_a_patient(clinic_stage, "peroneal tendon")

    async with clinic_stage.turn() as turn:
        (nora,) = await turn.people("patient", states=("invited",))
        enrolled = (await turn.case(nora.id)).enrolled
    assert enrolled is not None
    assert enrolled.condition == "peroneal_tendon"


async def test_a_condition_of_the_clinics_own_keeps_nobody_from_the_others(clinic_stage: Stage, tmp_path: Path) -> None:
    clinic_stage.library = _with_a_condition(tmp_path / "content")

    await _invites_a_patient(clinic_stage)

    assert "/start " in clinic_stage.actors["desk"].asides[-1]


async def test_a_third_language_is_offered_by_the_name_it_gives_itself(clinic_stage: Stage, tmp_path: Path) -> None:
    clinic_stage.library = _with_french(tmp_path / "content")
    ward.with_settings(clinic_stage, languages=("en", "es", "fr"))
    await _begins(clinic_stage, "Physio")

    await clinic_stage.tap("desk", "Français")
    await clinic_stage.tap("desk", "✅ Make the invite")

    async with clinic_stage.turn() as turn:
        (nora,) = await turn.people("physio", states=("invited",))
    assert nora.language == "fr"


async def test_a_protocol_that_is_taken_away_meanwhile_is_said_and_invites_nobody(
    clinic_stage: Stage, library: Library, tmp_path: Path
) -> None:
    """The condition was chosen while it was there; nothing can be chosen for it any more."""
    clinic_stage.library = _with_a_condition(tmp_path / "content")
    await _begins(clinic_stage, "Patient")
    for label in ("English", "Dora", "Milestones", "peroneal tendon"):
        await clinic_stage.tap("desk", label)
    clinic_stage.library = library

    await clinic_stage.say("desk", "Well?")

    assert "has no sessions any more" in ward.newest(clinic_stage, "desk")
