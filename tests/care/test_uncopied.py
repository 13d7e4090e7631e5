"""A picture that Telegram refuses to copy: nobody waits for it in vain."""

from bot.care.doors.reception import receive
from bot.care.ports import Incoming, Sent
from bot.care.talking.uncopied import could_not_copy
from tests.care.ward import count, newest, with_settings
from tests.stage import Stage


async def _sends_in_vain(stage: Stage, key: str, caption: str = "") -> None:
    """Let somebody send a picture that Telegram copies to nobody."""
    user = stage.actors[key].user_id
    async with stage.turn() as turn:
        await receive(turn, Incoming(user, user, Sent("photo", 4711, caption)))
    store = await stage.store()
    while rows := await store.next_messages(1):
        if rows[0].media and rows[0].media.kind == "copy":
            async with stage.turn() as turn:
                await could_not_copy(turn, rows[0])
            await store.failed(rows[0].id, "not copied")
        else:
            await store.sent(rows[0].id, stage._show(rows[0]))


async def test_the_physio_reads_whom_to_ask_for_it_again(clinic_stage: Stage) -> None:
    await _sends_in_vain(clinic_stage, "ana", "my knee")
    assert "What Ana sent could not be shown here" in newest(clinic_stage, "dora")
    card = next(one for one in clinic_stage.actors["dora"].phone if "my knee" in one.text)
    assert clinic_stage.actors["dora"].phone[-1].reply_to == card.id


async def test_with_names_switched_off_it_names_nobody(clinic_stage: Stage) -> None:
    await _sends_in_vain(with_settings(clinic_stage, names_in_alerts=False), "ana")
    assert count(clinic_stage, "dora", "could not be shown here") == 1
    assert "Ana" not in newest(clinic_stage, "dora")


async def test_in_a_talk_whoever_sent_it_to_the_patient_reads_that_it_did_not_arrive(clinic_stage: Stage) -> None:
    await clinic_stage.tap_data("dora", f"T|{clinic_stage.actors['ana'].person}")
    await clinic_stage.say("dora", "Hello")
    await _sends_in_vain(clinic_stage, "dora")
    assert count(clinic_stage, "dora", "What you sent to Ana did not arrive") == 1
    assert count(clinic_stage, "ana", "did not arrive") == 0
