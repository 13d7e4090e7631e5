"""The proof: every way back to running, with every condition, before any patient meets it.

Files are checked by `checks`; here they are joined as they are for a patient, and the decision itself is watched.
The work is shared out among processes. Must never change a file.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from bot.content.files import FLOOR
from bot.content.library import Library, load
from bot.content.protocols import vocabulary
from bot.content.rulebooks import book
from bot.content.schema import BookFile, parse
from bot.core.errors import ContentError
from bot.core.protocol import Protocol, Rulebook
from bot.proof.journey import Journey, journey
from bot.proof.prove_order import Tables, Thing, Unproved, falling_measures, shrinking_streaks, unordered_of
from bot.proof.prove_walk import walk
from bot.proof.prove_ways import floor_faults, lost_above, lost_below, stuck, unheard
from bot.proof.trial import Trial, trials

WHY = (
    "The decision is the strictest of all rules that fire and all clearances that are not met, the rest the longest "
    "that any of them asks for, and the way up or down follows from the outcome alone. "
    "So a worse answer could be rewarded only if a rule fell silent by it. "
    "Each rule is tried over every combination of the answers it reads, one step worse at a time: none falls silent. "
    "Where the kind or the course of pain has no order of its own, whatever falls silent is replaced by something at "
    "least as strict, in every case. Measures never fall when an answer gets worse. "
    "On top of it whole sessions are made worse, answer by answer, in every protocol with every condition."
)
"""Why trying each rule over what it reads suffices for the whole decision, in words for a physio."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Proof:
    """What was found of one way back to running with one condition; a way that waits for figures is proved in part."""

    choice: str
    condition: str
    problems: tuple[ContentError, ...] = ()
    waits_for: tuple[str, ...] = ()
    way: Journey | None = None
    rules: int = 0


@dataclass
class Prover:
    """Proves one pair after another; what was worked out of one rule serves for all that it stands in."""

    library: Library
    tables: Tables = field(init=False)
    floor: Rulebook = field(init=False)
    _heard: dict[tuple[Thing, str, tuple[str, ...]], tuple[Unproved, ...]] = field(default_factory=dict)
    _ways: dict[tuple[str, int], Journey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = Tables(self.library.conversations)
        self.floor = floor_of(self.library)

    def prove(self, choice: str, condition: str, number: int) -> Proof:
        """Return what is found of a way back to running with a condition."""
        protocol = self.library.protocol(choice, condition)
        found = [*floor_faults(protocol, self.floor), *lost_above(protocol)]
        waits_for = protocol.unfilled
        way = None
        if not waits_for and protocol.rungs:
            found += self._tried(protocol, number)
            way = self._way(protocol)
            if way.stopped:
                fault = f"Even perfect sessions do not lead to the end. They stop on {way.stopped}."
                found.append(Unproved(fault, "Let the ladder keep its own caps."))
        problems = tuple(_problem(protocol, one) for one in found)
        return Proof(choice, condition, problems, waits_for, way, len(protocol.book.things))

    def _tried(self, protocol: Protocol, number: int) -> Iterator[Unproved]:
        every = trials(protocol, self.library.conversations)
        for trial in every:
            yield from stuck(trial)
            yield from unordered_of(protocol, trial, self.tables)
            for thing in protocol.book.in_phase(trial.phase).things:
                yield from self._unheard(trial, thing)
        yield from lost_below(protocol, self.library.conversations)
        yield from walk(every[number % len(every)], number)

    def _unheard(self, trial: Trial, thing: Thing) -> tuple[Unproved, ...]:
        key = (thing, trial.phase.kind, trial.windows)
        if key not in self._heard:
            self._heard[key] = tuple(unheard(trial, thing))
        return self._heard[key]

    def _way(self, protocol: Protocol) -> Journey:
        key = (protocol.id, protocol.rest_days)
        if key not in self._ways:
            self._ways[key] = journey(protocol, self.library.conversations)
        return self._ways[key]


def prove(folder: Path | None, *, progress: Progress | None = None, processes: int = 2) -> list[Proof]:
    """Return the proofs of all ways back to running with all conditions; raises ContentError for broken files."""
    library = load(folder)
    pairs = [(choice, condition) for choice in library.choices() for condition in library.condition_names()]
    tasks = [(folder, number, *pair) for number, pair in enumerate(pairs)]
    found = [Proof("", "", tuple(_of_measures(library)))]
    for proof in _shared_out(tasks, processes):
        found.append(proof)
        if progress:
            progress(len(found) - 1, len(tasks))
    return found


Task = tuple[Path | None, int, str, str]


def _shared_out(tasks: list[Task], processes: int) -> Iterable[Proof]:
    if processes < 2:
        yield from map(_work, tasks)
        return
    # Started afresh, because the progress bar has threads that a copied process would not.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_work, tasks, chunksize=8)


def _work(task: Task) -> Proof:
    folder, number, choice, condition = task
    return _prover(folder).prove(choice, condition, number)


@cache
def _prover(folder: Path | None) -> Prover:
    return Prover(load(folder))


def floor_of(library: Library) -> Rulebook:
    """Return the safety floor as it was shipped."""
    file = library.files[FLOOR]
    return book(file, parse(file, BookFile), vocabulary(library.conversations))


def _of_measures(library: Library) -> Iterator[ContentError]:
    for one in (*falling_measures(library.conversations), *shrinking_streaks()):
        yield ContentError("the measures", "", one.fault, one.remedy)


def _problem(protocol: Protocol, one: Unproved) -> ContentError:
    path = f"protocols/{protocol.id.partition('+')[0]}.toml"
    return ContentError(path, f"{protocol.id} with {protocol.condition}", one.fault, one.remedy)
