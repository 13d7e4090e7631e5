"""Every input in a wrong moment or form: one kind answer or an honest silence, and nothing is lost or changed."""

import pytest

from bot.care.doors.reception import receive
from bot.care.ports import Incoming, Left, Returned, Said, Sent, Tapped
from bot.core.case import Case
from tests.stage import Stage, plain

LONG = "x" * 5000
NONSENSE_TAPS = [
    "",
    "|",
    "a",
    "a|",
    "a|1:after_run",
    "a|1:after_run|1",
    "a|1:after_run|-1|0|0",
    "a|1:after_run|1|0|11",
    "a|1:after_run|1|0|-1",
    "a|1:after_run|1|0|٣",
    "a|1:after_run|1|7|3",
    "a|1:after_run|99|0|3",
    "a|2:after_run|1|0|3",
    "a|0:enrolment|1|0|0",
    "a|x:h24|0|0|0",
    "f|1:after_run|1|0|0",
    "e|1:after_run|1|0",
    "c|1:after_run|x",
    "r|1|0",
    "r|1|0|23.0",
    "r|2|0|23.0",
    "r|1|9|23.0",
    "r|x|y|z",
    "t|9",
    "k|1|1",
    "o|2",
    "o|2|0",
    "n|2",
    "g|2|before_run_walk",
    "y|2|0",
    "p|1",
    "b|broadcast:1:1|yes",
    "q|maybe|no",
    "z|" + "9" * 50,
    "a|1:after_run|1|0|" + "9" * 30,
]


@pytest.mark.parametrize("data", NONSENSE_TAPS)
async def test_a_forged_or_broken_tap_changes_no_answer(stage: Stage, data: str) -> None:
    """Whatever a button carries, what Ana answered, her plan and her alerts stay as they were."""
    await stage.tap("ana", "Done as planned")
    kept = _kept(await stage.case("ana"))

    await stage.tap_data("ana", data)

    assert _kept(await stage.case("ana")) == kept


@pytest.mark.parametrize("data", [tap for tap in NONSENSE_TAPS if tap[:1] not in "afercq"])
async def test_a_patient_who_forges_a_physios_button_is_told_that_it_no_longer_works(stage: Stage, data: str) -> None:
    """The reply is the same for every button that is not Ana's, whether its target exists or not."""
    await stage.tap("ana", "Done as planned")

    await stage.tap_data("ana", data)

    assert stage.actors["ana"].toast.startswith("That button")


@pytest.mark.parametrize(
    "what",
    ["sticker", "voice", "photo", "video", "location", "contact", "document", "forwarded", "edited", "other"],
)
@pytest.mark.parametrize("asked", [True, False])
async def test_what_is_neither_text_nor_tap_gets_one_kind_answer(stage: Stage, what: str, *, asked: bool) -> None:
    """One message comes back; where a question was open it is asked again in the same message."""
    if asked:
        await stage.tap("ana", "Done as planned")
    count = len(stage.actors["ana"].phone)

    await stage.sends("ana", what)

    phone = stage.actors["ana"].phone
    assert len(phone) == count + 1
    assert ("just before the run" in phone[-1].text) is asked


@pytest.mark.parametrize(
    "text",
    ["/nothing", "/", "/today@somebody_else", "11", "-1", "3 4", "3-4", "seven or eight", "½", "³", "NaN", "1e1"],
)
async def test_what_is_not_clearly_one_answer_is_asked_again_and_never_guessed(stage: Stage, text: str) -> None:
    await stage.tap("ana", "Done as planned")

    await stage.say("ana", text)

    case = await stage.case("ana")
    assert "pain_before" not in case.answers("1:after_run")
    assert "just before the run" in stage.actors["ana"].phone[-1].text


