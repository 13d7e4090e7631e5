"""What lets somebody on is for a physio: the clinic's desk holds anybody back, and reads how a physio comes in."""

import pytest

from bot.core.orders import Discharged, KeptClosed, Paused, Rested
from tests.care.gated import results
from tests.care.ordering import NIGHT, ana, chooses, decides, joins, labels, newest
from tests.care.ward import read, reports
from tests.stage import Stage

FOR_A_PHYSIO = "That is for a physio to decide"
HOLD = ("k|rest", "days|4", "why|0")
PAUSE = ("k|pause", "cause|0", "until|0")


async def _sees(stage: Stage) -> list[str]:
    """Let the desk open Ana's card; return the buttons under it."""
    await stage.tap_data("desk", f"p|{stage.actors['ana'].person}")
    return labels(stage, "desk")


async def _state(stage: Stage) -> tuple[object, ...]:
    case = await ana(stage)
    return case.position, case.held, case.paused, case.rests_until, case.enrolled, case.signed, len(case.orders)


@pytest.mark.parametrize("kind", ["place", "baseline", "protocol", "condition"])
async def test_the_desk_lets_nobody_on_by_a_forged_button(clinic_stage: Stage, kind: str) -> None:
    stage, before = clinic_stage, await _state(clinic_stage)

    await chooses(stage, f"k|{kind}", key="desk")

    assert FOR_A_PHYSIO in newest(stage, "desk")
    assert "hand Ana over to one who is" in newest(stage, "desk")
    assert await _state(stage) == before


@pytest.mark.parametrize("data", ["o|{}", "d|{}|k|reopen"])
async def test_a_plan_that_a_warning_has_closed_is_not_opened_by_the_desk(clinic_stage: Stage, data: str) -> None:
    """Neither is it offered: on the card of the alert and of the patient stands only to keep it closed."""
    stage = clinic_stage
    await reports(stage, NIGHT)
    shown = [label for label in await _sees(stage) if "plan" in label.lower() or "closed" in label]
    assert shown == ["Keep it closed"]
    await stage.tap_data("desk", f"u|{stage.actors['ana'].person}")
    assert "No running until a physio opens the plan again" in newest(stage, "desk")
    assert "Open the plan" not in labels(stage, "desk")
    assert any("No running until you open the plan again" in said for said in read(stage, "dora"))

    await stage.tap_data("desk", data.format(stage.actors["ana"].person))

    assert FOR_A_PHYSIO in newest(stage, "desk")
    assert (await ana(stage)).held


@pytest.mark.parametrize(("order", "end", "kind"), [(HOLD, "unrest", Rested), (PAUSE, "unpause", Paused)])
async def test_the_desk_holds_and_pauses_and_a_physio_ends_it(clinic_stage: Stage, order, end: str, kind) -> None:
    stage = clinic_stage
    await decides(stage, *order, key="desk")
    assert isinstance((await ana(stage)).orders[-1][1], kind)

    before = await _state(stage)
    await chooses(stage, f"k|{end}", key="desk")
    assert FOR_A_PHYSIO in newest(stage, "desk")
    assert await _state(stage) == before

    await decides(stage, f"k|{end}", *(("why|0",) if end == "unrest" else ()))
    assert await _state(stage) != before


async def test_the_desk_keeps_a_plan_closed_and_ends_the_care(clinic_stage: Stage) -> None:
    stage = clinic_stage
    await reports(stage, NIGHT)

    await decides(stage, "k|keep", "why|0", key="desk")
    assert isinstance((await ana(stage)).orders[-1][1], KeptClosed)
    await decides(stage, "k|discharge", "why|0", key="desk")
    assert isinstance((await ana(stage)).orders[-1][1], Discharged)
    assert await _sees(stage)
    await chooses(stage, "k|reopen", key="desk")
    assert FOR_A_PHYSIO in newest(stage, "desk")
    assert (await ana(stage)).discharged


async def test_the_desk_is_offered_only_what_it_may_do(clinic_stage: Stage) -> None:
    stage = clinic_stage

    offered = await _sees(stage)

    assert {"💤 Hold for days", "⏸ Pause", "More …", "🤝 Hand over"} <= set(offered)
    assert not {"↕️ Another step", "✍️ Sign the checkpoint"} & set(offered)
    await stage.tap("desk", "More …")
    assert len(labels(stage, "desk")) == 1
    assert "Discharge" in labels(stage, "desk")[0]


async def test_handed_over_by_the_desk_the_patient_is_decided_about_by_the_new_physio(clinic_stage: Stage) -> None:
    """Dora is away: the refusal has the button that gives Ana to Ben, and Ben opens the plan."""
    stage = clinic_stage
    await reports(stage, NIGHT)
    await stage.tap_data("desk", f"o|{stage.actors['ana'].person}")

    for label in ("🤝 Hand over", "→ Ben", "🤝 Yes, hand over"):
        await stage.tap("desk", label)
    await stage.tap_data("ben", f"o|{stage.actors['ana'].person}")
    await decides(stage, "rung|23", "why|0", key="ben")

    assert (await ana(stage)).held is None


async def test_the_desk_neither_signs_nor_measures(together: Stage) -> None:
    """It sees how the tests of a gate stand, without a button to enter one."""
    await joins(together, "desk", "clinic", "Front desk")
    patient = together.actors["ana"].person
    await together.tap_data("desk", f"v|{patient}|strength")
    assert not [label for label in labels(together, "desk") if label.startswith(("📏", "✍️"))]

    for data in ("v|{}|strength|0", "v|{}|strength|0|0|25", "v|{}|strength|save", "g|{}|strength"):
        await together.tap_data("desk", data.format(patient))
        assert FOR_A_PHYSIO in newest(together, "desk")
        await together.say("desk", "25")

    assert not await results(together)
    assert not (await together.case("ana")).signed
