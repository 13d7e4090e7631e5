"""By night: what somebody of the clinic need not know before the morning waits until then, pictures too."""

from dataclasses import replace

from tests.care import ward
from tests.care.ordering import CONFIRM, REASON, orders
from tests.care.ward import count
from tests.stage import Stage

LIMPED = ("Done as planned", "0", "0", "No pain", "I limped", "2")


async def test_the_own_physio_reads_in_the_morning_what_somebody_else_decided_at_night(clinic_stage: Stage) -> None:
    await ward.set_clock(clinic_stage, 23)
    await orders(clinic_stage, "💤 Hold for days", "2 days", REASON, CONFIRM, key="desk")
    await ward.set_clock(clinic_stage, 7, 59)
    assert not count(clinic_stage, "dora", "Front desk has decided")

    await clinic_stage.wait(minutes=1)

    assert count(clinic_stage, "dora", "Front desk has decided") == 1


async def test_whoever_loses_a_talk_at_night_reads_so_in_the_morning(clinic_stage: Stage) -> None:
    ana = clinic_stage.actors["ana"].person
    await ward.set_clock(clinic_stage, 22)
    for key in ("dora", "desk"):
        await clinic_stage.tap_data(key, f"T|{ana}")
        await clinic_stage.say(key, "Good evening, Ana!")
    await ward.set_clock(clinic_stage, 7, 59)
    assert not count(clinic_stage, "dora", "Front desk talks with Ana now")

    await clinic_stage.wait(minutes=1)

    assert count(clinic_stage, "dora", "Front desk talks with Ana now") == 1


async def test_a_picture_behind_news_wakes_nobody(stage: Stage) -> None:
    """Ana limped, which means one step back: her physio is told, and nobody has to be called."""
    async with stage.turn() as turn:
        turn.update(replace(await turn.person(stage.actors["dora"].person), quiet_hours="21-8"))
    await orders(stage, "↕️ Another step", "run 1 min, walk 2 min", REASON, CONFIRM)
    await ward.set_clock(stage, 23)
    for label in LIMPED:
        await stage.tap("ana", label)
    await ward.set_clock(stage, 7, 59)
    assert not [one for one in stage.actors["dora"].phone if one.media]

    await stage.wait(minutes=1)

    assert [one for one in stage.actors["dora"].phone if one.media]
