"""What a talk held back comes in its own time afterwards, not on the heels of the last word."""

from tests.stage import Stage

WRONG = "⚠️ Something feels wrong"


async def test_a_reminder_that_a_talk_held_back_gives_the_patient_time_again(stage: Stage) -> None:
    """Ana was asked about her run, then something felt wrong; when the talk ends, only the latter is asked again."""
    await stage.wait(hours=15)
    await stage.tap("ana", "Done as planned")
    await stage.wait(hours=2)
    await stage.tap("ana", WRONG)
    await stage.tap_data("dora", f"T|{stage.actors['ana'].person}")
    await stage.say("dora", "Tell me about it.")

    await stage.wait(hours=2, minutes=55)
    case = await stage.case("ana")
    assert (case.talk, case.check_ins["1:after_run"].silence) == (None, 0)

    await stage.wait(hours=2, minutes=10)
    assert (await stage.case("ana")).check_ins["1:after_run"].silence == 1
