"""Any mix of nonsense and answers ends, and whatever is said, the promises hold."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.case import Case
from bot.core.protocol import Outcome, outcome
from tests.stage import Stage

NONSENSE = [
    "hello",
    "",
    "12345",
    "/today",
    "/why",
    "/plan",
    "/nothing",
    "my leg is fine now",
    "x" * 2000,
    "<b>",
    "{{ x }}",
]

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("button"), st.integers(0, 200)),
        st.tuples(st.just("physio"), st.integers(0, 60)),
        st.tuples(st.just("says"), st.sampled_from(NONSENSE)),
        st.tuples(st.just("types"), st.integers(-1, 12)),
        st.tuples(st.just("waits"), st.sampled_from([1, 5, 24])),
        st.tuples(st.just("sends"), st.sampled_from(["sticker", "voice", "photo"])),
    ),
    min_size=5,
    max_size=40,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
async def test_whatever_is_tapped_typed_and_waited_for_the_promises_hold(opening: Stage, moves: list) -> None:
    """Nobody advances without all three check-ins, every red flag calls the physio, and a held plan stays held."""
    with tempfile.TemporaryDirectory() as folder:
        stage = opening.fork(Path(folder))
        try:
            for move in moves:
                await _make(stage, *move)
                _promises_hold(await stage.case("ana"))
        finally:
            await stage.end()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nonsense=st.lists(st.sampled_from(["hello", "11", "3 4", "½", "/x"]), max_size=3), first=st.integers(0, 10))
async def test_after_any_nonsense_each_question_needs_one_valid_answer(
    opening: Stage, nonsense: list[str], first: int
) -> None:
    """The check-in after a run ends after one valid answer a question, whatever is typed in between."""
    with tempfile.TemporaryDirectory() as folder:
        stage = opening.fork(Path(folder))
        await stage.tap("ana", "Done as planned")
        for answer in (str(first), "0", "no pain while running", "no pain", "as normal", "2"):
            for words in nonsense:
                await stage.say("ana", words)
            if answer != "no pain while running" or first:
                await stage.say("ana", answer)
        case = await stage.case("ana")
        await stage.end()

    assert case.answers("1:after_run")["effort"] == 2
    assert case.last_decision(1)


async def _make(stage: Stage, kind: str, what: object) -> None:
    match kind, what:
        case "button", int(place):
            await _tap_some(stage, "ana", place)
        case "physio", int(place):
            await _tap_some(stage, "dora", place)
        case "waits", int(hours):
            await stage.wait(hours=hours)
        case "sends", str(thing):
            await stage.sends("ana", thing)
        case _:
            await stage.say("ana", str(what))


async def _tap_some(stage: Stage, key: str, place: int) -> None:
    carried = [button.data for message in stage.actors[key].phone for row in message.keyboard for button in row]
    if carried:
        await stage.tap_data(key, carried[-1 - place % len(carried)])


def _promises_hold(case: Case) -> None:
    since = [(at, one) for at, one in case.decisions if case.opened_at is None or at >= case.opened_at]
    for _, decided in case.decisions:
        if outcome(decided.outcome) is Outcome.ADVANCE:
            windows = [case.answers(f"{decided.run}:{window}") for window in ("after_run", "h24", "h48")]
            assert not decided.provisional
            assert all(windows), "somebody advanced on silence"
    for at, decided in since:
        if outcome(decided.outcome) >= Outcome.REASSESS:
            called = [alert for alert in case.alerts.values() if alert.severity in ("reassess", "urgent")]
            assert any(alert.at <= at for alert in called), "somebody was stopped and nobody was called"
    if case.held:
        assert any(alert.severity in ("reassess", "urgent") for alert in case.alerts_since_opening())
