"""The publisher: what is ordered is published whole, once, and only where the content is still what was shown."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care.updates import orders
from bot.publishing.publisher import finish, publish
from tests.care.updates.clinic import MILESTONES, Clinic, Order, changed
from tests.stage import Stage, plain

AS_SHIPPED = 2


@pytest.fixture
async def clinic(stage: Stage, tmp_path: Path) -> Clinic:
    """Return Ana and Dora, and Carla of the clinic, on what is shipped."""
    return await Clinic.opened(stage, tmp_path / "content")


def _read(clinic: Clinic) -> str:
    return "\n".join(plain(message.text) for message in clinic.stage.actors["carla"].phone)


def _limit(clinic: Clinic) -> float:
    """Return how much pain the milestones allow whoever comes next."""
    return clinic.stage.library.protocol("milestones", "hip_and_glute").book.limit("pain").value


async def _ordered(clinic: Clinic, limit: int, mode: str = "new") -> Order:
    """Let Carla order another limit, which is not carried out yet."""
    files = changed(clinic.stage.library, MILESTONES, "value = 2\n", f"value = {limit}\n")
    return await clinic.ordered(files, mode, by="carla")


async def test_an_order_that_another_publication_has_overtaken_publishes_nothing(clinic: Clinic) -> None:
    """It was given on sight of a content that holds no more; whoever gave it reads so and can look again."""
    order = await _ordered(clinic, 1)
    await publish(await clinic.desk(), await _ordered(clinic, 0))
    async with clinic.stage.turn() as turn:
        await turn.put_note(orders.ORDER, order)

    await clinic.works()

    assert _limit(clinic) == 0
    assert "something else was published in the meantime" in _read(clinic)
    async with clinic.stage.turn() as turn:
        assert not await turn.note(orders.ORDER)


async def test_a_publication_that_cannot_be_stored_is_not_in_force_until_it_can(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot decides by nothing of which no record says that it was published; the order waits for its turn."""
    ordered, files, commit = await _ordered(clinic, 1), clinic.stage.library.files, AsyncConnection.commit

    async def no_room(connection: AsyncConnection) -> None:
        if clinic.stage.library.files != files:
            raise OSError("no room on the disk")
        await commit(connection)

    with monkeypatch.context() as broken:
        broken.setattr(AsyncConnection, "commit", no_room)
        with pytest.raises(OSError, match="no room"):
            await publish(await clinic.desk(), ordered)
    assert _limit(clinic) == AS_SHIPPED

    await clinic.works()
    assert _limit(clinic) == 1


async def test_an_update_that_cannot_be_taken_to_somebody_is_reported_after_an_hour_all_the_same(
    clinic: Clinic,
) -> None:
    """What fails for one patient is tried again, and nobody waits for the report of all the others for ever."""
    stage = clinic.stage
    await publish(await clinic.desk(), await _ordered(clinic, 1, "now"))

    stage.clock.at += timedelta(minutes=60)
    await finish(await clinic.desk())
    await stage.deliver()
    assert "still on the old version: 1" not in _read(clinic)

    stage.clock.at += timedelta(minutes=1)
    await finish(await clinic.desk())
    await stage.deliver()
    assert "still on the old version: 1" in _read(clinic)
