"""The proof of whole protocols: what it promises holds for the shipped ones, and each promise is found broken."""

from dataclasses import dataclass, replace

import pytest

from bot.content.library import Library
from bot.core.conditions import compile_condition
from bot.core.decision import decide
from bot.core.limits import Limit
from bot.core.protocol import Clearance, Outcome, Protocol, Rule, Rulebook
from bot.proof.checks import check
from bot.proof.journey import journey
from bot.proof.prove_order import Tables, falling_measures, shrinking_streaks, unordered_of
from bot.proof.prove_walk import walk
from bot.proof.prove_ways import floor_faults, lost_above, lost_below, stuck, unheard, witnesses
from bot.proof.prover import Prover, floor_of
from bot.proof.trial import Trial, trials
from tests.conftest import Edit
from tests.core.given import library as shipped_library
from tests.core.given import names

LIBRARY = shipped_library()
CONDITIONS = sorted(LIBRARY.condition_names())
CHOICES = sorted(LIBRARY.choices())
MILES = "protocols/milestones.toml"
SAYS = 'origin = "clinic"\nsource = "Our clinic says so."\n'


@pytest.fixture(scope="module")
def prover() -> Prover:
    """One prover for all, because what it has worked out of a rule serves for every protocol."""
    return Prover(LIBRARY)


def milestones(condition: str = "it_band") -> Protocol:
    return LIBRARY.protocol("milestones", condition)


def running(protocol: Protocol) -> Trial:
    """Return a trial in the first phase with runs."""
    return next(one for one in trials(protocol, LIBRARY.conversations) if one.phase.kind == "run")


def rule(name: str, when: str, at_least: Outcome, *, tell: bool = True) -> Rule:
    return Rule(name, compile_condition(when, names()), at_least, tell, "A source for a test.", "derived")


def clearance(must: str, **limits: Limit) -> Clearance:
    known = names() | {
        f"limit.{name}": replace(names()["h24.pain"], kind="limit", limit=one) for name, one in limits.items()
    }
    return Clearance("ours", "pain", compile_condition(must, known), "A source for a test.", "derived")


def with_more(protocol: Protocol, *things: Rule | Clearance) -> Protocol:
    rules = tuple(one for one in things if isinstance(one, Rule))
    clearances = tuple(one for one in things if isinstance(one, Clearance))
    return replace(protocol, book=protocol.book + Rulebook(clearances=clearances, rules=rules))


@pytest.mark.parametrize(("number", "choice"), list(enumerate(CHOICES)), ids=CHOICES)
def test_every_way_back_is_proved(number, choice, prover):
    """Each with one condition after the other in turn; `strideback check` proves each with all of them."""
    found = prover.prove(choice, CONDITIONS[number % len(CONDITIONS)], number)

    assert not found.problems, "\n".join(str(one) for one in found.problems)
    assert found.waits_for or (found.way and found.way.sessions)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_is_proved_with_the_longest_protocol(condition, prover):
    assert not prover.prove("milestones", condition, 3).problems


def test_the_measures_never_fall_when_an_answer_gets_worse():
    assert not [*falling_measures(LIBRARY.conversations), *shrinking_streaks()]


FLOOR_BOOK = floor_of(LIBRARY)
THINGS = {thing.id: thing for thing in FLOOR_BOOK.things}


def mutated(thing: Rule | Clearance) -> dict[str, Rule | Clearance | None]:
    """Return ways in which a rule of the floor could be lost or loosened."""
    elsewhere = replace(thing, phases=("run_walk",))
    never = compile_condition("days_since_run < days_since_run", names())
    found: dict[str, Rule | Clearance | None] = {"dropped": None, "kept to one phase": elsewhere}
    if isinstance(thing, Rule):
        found["made milder"] = replace(thing, at_least=Outcome(thing.at_least - 1))
        found["never firing"] = replace(thing, when=never)
        found["kept from the physio"] = replace(thing, tell=not thing.tell)
    else:
        always = compile_condition("days_since_run <= days_since_run", names())
        found["always met"] = replace(thing, must=always)
    if thing.condition.limits:
        limits = tuple(replace(one, value=1000) for one in thing.condition.limits)
        eased = replace(thing.condition, limits=limits)
        found["with a looser limit"] = replace(thing, **{"when" if isinstance(thing, Rule) else "must": eased})
    return found


MUTANTS = {f"{name} {how}": (name, one) for name, thing in THINGS.items() for how, one in mutated(thing).items()}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_floor_rule_that_is_lost_or_loosened_is_caught(mutant):
    """In whatever protocol and with whatever condition the floor was joined."""
    name, changed = MUTANTS[mutant]
    protocol = milestones("acl_reconstruction")
    kept = [changed if one.id == name else one for one in protocol.book.things]
    book = Rulebook(
        protocol.book.limits,
        tuple(one for one in kept if isinstance(one, Clearance)),
        tuple(one for one in kept if isinstance(one, Rule)),
    )

    assert not list(floor_faults(protocol, FLOOR_BOOK))
    assert list(floor_faults(replace(protocol, book=book), FLOOR_BOOK))


def test_every_rule_of_the_floor_is_seen_to_hold_a_runner_back_in_every_phase():
    protocol = milestones()
    for trial in trials(protocol, LIBRARY.conversations):
        for thing in FLOOR_BOOK.things:
            assert not list(unheard(trial, thing)), f"{thing.id} in {trial.phase.id}"
            seen = next(witnesses(trial, thing))
            assert decide(protocol, seen).outcome >= (thing.at_least if isinstance(thing, Rule) else Outcome.REPEAT)


