"""Proving that every way leads on: the floor stands, a good session advances, silence does not, and nobody is stuck.

Must never hold a figure of a protocol.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from typing import Any

from bot.core import plan
from bot.core.conditions import Condition
from bot.core.decision import decide
from bot.core.measures import Evidence
from bot.core.plan import Position
from bot.core.protocol import Clearance, Outcome, Protocol, Rule, Rulebook
from bot.proof.prove_order import Thing, Unproved
from bot.proof.spaces import axis_of
from bot.proof.trial import Scripts, Trial

MOST_TRIED = 400
"""How many sessions are tried until a rule is seen to speak; those with the fewest changes come first."""


def floor_faults(protocol: Protocol, floor: Rulebook) -> Iterator[Unproved]:
    """Yield every rule and clearance of the floor that does not stand in the protocol as it is, in every phase."""
    remedy = "Add rules beside those of the floor; it is never replaced."
    for thing in floor.things:
        standing = next((one for one in protocol.book.things if one.id == thing.id), None)
        if standing is None:
            yield Unproved(f"“{thing.id}” of the safety floor is missing.", remedy)
        elif standing != thing:
            yield Unproved(f"“{thing.id}” of the safety floor was changed.", remedy)


def _holds(protocol: Protocol, thing: Thing, evidence: Evidence) -> bool:
    decision = decide(protocol, evidence)
    least = thing.at_least if isinstance(thing, Rule) else Outcome.REPEAT
    told = decision.tell_physio or not (isinstance(thing, Rule) and thing.tell)
    return decision.outcome >= least and told and any(one.rule == thing.id for one in decision.fired)


def unheard(trial: Trial, thing: Thing) -> Iterator[Unproved]:
    """Yield a rule that never fires, or a clearance that never fails, in the decision on any session tried."""
    if not any(_holds(trial.protocol, thing, seen) for seen in witnesses(trial, thing)):
        fault = f"“{thing.id}” never speaks in the phase {trial.phase.id}, whatever is answered."
        yield Unproved(fault, "Mend its condition, or name in `phases` where it stands.")


def company(trial: Trial, thing: Thing) -> frozenset[str]:
    """Return what always speaks together with a rule or clearance, on every session tried; often nothing."""
    always: frozenset[str] | None = None
    for seen in witnesses(trial, thing):
        spoken = {one.rule for one in decide(trial.protocol, seen).fired}
        always = frozenset(spoken) if always is None else always & spoken
        if always <= {thing.id}:
            break
    return (always or frozenset()) - {thing.id}


def witnesses(trial: Trial, thing: Thing) -> Iterator[Evidence]:
    """Yield sessions that a rule or clearance holds against the runner, each with as few changes as possible."""
    values = {name: _values(trial, name, thing.condition) for name in sorted(thing.condition.names)}
    tried = sorted(product(*(range(len(one)) for one in values.values())), key=lambda places: (_moved(places), places))
    held = (given for places in tried if _speaks(thing, given := _given(values, places)))
    for given in islice(held, MOST_TRIED):
        yield trial.changed({name: value for name, value in given.items() if value != values[name][0]})


def _values(trial: Trial, name: str, condition: Condition) -> list[Any]:
    """Return what is tried of one name, the best first."""
    axis = axis_of(name, condition, trial.scripts)
    turned = bool(axis.worse) and axis.worse[0][0] > axis.worse[0][1]
    return list(reversed(axis.values)) if turned else list(axis.values)


def _given(values: dict[str, list[Any]], places: tuple[int, ...]) -> dict[str, Any]:
    return {name: values[name][place] for name, place in zip(values, places, strict=True)}


def _moved(places: tuple[int, ...]) -> int:
    return sum(place > 0 for place in places)


def _speaks(thing: Thing, given: dict[str, Any]) -> bool:
    holds = thing.condition.holds(given)
    return holds is not True if isinstance(thing, Clearance) else holds is True


def stuck(trial: Trial) -> Iterator[Unproved]:
    """Yield why a session on which nothing was wrong does not lead on, or one that was not told about does."""
    protocol, perfect = trial.protocol, trial.perfect
    decision = decide(protocol, perfect)
    if decision.outcome is not Outcome.ADVANCE:
        why = ", ".join(one.rule for one in decision.fired)
        fault = f"A perfect session in the phase {trial.phase.id} does not lead on: {why}."
        yield Unproved(fault, "Let the best answers meet every clearance.")
    for window in trial.windows:
        silent = replace(perfect, run=perfect.run.with_window(window, {}))
        if decide(protocol, silent).outcome is Outcome.ADVANCE:
            yield Unproved(f"Nobody answers {window} in {trial.phase.id}, and the plan goes on.", "Require it.")


def lost_below(protocol: Protocol, scripts: Scripts) -> Iterator[Unproved]:
    """Yield rungs from which a step back leads neither down nor to the physio."""
    for rung in protocol.rungs:
        below, _ = protocol.neighbours(rung.id)
        trial = Trial(protocol, protocol.phase_of(rung.id), rung.id, scripts)
        for rule in (one for one in protocol.book_of(rung.id).rules if one.at_least is Outcome.STEP_BACK):
            seen = next(witnesses(trial, rule), None)
            decision = decide(protocol, seen) if seen else None
            if below is None and decision and not (decision.outcome >= Outcome.REASSESS and decision.tell_physio):
                yield Unproved(f"On {rung.id} a step back leads nowhere, and no physio is told.", "Tell the physio.")
            break


def lost_above(protocol: Protocol) -> Iterator[Unproved]:
    """Yield what keeps good sessions from leading over every rung to the end, or a stricter outcome further up."""
    if not protocol.rungs:
        yield Unproved("There is no session on this way at all.", "Give a phase rungs, or pair it with a ladder.")
        return
    position, seen = plan.start(protocol.rungs[0].id), [protocol.rungs[0].id]
    for _ in range(sum(rung.sessions for rung in protocol.rungs)):
        yield from _misled(protocol, position)
        position = plan.after(protocol, position, Outcome.ADVANCE)
        seen += [position.rung] if position.rung not in (seen[-1], "") else []
    if not position.finished or seen != [rung.id for rung in protocol.rungs]:
        yield Unproved("Good sessions do not lead over every rung to the end.", "Mend the ladder.")


def _misled(protocol: Protocol, position: Position) -> Iterator[Unproved]:
    """Yield stricter outcomes that lead further up than milder ones."""
    led = [plan.after(protocol, position, one) for one in Outcome if one < Outcome.REASSESS]
    heights = [_height(protocol, place) for place in led]
    if heights != sorted(heights, reverse=True):
        yield Unproved(f"From {position.rung} a stricter outcome leads further up.", "Mend the plan.")


def _height(protocol: Protocol, place: Position) -> tuple[int, int]:
    rungs = [rung.id for rung in protocol.rungs]
    return (rungs.index(place.rung) if place.rung else len(rungs)), place.sessions_done
