"""The rules: one decision with a long history, loading all content, and the proof of everything.

Must never leave out the first load: a bot that starts has nothing in memory yet.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.report import Figure
from bot.content.library import load
from bot.core.decision import decide
from bot.core.measures import Evidence
from bot.core.protocol import Protocol
from bot.proof.checks import check
from bot.proof.prover import Prover, prove
from bot.proof.trial import trials

RUNS, DECISIONS, SHORT_DECISIONS = 60, 500, 100
ROUNDS, SHORT_ROUNDS = 5, 3
SHORT_PAIRS = 19
MOST_MS, MOST_LOAD, MOST_PROOF = 1.0, 0.5, 60.0
FRESH = (
    "import time; import bot.content.library as b; began = time.perf_counter(); b.load();"
    "print(time.perf_counter() - began)"
)


def measure(folder: Path, *, short: bool) -> list[Figure]:  # noqa: ARG001  # nothing is kept
    """Return milliseconds a decision, seconds of a first load, and seconds of the checks and of the whole proof."""
    rounds = SHORT_ROUNDS if short else ROUNDS
    decisions = [_decision(SHORT_DECISIONS if short else DECISIONS) for _ in range(rounds)]
    figures = [
        Figure(f"rules: one decision after {RUNS} runs", "ms", decisions, at_most=MOST_MS),
        Figure("rules: loading all content", "s", [_load() for _ in range(rounds)], at_most=MOST_LOAD),
        Figure("rules: checking all files", "s", [_seconds(check)]),
    ]
    if short:
        return [*figures, Figure(f"rules: the proof of {SHORT_PAIRS} combinations", "s", [_seconds(_some)])]
    return [*figures, Figure("rules: the whole proof, 2 processes", "s", [_seconds(_whole)], at_most=MOST_PROOF)]


def _decision(count: int) -> float:
    library = load()
    protocol = library.protocol("milestones", "achilles_insertional")
    perfect = trials(protocol, library.conversations)[-1].perfect
    evidence = replace(perfect, history=(perfect.run,) * RUNS)
    return 1000 * _seconds(lambda: _decide(protocol, evidence, count)) / count


def _decide(protocol: Protocol, evidence: Evidence, count: int) -> None:
    for _ in range(count):
        decide(protocol, evidence)


def _load() -> float:
    said = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
    return float(said.stdout)


def _some() -> None:
    prover = Prover(load())
    for number, condition in enumerate(prover.library.condition_names()[:SHORT_PAIRS]):
        prover.prove("milestones", condition, number)


def _whole() -> None:
    prove(None, processes=2)


def _seconds(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