async def test_five_thousand_characters_reach_the_physio_as_far_as_a_message_goes(stage: Stage) -> None:
    """A very long message is not lost: the physio reads its beginning, and nothing breaks."""
    await stage.say("ana", LONG)

    assert "xxx" in stage.actors["dora"].phone[-1].text
    assert len(plain(stage.actors["dora"].phone[-1].text)) <= 4096


@pytest.mark.parametrize("text", ["<b>bold</b> & <script>", "{{ 7*7 }} {% raw %}", "a < b > c & d", "</b></i>"])
async def test_markup_and_templates_in_words_are_shown_as_typed(stage: Stage, text: str) -> None:
    """What Ana types is data: her physio reads it letter by letter."""
    await stage.say("ana", text)

    assert text in plain(stage.actors["dora"].phone[-1].text)


async def test_a_group_is_met_with_silence(stage: Stage) -> None:
    """Health is never talked about in a group, so nothing is answered there."""
    store = await stage.store()
    async with store.turn(stage.library, stage.settings) as turn:
        await receive(turn, Incoming(stage.actors["ana"].user_id, -100200, Said("/today"), private=False))
    count = len(stage.actors["ana"].phone)

    await stage.deliver()

    assert len(stage.actors["ana"].phone) == count
    assert not turn.reply.aside


async def test_a_patient_who_blocks_the_bot_is_reported_once_and_taken_up_again(stage: Stage) -> None:
    """Dora hears that Ana cannot be reached; when Ana comes back, she goes on where she was."""
    actor = stage.actors["ana"]
    for event in (Left(), Left()):
        await _happens(stage, actor.user_id, event)
    told = [a for a in (await stage.case("ana")).alerts.values() if a.about == "unreachable"]
    await _happens(stage, actor.user_id, Returned())
    await stage.deliver()

    assert len(told) == 1
    assert "Your next session" in actor.phone[-1].text


@pytest.mark.parametrize("event", [Said("hello"), Said("/start wrong-code"), Tapped("x"), Sent("photo"), Left()])
async def test_a_stranger_leaves_no_trace(stage: Stage, event: object) -> None:
    """Without an invite nobody becomes a person, and nothing is put into the outbox."""
    store = await stage.store()
    async with store.turn(stage.library, stage.settings) as turn:
        await receive(turn, Incoming(987654, 987654, event, name="Mallory"))  # type: ignore[arg-type]  # one of the events
        people = [await turn.people(role, states=("active", "invited", "enrolling")) for role in ("patient", "physio")]

    assert [len(one) for one in people] == [1, 1]
    assert await store.next_messages(10) == []


async def test_an_invite_works_once(stage: Stage) -> None:
    """A second person with the same link is a stranger."""
    store = await stage.store()
    async with store.turn(stage.library, stage.settings) as turn:
        await receive(turn, Incoming(55, 55, Said("/start code-of-ana-long-enough")))

    assert "invite" in turn.reply.aside
    assert (await stage.case("ana")).enrolled


async def test_a_red_flag_behind_the_button_calls_the_physio_whatever_was_open(stage: Stage) -> None:
    """In the middle of a check-in the button still works, and the alert stands in the same turn as the answer."""
    await stage.tap("ana", "Done as planned")
    await stage.tap("ana", "⚠️ Something feels wrong")
    await stage.tap("ana", "Felt a pop, or can’t put weight on it")

    case = await stage.case("ana")
    assert [alert.severity for alert in case.alerts.values()][-1] == "urgent"
    assert case.held
    assert any("URGENT" in message.text for message in stage.actors["dora"].phone)


def _kept(case: Case) -> tuple[object, ...]:
    """Return what no broken tap may change."""
    answers = {name: dict(check_in.answers) for name, check_in in case.check_ins.items()}
    return answers, case.position, len(case.alerts), len(case.runs), case.held


async def _happens(stage: Stage, user_id: int, event: Left | Returned) -> None:
    store = await stage.store()
    async with store.turn(stage.library, stage.settings) as turn:
        await receive(turn, Incoming(user_id, user_id, event))
