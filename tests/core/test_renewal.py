"""A new version of a ladder for somebody under way: nobody is moved up, and nothing they ran goes unweighed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effort import asks_more
from bot.core.ladder import Move, Rung
from bot.core.plan import Position, Session, session
from bot.core.protocol import Protocol
from bot.core.renewal import fits, has, place, with_rung
from tests.core.given import milestones

OLD = milestones()
SMALLER = {"run_seconds": 50, "cycles": (7, 7, 7, 7, 7, 7)}


def _with(**changed: Rung | None) -> Protocol:
    """Return the milestones with some rungs changed, or left out."""
    phases = [
        replace(one, rungs=tuple(changed.get(rung.id, rung) for rung in one.rungs if changed.get(rung.id, rung)))
        for one in OLD.phases
    ]
    return replace(OLD, phases=tuple(phases))


def _changed(rung_id: str, **values: object) -> Protocol:
    return _with(**{rung_id: replace(OLD.rung(rung_id), **values)})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("more cycles", {"cycles": (10,) * 6}),
        ("longer stretches", {"run_seconds": 90, "cycles": (5,) * 6}),
        ("shorter breaks", {"walk_seconds": 90}),
        ("a faster pace", {"pace": "brisk"}),
        ("hills", {"terrain": "hills"}),
        ("another kind of session", {"kind": "walk"}),
    ],
)
def test_nobody_fits_into_a_session_that_asks_more_under_the_same_name(name: str, values: dict[str, object]) -> None:
    new = _changed("run_1min", **values)
    assert not fits(new, OLD, Position("run_1min", 0)), name
    assert place(new, OLD, Position("run_1min", 0)) == Position("run_30s"), name


@pytest.mark.parametrize(
    "values",
    [{}, {"warm_up_minutes": 9}, {"cycles": (8,) * 6}, {"walk_seconds": 150}, SMALLER, {"rest_days": 3}],
)
def test_whoever_is_asked_for_no_more_stays_where_they_are(values: dict[str, object]) -> None:
    position = Position("run_1min", 2)
    assert place(_changed("run_1min", **values), OLD, position) == position


def test_of_their_own_rung_an_earlier_session_is_nearer_than_the_rung_below() -> None:
    """The third session was 9 cycles and is 10 now; the second is 9, so that is where they go on."""
    new = _changed("run_1min", cycles=(8, 9, 10, 10, 10, 10))
    assert place(new, OLD, Position("run_1min", 2)) == Position("run_1min", 1)


def test_whose_rung_has_fewer_sessions_now_goes_on_from_one_that_is_there() -> None:
    new = _changed("run_1min", cycles=(8, 8))
    assert place(new, OLD, Position("run_1min", 5)) == Position("run_1min", 1)


def test_the_nearest_rung_is_none_where_all_that_is_left_asks_more() -> None:
    larger = replace(OLD.rung("run_30s"), run_seconds=120)
    assert place(_with(run_1min=None, run_30s=larger), OLD, Position("run_1min", 0)) is None
    assert place(_with(run_1min=None), OLD, Position("run_1min", 3)) == Position("run_30s")


def test_whoever_has_finished_the_ladder_stays_at_its_end() -> None:
    assert place(_with(run_20min=None), OLD, Position("")) == Position("")


def test_other_exercises_are_another_load_however_many_contacts() -> None:
    rung = next(one for one in OLD.rungs if one.moves)
    hops = replace(rung, moves=(Move("hops_never_done", 1),))
    assert asks_more(Session(hops, 1), Session(rung, 1))
    assert not asks_more(Session(replace(rung, moves=rung.moves[:1]), 1), Session(rung, 1))


DOSES = st.builds(
    dict,
    run_seconds=st.sampled_from([20, 30, 60, 90, 300]),
    walk_seconds=st.sampled_from([30, 60, 120, 240]),
    cycles=st.lists(st.integers(1, 12), min_size=1, max_size=6).map(tuple),
    pace=st.sampled_from(["easy", "steady"]),
)


@given(
    st.sampled_from([rung for rung in OLD.rungs if rung.kind == "run"]),
    st.integers(0, 5),
    st.dictionaries(st.sampled_from([rung.id for rung in OLD.rungs if rung.kind == "run"]), DOSES | st.none()),
)
def test_no_version_ever_puts_anybody_further_up_or_before_a_larger_session(
    rung: Rung, done: int, changed: dict[str, dict[str, object] | None]
) -> None:
    position = Position(rung.id, min(done, rung.sessions - 1))
    made = {name: replace(OLD.rung(name), **values) if values else None for name, values in changed.items()}
    new = _with(**made)

    found = place(new, OLD, position)

    if found is not None:
        ids = [one.id for one in OLD.rungs]
        assert (ids.index(found.rung), found.sessions_done) <= (ids.index(position.rung), position.sessions_done)
        assert not asks_more(session(new, found), session(OLD, position))


def test_a_rung_that_is_gone_is_lent_where_it_stood() -> None:
    """Between those it stood between, in its phase, so that a step back from it leads where it led."""
    for gone in [rung.id for rung in OLD.rungs if rung.kind == "run"]:
        lent = with_rung(_with(**{gone: None}), OLD, gone)
        assert lent.rungs == OLD.rungs
        assert [phase.id for phase in lent.phases] == [phase.id for phase in OLD.phases]


def test_a_phase_that_is_gone_as_a_whole_is_lent_for_its_rung() -> None:
    phase = OLD.phase_of("run_1min")
    without = replace(OLD, phases=tuple(one for one in OLD.phases if one is not phase))

    lent = with_rung(without, OLD, "run_1min")

    assert lent.phase_of("run_1min").id == phase.id
    assert [one.id for one in lent.phases] == [one.id for one in OLD.phases]
    assert has(lent, "run_1min", 6)


def test_a_rung_with_fewer_sessions_is_lent_with_all_it_had() -> None:
    lent = with_rung(_changed("run_1min", cycles=(8, 8)), OLD, "run_1min")
    assert lent.rungs == OLD.rungs