def test_a_rule_that_worse_pain_would_call_off_is_found():
    """Sore muscles lead a step back, sharp pain only to the same session again: sharper pain would be rewarded."""
    bare = replace(milestones(), book=FLOOR_BOOK)
    sore = rule("sore", 'h24.pain_kind == "muscle"', Outcome.STEP_BACK)
    found = list(unordered_of(with_more(bare, sore), running(bare), Tables(LIBRARY.conversations)))

    assert any("“sore” holds back at h24.pain_kind muscle, not at sharp" in one.fault for one in found)


def test_a_rule_that_a_stricter_one_takes_over_from_is_fine():
    bare = replace(milestones(), book=FLOOR_BOOK)
    things = (
        rule("sore", 'h24.pain_kind == "muscle"', Outcome.STEP_BACK),
        rule("sharp", 'h24.pain_kind == "sharp"', Outcome.REASSESS),
    )

    assert not list(unordered_of(with_more(bare, *things), running(bare), Tables(LIBRARY.conversations)))


@pytest.mark.parametrize("must", ["h48.pain <= h24.pain", "after_run.pain_during <= after_run.pain_before"])
def test_sessions_made_worse_step_by_step_find_what_compares_two_answers(must):
    trap = with_more(replace(milestones(), book=Rulebook()), clearance(must))
    trial = running(trap)

    assert any(list(walk(trial, number)) for number in range(40))


def test_a_clearance_that_perfect_answers_do_not_meet_is_a_dead_end():
    limit = Limit("hard", ">", 5, "of 10", "derived", "A source for a test.")
    blocked = with_more(milestones(), clearance("after_run.effort in limit.hard", hard=limit))

    assert any("does not lead on: ours" in one.fault for one in stuck(running(blocked)))


def test_a_rule_that_nothing_can_wake_is_found():
    asleep = rule("asleep", '"night_pain" in flags and not "night_pain" in flags', Outcome.REASSESS)
    protocol = with_more(milestones(), asleep)

    assert list(unheard(running(protocol), asleep))


def test_a_step_back_below_the_first_rung_always_reaches_the_physio():
    for choice in CHOICES:
        protocol = LIBRARY.protocol(choice, "it_band")
        if protocol.active:
            assert not list(lost_below(protocol, LIBRARY.conversations))


def test_a_way_without_any_session_is_no_way():
    assert list(lost_above(replace(milestones(), phases=())))


def test_somebody_for_whom_everything_goes_well_comes_to_the_end():
    way = journey(milestones(), LIBRARY.conversations)

    assert not way.stopped
    assert way.sessions == sum(rung.sessions for rung in milestones().rungs) + way.repeated
    assert way.weeks >= way.sessions / 7


def test_a_ladder_that_its_own_weekly_cap_forbids_to_climb_is_found():
    """Ten times the running from one step to the next can never be 10 percent more a week."""
    protocol = LIBRARY.protocol("thirty_minutes", "it_band")
    last = protocol.phases[-1]
    rungs = (*last.rungs[:-1], replace(last.rungs[-1], cycles=(10,)))
    steep = replace(protocol, phases=(*protocol.phases[:-1], replace(last, rungs=rungs)))

    assert "weekly_growth" in journey(steep, LIBRARY.conversations).stopped


@dataclass(frozen=True)
class Refused:
    """An edit of a shipped file that the check must refuse, with words of its problem."""

    path: str
    old: str
    new: str
    fault: str


LANDING = '[[rules]]\nid = "ours"\nwhen = \'after_run.landing == "collapsed"\'\nat_least = "repeat"\n' + SAYS
LOOSER = '[limits.rising_runs]\noperator = "<"\nvalue = 5\nunit = "runs"\n' + SAYS
REFUSED = {
    "a limit that is looser than the floor's": Refused(
        MILES, "[limits.extra_rest]", LOOSER + "\n[limits.extra_rest]", "looser than that of the safety floor"
    ),
    "a test that nobody can pass": Refused(MILES, "value = 25\n", "value = 2500\n", "Nobody can pass this"),
    "a test that nobody can fail": Refused(MILES, "value = 25\n", "value = 0\n", "Nobody can fail this"),
    "a test that is asked nowhere": Refused(MILES, 'id = "calf_raise"', 'id = "calf_press"', "nobody could be asked"),
    "a result that is stale at once": Refused(
        MILES, 'operator = "<=", value = 28', 'operator = "<", value = 0', "stale at once"
    ),
    "a result that counts in weeks": Refused(
        MILES, 'value = 28, unit = "days"', 'value = 4, unit = "weeks"', "How long a result counts"
    ),
    "pain in a test that none may have": Refused(
        MILES, 'pain = { operator = "<", value = 2,', 'pain = { operator = "<", value = 0,', "is kept by no pain"
    ),
    "a phase that nobody asks about a day later": Refused(
        MILES, '["after_run", "h24"]\nwindows_source', '["after_run"]\nwindows_source', "h24 is not held"
    ),
    "a rule on landings after every session": Refused(MILES, "", LANDING, "after_run.landing, which is not asked"),
    "a limit in the wrong unit": Refused(
        MILES, 'value = 2\nunit = "of 10"', 'value = 2\nunit = "minutes"', "is told in “of 10”"
    ),
    "a harder terrain and a longer walk at once": Refused(
        MILES, "walk_seconds = 1140\n", 'walk_seconds = 1140\nterrain = "hills"\n', "walk time, terrain"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_would_leave_a_runner_stuck_or_unasked_is_refused(case: Refused, clinic: Edit) -> None:
    found = check(clinic(case.path, case.old, case.new))

    assert any(case.fault in one.fault and one.file == case.path and one.remedy for one in found.problems), (
        found.as_text()
    )


def test_the_floor_of_another_library_is_read_from_its_own_files(library: Library) -> None:
    assert {thing.id for thing in floor_of(library).things} == set(THINGS)
